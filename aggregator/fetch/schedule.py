"""When to come again. Pure: a rhythm, raised by what the publisher says and by how often it failed.

The source's own rhythm (half the median gap between its newest items, slower when it falls silent: CommaFeed's rule) is
bounded to 15 minutes … 4 hours; an interval that the editor wrote is obeyed down to a minute. Both are raised to what
Cache-Control, Expires, ttl, skipHours and skipDays ask for, and nothing but the editor silences a source for more than a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from aggregator.fetch.caching import spec_hash
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

    ``force`` passes over the schedule and the back-off, never over a Retry-After or a 410. What was settled under other
    settings (another address above all) holds nothing up but a Retry-After. A time further ahead than any rule reaches is
    taken for a clock that was wrong.
    """
    if not spec.enabled:
        return False
    if state.retry_at is not None and now < state.retry_at <= now + IMPOSSIBLE:
        return False
    farthest = max(IMPOSSIBLE, (spec.interval or FLOOR) * 2)
    waits = state.next_poll is not None and now < state.next_poll <= now + farthest
    if not waits or (state.spec_hash is not None and state.spec_hash != spec_hash(spec)):
        return True
    return force and state.state is not State.GONE


def rhythm(published: Sequence[datetime], now: datetime) -> timedelta:
    """A pace that fits the dates of the newest items: neither a burst nor a single old item decides it."""
    dates = sorted((date for date in published if date <= now), reverse=True)[:30]
    if not dates:
        return UNKNOWN
    if (slow := silence_pace(dates[0], now)) is not None:
        return slow
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(dates)]
    gaps = [gap for gap in gaps if gap > 0]
    if not gaps:
        return UNKNOWN
    return min(max(timedelta(seconds=median(gaps) / 2), ADAPTIVE_FLOOR), ADAPTIVE_CEILING)


def silence_pace(newest: datetime, now: datetime) -> timedelta | None:
    """The pace for a source whose newest item is that old; None while it is no silence."""
    return next((pace for days, pace in _SILENCE if now - newest >= timedelta(days=days)), None)


def next_poll(
    spec: SourceSpec,
    *,
    now: datetime,
    jitter: float,
    published: Sequence[datetime] = (),
    last_pace: timedelta | None = None,
    last_new: datetime | None = None,
    freshness: timedelta | None = None,
    parsed: ParsedFeed | None = None,
) -> datetime:
    """The next poll after a good answer.

    ``published``: dates of the items of a document that was read; without one (not modified) the source keeps
    ``last_pace``, spread as it already is (to spread it anew each time would let it wander), until it has been silent for
    long since ``last_new``. ``jitter`` in [0, 1) spreads
    sources of equal pace: by a tenth either way, and by up to a tenth early where the editor wrote the interval, so that a
    timer that runs ``poll`` just as often never comes a moment too soon. What the publisher asks for is kept to the second.
    """
    if spec.interval is not None:
        pace = max(spec.interval * (1 - jitter / 10), FLOOR)
    elif published or last_pace is None:
        pace = max(rhythm(published, now) * (0.9 + jitter / 5), ADAPTIVE_FLOOR)
    else:
        silent = silence_pace(last_new, now) if last_new is not None else None
        pace = max(last_pace, ADAPTIVE_FLOOR, silent or ADAPTIVE_FLOOR)
    asked = [wish for wish in (freshness, parsed.ttl if parsed else None) if wish is not None]
    pace = max([pace, *(min(wish, LONGEST) for wish in asked)])
    latest = now + longest(spec)
    moment = min(now + pace, latest)
    return after_skips(moment, parsed, latest) if parsed else moment


def longest(spec: SourceSpec) -> timedelta:
    """How far ahead the next poll may lie: a day, or what the editor wrote."""
    return max(LONGEST, spec.interval or LONGEST)


def after_skips(moment: datetime, parsed: ParsedFeed, latest: datetime) -> datetime:
    """The first moment from ``moment`` on that falls in no hour and on no day the publisher excludes, but no later than
    ``latest``. A feed that excludes every hour, or every day, excludes none."""
    hours = set(parsed.skip_hours) if len(set(parsed.skip_hours)) < 24 else set()
    days = set(parsed.skip_days) if len(set(parsed.skip_days)) < 7 else set()
    utc = moment.astimezone(UTC)
    while utc < latest and (utc.hour in hours or _DAYS[utc.weekday()] in days):
        utc += timedelta(hours=1)
    return min(utc, latest)


def next_after_failure(
    spec: SourceSpec,
    failures: int,
    *,
    is_soft: bool,
    is_gone: bool,
    last_gap: timedelta,
    now: datetime,
    jitter: float,
    retry_after: timedelta | None,
) -> datetime:
    """The next poll after the ``failures``-th failure in a row: later each time, up to a day; a week when it is gone.

    ``last_gap``: what lay between the last two polls as planned, where the server itself sent us away: it is not asked sooner
    for that. Zero where it could not be reached.
    """
    if is_gone:
        return now + GONE_FOR
    step = _SOFT if is_soft else _HARD
    pace = max(min(step * 2 ** min(failures - 1, 10), LONGEST), spec.interval or FLOOR, last_gap)
    pace = max(pace * (1 + jitter / 10), retry_after or timedelta())
    moment: datetime = now + min(pace, longest(spec))
    return moment
