"""Stories as headlines, and headlines in groups: what every page of the site is made of."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from aggregator.model import IssueEntry, IssueStory, RegionTree, SiteInfo
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import TOP, Group, Section
from aggregator.publish.issueviews import PageSection
from aggregator.publish.labels import is_long, remarkable_ownership
from aggregator.publish.places import day_path, story_path
from aggregator.publish.proofs import proof_in_words, proof_words
from aggregator.publish.views import Carrier, Headline, HeadlineGroup, Link
from aggregator.text.html import shorten
from aggregator.text.language import direction, language_from_script
from aggregator.text.urls import resolve

MOST_CHIPS = 3
MOST_SUMMARY = 200
#: So many stories of a group have a summary; the others are a line each.
SUMMARIES = 3
#: Outlets named beside a story, and those in the list of all.
MOST_ALSO, MOST_OTHERS = 4, 60


class Headlines:
    """Makes headlines for one page: links are relative to it. ``has_page``: whether a region has one to link to.

    ``lasting``: the stories that have a page; None where all have that were told before, as in an issue that is closed.
    """

    def __init__(
        self,
        site: SiteInfo,
        tree: RegionTree,
        dates: Datelines,
        root: str,
        has_page: Callable[[str], bool],
        lasting: Container[str] | None = None,
    ) -> None:
        self._tree, self._dates, self._root, self._has_page, self._lasting = tree, dates, root, has_page, lasting
        self._own = site.language.split("-")[0]
        self.say = dates.words.say

    def story(
        self,
        story: IssueStory,
        *,
        day: date,
        under: Iterable[str] = (),
        with_summary: bool = True,
        is_anchored: bool = False,
    ) -> Headline:
        """A story by its lead, under a heading that stands for a day and, perhaps, for regions its place says already."""
        headline = self.headline(story.lead, day=day, under=under, with_summary=with_summary)
        if is_anchored:
            headline = replace(headline, anchor=f"s-{story.id[:8]}")
        if story.day > 1:
            told = self.say("developing, day {number}", number=self._dates.number(story.day))
            is_there = self._lasting is None or story.id in self._lasting
            whole = f"{self._root}{story_path(story.id)}" if is_there else ""
            headline = replace(headline, developing=told, story=whole)
        if len(story.entries) == 1:
            return headline
        also = self._also(story, day)
        figures = [self._dates.counted(number, noun) for number, noun in self._figures(story)]
        if len(story.entries) == len(also) + 1 and len(also) <= MOST_ALSO:
            return replace(headline, also=also, figures=" · ".join(figures))
        in_time = sorted(story.entries, key=lambda one: (one.published, one.item_id))
        return replace(
            headline,
            also=also[:MOST_ALSO],
            others=tuple(self.carrier(one, day=day) for one in in_time[:MOST_OTHERS]),
            others_label=self.say("all {number}", number=self._dates.number(len(in_time))),
            figures=" · ".join(figures),
        )

    @staticmethod
    def _figures(story: IssueStory) -> Iterable[tuple[int, str]]:
        """What there is to count: outlets, and origins where they are fewer. An outlet alone with itself is no figure."""
        if story.outlets > 1:
            yield story.outlets, "outlet"
            if story.origins < story.outlets:
                yield story.origins, "origin"

    def _also(self, story: IssueStory, day: date) -> tuple[Carrier, ...]:
        """The other outlets, each by what it told first."""
        heard = {story.lead.outlet}
        found = []
        for entry in story.entries[1:]:
            if entry.outlet not in heard:
                heard.add(entry.outlet)
                found.append(self.carrier(entry, day=day))
        return tuple(found)

    def headline(
        self, entry: IssueEntry, *, day: date, under: Iterable[str] = (), with_summary: bool = True
    ) -> Headline:
        """One item."""
        language = entry.language or ""
        is_foreign = self._is_foreign(language)
        return Headline(
            title=entry.title,
            url=resolve(None, entry.url) or "" if entry.url else "",
            language=language if is_foreign else "",
            direction=direction(language, entry.title),
            outlet=entry.outlet,
            outlet_language=self._script_of(entry.outlet),
            ownership=remarkable_ownership(entry.ownership, self._dates.words),
            tongue=language.split("-")[0] if is_foreign else "",
            tongue_name=self._dates.language_name(language) if is_foreign else "",
            stamp=self._dates.stamp(entry, day),
            regions=self._chips(entry, set(under)),
            proof=proof_words(entry, under),
            why=proof_in_words(entry, under, self._tree, self._dates.words),
            summary=summary_of(entry) if with_summary else "",
            changed=self._changed(entry, day),
            note=self._corrected(entry, day),
            is_long=is_long(entry.title),
            host=host_of(entry.url),
        )

    def carrier(self, entry: IssueEntry, *, day: date) -> Carrier:
        """An outlet that tells a story, by one of its items."""
        language = entry.language or ""
        is_foreign = self._is_foreign(language)
        return Carrier(
            outlet=entry.outlet,
            outlet_language=self._script_of(entry.outlet),
            ownership=remarkable_ownership(entry.ownership, self._dates.words),
            title=entry.title,
            url=resolve(None, entry.url) or "" if entry.url else "",
            tongue=language.split("-")[0] if is_foreign else "",
            tongue_name=self._dates.language_name(language) if is_foreign else "",
            stamp=self._dates.stamp(entry, day),
            language=language if is_foreign else "",
            direction=direction(language, entry.title),
            is_long=is_long(entry.title),
        )

    def _changed(self, entry: IssueEntry, day: date) -> str:
        if entry.changed is None:
            return ""
        return self.say("title changed {time}", time=self._moment(entry.changed, day))

    def _corrected(self, entry: IssueEntry, day: date) -> str:
        if not entry.corrected:
            return ""
        time = self._moment(entry.corrected, day)
        return self.say("Corrected {time}: {reason}", time=time, reason=entry.reason)

    def _moment(self, moment: datetime, day: date) -> str:
        is_today = self._dates.local_day(moment) == day
        return self._dates.clock(moment) if is_today else self._dates.moment(moment, seen_from=day)

    def _is_foreign(self, language: str) -> bool:
        return bool(language) and language.split("-", maxsplit=1)[0] != self._own

    def _script_of(self, outlet: str) -> str:
        script = script_of(outlet)
        return script if script != self._own else ""

    def _chips(self, entry: IssueEntry, under: set[str]) -> tuple[Link, ...]:
        """The regions worth naming beside a headline: none that its place, or another one named, implies already."""
        implied = {above for region in under for above in self._tree.closure(region)}
        chosen: list[str] = []
        for region in sorted(entry.regions, key=lambda name: -len(self._tree.closure(name))):
            if region in self._tree and region not in implied and len(chosen) < MOST_CHIPS:
                chosen.append(region)
                implied.update(self._tree.closure(region))
        return tuple(
            replace(self.region_link(region), why=proof_in_words(entry, (region,), self._tree, self._dates.words))
            for region in chosen
        )

    def region_link(self, region: str, count: str = "") -> Link:
        """A region, as a link where it has a page."""
        href = f"{self._root}region/{region}/" if self._has_page(region) else ""
        return Link(self._tree[region].title, href, count)

    def day_link(self, day: date) -> Link:
        """The page of an issue."""
        return Link(self._dates.short_day(day), f"{self._root}{day_path(day)}")

    def section(self, section: Section, *, day: date, shelf: Callable[[str], str], rest: str = "") -> PageSection:
        """An area of an issue. ``shelf`` gives the address of a region's feed, or ""; ``rest`` is where the rest stands."""
        more = self._dates.number(section.rest)
        return PageSection(
            anchor=anchor_of(section),
            title=section.title,
            href=self.region_link(section.region).href if section.region else "",
            feed=shelf(section.region) if section.region else "",
            count=self._dates.number(section.count),
            groups=tuple(self._group(group, section, day=day) for group in section.groups if group.stories),
            rest=self.say("{number} more: {region}", number=more, region=section.title) if section.rest else "",
            rest_href=rest if section.rest else "",
        )

    def _group(self, group: Group, section: Section, *, day: date) -> HeadlineGroup:
        under, more = self._heading(group, section), self._dates.number(len(group.more))
        return HeadlineGroup(
            anchor=f"{anchor_of(section)}-{group.region or 'all'}",
            title="" if is_whole(group, section) else group.title,
            href=self.region_link(group.region).href if group.region and not is_whole(group, section) else "",
            headlines=tuple(
                self.story(one, day=day, under=under, with_summary=place < SUMMARIES, is_anchored=True)
                for place, one in enumerate(group.stories)
            ),
            more=tuple(
                self.story(one, day=day, under=under, with_summary=False, is_anchored=True) for one in group.more
            ),
            more_label=self.say("{number} more from {region}", number=more, region=group.title) if group.more else "",
        )

    def whole_group(self, group: Group, section: Section, *, day: date) -> HeadlineGroup:
        """Everything of a group, one line each."""
        under = self._heading(group, section)
        return HeadlineGroup(
            anchor=f"{anchor_of(section)}-{group.region or 'all'}",
            title=group.title,
            href=self.region_link(group.region).href if group.region else "",
            headlines=tuple(self.story(one, day=day, under=under, with_summary=False) for one in group.all),
        )

    @staticmethod
    def _heading(group: Group, section: Section) -> tuple[str, ...]:
        place = group.region or section.region
        return (place,) if place else ()

    def days(
        self, stories: Sequence[IssueStory], *, today: date, under: Iterable[str] = ()
    ) -> tuple[HeadlineGroup, ...]:
        """Stories under the days their leads were published on, newest first; none stands under a day to come."""
        found: dict[date, list[IssueStory]] = {}
        for story in stories:
            found.setdefault(min(self._dates.local_day(story.lead.published), today), []).append(story)
        return tuple(
            HeadlineGroup(
                anchor=f"on-{day.isoformat()}",
                title=self._dates.full_day(day),
                href="",
                headlines=tuple(self.story(story, day=day, under=under) for story in found[day]),
            )
            for day in sorted(found, reverse=True)
        )


@lru_cache(maxsize=4096)
def script_of(name: str) -> str:
    """The language of a name where its script gives it away, else ""."""
    return language_from_script(name) or ""


def host_of(url: str | None) -> str:
    """``https://www.civil.ge/a`` → ``civil.ge``; "" where there is no address."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_whole(group: Group, section: Section) -> bool:
    """Whether a group is about its area as a whole."""
    return group.region is None or group.region == section.region


def anchor_of(section: Section) -> str:
    """Where a section of an issue stands on its page."""
    return TOP if section.region == TOP else f"in-{section.region or 'elsewhere'}"


def summary_of(entry: IssueEntry) -> str:
    """Two lines of the text, without the headline that many feeds repeat at its head."""
    text, title = entry.summary, entry.title.rstrip("…")
    if text.casefold().startswith(title.casefold()):
        text = text[len(title) :].lstrip(" .:–—-…")
    return shorten(text, MOST_SUMMARY)
