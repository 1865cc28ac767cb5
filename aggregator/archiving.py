"""Feeds with their archives: what the feed has no room for, and what a month has left, is closed into documents for ever.

A closed document gets a name that no document had before, so that a reader who stops at the first one it knows misses nothing.
Months are of UTC, by when an entry entered the output.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, TypeAlias

from aggregator.edition import Edition
from aggregator.entries import Entries, EntryRoom
from aggregator.errors import OutputError
from aggregator.model import Artifact, OutputSpec, SiteInfo
from aggregator.press import Bundle
from aggregator.publish.archive import (
    archive_artifact,
    archive_folder,
    archive_path,
    render_archive,
    with_entry,
    without_entry,
)
from aggregator.publish.feeds import (
    MEDIA_TYPES,
    MOST_BYTES,
    Documents,
    FeedLinks,
    compose,
    feed_artifacts,
)
from aggregator.publish.shown import feed_path, public_url

if TYPE_CHECKING:
    from aggregator.store import Closing, LedgerEntry, Store, Waiting

log = logging.getLogger(__name__)

#: Entries looked at together: about what fits into one document.
BATCH = 300
Batch: TypeAlias = "tuple[tuple[int, LedgerEntry], ...]"


@dataclass
class FeedRoom:
    """The feeds of one build, and their archives."""

    entries: EntryRoom

    @property
    def edition(self) -> Edition:
        return self.entries.edition

    @property
    def store(self) -> Store:
        return self.edition.store

    @property
    def site(self) -> SiteInfo:
        return self.edition.config.site

    def bundles(self) -> Iterator[Bundle]:
        """Every feed, also those the configuration forgot: who subscribed to one keeps it, with what it held. What a feed leads to
        comes before it."""
        edition = self.edition
        everything = (edition.made_of, edition.infos_made_of, edition.birth, month_of(edition.now))
        for spec in self._specs:
            if paths := self._names.get(spec.name):
                yield Bundle(
                    f"archives of {spec.name}", (self.site.base_url, tuple(paths)), partial(self._archives, spec.name)
                )
            made_of = (everything, spec, edition.changes.get(spec.name))
            yield Bundle(f"feed {spec.name}", made_of, partial(self._files, spec))

    @cached_property
    def _specs(self) -> tuple[OutputSpec, ...]:
        known = {self.edition.site.digest.name, *(spec.name for spec in self.edition.outputs)}
        return (*self.edition.public_outputs, *self.store.ledger.retired(known))

    def _files(self, spec: OutputSpec) -> Iterator[Artifact | OutputError]:
        """The documents of an output, or why there are none; what its feed leads to comes before it."""
        try:
            yield from self._feed(spec)
        except OutputError as error:
            yield OutputError(f"feed {spec.name}: {error}")

    def _feed(self, spec: OutputSpec) -> Iterator[Artifact]:
        held = self.entries.of(spec)
        documents = self._compose(spec, held)
        unarchived = held.are_archived[: documents.count].count(False)
        closed = self._close(spec, unarchived) if "atom" in spec.formats else ()
        if closed:
            self._names.setdefault(spec.name, []).extend(closed)
            documents = self._compose(spec, held)
        for path in closed:
            yield archive_artifact(path, self.store.archives.document(spec.name, path), self.site)
        yield from feed_artifacts(spec, documents)
        if spec.name == "all":
            yield self._root_feed(spec, documents)

    def withdraw(self, write: Callable[[Artifact], bool]) -> None:
        """Take out of closed documents what was withdrawn or hidden since, and mend what was corrected: that wins over what is
        frozen, and is logged.

        A document is published before the store takes note, so that nothing that fails in between is forgotten.
        """
        archives = self.store.archives
        for (output, path), held in groupby(archives.holding(self.edition.withdrawn), key=lambda found: found[:2]):
            body, gone = archives.document(output, path), []
            for _, _, identifier, entry in held:
                body = without_entry(body, entry)
                gone.append(identifier)
            if write(archive_artifact(path, body, self.site)):
                archives.replace(output, path, body, without=gone)
                log.warning("%s: taken out of this closed archive, since withdrawn or hidden: %s", path, _some(gone))
        specs = {spec.name: spec for spec in self._specs}
        for output, path, told in archives.owed():
            if output in specs:
                again = self._archived(specs[output], [told], path)
                body = with_entry(archives.document(output, path), told.id, again)
                if write(archive_artifact(path, body, self.site)):
                    archives.correct(output, path, body, [told.item.id])

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return self.store.archives.names()

    @cached_property
    def _waiting(self) -> dict[str, Waiting]:
        return self.store.archives.waiting(spec.name for spec in self._specs if "atom" in spec.formats)

    def _compose(self, spec: OutputSpec, held: Entries) -> Documents:
        previous = next(reversed(self._names.get(spec.name, ())), None)
        links = FeedLinks(
            lambda form: public_url(self.site, feed_path(spec.name, form)),
            self.site.hubs,
            public_url(self.site, previous) if previous else None,
        )
        return compose(spec, held.fragments, self.site, links, updated=held.updated)

    def _root_feed(self, spec: OutputSpec, documents: Documents) -> Artifact:
        """``feed.xml``: where readers look when they are given the site's address alone. Its ``self`` is its own address."""
        if "atom" not in documents.bodies:
            atom = replace(spec, formats=("atom",))
            documents = self._compose(atom, self.entries.of(atom))
        paths = ("feed.xml", feed_path(spec.name, "atom"))
        own, other = (f'href="{public_url(self.site, path)}"'.encode() for path in paths)
        return Artifact("feed.xml", MEDIA_TYPES["atom"], documents.bodies["atom"].replace(other, own, 1))

    def _archives(self, name: str) -> Iterator[Artifact]:
        for path, body in self.store.archives.documents(name):
            yield archive_artifact(path, body, self.site)

    # ---- Closing ----------------------------------------------------------------------------------------------------

    def _close(self, spec: OutputSpec, shown: int) -> tuple[str, ...]:
        """Close what the feed does not show any more, and the months that are over. Returns the new documents' paths.

        ``shown``: how many of the entries that wait the feed shows.
        """
        waiting = self._waiting.get(spec.name)
        if waiting is None:
            return ()
        is_overflowing = waiting.count > shown
        if not is_overflowing and month_of(waiting.since) >= month_of(self.edition.now):
            return ()
        closed: list[str] = []
        with self.store.archives.closing(spec.name) as closing:
            while due := self._due(closing.batch(BATCH + 1), everything=is_overflowing):
                closed.append(self._close_one(spec, closing, due))
        return tuple(closed)

    def _due(self, batch: Batch, *, everything: bool) -> Batch:
        """The part of a batch that is to be closed now."""
        running = month_of(self.edition.now)
        return tuple(takewhile(lambda row: everything or month_of(row[1].entered) < running, batch))

    def _close_one(self, spec: OutputSpec, closing: Closing, due: Batch) -> str:
        """Close the document of the oldest entries that are due, as many as are of one month and fit."""
        names = closing.names()
        month = month_of(due[0][1].entered)
        count = len(tuple(takewhile(lambda row: month_of(row[1].entered) == month, due[:BATCH])))
        if not names and count == len(due) > 1:
            # The first document of all has none before it; one that led nowhere would be no archive to a validator.
            count //= 2
        taken = (*names, *self._strangers(spec.name, names))
        path = next_path(spec.name, month, taken)
        while True:
            rest = due[count:]
            following = next_path(spec.name, month_of(rest[0][1].entered), (*taken, path)) if rest else None
            held = [held for _, held in reversed(due[:count])]
            body = self._archived(spec, held, path, names[-1] if names else None, following)
            if len(body) <= MOST_BYTES or count == 1:
                break
            count //= 2
        closing.close(path, body, (number for number, _ in due[:count]), now=self.edition.now)
        return path

    def _archived(
        self,
        spec: OutputSpec,
        held: Sequence[LedgerEntry],
        path: str,
        previous: str | None = None,
        following: str | None = None,
    ) -> bytes:
        return render_archive(
            spec,
            [self.edition.entry_from_ledger(one) for one in held],
            self.site,
            self.edition.config.tree,
            path=path,
            previous=previous,
            following=following,
            topics=self.edition.topic_titles,
        )

    def _strangers(self, name: str, names: Sequence[str]) -> Iterator[str]:
        """Documents that lie there and the store does not know: of one that was lost. No other gets a name that readers know."""
        folder = archive_folder(name)
        for path in sorted((self.edition.config.publish_dir / folder).glob("*.atom")):
            if f"{folder}/{path.name}" not in names:
                yield f"{folder}/{path.name}"


def month_of(moment: datetime) -> str:
    """``2026-11``, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def _some(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def next_path(name: str, month: str, names: Sequence[str]) -> str:
    """A name that no document of the output has had: of the entries' month, or of the newest document's, if that is later."""
    folder = f"{archive_folder(name)}/"
    months = [path.removeprefix(folder)[:7] for path in names if path.startswith(folder)]
    month = max([month, *months])
    part = 1
    while (path := archive_path(name, month, part)) in names:
        part += 1
    return path
