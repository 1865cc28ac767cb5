"""What a validator would say of our documents: the rules of each format that can be checked without a network."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
from lxml import etree

from aggregator.text import xmlchars

ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "publish" / "jsonfeed-1.1.schema.json").read_text("utf-8"))
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000")
_ATOM_FEED = {"id", "title", "updated", "author", "link", "category", "generator", "subtitle", "entry", "fh:archive"}
_ATOM_ENTRY = {
    "id",
    "georss:point",
    "media:content",
    "title",
    "updated",
    "published",
    "author",
    "link",
    "category",
    "summary",
    "content",
    "source",
}
_RSS_CHANNEL = {
    "title",
    "link",
    "description",
    "docs",
    "generator",
    "language",
    "lastBuildDate",
    "ttl",
    "item",
    "atom:link",
}
_RSS_ITEM = {
    "title",
    "link",
    "description",
    "content:encoded",
    "guid",
    "category",
    "enclosure",
    "pubDate",
    "source",
    "dc:creator",
    "dc:language",
    "georss:point",
    "media:content",
}
_PREFIXES = {
    "{http://www.w3.org/2005/Atom}": "atom:",
    "{http://purl.org/rss/1.0/modules/content/}": "content:",
    "{http://purl.org/dc/elements/1.1/}": "dc:",
    "{http://www.georss.org/georss}": "georss:",
    "{http://search.yahoo.com/mrss/}": "media:",
    "{http://purl.org/syndication/history/1.0}": "fh:",
}
_ONCE = {
    "id", "title", "updated", "published", "summary", "content", "source", "subtitle", "generator",
    "link", "description", "guid", "pubDate", "enclosure", "language", "lastBuildDate", "ttl", "docs",
    "content:encoded", "georss:point", "media:content", "dc:language", "fh:archive",
}  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MIME = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
#: Relations of links that the validator knows, and of them those that belong to a feed alone (RFC 5005).
_RELATIONS = {"alternate", "current", "enclosure", "hub", "next-archive", "prev-archive", "related", "self", "via"}
_OF_FEEDS = {"current", "hub", "next-archive", "prev-archive", "self"}
#: Elements and attributes that the validator calls a risk (SecurityRisk, SecurityRiskAttr), and what must not be relative.
_RISKY = re.compile(
    r"<(script|style|iframe|frame|object|embed|form|meta|link|base|applet)\b|<[a-z][^>]*\s(on[a-z]+\s*=|\w+\s*=\s*.?javascript:)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"<[a-z][^>]*\s(?:href|src)\s*=\s*[\"'](?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_PLAUSIBLE = (datetime.fromisoformat("1990-01-01T00:00:00Z"), datetime.fromisoformat("2200-01-01T00:00:00Z"))


def strict(body: bytes) -> etree._Element:
    """Parse as the strictest reader does."""
    assert body.startswith((b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>'))
    text = body.decode("utf-8")
    assert xmlchars.clean(text) == text
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, recover=False))


def check(form: str, body: bytes, address: str) -> None:
    """Assert every rule of the format for a document that is served at ``address``."""
    {"atom": check_atom, "rss": check_rss, "json": check_json, "opml": check_opml}[form](body, address)


def check_atom(body: bytes, address: str, *, are_copies: bool = True) -> None:
    """``are_copies``: whether the entries come from feeds of others, and must say so."""
    feed = strict(body)
    assert feed.tag == f"{ATOM}feed"
    _assert_children(feed, ATOM, _ATOM_FEED, {"id", "title", "updated"}, many={"link"})
    assert _links(feed, "self") == [address]
    assert len(_links(feed, "alternate")) == 1
    _assert_feed_links(feed, "atom")
    if feed.find("{http://purl.org/syndication/history/1.0}archive") is not None:
        assert len(_links(feed, "current")) == 1  # MissingCurrentInArchive
        assert [*_links(feed, "prev-archive"), *_links(feed, "next-archive")]  # ArchiveIncomplete
    _assert_language(feed)
    _assert_iri(_text(feed, f"{ATOM}id"))
    assert _RFC3339.fullmatch(_text(feed, f"{ATOM}updated"))
    nodes = feed.findall(f"{ATOM}entry")
    _assert_unique([_text(node, f"{ATOM}id") for node in nodes])
    _assert_metadata_first([_name(child) for child in feed], "atom:entry")
    for node in nodes:
        required = {"id", "title", "updated", "author", *(["source"] if are_copies else [])}
        _assert_children(node, ATOM, _ATOM_ENTRY, required, many={"link"})
        _assert_iri(_text(node, f"{ATOM}id"))
        assert _text(node, f"{ATOM}title").strip()
        assert _text(node, f"{ATOM}author/{ATOM}name").strip()
        for date in (*node.findall(f"{ATOM}updated"), *node.findall(f"{ATOM}published")):
            assert _RFC3339.fullmatch(date.text or "")
            _assert_plausible(datetime.fromisoformat(date.text or ""))
        _assert_language(node)
        _assert_picture(node)
        for text in (*node.findall(f"{ATOM}content"), *node.findall(f"{ATOM}summary")):
            _assert_safe(text.text or "", is_html=text.get("type") == "html")
        # Without content an entry needs an alternate link, and a summary or it says nothing (MissingTextualContent).
        assert len(_links(node, "alternate")) == 1
        for link in node.iter(f"{ATOM}link"):
            _assert_web(link.get("href", ""))
            assert link.get("rel") in _RELATIONS - (_OF_FEEDS - {"self"})
            assert not link.text
            assert link.get("rel") != "enclosure" or _MIME.fullmatch(link.get("type", ""))
            assert link.get("length", "0").isdigit()
        for category in node.findall(f"{ATOM}category"):
            assert category.get("term")
            assert category.get("label") or not are_copies
            _assert_iri(category.get("scheme", ""))
        pairs = Counter((category.get("scheme"), category.get("term")) for category in node.findall(f"{ATOM}category"))
        assert set(pairs.values()) <= {1}
        source = node.find(f"{ATOM}source")
        assert (source is not None) is are_copies
        if source is None:
            continue
        _assert_iri(_text(source, f"{ATOM}id"))
        assert _text(source, f"{ATOM}title").strip()
        assert _RFC3339.fullmatch(_text(source, f"{ATOM}updated"))
        assert len(_links(source, "alternate")) <= 1


def check_rss(body: bytes, address: str) -> None:
    rss = strict(body)
    assert (rss.tag, rss.get("version"), len(rss)) == ("rss", "2.0", 1)
    channel = rss[0]
    _assert_children(channel, "", _RSS_CHANNEL, {"title", "link", "description", "atom:link"})
    assert _links(channel, "self") == [address]
    _assert_web(_text(channel, "link"))
    _assert_feed_links(channel, "rss")
    _assert_metadata_first([_name(child) for child in channel], "item")
    assert _LANGUAGE.fullmatch(_text(channel, "language"))
    assert 0 < int(_text(channel, "ttl")) < 24 * 60
    assert _text(channel, "description").strip()
    _assert_rfc822(_text(channel, "lastBuildDate"))
    items = channel.findall("item")
    _assert_unique([_text(node, "guid") for node in items])
    for node in items:
        _assert_children(node, "", _RSS_ITEM, {"title", "link", "guid", "pubDate", "dc:creator"})
        guid = node.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        _assert_web(_text(node, "link"))
        _assert_rfc822(_text(node, "pubDate"))
        names = [_name(child) for child in node]
        assert not set(names) & {"author", "dc:date", "dc:subject"}  # DuplicateItemSemantics
        _assert_picture(node)
        for text in (node.findtext("description"), node.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")):
            _assert_safe(text or "", is_html=True)
        assert _LANGUAGE.fullmatch(node.findtext("{http://purl.org/dc/elements/1.1/}language") or "en")
        if "content:encoded" in names:
            assert names.index("description") < names.index("content:encoded")
        for enclosure in node.findall("enclosure"):
            _assert_web(enclosure.get("url", ""))
            assert _MIME.fullmatch(enclosure.get("type", ""))
            assert enclosure.get("length", "").isdigit()
        for source in node.findall("source"):
            _assert_web(source.get("url", ""))
            assert (source.text or "").strip()
        for category in node.findall("category"):
            assert (category.text or "").strip()
            _assert_iri(category.get("domain", ""))
    # The profile of RSS wants no named references in titles: some readers decode them twice.
    assert not re.search(rb"<title>[^<]*&(amp|lt|gt);", body)


def check_json(body: bytes, address: str) -> None:
    assert not body.startswith(b"\xef\xbb\xbf")
    text = body.decode("utf-8")
    assert xmlchars.clean(text) == text
    feed = json.loads(text, object_pairs_hook=_without_doubles)
    jsonschema.validate(feed, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert feed["feed_url"] == address
    _assert_web(feed["home_page_url"])
    _assert_unique([item["id"] for item in feed["items"]])
    for hub in feed.get("hubs", ()):
        assert hub["type"] == "WebSub"
        _assert_web(hub["url"])
    for item in feed["items"]:
        assert item.get("content_html") or item.get("content_text")
        _assert_safe(item.get("content_html", ""), is_html=True)
        assert item["authors"]
        assert all(author["name"].strip() for author in item["authors"])
        assert item["_aggregator"]["source"]["title"]
        assert _LANGUAGE.fullmatch(item.get("language", "en"))
        assert len(item.get("tags", ())) == len(set(item.get("tags", ())))
        for key in ("url", "image"):
            _assert_web(item.get(key, address))
        for date in (item["date_published"], item["date_modified"]):
            assert _RFC3339.fullmatch(date)
        for file in item.get("attachments", ()):
            _assert_web(file["url"])
            assert _MIME.fullmatch(file["mime_type"])


def check_opml(body: bytes, address: str) -> None:
    opml = strict(body)
    assert (opml.tag, opml.get("version"), [child.tag for child in opml]) == ("opml", "2.0", ["head", "body"])
    assert _text(opml, "head/title").strip()
    _assert_rfc822(_text(opml, "head/dateCreated"))
    outlines = list(opml[1].iter("outline"))
    assert outlines
    feeds = [outline for outline in outlines if outline.get("type") == "rss"]
    _assert_unique([feed.get("xmlUrl", "") for feed in feeds])
    for outline in outlines:
        assert outline.get("text")
        assert set(outline.keys()) <= {"type", "text", "title", "xmlUrl", "htmlUrl", "description", "language"}
        assert outline in feeds or outline.get("xmlUrl") is None
    for feed in feeds:
        assert len(feed) == 0
        assert feed.get("text") == feed.get("title")
        for url in (feed.get("xmlUrl", ""), feed.get("htmlUrl", address)):
            _assert_web(url)


def _assert_feed_links(node: etree._Element, form: str) -> None:
    """Of a feed or a channel: known relations, absolute addresses, a media type where one is meant, nothing twice."""
    links = [(link.get("rel"), link.get("href"), link.get("type")) for link in node.findall(f"{ATOM}link")]
    assert len(links) == len(set(links))
    for rel, href, media_type in links:
        assert rel in _RELATIONS - {"enclosure"}
        _assert_web(href or "")
        if rel == "self" and media_type:
            assert media_type == f"application/{form}+xml"  # SelfNotAtom


def _assert_metadata_first(names: list[str], entry: str) -> None:
    """Nothing of the feed's own stands between or behind its entries (MisplacedMetadata, MisplacedItem)."""
    if entry in names:
        assert set(names[names.index(entry) :]) == {entry}


def _assert_language(node: etree._Element) -> None:
    assert _LANGUAGE.fullmatch(node.get("{http://www.w3.org/XML/1998/namespace}lang", "en"))


def _assert_picture(node: etree._Element) -> None:
    for picture in node.findall("{http://search.yahoo.com/mrss/}content"):
        _assert_web(picture.get("url", ""))
        assert picture.get("medium") == "image"
        assert picture.get("type", "image/png").startswith("image/")


def _assert_safe(text: str, *, is_html: bool) -> None:
    if is_html:
        assert not _RISKY.search(text)
        assert not _RELATIVE.search(text)  # ContainsRelRef


def _assert_plausible(moment: datetime) -> None:
    assert _PLAUSIBLE[0] < moment < _PLAUSIBLE[1]  # ImplausibleDate


def _assert_children(
    node: etree._Element, namespace: str, allowed: set[str], required: set[str], many: set[str] | None = None
) -> None:
    names = [_name(child).removeprefix("atom:" if namespace else "") for child in node]
    assert set(names) <= allowed, set(names) - allowed
    assert required <= set(names), required - set(names)
    for name in _ONCE - (many or set()):
        assert names.count(name) <= 1, name


def _name(node: etree._Element) -> str:
    tag = str(node.tag)
    for namespace, prefix in _PREFIXES.items():
        tag = tag.replace(namespace, prefix)
    return tag


def _links(node: etree._Element, rel: str) -> list[str]:
    return [link.get("href", "") for link in node.findall(f"{ATOM}link") if link.get("rel") == rel]


def _text(node: etree._Element, path: str) -> str:
    found = node.find(path)
    assert found is not None, path
    return found.text or ""


def _assert_unique(values: list[str]) -> None:
    assert all(values)
    assert len(values) == len(set(values))


def _assert_web(url: str) -> None:
    parts = urlsplit(url)
    assert parts.scheme in {"http", "https"}, url
    assert parts.hostname
    assert not parts.username
    assert not re.search(r"[\s<>\"]", url), url


def _assert_iri(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"]+", text), text


def _assert_rfc822(text: str) -> None:
    assert _RFC822.fullmatch(text), text
    moment = parsedate_to_datetime(text)
    assert moment.tzinfo is not None
    assert moment.strftime("%a") == text[:3]  # IncorrectDOW
    _assert_plausible(moment)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _assert_unique([key for key, _ in pairs])
    return dict(pairs)
