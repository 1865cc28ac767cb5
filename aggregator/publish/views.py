"""What templates get to see: the page model.

Every template is given two names: ``page`` (:class:`Page`, what all pages share) and ``view`` (one of the views below).
Everything in them is final: texts are plain and in the words the page shows, addresses are relative to the page (or
absolute http and https addresses of publishers), dates are written out. A template arranges them and decides nothing.
Fields are only ever added; a template of your own goes on working.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Link:
    """An address inside the site, with its text. ``href`` is "" where there is no page to go to."""

    title: str
    href: str
    count: str = ""  #: a number that belongs to it, ready to show
    current: bool = False  #: it is the page we are on
    why: str = ""  #: where it stands beside a headline: by which words, where, and as what it is named


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One format of one feed."""

    title: str  #: of the feed
    format: str  #: Atom, RSS or JSON
    media_type: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """What every page has: its head, its navigation and its footer."""

    path: str  #: below the site's root, "region/georgia/index.html"
    root: str  #: the way from the page to the site's root: "", "../", …
    language: str  #: BCP 47, of the site
    direction: Direction
    site_title: str
    site_description: str
    title: str  #: of the document
    description: str
    canonical: str  #: absolute address of the page; "" where the site has no public one
    kind: Literal["website", "article"]  #: og:type
    locale: str  #: og:locale
    robots: str
    nav: tuple[Link, ...]
    feeds: tuple[FeedLink, ...]  #: for discovery: the page's own first, then the one with everything
    previous: Link | None = None  #: the issue before, on pages of issues
    next: Link | None = None
    contact: str = ""  #: a mailto: or https: address, or ""
    picture: str = ""  #: absolute address of og:image, 1200 by 630; "" where the site has no public one
    is_searched: bool = False  #: its main part is for the search, where the site has one
    search: str = ""  #: address of the page of the search, or ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When: ``datetime`` for machines, ``text`` for people; ``label`` is "seen" where only our first sight is known."""

    datetime: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """An outlet that has a story, by what it published first of it. ``url`` is "" where that has no address of its own."""

    outlet: str
    outlet_language: str  #: of the outlet's name where its script gives it away, else ""
    ownership: str  #: state, public …; "" for private and unknown
    title: str  #: its own headline
    url: str
    tongue: str  #: short mark of a language that is not the page's, "ka"
    tongue_name: str  #: and its name, "Georgian"
    stamp: Stamp | None  #: None too for those who carried no report
    language: str = ""  #: BCP 47 of its headline where it is not the page's, else ""
    direction: Direction = "ltr"  #: of its headline
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """One story, by the item that leads it. ``url`` is "" where that has no address of its own."""

    title: str
    url: str
    language: str  #: BCP 47 where it is not the page's, else ""
    direction: Direction
    outlet: str
    outlet_language: str  #: of the outlet's name where its script gives it away, else ""
    ownership: str  #: state, public …; "" for private and unknown
    tongue: str  #: short mark of a language that is not the page's, "ka"
    tongue_name: str  #: and its name, "Georgian"
    stamp: Stamp | None
    regions: tuple[Link, ...]  #: what it is about, beside what its place on the page says already
    proof: str  #: the words that put it in its place, "" where nothing or only its source did
    why: str  #: where these words stand, and as what they count: "Georgia: “Tbilisi” in the title (town)"
    summary: str  #: "" where the headline stands alone
    anchor: str = ""  #: its id on the page, "" where it has none
    also: tuple[Carrier, ...] = ()  #: the first outlets that tell the same
    others: tuple[
        Carrier, ...
    ] = ()  #: all that tell the same, the lead too, earliest first; empty where ``also`` has them all
    others_label: str = ""  #: "all 11"
    figures: str = ""  #: "7 outlets · 2 origins", "" for one that nobody else tells
    developing: str = ""  #: "developing, day 3"
    story: str = ""  #: address of the page of a story that several issues told, or ""
    changed: str = ""  #: "title changed 14:05"
    note: str = ""  #: what the editor says of it
    is_long: bool = False  #: its title would fill the page: a few lines of it are shown until it is pointed at
    host: str = ""  #: whose address it is, "civil.ge": for paper, where no link can be followed


@dataclass(frozen=True, slots=True)
class HeadlineGroup:
    """Headlines under one heading; ``title`` is "" for those of the area as a whole."""

    anchor: str
    title: str
    href: str
    headlines: tuple[Headline, ...]
    more: tuple[Headline, ...] = ()
    more_label: str = ""  #: "3 more from Georgia"


@dataclass(frozen=True, slots=True)
class Spark:
    """Seven days of a region as seven bars."""

    link: Link  #: the region, with the items of the seven days
    path: str  #: of the bars, in a box of 84 by 18
    label: str  #: the same in words
    anchor: str = ""  #: of its section on the page, or ""


@dataclass(frozen=True, slots=True)
class TagView:
    """``region.html`` and ``topic.html``: the last days of a region or a topic."""

    heading: str
    description: str
    rule: str  #: of a topic, in words; "" for a region
    summary: str
    empty: str
    above: tuple[Link, ...]  #: regions it belongs to, nearest first
    below: tuple[Link, ...]  #: regions that belong to it and have a page
    days: tuple[HeadlineGroup, ...]  #: newest first
    feeds: tuple[FeedLink, ...]
    address: str  #: full address of its first feed, to copy
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A region in the overview, with those below it."""

    link: Link
    children: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class RegionsView:
    """``regions.html``: the tree."""

    summary: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the overview."""

    link: Link
    description: str
    rule: str


@dataclass(frozen=True, slots=True)
class TopicsView:
    """``topics.html``."""

    summary: str
    topics: tuple[TopicRow, ...]


@dataclass(frozen=True, slots=True)
class WireReport:
    """An agency's report of a story, and who carried it."""

    anchor: str
    title: str  #: of the earliest copy in the page's language, else of the earliest
    url: str  #: of that copy, or ""
    language: str  #: of the title where it is not the page's, else ""
    direction: Direction
    count: str  #: "6 outlets"
    carriers: tuple[Carrier, ...]  #: earliest first
    more: str  #: "12 more" outlets that are not shown, or ""
    independent: tuple[Carrier, ...]  #: outlets that tell the story without the credit of an agency, earliest first
    more_independent: str
    others: tuple[Link, ...]  #: other agencies whose reports of the same story were carried; ``count`` is "2 outlets"
    is_long: bool = False  #: its title would fill the page


@dataclass(frozen=True, slots=True)
class AgencyGroup:
    """The reports of one agency, the most carried first."""

    anchor: str
    title: str
    count: str  #: "2 reports, 7 copies"
    reports: tuple[WireReport, ...]


@dataclass(frozen=True, slots=True)
class OriginsDay:
    """The reports whose newest copy is of a day, by agency, the most copied first."""

    anchor: str
    title: str
    summary: str  #: its figures, or "" where they stand at the top of the page
    agencies: tuple[AgencyGroup, ...]


@dataclass(frozen=True, slots=True)
class OriginsView:
    """``origins.html``: today's reports of agencies, and below them those of the day before."""

    summary: str  #: how many items of today credit an agency, and how many reports they are
    days: tuple[OriginsDay, ...]
    empty: str  #: what to say where there is nothing to show, else ""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the directory."""

    title: str
    page: str  #: its page, or ""
    rule: str
    limit: str
    feeds: tuple[FeedLink, ...]
    address: str  #: full, to copy


@dataclass(frozen=True, slots=True)
class FeedShelf:
    """Feeds of one sort."""

    title: str
    anchor: str
    rows: tuple[FeedRow, ...]


@dataclass(frozen=True, slots=True)
class FeedsView:
    """``feeds.html``: the directory."""

    shelves: tuple[FeedShelf, ...]
    all_opml: str
    sources_opml: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how it fares. Times are days: the page stays as it is while nothing happens."""

    title: str
    language: str  #: of its title where the script gives it away, else ""
    url: str  #: "" where it is no http address
    ownership: str
    state: str
    level: Literal["bad", "warn", "ok", "off"]
    reason: str
    since: Stamp | None
    last_new: Stamp | None
    items: str  #: of the last seven days
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class SourcesView:
    """``sources.html``: worst first."""

    summary: str
    rows: tuple[SourceRow, ...]
    feeds: tuple[FeedLink, ...] = ()  #: of the changes of their health


@dataclass(frozen=True, slots=True)
class PlainView:
    """``about.html``, ``search.html``, ``not_found.html`` and ``moved.html``, the page at a former address."""

    heading: str
    home: str  #: address of the home page, or of the page that has moved
    issue_hour: str = ""  #: "07:00 (Asia/Tbilisi)"
