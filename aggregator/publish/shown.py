"""What every format says of a feed and of its entries, decided once, so that Atom, RSS and JSON Feed cannot disagree.

The values here are final: XML characters only, http(s) addresses only, nothing empty that a format requires. Formats
escape and arrange them, and edit nothing.
"""

from __future__ import annotations

import mimetypes
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from aggregator.model import (
    ITEM_NAMESPACE,
    DateBasis,
    FeedFormat,
    OutputEntry,
    OutputSpec,
    Precision,
    RegionTree,
    SiteInfo,
    SourceInfo,
    Told,
    public_id,
)
from aggregator.publish.words import Words, words_of
from aggregator.text import html, xmlchars
from aggregator.text.urls import ascii_url, redact, resolve

_OUTPUTS = uuid.uuid5(ITEM_NAMESPACE, "outputs")
_SOURCES = uuid.uuid5(ITEM_NAMESPACE, "sources")
_UNKNOWN_MEDIA = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_SPACE = re.compile(r"\s")
_MOST_SUMMARY = 1000
#: Titles of topics by id, where none are known.
NO_TITLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Label:
    """A region or a topic an entry is about. ``scheme`` is an IRI without a host, so that it outlives the site's."""

    scheme: str
    term: str
    title: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """An enclosure whose media type is known or guessed; ``length`` in bytes, None when unknown."""

    url: str
    media_type: str
    length: int | None


@dataclass(frozen=True, slots=True)
class Origin:
    """The feed an entry was taken from. ``updated`` is frozen at the item's first sight."""

    id: str  #: as configured
    public_id: str  #: ``urn:uuid:``, of the configured id: the same wherever the source moves
    title: str
    feed_url: str | None
    site_url: str | None
    updated: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """Another outlet's words on the same event."""

    id: str  #: public, of its item
    publisher: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ShownStory:
    """Who else tells it."""

    outlets: int
    origins: int
    also: tuple[Related, ...]
    is_text: bool  #: stands in the entry's texts too; else in its links alone
    words: Words

    def line(self, outlets: Iterable[str]) -> str:
        """The other outlets as a line of text; ``outlets``: how each is written."""
        figures = (
            self.words.count("{number} outlet", "{number} outlets", self.outlets),
            self.words.count("{number} origin", "{number} origins", self.origins),
        )
        return self.words.say("Also: {outlets} ({figures})", outlets=", ".join(outlets), figures=", ".join(figures))


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry, ready to be written. Texts are ``""`` where the content policy leaves them out."""

    id: str
    url: str
    title: str
    summary: str  #: plain text
    content: str  #: clean HTML
    authors: tuple[str, ...]
    language: str | None
    published: datetime
    updated: datetime
    labels: tuple[Label, ...]
    attachments: tuple[Attachment, ...]
    image: str | None
    image_type: str | None  #: its media type, where its address tells
    origin: Origin
    regions: tuple[tuple[str, str], ...]  #: (id, weight), most specific first
    topics: tuple[str, ...]
    point: (
        tuple[float, float] | None
    )  #: latitude and longitude of the most specific region it is about, or of its nearest ancestor that has one
    date_basis: DateBasis
    precision: Precision
    story: ShownStory | None = None  #: None where nobody else tells it


def shown_entry(
    entry: OutputEntry, spec: OutputSpec, site: SiteInfo, tree: RegionTree, topics: Mapping[str, str] = NO_TITLES
) -> ShownEntry:
    """An entry as the formats of an output show it. One without an address of its own leads to the output's page."""
    item = entry.item
    summary, content = find_texts(entry, spec)
    image = web_url(item.image) if spec.content != "headline" else None
    image_type = guessed_media_type(image) if image else ""
    return ShownEntry(
        id=entry.id,
        url=web_url(item.url) or public_url(site, spec.page),
        title=find_title(entry),
        summary=summary,
        content=content,
        authors=find_authors(entry),
        language=item.language or entry.source.language,
        published=item.published,
        updated=entry.updated,
        labels=labels_of(entry, tree, topics),
        attachments=attachments_of(entry),
        image=image,
        image_type=image_type if image_type.startswith("image/") else None,
        origin=origin_of(entry.source, entry.source_updated),
        regions=tuple((tag.term, tag.weight) for tag in entry.tags if tag.scheme == "region"),
        topics=tuple(tag.term for tag in entry.tags if tag.scheme == "topic"),
        point=point_of(entry, tree),
        date_basis=item.date_basis,
        precision=item.precision,
        story=story_of(entry.told, site, is_text=spec.content != "headline"),
    )


def story_of(told: Told, site: SiteInfo, *, is_text: bool) -> ShownStory | None:
    """Who else tells it, if anybody does."""
    also = tuple(
        Related(
            public_id(one.item),
            xmlchars.replace(one.publisher).strip() or "?",
            xmlchars.replace(one.title).strip(),
            web_url(one.url),
        )
        for one in told.also
    )
    return ShownStory(told.outlets, told.origins, also, is_text, words_of(site)) if also else None


def find_texts(entry: OutputEntry, spec: OutputSpec) -> tuple[str, str]:
    """(summary, content) as far as the output's content policy lets them out."""
    if spec.content == "headline":
        return "", ""
    content = entry.item.content
    summary = entry.item.summary or html.shorten(html.text_from_html(content), _MOST_SUMMARY)
    return xmlchars.replace(summary), xmlchars.replace(content) if spec.content == "full" else ""


def find_title(entry: OutputEntry) -> str:
    """A title, whatever there is: readers make up their own for entries without, and each another one."""
    item = entry.item
    found = (xmlchars.replace(text).strip() for text in (item.title, html.shorten(item.summary, 100), item.url or ""))
    return next(filter(None, found), source_title(entry.source))


def find_authors(entry: OutputEntry) -> tuple[str, ...]:
    """Who wrote it, else who published it."""
    authors = tuple(filter(None, (xmlchars.replace(author).strip() for author in entry.item.authors)))
    return authors or (source_title(entry.source),)


def source_title(source: SourceInfo) -> str:
    """The name of a source, never empty."""
    return xmlchars.replace(source.title).strip() or xmlchars.replace(source.outlet).strip() or source.id


def labels_of(entry: OutputEntry, tree: RegionTree, topics: Mapping[str, str] = NO_TITLES) -> tuple[Label, ...]:
    """The regions and topics the entry is about; those it only mentions would fill readers' folders with strangers."""
    found: dict[tuple[str, str], Label] = {}
    for tag in entry.tags:
        if tag.weight == "about" and tag.scheme in {"region", "topic"}:
            region = tree.get(tag.term) if tag.scheme == "region" else None
            # A topic that was taken out of the configuration has nothing but its id left.
            title = xmlchars.replace(region.title if region else topics.get(tag.term, "")) or tag.term
            found[tag.scheme, tag.term] = Label(f"urn:aggregator:{tag.scheme}", tag.term, title)
    return tuple(found.values())


def point_of(entry: OutputEntry, tree: RegionTree) -> tuple[float, float] | None:
    """Where a map shows the entry: one place, for GeoRSS has no room for more. It is that of the most specific region; the
    point of another one that is named beside it would put the story where it did not happen."""
    about = (tag.term for tag in entry.tags if tag.scheme == "region" and tag.weight == "about")
    most_specific = next((term for term in about if term in tree), None)
    return tree.point(most_specific) if most_specific else None


def attachments_of(entry: OutputEntry) -> tuple[Attachment, ...]:
    """The enclosures that can be fetched, each address once."""
    found: dict[str, Attachment] = {}
    for enclosure in entry.item.enclosures:
        url = web_url(enclosure.url)
        if url and url not in found:
            length = enclosure.length if enclosure.length is not None and enclosure.length >= 0 else None
            declared = (enclosure.media_type or "").strip().lower()
            media_type = declared if _MEDIA_TYPE.fullmatch(declared) else guessed_media_type(url)
            found[url] = Attachment(url, media_type, length)
    return tuple(found.values())


def guessed_media_type(url: str) -> str:
    """By the ending of the path and Python's own table: the system's would give other bytes on another machine."""
    return mimetypes.MimeTypes().guess_type(urlsplit(url).path)[0] or _UNKNOWN_MEDIA


def origin_of(source: SourceInfo, updated: datetime) -> Origin:
    """The source as subscribers may see it: without user name and password."""
    return Origin(
        id=source.id,
        public_id=public_id(str(uuid.uuid5(_SOURCES, source.id))),
        title=source_title(source),
        feed_url=web_url(source.feed_url),
        site_url=web_url(source.site_url),
        updated=updated,
    )


def feed_path(name: str, form: FeedFormat) -> str:
    """Where the feed of an output lies below the site's root."""
    return f"feeds/{name}.{form}"


def output_title(spec: OutputSpec) -> str:
    """The title of an output on one line, never empty."""
    return " ".join(xmlchars.replace(spec.title).split()) or spec.name


def output_description(spec: OutputSpec) -> str:
    """What an output holds, never empty: RSS requires it."""
    return " ".join(xmlchars.replace(spec.description).split()) or output_title(spec)


def site_title(site: SiteInfo, default: str) -> str:
    """Who makes the feeds."""
    return " ".join(xmlchars.replace(site.title).split()) or default


def output_id(spec: OutputSpec) -> str:
    """The permanent id of an output's feed: of its first name, whatever the site's address and its present name are."""
    return public_id(str(uuid.uuid5(_OUTPUTS, spec.was[0] if spec.was else spec.name)))


def web_url(url: str | None) -> str | None:
    """An address that may be published: absolute, http or https, no secrets, ASCII (RSS and JSON Feed ask for it); else None."""
    found = resolve(None, redact(url)) if url else None
    return ascii_url(_SPACE.sub(lambda space: quote(space[0]), xmlchars.replace(found))) if found else None


def public_url(site: SiteInfo, path: str) -> str:
    """The public address of a path below the site's root."""
    return f"{site.base_url.rstrip('/')}/{path}"
