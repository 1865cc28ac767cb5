"""Items that an edit hides: out of every output like one that was withdrawn, and back in their old places when the edit goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.store.retelling import forget, recall
from aggregator.store.schema import ledger


def hide(connection: sa.Connection, n: int, item: str, now: datetime) -> dict[str, Any]:
    """Take an item out of all outputs. Returns what :func:`show` needs to bring it back, as JSON.

    That is, by output, what its own entry told of its story (another item leads it from now on, under the same id), and where
    entries of others named it.
    """
    its = sa.and_(ledger.c.item == n, ledger.c.withdrawn.is_(None))
    entries = sa.select(ledger.c.output, ledger.c.told).where(its, ledger.c.head.is_(None), ledger.c.withheld.is_(None))
    led = {row.output: row.told for row in connection.execute(entries)}
    connection.execute(sa.update(ledger).where(its).values(withdrawn=now))
    return {"led": led, "named": forget(connection, item, now)}


def show(connection: sa.Connection, n: int, since: datetime, remembered: Mapping[str, Any], now: datetime) -> None:
    """Bring back an item that is hidden ``since`` a moment, with the ids and dates it had."""
    for output, told in remembered.get("led", {}).items():
        _lead_again(connection, output, n, told)
    back = sa.and_(ledger.c.item == n, ledger.c.withdrawn == since, ledger.c.withheld.is_(None))
    connection.execute(sa.update(ledger).where(back).values(withdrawn=None))
    recall(connection, n, remembered.get("named", {}), now)


def _lead_again(connection: sa.Connection, output: str, n: int, told: Any) -> None:
    """Let an item lead its entry again, where another has led it in its stead."""
    here = ledger.c.output == output
    own = connection.execute(sa.select(ledger).where(here, ledger.c.item == n)).first()
    if own is None or own.head is None:
        return
    other = connection.execute(sa.select(ledger).where(here, ledger.c.item == own.head)).first()
    if other is None or other.head is not None or other.entry != own.entry:
        return
    again = {
        "head": None, "told": told, "settles": None, "updated": max(own.updated, other.updated), "archive": other.archive,
        "owed": other.archive is not None,
    }  # fmt: skip
    connection.execute(sa.update(ledger).where(here, ledger.c.item == n).values(**again))
    within = {"head": n, "told": None, "settles": None, "archive": None, "owed": False, "entry": None}
    connection.execute(sa.update(ledger).where(here, ledger.c.item == other.item).values(**within))
