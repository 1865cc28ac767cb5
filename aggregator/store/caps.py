"""Caps: no chatty source drowns the rest of an output. Decided once, when an item would enter, and remembered by the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from aggregator.model import OutputSpec
from aggregator.store.schema import items, ledger, sources


def within_caps(connection: sa.Connection, spec: OutputSpec, rows: Sequence[Any]) -> frozenset[int]:
    """The numbers of those items, all about to enter an output, that its caps keep out.

    A day is a day of UTC, an item belongs to that of its first sight; what entered on it before counts. Of items that come
    together the newest published enter.
    """
    caps = spec.caps
    if caps.source is None and caps.outlet is None:
        return frozenset()
    known = connection.execute(sa.select(sources.c.id, sources.c.outlet))
    outlets = {row.id: row.outlet or row.id for row in known}
    taken: Counter[tuple[str, str, date]] = Counter()

    def keys(source: str, first_seen: datetime) -> tuple[tuple[str, str, date], tuple[str, str, date]]:
        day = first_seen.astimezone(UTC).date()
        return ("source", source, day), ("outlet", outlets.get(source, source), day)

    begin = datetime.combine(min(row.first_seen for row in rows).astimezone(UTC).date(), time(0), UTC)
    held = (
        sa.select(items.c.source, items.c.first_seen)
        .join(ledger, ledger.c.item == items.c.n)
        # What entered before that day was met before it too; what is told within another entry takes no room.
        .where(
            ledger.c.output == spec.name,
            ledger.c.entered >= begin,
            ledger.c.withheld.is_(None),
            ledger.c.head.is_(None),
        )
    )
    for row in connection.execute(held):
        taken.update(keys(row.source, row.first_seen))
    limits = (caps.source, caps.outlet)
    out: set[int] = set()
    for row in sorted(rows, key=lambda row: (row.published, row.n), reverse=True):
        places = keys(row.source, row.first_seen)
        if any(limit is not None and taken[place] >= limit for place, limit in zip(places, limits, strict=True)):
            out.add(row.n)
        else:
            taken.update(places)
    return frozenset(out)
