"""Dates as feeds write them, and as feeds should.

The standard forms (RFC 822 and 3339, with what the world does to them) are read by expressions of their own, since nearly
all dates are of these; all else goes to :mod:`aggregator.text.datewords`. A date without a zone is local to the source; a
date without a time is noon of that day there, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from aggregator.text.days import full_year
from aggregator.text.zones import FIRST_YEAR, LAST_YEAR, ParsedDate, at_clock, local

__all__ = ["ParsedDate", "normalised", "parse_date", "rfc822", "rfc3339"]

_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
#: Month names of English, whole and cut short.
_MONTHS = {
    name[:size]: number for number, name in enumerate(_NAMES, 1) for size in (3, 4, len(name)) if size <= len(name)
}

_HALF = r"\s*(?P<half>[AaPp]\.?[Mm]\.?(?![A-Za-z]))?"
_ZONE = (
    r"\s*(?P<zone>[Zz]|(?:UTC|GMT|MSK|Z)?\s?[+−-]\d{1,2}(?::?\d{2})?|[A-Z][A-Za-z]+(?:/[A-Za-z_]+){1,2}|[A-Za-z]{2,5})?"
    r"(?:\s*[\[(](?P<inner>[^()\[\]]*)[\])])?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:(?:[Tt_]|\s+)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?" + _HALF + _ZONE + r")?"
)
_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?\s*,?\s*)?(?P<day>\d{1,2})[\s-]+(?P<word>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2}),?"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?" + _HALF + _ZONE + r")?"
)
_ASCTIME = re.compile(
    r"[A-Za-z]{3,9}\s+(?P<word>[A-Za-z]{3})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})\s+"
    r"(?:(?P<zone>[A-Za-z]{2,5}|[+-]\d{4})\s+)?(?P<year>\d{4})"
)
_SHAPES = (_RFC822, _ISO, _ASCTIME)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
#: Seconds since 1970 of 1990 and of 2100: a number outside is none.
_EPOCHS = range(631_152_000, 4_102_444_800)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", "\u200e\u200f\u061c")


def parse_date(
    raw: str, *, now: datetime, zone: str = "UTC", formats: Sequence[str] = (), language: str | None = None
) -> ParsedDate | None:
    """The moment a date text means, or None.

    ``zone``: IANA name for dates that carry none. ``formats``: strptime formats tried first, as the editor wrote them; month
    names may be of any language the desk reads. ``now`` is the base of relative dates ("2 hours ago") and of dates that
    name no year. Numbers alone are day first (``12.01.2026`` is in January); years before 1990 are refused.
    """
    text = normalised(raw)
    if not text or len(text) > 100:
        return None
    if formats:
        from aggregator.text.dateformats import date_by_format

        for form in formats:
            if (found := date_by_format(text, form, now=now, zone=zone)) is not None:
                return found
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            if (found := _from_match(match, zone)) is not None:
                return found
            if _is_of_another_time(match):
                return None
    if _EPOCH.fullmatch(text):
        return _from_epoch(text)
    from aggregator.text.datewords import date_from_words

    return date_from_words(text, now=now, zone=zone, language=language)


def normalised(raw: str) -> str:
    """Text with figures of ASCII, and single spaces."""
    return " ".join(raw.split()).translate(_DIGITS)


def _from_match(match: re.Match[str], zone: str) -> ParsedDate | None:
    parts = match.groupdict()
    try:
        month = _MONTHS[parts["word"].lower()] if parts.get("word") else int(parts["month"])
        day = date(full_year(parts["year"]), month, int(parts["day"]))
    except (KeyError, ValueError):
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    if not parts.get("hour"):
        return local(day, None, zone)
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    zone_name = parts.get("zone") or parts.get("inner") or ""
    return at_clock(day, hour, minute, second, half=parts.get("half") or "", zone_name=zone_name, zone=zone)


def _is_of_another_time(match: re.Match[str]) -> bool:
    """Whether a date in plain English names a year of which there is no news: no other reading of it can be meant."""
    parts = match.groupdict()
    year = full_year(parts["year"])
    return (parts.get("word") or "").lower() in _MONTHS and not FIRST_YEAR <= year <= LAST_YEAR


def _from_epoch(text: str) -> ParsedDate | None:
    seconds = int(text[:10])
    return ParsedDate(datetime.fromtimestamp(seconds, UTC), "second", has_zone=True) if seconds in _EPOCHS else None


def rfc3339(moment: datetime) -> str:
    """``2026-01-14T18:00:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc822(moment: datetime) -> str:
    """``Wed, 14 Jan 2026 18:00:00 +0000``: in English whatever the locale says."""
    utc = moment.astimezone(UTC)
    return (
        f"{_DAY_NAMES[utc.weekday()]}, {utc.day:02d} {_MONTH_NAMES[utc.month - 1]} {utc.year:04d} {utc:%H:%M:%S} +0000"
    )
