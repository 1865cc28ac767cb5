"""The day that a text names, wherever it stands in it: in figures, with the name of a month, or in the solar calendar of Iran."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from aggregator.text.monthnames import JALALI, JALALI_LATIN, fold, month_of, month_pattern

_MARK = r"\s?(?P<mark>[./-])\s?"
_YEAR_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<year>(?:1[34]|19|20)\d\d)" + _MARK + r"(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})" + _MARK + r"(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})(?!\d|[.:/-]\d)"
)
_SIGNS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号號일]"
)
_DAY = r"(?<![\d.:])(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|-?го|-?е|-ე|-c[ıiuü])?"
_GAP = r"[\s.,،/-]*(?:(?:de|del|of|დე|من)\s+)?"
_OTHER_NAME = r"(?:\s*[/(]\s*[^\W\d_]+(?:\s[^\W\d_]+)?\)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]\d\d)"
#: A year of two digits is one only at the end, where a time follows, or where dashes tie it to the month.
_SHORT_YEAR = r"(?P<short>\d\d(?=,?\s+\d{1,2}:\d\d|$)|(?<=-)\d\d(?![\d:.]))"
#: ``14.01 13:05`` and ``13:05, 14.01``: two figures are a day where a time stands beside them.
_DAY_AND_MONTH = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})[./](?P<month>\d{1,2})\.?(?=,?\s+\d{1,2}:\d\d)"
    r"|(?<=\d:\d\d)[,\s]\s?(?P<day_after>\d{1,2})[./](?P<month_after>\d{1,2})(?![\d./:])"
)

_JALALI_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and where it stands in the text."""

    date: date
    start: int
    end: int
    has_year: bool = True


def find_day(text: str, today: date) -> Day | None:
    """The day that a folded text names; without a year the last such day up to tomorrow."""
    return _jalali_day(text, today) or _numeric_day(text) or _named_day(text, today) or _day_and_month(text, today)


def full_year(figures: str) -> int:
    """The year that two or four figures mean."""
    year = int(figures)
    return year if len(figures) != 2 else year + (2000 if year < 70 else 1900)


def _numeric_day(text: str) -> Day | None:
    """``13.01.2026``, ``2026/1/13``, ``13-01-26``: day first, unless only the other order is a date."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _SIGNS):
        if match := pattern.search(text):
            month, day = int(match["month"]), int(match["day"])
            if month > 12 >= day and pattern is _DAY_FIRST:
                month, day = day, month
            try:
                return Day(date(full_year(match["year"]), month, day), *match.span())
            except ValueError:
                continue
    return None


def _day_and_month(text: str, today: date) -> Day | None:
    for match in _DAY_AND_MONTH.finditer(text):
        try:
            day = _last(int(match["month"] or match["month_after"]), int(match["day"] or match["day_after"]), today)
        except ValueError:
            continue
        return Day(day, *match.span(), has_year=False)
    return None


@lru_cache(maxsize=1)
def _named_patterns() -> tuple[re.Pattern[str], ...]:
    month = month_pattern() + r"\.?" + _OTHER_NAME
    before = _YEAR + r"[^\d:]{0,12}?"
    shapes = (
        rf"(?<!\d){before}\s{_DAY}\s*{month}",
        rf"(?<!\d){before}{month}[\s,]+{_DAY}(?![\d:])",
        rf"{_DAY}{_GAP}{month}(?:[\s.,،/-]*(?:(?:de|del|թ\.?|года?|il)\s+)?(?:{_YEAR}(?!\d)|{_SHORT_YEAR}))",
        rf"{month}[\s,]+{_DAY}(?![\d:]),?\s+{_YEAR}(?!\d)",
        rf"{_DAY}{_GAP}{month}",
        rf"{month}[\s,]+{_DAY}(?![\d:])",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def _named_day(text: str, today: date) -> Day | None:
    """``14 января 2026``, ``January 14, 2026``, ``2026 წლის 14 იანვარი``; without a year the last such day."""
    for pattern in _named_patterns():
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = (groups.get("year") or groups.get("short") or "").lstrip("'’")
            try:
                if year:
                    return Day(date(full_year(year), month_of(match), int(match["day"])), *match.span())
                return Day(_last(month_of(match), int(match["day"]), today), *match.span(), has_year=False)
            except ValueError:
                continue
    return None


def _last(month: int, day: int, today: date) -> date:
    """The last such day up to tomorrow. Raises ValueError where there is none."""
    this_year = date(today.year, month, day)
    return this_year if this_year <= today + timedelta(days=1) else date(today.year - 1, month, day)


@lru_cache(maxsize=2)
def _jalali_patterns(is_latin: bool) -> tuple[tuple[re.Pattern[str], int], ...]:
    """Months in Latin letters count only with a year of that calendar: some are words, or names."""
    names, year = (JALALI_LATIN, r"\s*,?\s*(1[34]\d\d)") if is_latin else (JALALI, r"[\s،,]*(1[34]\d\d)?")
    return tuple(
        (re.compile(rf"(?<!\d)(\d\d?)\s+(?:{fold(name)})(?:\s+ماه)?(?![^\W\d_]){year}(?!\d)", re.IGNORECASE), number)
        for number, name in enumerate(names, 1)
    )


def _jalali_day(text: str, today: date) -> Day | None:
    """``24 دی 1404`` and ``1404/10/24``, in the solar calendar of Iran."""
    year = month = day = 0
    span = (0, 0)
    numbers = _YEAR_FIRST.search(text) or _DAY_FIRST.search(text)
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in text)
    if numbers and numbers["year"][:2] in {"13", "14"} and len(numbers["year"]) == 4:
        year, month, day = (int(numbers[name]) for name in ("year", "month", "day"))
        span = numbers.span()
    elif is_arabic or _JALALI_YEAR.search(text):
        for pattern, number in _jalali_patterns(is_latin=not is_arabic):
            if match := pattern.search(text):
                year, month, day, span = int(match[2] or 0), number, int(match[1]), match.span()
                break
    if not month:
        return None
    try:
        found = _date_of_jalali(year or today.year - 621, month, day)
        if not year and found > today + timedelta(days=1):
            found = _date_of_jalali(today.year - 622, month, day)
    except ValueError:
        return None
    return Day(found, *span, has_year=bool(year))


def _date_of_jalali(year: int, month: int, day: int) -> date:
    """A day of the solar calendar of Iran: six months of 31 days, five of 30, and a last one that the next new year ends."""
    found = _new_year(year) + timedelta(days=31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1)
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)) or found >= _new_year(year + 1):
        raise ValueError("there is no such day")
    return found


@lru_cache(maxsize=64)
def _new_year(year: int) -> date:
    """The first day of a year of that calendar: an equinox, and dear to reckon."""
    from convertdate import persian

    return date(*persian.to_gregorian(year, 1, 1))
