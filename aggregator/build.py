"""The right loop: what is stored becomes what is published.

Everything is rendered from the store, the ledger and the configuration; a file whose bytes would be the same is not touched.
The clock decides two things alone: which day it is, and whether the hour of the next issue has passed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aggregator.archiving import FeedRoom
from aggregator.digesting import DigestRoom
from aggregator.errors import OutputError
from aggregator.fetch.advice import ADVICE
from aggregator.model import (
    Artifact,
    BuildReport,
    Issue,
    IssueEntry,
    OutputEntry,
    OutputSpec,
    SourceHealth,
    SourceInfo,
    SourceSpec,
    State,
)
from aggregator.privately import PrivateRoom
from aggregator.publish import health as health_file
from aggregator.publish.digest import compose_issue, issue_entry
from aggregator.publish.digestfeed import digest_output
from aggregator.publish.files import remove_leftovers, write_artifact
from aggregator.publish.headlinechanges import LIMIT as CHANGES_LIMIT
from aggregator.publish.headlinechanges import changes_feed, changes_output
from aggregator.publish.healthfeed import LIMIT, health_feed
from aggregator.publish.opml import outputs_opml, sources_opml
from aggregator.publish.places import day_path
from aggregator.publish.site import Site
from aggregator.publish.sitemap import SitemapPage, robots_txt, sitemap_xml
from aggregator.sourcehealth import healths_of
from aggregator.text.secrets import masked_bytes

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import LedgerEntry, Store, StoredItem

log = logging.getLogger(__name__)

#: What region and topic pages show.
PAGE_DAYS = 7
PAGE_ITEMS = 300
#: How far back the page of today reaches on a desk that has no issue yet.
FIRST_ISSUE = timedelta(days=7)


@dataclass
class Build:
    """One build. ``now`` is its only clock."""

    config: Config
    store: Store
    sources: Sequence[SourceSpec]
    now: datetime
    is_stopped: Callable[[], bool] = lambda: False
    written: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unchanged: int = 0

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.config.site.timezone)).date()

    @cached_property
    def infos(self) -> dict[str, SourceInfo]:
        return self.store.sources.infos()

    @cached_property
    def region_ids(self) -> tuple[str, ...]:
        """Regions that have, or ever had, a feed: one that was published does not vanish."""
        if not self.config.per_region:
            return ()
        alive = self.store.tags.terms("region") | self.store.ledger.names()
        return tuple(region.id for region in self.config.tree if region.id in alive)

    @cached_property
    def outputs(self) -> tuple[OutputSpec, ...]:
        """Every feed to publish: the configured ones, then the regions'."""
        return (*(spec for spec, _ in self.config.outputs), *map(self.config.region_output, self.region_ids))

    @cached_property
    def public_outputs(self) -> tuple[OutputSpec, ...]:
        """Those that everybody may read."""
        return tuple(spec for spec in self.outputs if not spec.secret)

    @cached_property
    def topic_titles(self) -> dict[str, str]:
        return {topic.id: topic.title for topic in self.config.topics}

    @cached_property
    def site(self) -> Site:
        digest = self.config.digest
        return Site(
            info=self.config.site,
            tree=self.config.tree,
            outputs=self.public_outputs,
            digest=digest_output(self.config.site, digest.formats),
            topics=self.config.topics,
            order=digest.order,
            per_region=digest.per_region,
            at=digest.at,
            region_pages=frozenset(self.region_ids),
            templates=self.config.templates,
            others=(changes_output(self.config.site),) if self.config.headline_changes else (),
        )

    @cached_property
    def healths(self) -> tuple[SourceHealth, ...]:
        return healths_of(self.store, self.sources, self.now, self.config.site.timezone)

    def run(self, *, full: bool = False, make_issue: bool = True) -> BuildReport:
        """Bring the output directory up to what is stored. ``full`` renders the pages of old issues anew too."""
        directory = self.config.publish_dir
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{directory} cannot be made: {error.strerror}") from error
        remove_leftovers(directory)
        max_age = {spec.id: spec.max_age for spec in self.sources}
        self.store.ledger.enter(self.outputs, now=self.now, max_age=max_age)
        self._build_private()
        issue = self._make_issue() if make_issue else None
        for artifact in self._artifacts(issue, full=full):
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

    def _write(self, artifact: Artifact) -> None:
        if self.config.secrets:
            artifact = replace(artifact, body=masked_bytes(artifact.body, self.config.secrets))
        try:
            if write_artifact(self.config.publish_dir, artifact):
                self.written.append(artifact.path)
            else:
                self.unchanged += 1
        except OutputError as error:
            self.failed.append(str(error))

    def _artifacts(self, issue: Issue | None, *, full: bool) -> Iterator[Artifact]:
        """What pages refer to comes before the pages, and the home page last: nobody meets a link to what is not there yet."""
        yield from self.site.static()
        yield from self._feeds(full=full)
        yield from self._headline_changes()
        yield from self._tag_pages()
        yield from self._issue_pages(issue, full=full)
        yield from self._digest_feed(full=full)
        yield from self._lists()
        yield self._home()

    # ---- Feeds ------------------------------------------------------------------------------------------------------

    def _feeds(self, *, full: bool) -> Iterator[Artifact]:
        """Every feed, also those the configuration forgot: who subscribed to one keeps it, with what it held."""
        known = {self.site.digest.name, *(spec.name for spec in self.outputs)}
        room = FeedRoom(
            store=self.store,
            site=self.config.site,
            tree=self.config.tree,
            topics=self.topic_titles,
            directory=self.config.publish_dir,
            now=self.now,
            birth=self._birth,
            entry=self._entry_from_ledger,
            specs=(*self.public_outputs, *self.store.ledger.retired(known)),
            full=full,
        )
        yield from room.withdraw(self._withdrawn)
        for artifact in room.feeds():
            if isinstance(artifact, OutputError):
                self.failed.append(str(artifact))
            else:
                yield artifact

    def _build_private(self) -> None:
        room = PrivateRoom(
            store=self.store,
            site=self.config.site,
            server_url=self.config.server_url,
            tree=self.config.tree,
            topics=self.topic_titles,
            directory=self.config.publish_dir,
            now=self.now,
            birth=self._birth,
            entry=self._entry_from_ledger,
            secrets=self.config.secrets,
        )
        self.failed.extend(room.build([spec for spec in self.outputs if spec.secret]))

    def _headline_changes(self) -> Iterator[Artifact]:
        if self.config.headline_changes:
            changes = self.store.changes.headlines(CHANGES_LIMIT)
            site, tree = self.config.site, self.config.tree
            yield from changes_feed(changes, self.infos, site, tree, self.site.dates, updated=self._birth)

    def _digest_feed(self, *, full: bool) -> Iterator[Artifact]:
        directory, secrets = self.config.publish_dir, self.config.secrets
        hidden, shown = self._withdrawn, self._unwithdrawn
        room = DigestRoom(self.store, self.site, directory, secrets, self._birth, hidden, shown, self.failed)
        yield from room.feed(full=full)

    @cached_property
    def _birth(self) -> datetime:
        """The date of what has no newer one: the oldest thing the desk knows of itself."""
        polls = [state.since for state in self.store.sources.states().values() if state.since]
        return min(polls, default=datetime(self.today.year, 1, 1, tzinfo=self.now.tzinfo))

    def _entry_from_ledger(self, held: LedgerEntry) -> OutputEntry:
        return OutputEntry(
            item=held.item,
            source=self._info(held.item.source_id),
            source_updated=held.item.first_seen,
            tags=held.tags,
            entered=held.entered,
            updated=held.updated,
        )

    def _entry(self, stored: StoredItem) -> OutputEntry:
        item = stored.item
        info = self._info(item.source_id)
        return OutputEntry(item, info, item.first_seen, stored.tags, item.first_seen, item.updated)

    def _info(self, source_id: str) -> SourceInfo:
        return self.infos.get(source_id) or SourceInfo(source_id, source_id, "")

    # ---- Pages ------------------------------------------------------------------------------------------------------

    def _make_issue(self) -> Issue | None:
        """The issue whose hour has passed since the last one, if any: it covers all that came since then."""
        last = self.store.issues.last()
        day = due_day(self.now, self.config.site.timezone, self.config.digest.at) if last else self.today
        if last is not None and last.day >= day:
            return None
        issue = self._compose(day, last)
        if last is None and not issue.entries:
            return None
        self.store.issues.save(issue, made_at=self.now)
        return issue

    def _compose(self, day: date, last: Issue | None) -> Issue:
        """What came since the last issue, as an issue of a day."""
        since = last.covers_to if last else None
        stored = self.store.items.between(since, self.now)
        ages = {spec.id: spec.max_age for spec in self.sources}
        fresh = [
            self._entry(one)
            for one in stored
            if one.item.first_seen - one.item.published <= ages.get(one.item.source_id, FIRST_ISSUE)
        ]
        unpolled = {State.OFF, State.NEW}
        polled = [health for health in self.healths if health.last_poll is not None and health.state not in unpolled]
        failed = sum(
            health.last_ok is None or health.last_ok < (health.last_poll or health.last_ok) for health in polled
        )
        return compose_issue(
            day,
            fresh,
            covers_from=since,
            covers_to=self.now,
            sources_polled=len(polled),
            sources_failed=failed,
        )

    def _issue_pages(self, made: Issue | None, *, full: bool) -> Iterator[Artifact]:
        """The pages of issues: of a new one and its neighbour, of those that an item was withdrawn from, of all where the
        page is missing or ``full`` is asked."""
        days = [day for day, _ in self.store.issues.days()]
        touched = self.store.issues.covering(self._withdrawn.values())
        for place, day in enumerate(days):
            previous = days[place - 1] if place else None
            following = days[place + 1] if place + 1 < len(days) else None
            is_near = made is not None and made.day in {day, following}
            path = self.config.publish_dir / day_path(day) / "index.html"
            if full or is_near or day in touched or place >= len(days) - 2 or not path.exists():
                issue = self.store.issues.get(day)
                if issue is not None:
                    yield self.site.day(self._unwithdrawn(issue), previous=previous, following=following)

    def _unwithdrawn(self, issue: Issue) -> Issue:
        """The issue without what was withdrawn since: that wins over what is frozen."""
        if not self._withdrawn:
            return issue
        return replace(issue, entries=tuple(entry for entry in issue.entries if entry.item_id not in self._withdrawn))

    @cached_property
    def _withdrawn(self) -> dict[str, datetime]:
        return self.store.items.withdrawn()

    def _home(self) -> Artifact:
        last = self.store.issues.last()
        days = [day for day, _ in self.store.issues.days()]
        if last is not None and last.day >= self.today:
            since = self._compose(self.today, last)
            previous = max((day for day in days if day < last.day), default=None)
            return self.site.home(
                self._unwithdrawn(last), is_live=False, newer=since.entries, previous=previous, today=self.today
            )
        live = self._compose(self.today, last)
        shown = replace(live, covers_to=self._newest(live))
        return self.site.home(shown, is_live=True, newer=(), previous=max(days, default=None), today=self.today)

    def _newest(self, issue: Issue) -> datetime:
        """Up to when the issue in the making reaches, by its data: the clock of a build must not show."""
        polls = [health.last_ok for health in self.healths if health.last_ok]
        return min(max(polls, default=issue.covers_to), issue.covers_to)

    def _tag_pages(self) -> Iterator[Artifact]:
        since = self.now_of_day - timedelta(days=PAGE_DAYS)
        counts = self.store.tags.counts("region", since=since)
        for region_id in self.region_ids:
            yield self.site.region(region_id, self._recent("region", region_id, since), counts, self.today)
        yield self.site.regions(counts)
        topics = self.store.tags.counts("topic", since=since)
        for topic in self.config.topics:
            yield self.site.topic(topic, self._recent("topic", topic.id, since), self.today)
        yield self.site.topics_page(topics)
        yield from self._former_pages()

    def _former_pages(self) -> Iterator[Artifact]:
        """Pages at the former addresses of what was renamed: bookmarks and links of others go on working."""
        regions = [region for region in self.config.tree if region.id in self.region_ids]
        for folder, named in (("region", regions), ("topic", self.config.topics)):
            for one in named:
                for old in one.was:
                    yield self.site.moved(f"{folder}/{old}/", f"{folder}/{one.id}/", one.title)

    @cached_property
    def now_of_day(self) -> datetime:
        """The end of the site's day: what pages of the last days count back from, all day long."""
        tomorrow = self.today + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(self.config.site.timezone))

    def _recent(self, scheme: str, term: str, since: datetime) -> tuple[IssueEntry, ...]:
        found = self.store.items.tagged(scheme, term, since=since, limit=PAGE_ITEMS)
        return tuple(issue_entry(self._entry(stored)) for stored in found)

    def _lists(self) -> Iterator[Artifact]:
        """Directories of what there is, for people and for programs."""
        site, days = self.config.site, self.store.issues.days()
        yield self.site.archive(days)
        yield self.site.feeds_page()
        yield self.site.sources(self.healths)
        yield self.site.about()
        yield self.site.not_found()
        yield outputs_opml((*self.public_outputs, self.site.digest), site, updated=self._birth)
        active = [self._info(spec.id) for spec in self.sources if spec.enabled and spec.kind != "opml"]
        yield sources_opml(active, site, updated=self._birth)
        yield health_file.health_json(self.healths, site, now=self.now)
        # By the editor's own words: a publisher who renames its feed must not rename what was told before.
        titles = {spec.id: spec.title or spec.id for spec in self.sources}
        changes = self.store.changes.newest(LIMIT)
        yield health_feed(changes, titles, ADVICE, site, self.site.dates, updated=self._birth)
        pages = [
            SitemapPage(""),
            *(SitemapPage(day_path(day)) for day, _ in days),
            *(SitemapPage(f"region/{region_id}/") for region_id in self.region_ids),
            *(SitemapPage(f"topic/{topic.id}/") for topic in self.config.topics),
            *(SitemapPage(path) for path in ("archive/", "region/", "topic/", "feeds/", "sources/", "about/")),
        ]
        yield sitemap_xml(pages, site)
        yield robots_txt(site)


def due_day(now: datetime, zone: str, at: time) -> date:
    """The day of the newest issue whose hour has passed."""
    here = now.astimezone(ZoneInfo(zone))
    return here.date() if here.time() >= at else here.date() - timedelta(days=1)
