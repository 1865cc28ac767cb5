"""Pages: the issues of the digest, today, regions and topics, and the directories of what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from aggregator.edition import Edition
from aggregator.fetch.advice import ADVICE
from aggregator.model import Artifact, Issue, IssueEntry, State, Topic
from aggregator.press import Bundle
from aggregator.publish import health as health_file
from aggregator.publish.digest import compose_issue, issue_entry
from aggregator.publish.healthfeed import LIMIT, health_feed
from aggregator.publish.opml import outputs_opml, sources_opml
from aggregator.publish.origins import Origins
from aggregator.publish.places import day_path
from aggregator.publish.site import PLACES, Site
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
        edition, last_day = self.edition, self.edition.store.issues.last_day()
        day = (
            due_day(edition.now, edition.config.site.timezone, edition.config.digest.at) if last_day else edition.today
        )
        if last_day is not None and last_day >= day:
            return None
        last = edition.store.issues.last()
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

    def static(self) -> Bundle:
        """What is published as it is."""
        return Bundle("static files", (self.edition.pages_made_of,), self.site.static)

    def issues(self) -> Iterator[Bundle]:
        """The pages of issues. An old one stays as it is, whatever becomes of the site, until it is asked for anew; only what
        was withdrawn leaves it."""
        days = [day for day, _ in self.edition.store.issues.days()]
        withdrawn = self.edition.store.issues.covering(self.edition.withdrawn.values())
        for place, day in enumerate(days):
            previous = days[place - 1] if place else None
            following = days[place + 1] if place + 1 < len(days) else None
            site = self.edition.pages_made_of if place >= len(days) - 2 else ()
            gone = sorted(self.edition.withdrawn) if day in withdrawn else ()
            made_of = (previous, following, site, gone)
            yield Bundle(f"issue {day}", made_of, partial(self._issue, day, previous, following))

    def _issue(self, day: date, previous: date | None, following: date | None) -> Iterator[Artifact]:
        issue = self.edition.store.issues.get(day)
        if issue is not None:
            yield self.site.day(self.edition.unwithdrawn(issue), previous=previous, following=following)

    def home(self) -> Bundle:
        """The page of today."""
        edition = self.edition
        last = edition.store.issues.last_day()
        polls = [(health.id, health.state, health.last_ok, health.last_poll) for health in edition.healths]
        ages = [(spec.id, spec.max_age) for spec in edition.sources]
        made_of = (edition.pages_made_of, edition.today, edition.mark, last, polls, ages)
        return Bundle("home", made_of, self._home)

    def _home(self) -> Iterator[Artifact]:
        last = self.edition.store.issues.last()
        days = [day for day, _ in self.edition.store.issues.days()]
        if last is not None and last.day >= self.edition.today:
            since = self._compose(self.edition.today, last)
            previous = max((day for day in days if day < last.day), default=None)
            yield self.site.home(
                self.edition.unwithdrawn(last),
                is_live=False,
                newer=since.entries,
                previous=previous,
                today=self.edition.today,
            )
            return
        live = self._compose(self.edition.today, last)
        shown = replace(live, covers_to=self._newest(live))
        yield self.site.home(shown, is_live=True, newer=(), previous=max(days, default=None), today=self.edition.today)

    def _newest(self, issue: Issue) -> datetime:
        """Up to when the issue in the making reaches, by its data: the clock of a build must not show."""
        polls = [health.last_ok for health in self.edition.healths if health.last_ok]
        return min(max(polls, default=issue.covers_to), issue.covers_to)

    def tags(self) -> Iterator[Bundle]:
        """The pages of regions and topics."""
        edition = self.edition
        everything = (edition.pages_made_of, edition.today)
        for region_id in edition.region_ids:
            made_of = (everything, edition.changes.get(region_id))
            yield Bundle(f"page region/{region_id}", made_of, partial(self._region, region_id))
        for topic in edition.config.topics:
            made_of = (everything, edition.changes.get(topic.id))
            yield Bundle(f"page topic/{topic.id}", made_of, partial(self._topic, topic))
        yield Bundle("pages of tags", (everything, edition.mark), self._directories)

    def _region(self, region_id: str) -> Iterator[Artifact]:
        recent = self._recent("region", region_id)
        yield self.site.region(region_id, recent, self._counts, self.edition.today)

    def _topic(self, topic: Topic) -> Iterator[Artifact]:
        yield self.site.topic(topic, self._recent("topic", topic.id), self.edition.today)

    def _directories(self) -> Iterator[Artifact]:
        yield self.site.regions(self._counts)
        yield self.site.topics_page(self.edition.store.tags.counts("topic", since=self._since))
        yield from self._former_pages()

    @cached_property
    def _counts(self) -> dict[str, int]:
        return self.edition.store.tags.counts("region", since=self._since)

    def _former_pages(self) -> Iterator[Artifact]:
        """Pages at the former addresses of what was renamed: bookmarks and links of others go on working."""
        regions = [region for region in self.edition.config.tree if region.id in self.edition.region_ids]
        for folder, named in (("region", regions), ("topic", self.edition.config.topics)):
            for one in named:
                for old in one.was:
                    yield self.site.moved(f"{folder}/{old}/", f"{folder}/{one.id}/", one.title)

    @cached_property
    def _since(self) -> datetime:
        """From when on region and topic pages show items: counted from the end of the site's day, all day long."""
        return self._begin_of(self.edition.today + timedelta(days=1)) - timedelta(days=PAGE_DAYS)

    def _begin_of(self, day: date) -> datetime:
        """Midnight of the site."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.edition.config.site.timezone))

    def _recent(self, scheme: str, term: str) -> tuple[IssueEntry, ...]:
        found = self.edition.store.items.tagged(scheme, term, since=self._since, limit=PAGE_ITEMS)
        return tuple(issue_entry(self.edition.entry(stored)) for stored in found)

    def origins(self) -> Bundle:
        """The page of agencies' reports on the site's day and the one before, whatever the hour."""
        edition = self.edition
        return Bundle("origins", (edition.pages_made_of, edition.today, edition.mark), self._origins)

    def _origins(self) -> Iterator[Artifact]:
        stories, today = self.edition.store.stories, self.edition.today
        yesterday = today - timedelta(days=1)
        before, begin, end = (self._begin_of(yesterday + timedelta(days=number)) for number in range(3))
        told = stories.credited(since=before, until=end)
        made = Origins(told, self.edition.infos, self.site.info, self.site.dates, today)
        view = made.view(
            stories.credit_figures(today, since=begin, until=end),
            stories.credit_figures(yesterday, since=before, until=begin),
        )
        yield self.site.origins(view)

    def lists(self) -> Iterator[Bundle]:
        """Directories of what there is, for people and for programs."""
        edition = self.edition
        site, days = edition.pages_made_of, edition.store.issues.days()
        yield Bundle("archive", (site, days), lambda: (self.site.archive(days),))
        yield self.origins()
        yield Bundle("plain pages", (site,), self._plain)
        yield Bundle("lists of feeds", (site, edition.birth, edition.sources), self._feeds)
        yield Bundle("sources", (site, edition.healths), lambda: (self.site.sources(edition.healths),))
        yield Bundle("health", (edition.now,), self._health)
        yield Bundle("health feed", (site, edition.birth, edition.healths), self._health_feed)
        yield Bundle("sitemap", (site, days, edition.region_ids), lambda: self._sitemap(days))

    def _plain(self) -> Iterator[Artifact]:
        yield self.site.feeds_page()
        yield self.site.about()
        yield self.site.not_found()
        yield robots_txt(self.edition.config.site)

    def _feeds(self) -> Iterator[Artifact]:
        edition, site = self.edition, self.edition.config.site
        yield outputs_opml((*edition.public_outputs, self.site.digest), site, updated=edition.birth)
        active = [edition.info(spec.id) for spec in edition.sources if spec.enabled and spec.kind != "opml"]
        yield sources_opml(active, site, updated=edition.birth)

    def _health(self) -> Iterator[Artifact]:
        yield health_file.health_json(self.edition.healths, self.edition.config.site, now=self.edition.now)

    def _health_feed(self) -> Iterator[Artifact]:
        edition = self.edition
        # By the editor's own words: a publisher who renames its feed must not rename what was told before.
        titles = {spec.id: spec.title or spec.id for spec in edition.sources}
        changes = edition.store.changes.newest(LIMIT)
        yield health_feed(changes, titles, ADVICE, edition.config.site, self.site.dates, updated=edition.birth)

    def _sitemap(self, days: Sequence[tuple[date, int]]) -> Iterator[Artifact]:
        edition = self.edition
        pages = [
            SitemapPage(""),
            *(SitemapPage(day_path(day)) for day, _ in days),
            *(SitemapPage(f"region/{region_id}/") for region_id in edition.region_ids),
            *(SitemapPage(f"topic/{topic.id}/") for topic in edition.config.topics),
            *(SitemapPage(path) for path in PLACES.values()),
        ]
        yield sitemap_xml(pages, edition.config.site)


def due_day(now: datetime, zone: str, at: time) -> date:
    """The day of the newest issue whose hour has passed."""
    here = now.astimezone(ZoneInfo(zone))
    return here.date() if here.time() >= at else here.date() - timedelta(days=1)
