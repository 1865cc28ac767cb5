"""What kind of document the bytes are, whatever their label says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed, Selectors
from aggregator.parse.charset import text_from_bytes
from aggregator.text.pages import PageKind, page_kind
from aggregator.text.urls import resolve

_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)[\s>:/]", re.IGNORECASE)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body|title|script|div|meta)\b", re.IGNORECASE)
_OTHER_ROOT = re.compile(r"<(?:opml|urlset|sitemapindex)[\s>]", re.IGNORECASE)
#: What to tell of a page that bars the way, and the state word for it.
PAGES: dict[PageKind, tuple[str, str]] = {
    "challenge": ("the server answered with a page that keeps programs out, not with a feed", "blocked"),
    "login": ("this address returned a login page, not a feed", "login page"),
    "consent": ("this address returned a page that asks for consent, not a feed", "consent page"),
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_FEED_TYPES = {
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/xml", "application/xml",
    "text/rss+xml", "application/x-rss+xml",
}  # fmt: skip
#: And types that feeds have, and other things as often.
LIKELY_TYPES = _FEED_TYPES | {"application/json", "application/octet-stream", ""}
_LOOK = 4096
#: Where a page's links to its feeds are looked for; a tree of more tags than these could take an HTML parser minutes.
_MOST_HEAD, _MOST_TAGS = 500_000, 20_000


def parse_feed(body: bytes, url: str, headers: Mapping[str, str], _selectors: Selectors | None = None) -> ParsedFeed:
    """RSS, RDF, Atom or JSON Feed, told apart by the bytes. Raises ParseError for everything else."""
    text, borne = text_from_bytes(body, headers.get("content-type", ""))
    head = text[:_LOOK]
    if not text.strip("\0 \t\r\n\ufeff"):
        raise ParseError("the document is empty")
    if head.lstrip()[:1] in {"{", "["}:
        from aggregator.parse.jsonfeed import parse_json

        parsed = parse_json(text, url)
    elif looks_like_page(head):
        raise page_error(text, url)
    elif "<" not in text:
        raise ParseError(other_in_words(text), state="not a feed")
    else:
        from aggregator.parse.feed import parse_xml

        found = parse_xml(text, url)
        if found is None:
            raise unknown_error(text, url)
        parsed = found
    return replace(parsed, problems=(borne, *parsed.problems)) if borne else parsed


def looks_like_feed(text: str) -> bool:
    """Whether a feed stands where a page should."""
    head = text[:_LOOK]
    return not looks_like_page(head) and _FEED_ROOT.search(_COMMENT.sub("", head)) is not None


def looks_like_page(head: str) -> bool:
    """Whether an HTML page stands where a feed should: its root comes before any root of a feed."""
    head = _COMMENT.sub("", head)
    page, feed = _HTML_ROOT.search(head), _FEED_ROOT.search(head)
    if _OTHER_ROOT.search(head):
        return False
    return page is not None and (feed is None or page.start() < feed.start())


def page_error(text: str, url: str) -> ParseError:
    """What to tell an editor whose address leads to a web page."""
    feeds = tuple(feed for feed in advertised_feeds(text, url) if feed != url)
    if feeds:
        offered = ", ".join(feeds[:5])
        return ParseError(
            f"this address returned a web page, not a feed; it offers {len(feeds)}: {offered}", state="not a feed"
        )
    kind = page_kind(text, url)
    if kind is not None:
        return ParseError(*PAGES[kind])
    return ParseError("this address returned a web page, not a feed, and it offers none", state="not a feed")


def advertised_feeds(text: str, url: str) -> tuple[str, ...]:
    """Addresses of the feeds that a page names in the link elements of its head."""
    from selectolax.lexbor import LexborHTMLParser

    body = _BODY.search(text, 0, _MOST_HEAD)
    head = text[: body.start() if body else _MOST_HEAD]
    if head.count("<") > _MOST_TAGS:
        return ()
    tree = LexborHTMLParser(head.encode("utf-8", "replace"))
    base_node = tree.css_first("base[href]")
    base = resolve(url, (base_node.attributes.get("href") or "") if base_node else "") or url
    found: dict[str, None] = {}
    for link in tree.css("link[rel][href]"):
        address = resolve(base, link.attributes.get("href") or "") if leads_to_feed(link, _FEED_TYPES) else None
        if address:
            found[address] = None
    return tuple(found)


def leads_to_feed(link: Any, types: Collection[str]) -> bool:
    """Whether a link element names a feed: as another form of the page, of one of these types, or as its feed outright."""
    relations = (link.attributes.get("rel") or "").lower().split()
    kind = (link.attributes.get("type") or "").split(";")[0].strip().lower()
    return ("alternate" in relations and kind in types) or ("feed" in relations and (not kind or kind in types))


def unknown_error(text: str, url: str) -> ParseError:
    """What to tell of a document with markup that no parser knows."""
    head = _COMMENT.sub("", text[:_LOOK]).lower()
    if "<opml" in head:
        words = "this is an OPML list of feeds, not a feed; use type: opml, or aggregator import"
    elif "<urlset" in head or "<sitemapindex" in head:
        words = "this is a sitemap, not a feed; use type: sitemap"
    elif advertised_feeds(text, url) or page_kind(text, url):
        return page_error(text, url)
    elif "</" in text and "\0" not in head:
        words = "this is XML or HTML, but no feed that could be recognised"
    else:
        words = other_in_words(text)
    return ParseError(words, state="not a feed")


def other_in_words(text: str) -> str:
    """What a document is that has no markup of use."""
    return "this is a binary file, not a feed" if "\0" in text[:_LOOK] else "this is plain text, not a feed"
