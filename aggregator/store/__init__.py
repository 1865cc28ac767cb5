"""The store: what was polled, what was made of it, and what each output ever said. The one owner of SQL.

Synchronous, for one writer at a time and any number of readers. ``open_store`` gives a :class:`Store`, whose parts answer for
one subject each: ``store.sources``, ``store.items``, ``store.tags``, ``store.stories``, ``store.ledger``, ``store.issues`` …
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from aggregator.model import PollPlan
from aggregator.store.archives import ArchiveStore, Closing, Waiting
from aggregator.store.changes import ChangeStore
from aggregator.store.dialect import upsert
from aggregator.store.edits import Applied, EditStore, Subject
from aggregator.store.engine import connect, reading
from aggregator.store.issues import IssueStore
from aggregator.store.items import ItemStore, StoredItem
from aggregator.store.ledger import LedgerEntry, LedgerRow, LedgerStore, Place
from aggregator.store.mails import MailStore
from aggregator.store.pings import PingStore
from aggregator.store.private import PrivateStore
from aggregator.store.schema import meta
from aggregator.store.sources import Registered, SourceStore
from aggregator.store.stamps import FragmentStore, StampStore
from aggregator.store.stories import Candidate, PendingItem, Read, StoryStore
from aggregator.store.tags import TagStore
from aggregator.store.writing import apply_plans

__all__ = [
    "Applied",
    "Candidate",
    "Closing",
    "LedgerEntry",
    "LedgerRow",
    "PendingItem",
    "Place",
    "Read",
    "Registered",
    "Store",
    "StoredItem",
    "Subject",
    "Waiting",
    "open_store",
]


class Store:
    """An open store."""

    def __init__(self, engine: sa.Engine, *, read_only: bool) -> None:
        self._engine = engine
        self.sources = SourceStore(engine, read_only=read_only)
        self.items = ItemStore(engine)
        self.tags = TagStore(engine)
        self.stories = StoryStore(engine)
        self.ledger = LedgerStore(engine)
        self.archives = ArchiveStore(engine)
        self.private = PrivateStore(engine)
        self.pings = PingStore(engine)
        self.mails = MailStore(engine)
        self.stamps = StampStore(engine)
        self.fragments = FragmentStore(engine)
        self.issues = IssueStore(engine)
        self.changes = ChangeStore(engine)
        self.edits = EditStore(engine)

    def apply(self, plans: Sequence[PollPlan], *, now: datetime, tag_version: str) -> None:
        """Write what polls have brought, in one transaction: states, validators, items, identities and tags together."""
        with self._engine.begin() as connection:
            apply_plans(connection, plans, now=now, tag_version=tag_version)

    def owes(self, what: str) -> bool:
        """Whether something was begun that has not been done yet."""
        with reading(self._engine) as connection:
            return connection.execute(sa.select(meta.c.value).where(meta.c.key == f"owed {what}")).scalar() == "yes"

    def owe(self, what: str, *, is_owed: bool) -> None:
        """Remember that something is to be done, or that it was done."""
        with self._engine.begin() as connection:
            row = {"key": f"owed {what}", "value": "yes" if is_owed else "no"}
            connection.execute(upsert(connection, meta, ["key"], ["value"]), [row])

    def is_lost(self) -> bool:
        """Whether the file was deleted while it is open: what is written now would be gone with the process."""
        database = self._engine.url.database
        return self._engine.dialect.name == "sqlite" and bool(database) and not Path(str(database)).exists()

    def is_sound(self) -> bool:
        """Whether the database holds together."""
        if self._engine.dialect.name != "sqlite":
            return True
        with self._engine.connect() as connection:
            return connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@contextlib.contextmanager
def open_store(url: str, *, read_only: bool = False, owner: str = "", wait: float = 5.0) -> Iterator[Store]:
    """A store at an address such as ``sqlite:////var/lib/desk/aggregator.sqlite``, made when there is none.

    A writer holds the store's lock until it is closed; a second one waits ``wait`` seconds and then gets a StoreError that
    names the ``owner``. Readers wait for nobody, and see an empty store where there is none yet.
    """
    with connect(url, read_only=read_only, owner=owner, wait=wait) as engine:
        yield Store(engine, read_only=read_only)
