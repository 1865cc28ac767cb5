"""Values people write in words: durations, sizes, times of day."""

from __future__ import annotations

import re
from datetime import time, timedelta

_DURATION = re.compile(
    r"^(?:(\d+)\s*w)?\s*(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s)?$", re.IGNORECASE
)
_SIZE = re.compile(r"^(\d+(?:\.\d+)?)\s*(B|KB|K|MB|M|GB|G)?$", re.IGNORECASE)
_UNITS = {"": 1, "B": 1, "K": 10**3, "KB": 10**3, "M": 10**6, "MB": 10**6, "G": 10**9, "GB": 10**9}
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


def duration(text: object) -> timedelta:
    """``30m``, ``24h``, ``7d``, ``1h30m``; a bare number is refused, since nobody knows its unit."""
    match = _DURATION.match(str(text).strip())
    if match is None or not any(match.groups()):
        hint = f'; write "{text}m", "{text}h" or "{text}d"' if str(text).strip().isdigit() else ""
        raise ValueError(f"{text!r} is no duration; write it like 30m, 24h or 7d{hint}")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise ValueError(f"{text!r} is longer than any clock can count") from None


def size(text: object) -> int:
    """``5MB``, ``500 kB``, ``1048576``: bytes."""
    match = _SIZE.match(str(text).strip())
    if match is None:
        raise ValueError(f"{text!r} is no size; write it like 5MB or 500kB")
    return int(float(match[1]) * _UNITS[(match[2] or "").upper()])


def clock(text: object) -> time:
    """``07:00``. The loader leaves ``17:00`` text, quoted or not."""
    match = _CLOCK.match(str(text).strip())
    if match is None:
        raise ValueError(f'{text!r} is no time of day; write it in quotes, like "07:00"')
    return time(int(match[1]), int(match[2]))
