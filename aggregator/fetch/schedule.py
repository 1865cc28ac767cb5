"""When to come again. Pure: a rhythm, raised by what the publisher says and by how often it failed.

The source's own rhythm (half the median gap between its newest items, slower when it falls silent: CommaFeed's rule) is
bounded to 15 minutes … 4 hours; an interval that the editor wrote is obeyed down to a minute. Both are raised to what
Cache-Control, Expires, ttl, skipHours and skipDays ask for, and nothing but the editor silences a source for more than a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from aggregator.fetch.caching import spec_hash
from aggregator.model import NO_WISHES, SourceSpec, SourceState, State, Wishes
from aggregator.text.urls import registrable_domain

FLOOR = timedelta(minutes=1)
ADAPTIVE_FLOOR, ADAPTIVE_CEILING = timedelta(minutes=15), timedelta(hours=4)
UNKNOWN = timedelta(minutes=30)
LONGEST = timedelta(days=1)
GONE_FOR = timedelta(days=7)
#: No rule of ours reaches further ahead: a later time in the store comes from a clock that was wrong.
IMPOSSIBLE = timedelta(days=8)
#: Days of silence, and the pace that follows.
_SILENCE = ((30, timedelta(hours=24)), (14, timedelta(hours=12)), (7, timedelta(hours=6)))
LATER = timedelta(minutes=10)  #: when to try again what may pass by itself
_HARD = timedelta(minutes=30)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def due_sources(
    specs: Sequence[SourceSpec], states: Mapping[str, SourceState], *, now: datetime, force: bool = False
) -> list[SourceSpec]:
    """The sources to poll now, those that failed last time after the others: what fails for ever must not stand before what
    works, neither in the queue of a host nor under the limit of a domain.
    """
    due = [spec for spec in specs if is_due(spec, states.get(spec.id), now=now, force=force)]
    if resting := resting_domains(states, now, force=force):
        due = [spec for spec in due if domain_of(asked_url(spec, states.get(spec.id))) not in resting]
    return sorted(due, key=lambda spec: spec.id in states and states[spec.id].failures > 0)


def resting_domains(states: Mapping[str, SourceState], now: datetime, *, force: bool = False) -> frozenset[str]:
    """Domains that have told one of the sources that we ask too much: for as long as they said, else for ten minutes.

    Not for as long as that source backs off: one address that always answers so would silence its whole domain.
    ``force`` passes over what they did not say.
    """
    return frozenset(
        state.throttled
        for state in states.values()
        if state.throttled and is_ahead(state.retry_at or (None if force else after_a_while(state)), now)
    )


def after_a_while(state: SourceState) -> datetime | None:
    return state.last_poll + LATER if state.last_poll else None


def asked_url(spec: SourceSpec, state: SourceState | None) -> str:
    """The address a poll asks: the one of the configuration, or where that has moved for good."""
    is_same = state is not None and state.spec_hash == spec_hash(spec)
    return (state.url_override if state is not None and is_same else None) or spec.url


def domain_of(url: str) -> str:
    """The registrable domain whose sites share a limit; "" for what has none: private hosts, addresses of machines, files."""
    domain = registrable_domain(url) if url.startswith(("http://", "https://")) else ""
    return domain if "." in domain and not domain.replace(".", "").isdigit() else ""


def is_ahead(moment: datetime | None, now: datetime) -> bool:
    """Whether a time is still to come, and no further away than any rule of ours reaches: that was a wrong clock."""
    return moment is not None and now < moment <= now + IMPOSSIBLE


def is_due(spec: SourceSpec, state: SourceState | None, *, now: datetime, force: bool = False) -> bool:
    """Whether to poll a source now.

    ``force`` passes over the schedule and the back-off, never over a Retry-After or a 410. What was settled under other
    settings (another address above all) holds nothing up but a Retry-After; an interval that the editor shortened counts
    at once, within what the publisher asked for.
    """
    if not spec.enabled:
        return False
    if state is None:
        return True
    if is_ahead(state.retry_at, now):
        return False
    farthest = max(IMPOSSIBLE, (spec.interval or FLOOR) * 2)
    waits = state.next_poll is not None and now < state.next_poll <= now + farthest
    if not waits or (state.spec_hash is not None and state.spec_hash != spec_hash(spec)):
        return True
    if force:
        return state.state is not State.GONE
    return spec.interval != state.interval and now >= soonest(spec, state)


def soonest(spec: SourceSpec, state: SourceState) -> datetime:
    """When a source that answered well may be polled under an interval that was written since; a failing one waits."""
    planned = state.next_poll or state.last_poll
    if planned is None or state.last_poll is None or state.failures:
        return planned or datetime.max.replace(tzinfo=UTC)
    asked = state.last_poll + (spec.interval or UNKNOWN)
    return min(planned, after_skips(max(asked, state.fresh_until or asked), state.wishes, planned))


def rhythm(published: Sequence[datetime], now: datetime) -> timedelta:
    """A pace that fits the dates of the newest items: neither a burst nor a single old item decides it."""
    newest = max((date for date in published if date <= now), default=None)
    if newest is None:
        return UNKNOWN
    if (slow := silence_pace(newest, now)) is not None:
        return slow
    gap = median_gap(published, now)
    return min(max(gap / 2, ADAPTIVE_FLOOR), ADAPTIVE_CEILING) if gap else UNKNOWN


def median_gap(published: Sequence[datetime], now: datetime) -> timedelta | None:
    """What usually lies between two items of a source: the median over its newest thirty."""
    dates = sorted((date for date in published if date <= now), reverse=True)[:30]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(dates) if later > earlier]
    return timedelta(seconds=median(gaps)) if gaps else None


def silence_pace(newest: datetime, now: datetime) -> timedelta | None:
    """The pace for a source whose newest item is that old; None while it is no silence."""
    return next((pace for days, pace in _SILENCE if now - newest >= timedelta(days=days)), None)


def own_pace(state: SourceState, published: Sequence[datetime], *, now: datetime, jitter: float) -> timedelta:
    """The pace that fits a source: by the dates of a document that was read, else the one it had, else its known rhythm.

    Once it is set it keeps the spread it has (to spread it anew each time would let it wander), until the source has been
    silent for long. Neither an interval of the editor nor a wish of the publisher is in it: those pass.
    """
    if published:
        pace = rhythm(published, now) * (0.9 + jitter / 5)
    else:
        known = min(max(state.rhythm / 2, ADAPTIVE_FLOOR), ADAPTIVE_CEILING) if state.rhythm else UNKNOWN
        pace = state.pace or known * (0.9 + jitter / 5)
    silent = silence_pace(state.last_new, now) if state.last_new is not None and not published else None
    return max(pace, silent or ADAPTIVE_FLOOR, ADAPTIVE_FLOOR)


def next_poll(
    spec: SourceSpec,
    pace: timedelta,
    *,
    now: datetime,
    jitter: float,
    fresh_until: datetime | None = None,
    wishes: Wishes = NO_WISHES,
) -> datetime:
    """The next poll after a good answer: at the source's ``pace``, or the interval that the editor wrote.

    ``jitter`` in [0, 1) spreads intervals by up to a tenth early, so that a timer that runs ``poll`` just as often never comes a
    moment too soon. What the publisher asks for is kept to the second.
    """
    if spec.interval is not None:
        pace = max(spec.interval * (1 - jitter / 10), FLOOR)
    latest = now + longest(spec)
    moment = min(max(now + pace, fresh_until or now), latest)
    return after_skips(moment, wishes, latest + timedelta(days=min(len(wishes.skip_days), 2)))


def fresh_until(now: datetime, freshness: timedelta | None, ttl: timedelta | None) -> datetime | None:
    """Until when a publisher asks not to be polled again, by its headers and its document; a mistake counts for a day at most."""
    asked = [wish for wish in (freshness, ttl) if wish]
    return now + min(max(asked), LONGEST) if asked else None


def longest(spec: SourceSpec) -> timedelta:
    """How far ahead the next poll may lie: a day, or what the editor wrote."""
    return max(LONGEST, spec.interval or LONGEST)


def after_skips(moment: datetime, wishes: Wishes, latest: datetime) -> datetime:
    """The first moment from ``moment`` on that falls in no hour and on no day the publisher excludes, but no later than
    ``latest``. A feed that excludes every hour, or every day, excludes none."""
    hours = set(wishes.skip_hours) if len(set(wishes.skip_hours)) < 24 else set()
    days = set(wishes.skip_days) if len(set(wishes.skip_days)) < 7 else set()
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
    step = LATER if is_soft else _HARD
    pace = max(min(step * 2 ** min(failures - 1, 10), LONGEST), spec.interval or FLOOR, last_gap)
    moment: datetime = now + max(min(pace * (1 + jitter / 10), longest(spec)), retry_after or timedelta())
    return moment
