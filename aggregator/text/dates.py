"""Dates as feeds write them, and as feeds should.

The two standard forms (RFC 822 and 3339, with what the world does to them) are read by expressions of our own; all
else goes to :mod:`aggregator.text.datewords`. A date without a zone is local to the source; a date without a time is
noon of that day there, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from aggregator.text.zones import FIRST_YEAR, LAST_YEAR, ParsedDate, local, offset_of, zone_info

__all__ = ["ParsedDate", "parse_date", "rfc822", "rfc3339"]

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip

_ZONE = r"(?P<zone>Z|(?:UTC|GMT)?\s?[+−-]\d{1,2}:?\d{0,2}|[A-Za-z]{1,5}|[A-Z][a-z]+/[A-Za-z_]+)?"
_ISO = re.compile(
    r"^(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:(?:[Tt_]|\s+)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?\s*" + _ZONE + r")?$"
)
_RFC822 = re.compile(
    r"^(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<day>\d{1,2})[\s-]+(?P<word>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{2,4}),?"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*"
    + _ZONE
    + r"(?:\s*\(.*\))?)?$"
)
_AMERICAN = re.compile(
    r"^(?:[A-Za-z]{3,9}\.?,?\s+)?(?P<word>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+"
    r"(?:(?P<year>\d{4}),?(?:\s+(?:at\s+|-\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*"
    + _ZONE
    + r")?)$"
)
_ASCTIME = re.compile(
    r"^[A-Za-z]{3,9}\s+(?P<word>[A-Za-z]{3})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})\s+"
    r"(?:(?P<zone>[A-Za-z]{2,5}|[+-]\d{4})\s+)?(?P<year>\d{4})$"
)
_DAY_FIRST = re.compile(
    r"^(?P<day>\d{1,2})(?P<mark>[./-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})"
    r"(?:[\s,T–-]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*" + _ZONE + r")?$"
)
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_SHAPES = (_ISO, _RFC822, _DAY_FIRST, _AMERICAN, _ASCTIME)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def parse_date(
    raw: str, *, now: datetime, zone: str = "UTC", formats: Sequence[str] = (), language: str | None = None
) -> ParsedDate | None:
    """The moment a date text means, or None.

    ``zone``: IANA name for dates that carry none. ``formats``: strptime formats tried first, as the editor wrote them.
    ``now`` is the base of relative dates ("2 hours ago"). Numbers alone are day first (``12.01.2026`` is in January);
    years before 1990 and after 2099 are refused.
    """
    text = re.sub(r"\s+", " ", raw).strip().translate(_DIGITS)
    if not text or len(text) > 100:
        return None
    for form in formats:
        if (found := _by_format(text, form, zone)) is not None:
            return found
    for shape in _SHAPES:
        if match := shape.match(text):
            found = _from_match(match, zone)
            if found is not None:
                return found
    if _EPOCH.match(text):
        return _from_epoch(text)
    from aggregator.text.datewords import date_from_words

    return date_from_words(text, now=now, zone=zone, language=language)


def _by_format(text: str, form: str, zone: str) -> ParsedDate | None:
    from aggregator.text.datewords import english_months

    for candidate in (text, english_months(text)):
        try:
            moment = datetime.strptime(candidate, form)  # noqa: DTZ007 - the zone is the source's
        except ValueError:
            continue
        if moment.year == 1900:
            return None
        if moment.tzinfo is not None:
            return ParsedDate(moment.astimezone(UTC), "second", has_zone=True)
        has_clock = any(mark in form for mark in ("%H", "%I", "%X", "%c", "%T", "%R"))
        return local(moment.date(), moment.time() if has_clock else None, zone)
    return None


def _from_match(match: re.Match[str], zone: str) -> ParsedDate | None:
    parts = match.groupdict()
    try:
        month = _MONTHS[parts["word"][:3].lower()] if parts.get("word") else int(parts["month"])
        year = int(parts["year"])
        if len(parts["year"]) <= 2:
            year += 2000 if year < 70 else 1900
        day = date(year, month, int(parts["day"]))
    except (KeyError, ValueError):
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    if not parts.get("hour"):
        return local(day, None, zone)
    return _with_clock(day, parts, zone)


def _with_clock(day: date, parts: dict[str, str | None], zone: str) -> ParsedDate | None:
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower().replace(".", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    extra = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    if hour == 24 and extra:
        hour = 0
    try:
        clock = time(hour, minute, min(second, 59))
    except ValueError:
        return None
    name = (parts.get("zone") or "").strip()
    offset = offset_of(name, zone) if name else None
    if name and offset is None and not is_zone_like(name):
        return None
    where: tzinfo = timezone(offset) if offset is not None else zone_info(name if "/" in name else zone)
    moment = datetime.combine(day, clock, tzinfo=where).astimezone(UTC) + extra
    return ParsedDate(moment, "second", has_zone=bool(name))


def is_zone_like(name: str) -> bool:
    """Whether a name could be a zone nobody told us of: then its date is read as local, rather than not at all."""
    return bool(re.fullmatch(r"[A-Z]{2,5}|[A-Z][a-z]+/[A-Za-z_]+", name))


def _from_epoch(text: str) -> ParsedDate | None:
    moment = datetime.fromtimestamp(int(text[:10]), UTC)
    return ParsedDate(moment, "second", has_zone=True) if FIRST_YEAR <= moment.year <= LAST_YEAR else None


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
