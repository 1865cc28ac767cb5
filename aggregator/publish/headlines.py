"""From an entry to the headline a page shows: link, language, direction, outlet, time, regions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from aggregator.model import IssueEntry, RegionTree
from aggregator.publish.datelines import Datelines
from aggregator.publish.shown import web_url
from aggregator.publish.views import Headline, Link
from aggregator.text import html
from aggregator.text.language import direction, find_language, main_script

#: Regions named beside a headline.
_MOST_REGIONS = 5
_MOST_SUMMARY = 200


class Headlines:
    """Makes the headlines of one page. ``link`` gives the address of a region's page as seen from it, or ""."""

    def __init__(self, tree: RegionTree, datelines: Datelines, language: str, link: Callable[[str], str]) -> None:
        self._tree = tree
        self._datelines = datelines
        self._base = language.split("-")[0].lower()
        self._link = link

    def many(
        self, entries: Sequence[IssueEntry], day: date, *, beside: Collection[str] = (), summaries: int = 0
    ) -> tuple[Headline, ...]:
        """Headlines under a heading that stands for ``day`` and the regions ``beside``; the first few with a summary."""
        return tuple(
            self.one(entry, day, beside=beside, has_summary=place < summaries) for place, entry in enumerate(entries)
        )

    def one(self, entry: IssueEntry, day: date, *, beside: Collection[str] = (), has_summary: bool = False) -> Headline:
        """One headline; what its place on the page says already is not said again."""
        tongue = (entry.language or "").split("-")[0].lower()
        is_foreign = bool(tongue) and tongue != self._base
        return Headline(
            title=entry.title,
            url=web_url(entry.url) or "",
            language=(entry.language or "") if is_foreign else "",
            direction=direction(entry.language, entry.title),
            outlet=entry.outlet,
            outlet_language=language_of_name(entry.outlet, entry.language),
            ownership=shown_ownership(entry.ownership),
            tongue=tongue if is_foreign else "",
            tongue_name=self._datelines.language_name(tongue) if is_foreign else "",
            stamp=self._datelines.stamp(entry, day),
            regions=self._regions(entry.regions, beside),
            summary=html.shorten(entry.summary, _MOST_SUMMARY) if has_summary else "",
        )

    def _regions(self, regions: Sequence[str], beside: Collection[str]) -> tuple[Link, ...]:
        """The most specific regions: who reads Georgia need not read South Caucasus and Caucasus."""
        known = [region for region in regions if region in self._tree]
        implied = {above for region in known for above in self._tree.closure(region)[1:]}
        shown = [region for region in known if region not in implied and region not in beside]
        return tuple(Link(self._tree[region].title, self._link(region)) for region in shown[:_MOST_REGIONS])


def language_of_name(name: str, declared: str | None) -> str:
    """The language of an outlet's name, for fonts and voices; "" in Latin letters, where it could be any."""
    return (find_language(declared, name) or "") if main_script(name) not in {None, "LATIN"} else ""


def shown_ownership(ownership: str | None) -> str:
    """Private is what readers expect and goes without saying."""
    return ownership if ownership and ownership != "private" else ""
