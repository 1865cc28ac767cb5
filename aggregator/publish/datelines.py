"""Days and times as a page says them: in the site's language and zone, absolute, never "two hours ago".

A static page is read at any time, so it may not say how long ago something was; and the zone is named once a page, so
that times stay short. Names and patterns come from CLDR through Babel.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from aggregator.model import DateBasis, Precision, SiteInfo
from aggregator.publish.views import Stamp
from aggregator.publish.words import countable, words_of

#: What is counted on pages.
_COUNTED = {
    "agency": countable("{number} agency", "{number} agencies"),
    "copy": countable("{number} copy", "{number} copies"),
    "issue": countable("{number} issue", "{number} issues"),
    "item": countable("{number} item", "{number} items"),
    "origin": countable("{number} origin", "{number} origins"),
    "outlet": countable("{number} outlet", "{number} outlets"),
    "report": countable("{number} report", "{number} reports"),
    "source": countable("{number} source", "{number} sources"),
}


class Dated(Protocol):
    """What has a date, and says what is known of it."""

    @property
    def published(self) -> datetime: ...
    @property
    def precision(self) -> Precision: ...
    @property
    def date_basis(self) -> DateBasis: ...


class Datelines:
    """Words for moments, in the language and the zone of a site."""

    def __init__(self, site: SiteInfo) -> None:
        self.zone = ZoneInfo(site.timezone)
        self.words = words_of(site)
        self.locale = self.words.locale
        self.short_day = lru_cache(maxsize=512)(self._short_day)
        self._time = lru_cache(maxsize=1440)(self._time_of_day)

    def local_day(self, moment: datetime) -> date:
        """The site's calendar day of a moment."""
        return moment.astimezone(self.zone).date()

    def full_day(self, day: date) -> str:
        """``Tuesday, 24 November 2026``"""
        from babel.dates import format_date

        return str(format_date(day, "full", locale=self.locale))

    def long_day(self, day: date) -> str:
        """``24 November 2026``"""
        from babel.dates import format_date

        return str(format_date(day, "long", locale=self.locale))

    def month(self, day: date) -> str:
        """``November 2026``"""
        from babel.dates import format_skeleton

        return str(format_skeleton("yMMMM", datetime.combine(day, time()), locale=self.locale))

    def weekday(self, day: date, width: str = "wide") -> str:
        """``Tuesday``, or ``Tue`` where ``width`` is ``abbreviated``."""
        return str(self.locale.days["stand-alone"][width][day.weekday()])

    def _short_day(self, day: date) -> str:
        """``Tue, 24 Nov``"""
        from babel.dates import format_skeleton

        return str(format_skeleton("MMMEd", datetime.combine(day, time()), locale=self.locale))

    def clock(self, moment: datetime) -> str:
        """``07:00`` in the site's zone, or as the language has it."""
        local = moment.astimezone(self.zone)
        return self._time(local.hour, local.minute)

    def _time_of_day(self, hour: int, minute: int) -> str:
        from babel.dates import format_time

        return str(format_time(time(hour, minute), "short", locale=self.locale))

    def date_and_clock(self, moment: datetime) -> str:
        """``14 Jan 2026, 12:05``: complete, for what is read far from any page."""
        from babel.dates import format_date

        return f"{format_date(self.local_day(moment), 'medium', locale=self.locale)}, {self.clock(moment)}"

    def moment(self, moment: datetime, *, seen_from: date) -> str:
        """``Monday 07:00``, or with the date where the weekday alone would be another week's."""
        day = self.local_day(moment)
        near = abs(day - seen_from) < timedelta(days=7)
        return f"{self.weekday(day) if near else self.long_day(day)} {self.clock(moment)}"

    def offset(self, moment: datetime) -> str:
        """The site's distance from UTC at a moment: ``UTC+4``, ``UTC+5:30``, ``UTC``."""
        away = moment.astimezone(self.zone).utcoffset() or timedelta()
        minutes = int(away.total_seconds()) // 60
        if not minutes:
            return "UTC"
        hours, rest = divmod(abs(minutes), 60)
        return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")

    def number(self, number: int) -> str:
        """``1,234``, as the language groups digits."""
        return self.words.number(number)

    def counted(self, number: int, noun: str) -> str:
        """``1,234 items``, ``1 item``."""
        return self.words.count(*_COUNTED[noun], number)

    def language_name(self, tag: str) -> str:
        """``Georgian`` for ``ka``; the tag itself where CLDR has no name for it."""
        return self.words.language_name(tag)

    def stamp(self, entry: Dated, day: date) -> Stamp | None:
        """When an entry was published, on a page or under a heading that stands for ``day``.

        The clock alone on that day, the weekday before it in the week up to then, the date before it on any other. An
        entry of which only the day is known shows no clock, so nothing at all on its own day; one whose date is our first
        sight of it says so.
        """
        local = entry.published.astimezone(self.zone)
        own = local.date()
        if entry.precision == "day":
            return Stamp(own.isoformat(), self.short_day(own)) if own != day else None
        is_near = timedelta() < day - own < timedelta(days=7)
        before = "" if own == day else f"{self.weekday(own, 'abbreviated')} " if is_near else f"{self.short_day(own)} "
        label = self.words.say("seen") if entry.date_basis == "first_seen" else ""
        return Stamp(local.isoformat(timespec="minutes"), f"{before}{self.clock(local)}", label)
