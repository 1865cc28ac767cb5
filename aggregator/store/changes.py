"""What became of the sources over time: when each was met, and when its state word changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import State, StateChange
from aggregator.store.engine import reading
from aggregator.store.schema import sources, state_changes

#: Words that come of the configuration and not of a poll: nobody needs to be told.
_UNTOLD = (State.NEW.value, State.OFF.value)


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

    def registered(self) -> dict[str, datetime]:
        """When each source was met, by id."""
        with reading(self._engine) as connection:
            return {row.id: row.registered for row in connection.execute(sa.select(sources.c.id, sources.c.registered))}


def before(column: sa.Column[Any]) -> sa.Over[Any]:
    """The value that a column had at the source's change before this one."""
    return sa.func.lag(column, type_=column.type).over(partition_by=state_changes.c.source, order_by=state_changes.c.at)
