"""Pages: the issues of the digest, today, regions and topics, and the directories of what there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from aggregator.edition import Edition
from aggregator.fetch.advice import ADVICE
from aggregator.model import Artifact, Issue, IssueEntry, State
from aggregator.publish import health as health_file
from aggregator.publish.digest import compose_issue, issue_entry
from aggregator.publish.healthfeed import LIMIT, health_feed
from aggregator.publish.opml import outputs_opml, sources_opml
from aggregator.publish.places import day_path
from aggregator.publish.site import Site
from aggregator.publish.sitemap import SitemapPage, robots_txt, sitemap_xml

#: What region and topic pages show.
PAGE_DAYS = 7
PAGE_ITEMS = 300
#: How far back the page of today reaches on a desk that has no issue yet.
FIRST_ISSUE = timedelta(days=7)


@dataclass
class PageRoom:
    """Renders the pages of one build."""

    edition: Edition

    @property
    def site(self) -> Site:
        return self.edition.site

    def make_issue(self) -> Issue | None:
        """The issue whose hour has passed since the last one, if any: it covers all that came since then."""
        last = self.edition.store.issues.last()
        day = (
            due_day(self.edition.now, self.edition.config.site.timezone, self.edition.config.digest.at)
            if last
            else self.edition.today
        )
        if last is not None and last.day >= day:
            return None
        issue = self._compose(day, last)
        if last is None and not issue.entries:
            return None
        self.edition.store.issues.save(issue, made_at=self.edition.now)
        return issue

    def _compose(self, day: date, last: Issue | None) -> Issue:
        """What came since the last issue, as an issue of a day."""
        since = last.covers_to if last else None
        stored = self.edition.store.items.between(since, self.edition.now)
        ages = {spec.id: spec.max_age for spec in self.edition.sources}
        fresh = [
            self.edition.entry(one)
            for one in stored
            if one.item.first_seen - one.item.published <= ages.get(one.item.source_id, FIRST_ISSUE)
        ]
        unpolled = {State.OFF, State.NEW}
        polled = [
            health for health in self.edition.healths if health.last_poll is not None and health.state not in unpolled
        ]
        failed = sum(
            health.last_ok is None or health.last_ok < (health.last_poll or health.last_ok) for health in polled
        )
        return compose_issue(
            day,
            fresh,
            covers_from=since,
            covers_to=self.edition.now,
            sources_polled=len(polled),
            sources_failed=failed,
        )

    def issues(self, made: Issue | None, *, full: bool) -> Iterator[Artifact]:
        """The pages of issues: of a new one and its neighbour, of those that an item was withdrawn from, of all where the
        page is missing or ``full`` is asked."""
        days = [day for day, _ in self.edition.store.issues.days()]
        touched = self.edition.store.issues.covering(self.edition.withdrawn.values())
        for place, day in enumerate(days):
            previous = days[place - 1] if place else None
            following = days[place + 1] if place + 1 < len(days) else None
            is_near = made is not None and made.day in {day, following}
            path = self.edition.config.publish_dir / day_path(day) / "index.html"
            if full or is_near or day in touched or place >= len(days) - 2 or not path.exists():
                issue = self.edition.store.issues.get(day)
                if issue is not None:
                    yield self.site.day(self.edition.unwithdrawn(issue), previous=previous, following=following)

    def home(self) -> Artifact:
        last = self.edition.store.issues.last()
        days = [day for day, _ in self.edition.store.issues.days()]
        if last is not None and last.day >= self.edition.today:
            since = self._compose(self.edition.today, last)
            previous = max((day for day in days if day < last.day), default=None)
            return self.site.home(
                self.edition.unwithdrawn(last),
                is_live=False,
                newer=since.entries,
                previous=previous,
                today=self.edition.today,
            )
        live = self._compose(self.edition.today, last)
        shown = replace(live, covers_to=self._newest(live))
        return self.site.home(shown, is_live=True, newer=(), previous=max(days, default=None), today=self.edition.today)

    def _newest(self, issue: Issue) -> datetime:
        """Up to when the issue in the making reaches, by its data: the clock of a build must not show."""
        polls = [health.last_ok for health in self.edition.healths if health.last_ok]
        return min(max(polls, default=issue.covers_to), issue.covers_to)

    def tags(self) -> Iterator[Artifact]:
        since = self._end_of_day - timedelta(days=PAGE_DAYS)
        counts = self.edition.store.tags.counts("region", since=since)
        for region_id in self.edition.region_ids:
            yield self.site.region(region_id, self._recent("region", region_id, since), counts, self.edition.today)
        yield self.site.regions(counts)
        topics = self.edition.store.tags.counts("topic", since=since)
        for topic in self.edition.config.topics:
            yield self.site.topic(topic, self._recent("topic", topic.id, since), self.edition.today)
        yield self.site.topics_page(topics)
        yield from self._former_pages()

    def _former_pages(self) -> Iterator[Artifact]:
        """Pages at the former addresses of what was renamed: bookmarks and links of others go on working."""
        regions = [region for region in self.edition.config.tree if region.id in self.edition.region_ids]
        for folder, named in (("region", regions), ("topic", self.edition.config.topics)):
            for one in named:
                for old in one.was:
                    yield self.site.moved(f"{folder}/{old}/", f"{folder}/{one.id}/", one.title)

    @cached_property
    def _end_of_day(self) -> datetime:
        """The end of the site's day: what pages of the last days count back from, all day long."""
        tomorrow = self.edition.today + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=ZoneInfo(self.edition.config.site.timezone))

    def _recent(self, scheme: str, term: str, since: datetime) -> tuple[IssueEntry, ...]:
        found = self.edition.store.items.tagged(scheme, term, since=since, limit=PAGE_ITEMS)
        return tuple(issue_entry(self.edition.entry(stored)) for stored in found)

    def lists(self) -> Iterator[Artifact]:
        """Directories of what there is, for people and for programs."""
        site, days = self.edition.config.site, self.edition.store.issues.days()
        yield self.site.archive(days)
        yield self.site.feeds_page()
        yield self.site.sources(self.edition.healths)
        yield self.site.about()
        yield self.site.not_found()
        yield outputs_opml((*self.edition.public_outputs, self.site.digest), site, updated=self.edition.birth)
        active = [self.edition.info(spec.id) for spec in self.edition.sources if spec.enabled and spec.kind != "opml"]
        yield sources_opml(active, site, updated=self.edition.birth)
        yield health_file.health_json(self.edition.healths, site, now=self.edition.now)
        # By the editor's own words: a publisher who renames its feed must not rename what was told before.
        titles = {spec.id: spec.title or spec.id for spec in self.edition.sources}
        changes = self.edition.store.changes.newest(LIMIT)
        yield health_feed(changes, titles, ADVICE, site, self.site.dates, updated=self.edition.birth)
        pages = [
            SitemapPage(""),
            *(SitemapPage(day_path(day)) for day, _ in days),
            *(SitemapPage(f"region/{region_id}/") for region_id in self.edition.region_ids),
            *(SitemapPage(f"topic/{topic.id}/") for topic in self.edition.config.topics),
            *(SitemapPage(path) for path in ("archive/", "region/", "topic/", "feeds/", "sources/", "about/")),
        ]
        yield sitemap_xml(pages, site)
        yield robots_txt(site)


def due_day(now: datetime, zone: str, at: time) -> date:
    """The day of the newest issue whose hour has passed."""
    here = now.astimezone(ZoneInfo(zone))
    return here.date() if here.time() >= at else here.date() - timedelta(days=1)
