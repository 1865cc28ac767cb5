"""The text of an article on its own page, for feeds that give only its beginning."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterable, Mapping

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed, Selectors
from aggregator.parse.charset import text_from_bytes
from aggregator.parse.dom import Node
from aggregator.parse.page import base_of
from aggregator.parse.selecting import select
from aggregator.parse.sniff import PAGES
from aggregator.parse.tree import safe_markup
from aggregator.text.pages import page_kind

NOT_INSTALLED = (
    "`full_text: true` needs an extra: pip install 'aggregator[fulltext]'; a CSS selector of the text needs none"
)
#: What an article has, and a page in the way of one has not.
_ARTICLE = 'article, [itemprop="articleBody"], meta[property="og:type"][content="article"]'


def is_installed() -> bool:
    """Whether the text can be found without a selector."""
    return importlib.util.find_spec("trafilatura") is not None


def parse_full_text(
    body: bytes, url: str, headers: Mapping[str, str], selectors: Selectors | None = None
) -> ParsedFeed:
    """A page as one entry, with nothing but its text: what ``selectors.content`` finds, else what trafilatura takes for it.

    Raises ParseError where there is none, and for pages that stand in the way of one.
    """
    from selectolax.lexbor import LexborHTMLParser

    text, _ = text_from_bytes(body, headers.get("content-type", ""))
    markup = safe_markup(text)
    tree = LexborHTMLParser(markup)
    if selectors is not None and selectors.content:
        found = "".join(node.html or "" for node in outermost(select(tree, selectors.content, "full_text")))
        missing = f"nothing on the page matches full_text {selectors.content!r}"
    else:
        barrier = page_kind(text, url)
        if barrier is not None and tree.css_first(_ARTICLE) is None:
            raise ParseError(*PAGES[barrier])
        found, missing = extracted(markup, url), "no text was found on the page"
    if not found:
        raise ParseError(missing, state="empty")
    return ParsedFeed(
        "page", entries=(ParsedEntry(url=url, title=heading_of(tree), content=found, base_url=base_of(tree, url)),)
    )


def heading_of(tree: Node) -> str | None:
    """What the page calls its article."""
    marked = tree.css_first('meta[property="og:title"]')
    told = (marked.attributes.get("content") or "") if marked is not None else ""
    headings = " ".join(node.text() for node in tree.css("h1, title"))
    return " ".join(f"{told} {headings}".split()) or None


def outermost(nodes: Iterable[Node]) -> list[Node]:
    """The nodes that lie in none of the others, so that no text comes twice."""
    kept: list[Node] = []
    taken: set[int] = set()
    for node in nodes:
        above = node.parent
        while above is not None and above.mem_id not in taken:
            above = above.parent
        if above is None:
            taken.add(node.mem_id)
            kept.append(node)
    return kept


def extracted(text: str, url: str) -> str:
    """The article of a page as HTML, "" where there is none."""
    if not is_installed():
        raise ParseError(NOT_INSTALLED)
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of every page without an article
    return (
        trafilatura.extract(
            text,
            url=url,
            output_format="html",
            fast=True,
            include_comments=False,
            include_links=True,
            include_formatting=True,
        )
        or ""
    )
