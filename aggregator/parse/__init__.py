"""Documents to :class:`ParsedFeed`: what a document says, untrusted, as it was.

A source kind is one function and one line in :data:`KINDS`. Parsing always runs in a child process that may be killed
(:mod:`aggregator.parse.worker`); the functions here are what that child calls.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from aggregator.model import ParsedFeed, Selectors

#: Source kind, or kind of page that a source draws in → ``module:function`` with the signature of :func:`parse` without
#: its first argument. Named, not imported: parsers are heavy.
KINDS = {
    "feed": "aggregator.parse.sniff:parse_feed",
    "html": "aggregator.parse.page:parse_page",
    "sitemap": "aggregator.parse.sitemap:parse_sitemap",
    "opml": "aggregator.parse.opml:parse_list",
    "fulltext": "aggregator.parse.fulltext:parse_full_text",
}


def parse(
    kind: str, body: bytes, url: str, headers: Mapping[str, str], selectors: Selectors | None = None
) -> ParsedFeed:
    """Read a document of a source of some kind.

    ``url`` is the final address, ``headers`` those of the response with names in lower case; ``selectors`` are for pages.
    Raises ParseError with a sentence for people, and nothing else for any bytes.
    """
    module, function = KINDS[kind].split(":")
    parsed: ParsedFeed = getattr(importlib.import_module(module), function)(body, url, headers, selectors)
    return parsed
