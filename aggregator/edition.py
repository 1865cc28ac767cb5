"""What everything in one build shares: the desk as the configuration, the store and the clock have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aggregator import __version__
from aggregator.model import Edit, Edits, Issue, Item, OutputEntry, OutputSpec, SourceHealth, SourceInfo, SourceSpec
from aggregator.press import digest_of, stamp_of, stamp_of_code
from aggregator.publish.digestfeed import digest_output
from aggregator.publish.edited import edited
from aggregator.publish.headlinechanges import changes_output
from aggregator.publish.issue import without
from aggregator.publish.jinja_env import builtin_templates
from aggregator.publish.site import Site
from aggregator.sourcehealth import healths_of
from aggregator.stories import find_lead

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import LedgerEntry, Store, StoredItem

#: What pages of regions and topics look back at, and pictures of coverage.
DAYS = 7
#: A story that no issue told for so long gets no new items: what can join it has to be newer than that.
SETTLED = timedelta(days=8)


@dataclass
class Edition:
    """One build's view of the desk. ``now`` is its only clock. What is asked of the store is asked once."""

    config: Config
    store: Store
    sources: Sequence[SourceSpec]
    now: datetime
    _daily: dict[date, dict[str, tuple[int, ...]]] = field(default_factory=dict, init=False)

    @cached_property
    def made_of(self) -> str:
        """What all files depend on: the site, its regions and topics by their names, and the program."""
        tree = self.config.tree
        regions = [(one.id, one.title, one.parents, one.country, one.was, tree.point(one.id)) for one in tree]
        topics = [(topic.id, topic.title, topic.description, topic.was) for topic in self.config.topics]
        words = stamp_of(self.config.site.catalogues)
        return digest_of(__version__, stamp_of_code(), self.config.site, words, topics, regions)

    @cached_property
    def pages_made_of(self) -> str:
        """What all pages depend on: beside that templates, the digest's options, and the feeds there are."""
        templates = stamp_of(builtin_templates(), self.config.templates)
        return digest_of(
            self.made_of,
            templates,
            self.config.digest,
            self.outputs,
            self.config.headline_changes,
            self.config.search,
            self.infos_made_of,
        )

    @cached_property
    def infos_made_of(self) -> str:
        """What is known of the sources by their names."""
        return digest_of(sorted(self.infos.items()))

    @cached_property
    def changes(self) -> dict[str, int]:
        """By output a number that grows when something in it moves. Ask for it when the ledger is up to date."""
        return self.store.ledger.changes()

    @cached_property
    def mark(self) -> int:
        """Grows when any item or its tags change."""
        return self.store.items.mark()

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
            at=digest.at,
            region_pages=frozenset(self.region_ids),
            templates=self.config.templates,
            others=(changes_output(self.config.site),) if self.config.headline_changes else (),
            has_search=self.config.search,
        )

    @cached_property
    def healths(self) -> tuple[SourceHealth, ...]:
        return healths_of(self.store, self.sources, self.now, self.config.site.timezone)

    @cached_property
    def birth(self) -> datetime:
        """The date of what has no newer one: the oldest thing the desk knows of itself."""
        polls = [state.since for state in self.store.sources.states().values() if state.since]
        return min(polls, default=datetime(self.today.year, 1, 1, tzinfo=self.now.tzinfo))

    def entry_from_ledger(self, held: LedgerEntry) -> OutputEntry:
        return OutputEntry(
            item=held.item,
            source=self.info(held.item.source_id),
            source_updated=held.item.first_seen,
            tags=held.tags,
            entered=held.entered,
            updated=held.updated,
            told=held.told,
            entry_id=held.id,
        )

    def begin_of(self, day: date) -> datetime:
        """Midnight of the site."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.config.site.timezone))

    def daily(self, day: date) -> dict[str, tuple[int, ...]]:
        """Items about each region on each of the seven days up to one, oldest first."""
        if day not in self._daily:
            begins = [self.begin_of(day - timedelta(days=back)) for back in range(DAYS - 1, -2, -1)]
            self._daily[day] = self.store.tags.daily("region", begins)
        return self._daily[day]

    def lead(self, items: Sequence[Item]) -> Item:
        """The one that stands for a story."""
        return find_lead(items, self.config.site.language)

    def entry(self, stored: StoredItem) -> OutputEntry:
        item = stored.item
        info = self.info(item.source_id)
        return OutputEntry(item, info, item.first_seen, stored.tags, item.first_seen, item.updated)

    def info(self, source_id: str) -> SourceInfo:
        return self.infos.get(source_id) or SourceInfo(source_id, source_id, "")

    def shown(self, issue: Issue) -> Issue:
        """An issue as the editor has it, without what was withdrawn since: that wins over what is frozen."""
        kept = without(issue, self.withdrawn) if self.withdrawn else issue
        return edited(kept, self.edits, self.edited_at, self.config.tree)

    @cached_property
    def edited_days(self) -> dict[date, tuple[Edit, ...]]:
        """Of which issues edits have something to say, and which those are."""
        found: dict[date, list[Edit]] = {}
        for edit in self.edits.edits:
            if edit.is_story:
                days = [day for told in self.store.issues.told(edit.holds).values() for day in told]
            else:
                days = list(self.store.issues.covering(self.store.items.first_seen(edit.holds)))
            for day in days:
                found.setdefault(day, []).append(edit)
        return {day: tuple(edits) for day, edits in found.items()}

    @cached_property
    def lasting(self) -> dict[str, tuple[date, ...]]:
        """The stories that several issues told and that others may still join, with the days of these issues."""
        return self.store.issues.lasting(self.today - SETTLED)

    @cached_property
    def edits(self) -> Edits:
        """What the editor says, each edit with the items or stories that it is of."""
        return self.store.edits.resolved(self.config.edits)

    @cached_property
    def edited_at(self) -> dict[str, datetime]:
        """When each edit first took effect, by its key."""
        return self.store.edits.since()

    @cached_property
    def withdrawn(self) -> dict[str, datetime]:
        """What was withdrawn, or is hidden by an edit: id → first sight."""
        return self.store.items.withdrawn()
