"""Pages of regions and topics, and the directories of what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from aggregator.edition import DAYS, Edition
from aggregator.fetch.advice import ADVICE
from aggregator.model import Artifact, IssueStory, Topic
from aggregator.press import Bundle
from aggregator.publish import health as health_file
from aggregator.publish.healthfeed import LIMIT, health_feed
from aggregator.publish.issue import by_story, told_together
from aggregator.publish.opml import outputs_opml, sources_opml
from aggregator.publish.origins import Origins
from aggregator.publish.places import day_path, story_path
from aggregator.publish.site import PLACES, Site
from aggregator.publish.sitemap import SitemapPage, robots_txt, sitemap_xml
from aggregator.publish.tagpages import TagPages

#: What region and topic pages show at most.
PAGE_ITEMS = 300


@dataclass
class PageRoom:
    """Renders the pages of one build."""

    edition: Edition

    @property
    def site(self) -> Site:
        return self.edition.site

    def static(self) -> Bundle:
        """What is published as it is."""
        return Bundle("static files", (self.edition.pages_made_of,), self.site.static)

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

    @cached_property
    def _tags(self) -> TagPages:
        return TagPages(self.site, self.edition.daily(self.edition.today))

    def _region(self, region_id: str) -> Iterator[Artifact]:
        yield self._tags.region(region_id, self._recent("region", region_id), self.edition.today)

    def _topic(self, topic: Topic) -> Iterator[Artifact]:
        yield self._tags.topic(topic, self._recent("topic", topic.id), self.edition.today)

    def _directories(self) -> Iterator[Artifact]:
        yield self._tags.regions()
        yield self._tags.topics(self.edition.store.tags.counts("topic", since=self._since))
        yield from self._former_pages()

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
        return self.edition.begin_of(self.edition.today + timedelta(days=1)) - timedelta(days=DAYS)

    def _recent(self, scheme: str, term: str) -> tuple[IssueStory, ...]:
        edition = self.edition
        found = edition.store.items.tagged(scheme, term, since=self._since, limit=PAGE_ITEMS)
        story_of = {one.item.id: one.story or one.item.id for one in found}
        grouped = by_story(map(edition.entry, found), story_of)
        return tuple(told_together(story, entries, edition.lead) for story, entries in grouped.items())

    def origins(self) -> Bundle:
        """The page of agencies' reports on the site's day and the one before, whatever the hour."""
        edition = self.edition
        return Bundle("origins", (edition.pages_made_of, edition.today, edition.mark), self._origins)

    def _origins(self) -> Iterator[Artifact]:
        stories, today = self.edition.store.stories, self.edition.today
        yesterday = today - timedelta(days=1)
        before, begin, end = (self.edition.begin_of(yesterday + timedelta(days=number)) for number in range(3))
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
        yield self.origins()
        yield Bundle("plain pages", (site,), self._plain)
        yield Bundle("lists of feeds", (site, edition.birth, edition.sources), self._feeds)
        # When a source was last polled is not shown, and is all that most polls change.
        shown = self.site.sources_view(edition.healths)
        yield Bundle("sources", (site, shown), lambda: (self.site.sources(shown),))
        yield Bundle("health", (edition.now,), self._health)
        states = [(health.id, health.state, health.since) for health in edition.healths]
        yield Bundle("health feed", (site, edition.birth, states), self._health_feed)
        pages = tuple(self._public_pages(days))
        yield Bundle("sitemap", (site, pages), lambda: (sitemap_xml(pages, edition.config.site),))

    def search(self) -> Bundle:
        """The page of the search."""
        return Bundle("page of search", (self.edition.pages_made_of,), lambda: (self.site.search(),))

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

    def _public_pages(self, days: Sequence[tuple[date, int]]) -> Iterator[SitemapPage]:
        """Every page that others may want to find, with the day of the newest thing on it where that is known."""
        edition = self.edition
        newest = edition.store.tags.newest("region", edition.region_ids, since=self._since)
        newest_topics = edition.store.tags.newest("topic", (one.id for one in edition.config.topics), since=self._since)
        yield SitemapPage("", days[-1][0] if days else None)
        for day, _ in days:
            yield SitemapPage(day_path(day), day)
        for story, told in edition.lasting.items():
            yield SitemapPage(story_path(story), told[-1])
        for region_id in edition.region_ids:
            yield SitemapPage(f"region/{region_id}/", self._day(newest.get(region_id)))
        for topic in edition.config.topics:
            yield SitemapPage(f"topic/{topic.id}/", self._day(newest_topics.get(topic.id)))
        for path in PLACES.values():
            if path:
                yield SitemapPage(path)

    def _day(self, moment: datetime | None) -> date | None:
        return self.site.dates.local_day(moment) if moment else None
