"""Caps: no chatty source drowns the rest of an output. Decided once, when an entry would be shown, and remembered by the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from aggregator.model import OutputSpec
from aggregator.store.rows import chunks
from aggregator.store.schema import items, ledger, sources

CAP = "cap"


def keep_within_caps(connection: sa.Connection, spec: OutputSpec, fresh: Collection[int], now: datetime) -> None:
    """Withhold those of some new entries of an output that its caps keep out.

    A day is a day of UTC, an item belongs to that of its first sight; what entered on it before counts. Of entries that come
    together the newest published enter. What is told within another entry, or waits for others to confirm it, takes no room.
    """
    caps = spec.caps
    if not fresh or (caps.source is None and caps.outlet is None):
        return
    known = connection.execute(sa.select(sources.c.id, sources.c.outlet))
    outlets = {row.id: row.outlet or row.id for row in known}

    def keys(source: str, first_seen: datetime) -> tuple[tuple[str, str, date], tuple[str, str, date]]:
        day = first_seen.astimezone(UTC).date()
        return ("source", source, day), ("outlet", outlets.get(source, source), day)

    here = sa.and_(ledger.c.output == spec.name, ledger.c.withheld.is_(None), ledger.c.head.is_(None))
    entries = sa.select(items.c.n, items.c.source, items.c.first_seen, items.c.published).join(
        ledger, ledger.c.item == items.c.n
    )
    rows = [row for part in chunks(fresh) for row in connection.execute(entries.where(here, items.c.n.in_(part)))]
    if not rows:
        return
    begin = datetime.combine(min(row.first_seen for row in rows).astimezone(UTC).date(), time(0), UTC)
    own = {row.n for row in rows}
    taken: Counter[tuple[str, str, date]] = Counter()
    # What entered before that day was met before it too.
    for row in connection.execute(entries.where(here, ledger.c.entered >= begin)):
        if row.n not in own:
            taken.update(keys(row.source, row.first_seen))
    limits = (caps.source, caps.outlet)
    out: list[int] = []
    for row in sorted(rows, key=lambda row: (row.published, row.n), reverse=True):
        places = keys(row.source, row.first_seen)
        if any(limit is not None and taken[place] >= limit for place, limit in zip(places, limits, strict=True)):
            out.append(row.n)
        else:
            taken.update(places)
    for part in chunks(out):
        kept_out = sa.and_(ledger.c.output == spec.name, ledger.c.item.in_(part))
        connection.execute(sa.update(ledger).where(kept_out).values(withheld=CAP, withdrawn=now))
