"""What was published last, and what it was made of; and entries as they were rendered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from aggregator.model import FeedFormat
from aggregator.store.dialect import upsert
from aggregator.store.engine import reading
from aggregator.store.rows import chunks
from aggregator.store.schema import fragments, stamps

_FORMATS: tuple[FeedFormat, ...] = ("atom", "rss", "json")


class StampStore:
    """The ``stamps`` table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, tuple[str, dict[str, int]]]:
        """Name of each bundle → what it was made of, and the sizes of its files by path."""
        with reading(self._engine) as connection:
            return {row.name: (row.made_of, dict(row.files)) for row in connection.execute(sa.select(stamps))}

    def keep(self, fresh: Mapping[str, tuple[str, Mapping[str, int]]]) -> None:
        """Remember what bundles were made of, now that they are published."""
        if fresh:
            rows = [{"name": name, "made_of": made, "files": dict(files)} for name, (made, files) in fresh.items()]
            with self._engine.begin() as connection:
                connection.execute(upsert(connection, stamps, ["name"], ["made_of", "files"]), rows)


class FragmentStore:
    """The ``fragments`` table: key → an entry as each format writes it. It can be emptied at any time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def find(self, keys: Iterable[str]) -> dict[str, dict[FeedFormat, bytes]]:
        """Key → format → bytes, of those that are there."""
        found: dict[str, dict[FeedFormat, bytes]] = {}
        with reading(self._engine) as connection:
            for part in chunks(keys):
                query = sa.select(fragments.c.key, *(fragments.c[form] for form in _FORMATS))
                for key, *bodies in connection.execute(query.where(fragments.c.key.in_(part))).all():
                    pairs = zip(_FORMATS, bodies, strict=True)
                    found[key] = {form: body for form, body in pairs if body is not None}
        return found

    def keep(self, fresh: Mapping[str, Mapping[FeedFormat, bytes]], *, day: int) -> None:
        """Keep entries that were rendered on a ``day`` (any number that grows)."""
        rows = [
            {"key": key, "day": day, **{form: bodies.get(form) for form in _FORMATS}} for key, bodies in fresh.items()
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(upsert(connection, fragments, ["key"], [*_FORMATS, "day"]), rows)

    def sweep(self, *, before: int) -> None:
        """Forget what was rendered before a day: what is still shown is rendered once more."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(fragments).where(fragments.c.day < before))
