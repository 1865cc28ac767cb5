"""The feeds of an output: Atom, RSS and JSON Feed with the same entries, ids, order and texts.

Every date comes from the data and nothing names a version, so that the same entries give the same bytes. RSS titles
carry ``&#x26;`` and ``&#x3C;`` as the RSS Advisory Board's profile asks, and its descriptions are HTML, as every reader
takes them to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aggregator.model import Artifact, FeedFormat, OutputEntry, OutputSpec, RegionTree, SiteInfo
from aggregator.publish.fragments import Fragment, new_generator, render_fragments, serialised
from aggregator.publish.jsonfeed import json_head
from aggregator.publish.shown import (
    NO_TITLES,
    feed_path,
    output_description,
    output_id,
    output_title,
    public_url,
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

#: Before what the entries stand, and what stands between them.
_END: dict[FeedFormat, bytes] = {"atom": b"</feed>", "rss": b"  </channel>", "json": b"\n]}"}
_BETWEEN: dict[FeedFormat, bytes] = {"atom": b"", "rss": b"", "json": b",\n"}


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
    return compose(spec, render_fragments(spec, entries, site, tree, topics), site, links, updated=updated)


def compose(
    spec: OutputSpec, fragments: Sequence[Fragment], site: SiteInfo, links: FeedLinks, *, updated: datetime
) -> Documents:
    """The documents of a feed whose entries are rendered already; see :func:`render_documents`."""
    heads = _heads(spec, site, updated, links)
    count = len(fragments) if spec.is_limit_wanted else _fitting(heads, fragments)
    bodies = {form: b"".join(_joined(form, head, fragments[:count])) for form, head in heads.items()}
    return Documents(bodies, count)


def _fitting(heads: Mapping[FeedFormat, bytes], fragments: Sequence[Fragment]) -> int:
    """How many of the newest entries fit into every document; one at least."""
    sizes = {form: len(head) for form, head in heads.items()}
    for count, fragment in enumerate(fragments):
        for form in sizes:
            sizes[form] += len(fragment[form]) + len(_BETWEEN[form])
        if count and max(sizes.values(), default=0) > MOST_BYTES:
            return count
    return len(fragments)


def _joined(form: FeedFormat, head: bytes, fragments: Sequence[Fragment]) -> Iterator[bytes]:
    """A document's parts in order."""
    place = head.rindex(_END[form])
    yield head[:place]
    yield _BETWEEN[form].join(fragment[form] for fragment in fragments)
    yield head[place:]


def _heads(spec: OutputSpec, site: SiteInfo, updated: datetime, links: FeedLinks) -> dict[FeedFormat, bytes]:
    """Format → a document without entries, in the order of the output's formats."""
    heads: dict[FeedFormat, bytes] = {}
    generator = _generator(spec, site, updated, links) if {"atom", "rss"} & set(spec.formats) else None
    for form in spec.formats:
        if form == "json":
            heads[form] = json_head(spec, site, feed_url=links.address(form), hubs=links.hubs)
        else:
            heads[form] = _xml(generator, form, spec, site, links)
    return heads


def _generator(spec: OutputSpec, site: SiteInfo, updated: datetime, links: FeedLinks) -> Any:
    """feedgen's feed with everything but its links, which differ between Atom and RSS."""
    feed = new_generator()
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
    return feed


def _xml(generator: Any, form: FeedFormat, spec: OutputSpec, site: SiteInfo, links: FeedLinks) -> bytes:
    """A document without entries."""
    archives = {"current": links.current, "prev-archive": links.previous, "next-archive": links.following}
    written = [
        {"href": links.address(form), "rel": "self", "type": MEDIA_TYPES[form]},
        *({"href": hub, "rel": "hub"} for hub in links.hubs),
        *({"href": href, "rel": rel, "type": MEDIA_TYPES["atom"]} for rel, href in archives.items() if href),
        # Last, because feedgen takes the last link of any kind for the channel's own.
        {"href": public_url(site, spec.page), "rel": "alternate", "type": "text/html"},
    ]
    generator.link(written, replace=True)
    return serialised(generator, form, feed_path(spec.name, form))
