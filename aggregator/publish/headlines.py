"""Items as headlines, and headlines in groups: what every page of the site is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from aggregator.model import IssueEntry, RegionTree, SiteInfo
from aggregator.publish.datelines import Datelines
from aggregator.publish.digest import Group, Section
from aggregator.publish.proofs import proof_in_words, proof_words
from aggregator.publish.views import Headline, HeadlineGroup, Link, PageSection
from aggregator.text.html import shorten
from aggregator.text.language import direction, language_from_script
from aggregator.text.urls import resolve

MOST_CHIPS = 3
MOST_SUMMARY = 200


class Headlines:
    """Makes headlines for one page: links are relative to it. ``has_page``: whether a region has one to link to."""

    def __init__(
        self, site: SiteInfo, tree: RegionTree, dates: Datelines, root: str, has_page: Callable[[str], bool]
    ) -> None:
        self._site, self._tree, self._dates, self._root, self._has_page = site, tree, dates, root, has_page

    def headline(
        self, entry: IssueEntry, *, day: date, under: Iterable[str] = (), with_summary: bool = True
    ) -> Headline:
        """One item under a heading that stands for a day and, perhaps, for regions its place says already."""
        own = self._site.language.split("-")[0]
        language = entry.language or ""
        is_foreign = bool(language) and language.split("-")[0] != own
        outlet_language = language_from_script(entry.outlet) or ""
        return Headline(
            title=entry.title,
            url=resolve(None, entry.url) or "" if entry.url else "",
            language=language if is_foreign else "",
            direction=direction(language, entry.title),
            outlet=entry.outlet,
            outlet_language=outlet_language if outlet_language != own else "",
            ownership=entry.ownership if entry.ownership and entry.ownership != "private" else "",
            tongue=language.split("-")[0] if is_foreign else "",
            tongue_name=self._dates.language_name(language) if is_foreign else "",
            stamp=self._dates.stamp(entry, day),
            regions=self._chips(entry, set(under)),
            proof=proof_words(entry, under),
            why=proof_in_words(entry, under, self._tree),
            summary=summary_of(entry) if with_summary else "",
        )

    def _chips(self, entry: IssueEntry, under: set[str]) -> tuple[Link, ...]:
        """The regions worth naming beside a headline: none that its place, or another one named, implies already."""
        implied = {above for region in under for above in self._tree.closure(region)}
        chosen: list[str] = []
        for region in sorted(entry.regions, key=lambda name: -len(self._tree.closure(name))):
            if region in self._tree and region not in implied and len(chosen) < MOST_CHIPS:
                chosen.append(region)
                implied.update(self._tree.closure(region))
        return tuple(
            replace(self.region_link(region), why=proof_in_words(entry, (region,), self._tree)) for region in chosen
        )

    def region_link(self, region: str, count: str = "") -> Link:
        """A region, as a link where it has a page."""
        href = f"{self._root}region/{region}/" if self._has_page(region) else ""
        return Link(self._tree[region].title, href, count)

    def section(self, section: Section, *, day: date, shelf: Callable[[str], str]) -> PageSection:
        """An area of an issue. ``shelf`` gives the address of a region's feed, or ""."""
        return PageSection(
            anchor=anchor_of(section),
            title=section.title,
            href=self.region_link(section.region).href if section.region else "",
            feed=shelf(section.region) if section.region else "",
            count=self._dates.number(section.count),
            groups=tuple(self._group(group, section, day=day) for group in section.groups),
        )

    def _group(self, group: Group, section: Section, *, day: date) -> HeadlineGroup:
        is_whole = group.region is None or group.region == section.region
        place = group.region or section.region
        under = (place,) if place else ()
        return HeadlineGroup(
            anchor=f"{anchor_of(section)}-{group.region or 'all'}",
            title="" if is_whole else group.title,
            href=self.region_link(group.region).href if group.region and not is_whole else "",
            headlines=tuple(self.headline(entry, day=day, under=under) for entry in group.entries),
            more=tuple(self.headline(entry, day=day, under=under, with_summary=False) for entry in group.more),
            more_label=f"{self._dates.number(len(group.more))} more from {group.title}" if group.more else "",
        )

    def days(
        self, entries: Sequence[IssueEntry], *, today: date, under: Iterable[str] = ()
    ) -> tuple[HeadlineGroup, ...]:
        """Headlines under the days they were published on, newest first; none stands under a day to come."""
        found: dict[date, list[IssueEntry]] = {}
        for entry in entries:
            found.setdefault(min(self._dates.local_day(entry.published), today), []).append(entry)
        return tuple(
            HeadlineGroup(
                anchor=f"on-{day.isoformat()}",
                title=self._dates.full_day(day),
                href="",
                headlines=tuple(self.headline(entry, day=day, under=under) for entry in found[day]),
            )
            for day in sorted(found, reverse=True)
        )


def anchor_of(section: Section) -> str:
    """Where a section of an issue stands on its page."""
    return f"in-{section.region or 'elsewhere'}"


def summary_of(entry: IssueEntry) -> str:
    """Two lines of the text, without the headline that many feeds repeat at its head."""
    text, title = entry.summary, entry.title.rstrip("…")
    if text.casefold().startswith(title.casefold()):
        text = text[len(title) :].lstrip(" .:–—-…")
    return shorten(text, MOST_SUMMARY)
