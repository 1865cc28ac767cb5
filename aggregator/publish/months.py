"""The archive: the issues there are, as small calendars."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable, Sequence
from datetime import date

from aggregator.publish.datelines import Datelines
from aggregator.publish.views import DayCell, Month


def months_of(days: Sequence[tuple[date, int]], datelines: Datelines, link: Callable[[date], str]) -> tuple[Month, ...]:
    """Every month that has an issue, newest first. ``days``: (day, number of items); ``link``: address of its page."""
    counts = dict(days)
    starts = sorted({day.replace(day=1) for day in counts}, reverse=True)
    return tuple(_month(start, counts, datelines, link) for start in starts)


def _month(start: date, counts: dict[date, int], datelines: Datelines, link: Callable[[date], str]) -> Month:
    weeks = Calendar(datelines.locale.first_week_day).monthdatescalendar(start.year, start.month)
    return Month(
        title=datelines.month(start),
        anchor=f"m-{start:%Y-%m}",
        weekdays=tuple((datelines.weekday(day, "abbreviated"), datelines.weekday(day)) for day in weeks[0]),
        weeks=tuple(
            tuple(_cell(day, counts.get(day), datelines, link) if day.month == start.month else None for day in week)
            for week in weeks
        ),
    )


def _cell(day: date, count: int | None, datelines: Datelines, link: Callable[[date], str]) -> DayCell:
    number = datelines.number(day.day)
    if count is None:
        return DayCell(number, day.isoformat(), datelines.long_day(day), "", "")
    items = datelines.number(count)
    label = f"{datelines.long_day(day)}: {items} {'item' if count == 1 else 'items'}"
    return DayCell(number, day.isoformat(), label, items, link(day))
