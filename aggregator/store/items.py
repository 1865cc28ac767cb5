"""Items: looked up by identity, listed, found by whatever a person has at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.errors import AggregatorError
from aggregator.model import Item, KnownItem, Tag
from aggregator.store.engine import reading
from aggregator.store.outputs import move_by_tags
from aggregator.store.retelling import forget
from aggregator.store.rows import chunks, item_from_row, next_touch, tags_of
from aggregator.store.schema import history, identities, items, ledger, tags, tombstones

PAGE = 1000
#: Columns of :class:`KnownItem`: what a poll must know of an item, without its texts.
_KNOWN = [
    items.c[name]
    for name in (
        "n", "id", "guid", "url", "title", "text_hash", "content_hash", "published", "date_basis", "precision", "first_seen",
        "updated", "withdrawn_at", "revisions", "edited",
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with its tags. ``cursor``: give it back to get what came later."""

    item: Item
    tags: tuple[Tag, ...]
    cursor: str
    story: str | None = None  #: id of the item that founded its story; None before it has one


class ItemStore:
    """The ``items`` table and what hangs on it."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def known(self, source_id: str, keys: Iterable[str]) -> dict[str, KnownItem]:
        """The items of a source that any of these identities lead to, by identity; what was purged is a tombstone."""
        with reading(self._engine) as connection:
            numbers: dict[str, int] = {}
            for part in chunks(keys):
                query = sa.select(identities.c.key, identities.c.item).where(
                    identities.c.source == source_id, identities.c.key.in_(part)
                )
                numbers.update((row.key, row.item) for row in connection.execute(query))
            if not numbers:
                return {}
            found = self._known_by_number(connection, set(numbers.values()))
        return {key: found[number] for key, number in numbers.items() if number in found}

    @staticmethod
    def _known_by_number(connection: sa.Connection, numbers: set[int]) -> dict[int, KnownItem]:
        keys: dict[int, list[str]] = {}
        found: dict[int, KnownItem] = {}
        for part in chunks(numbers):
            named = sa.select(identities.c.item, identities.c.key).where(identities.c.item.in_(part))
            for row in connection.execute(named):
                keys.setdefault(row.item, []).append(row.key)
            for row in connection.execute(sa.select(*_KNOWN).where(items.c.n.in_(part))):
                found[row.n] = known_from_row(row, tuple(keys.get(row.n, ())))
            for row in connection.execute(sa.select(tombstones).where(tombstones.c.item.in_(part))):
                found[row.item] = buried(row, tuple(keys.get(row.item, ())))
        return found

    def list(self, *, source: str | None = None, limit: int | None = None) -> Iterator[StoredItem]:
        """Items that were not withdrawn, newest first."""
        query = sa.select(items).where(items.c.withdrawn_at.is_(None)).order_by(items.c.published.desc(), items.c.id)
        if source is not None:
            query = query.where(items.c.source == source)
        yield from self._stream(query, limit)

    def since(self, cursor: str | None, *, source: str | None = None, limit: int | None = None) -> Iterator[StoredItem]:
        """Items in the order of their first sight, from after a cursor on."""
        if cursor is not None and not (cursor.isascii() and cursor.isdigit()):
            raise AggregatorError(f"{cursor!r} is no cursor; use the cursor of a line that --jsonl printed")
        query = sa.select(items).where(items.c.withdrawn_at.is_(None), items.c.n > int(cursor or 0)).order_by(items.c.n)
        if source is not None:
            query = query.where(items.c.source == source)
        yield from self._stream(query, limit)

    def _stream(self, query: Any, limit: int | None) -> Iterator[StoredItem]:
        if limit is not None:
            query = query.limit(limit)
        with reading(self._engine) as connection:
            for part in connection.execution_options(yield_per=PAGE).execute(query).partitions():
                yield from stored_from_rows(connection, part)

    def find(self, wanted: str) -> tuple[StoredItem, ...]:
        """The items a person may mean: by public id or its first letters, by link, by guid, by canonical link, by words of
        the title; the newest ten of them."""
        from aggregator.text.urls import canonical_url

        text = wanted.strip().removeprefix("urn:uuid:")
        with reading(self._engine) as connection:
            attempts = [items.c.id == text.lower(), items.c.url == text, items.c.guid == text]
            if len(text) >= 4 and all(letter in "0123456789abcdef-" for letter in text.lower()):
                attempts.append(items.c.id.startswith(text.lower()))
            keyed = sa.select(identities.c.item).where(identities.c.key == f"url:{canonical_url(text)}")
            attempts.append(items.c.n.in_(keyed))
            if len(text) >= 3:
                corrected = sa.type_coerce(items.c.edited, sa.Text()).icontains(text, autoescape=True)
                attempts.append(sa.or_(items.c.title.icontains(text, autoescape=True), corrected))
            for attempt in attempts:
                rows = connection.execute(sa.select(items).where(attempt).order_by(items.c.n.desc()).limit(10)).all()
                if rows:
                    return tuple(stored_from_rows(connection, rows))
        return ()

    def contents(self, identifiers: Iterable[str]) -> dict[str, str]:
        """The content of items, by id."""
        found: dict[str, str] = {}
        with reading(self._engine) as connection:
            for part in chunks(identifiers):
                query = sa.select(items.c.id, items.c.content).where(items.c.id.in_(part))
                found.update((row.id, row.content) for row in connection.execute(query))
        return found

    def history(self, identifier: str) -> tuple[tuple[datetime, str], ...]:
        """(when it was replaced, title) of the earlier versions of an item, oldest first."""
        query = (
            sa.select(history.c.at, history.c.title)
            .join(items, items.c.n == history.c.item)
            .where(items.c.id == identifier)
            .order_by(history.c.at)
        )
        with reading(self._engine) as connection:
            return tuple((row.at, row.title) for row in connection.execute(query))

    def between(self, after: datetime | None, up_to: datetime) -> tuple[StoredItem, ...]:
        """Items first seen after one moment and up to another, newest first: what an issue covers."""
        query = sa.select(items).where(items.c.withdrawn_at.is_(None), items.c.first_seen <= up_to)
        if after is not None:
            query = query.where(items.c.first_seen > after)
        return tuple(self._stream(query.order_by(items.c.published.desc(), items.c.id), None))

    def tagged(self, scheme: str, term: str, *, since: datetime, limit: int) -> tuple[StoredItem, ...]:
        """The newest items about a term that were published since a moment, newest first."""
        numbers = (
            sa.select(tags.c.item)
            .where(tags.c.scheme == scheme, tags.c.term == term, tags.c.weight == "about", tags.c.published >= since)
            .order_by(tags.c.published.desc())
            .limit(limit)
        )
        query = (
            sa.select(items)
            .where(items.c.n.in_(numbers), items.c.withdrawn_at.is_(None))
            .order_by(items.c.published.desc(), items.c.id)
        )
        return tuple(self._stream(query, None))

    def of_story(self, story: str) -> tuple[StoredItem, ...]:
        """The items of a story, earliest first."""
        is_one = sa.or_(items.c.id == story, sa.and_(items.c.story == story, items.c.story != items.c.id))
        there = sa.and_(is_one, items.c.story == story, items.c.withdrawn_at.is_(None))
        return tuple(self._stream(sa.select(items).where(there).order_by(items.c.published, items.c.id), None))

    def first_seen(self, identifiers: Iterable[str]) -> frozenset[datetime]:
        """When some items were first seen."""
        found: set[datetime] = set()
        with reading(self._engine) as connection:
            for part in chunks(identifiers):
                found.update(connection.execute(sa.select(items.c.first_seen).where(items.c.id.in_(part))).scalars())
        return frozenset(found)

    def mark(self) -> int:
        """A number that grows when any item or its tags change."""
        with reading(self._engine) as connection:
            return int(connection.execute(sa.select(sa.func.max(items.c.touched))).scalar() or 0)

    def withdrawn(self) -> dict[str, datetime]:
        """Ids of all items that were withdrawn, or are hidden by an edit, with the time of their first sight."""
        query = sa.select(items.c.id, items.c.first_seen).where(items.c.withdrawn_at.is_not(None))
        with reading(self._engine) as connection:
            return {row.id: row.first_seen for row in connection.execute(query)}

    def withdraw(self, identifier: str, reason: str, now: datetime) -> bool:
        """Take an item out of every list and output for good, whatever edits say of it. Says whether there was one."""
        with self._engine.begin() as connection:
            is_no_more = sa.or_(items.c.withdrawn_at.is_(None), items.c.edited.is_not(None))
            statement = sa.update(items).where(items.c.id == identifier, is_no_more)
            values = {
                "withdrawn_at": now,
                "withdrawn_reason": reason,
                "edited": None,
                "touched": next_touch(connection),
            }
            is_done = bool(connection.execute(statement.values(values)).rowcount)
            # From outputs too that are configured no more: nobody else looks at those.
            number = sa.select(items.c.n).where(items.c.id == identifier).scalar_subquery()
            held = sa.and_(ledger.c.item == number, ledger.c.withdrawn.is_(None))
            connection.execute(sa.update(ledger).where(held).values(withdrawn=now))
            forget(connection, identifier, now)
            terms = connection.execute(sa.select(tags.c.scheme, tags.c.term).where(tags.c.item == number))
            move_by_tags(connection, [(row.scheme, row.term) for row in terms])
            return is_done


def stored_from_rows(connection: sa.Connection, rows: Iterable[Any]) -> list[StoredItem]:
    """Rows of items with their tags."""
    rows = list(rows)
    tagged = tags_of(connection, (row.n for row in rows))
    return [StoredItem(item_from_row(row), tagged.get(row.n, ()), str(row.n), row.story) for row in rows]


def known_from_row(row: Any, keys: tuple[str, ...]) -> KnownItem:
    return KnownItem(
        id=row.id,
        identities=keys,
        guid=row.guid,
        url=row.url,
        title=row.title,
        text_hash=row.text_hash,
        content_hash=row.content_hash,
        published=row.published,
        date_basis=row.date_basis,
        precision=row.precision,
        first_seen=row.first_seen,
        updated=row.updated,
        revisions=row.revisions,
        is_tombstone=row.withdrawn_at is not None and not row.edited,
    )


def buried(row: Any, keys: tuple[str, ...]) -> KnownItem:
    """A tombstone: known, and not to come back."""
    return KnownItem(
        row.id, keys, None, None, "", "", "", row.at, "first_seen", "second", row.at, row.at, is_tombstone=True
    )
