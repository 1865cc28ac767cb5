"""What became of things over time: when sources were met and their state words changed; headlines that became others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import HeadlineChange, State, StateChange
from aggregator.store.engine import reading
from aggregator.store.rows import chunks, item_from_row
from aggregator.store.schema import history, items, sources, state_changes

#: Words that come of the configuration and not of a poll: nobody needs to be told.
_UNTOLD = (State.NEW.value, State.OFF.value)
#: Versions of items that are looked at for changed headlines: most differ in their texts alone.
_PAGE, _MOST_PAGES = 500, 10


class ChangeStore:
    """The ``state_changes`` table; it is written with the states."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def newest(self, limit: int) -> tuple[StateChange, ...]:
        """The last changes worth telling, newest first.

        A source counts as well until it is found otherwise, so that its first good poll is no change.
        """
        steps = sa.select(
            state_changes,
            before(state_changes.c.state).label("before"),
            before(state_changes.c.at).label("before_at"),
        ).subquery()
        query = (
            sa.select(steps, sources.c.mint_id)
            .join(sources, sources.c.id == steps.c.source)
            .where(steps.c.state != sa.func.coalesce(steps.c.before, State.OK.value), steps.c.state.not_in(_UNTOLD))
            .order_by(steps.c.at.desc(), steps.c.source)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return tuple(
                StateChange(row.source, row.mint_id, row.at, row.state, row.reason, row.before, row.before_at)
                for row in connection.execute(query)
            )

    def headlines(self, limit: int) -> tuple[HeadlineChange, ...]:
        """The last changes of headlines in their letters or figures, newest first. Of items that were withdrawn none is told."""
        found: list[HeadlineChange] = []
        query = sa.select(history.c.item, history.c.at, history.c.title).order_by(history.c.at.desc(), history.c.item)
        with reading(self._engine) as connection:
            for page in range(_MOST_PAGES):
                rows = connection.execute(query.limit(_PAGE).offset(page * _PAGE)).all()
                found.extend(self._changed(connection, rows))
                if len(rows) < _PAGE or len(found) >= limit:
                    break
        return tuple(found[:limit])

    def retitled(self, after: datetime | None, up_to: datetime) -> dict[str, datetime]:
        """When the items first seen after one moment and up to another last got another headline, by id; of those that did."""
        span = sa.and_(items.c.first_seen <= up_to, items.c.revisions > 0, history.c.at <= up_to)
        if after is not None:
            span = sa.and_(span, items.c.first_seen > after)
        query = (
            sa.select(items.c.id, items.c.title.label("now"), history.c.at, history.c.title)
            .join(history, history.c.item == items.c.n)
            .where(span)
            .order_by(items.c.n, history.c.at.desc())
        )
        found: dict[str, datetime] = {}
        settled: dict[str, str] = {}  # the headline that each item had after the version looked at
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                if row.id not in found and letters(row.title) != letters(settled.get(row.id, row.now)):
                    found[row.id] = row.at
                settled[row.id] = row.title
        return found

    @staticmethod
    def _changed(connection: sa.Connection, rows: Iterable[Any]) -> Iterable[HeadlineChange]:
        """Those of some versions whose next version has another headline."""
        rows = list(rows)
        current: dict[int, Any] = {}
        later: dict[int, list[tuple[datetime, str]]] = {}
        for part in chunks(dict.fromkeys(row.item for row in rows)):
            there = sa.select(items).where(items.c.n.in_(part), items.c.withdrawn_at.is_(None))
            current.update((row.n, row) for row in connection.execute(there))
            versions = sa.select(history.c.item, history.c.at, history.c.title).where(history.c.item.in_(part))
            for row in connection.execute(versions.order_by(history.c.at)):
                later.setdefault(row.item, []).append((row.at, row.title))
        for row in rows:
            if (item := current.get(row.item)) is not None:
                after = next((title for at, title in later[row.item] if at > row.at), item.title)
                if letters(row.title) != letters(after):
                    yield HeadlineChange(item_from_row(item), row.at, row.title, after)

    def registered(self) -> dict[str, datetime]:
        """When each source was met, by id."""
        with reading(self._engine) as connection:
            return {row.id: row.registered for row in connection.execute(sa.select(sources.c.id, sources.c.registered))}


def letters(title: str) -> str:
    """The letters and figures of a headline, whatever stands between them."""
    return re.sub(r"[\W_]+", "", title.casefold())


def before(column: sa.Column[Any]) -> sa.Over[Any]:
    """The value that a column had at the source's change before this one."""
    return sa.func.lag(column, type_=column.type).over(partition_by=state_changes.c.source, order_by=state_changes.c.at)
