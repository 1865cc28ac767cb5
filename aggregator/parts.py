"""Documents that come in parts: the newest sitemaps of an index, fetched with the manners and the guard of the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aggregator.errors import ParseError
from aggregator.fetch.bookkeeping import request_for_part
from aggregator.model import Fetched, FetchFailed, ParsedFeed, SourceSpec, State
from aggregator.text.urls import redact

if TYPE_CHECKING:
    from aggregator.fetch.client import Client
    from aggregator.parse.worker import Parser

#: Further documents that one may draw in.
MOST_WANTED = 3


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
