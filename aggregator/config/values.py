"""Values people write in words: durations, sizes, times of day."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

_DURATION = re.compile(
    r"^(?:(\d{1,9})\s*w)?\s*(?:(\d{1,9})\s*d)?\s*(?:(\d{1,9})\s*h)?\s*(?:(\d{1,9})\s*m(?:in)?)?\s*(?:(\d{1,9})\s*s)?$",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"^(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|sec)?$", re.IGNORECASE)
_SIZE = re.compile(r"^(\d{1,18}(?:\.\d{1,9})?)\s*(B|KB|K|MB|M|GB|G)?$", re.IGNORECASE)
_UNITS = {"": 1, "B": 1, "K": 10**3, "KB": 10**3, "M": 10**6, "MB": 10**6, "G": 10**9, "GB": 10**9}
LONGEST = timedelta(days=36_525)
SHORTEST_INTERVAL = timedelta(minutes=1)
LARGEST = 2**40  #: bytes; no document and no memory is larger
_POLE, _DATE_LINE = 90, 180  #: degrees
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


def duration(text: object) -> timedelta:
    """``30m``, ``24h``, ``7d``, ``1h30m``: more than nothing, up to a century.

    A bare number is refused, since nobody knows its unit. Raises ValueError with a sentence for the editor.
    """
    match = _DURATION.match(str(text).strip())
    if match is None or not any(match.groups()):
        hint = f'; write "{text}m", "{text}h" or "{text}d"' if str(text).strip().isdigit() else ""
        raise ValueError(f"{text!r} is no duration; write it like 30m, 24h or 7d{hint}")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        found = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        found = timedelta.max
    if found > LONGEST:
        raise ValueError(f"{text!r} is longer than a hundred years; write it like 30m, 24h or 7d")
    if not found:
        raise ValueError(f"{text!r} is no time at all; write it like 30m, 24h or 7d")
    return found


def interval(text: object) -> timedelta:
    """A duration of at least a minute: no source is polled more often."""
    found = duration(text)
    if found < SHORTEST_INTERVAL:
        raise ValueError(f"{text!r} is too often; write 1m or more")
    return found


def seconds(text: object) -> float:
    """A number of seconds, or a duration: ``2``, ``0.5``, ``2s``, ``500ms``, ``1m30s``."""
    match = _SECONDS.match(str(text).strip())
    if match is not None:
        found = float(match[1]) / (1000 if match[2] and match[2].lower() == "ms" else 1)
    else:
        try:
            found = duration(text).total_seconds()
        except ValueError:
            raise ValueError(f"{text!r} is no number of seconds; write it like 30s") from None
    if found > 3600:
        raise ValueError(f"{text!r} is longer than an hour")
    return found


def size(text: object) -> int:
    """``5MB``, ``500 kB``, ``1048576``: bytes."""
    match = _SIZE.match(str(text).strip())
    if match is None:
        raise ValueError(f"{text!r} is no size; write it like 5MB or 500kB")
    found = int(min(float(match[1]), LARGEST) * _UNITS[(match[2] or "").upper()])
    if not 0 < found <= LARGEST:
        raise ValueError(f"{text!r} is {'nothing' if not found else 'too much'}; write it like 5MB or 500kB")
    return found


def clock(text: object) -> time:
    """``07:00``. The loader leaves ``17:00`` text, quoted or not."""
    match = _CLOCK.match(str(text).strip())
    if match is None:
        raise ValueError(f'{text!r} is no time of day; write it in quotes, like "07:00"')
    return time(int(match[1]), int(match[2]))


def day(text: object) -> date:
    """``2026-01-15``. The loader leaves it text, quoted or not."""
    try:
        return date.fromisoformat(str(text).strip() if _DAY.match(str(text).strip()) else "")
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2026-01-15") from None


def point(value: object) -> tuple[float, float]:
    """``[41.69, 44.83]``: degrees of latitude and longitude, as maps write them."""
    hint = "write it like [41.69, 44.83], latitude first"
    try:
        latitude, longitude = (float(str(part)) for part in (value if isinstance(value, list) else ()))
    except ValueError:
        raise ValueError(f"is no point on a map; {hint}") from None
    if not (abs(latitude) <= _POLE and abs(longitude) <= _DATE_LINE):
        raise ValueError(f"no place on Earth is at {latitude:g}, {longitude:g}; {hint}")
    return latitude, longitude
