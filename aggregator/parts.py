"""Documents that come in parts: the newest sitemaps of an index, the pages of a feed's items. All are fetched with the manners
and the guard of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.errors import ParseError
from aggregator.fetch.bookkeeping import request_for_part
from aggregator.model import Fetched, FetchFailed, Item, ParsedFeed, Selectors, SourceSpec, State
from aggregator.normalise import with_full_text
from aggregator.parse.fulltext import NOT_INSTALLED, is_installed
from aggregator.text.plurals import counted
from aggregator.text.urls import redact

if TYPE_CHECKING:
    from aggregator.fetch.client import Client
    from aggregator.parse.worker import Parser

#: Further documents that one may draw in.
MOST_WANTED = 3
#: Pages of items that one poll of a source asks for, the newest first: what is left has what the feed gave.
MOST_PAGES = 20


async def with_wanted(
    client: Client, parser: Parser, spec: SourceSpec, parsed: ParsedFeed
) -> tuple[ParsedFeed, int, FetchFailed | None]:
    """A document with the entries of further ones that it names, the requests that these took, and one that failed.

    One that cannot be had is a problem and no failure of the source, but its Retry-After counts. Raises ParseError when nothing
    at all could be read.
    """
    entries, problems = list(parsed.entries), list(parsed.problems)
    title, requests = parsed.title, 0
    missing: FetchFailed | None = None
    for url in parsed.wanted[:MOST_WANTED]:
        result = await client.fetch(request_for_part(spec, url))
        requests += result.requests
        if not isinstance(result, Fetched):
            reason = getattr(result, "reason", "not modified")
            problems.append(f"{redact(url)}: {reason}")
            if isinstance(result, FetchFailed) or missing is None:
                missing = result if isinstance(result, FetchFailed) else FetchFailed(redact(url), State.FAILING, reason)
            continue
        try:
            more = await parser.parse(spec.kind, result.body, result.url, dict(result.headers))
        except ParseError as error:
            problems.append(f"{redact(url)}: {error}")
            continue
        entries += more.entries
        title = title or more.title
    if not entries and problems and missing is None:
        raise ParseError(problems[-1])
    whole = replace(parsed, title=title, entries=tuple(entries), problems=tuple(problems), wanted=())
    return whole, requests, missing


async def with_full_texts(
    client: Client, parser: Parser, spec: SourceSpec, items: Sequence[Item], now: datetime
) -> tuple[dict[str, Item], int, tuple[str, ...]]:
    """Of these new items those whose own page says more than the feed, by id; the requests it took; and what went wrong.

    An item that its source counts as old is not asked for: nobody is told of it.
    """
    if spec.full_text is True and not is_installed():
        return {}, 0, (NOT_INSTALLED,)
    recent = sorted((one for one in items if now - one.published <= spec.max_age), key=lambda one: one.published)
    selectors = Selectors(content=spec.full_text) if isinstance(spec.full_text, str) else None
    found: dict[str, Item] = {}
    failures: list[str] = []
    requests = 0
    for item in [one for one in reversed(recent) if one.url][:MOST_PAGES]:
        result = await client.fetch(request_for_part(spec, item.url or ""))
        requests += result.requests
        if not isinstance(result, Fetched):
            failures.append(f"{item.title[:60]}: {getattr(result, 'reason', 'not modified')}")
            continue
        try:
            page = await parser.parse("fulltext", result.body, result.url, dict(result.headers), selectors)
        except ParseError as error:
            failures.append(f"{item.title[:60]}: {error}")
            continue
        text = page.entries[0]
        if (full := with_full_text(item, text.content or "", text.base_url, text.title)) is not None:
            found[item.id] = full
    more = f" (and {counted(len(failures) - 1, 'more item')})" if len(failures) > 1 else ""
    problems = (f"no full text of {failures[0]}{more}",) if failures else ()
    return found, requests, problems
