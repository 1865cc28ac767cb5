"""Tags: given anew when the rules change, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

import sqlalchemy as sa

from aggregator.model import Item, Tag
from aggregator.store.engine import reading
from aggregator.store.outputs import move_by_tags
from aggregator.store.rows import chunks, item_from_row, next_touch, tag_rows
from aggregator.store.schema import items, tags


class TagStore:
    """The ``tags`` table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def stale(self, version: str, *, since: datetime, limit: int) -> tuple[Item, ...]:
        """Items first seen since a moment whose tags were given by other rules than those of ``version``.

        Where an edit had a say as well, its key follows the version.
        """
        is_stale = sa.and_(items.c.tag_version != version, ~items.c.tag_version.startswith(f"{version}+"))
        query = sa.select(items).where(items.c.first_seen >= since, is_stale).limit(limit)
        with reading(self._engine) as connection:
            return tuple(item_from_row(row) for row in connection.execute(query))

    def replace(self, tagged: Mapping[str, tuple[Tag, ...]], *, version: str) -> None:
        """Give items other tags, by id. Only items whose tags really differ are shown to the outputs again."""
        with self._engine.begin() as connection:
            touch = next_touch(connection)
            for part in chunks(tagged):
                rows = connection.execute(
                    sa.select(items.c.id, items.c.n, items.c.published).where(items.c.id.in_(part))
                ).all()
                numbers = [row.n for row in rows]
                before: dict[int, set[tuple[str, str, str]]] = {}
                for row in connection.execute(sa.select(tags).where(tags.c.item.in_(numbers))):
                    before.setdefault(row.item, set()).add((row.scheme, row.term, row.weight))
                after = {row.n: {(tag.scheme, tag.term, tag.weight) for tag in tagged[row.id]} for row in rows}
                moved = [row.n for row in rows if after[row.n] != before.get(row.n, set())]
                lost = {term for number in moved for term in before.get(number, set()) - after[number]}
                move_by_tags(connection, {(scheme, term) for scheme, term, _ in lost})
                connection.execute(sa.delete(tags).where(tags.c.item.in_(numbers)))
                fresh = [made for row in rows for made in tag_rows(row.n, row.published, tagged[row.id])]
                if fresh:
                    connection.execute(sa.insert(tags), fresh)
                connection.execute(sa.update(items).where(items.c.n.in_(numbers)).values(tag_version=version))
                connection.execute(sa.update(items).where(items.c.n.in_(moved)).values(touched=touch))

    def keep(self, identifiers: Iterable[str], *, version: str) -> None:
        """Leave the tags of items as they are, as what these rules give."""
        with self._engine.begin() as connection:
            for part in chunks(identifiers):
                connection.execute(sa.update(items).where(items.c.id.in_(part)).values(tag_version=version))

    def counts(self, scheme: str, *, since: datetime) -> dict[str, int]:
        """How many items published since a moment are about each term."""
        query = (
            sa.select(tags.c.term, sa.func.count())
            .where(tags.c.scheme == scheme, tags.c.weight == "about", tags.c.published >= since)
            .group_by(tags.c.term)
        )
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def daily(self, scheme: str, begins: Sequence[datetime]) -> dict[str, tuple[int, ...]]:
        """How many items about each term were published from each of these moments to the next, of terms that have any."""
        found: dict[str, list[int]] = {}
        with reading(self._engine) as connection:
            for place, (begin, end) in enumerate(pairwise(begins)):
                query = (
                    sa.select(tags.c.term, sa.func.count())
                    .where(tags.c.scheme == scheme, tags.c.weight == "about")
                    .where(tags.c.published >= begin, tags.c.published < end)
                    .group_by(tags.c.term)
                )
                for term, count in connection.execute(query):
                    found.setdefault(term, [0] * (len(begins) - 1))[place] = count
        return {term: tuple(counts) for term, counts in found.items()}

    def newest(self, scheme: str, terms: Iterable[str], *, since: datetime) -> dict[str, datetime]:
        """When the newest item about each term was published; of terms that had any since a moment."""
        span = sa.and_(tags.c.scheme == scheme, tags.c.weight == "about", tags.c.published >= since)
        found: dict[str, datetime] = {}
        with reading(self._engine) as connection:
            for part in chunks(terms):
                query = sa.select(tags.c.term, sa.func.max(tags.c.published)).where(span, tags.c.term.in_(part))
                found.update((row[0], row[1]) for row in connection.execute(query.group_by(tags.c.term)))
        return found

    def sources(self, scheme: str, terms: Iterable[str], *, since: datetime) -> dict[str, frozenset[str]]:
        """The sources of the items about each term that were published since a moment."""
        span = sa.and_(tags.c.scheme == scheme, tags.c.weight == "about", tags.c.published >= since)
        found: dict[str, set[str]] = {}
        with reading(self._engine) as connection:
            for part in chunks(terms):
                joined = sa.select(tags.c.term, items.c.source).join(items, items.c.n == tags.c.item)
                for row in connection.execute(joined.where(span, tags.c.term.in_(part)).distinct()):
                    found.setdefault(row.term, set()).add(row.source)
        return {term: frozenset(named) for term, named in found.items()}

    def terms(self, scheme: str) -> frozenset[str]:
        """Every term that some item is about."""
        query = sa.select(tags.c.term).where(tags.c.scheme == scheme, tags.c.weight == "about").distinct()
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())
