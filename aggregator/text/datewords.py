"""Dates in words and in odd orders: a day, a time and a zone, each found by itself wherever it stands in the text.

Month names of many languages, numbers day first or year first, the solar calendar of Iran; what is left ("2 hours ago")
is for dateparser, which is told the language and the base so that it guesses little.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from aggregator.text.monthnames import JALALI, MONTHS, fold, month_of, month_pattern
from aggregator.text.zones import FIRST_YEAR, LAST_YEAR, ParsedDate, at_clock, local, zone_info

_LABEL = re.compile(r"^[^\W\d_][^\d:]{2,30}:\s+")
_MARK = r"\s?(?P<mark>[./-])\s?"
_YEAR_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<year>(?:1[34]|19|20)\d\d)" + _MARK + r"(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})(?!\d)"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})" + _MARK + r"(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})(?!\d|[.:/-]\d)"
)
_DAY = r"(?<![\d.:])(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|-?го|-?е|-ე|-c[ıiuü])?"
_GAP = r"[\s.,،/-]*(?:(?:de|del|of|დე|من)\s+)?"
_OTHER_NAME = r"(?:\s*[/(]\s*[^\W\d_]+(?:\s[^\W\d_]+)?\)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]\d\d)"
#: A year of two digits is one only where a time follows, or dashes tie it to the month.
_SHORT_YEAR = r"(?P<short>\d\d(?=\s+\d{1,2}:\d\d)|(?<=-)\d\d(?![\d:.]))"
_CLOCK = re.compile(
    r"(?<![\d.:/])(?P<hour>\d{1,2})(?:"
    r":(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?(?!\d)\s*(?P<half>{half})?"
    r"|\.(?P<dotted>\d{2})(?![\d.])|\s?h(?:\s?(?P<after>\d{2}))?(?![\w])|\s?(?P<alone>[ap]\.?m(?![^\W\d_])\.?)"
    r")".replace("{half}", r"(?:[ap]\.?m|ص|م|صباحا|مساء|ق\.?\s?ظ|ب\.?\s?ظ)(?![^\W\d_])\.?"),
    re.IGNORECASE,
)
_EARLY = ("a", "ص", "ق")
_ZONE_NAME = (
    r"(?P<zone>(?:UTC|GMT|MSK|МСК)\s?[+−-]\d{1,2}(?::?\d{2})?|[+−-]\d{2}:?\d{2}|[A-Z][a-z]+/[A-Za-z_]+|[A-ZМСК]{1,5})"
)
_ZONE_AFTER = re.compile(r"[\s,]*[\[(]?" + _ZONE_NAME + r"(?![^\W_])")
_ZONE_AT_END = re.compile(r"(?:^|[\s(\[])" + _ZONE_NAME + r"[)\]]?$")
#: What stands for the date where it was taken out.
_HOLE = " \x1f "

#: "2 hours ago" where dateparser does not know the words: in words that it does know.
_AGO = (
    (re.compile(r"^(\d+)\s+(?:saniyə)\s+(?:əvvəl|öncə)$"), r"\1 seconds ago"),
    (re.compile(r"^(\d+)\s+(?:dəq|dəqiqə)\s+(?:əvvəl|öncə)$"), r"\1 minutes ago"),
    (re.compile(r"^(\d+)\s+(?:saat)\s+(?:əvvəl|öncə)$"), r"\1 hours ago"),
    (re.compile(r"^(\d+)\s+(?:gün)\s+(?:əvvəl|öncə)$"), r"\1 days ago"),
    (re.compile(r"^(.*\d+\s+(?:ثانیه|دقیقه|ساعت|روز|هفته))\s+قبل$"), r"\1 پیش"),
)
_SCRIPTS = (
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk")),
    (re.compile(r"[\u0600-\u06ff]"), ("fa", "ar")),
    (re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]"), ("ka",)),
    (re.compile(r"[\u0530-\u058f]"), ("hy",)),
)
_LATIN = ("en", "tr", "az", "de", "fr", "es")


def date_from_words(text: str, *, now: datetime, zone: str, language: str | None) -> ParsedDate | None:
    """The date a text means, or None. Digits are ASCII already, white space is single."""
    text = _LABEL.sub("", fold(text))
    here = now.astimezone(zone_info(zone))
    found = _jalali_day(text, here.date()) or _numeric_day(text) or _named_day(text, here.date())
    if found is None:
        return _by_library(text, here=here, zone=zone, language=language)
    day, (start, end) = found
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    rest = text[:start] + _HOLE + text[end:].lstrip(":T")
    for clock in _CLOCK.finditer(rest):
        half = clock["half"] or clock["alone"] or ""
        minute = clock["minute"] or clock["dotted"] or clock["after"] or "0"
        zoned = _ZONE_AFTER.match(rest, clock.end()) or _ZONE_AT_END.search(rest.rstrip())
        moment = at_clock(
            day, int(clock["hour"]), int(minute), int(clock["second"] or 0),
            half=half and ("am" if half[0].lower() in _EARLY else "pm"), zone_name=zoned["zone"] if zoned else "", zone=zone,
        )  # fmt: skip
        if moment is not None:
            return moment
    return local(day, None, zone)


def _numeric_day(text: str) -> tuple[date, tuple[int, int]] | None:
    """``13.01.2026``, ``2026/1/13``, ``13-01-26``: day first, unless only the other order is a date."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST):
        if match := pattern.search(text):
            year, month, day = (int(match[name]) for name in ("year", "month", "day"))
            if len(match["year"]) == 2:
                year += 2000 if year < 70 else 1900
            if month > 12 >= day and pattern is _DAY_FIRST:
                month, day = day, month
            try:
                return date(year, month, day), match.span()
            except ValueError:
                continue
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


def _named_day(text: str, today: date) -> tuple[date, tuple[int, int]] | None:
    """``14 января 2026``, ``January 14, 2026``, ``2026 წლის 14 იანვარი``; without a year the last such day."""
    for pattern in _named_patterns():
        for match in pattern.finditer(text):
            groups = match.groupdict()
            year = (groups.get("year") or groups.get("short") or "").lstrip("'’")
            try:
                if year:
                    number = int(year) + (2000 if len(year) == 2 else 0)
                    return date(number, month_of(match), int(match["day"])), match.span()
                return _last(month_of(match), int(match["day"]), today), match.span()
            except ValueError:
                continue
    return None


def _last(month: int, day: int, today: date) -> date:
    """The last such day up to tomorrow. Raises ValueError where there is none."""
    this_year = date(today.year, month, day)
    return this_year if this_year <= today + timedelta(days=1) else date(today.year - 1, month, day)


@lru_cache(maxsize=1)
def _jalali_patterns() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple(
        (re.compile(rf"(?<!\d)(\d\d?)\s+(?:{fold(names)})(?:\s+ماه)?(?![^\W\d_])[\s،,]*(1[34]\d\d)?(?!\d)"), number)
        for number, names in enumerate(JALALI, 1)
    )


def _jalali_day(text: str, today: date) -> tuple[date, tuple[int, int]] | None:
    """``24 دی 1404`` and ``1404/10/24``, in the solar calendar of Iran."""
    year = month = day = 0
    span = (0, 0)
    numbers = _YEAR_FIRST.search(text) or _DAY_FIRST.search(text)
    if numbers and numbers["year"][:2] in {"13", "14"} and len(numbers["year"]) == 4:
        year, month, day = (int(numbers[name]) for name in ("year", "month", "day"))
        span = numbers.span()
    elif any("\u0600" <= letter <= "\u06ff" for letter in text):
        for pattern, number in _jalali_patterns():
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
    return found, span


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


def _by_library(text: str, *, here: datetime, zone: str, language: str | None) -> ParsedDate | None:
    """What names no day: relative dates and odd shapes, by dateparser."""
    if len(text) > 60 or not any(letter.isalpha() for letter in text):
        return None
    import warnings

    from dateparser import parse

    for pattern, words in _AGO:
        text = pattern.sub(words, text)
    base = here.replace(tzinfo=None)
    settings = {
        "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "past", "REQUIRE_PARTS": ["day", "month"], "RELATIVE_BASE": base,
        "RETURN_AS_TIMEZONE_AWARE": False,
    }  # fmt: skip
    found: datetime | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in _languages(text, language):
            try:
                found = parse(text, languages=[one], settings=settings)
            except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
                continue
            if found is not None:
                break
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    if found.tzinfo is not None:
        return ParsedDate(found.astimezone(zone_info("UTC")), "second", has_zone=True)
    # "Yesterday" and "2 days ago" come back with the time of the base, which nobody said.
    is_day = ":" not in text and (found.time() == time() or (found.time() == base.time() and found != base))
    return local(found.date(), None if is_day or _is_today(text) else found.time(), zone)


def _languages(text: str, language: str | None) -> tuple[str, ...]:
    """The languages a text may be in: the one that is declared, then those of its script."""
    likely = next((languages for pattern, languages in _SCRIPTS if pattern.search(text)), _LATIN)
    base = (language or "").split("-")[0]
    return tuple(dict.fromkeys((base, *likely))) if base in MONTHS else likely


def _is_today(text: str) -> bool:
    return text.casefold() in _TODAY


_TODAY = frozenset(
    fold(word).casefold()
    for word in (
        "today",
        "сегодня",
        "сьогодні",
        "დღეს",
        "այսօր",
        "bu gün",
        "bugün",
        "heute",
        "aujourd'hui",
        "hoy",
        "اليوم",
        "امروز",
    )
)
