"""What an entry says, clean: the making of an :class:`Item`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import unquote

from aggregator.model import DateBasis, Enclosure, Item, ParsedEntry, Precision, SourceSpec
from aggregator.normalise.agency import find_agency
from aggregator.text import xmlchars
from aggregator.text.dates import parse_date
from aggregator.text.html import clean_html, plain_text, shorten, text_from_html, unwrap_cdata
from aggregator.text.language import find_language, is_refuted
from aggregator.text.urls import resolve, without_session

MOST_SUMMARY = 500
MOST_TITLE_FROM_TEXT = 100
MOST_NAMES = 20
MOST_GUID = 2000

#: A date later than this after the poll is a mistake and says nothing; one that is less ahead means now.
MOST_AHEAD = timedelta(hours=1)
#: A day alone is noon of that day, which may lie ahead of the poll's clock.
MOST_AHEAD_BY_DAY = timedelta(hours=14)

#: A tag that says something: anything but a plain block.
_RICH = re.compile(r"<(?!/?(?:p|br|div|span)(?:\s*/)?>)[a-z/]", re.IGNORECASE)
_PAGE_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")
_HEADING = re.compile(r"\s*<h([1-3])>.*?</h\1>\s*", re.DOTALL)
_WORDS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_MEDIA_TYPE = re.compile(r"^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$")


def item_from_entry(
    entry: ParsedEntry, spec: SourceSpec, *, item_id: str, feed_language: str | None, base_url: str, now: datetime
) -> Item:
    """A clean item. First seen and updated are ``now``; who knows the item already puts its own dates in their place."""
    base = entry.base_url or base_url
    address = resolve(base, entry.url) if entry.url else None
    url = without_session(address) if address else None
    content, summary, plain = find_texts(entry, base)
    title = find_title(entry, summary, url)
    declared = entry.language if not is_refuted(entry.language, title) else None
    spoken = spec.language or declared or feed_language
    published, basis, precision = find_published(entry, spec, spoken, now)
    language = spec.language or find_language(declared or feed_language, f"{title} {summary}")
    if spec.language:
        language = find_language(spec.language, f"{title} {summary}") or spec.language
    authors = names(entry.authors)
    categories = names(entry.categories)
    enclosures = clean_enclosures(entry.enclosures, base)
    image = resolve(base, entry.image) if entry.image else None
    return Item(
        id=item_id,
        source_id=spec.id,
        guid=" ".join(xmlchars.clean(entry.guid or "").split())[:MOST_GUID] or None,
        url=url,
        title=title,
        summary=summary,
        content=content,
        authors=authors,
        categories=categories,
        enclosures=enclosures,
        image=image,
        language=language,
        published=published,
        date_basis=basis,
        precision=precision,
        first_seen=now,
        updated=max(published, find_updated(entry, spec, spoken, now) or published),
        agency=find_agency(title, plain or summary),
        content_hash=content_hash(
            title, summary, content, url or "", image or "", *authors, *categories, *(e.url for e in enclosures)
        ),
    )


def find_texts(entry: ParsedEntry, base: str | None) -> tuple[str, str, str]:
    """(content, summary, text): clean HTML where the entry has any worth keeping, its beginning and the whole as plain text."""
    raw_summary = unwrap_cdata(entry.summary or "")
    raw_content = unwrap_cdata(entry.content or "")
    content = clean_html(raw_content or raw_summary, base)
    plain_content = text_from_html(content)
    summary = plain_content
    if raw_content and raw_summary:
        cleaned = clean_html(raw_summary, base)
        summary = text_from_html(cleaned) or plain_content
    if len(plain_content) <= MOST_SUMMARY and summary == plain_content and not _RICH.search(content):
        # Words that the summary holds whole, in paragraphs at most: HTML would say nothing more, and a source that wraps
        # the same words now in one tag and now in another changes nothing.
        content = ""
    return content, shorten(summary, MOST_SUMMARY), plain_content


def with_full_text(item: Item, html: str, base: str | None = None, title: str | None = None) -> Item | None:
    """The item with the text of its own page for content; None where that says no more than what it has, or speaks of something
    else: a page that was removed, a login, a request to subscribe, another article that it led to. ``title`` is the page's own.

    Its hash stays that of the feed's words: it is these that tell whether the entry has changed.
    """
    content = without_heading(clean_html(html, base), item.title)
    plain = text_from_html(content)
    if len(plain) <= len(text_from_html(item.content) or item.summary):
        return None
    if not speaks_of(item.title, f"{title} {plain}") or not speaks_of(item.summary, plain):
        return None
    return replace(
        item,
        content=content,
        summary=item.summary or shorten(plain, MOST_SUMMARY),
        agency=item.agency or find_agency(item.title, plain),
    )


def speaks_of(title: str, text: str) -> bool:
    """Whether a text has enough of the words of a headline, or of a lead, to be its story."""
    wanted = {word for word in _WORDS.findall(title.casefold()) if len(word) > 3}
    return 3 * len(wanted & set(_WORDS.findall(text.casefold()))) >= len(wanted)


def without_heading(content: str, title: str) -> str:
    """The text without a heading that only says the title again."""
    match = _HEADING.match(content)
    return content[match.end() :] if match and text_from_html(match[0]).casefold() == title.casefold() else content


def find_title(entry: ParsedEntry, summary: str, url: str | None) -> str:
    """The title, else the first words of the text, else what the link says; never empty."""
    title = plain_text(entry.title or "", is_html=entry.title_is_html)
    if title:
        return title
    if summary:
        return shorten(summary, MOST_TITLE_FROM_TEXT)
    last = unquote((url or "").split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1])
    words = re.sub(r"[-_+]+", " ", _PAGE_ENDING.sub("", last))
    return plain_text(words, is_html=False) or url or "Untitled"


def find_published(
    entry: ParsedEntry, spec: SourceSpec, language: str | None, now: datetime
) -> tuple[datetime, DateBasis, Precision]:
    """The date an item was published, what it rests on, and how exact it is.

    The published date, else the date of the last change, else the time of first sight; a date in the future is none.
    """
    bases: tuple[tuple[str | None, DateBasis], ...] = ((entry.published, "published"), (entry.updated, "updated"))
    for raw, basis in bases:
        if raw and (found := read_date(raw, spec, language, now)) is not None:
            return found[0], basis, found[1]
    return now, "first_seen", "second"


def find_updated(entry: ParsedEntry, spec: SourceSpec, language: str | None, now: datetime) -> datetime | None:
    """The date of the last change as the entry gives it, never later than ``now``."""
    found = read_date(entry.updated, spec, language, now) if entry.updated else None
    return min(found[0], now) if found else None


def read_date(raw: str, spec: SourceSpec, language: str | None, now: datetime) -> tuple[datetime, Precision] | None:
    """A date that can be true: read in the source's zone, and not in the future. A clock that goes a little ahead is ours."""
    found = parse_date(raw, now=now, zone=spec.timezone, formats=spec.date_formats, language=language)
    if found is None or found.at - now > (MOST_AHEAD_BY_DAY if found.precision == "day" else MOST_AHEAD):
        return None
    return found.at if found.precision == "day" else min(found.at, now), found.precision


def names(raw: tuple[str, ...]) -> tuple[str, ...]:
    """Authors or categories: plain, each once, at most twenty of at most 200 characters."""
    plain = (shorten(plain_text(name), 200) for name in raw)
    return tuple(dict.fromkeys(name for name in plain if name))[:MOST_NAMES]


def clean_enclosures(raw: tuple[Enclosure, ...], base: str | None) -> tuple[Enclosure, ...]:
    """Enclosures with absolute addresses, each once."""
    found: dict[str, Enclosure] = {}
    for enclosure in raw:
        url = resolve(base, enclosure.url)
        if url is not None and url not in found:
            media_type = (enclosure.media_type or "").split(";")[0].strip().lower()
            length = enclosure.length if enclosure.length and 0 < enclosure.length < 2**53 else None
            found[url] = Enclosure(url, media_type if _MEDIA_TYPE.match(media_type) else None, length)
    return tuple(found.values())[:MOST_NAMES]


def content_hash(*parts: str) -> str:
    """A hash of what an item says; empty parts leave no trace, so that a new field makes no item look changed.

    The leading character is the version of this rule.
    """
    digest = hashlib.blake2b(digest_size=16)
    for number, part in enumerate(parts):
        if part:
            digest.update(f"{number}\x1f{part}\x1e".encode())
    return f"1{digest.hexdigest()}"


def text_hash(item: Item) -> str:
    """A hash of what a reader would notice: the letters of title and text, and the digits of the title, without case, marks
    and spaces. Digits of the text do not count: clocks and counters of views are of these."""
    text = _DIGITS.sub("", text_from_html(item.content) or item.summary)
    letters = _NO_LETTER.sub("", f"{item.title}\n{text}".casefold())
    return hashlib.blake2b(letters.encode(), digest_size=16).hexdigest()
