"""Stories: which items wait for theirs, what may tell the same, and what was decided.

``items.story`` is the id of the item that founded an item's story. The founder is found by its own id, the others by that.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import CreditFigures, StoryItem, StoryPlan
from aggregator.store.dialect import upsert
from aggregator.store.engine import reading
from aggregator.store.rows import chunks, next_touch, tags_of
from aggregator.store.schema import items, meta, signatures, sources, story_aliases, story_keys

_MARK, _VERSION, _SWEPT = "stories are found up to", "stories are found by", "keys of stories were swept before"
#: Markup that may hold the beginning of a text.
_MARKUP = 4000
_MEMBER: list[Any] = [
    *(items.c[name] for name in ("id", "n", "source", "agency", "title", "published", "precision", "date_basis")),
    *(items.c[name] for name in ("first_seen", "url", "story", "edited")),
    sa.func.coalesce(items.c.language, sources.c.language).label("language"),
    sa.func.coalesce(sources.c.outlet, items.c.source).label("outlet"),
    sa.func.coalesce(sources.c.name, sources.c.title, sources.c.outlet, items.c.source).label("publisher"),
]
_WITH_SOURCES = items.outerjoin(sources, sources.c.id == items.c.source)


@dataclass(frozen=True, slots=True)
class PendingItem:
    """An item that has to be read for its story. ``markup`` is the beginning of its content, where it has no summary."""

    item: StoryItem
    markup: str
    story: str | None  #: set for one whose story is known, and that only has to be read again


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item of the window that may tell the same as a new one."""

    id: str
    n: int
    outlet: str
    published: datetime
    story: str
    founded: datetime | None  #: when the item that founded its story was published
    signature: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of a pending item: its signature as bytes, and the keys that find it."""

    n: int
    signature: bytes
    keys: tuple[int, ...]


class StoryStore:
    """The tables ``signatures`` and ``story_keys``, and the column ``story`` of items."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def renew(self, version: int) -> None:
        """Forget what items are compared by if another version made it: those of the window will be read again."""
        with self._engine.begin() as connection:
            if _fact(connection, _VERSION) != version:
                for table in (signatures, story_keys):
                    connection.execute(sa.delete(table))
                _remember(connection, {_VERSION: version, _MARK: 0})

    def pending(self, *, since: datetime, limit: int) -> tuple[PendingItem, ...]:
        """The next items that have to be read, in the order of first sight.

        What was published before ``since`` is not among them: each such item becomes a story of its own.
        """
        with self._engine.begin() as connection:
            # What an edit hides has its story as well: it may come back.
            is_alive = sa.or_(items.c.withdrawn_at.is_(None), items.c.edited.is_not(None))
            waits = sa.and_(items.c.n > _fact(connection, _MARK), is_alive)
            late = sa.and_(waits, items.c.story.is_(None), items.c.published < since)
            connection.execute(sa.update(items).where(late).values(story=items.c.id))
            markup = sa.case((items.c.summary == "", sa.func.substr(items.c.content, 1, _MARKUP)), else_="")
            query = (
                sa.select(*_MEMBER, items.c.summary, markup.label("markup"))
                .select_from(_WITH_SOURCES)
                .where(waits, items.c.published >= since)
                .order_by(items.c.n)
                .limit(limit)
            )
            rows = connection.execute(query).all()
            tagged = tags_of(connection, (row.n for row in rows))
        return tuple(
            # Compared is what its publisher wrote.
            PendingItem(
                replace(story_item(row, row.summary, tagged.get(row.n, ())), title=row.title), row.markup, row.story
            )
            for row in rows
        )

    def postings(self, keys: Iterable[int]) -> dict[int, Sequence[int]]:
        """The numbers of the newest items that have each of these keys, ascending."""
        found: dict[int, Sequence[int]] = {}
        with reading(self._engine) as connection:
            for part in chunks(keys):
                query = sa.select(story_keys.c.key, story_keys.c.numbers).where(story_keys.c.key.in_(part))
                found.update((key, array("I", numbers)) for key, numbers in connection.execute(query).all())
        return found

    def candidates(self, numbers: Iterable[int], *, since: datetime) -> tuple[Candidate, ...]:
        """Those of some items that were published since a moment and have a signature."""
        founders = items.alias()
        columns = [column for column in _MEMBER if column.name in {"id", "n", "outlet", "published", "story"}]
        found: list[Candidate] = []
        with reading(self._engine) as connection:
            for part in chunks(numbers):
                query = (
                    sa.select(*columns, founders.c.published.label("founded"), signatures.c.signature)
                    .select_from(
                        _WITH_SOURCES.join(signatures, signatures.c.item == items.c.n).outerjoin(
                            founders, founders.c.id == items.c.story
                        )
                    )
                    .where(items.c.n.in_(part), items.c.published >= since, items.c.story.is_not(None))
                )
                found.extend(
                    Candidate(row.id, row.n, row.outlet, row.published, row.story, row.founded, row.signature)
                    for row in connection.execute(query)
                )
        return tuple(found)

    def save(
        self, read: Sequence[Read], plan: StoryPlan, postings: Mapping[int, Sequence[int]], *, now: datetime, most: int
    ) -> None:
        """Keep what was read and decided. Outputs will look again at what is in a story with others.

        ``postings`` are those of all keys that were read, as they stand; of each key the newest ``most`` items are kept.
        """
        with self._engine.begin() as connection:
            connection.execute(
                upsert(connection, signatures, ["item"], ["signature"]),
                [{"item": one.n, "signature": one.signature} for one in read],
            )
            _add_postings(connection, read, postings, most)
            touch = next_touch(connection)
            _merge(connection, plan.merged, touch, now)
            alone = [{"its": item, "in": story} for item, story in plan.stories.items() if item == story]
            joined = [{"its": item, "in": story} for item, story in plan.stories.items() if item != story]
            one = sa.update(items).where(items.c.id == sa.bindparam("its")).values(story=sa.bindparam("in"))
            for rows, statement in ((alone, one), (joined, one.values(touched=touch))):
                if rows:
                    connection.execute(statement, rows)
            _remember(connection, {_MARK: max(one.n for one in read)})

    def sweep(self, *, before: datetime, day: int) -> None:
        """Once a ``day`` (any number that grows): forget what compares items that were published before a moment."""
        with self._engine.begin() as connection:
            if _fact(connection, _SWEPT) == day:
                return
            oldest = sa.select(sa.func.min(items.c.n)).where(items.c.published >= before)
            first = connection.execute(oldest).scalar()
            if first is not None:
                connection.execute(sa.delete(signatures).where(signatures.c.item < first))
                connection.execute(sa.delete(story_keys).where(story_keys.c.newest < first))
            _remember(connection, {_SWEPT: day})

    def members(self, story: str) -> tuple[StoryItem, ...]:
        """The items of a story, by first sight."""
        with reading(self._engine) as connection:
            return tuple(members_of(connection, [story]).get(story, ()))

    def all_members(self, stories: Iterable[str]) -> dict[str, list[StoryItem]]:
        """The items of several stories, each by first sight."""
        with reading(self._engine) as connection:
            return members_of(connection, stories)

    def states(self, stories: Iterable[str]) -> dict[str, tuple[int, int]]:
        """(how many items, a number that grows when one of them changes) of stories."""
        found: dict[str, tuple[int, int]] = {}
        with reading(self._engine) as connection:
            for part in chunks(stories):
                counted = sa.select(items.c.story, sa.func.count(), sa.func.max(items.c.touched))
                joined = counted.where(items.c.story.in_(part), items.c.story != items.c.id).group_by(items.c.story)
                founders = sa.select(items.c.id, items.c.touched).where(items.c.id.in_(part))
                others = {row[0]: (row[1], row[2]) for row in connection.execute(joined)}
                for row in connection.execute(founders):
                    count, touched = others.get(row.id, (0, 0))
                    found[row.id] = (count + 1, max(touched, row.touched))
        return found

    def credited(self, *, since: datetime, until: datetime) -> dict[str, list[StoryItem]]:
        """The stories of what was published from a moment to another and credits an agency, with all their items."""
        span = sa.and_(items.c.published >= since, items.c.published < until, items.c.withdrawn_at.is_(None))
        query = sa.select(items.c.story).where(span, items.c.agency.is_not(None), items.c.story.is_not(None)).distinct()
        with reading(self._engine) as connection:
            return members_of(connection, sorted(connection.execute(query).scalars()))

    def credit_figures(self, day: date, *, since: datetime, until: datetime) -> CreditFigures:
        """How many of the items published from a moment to another, a day's, credit an agency."""
        span = sa.and_(items.c.published >= since, items.c.published < until, items.c.withdrawn_at.is_(None))
        query = sa.select(sa.func.count(), sa.func.count(items.c.agency)).where(span)
        with reading(self._engine) as connection:
            everything, credited = connection.execute(query).one()
        return CreditFigures(day, everything, credited)


def members_of(connection: sa.Connection, stories: Iterable[str]) -> dict[str, list[StoryItem]]:
    """The items of stories that were not withdrawn, without their texts and tags, by first sight."""
    found: dict[str, list[StoryItem]] = {}
    for part in chunks(stories):
        is_one = sa.or_(items.c.id.in_(part), sa.and_(items.c.story.in_(part), items.c.story != items.c.id))
        query = sa.select(*_MEMBER).select_from(_WITH_SOURCES).where(is_one, items.c.withdrawn_at.is_(None))
        for row in connection.execute(query.order_by(items.c.n)):
            if row.story in part:  # a founder may have gone on to another story
                found.setdefault(row.story, []).append(story_item(row))
    return found


def story_item(row: Any, text: str = "", tags: tuple[Any, ...] = ()) -> StoryItem:
    return StoryItem(
        id=row.id,
        n=row.n,
        source=row.source,
        outlet=row.outlet,
        agency=row.agency,
        language=row.language,
        title=(row.edited or {}).get("title", row.title),
        text=text,
        published=row.published,
        first_seen=row.first_seen,
        tags=tags,
        url=row.url,
        publisher=row.publisher,
        precision=row.precision,
        date_basis=row.date_basis,
    )


def _merge(connection: sa.Connection, merged: Mapping[str, str], touch: int, now: datetime) -> None:
    """Move the items of stories that turned out to be others, and keep their former ids."""
    for old, story in merged.items():
        is_one = sa.or_(items.c.id == old, sa.and_(items.c.story == old, items.c.story != items.c.id))
        there = sa.and_(is_one, items.c.story == old)
        connection.execute(sa.update(items).where(there).values(story=story, touched=touch))
        connection.execute(sa.update(story_aliases).where(story_aliases.c.story == old).values(story=story))
        row = {"alias": old, "story": story, "at": now}
        connection.execute(upsert(connection, story_aliases, ["alias"], ["story", "at"]), [row])


def _add_postings(
    connection: sa.Connection, read: Sequence[Read], postings: Mapping[int, Sequence[int]], most: int
) -> None:
    fresh: dict[int, list[int]] = {}
    for one in read:
        for key in one.keys:
            fresh.setdefault(key, []).append(one.n)
    if not fresh:
        return
    rows = []
    for key, numbers in fresh.items():
        newest = [*postings.get(key, ()), *numbers][-most:]
        rows.append({"key": key, "numbers": array("I", newest).tobytes(), "newest": newest[-1]})
    connection.execute(upsert(connection, story_keys, ["key"], ["numbers", "newest"]), rows)


def _fact(connection: sa.Connection, key: str) -> int:
    return int(connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar() or 0)


def _remember(connection: sa.Connection, facts: Mapping[str, int]) -> None:
    rows = [{"key": key, "value": str(value)} for key, value in facts.items()]
    connection.execute(upsert(connection, meta, ["key"], ["value"]), rows)
