"""When to come again. Pure: a rhythm, raised by what the publisher says and by how often it failed.

The source's own rhythm (half the median gap between its newest items, slower when it falls silent: CommaFeed's rule) is
bounded to 15 minutes … 4 hours; an interval that the editor wrote is obeyed down to a minute. Both are raised to what
Cache-Control, Expires, ttl, skipHours and skipDays ask for, and nothing silences a source for more than a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from aggregator.model import ParsedFeed, SourceSpec, SourceState, State

FLOOR = timedelta(minutes=1)
ADAPTIVE_FLOOR, ADAPTIVE_CEILING = timedelta(minutes=15), timedelta(hours=4)
UNKNOWN = timedelta(minutes=30)
LONGEST = timedelta(days=1)
GONE_FOR = timedelta(days=7)
#: No rule of ours reaches further ahead: a later time in the store comes from a clock that was wrong.
IMPOSSIBLE = timedelta(days=8)
#: Days of silence, and the pace that follows.
_SILENCE = ((30, timedelta(hours=24)), (14, timedelta(hours=12)), (7, timedelta(hours=6)))
_SOFT, _HARD = timedelta(minutes=10), timedelta(minutes=30)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_due(spec: SourceSpec, state: SourceState, *, now: datetime, force: bool = False) -> bool:
    """Whether to poll a source now.

    ``force`` passes over the schedule and the back-off, never over a Retry-After or a 410. A time further ahead than any rule
    reaches is taken for a clock that was wrong.
    """
    if not spec.enabled:
        return False
    if state.retry_at is not None and now < state.retry_at <= now + IMPOSSIBLE:
        return False
    waits = state.next_poll is not None and now < state.next_poll <= now + IMPOSSIBLE
    if force:
        return not (waits and state.state is State.GONE)
    return not waits


def rhythm(published: Sequence[datetime], now: datetime) -> timedelta:
    """A pace that fits the dates of the newest items: neither a burst nor a single old item decides it."""
    dates = sorted((date for date in published if date <= now), reverse=True)[:30]
    if not dates:
        return UNKNOWN
    for days, pace in _SILENCE:
        if now - dates[0] >= timedelta(days=days):
            return pace
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(dates)]
    gaps = [gap for gap in gaps if gap > 0]
    if not gaps:
        return UNKNOWN
    return min(max(timedelta(seconds=median(gaps) / 2), ADAPTIVE_FLOOR), ADAPTIVE_CEILING)


def next_poll(
    spec: SourceSpec,
    *,
    now: datetime,
    jitter: float,
    published: Sequence[datetime] = (),
    last_pace: timedelta | None = None,
    freshness: timedelta | None = None,
    parsed: ParsedFeed | None = None,
) -> datetime:
    """The next poll after a good answer. ``jitter`` in [0, 1) spreads it over a tenth of the interval."""
    if spec.interval is not None:
        pace = max(spec.interval, FLOOR)
    else:
        pace = rhythm(published, now) if published else last_pace or UNKNOWN
        pace = max(pace, ADAPTIVE_FLOOR)
    asked = [wish for wish in (freshness, parsed.ttl if parsed else None) if wish is not None]
    pace = max([pace, *(min(wish, LONGEST) for wish in asked)])
    pace = min(pace, max(LONGEST, spec.interval or LONGEST))
    moment = now + pace * (1 + jitter / 10)
    return after_skips(moment, parsed) if parsed else moment


def after_skips(moment: datetime, parsed: ParsedFeed) -> datetime:
    """The first moment from ``moment`` on that falls in no hour and on no day the publisher excludes, within a day.

    A feed that excludes every hour, or every day, excludes none.
    """
    hours = set(parsed.skip_hours) if len(parsed.skip_hours) < 24 else set()
    days = set(parsed.skip_days) if len(parsed.skip_days) < 7 else set()
    utc = moment.astimezone(UTC)
    latest = utc + LONGEST
    while utc < latest and (utc.hour in hours or _DAYS[utc.weekday()] in days):
        utc = (utc + timedelta(hours=1)).replace(minute=utc.minute)
    return min(utc, latest)


def next_after_failure(
    spec: SourceSpec,
    failures: int,
    *,
    is_soft: bool,
    is_gone: bool,
    now: datetime,
    jitter: float,
    retry_after: timedelta | None,
) -> datetime:
    """The next poll after the ``failures``-th failure in a row: later each time, up to a day; a week when it is gone."""
    if is_gone:
        return now + GONE_FOR
    step = _SOFT if is_soft else _HARD
    pace = min(step * 2 ** min(failures - 1, 10), LONGEST)
    pace = max(pace, spec.interval or FLOOR, retry_after or timedelta())
    moment: datetime = now + min(pace, max(LONGEST, spec.interval or LONGEST)) * (1 + jitter / 10)
    return moment
