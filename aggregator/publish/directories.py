"""The lists of the site: its issues, its feeds, its sources."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Literal

from aggregator.model import OutputSpec, SiteInfo, SourceHealth
from aggregator.publish.datelines import Datelines
from aggregator.publish.health import public_health
from aggregator.publish.issueviews import ArchiveView, DayCell, Month
from aggregator.publish.labels import ownership_in_words, state_in_words
from aggregator.publish.shown import feed_path, public_url
from aggregator.publish.views import (
    FeedLink,
    FeedRow,
    FeedShelf,
    FeedsView,
    SourceRow,
    SourcesView,
    Stamp,
)
from aggregator.publish.words import marked, words_of
from aggregator.text.language import language_from_script
from aggregator.text.urls import redact

Level = Literal["bad", "warn", "ok", "off"]

#: State word → how much it should worry people; a word that is not here worries most.
_LEVELS: dict[str, Level] = {
    "ok": "ok", "empty": "ok", "off": "off", "never polled": "off", "slow": "warn", "moved": "warn",
    "stale": "warn", "undated": "warn",
}  # fmt: skip
_ORDER: tuple[Level, ...] = ("bad", "warn", "off", "ok")
#: Scheme of an output → its shelf.
_SHELVES = {"": marked("Feeds"), "topic": marked("Topics"), "region": marked("Regions")}


def archive_view(days: Sequence[tuple[date, int]], dates: Datelines, root: str) -> ArchiveView:
    """The issues as months, newest first."""
    counts = dict(days)
    months = sorted({(day.year, day.month) for day in counts}, reverse=True)
    total = len(counts)
    summary = (
        dates.words.count("{number} issue.", "{number} issues.", total) if total else dates.words.say("No issue yet.")
    )
    return ArchiveView(summary, tuple(month_of(year, month, counts, dates, root) for year, month in months))


def month_of(year: int, month: int, counts: dict[date, int], dates: Datelines, root: str) -> Month:
    """One month as weeks, Monday first."""
    week_days = [date(2024, 1, number) for number in range(1, 8)]
    weeks = [
        tuple(cell_of(day, counts, dates, root) if day.month == month else None for day in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]
    return Month(
        title=dates.month(date(year, month, 1)),
        anchor=f"m-{year}-{month:02}",
        weekdays=tuple((dates.weekday(day, "abbreviated"), dates.weekday(day)) for day in week_days),
        weeks=tuple(weeks),
    )


def cell_of(day: date, counts: dict[date, int], dates: Datelines, root: str) -> DayCell:
    count = counts.get(day)
    if count is None:
        return DayCell(str(day.day), day.isoformat(), "", "", "")
    label = f"{dates.full_day(day)}, {dates.counted(count, 'item')}"
    return DayCell(str(day.day), day.isoformat(), label, dates.number(count), f"{root}{day:%Y/%m/%d}/")


def feeds_view(
    outputs: Sequence[OutputSpec], site: SiteInfo, root: str, links: Callable[[OutputSpec, str], tuple[FeedLink, ...]]
) -> FeedsView:
    """The feeds on three shelves: the desk's own, topics, regions by name."""
    words = words_of(site)
    shelves: dict[str, list[FeedRow]] = {scheme: [] for scheme in _SHELVES}
    for spec in outputs:
        title = spec.title.removesuffix(f" · {site.title}")
        address = public_url(site, feed_path(spec.name, spec.formats[0])) if spec.formats else ""
        page = f"{root}{spec.page}" if spec.page else root if spec.scheme == "all" else ""
        limit = words.say("newest {limit}", limit=spec.limit)
        row = FeedRow(title, page, spec.description, limit, links(spec, root), address)
        shelves[spec.scheme if spec.scheme in shelves else ""].append(row)
    shelves["region"].sort(key=lambda row: row.title)
    made = tuple(
        FeedShelf(words.say(title), f"shelf-{title.lower()}", tuple(shelves[scheme]))
        for scheme, title in _SHELVES.items()
        if shelves[scheme]
    )
    return FeedsView(made, f"{root}feeds/all.opml", f"{root}feeds/sources.opml")


def sources_view(healths: Sequence[SourceHealth], dates: Datelines, feeds: tuple[FeedLink, ...] = ()) -> SourcesView:
    """Every source, worst first; figures are of days, so that the page changes when something did."""
    rows = tuple(source_row(public_health(health), dates) for health in worst_first(healths))
    well = sum(row.level == "ok" for row in rows)
    summary = dates.words.count(
        "{well} of {number} source is well.", "{well} of {number} sources are well.", len(rows), well=dates.number(well)
    )
    return SourcesView(summary if rows else dates.words.say("No sources are configured yet."), rows, feeds)


def worst_first(healths: Sequence[SourceHealth]) -> tuple[SourceHealth, ...]:
    """The order of every list of sources: what needs a look first, then by name."""
    return tuple(
        sorted(healths, key=lambda health: (_ORDER.index(level_of(health)), health.title.casefold(), health.id))
    )


def level_of(health: SourceHealth) -> Level:
    return _LEVELS.get(str(health.state), "bad")


def source_row(health: SourceHealth, dates: Datelines) -> SourceRow:
    def day(moment: datetime | None) -> Stamp | None:
        return Stamp(dates.local_day(moment).isoformat(), dates.short_day(dates.local_day(moment))) if moment else None

    return SourceRow(
        title=health.title,
        language=language_from_script(health.title) or "",
        url=redact(health.url) if health.url.startswith(("http://", "https://")) else "",
        ownership=ownership_in_words(health.ownership, dates.words),
        state=state_in_words(str(health.state), dates.words),
        level=level_of(health),
        reason=health.reason,
        since=day(health.since),
        last_new=day(health.last_new),
        items=dates.number(sum(health.items_by_day)),
        anchor=source_anchor(health.id),
    )


def source_anchor(source_id: str) -> str:
    """Where a source stands on the page of sources."""
    return f"source-{source_id}"
