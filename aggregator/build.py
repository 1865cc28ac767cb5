"""The right loop: what is stored becomes what is published.

Everything is rendered from the store, the ledger and the configuration; a file whose bytes would be the same is not touched.
The clock decides two things alone: which day it is, and whether the hour of the next issue has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from aggregator.archiving import FeedRoom
from aggregator.digesting import DigestRoom
from aggregator.edition import Edition
from aggregator.errors import OutputError
from aggregator.grouping import group_items
from aggregator.model import Artifact, BuildReport, Issue, StoryItem, StoryPlace
from aggregator.pages import PageRoom
from aggregator.privately import PrivateRoom
from aggregator.publish.files import remove_leftovers, write_artifact
from aggregator.publish.headlinechanges import LIMIT as CHANGES_LIMIT
from aggregator.publish.headlinechanges import changes_feed
from aggregator.stories import tell
from aggregator.text.secrets import masked_bytes


@dataclass
class Build:
    """One build of an edition."""

    edition: Edition
    is_stopped: Callable[[], bool] = lambda: False
    written: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unchanged: int = 0

    def run(self, *, full: bool = False, make_issue: bool = True) -> BuildReport:
        """Bring the output directory up to what is stored. ``full`` renders the pages of old issues anew too."""
        directory = self.edition.config.publish_dir
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{directory} cannot be made: {error.strerror}") from error
        remove_leftovers(directory)
        group_items(self.edition.store, self.edition.now, self.is_stopped)
        max_age = {spec.id: spec.max_age for spec in self.edition.sources}
        self.edition.store.ledger.enter(self.edition.outputs, now=self.edition.now, max_age=max_age, tell=self._tell)
        self._build_private()
        pages = PageRoom(self.edition)
        issue = pages.make_issue() if make_issue else None
        for artifact in self._artifacts(pages, issue, full=full):
            if self.is_stopped():
                break
            self._write(artifact)
        return BuildReport(
            written=tuple(self.written),
            unchanged=self.unchanged,
            failed=tuple(self.failed),
            issue=issue.day if issue else None,
            entries=len(issue.entries) if issue else 0,
        )

    def _tell(
        self, story: str, places: Sequence[StoryPlace], members: Sequence[StoryItem], least: int
    ) -> tuple[StoryPlace, ...]:
        language = self.edition.config.site.language
        return tell(story, places, members, now=self.edition.now, language=language, least_origins=least)

    def _write(self, artifact: Artifact) -> None:
        if self.edition.config.secrets:
            artifact = replace(artifact, body=masked_bytes(artifact.body, self.edition.config.secrets))
        try:
            if write_artifact(self.edition.config.publish_dir, artifact):
                self.written.append(artifact.path)
            else:
                self.unchanged += 1
        except OutputError as error:
            self.failed.append(str(error))

    def _artifacts(self, pages: PageRoom, issue: Issue | None, *, full: bool) -> Iterator[Artifact]:
        """What pages refer to comes before the pages, and the home page last: nobody meets a link to what is not there yet."""
        yield from self.edition.site.static()
        yield from self._feeds(full=full)
        yield from self._headline_changes()
        yield from pages.tags()
        yield from pages.issues(issue, full=full)
        yield from self._digest_feed(full=full)
        yield from pages.lists()
        yield pages.home()

    # ---- Feeds ------------------------------------------------------------------------------------------------------

    def _feeds(self, *, full: bool) -> Iterator[Artifact]:
        """Every feed, also those the configuration forgot: who subscribed to one keeps it, with what it held."""
        known = {self.edition.site.digest.name, *(spec.name for spec in self.edition.outputs)}
        room = FeedRoom(
            store=self.edition.store,
            site=self.edition.config.site,
            tree=self.edition.config.tree,
            topics=self.edition.topic_titles,
            directory=self.edition.config.publish_dir,
            now=self.edition.now,
            birth=self.edition.birth,
            entry=self.edition.entry_from_ledger,
            specs=(*self.edition.public_outputs, *self.edition.store.ledger.retired(known)),
            full=full,
        )
        yield from room.withdraw(self.edition.withdrawn)
        for artifact in room.feeds():
            if isinstance(artifact, OutputError):
                self.failed.append(str(artifact))
            else:
                yield artifact

    def _build_private(self) -> None:
        room = PrivateRoom(
            store=self.edition.store,
            site=self.edition.config.site,
            server_url=self.edition.config.server_url,
            tree=self.edition.config.tree,
            topics=self.edition.topic_titles,
            directory=self.edition.config.publish_dir,
            now=self.edition.now,
            birth=self.edition.birth,
            entry=self.edition.entry_from_ledger,
            secrets=self.edition.config.secrets,
        )
        self.failed.extend(room.build([spec for spec in self.edition.outputs if spec.secret]))

    def _headline_changes(self) -> Iterator[Artifact]:
        if self.edition.config.headline_changes:
            changes = self.edition.store.changes.headlines(CHANGES_LIMIT)
            site, tree = self.edition.config.site, self.edition.config.tree
            yield from changes_feed(
                changes, self.edition.infos, site, tree, self.edition.site.dates, updated=self.edition.birth
            )

    def _digest_feed(self, *, full: bool) -> Iterator[Artifact]:
        directory, secrets = self.edition.config.publish_dir, self.edition.config.secrets
        hidden, shown = self.edition.withdrawn, self.edition.unwithdrawn
        room = DigestRoom(
            self.edition.store, self.edition.site, directory, secrets, self.edition.birth, hidden, shown, self.failed
        )
        yield from room.feed(full=full)
