"""What hubs have yet to be told: it outlives a restart, and a hub that is down."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from aggregator.model import Ping
from aggregator.store.dialect import upsert
from aggregator.store.engine import reading
from aggregator.store.schema import pings


class PingStore:
    """The ``pings`` table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, hubs: Collection[str], topics: Iterable[str], now: datetime) -> None:
        """These topics changed. A hub that failed is not told sooner for that. Hubs that are configured no more are forgotten."""
        rows = [{"hub": hub, "topic": topic, "since": now, "due": now} for topic in topics for hub in hubs]
        with self._engine.begin() as connection:
            connection.execute(sa.delete(pings).where(pings.c.hub.not_in(list(hubs))))
            if rows:
                connection.execute(upsert(connection, pings, ["hub", "topic"], ["since"]), rows)

    def due(self, now: datetime, *, limit: int) -> tuple[Ping, ...]:
        """What is to be told now, hub by hub."""
        query = sa.select(pings).where(pings.c.due <= now).order_by(pings.c.hub, pings.c.since, pings.c.topic)
        with reading(self._engine) as connection:
            return tuple(
                Ping(row.hub, row.topic, row.since, row.tries) for row in connection.execute(query.limit(limit))
            )

    def done(self, ping: Ping) -> None:
        """It was told, or never will be. What changed again meanwhile is still to be told."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(pings).where(is_of(ping), pings.c.since == ping.since))

    def failed(self, ping: Ping, due: datetime) -> None:
        """It is to be told again."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(pings).where(is_of(ping)).values(due=due, tries=ping.tries + 1))

    def postpone(self, hub: str, due: datetime) -> None:
        """Leave a hub alone for a while."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(pings).where(pings.c.hub == hub, pings.c.due < due).values(due=due))


def is_of(ping: Ping) -> sa.ColumnElement[bool]:
    return sa.and_(pings.c.hub == ping.hub, pings.c.topic == ping.topic)
