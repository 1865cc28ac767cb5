"""Archives of a feed (RFC 5005, section 4): Atom documents that are closed once and then stay as they are.

An archive document knows neither the site's address nor what comes after it: the address is filled in when it is written, so
that a desk may move, and a link to the next document stands only in one that was closed together with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from aggregator.model import Artifact, OutputEntry, OutputSpec, RegionTree, SiteInfo
from aggregator.publish.feeds import MEDIA_TYPES, FeedLinks, render_documents
from aggregator.publish.shown import NO_TITLES, feed_path, public_url

#: Stands for the site's address in a closed document. No site can have it (RFC 2606).
_BASE = "https://site-address.invalid/"


def archive_path(name: str, month: str, part: int) -> str:
    """``feeds/georgia/archive/2026-11.atom``, ``feeds/georgia/archive/2026-11-2.atom``."""
    return f"{archive_folder(name)}/{month}{f'-{part}' if part > 1 else ''}.atom"


def archive_folder(name: str) -> str:
    """Where the archives of an output lie below the site's root."""
    return f"feeds/{name}/archive"


def render_archive(
    spec: OutputSpec,
    entries: Sequence[OutputEntry],
    site: SiteInfo,
    tree: RegionTree,
    *,
    path: str,
    previous: str | None,
    following: str | None,
    topics: Mapping[str, str] = NO_TITLES,
) -> bytes:
    """An archive document of these entries, newest first.

    ``path``, ``previous``, ``following``: its own place below the site's root, that of the document before it and, if it is
    known already, of the one after it.
    """
    nowhere = replace(site, base_url=_BASE, hubs=())
    links = FeedLinks(
        lambda _form: public_url(nowhere, path),
        previous=public_url(nowhere, previous) if previous else None,
        following=public_url(nowhere, following) if following else None,
        current=public_url(nowhere, feed_path(spec.name, "atom")),
    )
    atom = replace(spec, formats=("atom",), is_limit_wanted=True)
    updated = max(entry.updated for entry in entries)
    return render_documents(atom, entries, nowhere, tree, links, updated=updated, topics=topics).bodies["atom"]


def archive_artifact(path: str, body: bytes, site: SiteInfo) -> Artifact:
    """A closed document as it is published, at the site's present address."""
    address = escape(public_url(site, ""), {'"': "&quot;"}).encode()
    return Artifact(path, MEDIA_TYPES["atom"], body.replace(_BASE.encode(), address))


def without_entry(body: bytes, identifier: str) -> bytes:
    """The document without one entry; of the rest no byte changes."""
    begin, end = _span(body, identifier)
    return body[:begin] + body[end:]


def with_entry(body: bytes, identifier: str, other: bytes) -> bytes:
    """The document with an entry as another document has it."""
    begin, end = _span(body, identifier)
    first, last = _span(other, identifier)
    return body[:begin] + other[first:last] + body[end:] if end and last else body


def _span(body: bytes, identifier: str) -> tuple[int, int]:
    """Where an entry begins and ends; (0, 0) where it is not."""
    place = body.find(f"<id>{identifier}</id>".encode())
    begin, end = body.rfind(b"  <entry", 0, place), body.find(b"</entry>\n", place)
    return (0, 0) if place < 0 or begin < 0 or end < 0 else (begin, end + len(b"</entry>\n"))
