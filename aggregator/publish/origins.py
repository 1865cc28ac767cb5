"""Whose words the news are: agencies' reports of the last two days, who carried each, and who told the same in words of their own.

A report is what one agency tells of one story. It is shown once, with all its copies, under the newest day it was carried
on: what came at night and spread in the morning is one report of the morning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from aggregator.model import CreditFigures, SiteInfo, SourceInfo, StoryItem
from aggregator.publish.datelines import Datelines
from aggregator.publish.labels import is_long, remarkable_ownership
from aggregator.publish.views import AgencyGroup, Carrier, Link, OriginsDay, OriginsView, WireReport
from aggregator.publish.words import marked
from aggregator.text.language import direction, language_from_script
from aggregator.text.urls import resolve

#: The most carried reports of a day that are shown; outlets beside one, and those that tell the same independently.
MOST_REPORTS, MOST_OUTLETS, MOST_INDEPENDENT = 60, 30, 12
NOTHING = marked(
    "No report of an agency was carried today or yesterday. When one is, it stands here once, with every outlet that "
    "carried it."
)
#: How the figures of a day call it.
_TODAY = marked("today, {day} ({zone})")
_YESTERDAY = marked("yesterday, {day} ({zone})")


@dataclass(frozen=True, slots=True)
class Report:
    """What an agency tells of a story."""

    agency: str
    story: str
    copies: tuple[StoryItem, ...]  #: earliest first
    outlets: tuple[StoryItem, ...]  #: those that are the first of their outlets
    days: frozenset[date]  #: of the site, on which it was carried

    @property
    def day(self) -> date:
        """The day it stands under."""
        return max(self.days)

    @property
    def anchor(self) -> str:
        return f"{slug_of(self.agency)}-{self.story}"


def reports_of(stories: Mapping[str, Sequence[StoryItem]], dates: Datelines) -> tuple[Report, ...]:
    """Every report within some stories, the most carried first, then the newest."""
    found: dict[tuple[str, str], list[StoryItem]] = {}
    for story, members in stories.items():
        for item in members:
            if item.agency:
                found.setdefault((item.agency, story), []).append(item)
    reports = [
        Report(
            agency, story, tuple(copies), firsts(copies), frozenset(dates.local_day(one.published) for one in copies)
        )
        for (agency, story), copies in found.items()
    ]
    reports.sort(key=lambda one: (-len(one.outlets), -one.copies[-1].published.timestamp(), one.anchor))
    return tuple(reports)


def firsts(items: Iterable[StoryItem]) -> tuple[StoryItem, ...]:
    """The first item of each outlet."""
    found: dict[str, StoryItem] = {}
    for item in items:
        found.setdefault(item.outlet, item)
    return tuple(found.values())


def in_time(members: Iterable[StoryItem], dates: Datelines, today: date) -> tuple[StoryItem, ...]:
    """Items earliest first, without those of days to come."""
    known = (item for item in members if dates.local_day(item.published) <= today)
    return tuple(sorted(known, key=lambda item: (item.published, item.id)))


def slug_of(agency: str) -> str:
    """``ria-novosti``"""
    return re.sub(r"\W+", "-", agency.casefold())


class Origins:
    """Makes the page. ``stories``: those of every item that credits an agency, with all their items. ``infos``: of sources, by id."""

    def __init__(
        self,
        stories: Mapping[str, Sequence[StoryItem]],
        infos: Mapping[str, SourceInfo],
        site: SiteInfo,
        dates: Datelines,
        today: date,
    ) -> None:
        self._infos, self._site, self._dates, self._words = infos, site, dates, dates.words
        self._stories = {story: in_time(members, dates, today) for story, members in stories.items()}
        self._reports = reports_of(self._stories, dates)
        self._by_story: dict[str, list[Report]] = {}
        for report in self._reports:
            self._by_story.setdefault(report.story, []).append(report)

    def view(self, today: CreditFigures, yesterday: CreditFigures) -> OriginsView:
        """``today`` and ``yesterday``: how much of each day's news credits an agency."""
        held = {one.day: [report for report in self._reports if report.day == one.day] for one in (today, yesterday)}
        shown = frozenset(report.anchor for reports in held.values() for report in reports[:MOST_REPORTS])
        days = [
            OriginsDay(
                anchor=f"on-{one.day.isoformat()}",
                title=self._dates.full_day(one.day),
                summary=self._summary(one, _YESTERDAY) if one is yesterday else "",
                agencies=self._agencies(held[one.day], shown),
            )
            for one in (today, yesterday)
            if held[one.day]
        ]
        return OriginsView(self._summary(today, _TODAY), tuple(days), "" if days else self._words.say(NOTHING))

    def _summary(self, figures: CreditFigures, name: str) -> str:
        """How much credits an agency, and how few reports that is. ``name``: the message that names the day."""
        say, count = self._words.say, self._words.count
        when = say(name, day=self._dates.long_day(figures.day), zone=self._site.timezone)
        if not figures.items:
            return self._words.capital(say("No item of {when}, yet.", when=when))
        credit = count(
            "{number} of {items} of {when}, credits an agency",
            "{number} of {items} of {when}, credit an agency",
            figures.credited,
            items=self._dates.counted(figures.items, "item"),
            when=when,
        )
        parts = [credit]
        reports = [report for report in self._reports if figures.day in report.days]
        if reports:
            agencies = self._dates.counted(len({report.agency for report in reports}), "agency")
            told = self._dates.counted(len(reports), "report")
            parts = [say("{credit}: {reports} of {agencies}", credit=credit, reports=told, agencies=agencies)]
        if later := sum(report.day > figures.day for report in reports):
            parts.append(
                count(
                    "{number} of them went on to be carried today and stands above",
                    "{number} of them went on to be carried today and stand above",
                    later,
                )
            )
        if len(reports) - later > MOST_REPORTS:
            parts.append(say("the {number} most carried are shown", number=MOST_REPORTS))
        return self._words.capital(say("{sentence}.", sentence="; ".join(parts)))

    def _agencies(self, reports: Sequence[Report], shown: frozenset[str]) -> tuple[AgencyGroup, ...]:
        """A day's reports by agency, that with the most copies first."""
        found: dict[str, list[Report]] = {}
        for report in reports:
            found.setdefault(report.agency, []).append(report)
        copies = {agency: sum(len(report.outlets) for report in held) for agency, held in found.items()}
        groups = []
        for agency in sorted(found, key=lambda agency: (-copies[agency], -len(found[agency]), agency)):
            there = [report for report in found[agency] if report.anchor in shown]
            if there:
                counts = ((len(found[agency]), "report"), (copies[agency], "copy"))
                groups.append(
                    AgencyGroup(
                        anchor=f"on-{reports[0].day.isoformat()}-{slug_of(agency)}",
                        title=agency,
                        count=", ".join(self._dates.counted(*pair) for pair in counts),
                        reports=tuple(self._report(report, shown) for report in there),
                    )
                )
        return tuple(groups)

    def _report(self, report: Report, shown: frozenset[str]) -> WireReport:
        own = (item for item in report.copies if not self._foreign(item))
        head = next(own, report.copies[0])
        telling = firsts(item for item in self._stories[report.story] if not item.agency)
        return WireReport(
            anchor=report.anchor,
            title=title_of(head),
            url=url_of(head),
            language=self._foreign(head),
            direction=direction(head.language, head.title),
            is_long=is_long(title_of(head)),
            count=self._dates.counted(len(report.outlets), "outlet"),
            carriers=tuple(self._carrier(item, report.day) for item in report.outlets[:MOST_OUTLETS]),
            more=self._more(report.outlets, MOST_OUTLETS),
            independent=tuple(map(self._carrier, telling[:MOST_INDEPENDENT])),
            more_independent=self._more(telling, MOST_INDEPENDENT),
            others=tuple(
                Link(
                    other.agency,
                    f"#{other.anchor}" if other.anchor in shown else "",
                    self._dates.counted(len(other.outlets), "outlet"),
                )
                for other in self._by_story[report.story]
                if other is not report
            ),
        )

    def _more(self, items: Sequence[StoryItem], most: int) -> str:
        rest = len(items) - most
        return self._words.count("{number} more", "{number} more", rest) if rest > 0 else ""

    def _carrier(self, item: StoryItem, day: date | None = None) -> Carrier:
        """An outlet; ``day`` is the one it stands under, and None where its time is not told."""
        language = self._foreign(item)
        script = _script_of(item.publisher)
        ownership = self._infos[item.source].ownership if item.source in self._infos else None
        return Carrier(
            outlet=item.publisher or item.outlet,
            outlet_language=script if script != self._own else "",
            ownership=remarkable_ownership(ownership, self._words),
            title=title_of(item),
            url=url_of(item),
            tongue=language.split("-")[0],
            tongue_name=self._dates.language_name(language) if language else "",
            stamp=self._dates.stamp(item, day) if day else None,
        )

    @property
    def _own(self) -> str:
        return self._site.language.split("-")[0]

    def _foreign(self, item: StoryItem) -> str:
        """The language of an item where it is not the site's, else ""."""
        language = item.language or ""
        return language if language and language.split("-")[0] != self._own else ""


@lru_cache(maxsize=4096)
def _script_of(outlet: str) -> str:
    return language_from_script(outlet) or ""


def title_of(item: StoryItem) -> str:
    """A headline, whatever there is."""
    return item.title or item.url or item.publisher


def url_of(item: StoryItem) -> str:
    """An address on the web, or ""."""
    return resolve(None, item.url) or "" if item.url else ""
