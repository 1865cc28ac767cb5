"""``add``: from the address of a site to a line of the configuration."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.app import open_client, open_parser, read_config
from aggregator.cli.options import config_option, printable, say
from aggregator.cli.polling import run_loop
from aggregator.cli.rows import local
from aggregator.errors import AggregatorError, ParseError
from aggregator.fetch.advice import advised
from aggregator.fetch.redirects import with_credentials
from aggregator.model import (
    Deferred,
    Fetched,
    FetchFailed,
    FetchRequest,
    ParsedFeed,
    SourceSpec,
    SourceState,
)
from aggregator.poll import wall_clock
from aggregator.text.html import text_from_html
from aggregator.text.pages import page_kind
from aggregator.text.plurals import counted
from aggregator.text.secrets import masked
from aggregator.text.urls import canonical_url, redact

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.fetch.client import Client
    from aggregator.parse.worker import Parser


#: Feeds of one site that are looked at.
MOST = 20
#: Pages of feeds that are looked through, where a site names no feed but such pages.
MOST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A feed of a site, or the page itself read as one."""

    url: str
    kind: str
    parsed: ParsedFeed
    newest: datetime | None


@click.command("add")
@click.argument("url", metavar="URL")
@click.option("--title", help="Name shown to readers; default: the feed's own.")
@click.option("--id", "name", help="Permanent id; default: from the address.")
@click.option("--lang", help="Language, where the feed declares none or the wrong one.")
@click.option("--tag", "tags", multiple=True, help="A word of your own, for rules; may be given several times.")
@click.option(
    "--choose", type=click.IntRange(min=1), metavar="N", help="Take the N-th feed of the list without asking."
)
@click.option("--dry-run", is_flag=True, help="List what there is and write nothing.")
@config_option
def add_command(
    url: str, title: str | None, name: str | None, lang: str | None, tags: tuple[str, ...], choose: int | None, dry_run: bool,
    config_path: Path,
) -> int:  # fmt: skip
    """Find the feeds of a site and add one to config.yaml, keeping its comments and its order.

    URL is the address of a feed or of any page of the site. A site without feeds is added as a page (type: html) where
    its headlines can be read.
    """
    config = read_config(config_path)
    address = url.strip().removeprefix("feed:")
    if re.match(r"(?!https?:)[a-z]+:(?!\d)", address) or address.startswith(("/", ".")) or not address:
        raise click.UsageError(f"{url!r} is no http or https address; a file is added by hand, as `url: file:…`")
    address = address if "://" in address else f"https://{address.removeprefix('//')}"
    refuse_known(config, address)
    found = run_loop(search(config, address))
    for number, one in enumerate(found, 1):
        click.echo(f"{number}. {in_words(one, config.site.timezone)}")
    if dry_run:
        return 0
    chosen = found[pick(len(found), choose) - 1]
    refuse_known(config, chosen.url)
    entry = written(chosen, config, title=title, name=name, lang=lang, tags=tags)
    from aggregator.config.edit import append_checked

    append_checked(config_path, [entry], read_config)
    say(f"added {entry['id']} to {config_path}; a running desk takes it up by itself")
    return 0


def refuse_known(config: Config, url: str) -> None:
    """Say where an address is configured already; scheme, ``www.`` and a final slash do not count."""
    for spec in config.sources:
        if canonical_url(spec.url) == canonical_url(url):
            shown = masked(redact(spec.url), config.secrets)
            raise AggregatorError(f"{shown} is in line {spec.line} of {config.path} already, as {spec.id}")


async def search(config: Config, url: str) -> Sequence[Found]:
    """The feeds of a site, best first; never empty: what finds nothing is an error with a word about what was tried."""
    from aggregator.parse.charset import text_from_bytes
    from aggregator.parse.discover import named_feeds, usual_places
    from aggregator.parse.sniff import PAGES

    async with open_client(config) as client, open_parser() as parser:
        answer = await fetch(client, url, config)
        if not isinstance(answer, Fetched):
            raise AggregatorError(f"{redact(url)}: {answer.reason}; nothing was added")
        for kind in ("feed", "sitemap", "opml"):
            own = await read(parser, kind, url, answer)
            if own is not None:
                return [own]
        text, _ = text_from_bytes(answer.body, answer.headers.get("content-type", ""))
        found = await read_all(client, parser, named_feeds(text, answer.url), config, through_pages=True)
        if not found and (bar := page_kind(text, answer.url)) is not None:
            words, state_word = PAGES[bar]
            raise AggregatorError(f"{redact(url)}: {advised(state_word, words)}")
        if not found:
            say("the page names no feed; looking where feeds usually lie")
            found = await read_all(client, parser, usual_places(answer.url), config, most=1)
        if not found and (page := await read(parser, "html", url, answer)) is not None:
            say("no feed was found; the page itself can be read")
            found = [page]
    if not found:
        message = "no feed was found, and no list of headlines on the page; try another page of the site"
        raise AggregatorError(f"{redact(url)}: {message}")
    return found


async def read_all(
    client: Client,
    parser: Parser,
    urls: Sequence[str],
    config: Config,
    *,
    most: int = MOST,
    through_pages: bool = False,
) -> list[Found]:
    """Those of some addresses that are feeds, each once, in their order. One that cannot be had is none.

    With ``through_pages`` a page among them is a page of feeds, where nothing else is found: the feeds that it names count.
    """
    from aggregator.parse.charset import text_from_bytes
    from aggregator.parse.discover import named_feeds

    found: dict[str, Found] = {}
    named: dict[str, None] = {}
    pages = 0
    for url in urls:
        answer = await fetch(client, url, config)
        one = await read(parser, "feed", url, answer) if isinstance(answer, Fetched) else None
        if one is not None:
            found.setdefault(canonical_url(one.url), one)
        elif through_pages and isinstance(answer, Fetched) and pages < MOST_PAGES:
            pages += 1
            text, _ = text_from_bytes(answer.body, answer.headers.get("content-type", ""))
            named |= dict.fromkeys(named_feeds(text, answer.url))
        if len(found) >= most:
            break
    further = [url for url in named if url not in urls]
    return list(found.values()) if found or not further else await read_all(client, parser, further, config, most=most)


async def fetch(client: Client, url: str, config: Config) -> Fetched | FetchFailed | Deferred:
    """An answer to a request without conditions."""
    result = await client.fetch(FetchRequest("add", url, allow_private=config.http.allow_private))
    return result if isinstance(result, Fetched | FetchFailed | Deferred) else Deferred(url, "nothing came back")


async def read(parser: Parser, kind: str, asked: str, answer: Fetched) -> Found | None:
    """An answer as a source of a kind; None where it is none.

    Its address is the one that was asked, or where that has moved for good; what leads on for a while is not written down.
    """
    from aggregator.normalise import plan_items, prepare

    try:
        parsed = await parser.parse(kind, answer.body, answer.url, dict(answer.headers))
    except ParseError:
        return None
    spec, state = SourceSpec("add", answer.url), SourceState("add")
    plan = plan_items(prepare(parsed, spec, state, answer.url), {}, spec, wall_clock())
    dates = [planned.item.published for planned in plan.new if planned.item.date_basis != "first_seen"]
    url = with_credentials(asked, answer.permanent_url) if answer.permanent_url else asked
    return Found(url, kind, parsed, max(dates, default=None))


def in_words(found: Found, zone: str) -> str:
    """One line about a feed: its address, title, language, size and newest item."""
    parsed = found.parsed
    newest = f"newest {local(found.newest, zone)}" if found.newest else "no dates"
    kind = "page" if found.kind == "html" else parsed.format
    if found.kind == "opml":
        return f"{redact(found.url)}\n   {printable(parsed.title or 'no title')} (opml, {counted(len(parsed.outlines), 'feed')})"
    facts = [kind, language_in_words(parsed), counted(len(parsed.entries), "item"), newest]
    return f"{redact(found.url)}\n   {printable(parsed.title or 'no title')} ({', '.join(facts)})"


def language_in_words(parsed: ParsedFeed) -> str:
    """The language a feed declares, else the one that most of its headlines are in."""
    if parsed.language:
        return parsed.language
    from aggregator.text.detect import detect_languages

    titles = [text_from_html(title) for entry in parsed.entries if (title := entry.title)]
    told = Counter(language for language in detect_languages(titles) if language)
    return f"{told.most_common(1)[0][0]} by its words" if told else "no language given"


def pick(count: int, choose: int | None) -> int:
    """Which one: as told, the only one, as a person at a terminal says, else the first."""
    if choose is not None:
        if choose > count:
            raise click.UsageError(f"there are only {count} to choose from")
        return choose
    if count == 1 or not sys.stdin.isatty():
        return 1
    chosen: int = click.prompt("Which one?", type=click.IntRange(1, count), default=1, err=True)
    return chosen


def written(
    found: Found, config: Config, *, title: str | None, name: str | None, lang: str | None, tags: Sequence[str]
) -> dict[str, object]:
    """The source as it is written into the configuration. It always gets an id: that is what its items hang on."""
    from aggregator.text.urls import slug_from_url

    taken = {spec.id for spec in config.sources}
    base = candidate = name or slug_from_url(found.url)
    number = 1
    while candidate in taken:
        if name is not None:
            raise AggregatorError(f"the id {name} is taken by another source of {config.path}")
        number += 1
        candidate = f"{base}-{number}"
    entry: dict[str, object] = {"id": candidate, "url": found.url}
    if found.kind != "feed":
        entry["type"] = found.kind
    if title or found.parsed.title:
        entry["title"] = title or printable(found.parsed.title or "")
    if lang:
        entry["lang"] = lang
    if tags:
        entry["tags"] = list(tags)
    return entry
