"""Entries that name an item which is no more what it was: withdrawn, hidden by an edit, shown again, or under another headline.

All outputs are looked at, also those that are configured no more. An entry that a closed archive document holds is owed to it:
see `aggregator.store.archives`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import Also, Told
from aggregator.store.outputs import move
from aggregator.store.schema import ledger
from aggregator.store.storyplaces import row_from_told, told_from_row


def forget(connection: sa.Connection, item: str, now: datetime) -> dict[str, Any]:
    """Take an item out of what any output tells of its story. Returns by output what :func:`recall` needs."""
    remembered: dict[str, Any] = {}
    for row, told in _telling(connection, item):
        place, one = next((place, one) for place, one in enumerate(told.also) if one.item == item)
        remembered[row.output] = [place, told.origins, [one.item, one.publisher, one.url, one.title]]
        kept = (*told.also[:place], *told.also[place + 1 :])
        _tell(connection, row, Told(len(kept) + 1, min(told.origins, len(kept) + 1), kept), now)
    return remembered


def recall(connection: sa.Connection, n: int, remembered: Mapping[str, Sequence[Any]], now: datetime) -> None:
    """Name an item again where it was named before it was forgotten, if it is still told within the same entry."""
    heads = ledger.alias()
    query = (
        sa.select(heads)
        .join(ledger, sa.and_(ledger.c.output == heads.c.output, ledger.c.head == heads.c.item))
        .where(ledger.c.item == n, heads.c.head.is_(None))
    )
    for row in connection.execute(query).all():
        if row.output in remembered:
            place, origins, one = remembered[row.output]
            told, again = told_from_row(row.told), Also(*one)
            if again.item in {other.item for other in told.also}:
                continue
            also = (*told.also[:place], again, *told.also[place:])
            _tell(connection, row, Told(len(also) + 1, min(max(told.origins, origins), len(also) + 1), also), now)


def retitle(connection: sa.Connection, item: str, title: str, now: datetime) -> None:
    """Name an item by another headline."""
    for row, told in _telling(connection, item):
        also = tuple(replace(one, title=title) if one.item == item else one for one in told.also)
        if also != told.also:
            _tell(connection, row, replace(told, also=also), now)


def _telling(connection: sa.Connection, item: str) -> list[tuple[Any, Told]]:
    """The places whose entries name an item beside their own, with what they tell."""
    told_of = sa.and_(ledger.c.told.is_not(None), sa.type_coerce(ledger.c.told, sa.Text()).contains(f'"{item}"'))
    return [(row, told_from_row(row.told)) for row in connection.execute(sa.select(ledger).where(told_of)).all()]


def _tell(connection: sa.Connection, row: Any, told: Told, now: datetime) -> None:
    place = sa.and_(ledger.c.output == row.output, ledger.c.item == row.item)
    values = {"told": row_from_told(told), "updated": max(row.updated, now), "owed": row.archive is not None}
    connection.execute(sa.update(ledger).where(place).values(**values))
    move(connection, [row.output])
