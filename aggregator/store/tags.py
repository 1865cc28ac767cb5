"""Tags: given anew when the rules change, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

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

    def terms(self, scheme: str) -> frozenset[str]:
        """Every term that some item is about."""
        query = sa.select(tags.c.term).where(tags.c.scheme == scheme, tags.c.weight == "about").distinct()
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())
