"""How soon news is on our page, and what that costs publishers: our schedule next to a fixed half hour, simulated.

Sources publish for four weeks, each at a pace of its own, in the waking hours of their newsroom; a document holds its newest
thirty items. Lag is counted from an item's publication to the poll that brings it. Nothing is fetched: the schedule is pure.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from aggregator.fetch.schedule import next_poll, own_pace
from aggregator.model import SourceSpec, SourceState

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
DAYS, HELD = 28, 30
SPEC = SourceSpec("s", "https://desk.example/feed")
#: Items a day, and the share of them that falls into the twelve busy hours.
RHYTHMS: dict[str, tuple[float, float]] = {
    "a wire, 150 a day": (150, 0.6),
    "a newspaper, 40 a day": (40, 0.85),
    "a portal, 12 a day": (12, 0.9),
    "a magazine, 3 a day": (3, 0.95),
    "a daily": (1, 1.0),
    "a weekly": (1 / 7, 1.0),
}

Policy = Callable[[datetime, Sequence[datetime], timedelta | None, datetime | None, random.Random], datetime]


@dataclass(frozen=True, slots=True)
class Row:
    """What a policy did for one rhythm: lags in minutes, requests a day."""

    lags: tuple[float, ...]
    requests: float


def publications(per_day: float, busy: float, dice: random.Random) -> list[datetime]:
    """Random moments, most of them between 8 and 20 o'clock."""
    found = []
    for day in range(-DAYS, DAYS):
        count = int(per_day) + (dice.random() < per_day % 1)
        for _ in range(count):
            hour = (
                dice.uniform(8, 20) if dice.random() < busy else dice.choice([dice.uniform(0, 8), dice.uniform(20, 24)])
            )
            found.append(BEGIN + timedelta(days=day, hours=hour))
    return sorted(found)


def ours(
    now: datetime, seen: Sequence[datetime], pace: timedelta | None, last_new: datetime | None, dice: random.Random
) -> datetime:
    jitter = dice.random()
    state = SourceState("s", pace=pace, last_new=last_new)
    return next_poll(SPEC, own_pace(state, seen, now=now, jitter=jitter), now=now, jitter=jitter)


def half_an_hour(
    now: datetime, _seen: Sequence[datetime], _pace: timedelta | None, _new: datetime | None, _dice: random.Random
) -> datetime:
    return now + timedelta(minutes=30)


def simulate(published: Sequence[datetime], policy: Policy, dice: random.Random) -> Row:
    """Poll by a policy, and note when each item of the four weeks was met. An unchanged document is a 304."""
    now, end = BEGIN + timedelta(minutes=dice.uniform(0, 30)), BEGIN + timedelta(days=DAYS)
    known, polls = 0, 0
    lags: list[float] = []
    pace: timedelta | None = None
    last_new: datetime | None = None
    while now < end:
        polls += 1
        there = bisect_right(published, now)
        fresh = published[known:there]
        lags += [(now - moment).total_seconds() / 60 for moment in fresh if moment >= BEGIN and polls > 1]
        last_new = now if fresh else last_new
        seen = published[max(0, there - HELD) : there] if fresh or polls == 1 else ()
        known = there
        following = policy(now, seen, pace, last_new, dice)
        pace, now = following - now, following
    return Row(tuple(lags), polls / DAYS)


def report() -> list[str]:
    """The table, a line a rhythm, and one for all."""
    lines = [
        f"{'lag in minutes, polls a day':<28}{'ours: p50':>10}{'p95':>7}{'polls':>7}   {'half hour: p50':>14}{'p95':>7}{'polls':>7}"
    ]
    everything: dict[str, list[Row]] = {"ours": [], "fixed": []}
    for name, (per_day, busy) in RHYTHMS.items():
        rows = {}
        for label, policy in (("ours", ours), ("fixed", half_an_hour)):
            made = [
                simulate(publications(per_day, busy, random.Random(seed)), policy, random.Random(seed))
                for seed in range(8)
            ]
            rows[label] = Row(
                tuple(lag for row in made for lag in row.lags), sum(row.requests for row in made) / len(made)
            )
            everything[label].append(rows[label])
        lines.append(f"{name:<28}{shown(rows['ours'])}   {shown(rows['fixed'], 14)}")
    in_all = {
        label: Row(tuple(lag for row in rows for lag in row.lags), sum(row.requests for row in rows) / len(rows))
        for label, rows in everything.items()
    }
    lines.append(f"{'all items; a source':<28}{shown(in_all['ours'])}   {shown(in_all['fixed'], 14)}")
    return lines


def shown(row: Row, width: int = 10) -> str:
    cuts = quantiles(row.lags, n=20)
    return f"{cuts[9]:>{width}.0f}{cuts[18]:>7.0f}{row.requests:>7.1f}"


if __name__ == "__main__":
    print("\n".join(report()))
