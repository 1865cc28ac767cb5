"""Moments and the zones they are told in: what every reading of a date ends in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

#: Zone names met in feeds, in minutes east of UTC. Python and feedparser know the American ones at best, and read the
#: others as UTC: hours wrong, in silence.
ZONES = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "MSD": 240, "TRT": 180, "FET": 180, "SAMT": 240, "GET": 240, "AMT": 240, "AMST": 300,
    "AZT": 240, "AZST": 300, "GST": 240, "IRST": 210, "IRDT": 270, "AFT": 270, "TMT": 300, "UZT": 300, "TJT": 300, "YEKT": 300,
    "PKT": 300, "ALMT": 300, "AQTT": 300, "ORAT": 300, "QYZT": 300, "KGT": 360, "OMST": 360, "NPT": 345, "KRAT": 420, "NOVT": 420,
    "HKT": 480, "IRKT": 480, "SGT": 480, "JST": 540, "KST": 540, "YAKT": 540, "VLAT": 600, "AEST": 600, "AEDT": 660, "ACST": 570,
    "AWST": 480, "NZST": 720, "NZDT": 780, "IDT": 180, "AST": 180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420,
    "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
}  # fmt: skip
#: IST is Israel's, India's and Ireland's; only the source's own zone can tell.
_AMBIGUOUS = {"IST": {"Asia/Kolkata": 330, "Asia/Calcutta": 330, "Europe/Dublin": 60}, "AST": {"America/Halifax": -240}}
_IST = 120
#: What newsrooms of North America write in summer and winter alike.
_AMERICAN = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_CYRILLIC = str.maketrans("МСК", "MSK")

#: No news feed is older: a date before is a default that somebody forgot to set. After the last year no zone can be reckoned.
FIRST_YEAR, LAST_YEAR = 1990, 9998


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A moment in UTC. ``precision`` ``day``: the moment is local noon, and only the day is known."""

    at: datetime
    precision: Literal["second", "day"]
    has_zone: bool


def local(day: date, clock: time | None, zone: str) -> ParsedDate | None:
    """A date, with or without a time, on the clock of a zone."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    moment = datetime.combine(day, clock or time(12), tzinfo=zone_info(zone))
    return ParsedDate(moment.astimezone(UTC), "day" if clock is None else "second", has_zone=False)


def at_clock(
    day: date, hour: int, minute: int, second: int, *, half: str = "", zone_name: str = "", zone: str
) -> ParsedDate | None:
    """A date and a time of day; None where there is no such time.

    ``half`` is am or pm as written, "" on a clock of 24 hours; 24:00 is the midnight that ends the day. ``zone_name`` is the
    zone as written: one that nobody knows leaves the date local, rather than unread.
    """
    half = half.lower().replace(".", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    is_midnight = (hour, minute, second) == (24, 0, 0)
    try:
        clock = time(0 if is_midnight else hour, minute, 59 if second == 60 else second)
    except ValueError:
        return None
    where = zone_of(zone_name, zone) if zone_name else None
    moment = datetime.combine(day, clock, tzinfo=where or zone_info(zone)) + timedelta(days=is_midnight)
    return ParsedDate(moment.astimezone(UTC), "second", has_zone=where is not None)


def zone_of(name: str, zone: str) -> tzinfo | None:
    """The zone a date names: an offset, an abbreviation or an IANA name; None for one that is not known.

    ``zone``, that of the source, decides what an ambiguous abbreviation means.
    """
    name = _AMERICAN.get(name.strip().upper(), name.strip())
    if "/" in name:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            return None
    distance = offset_of(name, zone)
    return None if distance is None else timezone(distance)


@lru_cache(maxsize=256)
def zone_info(name: str) -> tzinfo:
    """The zone of that IANA name; UTC for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def offset_of(name: str, zone: str) -> timedelta | None:
    """``+0400``, ``GMT+4``, ``MSK`` → the distance from UTC; None for a name that is not known."""
    numeric = re.fullmatch(r"(UTC|GMT|MSK|МСК|Z)?\s?([+−-])(\d{1,2}):?(\d{2})?", name, re.IGNORECASE)
    if numeric:
        base, sign, hours, minutes = numeric.groups()
        distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if distance > timedelta(hours=15):
            return None
        # Moscow's time is the zero of the country's railways and newsrooms: "MSK+2".
        start = timedelta(minutes=ZONES["MSK"]) if (base or "").upper() in {"MSK", "МСК"} else timedelta()
        return start + (distance if sign == "+" else -distance)
    upper = name.upper().translate(_CYRILLIC)
    if zone in _AMBIGUOUS.get(upper, {}):
        return timedelta(minutes=_AMBIGUOUS[upper][zone])
    if upper == "IST":
        return timedelta(minutes=_IST)
    minutes_east = ZONES.get(upper)
    return None if minutes_east is None else timedelta(minutes=minutes_east)
