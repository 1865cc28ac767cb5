"""RSS of every version, RDF and Atom, read by feedparser.

feedparser is given bytes (a string could be taken for an address), and neither sanitises nor resolves: both are done once,
later, by one rule for every kind of source. Its quirks are mended here, where they arise.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from aggregator.errors import ParseError
from aggregator.model import Enclosure, ParsedEntry, ParsedFeed
from aggregator.text.urls import resolve

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s*([A-Za-z]+)\s*</day>", re.IGNORECASE)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_MAIL_WITH_NAME = re.compile(r"^\s*\S+@\S+\s*\((?P<name>[^)]+)\)\s*$")
_NAME_WITH_MAIL = re.compile(r"^\s*(?P<name>[^<(@]+?)\s*[<(]\s*\S+@\S+\s*[>)]\s*$")
_MAIL = re.compile(r"^\s*(?P<name>[^@\s]+)@\S+\s*$")


def parse_xml(body: bytes, url: str, headers: Mapping[str, str]) -> ParsedFeed | None:
    """The feed in these bytes, or None when they are none. Raises ParseError when they cannot be read."""
    import feedparser

    try:
        document = feedparser.parse(
            without_lying_codec(body),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": content_type_for(body, headers.get("content-type", ""))},
        )
    except RecursionError as error:
        raise ParseError("the document is nested too deep to be read") from error
    except Exception as error:
        # feedparser lets some faults of hostile documents through (codecs, SAX internals); none of them is ours.
        raise ParseError(f"the document cannot be read: {type(error).__name__}") from error
    if not document.get("version") and not document.entries:
        return None
    return feed_from_document(document, body, url)


def feed_from_document(document: Any, body: bytes, url: str) -> ParsedFeed:
    """feedparser's result as a ParsedFeed."""
    version = document.get("version") or "unknown"
    feed = document.feed
    site_url = resolve(url, feed.get("link") or "")
    entries = tuple(entry_from_feedparser(entry, version, site_url or url) for entry in document.entries)
    kept = tuple(entry for entry in entries if entry.title or entry.url or entry.summary or entry.content)
    problems = []
    if document.get("bozo") and not is_harmless(document.get("bozo_exception")):
        problems.append(f"the document is not well-formed: {first_line(document.get('bozo_exception'))}")
    if len(kept) < len(entries):
        problems.append(f"{len(entries) - len(kept)} entries say nothing at all")
    return ParsedFeed(
        format=version,
        title=feed.get("title") or None,
        site_url=site_url,
        language=feed.get("language") or None,
        entries=kept,
        ttl=ttl_of(feed),
        skip_hours=skip_hours_of(body),
        skip_days=skip_days_of(body),
        problems=tuple(problems),
    )


def entry_from_feedparser(entry: Any, version: str, base: str) -> ParsedEntry:
    """One entry, its texts as they were, its link absolute."""
    is_atom = version.startswith("atom")
    content = longest_content(entry.get("content") or ())
    own_summary = "summary_detail" in entry or not content
    summary = entry.get("summary") if own_summary else None
    summary_type = (entry.get("summary_detail") or {}).get("type", "text/html")
    if summary and is_atom and summary_type == "text/plain":
        summary = escape(summary)
    link = entry.get("feedburner_origlink") or entry.get("link") or ""
    entry_base = base_of(entry) or base
    published = entry.get("published") or entry.get("created") or None
    updated = entry["updated"] if "updated" in entry else None
    if published is None and not is_atom:
        # RSS has one date; feedparser files dc:date under the wrong name.
        published, updated = updated, None
    title_type = (entry.get("title_detail") or {}).get("type", "text/html")
    return ParsedEntry(
        guid=guid_of(entry, version),
        url=resolve(entry_base, link),
        title=entry.get("title") or None,
        title_is_html=not (is_atom and title_type == "text/plain"),
        summary=summary or None,
        content=content.get("value") or None if content else None,
        base_url=resolve(base, entry_base),
        authors=tuple(dict.fromkeys(authors_of(entry))),
        categories=tuple(tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or ()),
        enclosures=tuple(enclosures_of(entry)),
        image=image_of(entry),
        language=language_of(entry),
        published=published,
        updated=updated,
    )


def guid_of(entry: Any, version: str) -> str | None:
    """The guid as given. RDF has none: its ``rdf:about`` is the link again."""
    guid = entry.get("id")
    if guid and version in {"rss10", "rss090"} and guid == entry.get("link"):
        return None
    return guid or None


def longest_content(contents: Iterable[Any]) -> Any:
    """Of several contents the longest one in HTML, else the longest."""
    found: Any = None
    for content in contents:
        value = content.get("value") or ""
        is_html = content.get("type") in {"text/html", "application/xhtml+xml"}
        rank = (is_html, len(value))
        if found is None or rank > found[0]:
            found = (rank, content if is_html else {**content, "value": escape(value)})
    return found[1] if found else None


def base_of(entry: Any) -> str | None:
    details = (*(entry.get("content") or ()), entry.get("summary_detail") or {}, entry.get("title_detail") or {})
    return next((detail["base"] for detail in details if detail.get("base")), None)


def language_of(entry: Any) -> str | None:
    details = (entry.get("title_detail") or {}, entry.get("summary_detail") or {}, *(entry.get("content") or ()))
    return entry.get("language") or next((detail["language"] for detail in details if detail.get("language")), None)


def authors_of(entry: Any) -> Iterable[str]:
    """Names of the authors: an address stands for a name only where there is nothing else."""
    details = [author.get("name") or author.get("email") or "" for author in entry.get("authors") or () if author]
    author = entry.get("author") or ""
    # feedparser cuts "mail@host (Name)" in the wrong places; the whole string is right.
    if _MAIL_WITH_NAME.match(author) or len(details) <= 1:
        details = [author] if author else details
    for detail in details:
        match = _MAIL_WITH_NAME.match(detail) or _NAME_WITH_MAIL.match(detail) or _MAIL.match(detail)
        yield (match["name"] if match else detail).strip()


def enclosures_of(entry: Any) -> Iterable[Enclosure]:
    for link in entry.get("links") or ():
        if link.get("rel") == "enclosure" and link.get("href"):
            yield Enclosure(link["href"], link.get("type"), length_of(link.get("length")))
    for media in entry.get("media_content") or ():
        if media.get("url") and not is_image(media):
            yield Enclosure(media["url"], media.get("type"), length_of(media.get("filesize")))


def image_of(entry: Any) -> str | None:
    """A picture for the entry: a media thumbnail or image, or an enclosure that is one."""
    for media in (*(entry.get("media_thumbnail") or ()), *(entry.get("media_content") or ())):
        if media.get("url") and (is_image(media) or media in (entry.get("media_thumbnail") or ())):
            return str(media["url"])
    if (entry.get("image") or {}).get("href"):
        return str(entry["image"]["href"])
    for link in entry.get("links") or ():
        if link.get("rel") == "enclosure" and str(link.get("type") or "").startswith("image/"):
            return str(link.get("href")) or None
    return None


def is_image(media: Any) -> bool:
    return media.get("medium") == "image" or str(media.get("type") or "").startswith("image/")


def length_of(raw: Any) -> int | None:
    text = str(raw or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def ttl_of(feed: Any) -> timedelta | None:
    """How long the feed says it may be kept: ``ttl`` in minutes, or the period of the syndication module."""
    ttl = length_of(feed.get("ttl"))
    if ttl:
        return timedelta(minutes=min(ttl, 60 * 24 * 366))
    hours = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if hours is None:
        return None
    times = length_of(feed.get("sy_updatefrequency")) or 1
    return timedelta(hours=hours) / min(times, 10_000)


def skip_hours_of(body: bytes) -> tuple[int, ...]:
    """Hours (GMT) in which the publisher wants no request; 24 is an old way to write 0."""
    match = _SKIP_HOURS.search(body[:100_000])
    return tuple(sorted({int(hour) % 24 for hour in _HOUR.findall(match[1]) if int(hour) <= 24})) if match else ()


def skip_days_of(body: bytes) -> tuple[str, ...]:
    match = _SKIP_DAYS.search(body[:100_000])
    found = {day.decode("ascii").title() for day in _DAY.findall(match[1])} if match else set()
    return tuple(day for day in _DAYS if day in found)


def content_type_for(body: bytes, given: str) -> str:
    """The media type feedparser should believe.

    HTTP's charset wins over the declaration (RFC 7303, 3), but for two lies that many servers tell: iso-8859-1 over bytes
    that are UTF-8, and text/xml, which means us-ascii, over UTF-16.
    """
    match = _CHARSET.search(given)
    charset = match[1].lower() if match else ""
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"} or body[:4] == b"\x00\x00\xfe\xff":
        return "application/xml"
    if not charset or not is_codec(charset):
        return "application/xml"
    if charset in {"iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252"} and is_utf8(body):
        return "application/xml"
    return f"application/xml; charset={charset}"


def without_lying_codec(body: bytes) -> bytes:
    """The document without a declared encoding that no reader knows, or that Python knows as a trap (``undefined``)."""
    match = _DECLARED.search(body[:1000])
    if match is None or is_codec(match[1].decode("ascii", "replace")):
        return body
    return body[: match.start(1)] + b"utf-8" + body[match.end(1) :]


def is_codec(name: str) -> bool:
    """Whether a text encoding of that name exists."""
    try:
        "a".encode(codecs.lookup(name).name)
        return codecs.lookup(name).name not in {"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape"}
    except (LookupError, UnicodeError, TypeError, ValueError, AttributeError):
        return False


def is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return not body.isascii()


def escape(text: str) -> str:
    """Plain text as HTML, for fields that hold HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_harmless(error: Any) -> bool:
    """Whether what feedparser calls malformed is a label only: a charset or a media type other than declared."""
    return type(error).__name__ in {"CharacterEncodingOverride", "NonXMLContentType"}


def first_line(error: Any) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
