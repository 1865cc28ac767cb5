"""The pages of issues: today, a day for ever, what a day has no room for, a story of several days, the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.model import Artifact, Issue, IssueStory, QuietRegion
from aggregator.publish import directories
from aggregator.publish.digest import ELSEWHERE, IssuePlan, Layout, Section, layout_of
from aggregator.publish.issueviews import IssueView, MapView, Quiet, SectionView, StoryView
from aggregator.publish.issuewords import NOTHING_NEW, figures_of, late_of, title_of_issue
from aggregator.publish.places import day_path, failures_of, root_from, story_path
from aggregator.publish.regionmap import RegionMap
from aggregator.publish.site import Site
from aggregator.publish.sparks import spark_of
from aggregator.publish.views import Link, Spark
from aggregator.text.html import shorten

MOST_NEWER = 40
#: Characters of a headline that names its page, in a tab of the browser or a list of bookmarks.
MOST_NAME = 120


@dataclass(frozen=True, slots=True)
class IssuePages:
    """Renders the pages of issues on a site."""

    site: Site
    plan: IssuePlan
    map: RegionMap | None = None

    def home(
        self,
        issue: Issue,
        *,
        is_live: bool,
        newer: Sequence[IssueStory],
        previous: date | None,
        today: date,
        is_due: bool = False,
        lasting: Container[str] | None = None,
    ) -> Artifact:
        """The first page: the issue of today and what came since; before its hour, the issue in the making.

        ``is_due``: the issue shown is an older one, and that of today is still to come. ``lasting``: the stories that have a
        page of their own, where what is shown is not closed yet.
        """
        info = self.site.info
        page = self.site.page(
            "index.html",
            info.title,
            self._describe(issue),
            "",
            current="Today",
            previous=self._day_link("", previous),
            also=self.site.digest,
        )
        next_day = today if is_live or is_due else today + timedelta(days=1)
        next_issue = f"{self.site.dates.weekday(next_day)} {self.site.at:%H:%M}"
        view = self._view(issue, "", is_live=is_live, newer=newer, today=today, next_issue=next_issue, lasting=lasting)
        return self.site.render("today.html", page, view)

    def day(self, issue: Issue, *, previous: date | None, following: date | None) -> tuple[Artifact, ...]:
        """The page of one issue, for ever; and of each area for which it has no room a page with all of it."""
        path = f"{day_path(issue.day)}index.html"
        root = root_from(path)
        page = self.site.page(
            path,
            title_of_issue(issue.day, self.site.info, self.site.dates),
            self._describe(issue),
            root,
            current="Archive",
            previous=self._day_link(root, previous),
            following=self._day_link(root, following),
            spec=self.site.digest,
            kind="article",
        )
        view = self._view(issue, root, is_live=False, newer=(), today=issue.day, next_issue="")
        whole = self.site.render("day.html", page, view)
        return (whole, *(self._section(issue, one) for one in self._layout(issue).sections if one.rest))

    def _section(self, issue: Issue, section: Section) -> Artifact:
        path = f"{section_path(issue.day, section)}index.html"
        dates, say = self.site.dates, self.site.dates.words.say
        day = dates.long_day(issue.day)
        title = say("{region}, {day}", region=section.title, day=day)
        page = self.site.titled(path, title, title, current="Archive", spec=self.site.digest)
        maker = self.site.headlines(page.root)
        view = SectionView(
            heading=title,
            summary=dates.counted(section.count, "item"),
            groups=tuple(maker.whole_group(group, section, day=issue.day) for group in section.groups),
            issue=maker.day_link(issue.day),
        )
        return self.site.render("section.html", page, view)

    def moved_story(self, told: IssueStory, former: Iterable[str]) -> Iterator[Artifact]:
        """The pages at the addresses that a story had before it turned out to be one with an older one."""
        for old in sorted(set(former)):
            yield self.site.moved(story_path(old), story_path(told.id), shorten(told.lead.title, MOST_NAME))

    def story(
        self, told: IssueStory, days: Sequence[date], today: date, former: Mapping[date, str] | None = None
    ) -> Artifact:
        """The page of a story that several issues told: all of it so far, newest first.

        ``former``: the ids that it had in issues, where they were others.
        """
        names = former or {}
        path = f"{story_path(told.id)}index.html"
        dates, lead = self.site.dates, told.lead
        page = self.site.titled(path, shorten(lead.title, MOST_NAME), lead.summary or lead.title, current="Archive")
        maker = self.site.headlines(page.root)
        headline = maker.headline(lead, day=today)
        alone = [IssueStory(entry.item_id, (entry,)) for entry in told.entries]
        alone.sort(key=lambda one: (-one.lead.published.timestamp(), one.id))
        counts = ((len(told.entries), "item"), (told.outlets, "outlet"), (told.origins, "origin"))
        view = StoryView(
            heading=headline.title,
            url=headline.url,
            language=headline.language,
            direction=headline.direction,
            is_long=headline.is_long,
            summary=" · ".join(dates.counted(*pair) for pair in counts),
            regions=headline.regions,
            issues=tuple(
                Link(dates.long_day(day), f"{page.root}{day_path(day)}#s-{names.get(day, told.id)[:8]}") for day in days
            ),
            days=maker.days(alone, today=today),
        )
        return self.site.render("story.html", page, view)

    def archive(self, days: Sequence[tuple[date, int]]) -> Artifact:
        """Every issue, as calendars."""
        page = self.site.titled(
            "archive/index.html",
            self.site.dates.words.say("Archive"),
            self.site.dates.words.say("Every issue of {site}", site=self.site.info.title),
            current="Archive",
            spec=self.site.digest,
        )
        return self.site.render("archive.html", page, directories.archive_view(days, self.site.dates, page.root))

    def _layout(self, issue: Issue) -> Layout:
        return layout_of(issue, self.site.tree, self.plan, self.site.say(ELSEWHERE))

    def _view(
        self,
        issue: Issue,
        root: str,
        *,
        is_live: bool,
        newer: Sequence[IssueStory],
        today: date,
        next_issue: str,
        lasting: Container[str] | None = None,
    ) -> IssueView:
        site, dates = self.site, self.site.dates
        maker, say = site.headlines(root, lasting), dates.words.say
        # The desk is new: nothing came yet that an issue could be made of.
        is_new = is_live and issue.covers_from is None and not issue.stories
        layout = self._layout(issue)
        sections = tuple(
            maker.section(
                section,
                day=issue.day,
                shelf=lambda region: site.region_feed(region, root),
                rest=f"{root}{section_path(issue.day, section)}" if not is_live else "",
            )
            for section in layout.sections
        )
        anchors = {section.region: made.anchor for section, made in zip(layout.sections, sections, strict=True)}
        return IssueView(
            heading=dates.full_day(issue.day),
            datetime="" if is_new else issue.day.isoformat(),
            summary="" if is_new else figures_of(issue, site.info, dates, is_live=is_live),
            failures=failures_of(issue, root, dates, is_new=is_new),
            is_live=is_live and not is_new,
            next_issue=next_issue,
            empty="" if issue.stories else self._empty(is_new=is_new),
            newer=tuple(maker.story(story, day=today, with_summary=False) for story in newer[:MOST_NEWER]),
            newer_label=say("{number} newer since this issue", number=dates.number(len(newer))) if newer else "",
            sections=sections,
            feeds=site.feeds_of(site.output("all"), root),
            top=tuple(maker.story(story, day=issue.day, is_anchored=True) for story in layout.top),
            quiet=tuple(self._quiet(region, issue.day, root) for region in issue.quiet if region.region in site.tree),
            coverage=self._coverage(issue.coverage, anchors, root),
            map=self._map(issue, root),
            late=late_of(issue, dates),
        )

    def _empty(self, *, is_new: bool) -> str:
        say = self.site.dates.words.say
        if is_new:
            hour = f"{self.site.at:%H:%M}"
            return say(
                "No issue yet; the first comes with the first items, and then one every day at {hour}.", hour=hour
            )
        return say(NOTHING_NEW)

    def _map(self, issue: Issue, root: str) -> MapView | None:
        """Where the items of an issue are about; nothing is drawn of none."""
        if self.map is None or not issue.stories:
            return None
        present = self.site.tree.present
        counts = Counter(present(region) for entry in issue.entries for region in entry.regions)
        return self.map.view(counts, self.site.headlines(root).region_link)

    def _coverage(
        self, counts: Sequence[tuple[str, tuple[int, ...]]], anchors: Mapping[str | None, str], root: str
    ) -> tuple[Spark, ...]:
        """The last seven days of the regions that head the sections of a page, in their order."""
        by_region, maker = dict(counts), self.site.headlines(root)
        return tuple(
            spark_of(maker.region_link(region), by_region[region], self.site.dates, anchors[region])
            for region in anchors
            if region in by_region and region is not None
        )

    def _quiet(self, quiet: QuietRegion, day: date, root: str) -> Quiet:
        dates, say = self.site.dates, self.site.dates.words.say
        since = dates.moment(quiet.since, seen_from=day) if quiet.since else ""
        text = say("nothing since {time}", time=since) if since else say("nothing")
        if quiet.sources:
            polled = dates.number(quiet.polled)
            text += ", " + dates.words.count(
                "{polled} of {number} source answered",
                "{polled} of {number} sources answered",
                quiet.sources,
                polled=polled,
            )
        return Quiet(self.site.headlines(root).region_link(quiet.region), text)

    def _describe(self, issue: Issue) -> str:
        """The first headlines in the site's language, else what the site says of itself."""
        info = self.site.info
        own = info.language.split("-")[0]
        leads = (story.lead for story in issue.stories)
        titles = [lead.title for lead in leads if (lead.language or own).split("-")[0] == own]
        return " · ".join(titles[:3]) or info.description or info.title

    def _day_link(self, root: str, day: date | None) -> Link | None:
        return self.site.headlines(root).day_link(day) if day else None


def section_path(day: date, section: Section) -> str:
    """Where all that a day has about an area stands: ``2026/01/14/russia/``."""
    return f"{day_path(day)}{section.region or 'elsewhere'}/"
