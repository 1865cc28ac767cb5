"""The right loop: what is stored becomes what is published.

Everything is rendered from the store, the ledger and the configuration; a file whose bytes would be the same is not touched.
The clock decides two things alone: which day it is, and whether the hour of the next issue has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from aggregator.archiving import FeedRoom
from aggregator.digesting import digest_bundle
from aggregator.edition import Edition
from aggregator.entries import EntryRoom
from aggregator.errors import OutputError
from aggregator.grouping import group_items
from aggregator.issues import IssueRoom
from aggregator.model import Artifact, BuildReport, StoryItem, StoryPlace
from aggregator.pages import PageRoom
from aggregator.press import Bundle, Press
from aggregator.privately import build_private
from aggregator.publish.files import remove_leftovers
from aggregator.publish.headlinechanges import LIMIT as CHANGES_LIMIT
from aggregator.publish.headlinechanges import changes_feed
from aggregator.publish.search import remove_search
from aggregator.searching import SearchRoom
from aggregator.stories import tell


@dataclass
class Build:
    """One build of an edition."""

    edition: Edition
    is_stopped: Callable[[], bool] = lambda: False
    edit: Callable[[], None] = lambda: None  #: brings the store up to what the editor says

    def run(self, *, full: bool = False, make_issue: bool = True) -> BuildReport:
        """Bring the output directory up to what is stored. ``full`` renders everything anew, the pages of old issues too."""
        edition, config, store = self.edition, self.edition.config, self.edition.store
        try:
            config.publish_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{config.publish_dir} cannot be made: {error.strerror}") from error
        remove_leftovers(config.publish_dir)
        if not config.search:
            remove_search(config.publish_dir)
        group_items(store, edition.now, self.is_stopped)
        self.edit()
        max_age = {spec.id: spec.max_age for spec in edition.sources}
        store.ledger.enter(edition.outputs, now=edition.now, max_age=max_age, tell=self._tell)

        press = Press(store, config.publish_dir, config.secrets, full, self.is_stopped)
        entries, issues = EntryRoom(edition), IssueRoom(edition)
        press.failed.extend(build_private(entries))
        issue = issues.make_issue() if make_issue else None
        press.run(self._bundles(press, entries, issues))
        entries.save()
        return BuildReport(
            written=tuple(press.written),
            unchanged=press.unchanged,
            failed=tuple(press.failed),
            issue=issue.day if issue else None,
            entries=issue.count if issue else 0,
        )

    def _tell(
        self, story: str, places: Sequence[StoryPlace], members: Sequence[StoryItem], least: int
    ) -> tuple[StoryPlace, ...]:
        language = self.edition.config.site.language
        return tell(story, places, members, now=self.edition.now, language=language, least_origins=least)

    def _bundles(self, press: Press, entries: EntryRoom, issues: IssueRoom) -> Iterator[Bundle]:
        """What pages refer to comes before the pages, and the home page last: nobody meets a link to what is not there yet."""
        pages = PageRoom(self.edition)
        yield pages.static()
        feeds = FeedRoom(entries)
        feeds.withdraw(press.write)
        yield from feeds.bundles()
        if self.edition.config.headline_changes:
            yield self._headline_changes()
        yield from pages.tags()
        yield from issues.stories()
        yield from issues.bundles()
        yield issues.archive()
        yield digest_bundle(self.edition)
        yield from pages.lists()
        if self.edition.config.search:
            yield SearchRoom(self.edition, self.is_stopped).index()
            yield pages.search()
        yield issues.home()

    def _headline_changes(self) -> Bundle:
        edition = self.edition
        site, tree = edition.config.site, edition.config.tree
        made_of = (edition.made_of, edition.infos_made_of, edition.birth, edition.mark)

        def render() -> Iterable[Artifact]:
            changes = edition.store.changes.headlines(CHANGES_LIMIT)
            return changes_feed(changes, edition.infos, site, tree, edition.site.dates, updated=edition.birth)

        return Bundle("feed headline-changes", made_of, render)
