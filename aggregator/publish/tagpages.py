"""The pages of regions and topics: the last days of each, and what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aggregator.model import Artifact, IssueStory, OutputSpec, Topic
from aggregator.publish.shown import feed_path, public_url
from aggregator.publish.site import Site
from aggregator.publish.sparks import spark_of
from aggregator.publish.views import Branch, Link, RegionsView, Spark, TagView, TopicRow, TopicsView


@dataclass(frozen=True, slots=True)
class TagPages:
    """Renders the pages of regions and topics on a site. ``daily``: region → items of each of the last seven days."""

    site: Site
    daily: Mapping[str, Sequence[int]]

    def region(self, region_id: str, stories: Sequence[IssueStory], today: date) -> Artifact:
        """The last days of a region."""
        site, tree, dates = self.site, self.site.tree, self.site.dates
        region = tree[region_id]
        spec, say = site.output("region", region_id), dates.words.say
        page = site.titled(
            f"region/{region_id}/index.html",
            region.title,
            say("News about {region}, by day", region=region.title),
            current="Regions",
            spec=spec,
        )
        maker = site.headlines(page.root)
        above = tuple(maker.region_link(name) for name in tree.closure(region_id)[1:] if name in site.region_pages)
        below = tuple(
            maker.region_link(name, self._count(name)) for name in tree.children(region_id) if name in site.region_pages
        )
        spark = None
        if any(self.daily.get(region_id, ())):
            spark = spark_of(maker.region_link(region_id), self.daily[region_id], dates)
        view = self._view(
            region.title,
            "",
            "",
            stories,
            today,
            page.root,
            spec,
            above=above,
            below=below,
            under=(region_id,),
            spark=spark,
        )
        return site.render("region.html", page, view)

    def regions(self) -> Artifact:
        """The tree of regions, with how many items each had in the last days."""
        site, say = self.site, self.site.dates.words.say
        page = site.titled(
            "region/index.html",
            say("Regions"),
            say("The regions of the world in {site}", site=site.info.title),
            current="Regions",
        )
        maker = site.headlines(page.root)

        def branch(region_id: str) -> Branch:
            children = [branch(child) for child in site.tree.children(region_id) if child in site.region_pages]
            return Branch(
                maker.region_link(region_id, self._count(region_id)),
                tuple(sorted(children, key=lambda child: child.link.title)),
            )

        roots = [
            region.id
            for region in site.tree
            if region.id in site.region_pages and not any(parent in site.region_pages for parent in region.parents)
        ]
        branches = sorted((branch(root) for root in roots), key=lambda made: made.link.title)
        summary = (
            say("Items of the last seven days. A region counts everything within it.")
            if branches
            else say("No item has been tagged with a region yet.")
        )
        return site.render("regions.html", page, RegionsView(summary, tuple(branches)))

    def _count(self, region_id: str) -> str:
        number = sum(self.daily.get(region_id, ()))
        return self.site.dates.number(number) if number else ""

    def topic(self, topic: Topic, stories: Sequence[IssueStory], today: date) -> Artifact:
        """The last days of a topic, and its rule in words."""
        spec = self.site.output("topic", topic.id)
        rule = spec.description if spec else ""
        page = self.site.titled(
            f"topic/{topic.id}/index.html", topic.title, topic.description or rule, current="Topics", spec=spec
        )
        view = self._view(topic.title, topic.description, rule, stories, today, page.root, spec)
        return self.site.render("topic.html", page, view)

    def topics(self, counts: Mapping[str, int]) -> Artifact:
        """All topics, with how many items each had in the last days."""
        site, say = self.site, self.site.dates.words.say
        page = site.titled(
            "topic/index.html", say("Topics"), say("The topics of {site}", site=site.info.title), current="Topics"
        )
        rows = []
        for topic in site.topics:
            spec = site.output("topic", topic.id)
            link = Link(topic.title, f"{page.root}topic/{topic.id}/", site.dates.number(counts.get(topic.id, 0)))
            rows.append(TopicRow(link, topic.description, spec.description if spec else ""))
        summary = (
            say("Items of the last seven days.")
            if rows
            else say("No topics are configured yet; each is a rule in config.yaml.")
        )
        return site.render("topics.html", page, TopicsView(summary, tuple(rows)))

    def _view(
        self,
        heading: str,
        description: str,
        rule: str,
        stories: Sequence[IssueStory],
        today: date,
        root: str,
        spec: OutputSpec | None,
        *,
        above: tuple[Link, ...] = (),
        below: tuple[Link, ...] = (),
        under: tuple[str, ...] = (),
        spark: Spark | None = None,
    ) -> TagView:
        site, dates = self.site, self.site.dates
        items = sum(len(story.entries) for story in stories)
        return TagView(
            heading=heading,
            description=description,
            rule=rule if rule != description else "",
            summary=dates.words.count(
                "{number} item in the last seven days ({zone}).",
                "{number} items in the last seven days ({zone}).",
                items,
                zone=site.info.timezone,
            ),
            empty="" if stories else dates.words.say("Nothing about {region} in the last seven days.", region=heading),
            above=above,
            below=below,
            days=site.headlines(root).days(stories, today=today, under=under),
            feeds=site.feeds_of(spec, root),
            address=public_url(site.info, feed_path(spec.name, spec.formats[0])) if spec and spec.formats else "",
            spark=spark,
        )
