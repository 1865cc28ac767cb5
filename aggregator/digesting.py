"""The feed of the digest: made when an issue came, or when what it says or how it says it has changed, and left alone else.

Its issues are large, and on most builds none is new. A stamp in the store says what the files were made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator import __version__
from aggregator.errors import OutputError
from aggregator.model import Artifact, Issue
from aggregator.publish.digestfeed import LIMIT, DigestEntries
from aggregator.publish.feeds import feed_path, render_feed
from aggregator.publish.site import Site

if TYPE_CHECKING:
    from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class DigestRoom:
    """Renders the feed of one build.

    ``birth``: the date of a feed without entries. ``withdrawn``: items that were, and ``without`` an issue without them.
    ``failed``: what the build could not do so far; it grows while artifacts are taken.
    """

    store: Store
    site: Site
    directory: Path
    secrets: frozenset[str]
    birth: datetime
    withdrawn: Mapping[str, datetime]
    without: Callable[[Issue], Issue]
    failed: list[str]

    def feed(self, *, full: bool) -> Iterator[Artifact]:
        """The documents, where they are not what they should be already; ``full`` makes them in any case."""
        spec, site = self.site.digest, self.site
        stamp = self._stamp()
        files = [self.directory / feed_path(spec.name, form) for form in spec.formats]
        if not full and stamp == self.store.issues.feed_stamp() and all(file.exists() for file in files):
            return
        before = len(self.failed)
        make = DigestEntries(spec, site.info, site.tree, site.dates, site.order, site.per_region)
        entries = [make.entry(self.without(issue)) for issue in self.store.issues.newest(LIMIT)]
        updated = entries[0].updated if entries else self.birth
        try:
            yield from render_feed(spec, entries, site.info, site.tree, updated=updated)
        except OutputError as error:
            self.failed.append(f"feed {spec.name}: {error}")
        if len(self.failed) == before:
            self.store.issues.stamp_feed(stamp)

    def _stamp(self) -> str:
        """A hash of all that the documents are made of, without opening an issue: what one says is frozen."""
        regions = [(region.id, region.title, region.parents, region.country, region.was) for region in self.site.tree]
        days = self.store.issues.days()[-LIMIT:]
        made_of = (
            __version__,
            self.site.digest,
            self.site.info,
            tuple(self.site.order),
            self.site.per_region,
            regions,
            days or self.birth,
            sorted(self.withdrawn),
            sorted(self.secrets),
        )
        return hashlib.blake2b(repr(made_of).encode(), digest_size=16).hexdigest()
