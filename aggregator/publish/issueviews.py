"""What the templates of issues get to see; see `views` for what holds of all views."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.publish.views import Direction, FeedLink, Headline, HeadlineGroup, Link, Spark


@dataclass(frozen=True, slots=True)
class PageSection:
    """An area of an issue."""

    anchor: str
    title: str
    href: str  #: of the region's page, or ""
    feed: str  #: of the region's feed, or ""
    count: str
    groups: tuple[HeadlineGroup, ...]
    spark: Spark | None = None
    rest: str = ""  #: "212 more about South Caucasus", of what the page has no room for
    rest_href: str = ""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A region that an issue has nothing about."""

    link: Link
    text: str  #: "nothing since Monday 09:00, 6 of 7 sources answered"


@dataclass(frozen=True, slots=True)
class Failures:
    """What is said of sources that failed; ``is_total`` when all of them did."""

    text: str
    href: str
    is_total: bool


@dataclass(frozen=True, slots=True)
class MapShape:
    """A country, a part of one or a contested area on the map. Coordinates are those of the view box."""

    title: str  #: "Georgia: 12 items"; "" for an area that no region of the desk stands for
    href: str  #: of the region's page, or ""
    path: str  #: for the attribute ``d``
    level: int  #: how much there is, 0 (nothing) to 5
    is_contested: bool  #: to be hatched, and never bordered as states are
    is_over: bool  #: it lies over its country, whose colour it shows where it has no level of its own


@dataclass(frozen=True, slots=True)
class MapNumber:
    """A number on the map, about its middle."""

    text: str
    x: int
    y: int
    is_small: bool  #: it has room only where the map is wide


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of regions, and what it shows as rows of a table."""

    label: str  #: for those who cannot see it
    caption: str  #: of the table
    view_box: str
    land: str  #: what lies around, and has nothing to tell, for the attribute ``d``
    shapes: tuple[MapShape, ...]  #: in the order of drawing
    numbers: tuple[MapNumber, ...]
    rows: tuple[Link, ...]  #: the most first; ``count`` is ready to show


@dataclass(frozen=True, slots=True)
class IssueView:
    """``today.html`` and ``day.html``."""

    heading: str
    datetime: str  #: of the day, for machines; "" before the first issue
    summary: str  #: how many items, from how many outlets, since when
    failures: Failures | None
    is_live: bool  #: still growing, not an issue yet
    next_issue: str  #: "Wednesday 07:00"; "" on the page of a past day
    empty: str  #: what to say where there is nothing to show, else ""
    newer: tuple[Headline, ...]  #: what came after the issue was closed
    newer_label: str
    sections: tuple[PageSection, ...]
    feeds: tuple[FeedLink, ...]
    top: tuple[Headline, ...] = ()  #: the stories of most origins
    quiet: tuple[Quiet, ...] = ()
    coverage: tuple[Spark, ...] = ()
    map: MapView | None = None
    late: str = ""  #: "12 more only say again what was told before."


@dataclass(frozen=True, slots=True)
class SectionView:
    """``section.html``: everything an issue has about an area that its page has no room for."""

    heading: str
    summary: str
    groups: tuple[HeadlineGroup, ...]
    issue: Link  #: the page of the issue


@dataclass(frozen=True, slots=True)
class StoryView:
    """``story.html``: a story that several issues told, day by day."""

    heading: str
    url: str  #: of the item that leads it, or ""
    language: str  #: of the heading where it is not the page's, else ""
    direction: Direction
    summary: str  #: how many items, outlets and origins, from when to when
    regions: tuple[Link, ...]
    issues: tuple[Link, ...]  #: that told it, oldest first
    days: tuple[HeadlineGroup, ...]  #: newest first
    is_long: bool = False  #: its heading would fill the page


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a calendar; ``href`` is "" for a day without an issue."""

    day: str  #: of the month
    datetime: str
    label: str  #: the day in full and what it holds, for those who cannot see the calendar
    count: str
    href: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven days; None outside the month."""

    title: str
    anchor: str
    weekdays: tuple[tuple[str, str], ...]  #: (short, full) names, in the order of the language's week
    weeks: tuple[tuple[DayCell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """``archive.html``: newest month first."""

    summary: str
    months: tuple[Month, ...]
