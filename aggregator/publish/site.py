"""The pages: from what is known to the files of the site. No page depends on the hour it was built at, only on the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.model import Artifact, Issue, IssueEntry, OutputSpec, RegionTree, SiteInfo, SourceHealth, Topic
from aggregator.publish import directories
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import sections_of
from aggregator.publish.feeds import MEDIA_TYPES
from aggregator.publish.headlines import Headlines
from aggregator.publish.healthfeed import health_output
from aggregator.publish.issuewords import NOTHING_NEW, figures_of, title_of_issue
from aggregator.publish.jinja_env import Templates
from aggregator.publish.places import day_path, failures_of, is_public, root_from
from aggregator.publish.shown import feed_path, public_url
from aggregator.publish.views import (
    Branch,
    FeedLink,
    IssueView,
    Link,
    OriginsView,
    Page,
    PlainView,
    RegionsView,
    TagView,
    TopicRow,
    TopicsView,
)
from aggregator.text.language import direction

MOST_NEWER = 40
FORMATS = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
PLACES = {
    "Today": "", "Archive": "archive/", "Regions": "region/", "Topics": "topic/", "Origins": "origins/", "Feeds": "feeds/",
    "Sources": "sources/", "About": "about/",
}  # fmt: skip
STATIC = {"style.css": "text/css", "favicon.svg": "image/svg+xml"}


@dataclass(slots=True)
class Site:
    """Renders pages.

    ``outputs``: every feed of items that is published, ``digest``: the feed of issues. ``order`` and ``per_region`` lay out
    an issue, ``at`` is its hour.
    ``region_pages``: the regions that have a page of their own.
    """

    info: SiteInfo
    tree: RegionTree
    outputs: Sequence[OutputSpec]
    digest: OutputSpec
    topics: Sequence[Topic]
    order: Sequence[str]
    per_region: int
    at: time
    region_pages: frozenset[str]
    templates: Path | None = None
    others: Sequence[OutputSpec] = ()  #: feeds that hold no news of their own: only the page of feeds names them
    dates: Datelines = field(init=False)
    _templates: Templates = field(init=False)
    _outputs: dict[tuple[str, str], OutputSpec] = field(init=False)

    def __post_init__(self) -> None:
        self.dates = Datelines(self.info)
        self._templates = Templates(self.templates)
        # A page leads to the feed of its own name, whatever the editor has made of the same region beside it.
        self._outputs: dict[tuple[str, str], OutputSpec] = {}
        for spec in self.outputs:
            if (spec.scheme, spec.term) not in self._outputs or spec.name == spec.term:
                self._outputs[spec.scheme, spec.term] = spec

    # ---- Issues -----------------------------------------------------------------------------------------------------

    def home(
        self, issue: Issue, *, is_live: bool, newer: Sequence[IssueEntry], previous: date | None, today: date
    ) -> Artifact:
        """The first page: the issue of today and what came since; before its hour, the issue in the making."""
        page = self._page(
            "index.html",
            self.info.title,
            self._describe(issue),
            "",
            current="Today",
            previous=self._day_link("", previous),
            also=self.digest,
        )
        next_day = today if is_live and issue.day == today else today + timedelta(days=1)
        view = self._issue_view(
            issue, "", is_live=is_live, newer=newer, today=today, next_issue=self._hour_of(next_day)
        )
        return self._render("today.html", page, view)

    def day(self, issue: Issue, *, previous: date | None, following: date | None) -> Artifact:
        """The page of one issue, for ever."""
        path = f"{day_path(issue.day)}index.html"
        root = root_from(path)
        title = title_of_issue(issue.day, self.info, self.dates)
        links = (self._day_link(root, previous), self._day_link(root, following))
        page = self._page(
            path,
            title,
            self._describe(issue),
            root,
            current="Archive",
            previous=links[0],
            following=links[1],
            spec=self.digest,
            kind="article",
        )
        view = self._issue_view(issue, root, is_live=False, newer=(), today=issue.day, next_issue="")
        return self._render("day.html", page, view)

    def archive(self, days: Sequence[tuple[date, int]]) -> Artifact:
        """Every issue, as calendars."""
        path = "archive/index.html"
        page = self._titled(path, "Archive", f"Every issue of {self.info.title}", current="Archive", spec=self.digest)
        return self._render("archive.html", page, directories.archive_view(days, self.dates, page.root))

    def _issue_view(
        self,
        issue: Issue,
        root: str,
        *,
        is_live: bool,
        newer: Sequence[IssueEntry],
        today: date,
        next_issue: str,
    ) -> IssueView:
        maker = self._headlines(root)
        # The desk is new: nothing came yet that an issue could be made of.
        is_new = is_live and issue.covers_from is None and not issue.entries
        empty = NOTHING_NEW
        if is_new:
            empty = f"No issue yet; the first comes with the first items, and then one every day at {self.at:%H:%M}."
        sections = sections_of(issue, self.tree, self.order, self.per_region)
        shown = newer[:MOST_NEWER]
        return IssueView(
            heading=self.dates.full_day(issue.day),
            datetime="" if is_new else issue.day.isoformat(),
            summary="" if is_new else figures_of(issue, self.info, self.dates, is_live=is_live),
            failures=failures_of(issue, root, self.dates, is_new=is_new),
            is_live=is_live and not is_new,
            next_issue=next_issue,
            empty="" if issue.entries else empty,
            newer=tuple(maker.headline(entry, day=today, with_summary=False) for entry in shown),
            newer_label=f"{self.dates.number(len(newer))} newer since this issue" if newer else "",
            sections=tuple(
                maker.section(section, day=issue.day, shelf=lambda region: self._region_feed(region, root))
                for section in sections
            ),
            feeds=self._feeds(self._outputs.get(("all", "")), root),
        )

    def _describe(self, issue: Issue) -> str:
        """The first headlines in the site's language, else what the site says of itself."""
        own = self.info.language.split("-")[0]
        titles = [entry.title for entry in issue.entries if (entry.language or own).split("-")[0] == own]
        return " · ".join(titles[:3]) or self.info.description or self.info.title

    def _hour_of(self, day: date) -> str:
        return f"{self.dates.weekday(day)} {self.at:%H:%M}"

    def _day_link(self, root: str, day: date | None) -> Link | None:
        return Link(self.dates.short_day(day), f"{root}{day_path(day)}") if day else None

    # ---- Regions and topics -----------------------------------------------------------------------------------------

    def region(self, region_id: str, entries: Sequence[IssueEntry], counts: Mapping[str, int], today: date) -> Artifact:
        """The last days of a region."""
        region = self.tree[region_id]
        path = f"region/{region_id}/index.html"
        spec = self._outputs.get(("region", region_id))
        page = self._titled(path, region.title, f"News about {region.title}, by day", current="Regions", spec=spec)
        maker = self._headlines(page.root)
        above = tuple(maker.region_link(name) for name in self.tree.closure(region_id)[1:] if name in self.region_pages)
        below = tuple(
            maker.region_link(name, self.dates.number(counts[name]) if counts.get(name) else "")
            for name in self.tree.children(region_id)
            if name in self.region_pages
        )
        view = self._tag_view(
            region.title, "", "", entries, today, page.root, spec, above=above, below=below, under=(region_id,)
        )
        return self._render("region.html", page, view)

    def regions(self, counts: Mapping[str, int]) -> Artifact:
        """The tree of regions, with how many items each had in the last days."""
        page = self._titled(
            "region/index.html", "Regions", f"The regions of the world in {self.info.title}", current="Regions"
        )
        maker = self._headlines(page.root)

        def branch(region_id: str) -> Branch:
            children = [branch(child) for child in self.tree.children(region_id) if child in self.region_pages]
            count = self.dates.number(counts[region_id]) if counts.get(region_id) else ""
            return Branch(
                maker.region_link(region_id, count), tuple(sorted(children, key=lambda child: child.link.title))
            )

        roots = [
            region.id
            for region in self.tree
            if region.id in self.region_pages and not any(parent in self.region_pages for parent in region.parents)
        ]
        branches = sorted((branch(root) for root in roots), key=lambda made: made.link.title)
        summary = (
            "Items of the last seven days. A region counts everything within it."
            if branches
            else "No item has been tagged with a region yet."
        )
        return self._render("regions.html", page, RegionsView(summary, tuple(branches)))

    def topic(self, topic: Topic, entries: Sequence[IssueEntry], today: date) -> Artifact:
        """The last days of a topic, and its rule in words."""
        spec = self._outputs.get(("topic", topic.id))
        rule = spec.description if spec else ""
        page = self._titled(
            f"topic/{topic.id}/index.html", topic.title, topic.description or rule, current="Topics", spec=spec
        )
        view = self._tag_view(topic.title, topic.description, rule, entries, today, page.root, spec)
        return self._render("topic.html", page, view)

    def topics_page(self, counts: Mapping[str, int]) -> Artifact:
        """All topics."""
        page = self._titled("topic/index.html", "Topics", f"The topics of {self.info.title}", current="Topics")
        rows = []
        for topic in self.topics:
            spec = self._outputs.get(("topic", topic.id))
            link = Link(topic.title, f"{page.root}topic/{topic.id}/", self.dates.number(counts.get(topic.id, 0)))
            rows.append(TopicRow(link, topic.description, spec.description if spec else ""))
        summary = (
            "Items of the last seven days." if rows else "No topics are configured yet; each is a rule in config.yaml."
        )
        return self._render("topics.html", page, TopicsView(summary, tuple(rows)))

    def _tag_view(
        self,
        heading: str,
        description: str,
        rule: str,
        entries: Sequence[IssueEntry],
        today: date,
        root: str,
        spec: OutputSpec | None,
        *,
        above: tuple[Link, ...] = (),
        below: tuple[Link, ...] = (),
        under: tuple[str, ...] = (),
    ) -> TagView:
        feeds = self._feeds(spec, root)
        return TagView(
            heading=heading,
            description=description,
            rule=rule if rule != description else "",
            summary=f"{self.dates.counted(len(entries), 'item')} in the last seven days ({self.info.timezone}).",
            empty="" if entries else f"Nothing about {heading} in the last seven days.",
            above=above,
            below=below,
            days=self._headlines(root).days(entries, today=today, under=under),
            feeds=feeds,
            address=public_url(self.info, feed_path(spec.name, spec.formats[0])) if spec and spec.formats else "",
        )

    def origins(self, view: OriginsView) -> Artifact:
        """Which agencies' reports the news of two days is made of, and who carried them."""
        description = "Agencies' reports of today, and who carried each of them"
        page = self._titled("origins/index.html", "Origins", description, current="Origins")
        return self._render("origins.html", page, view)

    # ---- Directories and the rest -----------------------------------------------------------------------------------

    def feeds_page(self) -> Artifact:
        """The directory of feeds."""
        page = self._titled(
            "feeds/index.html", "Feeds", f"Every feed of {self.info.title}, and how to subscribe", current="Feeds"
        )
        outputs = (*self.outputs, self.digest, *self.others, health_output(self.info))
        rows = directories.feeds_view(outputs, self.info, page.root, self._feeds)
        return self._render("feeds.html", page, rows)

    def sources(self, healths: Sequence[SourceHealth]) -> Artifact:
        """The health of every source, worst first."""
        spec, description = health_output(self.info), f"What {self.info.title} reads, and how it fares"
        page = self._titled("sources/index.html", "Sources", description, current="Sources", spec=spec)
        view = directories.sources_view(healths, self.dates, self._feeds(spec, page.root))
        return self._render("sources.html", page, view)

    def about(self) -> Artifact:
        """What this is, and whom to write to."""
        page = self._titled(
            "about/index.html", "About", f"What {self.info.title} is, and whom to write to", current="About"
        )
        return self._render("about.html", page, self._plain("About", page.root))

    def not_found(self) -> Artifact:
        """The page for an address that leads nowhere: shown at any depth, so its links begin at the site's path."""
        root = urlsplit(self.info.base_url).path or "/"
        page = self._page("404.html", f"Not found · {self.info.title}", "There is no such page", root)
        return self._render("not_found.html", page, self._plain("Not found", root))

    def moved(self, old: str, new: str, title: str) -> Artifact:
        """The page at a former address, ``topic/old/``: it leads on to the new one, ``topic/new/``."""
        page = self._titled(f"{old}index.html", title, f"{title} has another address now", current="")
        return self._render("moved.html", page, PlainView(title, f"{page.root}{new}", ""))

    def static(self) -> tuple[Artifact, ...]:
        """Files that are published as they are."""
        return tuple(Artifact(name, kind, self._templates.source(name).encode()) for name, kind in STATIC.items())

    def _plain(self, heading: str, root: str) -> PlainView:
        return PlainView(heading, root or "./", f"{self.at:%H:%M} ({self.info.timezone})")

    # ---- Parts ------------------------------------------------------------------------------------------------------

    def _titled(self, path: str, title: str, description: str, *, current: str, spec: OutputSpec | None = None) -> Page:
        return self._page(
            path, f"{title} · {self.info.title}", description, root_from(path), current=current, spec=spec
        )

    def _page(
        self,
        path: str,
        title: str,
        description: str,
        root: str,
        *,
        current: str = "",
        spec: OutputSpec | None = None,
        kind: str = "website",
        previous: Link | None = None,
        following: Link | None = None,
        also: OutputSpec | None = None,
    ) -> Page:
        feeds = (spec, self._outputs.get(("all", "")), also)
        return Page(
            path=path,
            root=root,
            language=self.info.language,
            direction=direction(self.info.language),
            site_title=self.info.title,
            site_description=self.info.description,
            title=title,
            description=description[:300],
            canonical=public_url(self.info, path.removesuffix("index.html"))
            if is_public(self.info) and path != "404.html"
            else "",
            kind="article" if kind == "article" else "website",
            locale=str(self.dates.locale)
            if self.dates.locale.territory and str(self.dates.locale.territory).isalpha()
            else self.dates.locale.language,
            robots=self.info.robots,
            nav=self._nav(root, current),
            feeds=tuple(dict.fromkeys(feed for one in feeds for feed in self._feeds(one, root))),
            previous=previous,
            next=following,
            contact=self.info.contact or "",
        )

    def _nav(self, root: str, current: str) -> tuple[Link, ...]:
        return tuple(Link(name, f"{root}{path}" or "./", current=name == current) for name, path in PLACES.items())

    def _feeds(self, spec: OutputSpec | None, root: str) -> tuple[FeedLink, ...]:
        if spec is None:
            return ()
        return tuple(
            FeedLink(spec.title, label, MEDIA_TYPES[form], f"{root}{feed_path(spec.name, form)}")
            for form, label in FORMATS.items()
            if form in spec.formats
        )

    def _region_feed(self, region_id: str, root: str) -> str:
        feeds = self._feeds(self._outputs.get(("region", region_id)), root)
        return feeds[0].href if feeds else ""

    def _headlines(self, root: str) -> Headlines:
        return Headlines(self.info, self.tree, self.dates, root, self.region_pages.__contains__)

    def _render(self, template: str, page: Page, view: object) -> Artifact:
        text = self._templates.render(template, page=page, view=view)
        lines = (line.strip() for line in text.splitlines())
        return Artifact(page.path, "text/html", ("\n".join(line for line in lines if line) + "\n").encode())
