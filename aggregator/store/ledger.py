"""The output ledger: what each output ever held, when it entered, and when it last changed.

Outputs look only at what was touched since they last looked, so that a build after a poll costs what the poll brought. What
enters once stays: a feed is rendered from here, and nothing can enter it twice. In an output that gives a story one entry, the
places of the story's other items lead to the one that is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aggregator.model import TOLD_ALONE, Item, OutputSpec, Tag, Told, public_id
from aggregator.store.caps import keep_within_caps
from aggregator.store.dialect import insert_new
from aggregator.store.engine import reading
from aggregator.store.outputs import described, move, remember, retired, take_over_renamed
from aggregator.store.rows import chunks, item_from_row, tags_of
from aggregator.store.schema import items, ledger, outputs, tags
from aggregator.store.storyplaces import ORIGINS, Tell, calm, newest_shown, next_to_settle, tell_stories, told_from_row

#: A new output on a desk whose every item is old shows so many of them all the same: a feed is never empty for no reason.
FIRST_ENTRIES = 20
PAGE = 5000


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An item as an output holds it, with what it tells of its story."""

    id: str  #: public, of the entry: that of the story it stands for
    item: Item
    tags: tuple[Tag, ...]
    entered: datetime
    updated: datetime
    told: Told = TOLD_ALONE


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An entry of an output, without its texts."""

    n: int
    entered: int  #: as it is stored
    is_archived: bool
    source: str
    is_nowhere: bool  #: it has no address of its own
    made_of: tuple[object, ...]  #: changes with whatever its item, its tags and its place in the output say


@dataclass(frozen=True, slots=True)
class Place:
    """An item's place in one output."""

    output: str
    entered: datetime
    withdrawn: datetime | None
    withheld: str | None = None  #: why it has not entered: "cap", "origins"
    entry: str | None = None  #: title of the item within whose entry it is told


class LedgerStore:
    """The ``ledger`` table and the marks in ``outputs``."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def enter(
        self, specs: Sequence[OutputSpec], *, now: datetime, max_age: Mapping[str, timedelta], tell: Tell
    ) -> None:
        """Bring the ledger up to what is stored.

        ``max_age``: by source, how old an item may be at its first sight to be published as new. An item that lost the tag
        it was chosen by leaves, and comes back without entering anew when it gets the tag again. ``tell`` decides what
        outputs say of stories.
        """
        with self._engine.begin() as connection:
            take_over_renamed(connection, specs)
            known = {row.name: row for row in connection.execute(sa.select(outputs))}
            high = int(connection.execute(sa.select(sa.func.max(items.c.touched))).scalar() or 0)
            by_mark: dict[int, list[OutputSpec]] = {}
            anew: list[OutputSpec] = []
            ruled_anew: set[str] = set()
            for spec in specs:
                row = known.get(spec.name)
                is_same = row is not None and (row.scheme, row.term) == (spec.scheme, spec.term)
                by_mark.setdefault(row.mark if row is not None and is_same else 0, []).append(spec)
                if row is None or not is_same or row.mark < high or row.described != described(spec):
                    anew.append(spec)
                if row is not None and (row.described or {}).get("min_origins", 1) != spec.min_origins:
                    ruled_anew.add(spec.name)
            fresh: dict[str, set[int]] = {}
            changed: set[str] = set()
            for mark, some in by_mark.items():
                if mark < high:
                    changed |= self._look(connection, some, mark, now, max_age, fresh)
                telling = [spec for spec in some if spec.group == "story"]
                changed |= tell_stories(connection, telling, mark, fresh, ruled_anew=ruled_anew, now=now, tell=tell)
            for spec in specs:
                keep_within_caps(connection, spec, fresh.get(spec.name, ()), now)
            calm(connection, now)
            remember(connection, anew, high)
            move(connection, changed)

    def _look(
        self,
        connection: sa.Connection,
        specs: list[OutputSpec],
        mark: int,
        now: datetime,
        max_age: Mapping[str, timedelta],
        fresh: dict[str, set[int]],
    ) -> set[str]:
        """Look at everything touched since ``mark``, for outputs that all stand at that mark.

        Returns the outputs in which something may have moved: also of those that are configured no more.
        """
        columns = (
            items.c.n,
            items.c.source,
            items.c.first_seen,
            items.c.published,
            items.c.updated,
            items.c.withdrawn_at,
        )
        query = sa.select(*columns).where(items.c.touched > mark).order_by(items.c.n)
        withheld: dict[str, list[Any]] = {}
        changed: set[str] = set()
        for rows in connection.execution_options(yield_per=PAGE).execute(query).partitions():
            numbers = [row.n for row in rows]
            about = about_terms(connection, numbers)
            held = held_by(connection, numbers)
            changed |= held.keys()
            for spec in specs:
                entered = self._decide(
                    connection, spec, rows, about, held.get(spec.name, {}), now, max_age, withheld, mark
                )
                if entered:
                    fresh.setdefault(spec.name, set()).update(entered)
        for spec in specs:
            if withheld.get(spec.name) and not self._has_any(connection, spec.name):
                newest = sorted(withheld[spec.name], key=lambda row: (row.published, row.n), reverse=True)[
                    :FIRST_ENTRIES
                ]
                connection.execute(insert_new(connection, ledger), [entry_row(spec.name, row, now) for row in newest])
                fresh.setdefault(spec.name, set()).update(row.n for row in newest)
        return changed | fresh.keys() | withheld.keys()

    @staticmethod
    def _decide(
        connection: sa.Connection,
        spec: OutputSpec,
        rows: Sequence[Any],
        about: Mapping[int, set[tuple[str, str]]],
        held: Mapping[int, datetime | None],
        now: datetime,
        max_age: Mapping[str, timedelta],
        withheld: dict[str, list[Any]],
        mark: int,
    ) -> list[int]:
        """Which of these items enter an output, leave it, or come back to it. Returns the numbers of those that enter."""
        fresh, leave, back = [], [], []
        for row in rows:
            wanted = row.withdrawn_at is None and (
                spec.scheme == "all" or (spec.scheme, spec.term) in about.get(row.n, ())
            )
            if row.n in held:
                if wanted and held[row.n] is not None:
                    back.append(row.n)
                elif not wanted:
                    leave.append(row.n)
            # To an output that has looked before, an item that another rule gives it is no younger than it is.
            elif wanted and (now if mark else row.first_seen) - row.published <= oldest(spec, max_age.get(row.source)):
                fresh.append(row)
            elif wanted:
                withheld.setdefault(spec.name, []).append(row)
        if fresh:
            connection.execute(insert_new(connection, ledger), [entry_row(spec.name, row, now) for row in fresh])
        here, was_shown = ledger.c.output == spec.name, ledger.c.withheld.is_(None)
        for part in chunks(leave):
            place = sa.and_(here, ledger.c.item.in_(part))
            there = sa.and_(place, was_shown, ledger.c.withdrawn.is_(None))
            connection.execute(sa.update(ledger).where(there).values(withdrawn=now))
            # What waits was never seen: it goes without a trace, and is new when it is wanted again.
            connection.execute(sa.delete(ledger).where(place, ledger.c.withheld == ORIGINS))
        for part in chunks(back):
            place = sa.and_(here, ledger.c.item.in_(part), was_shown)
            connection.execute(sa.update(ledger).where(place).values(withdrawn=None))
        return [row.n for row in fresh]

    @staticmethod
    def _has_any(connection: sa.Connection, output: str) -> bool:
        return (
            connection.execute(sa.select(ledger.c.item).where(ledger.c.output == output).limit(1)).first() is not None
        )

    def changes(self) -> dict[str, int]:
        """By output a number that grows when something in it moves, or in what its tag selects."""
        with reading(self._engine) as connection:
            return {row.name: row.changed for row in connection.execute(sa.select(outputs.c.name, outputs.c.changed))}

    def rows(self, output: str, *, limit: int) -> tuple[LedgerRow, ...]:
        """What an output shows now, by when it entered, newest first: who polls finds what is new to it at the top.

        What was shown and left takes its place among the ``limit``: no older entry comes back in its stead, as if it were new.
        """
        number = sa.Integer()
        was_entry = sa.or_(ledger.c.head.is_(None), ledger.c.entry.is_not(None))
        is_here = sa.and_(ledger.c.withdrawn.is_(None), ledger.c.head.is_(None), items.c.withdrawn_at.is_(None))
        query = (
            sa.select(
                items.c.n, items.c.source, items.c.touched, sa.type_coerce(ledger.c.entered, number), ledger.c.updated,
                ledger.c.archive, ledger.c.entry, sa.type_coerce(ledger.c.told, sa.Text()), items.c.url.is_(None), is_here,
            )
            .join(ledger, ledger.c.item == items.c.n)
            .where(ledger.c.output == output, ledger.c.withheld.is_(None), was_entry)
            .order_by(ledger.c.entered.desc(), ledger.c.published.desc(), items.c.id)
            .limit(limit)
        )  # fmt: skip
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        return tuple(
            LedgerRow(
                n, entered, archive is not None, source, bool(nowhere), (n, touched, entered, updated, entry, told)
            )
            for n, source, touched, entered, updated, archive, entry, told, nowhere, is_shown in found
            if is_shown
        )

    def newest_shown(self, output: str, rows: Sequence[LedgerRow]) -> datetime | None:
        """The newest date that an output has shown since the last of ``rows`` entered, also of entries that are gone."""
        with reading(self._engine) as connection:
            return newest_shown(connection, output, rows[-1].entered if rows else None)

    def load(self, output: str, numbers: Iterable[int]) -> dict[int, LedgerEntry]:
        """Entries of an output by the numbers of their items."""
        found: dict[int, LedgerEntry] = {}
        with reading(self._engine) as connection:
            for part in chunks(numbers):
                held = sa.select(*ENTRY).join(ledger, ledger.c.item == items.c.n)
                rows = connection.execute(held.where(ledger.c.output == output, items.c.n.in_(part))).all()
                tagged = tags_of(connection, (row.n for row in rows))
                found.update((row.n, entry_from_row(row, tagged.get(row.n, ()))) for row in rows)
        return found

    def settles(self) -> datetime | None:
        """When the next entry is to be told anew, with nobody polling anything."""
        with reading(self._engine) as connection:
            return next_to_settle(connection)

    def names(self) -> frozenset[str]:
        """Outputs that were ever published: their addresses must not vanish."""
        with reading(self._engine) as connection:
            return frozenset(connection.execute(sa.select(outputs.c.name)).scalars())

    def retired(self, configured: Collection[str]) -> tuple[OutputSpec, ...]:
        """Outputs that were published once and are configured no more, as they were last described."""
        with reading(self._engine) as connection:
            return retired(connection, configured)

    def places(self, identifier: str) -> tuple[Place, ...]:
        """Every output an item is or was in."""
        heads = items.alias()
        query = (
            sa.select(
                ledger.c.output, ledger.c.entered, ledger.c.withdrawn, ledger.c.withheld, heads.c.title, heads.c.edited
            )
            .join(items, items.c.n == ledger.c.item)
            .outerjoin(heads, heads.c.n == ledger.c.head)
            .where(items.c.id == identifier)
            .order_by(ledger.c.output)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(
            Place(row.output, row.entered, row.withdrawn, row.withheld, (row.edited or {}).get("title", row.title))
            for row in rows
        )


#: Columns of an entry of a feed; see `entry_from_row`.
ENTRY = (
    items, ledger.c.entered, ledger.c.updated.label("moved"), ledger.c.entry, ledger.c.told, ledger.c.published.label("dated"),
)  # fmt: skip


def entry_from_row(row: Any, tagged: tuple[Tag, ...]) -> LedgerEntry:
    return LedgerEntry(
        id=row.entry or public_id(row.id),
        item=replace(item_from_row(row), published=row.dated),
        tags=tagged,
        entered=row.entered,
        updated=row.moved,
        told=told_from_row(row.told),
    )


def oldest(spec: OutputSpec, of_source: timedelta | None) -> timedelta:
    """How old an item may be at its first sight to enter an output as new."""
    allowed = timedelta(days=7) if of_source is None else of_source
    return allowed if spec.max_age is None else min(allowed, spec.max_age)


def about_terms(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
    """The (scheme, term) pairs that each item is about."""
    found: dict[int, set[tuple[str, str]]] = {}
    for part in chunks(numbers):
        query = sa.select(tags.c.item, tags.c.scheme, tags.c.term).where(
            tags.c.item.in_(part), tags.c.weight == "about"
        )
        for row in connection.execute(query):
            found.setdefault(row.item, set()).add((row.scheme, row.term))
    return found


def held_by(connection: sa.Connection, numbers: Iterable[int]) -> dict[str, dict[int, datetime | None]]:
    """Which of these items each output knows, and since when it has let go of them."""
    found: dict[str, dict[int, datetime | None]] = {}
    for part in chunks(numbers):
        query = sa.select(ledger.c.output, ledger.c.item, ledger.c.withdrawn).where(ledger.c.item.in_(part))
        for row in connection.execute(query):
            found.setdefault(row.output, {})[row.item] = row.withdrawn
    return found


def entry_row(output: str, row: Any, now: datetime) -> dict[str, Any]:
    """A new place in the ledger."""
    return {
        "output": output,
        "item": row.n,
        "entered": now,
        "updated": row.updated,
        "published": row.published,
    }
