"""RSS of every version, RDF, Atom and CDF: what feedparser saw, as a :class:`ParsedFeed`.

Nothing is sanitised here, and addresses within texts stay relative: both are done once, later, by one rule for every kind
of source. What feedparser's handlers lose is mended in :mod:`aggregator.parse.reader`, where its results mislead, here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from aggregator.errors import ParseError
from aggregator.model import Enclosure, ParsedEntry, ParsedFeed, Wishes
from aggregator.parse.document import BASE, CAPTION, DAYS, HOURS, IS_PERMALINK, PODCAST_TEXT, Document
from aggregator.parse.fastfeed import read_fast
from aggregator.text.plurals import counted
from aggregator.text.urls import resolve

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_MARKUP = re.compile(r"</[a-z]\w*>|<(?:p|br|img|hr)\b|&#?\w+;", re.IGNORECASE)
#: What XML 1.0 has no place for: the strict parser gives up at the first of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf))[\s>]", re.IGNORECASE)
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_MAIL_WITH_NAME = re.compile(r"^\s*(?:mailto:)?\S+@\S+\s*\((?P<name>[^)]+)\)\s*$")
_NAME_WITH_MAIL = re.compile(r"^\s*(?P<name>[^<(@]+?)\s*[<(]\s*(?:mailto:)?\S+@\S+\s*[>)]\s*$")
_MAIL = re.compile(r"^\s*<?(?:mailto:)?(?P<name>[^@\s<>]+)@[^\s<>]+>?\s*$")


def parse_xml(text: str, url: str) -> ParsedFeed | None:
    """The feed in this text, or None when it is none. Raises ParseError when it cannot be read.

    ``url`` is the address it came from.
    """
    document = read_fast(text)
    return feed_from_document(document, url) if isinstance(document, Document) else parse_thoroughly(text, url)


def parse_thoroughly(text: str, url: str) -> ParsedFeed | None:
    """The same, by feedparser: whatever is wrong with the document."""
    from aggregator.parse.reader import read

    mended = _FORBIDDEN.sub(" ", text).lstrip()
    try:
        document = read(mended)
    except RecursionError as error:
        raise ParseError("the document is nested too deep to be read") from error
    except MemoryError as error:
        raise ParseError("reading the document took too much memory") from error
    except Exception as error:
        # feedparser lets some faults of hostile documents through (entities, SAX internals); none of them is ours.
        raise ParseError(f"the document cannot be read: {type(error).__name__}") from error
    if not document.version and not document.entries:
        return None
    problems = ["it holds characters that XML has no place for"] if mended != text.lstrip() else []
    if document.fault is not None and is_cut_off(mended):
        problems.append("the document ends early; what comes before is taken")
    return feed_from_document(document, url, problems)


def is_cut_off(text: str) -> bool:
    """Whether the root element of a document that is not well-formed is never closed."""
    root = _ROOT.search(text)
    return root is not None and re.search(rf"</{re.escape(root[1])}\s*>", text) is None


def feed_from_document(document: Document, url: str, problems: Sequence[str] = ()) -> ParsedFeed:
    """What a reader saw, as a ParsedFeed."""
    version, feed = document.version or "unknown", document.feed
    own_url = find_own_url(feed, url)
    site_url = resolve(own_url, find_alternate(feed) or "")
    base = own_url if version.startswith("atom") else site_url or own_url
    home = resolve(base or url, base or url)
    entries = tuple(entry_from_mapping(entry, version, base or url, home) for entry in document.entries)
    if version.startswith("atom"):
        inherited = tuple(names_of(feed.get("authors") or ()))
        entries = tuple(inherit_authors(entry, inherited) for entry in entries)
    kept = tuple(entry for entry in entries if entry.title or entry.url or entry.summary or entry.content)
    said = list(problems)
    if document.fault is not None:
        said.append(f"the document is not well-formed: {fault_in_words(document.fault)}")
    if len(kept) < len(entries):
        empty = len(entries) - len(kept)
        said.append(f"{counted(empty, 'entry')} {'says' if empty == 1 else 'say'} nothing at all")
    return ParsedFeed(
        format=version,
        title=feed.get("title") or None,
        site_url=site_url,
        language=feed.get("language") or None,
        entries=kept,
        wishes=Wishes(ttl_of(feed), skip_hours_of(feed), skip_days_of(feed)),
        problems=tuple(said),
    )


def find_own_url(feed: Any, url: str) -> str:
    """The address that relative ones belong to: the document's own, or for a file the one that it gives as its own."""
    links = (link.get("href") for link in feed.get("links") or () if link.get("rel") == "self")
    return resolve(None, url) or next(filter(None, (resolve(None, link or "") for link in links)), None) or url


def entry_from_mapping(entry: Any, version: str, base: str, home: str | None) -> ParsedEntry:
    """One entry, its texts as they were, its link absolute.

    ``base`` is what relative addresses belong to, ``home`` the same where it is an address.
    """
    own_base = base_of(entry)
    is_atom = version.startswith("atom")
    summary, content = find_texts(entry, is_atom)
    published, updated = dates_of(entry, is_atom)
    title_type = (entry.get("title_detail") or {}).get("type", "text/html")
    return ParsedEntry(
        guid=guid_of(entry, version),
        url=find_link(entry, base),
        title=entry.get("title") or None,
        title_is_html=not (is_atom and title_type == "text/plain"),
        summary=summary or None,
        content=content or None,
        base_url=resolve(base, own_base) if own_base else home,
        authors=tuple(dict.fromkeys(names_of(entry.get("authors") or ()))),
        categories=tuple(dict.fromkeys(filter(None, map(category_of, entry.get("tags") or ())))),
        enclosures=tuple(enclosures_of(entry)),
        image=image_of(entry),
        language=language_of(entry),
        published=published,
        updated=updated,
    )


def dates_of(entry: Any, is_atom: bool) -> tuple[str | None, str | None]:
    """(published, updated) as written. The date of a printed issue stands in only where there is no other."""
    published = entry.get("published") or entry.get("created") or None
    # Asked for a missing ``updated``, feedparser answers the published date.
    updated = (entry["updated"] if "updated" in entry else None) or None
    if published is None and not is_atom:
        # RSS has one date; feedparser files dc:date under the wrong name.
        published, updated = updated, None
    return published or entry.get("prism_publicationdate") or None, updated


def find_texts(entry: Any, is_atom: bool) -> tuple[str | None, str | None]:
    """(summary, content), both HTML. What describes a picture or a podcast stands in only where there is no text."""
    content = longest_content(entry.get("content") or ())
    # Without a text of its own, feedparser copies the content there.
    summary: str | None = entry.get("summary") if "summary_detail" in entry or not content else None
    summary_type = (entry.get("summary_detail") or {}).get("type", "text/html")
    if summary and is_atom and summary_type == "text/plain":
        summary = escape(summary)
    if not content and entry.get("yandex_full-text"):
        content = html_from_either(entry["yandex_full-text"])
    if not summary and not content:
        summary = html_from_either(entry.get(PODCAST_TEXT) or entry.get(CAPTION) or entry.get("subtitle") or "")
    return summary, content


def longest_content(contents: Iterable[Any]) -> str | None:
    """Of several contents the longest one in HTML, else the longest, as HTML."""
    found: tuple[bool, int, str] = (False, 0, "")
    for content in contents:
        value = str(content.get("value") or "")
        is_html = content.get("type") in _HTML_TYPES
        if (is_html, len(value)) > found[:2]:
            found = (is_html, len(value), value if is_html else escape(value))
    return found[2] or None


def html_from_either(text: str) -> str:
    """HTML of a text whose kind nobody names."""
    return text if _MARKUP.search(text) else escape(text)


def find_link(entry: Any, base: str) -> str | None:
    """The address of the entry's page: the original one of a burnt feed, its first link to a page, else to anything.

    Where there is none, a guid that is an address may stand in, unless it is said to be no permalink (RSS 2.0). A relative one
    counts when it begins at the root: any other could as well be a number or a name.
    """
    for address in (entry.get("feedburner_origlink"), find_alternate(entry)):
        if address and (found := resolve(base, address)):
            return found
    if not entry.get(IS_PERMALINK, True):
        return None
    guid = entry.get("id") or ""
    return resolve(base if IS_PERMALINK in entry and guid.startswith("/") else None, guid)


def find_alternate(thing: Any) -> str | None:
    """Of an entry or a feed, the first link to its page, else its first link of another media type."""
    other: str | None = None
    for link in thing.get("links") or ():
        if link.get("rel") == "alternate" and link.get("href"):
            if link.get("type") in _HTML_TYPES:
                return str(link["href"])
            other = other or str(link["href"])
    return other


def guid_of(entry: Any, version: str) -> str | None:
    """The guid as given. RDF has none where its ``rdf:about`` is the link again."""
    guid = entry.get("id")
    if guid and version in {"rss10", "rss090"} and guid == entry.get("link"):
        return None
    return guid or None


def base_of(entry: Any) -> str | None:
    """What relative addresses in the text belong to: ``xml:base`` of the text, else of the entry."""
    for detail in (*(entry.get("content") or ()), entry.get("summary_detail") or {}):
        if detail.get("base"):
            return str(detail["base"])
    return str(entry.get(BASE) or "") or None


def language_of(entry: Any) -> str | None:
    if entry.get("language"):
        return str(entry["language"])
    for detail in (entry.get("title_detail") or {}, entry.get("summary_detail") or {}, *(entry.get("content") or ())):
        if detail.get("language"):
            return str(detail["language"])
    return None


def names_of(authors: Iterable[Any]) -> Iterable[str]:
    """Names of authors: of an address only what stands before the @, and only where there is no name."""
    for author in authors:
        name = " ".join(str(author.get("name") or author.get("email") or "").split())
        if "@" in name:
            match = _MAIL_WITH_NAME.match(name) or _NAME_WITH_MAIL.match(name) or _MAIL.match(name)
            name = match["name"] if match else name
        name = name.strip(" \t\"'")
        if name:
            yield name


def inherit_authors(entry: ParsedEntry, authors: tuple[str, ...]) -> ParsedEntry:
    """An entry of Atom without an author has those of its feed (RFC 4287, 4.2.1)."""
    return entry if entry.authors or not authors else replace(entry, authors=authors)


def category_of(tag: Any) -> str:
    return str(tag.get("label") or tag.get("term") or "").strip()


def enclosures_of(entry: Any) -> Iterable[Enclosure]:
    """Files that go with the entry, each once."""
    seen: set[str] = set()
    for link in entry.get("links") or ():
        address = link.get("href")
        if address and link.get("rel") == "enclosure" and address not in seen:
            seen.add(address)
            yield Enclosure(address, link.get("type") or None, length_of(link.get("length")))
    for media in entry.get("media_content") or ():
        address = media.get("url")
        if address and address not in seen and not is_picture(media):
            seen.add(address)
            yield Enclosure(address, media.get("type") or None, length_of(media.get("filesize")))


def image_of(entry: Any) -> str | None:
    """A picture for the entry: a media thumbnail or image, an image of its own, or an enclosure that is one."""
    for media in entry.get("media_thumbnail") or ():
        if media.get("url"):
            return str(media["url"])
    for media in entry.get("media_content") or ():
        if media.get("url") and is_picture(media):
            return str(media["url"])
    own = entry.get("image")
    if own and hasattr(own, "get") and own.get("href"):
        return str(own["href"])
    for link in entry.get("links") or ():
        address = link.get("href")
        if address and link.get("rel") == "enclosure" and is_picture({"type": link.get("type"), "url": address}):
            return str(address)
    return None


def is_picture(media: Any) -> bool:
    """By what it says of itself, else by its name."""
    kind = str(media.get("medium") or "").lower() or str(media.get("type") or "").partition("/")[0].lower()
    if kind:
        return kind == "image"
    return bool(_PICTURE.search(str(media.get("url") or "").partition("?")[0]))


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


def skip_hours_of(feed: Any) -> tuple[int, ...]:
    """Hours (GMT) in which the publisher wants no request; 24 is an old way to write 0."""
    hours = (length_of(hour) for hour in feed.get(HOURS) or ())
    return tuple(sorted({hour % 24 for hour in hours if hour is not None and hour <= 24}))


def skip_days_of(feed: Any) -> tuple[str, ...]:
    """Days (GMT) on which the publisher wants no request."""
    found = {str(day).strip().title() for day in feed.get(DAYS) or ()}
    return tuple(day for day in _DAYS if day in found)


def escape(text: str) -> str:
    """Plain text as HTML, for fields that hold HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fault_in_words(error: Any) -> str:
    """What the XML parser says of the first fault, and where."""
    if hasattr(error, "getLineNumber"):
        return f"line {error.getLineNumber()}: {error.getMessage()}"
    return " ".join(str(error).split())[:200] or type(error).__name__
