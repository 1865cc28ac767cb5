"""What kind of document the bytes are, whatever their label says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed
from aggregator.text.urls import resolve

_BOMS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)[\s>:/]", re.IGNORECASE)
_HTML_ROOT = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|script|div|meta)\b", re.IGNORECASE)
_OTHER_ROOT = re.compile(rb"<(?:opml|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_CHALLENGE = re.compile(
    rb"just a moment|cf-chl|challenge-platform|attention required|captcha|ddos-guard|checking your browser",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_LOOK = 4096


def parse_feed(body: bytes, url: str, headers: Mapping[str, str]) -> ParsedFeed:
    """RSS, RDF, Atom or JSON Feed, told apart by the bytes. Raises ParseError for everything else."""
    head = ascii_head(body)
    if not head.strip():
        raise ParseError("the document is empty")
    if head.lstrip()[:1] in {b"{", b"["}:
        from aggregator.parse.jsonfeed import parse_json

        return parse_json(body, url)
    if looks_like_page(head):
        raise ParseError(
            page_in_words(body, url), state="blocked" if _CHALLENGE.search(body[:20_000]) else "not a feed"
        )
    from aggregator.parse.feed import parse_xml

    parsed = parse_xml(body, url, headers)
    if parsed is None:
        raise ParseError(unknown_in_words(head, body, url), state="not a feed")
    return parsed


def ascii_head(body: bytes) -> bytes:
    """The first kilobytes in an encoding that ASCII can be searched in: UTF-16 and UTF-32 are turned into UTF-8."""
    head = body[:_LOOK]
    for mark, encoding in _BOMS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode()
    if head[:2] == b"<\0" or head[:2] == b"\0<":
        return head.decode("utf-16-le" if head[:2] == b"<\0" else "utf-16-be", "ignore").encode()
    return head


def looks_like_page(head: bytes) -> bool:
    """Whether an HTML page stands where a feed should: its root comes before any root of a feed."""
    head = _COMMENT.sub(b"", head)
    page, feed = _HTML_ROOT.search(head), _FEED_ROOT.search(head)
    if _OTHER_ROOT.search(head):
        return False
    return page is not None and (feed is None or page.start() < feed.start())


def page_in_words(body: bytes, url: str) -> str:
    """What to tell an editor whose address leads to a web page."""
    if _CHALLENGE.search(body[:20_000]):
        return "the server answered with a page that keeps programs out, not with a feed"
    feeds = advertised_feeds(body, url)
    if not feeds:
        return "this address is a web page, not a feed, and it offers none"
    offered = ", ".join(feeds[:5])
    return f"this address is a web page, not a feed; it offers {len(feeds)}: {offered}"


def advertised_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """Addresses of the feeds that a page names in its link elements."""
    from selectolax.lexbor import LexborHTMLParser

    if body.count(b"<") > 50_000:
        return ()
    tree = LexborHTMLParser(body[:2_000_000])
    base_node = tree.css_first("base[href]")
    base = resolve(url, (base_node.attributes.get("href") or "") if base_node else "") or url
    found: dict[str, None] = {}
    for link in tree.css("link[rel][href]"):
        kind = (link.attributes.get("type") or "").split(";")[0].strip().lower()
        if "alternate" not in (link.attributes.get("rel") or "").lower().split():
            continue
        if kind in {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}:
            address = resolve(base, link.attributes.get("href") or "")
            if address:
                found[address] = None
    return tuple(found)


def unknown_in_words(head: bytes, body: bytes, url: str) -> str:
    """What to tell of a document that no parser knows."""
    if b"<opml" in head.lower():
        return "this is an OPML list of feeds, not a feed; use type: opml, or aggregator import"
    if b"<urlset" in head.lower() or b"<sitemapindex" in head.lower():
        return "this is a sitemap, not a feed; use type: sitemap"
    if b"<" in head and b"</" in body:
        if advertised_feeds(body, url):
            return page_in_words(body, url)
        return "this is XML or HTML, but no feed that could be recognised"
    if b"\0" in body[:_LOOK]:
        return "this is a binary file, not a feed"
    return "this is plain text, not a feed"
