"""The feeds of an output: Atom, RSS and JSON Feed with the same entries, ids, order and texts.

Every date comes from the data and nothing names a version, so that the same entries give the same bytes. RSS titles
carry ``&#x26;`` and ``&#x3C;`` as the RSS Advisory Board's profile asks, and its descriptions are HTML, as every reader
takes them to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aggregator.errors import OutputError
from aggregator.model import Artifact, FeedFormat, OutputEntry, OutputSpec, RegionTree, SiteInfo
from aggregator.publish.also import also_in_html, with_story
from aggregator.publish.shown import (
    NO_TITLES,
    ShownEntry,
    output_description,
    output_id,
    output_title,
    public_url,
    shown_entry,
    site_title,
)

#: Format → its media type, which is also the ``type`` of links to it.
MEDIA_TYPES: dict[FeedFormat, str] = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
#: Some readers refuse larger documents; a feed is cut to it at its old end, and its archive has the rest.
MOST_BYTES = 500_000
#: Minutes a reader may wait between two polls.
TTL = 30

_RSS_TITLE = re.compile(rb"<title>([^<]*)</title>")


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """Where a feed stands and what it leads to, as whole addresses. Archives say ``current``, and lead to one another."""

    address: Callable[[FeedFormat], str]
    hubs: tuple[str, ...] = ()
    previous: str | None = None  #: the newest closed archive document; of an archive, the one before
    following: str | None = None
    current: str | None = None


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a feed by format, and how many of its newest entries they hold."""

    bodies: dict[FeedFormat, bytes]
    count: int

    @property
    def are_small(self) -> bool:
        return all(len(body) <= MOST_BYTES for body in self.bodies.values())


def render_feed(
    spec: OutputSpec,
    entries: Sequence[OutputEntry],
    site: SiteInfo,
    tree: RegionTree,
    *,
    updated: datetime,
    topics: Mapping[str, str] = NO_TITLES,
    previous: str | None = None,
) -> tuple[Artifact, ...]:
    """``feeds/<name>.atom``, ``.rss`` and ``.json``, for the output's formats; its former names give the same bytes.

    ``previous``: path of the newest closed archive document, if any. See :func:`render_documents`.
    """
    links = FeedLinks(
        lambda form: public_url(site, feed_path(spec.name, form)),
        site.hubs,
        public_url(site, previous) if previous else None,
    )
    documents = render_documents(spec, entries, site, tree, links, updated=updated, topics=topics)
    return feed_artifacts(spec, documents)


def feed_artifacts(spec: OutputSpec, documents: Documents) -> tuple[Artifact, ...]:
    """The files of an output's documents, at its present name and its former ones."""
    return tuple(
        Artifact(feed_path(name, form), MEDIA_TYPES[form], body)
        for name in (spec.name, *spec.was)
        for form, body in documents.bodies.items()
    )


def render_documents(
    spec: OutputSpec,
    entries: Sequence[OutputEntry],
    site: SiteInfo,
    tree: RegionTree,
    links: FeedLinks,
    *,
    updated: datetime,
    topics: Mapping[str, str] = NO_TITLES,
) -> Documents:
    """The documents of a feed, one for each format of the output.

    ``entries`` newest first, each id once; they keep their order. ``updated`` is the feed's own date, of its newest
    change; ``topics`` are titles of topics by id. Entries are cut at the old end until every document is under
    :data:`MOST_BYTES`, down to one, unless the editor wrote the limit. Raises OutputError for a document that would not be
    well-formed.
    """
    shown = tuple(shown_entry(entry, spec, site, tree, topics) for entry in entries)

    def documents(count: int) -> Documents:
        return Documents(_documents(spec, shown[:count], site, updated, links), count)

    if spec.is_limit_wanted:
        return documents(len(shown))
    return fitting(documents, len(shown))


def feed_path(name: str, form: FeedFormat) -> str:
    """Where the feed of an output lies below the site's root."""
    return f"feeds/{name}.{form}"


def fitting(render: Callable[[int], Documents], count: int) -> Documents:
    """The documents with as many of the newest entries as fit, by bisection: ``render`` is dear, and its size grows."""
    documents = render(count)
    if count <= 1 or documents.are_small:
        return documents
    fewest, most = 1, count
    while most - fewest > 1:
        middle = (fewest + most) // 2
        fewest, most = (middle, most) if render(middle).are_small else (fewest, middle)
    return render(fewest)


def _documents(
    spec: OutputSpec, shown: Sequence[ShownEntry], site: SiteInfo, updated: datetime, links: FeedLinks
) -> dict[FeedFormat, bytes]:
    """Format → document, in the order of the output's formats."""
    from aggregator.publish.jsonfeed import json_feed

    documents: dict[FeedFormat, bytes] = {}
    generator = _generator(spec, shown, site, updated, links) if {"atom", "rss"} & set(spec.formats) else None
    for form in spec.formats:
        if form == "json":
            documents[form] = json_feed(spec, shown, site, feed_url=links.address(form), hubs=links.hubs)
        else:
            documents[form] = _xml(generator, form, spec, site, links)
    return documents


def _generator(
    spec: OutputSpec, shown: Sequence[ShownEntry], site: SiteInfo, updated: datetime, links: FeedLinks
) -> Any:
    """feedgen's feed with everything but its links, which differ between Atom and RSS."""
    from feedgen.feed import FeedGenerator

    from aggregator.publish.extensions import AtomEntry, AtomFeed, RssEntry, RssFeed

    feed = FeedGenerator()
    feed.register_extension("desk_atom", AtomFeed, AtomEntry, atom=True, rss=False)
    feed.register_extension("desk_rss", RssFeed, RssEntry, atom=False, rss=True)
    feed.desk_atom.updated = updated
    feed.desk_atom.is_archive = links.current is not None
    feed.desk_rss.hubs = links.hubs
    title, description = output_title(spec), output_description(spec)
    feed.id(output_id(spec))
    feed.title(title)
    feed.subtitle(description)
    feed.description(description)
    feed.author(name=site_title(site, title))
    feed.language(site.language)
    feed.generator("aggregator")
    feed.updated(updated)
    feed.lastBuildDate(updated.astimezone(UTC))
    feed.ttl(TTL)
    for entry in shown:
        _add_entry(feed, entry)
    return feed


def _add_entry(feed: Any, shown: ShownEntry) -> None:
    """An entry as feedgen wants it; its extensions do the rest."""
    entry = feed.add_entry(order="append")
    entry.desk_atom.shown = entry.desk_rss.shown = shown
    entry.id(shown.id)
    entry.title(shown.title)
    entry.updated(shown.updated)
    entry.link(href=shown.url, rel="alternate")
    entry.author([{"name": name} for name in shown.authors])
    if summary := with_story(shown):
        entry.summary(summary, type="text")
    if shown.content:
        entry.content(shown.content + also_in_html(shown.story), type="html")
    for label in shown.labels:
        entry.category(term=label.term, scheme=label.scheme, label=label.title)
    if shown.attachments:
        # RSS has room for one, and feedgen would keep the last; the extension gives Atom all of them.
        first = shown.attachments[0]
        entry.enclosure(first.url, first.length or 0, first.media_type)
    if shown.origin.feed_url:
        entry.source(url=shown.origin.feed_url, title=shown.origin.title)


def _xml(generator: Any, form: FeedFormat, spec: OutputSpec, site: SiteInfo, links: FeedLinks) -> bytes:
    """A document, serialised and read again: what a strict parser refuses is not handed out."""
    from lxml import etree

    archives = {"current": links.current, "prev-archive": links.previous, "next-archive": links.following}
    written = [
        {"href": links.address(form), "rel": "self", "type": MEDIA_TYPES[form]},
        *({"href": hub, "rel": "hub"} for hub in links.hubs),
        *({"href": href, "rel": rel, "type": MEDIA_TYPES["atom"]} for rel, href in archives.items() if href),
        # Last, because feedgen takes the last link of any kind for the channel's own.
        {"href": public_url(site, spec.page), "rel": "alternate", "type": "text/html"},
    ]
    try:
        generator.link(written, replace=True)
        body: bytes = generator.atom_str(pretty=True) if form == "atom" else generator.rss_str(pretty=True)
        if form == "rss":
            body = _RSS_TITLE.sub(_with_hexadecimal_references, body)
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise OutputError(f"{feed_path(spec.name, form)} would not be well-formed XML: {error}") from error
    return body


def _with_hexadecimal_references(title: re.Match[bytes]) -> bytes:
    escaped = title[1].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")
    return b"<title>" + escaped + b"</title>"
