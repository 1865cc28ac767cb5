"""Archives of feeds: which entries wait to be archived, and the closed documents that hold the others."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import public_id
from aggregator.store.engine import reading
from aggregator.store.ledger import ENTRY, LedgerEntry, entry_from_row
from aggregator.store.rows import chunks, tags_of
from aggregator.store.schema import items, ledger, snapshots


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries of an output that are in no closed document: how many, and when the oldest entered."""

    count: int
    since: datetime


class ArchiveStore:
    """The ``snapshots`` table, and the ledger's column that says which document holds an entry."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def waiting(self, outputs: Iterable[str]) -> dict[str, Waiting]:
        """How many entries of each output are in no closed document, and since when."""
        found: dict[str, Waiting] = {}
        with reading(self._engine) as connection:
            for part in chunks(outputs):
                query = (
                    sa.select(ledger.c.output, sa.func.count().label("n"), sa.func.min(ledger.c.entered).label("since"))
                    .where(
                        ledger.c.output.in_(part),
                        ledger.c.archive.is_(None),
                        ledger.c.withdrawn.is_(None),
                        ledger.c.head.is_(None),
                    )
                    .group_by(ledger.c.output)
                )
                found.update((row.output, Waiting(row.n, row.since)) for row in connection.execute(query))
        return found

    def documents(self, output: str) -> Iterator[tuple[str, bytes]]:
        """(path, bytes) of every closed document, oldest first, one at a time."""
        names = sa.select(snapshots.c.name).where(snapshots.c.output == output).order_by(snapshots.c.place)
        with reading(self._engine) as connection:
            for name in connection.execute(names).scalars().all():
                yield name, self.document(output, name)

    def document(self, output: str, path: str) -> bytes:
        """The bytes of a closed document."""
        query = sa.select(snapshots.c.body).where(snapshots.c.output == output, snapshots.c.name == path)
        with reading(self._engine) as connection:
            return zlib.decompress(connection.execute(query).scalar_one())

    @contextlib.contextmanager
    def closing(self, output: str) -> Iterator[Closing]:
        """Close documents of an output: all of them or, when it is interrupted, none."""
        with self._engine.begin() as connection:
            yield Closing(connection, output)

    def holding(self, identifiers: Iterable[str]) -> tuple[tuple[str, str, str, str], ...]:
        """(output, path, id of the item, public id of its entry) of every closed document that still has one of these items."""
        found: list[tuple[str, str, str, str]] = []
        with reading(self._engine) as connection:
            for part in chunks(identifiers):
                query = (
                    sa.select(ledger.c.output, ledger.c.archive, items.c.id, ledger.c.entry)
                    .join(items, items.c.n == ledger.c.item)
                    .where(items.c.id.in_(part), ledger.c.archive.is_not(None))
                )
                found.extend(
                    (row.output, row.archive, row.id, row.entry or public_id(row.id))
                    for row in connection.execute(query)
                )
        return tuple(sorted(found))

    def replace(self, output: str, path: str, body: bytes, *, without: Collection[str]) -> None:
        """Another version of a closed document, from which these items were taken out."""
        self._rewrite(output, path, body, without, archive=None)

    def owed(self) -> tuple[tuple[str, str, LedgerEntry], ...]:
        """(output, path, entry) of every entry of which its closed document says more than it should by now."""
        query = sa.select(*ENTRY, ledger.c.output, ledger.c.archive).join(ledger, ledger.c.item == items.c.n)
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(ledger.c.owed, ledger.c.archive.is_not(None))).all()
            tagged = tags_of(connection, (row.n for row in rows))
            return tuple((row.output, row.archive, entry_from_row(row, tagged.get(row.n, ()))) for row in rows)

    def correct(self, output: str, path: str, body: bytes, identifiers: Collection[str]) -> None:
        """Another version of a closed document, in which entries of these items say what they should."""
        self._rewrite(output, path, body, identifiers, owed=False)

    def _rewrite(self, output: str, path: str, body: bytes, identifiers: Collection[str], **values: Any) -> None:
        numbers = sa.select(items.c.n).where(items.c.id.in_(list(identifiers)))
        document = sa.and_(snapshots.c.output == output, snapshots.c.name == path)
        held = sa.and_(ledger.c.output == output, ledger.c.archive == path, ledger.c.item.in_(numbers))
        with self._engine.begin() as connection:
            connection.execute(sa.update(snapshots).where(document).values(body=zlib.compress(body, 6)))
            connection.execute(sa.update(ledger).where(held).values(**values))

    def names(self) -> dict[str, list[str]]:
        """Paths of all closed documents of each output, oldest first."""
        found: dict[str, list[str]] = {}
        query = sa.select(snapshots.c.output, snapshots.c.name).order_by(snapshots.c.place)
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.output, []).append(row.name)
        return found


@dataclass(slots=True)
class Closing:
    """One transaction that closes documents of one output."""

    connection: sa.Connection
    output: str

    def batch(self, limit: int) -> tuple[tuple[int, LedgerEntry], ...]:
        """The oldest entries that are in no closed document, with their numbers."""
        rows = self.connection.execute(waiting_for(self.output, *ENTRY).limit(limit)).all()
        tagged = tags_of(self.connection, (row.n for row in rows))
        return tuple((row.n, entry_from_row(row, tagged.get(row.n, ()))) for row in rows)

    def names(self) -> tuple[str, ...]:
        """Paths of the documents that are closed, oldest first."""
        query = sa.select(snapshots.c.name).where(snapshots.c.output == self.output).order_by(snapshots.c.place)
        return tuple(self.connection.execute(query).scalars())

    def close(self, path: str, body: bytes, numbers: Iterable[int], *, now: datetime) -> None:
        """Keep a document for ever, as the newest of its output, with the entries it holds."""
        last = sa.select(sa.func.max(snapshots.c.place)).where(snapshots.c.output == self.output)
        row = {
            "output": self.output,
            "name": path,
            "place": int(self.connection.execute(last).scalar() or 0) + 1,
            "made_at": now,
            "body": zlib.compress(body, 6),
        }
        self.connection.execute(sa.insert(snapshots), [row])
        for part in chunks(numbers):
            held = sa.and_(ledger.c.output == self.output, ledger.c.item.in_(part))
            self.connection.execute(sa.update(ledger).where(held).values(archive=path))


def waiting_for(output: str, *columns: Any) -> sa.Select[Any]:
    """The entries of an output that are in no closed document, in the order they entered."""
    return (
        sa.select(*columns)
        .join(ledger, ledger.c.item == items.c.n)
        .where(
            ledger.c.output == output,
            ledger.c.archive.is_(None),
            ledger.c.withdrawn.is_(None),
            ledger.c.head.is_(None),
            items.c.withdrawn_at.is_(None),
        )
        .order_by(ledger.c.entered, ledger.c.published, items.c.id.desc())
    )
