"""What the home page and the pages of past days say: the view of an issue, open or closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from aggregator.model import Issue, IssueEntry, RegionTree
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import Group, Section, sections_of
from aggregator.publish.frame import Frame, day_page
from aggregator.publish.headlines import Headlines
from aggregator.publish.views import Failures, Headline, HeadlineGroup, IssueView, Page, PageSection

#: Items shown since a closed issue; the next one will have them all.
MOST_NEWER = 40
_DESCRIBED = 3


class IssuePages:
    """Makes the page model of issues."""

    def __init__(
        self,
        tree: RegionTree,
        frame: Frame,
        datelines: Datelines,
        *,
        language: str,
        order: Sequence[str],
        per_region: int,
    ) -> None:
        self._tree = tree
        self._frame = frame
        self._datelines = datelines
        self._language = language
        self._order = tuple(order)
        self._per_region = per_region

    def home(
        self,
        issue: Issue | None,
        newer: Sequence[IssueEntry],
        *,
        previous: date | None,
        next_issue: datetime,
        live: bool,
    ) -> tuple[Page, IssueView]:
        """The home page; see :meth:`aggregator.publish.site.Site.home`."""
        day = issue.day if issue else self._datelines.local_day(next_issue)
        due = self._datelines.moment(next_issue, seen_from=day)
        description = _described(issue.entries if issue else newer) or "News by region, from the outlets' own feeds."
        heading = self._datelines.long_day(day) if issue else ""
        page = self._frame.page("index.html", heading, description, own=self._frame.everything, previous=previous)
        headlines = self._headlines(page.root)
        shown = headlines.many(newer[:MOST_NEWER], day)
        label = "Since this issue" if issue else "So far"
        if len(newer) > MOST_NEWER:
            label += f": the newest {self._datelines.number(MOST_NEWER)} of {self._datelines.number(len(newer))}"
        if issue is None:
            empty = "" if newer else f"No issue yet; the first appears {due}."
            return page, self._view(
                page, None, heading="No issue yet", empty=empty, due=due, newer=shown, newer_label=label
            )
        return page, self._view(page, issue, is_live=live, due=due, newer=shown, newer_label=label)

    def day(self, issue: Issue, *, previous: date | None, following: date | None) -> tuple[Page, IssueView]:
        """The page of a closed issue."""
        long_day = self._datelines.long_day(issue.day)
        page = self._frame.page(
            day_page(issue.day),
            long_day,
            _described(issue.entries) or f"The issue of {long_day}.",
            own=self._frame.everything,
            kind="article",
            previous=previous,
            following=following,
        )
        return page, self._view(page, issue)

    def _view(
        self,
        page: Page,
        issue: Issue | None,
        *,
        heading: str = "",
        empty: str = "",
        is_live: bool = False,
        due: str = "",
        newer: tuple[Headline, ...] = (),
        newer_label: str = "",
    ) -> IssueView:
        sections = sections_of(issue, self._tree, self._order, self._per_region) if issue else ()
        return IssueView(
            heading=self._datelines.full_day(issue.day) if issue else heading,
            datetime=issue.day.isoformat() if issue else "",
            summary=self._summary(issue, live=is_live) if issue else "",
            failures=_failures(issue, page.root) if issue else None,
            is_live=is_live,
            next_issue=due,
            empty=self._find_empty(issue, live=is_live) if issue else empty,
            newer=newer,
            newer_label=newer_label,
            sections=tuple(self._section(section, issue.day, page.root) for section in sections) if issue else (),
            feeds=self._frame.feed_links(self._frame.everything, page.root),
        )

    def _section(self, section: Section, day: date, root: str) -> PageSection:
        headlines = self._headlines(root)
        anchor = f"s-{section.region or 'elsewhere'}"
        return PageSection(
            anchor=anchor,
            title=section.title,
            href=self._frame.region_page(section.region, root) if section.region else "",
            feed=self._frame.region_feed(section.region, root) if section.region else "",
            count=self._datelines.number(section.count),
            groups=tuple(self._group(group, section, anchor, day, headlines) for group in section.groups),
        )

    def _group(self, group: Group, section: Section, anchor: str, day: date, headlines: Headlines) -> HeadlineGroup:
        beside = {region for region in (group.region, section.region) if region}
        more = self._datelines.number(len(group.more))
        return HeadlineGroup(
            anchor=f"{anchor}--{group.region}" if group.region else "",
            title=group.title if group.region else "",
            href=headlines.region_page(group.region) if group.region else "",
            headlines=headlines.many(group.entries, day, beside=beside, summaries=1),
            more=headlines.many(group.more, day, beside=beside),
            more_label=f"{more} more from {group.title}" if group.more else "",
        )

    def _headlines(self, root: str) -> Headlines:
        return Headlines(
            self._tree, self._datelines, self._language, lambda region: self._frame.region_page(region, root)
        )

    def _summary(self, issue: Issue, *, live: bool) -> str:
        """``312 items from 71 outlets, Monday 07:00 to Tuesday 07:00 (UTC+4).`` An open issue has no end."""
        number, moment = self._datelines.number, self._datelines.moment
        items = f"{number(len(issue.entries))} {'item' if len(issue.entries) == 1 else 'items'}"
        items += f" from {number(issue.outlets)} {'outlet' if issue.outlets == 1 else 'outlets'}"
        zone = self._datelines.offset(issue.covers_from or issue.covers_to)
        begin = moment(issue.covers_from, seen_from=issue.day) if issue.covers_from else ""
        end = "" if live else moment(issue.covers_to, seen_from=issue.day)
        span = {
            (True, True): f"{begin} to {end}",
            (True, False): f"since {begin}",
            (False, True): f"up to {end}",
            (False, False): "so far",
        }[bool(begin), bool(end)]
        return f"{items}, {span} ({zone})."

    def _find_empty(self, issue: Issue, *, live: bool) -> str:
        if issue.entries:
            return ""
        if issue.sources_polled and issue.sources_failed >= issue.sources_polled:
            return "Nothing could be read. Earlier issues are in the archive."
        return "Quiet so far: nothing new yet." if live else "A quiet day: nothing new."


def _failures(issue: Issue, root: str) -> Failures | None:
    if not issue.sources_failed:
        return None
    href = f"{root}sources/index.html"
    if issue.sources_failed >= issue.sources_polled:
        return Failures(f"All {issue.sources_failed} sources failed.", href, is_total=True)
    return Failures(f"{issue.sources_failed} of {issue.sources_polled} sources failed.", href, is_total=False)


def _described(entries: Sequence[IssueEntry]) -> str:
    return " · ".join(entry.title for entry in entries[:_DESCRIBED])
