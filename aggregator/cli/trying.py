"""``try``: what a source would yield, before it counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.app import make_tagger, open_client, open_parser, read_config
from aggregator.cli.asking import basis_in_words, evidence_in_words
from aggregator.cli.options import clock_at, config_option, now_option, printable
from aggregator.cli.polling import run_loop
from aggregator.cli.rows import local
from aggregator.errors import AggregatorError, ParseError, SourceError
from aggregator.fetch.advice import advised
from aggregator.fetch.bookkeeping import request_for
from aggregator.model import (
    Fetched,
    FetchFailed,
    Item,
    ParsedEntry,
    ParsedFeed,
    Selectors,
    SourceSpec,
    SourceState,
    State,
)
from aggregator.normalise import ItemPlan, Prepared, PreparedEntry, plan_items, prepare
from aggregator.parts import with_full_texts, with_wanted
from aggregator.text.dates import parse_date
from aggregator.text.html import text_from_html
from aggregator.text.language import language_tag
from aggregator.text.plurals import counted

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.fetch.client import Client
    from aggregator.parse.worker import Parser

#: Pages that are fetched to show full texts: enough to see what they are like.
MOST_PAGES = 3
#: An address that no source of the configuration has is read as the first of these kinds that it is.
KINDS = ("feed", "sitemap", "opml", "html")


@click.command("try")
@click.argument("target", metavar="URL_OR_ID")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Entries to show.")
@now_option
@config_option
def try_command(target: str, limit: int, now: datetime | None, config_path: Path) -> int:
    """Fetch one source and show what it would yield, entry by entry, and why. Stores nothing.

    URL_OR_ID is the id of a source in the configuration, an http(s) address, or the path of a file.
    """
    config = read_config(config_path)
    spec = spec_for(target, config.sources)
    moment = clock_at(now)()
    answer = run_loop(look(config, spec, limit, moment))
    click.echo(f"{answer.url}")
    click.echo(f"{answer.parsed.format}: {printable(answer.parsed.title or 'no title')}")
    if spec not in config.sources:
        click.echo(f"read as `type: {answer.spec.kind}`; no source of the configuration has this address")
    spec = answer.spec
    if spec.kind == "opml":
        show_list(answer, limit)
    else:
        show_feed(answer, config, spec, limit, moment)
    return 0


def show_list(answer: Answer, limit: int) -> None:
    """The feeds that a list names."""
    outlines = answer.parsed.outlines
    click.echo(counted(len(outlines), "feed"))
    show_problems(answer.parsed.problems)
    for outline in outlines[:limit]:
        click.echo(f"\n{printable(outline.title or 'no title')}\n  link      {outline.url}")
        if outline.tags:
            click.echo(f"  tags      {printable(', '.join(outline.tags))}")
    show_rest(len(outlines) - limit)


def show_feed(answer: Answer, config: Config, spec: SourceSpec, limit: int, now: datetime) -> None:
    """The items that a document brings, each with the reasons for what it is."""
    parsed, prepared, plan = answer.parsed, answer.prepared, answer.plan
    entries = len(parsed.entries)
    left_out = f"{entries - len(plan.new)} repeated or beyond the limit"
    click.echo(f"{counted(entries, 'entry')}, {counted(len(plan.new), 'item')} ({left_out})")
    show_problems((*parsed.problems, *prepared.problems, *answer.problems))
    if parsed.selectors is not None:
        click.echo(f"selectors that find these again: {selectors_in_yaml(parsed.selectors)}")
    tagger, zone = make_tagger(config), config.site.timezone
    by_identity = {entry.identities[0]: entry for entry in prepared.entries}
    for planned in plan.new[:limit]:
        item, entry = answer.full.get(planned.item.id, planned.item), by_identity[planned.identities[0]]
        facts = {
            "link": item.url or "none",
            "identity": identity_in_words(entry, prepared.identity_mode),
            "date": f"{local(item.published, zone)} {zone}, {date_in_words(item, entry.entry, spec, now)}",
            "language": language_in_words(item, entry.entry, spec, prepared.feed_language),
        }
        if item.agency:
            facts["agency"] = f"{item.agency}, which its text credits"
        if item is not planned.item:
            facts["text"] = f"{len(text_from_html(item.content))} characters, from its own page"
        click.echo(
            f"\n{printable(item.title)}{'' if entry.title else '  (it has no title; these are its first words)'}"
        )
        for name, value in facts.items():
            click.echo(f"  {name:<9} {printable(value)}")
        tags = tagger.tag(item, spec)
        for tag in tags:
            click.echo(f"  {tag.scheme:<9} {tag.term} ({tag.weight}): {evidence_in_words(tag)}")
        if not tags:
            click.echo("  tags      none: no name of a region or topic was found in it")
    show_rest(len(plan.new) - limit)


def show_problems(problems: tuple[str, ...]) -> None:
    for problem in problems:
        click.echo(f"problem: {printable(problem)}")


def show_rest(count: int) -> None:
    if count > 0:
        click.echo(f"\n… {count} more (--limit shows them)")


def identity_in_words(entry: PreparedEntry, mode: str) -> str:
    """The key by which an entry is known again, and why it is that one."""
    key = entry.identities[0]
    why = {
        "guid": "its guid, which no other entry of the document has",
        "guid-url": "its guid and its link, since other entries have the guid too",
        "url": "its link, since the guids of this source tell nothing apart"
        if entry.entry.guid and mode == "url"
        else "its link, since it has no guid",
        "text": "its title and date, since it has neither a guid nor a link of its own",
    }[key.split(":", 1)[0]]
    return f"{key} ({why})"


def date_in_words(item: Item, entry: ParsedEntry, spec: SourceSpec, now: datetime) -> str:
    """How the date of an entry was read."""
    raw = {"published": entry.published, "updated": entry.updated, "first_seen": None}[item.date_basis]
    if raw is None:
        unread = next((text for text in (entry.published, entry.updated) if text), None)
        why = why_unread(unread, spec, item, now) if unread else "it has no date"
        return f"when it was met; {why}"
    words = basis_in_words(item.date_basis, item.precision)
    found = parse_date(raw, now=now, zone=spec.timezone, formats=spec.date_formats, language=item.language)
    zone = "" if found is None or found.has_zone else f", in the source's zone {spec.timezone}"
    return f"read from {raw!r}{zone}: {words}"


def why_unread(raw: str, spec: SourceSpec, item: Item, now: datetime) -> str:
    """What is wrong with a date that does not count."""
    found = parse_date(raw, now=now, zone=spec.timezone, formats=spec.date_formats, language=item.language)
    if found is None:
        return f"its date {raw!r} cannot be true or cannot be read"
    if found.has_zone:
        return f"its date {raw!r} lies in the future"
    return f"its date {raw!r} lies in the future in {spec.timezone}, the source's zone; set its `timezone`"


def language_in_words(item: Item, entry: ParsedEntry, spec: SourceSpec, of_feed: str | None) -> str:
    """The language of an item, and who said so."""
    if item.language is None:
        return "unknown"
    declared = language_tag(entry.language or of_feed)
    by = "as configured" if spec.language else "as declared" if declared == item.language else "by its words"
    return f"{item.language}, {by}"


def selectors_in_yaml(selectors: Selectors) -> str:
    """The selectors as a line of a configuration, ready to paste."""
    written = {
        name: value for name in ("items", "title", "link", "date", "summary") if (value := getattr(selectors, name))
    }
    return "html: {" + ", ".join(f"{name}: {json.dumps(value)}" for name, value in written.items()) + "}"


def spec_for(target: str, sources: tuple[SourceSpec, ...]) -> SourceSpec:
    """The configured source of that id or address, or one made up for the address."""
    for spec in sources:
        if target in {spec.id, spec.url}:
            return spec
    if target.startswith(("http://", "https://", "file:")):
        return SourceSpec("try", target, allow_private=True, outlet="try")
    path = Path(target)
    if path.is_file():
        return SourceSpec("try", path.resolve().as_uri(), allow_private=True, outlet="try")
    raise AggregatorError(f"{target!r} is no source of this configuration, no http(s) address and no file")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said, read."""

    url: str
    spec: SourceSpec  #: of the kind that it was read as
    parsed: ParsedFeed
    prepared: Prepared
    plan: ItemPlan
    full: Mapping[str, Item]  #: items whose own pages say more
    problems: tuple[str, ...] = ()


async def look(config: Config, spec: SourceSpec, limit: int, now: datetime) -> Answer:
    """Fetch and read one source, unconditionally. A failure is raised as a SourceError with a reason for people.

    Of the items that are shown the first few have their full text, where the source takes it.
    """
    async with open_client(config) as client, open_parser() as parser:
        state = SourceState(spec.id)
        result = await client.fetch(request_for(spec, state))
        if isinstance(result, FetchFailed):
            raise SourceError(f"{spec.id}: {advised(result.state, result.reason)}")
        if not isinstance(result, Fetched):
            raise SourceError(f"{spec.id}: {getattr(result, 'reason', 'not modified')}")
        spec, parsed, problems = await read(
            client, parser, spec, result, (spec.kind,) if spec in config.sources else KINDS
        )
        prepared = prepare(parsed, spec, state, result.url)
        plan = plan_items(prepared, {}, spec, now)
        if not spec.full_text:
            return Answer(result.url, spec, parsed, prepared, plan, {}, problems)
        shown = [planned.item for planned in plan.new[: min(limit, MOST_PAGES)]]
        full, _, more = await with_full_texts(client, parser, spec, shown, now)
        return Answer(result.url, spec, parsed, prepared, plan, full, (*problems, *more))


async def read(
    client: Client, parser: Parser, spec: SourceSpec, result: Fetched, kinds: tuple[str, ...]
) -> tuple[SourceSpec, ParsedFeed, tuple[str, ...]]:
    """An answer as the first of some kinds that it is. Raises SourceError where it is none."""
    refused: dict[str, ParseError] = {}
    for kind in kinds:
        try:
            parsed = await parser.parse(kind, result.body, result.url, dict(result.headers), spec.selectors)
            spec = replace(spec, kind=kind)
            if parsed.wanted:
                parsed, _, _ = await with_wanted(client, parser, spec, parsed)
        except ParseError as error:
            refused[kind] = error
            if error.state != State.NOT_A_FEED and kind == "feed":
                break
            continue
        offer = str(refused.get("feed", ""))
        return spec, parsed, (offer,) if kind == "html" and "it offers " in offer and "offers none" not in offer else ()
    first = next(iter(refused.values()))
    if "html" in refused and len(refused) > 1 and "web page" in str(first):
        words = f"{first}; as a page: {refused['html']}" if str(first) != str(refused["html"]) else str(first)
        raise SourceError(f"{spec.id}: {first.state}: {words}")
    raise SourceError(f"{spec.id}: {advised(first.state, str(first))}") from first
