"""Which issue is still to be mailed to whom: owed with the issue itself, so that it outlives a restart, and a server that is down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from aggregator.model import Mail
from aggregator.store.engine import reading
from aggregator.store.schema import Moment, metadata

#: ``due`` is empty when there is nothing more to do.
mails = sa.Table(
    "mails",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("recipient", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("due", Moment),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
)


class MailStore:
    """The ``mails`` table. What is done stays in it, and is not owed again."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def due(self, now: datetime, recipients: Collection[str]) -> tuple[Mail, ...]:
        """What is to be sent now to those who are configured, oldest issue first."""
        is_due = sa.and_(mails.c.due <= now, mails.c.recipient.in_(list(recipients)))
        query = sa.select(mails).where(is_due).order_by(mails.c.day, mails.c.recipient)
        with reading(self._engine) as connection:
            return tuple(
                Mail(date.fromisoformat(row.day), row.recipient, row.since, row.tries)
                for row in connection.execute(query)
            )

    def done(self, mail: Mail) -> None:
        """It was sent, or never will be."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(mails).where(_is_of(mail)).values(due=None))

    def failed(self, mail: Mail, due: datetime) -> None:
        """It is to be sent again."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(mails).where(_is_of(mail)).values(due=due, tries=mail.tries + 1))

    def postpone(self, due: datetime) -> None:
        """Leave the server alone for a while."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(mails).where(mails.c.due < due).values(due=due))


def _is_of(mail: Mail) -> sa.ColumnElement[bool]:
    return sa.and_(mails.c.day == mail.day.isoformat(), mails.c.recipient == mail.recipient)
