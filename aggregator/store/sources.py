"""Sources: their permanent ids, and what is remembered of each between polls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from aggregator.model import Outline, SourceInfo, SourceSpec, SourceState, State
from aggregator.store.dialect import insert_new
from aggregator.store.engine import reading
from aggregator.store.rows import chunks, state_from_row
from aggregator.store.schema import identities, items, outlines, sources, state_changes
from aggregator.text.urls import canonical_url, redact

DAYS = 7
#: A source that was not configured so far must share so many links with one that is gone, and half of its own, to be it.
FEWEST_SHARED = 3


@dataclass(frozen=True, slots=True)
class Registered:
    """The sources with their permanent ids, and sentences for the editor."""

    specs: tuple[SourceSpec, ...]
    notices: tuple[str, ...]
    renames: dict[str, str]  #: id in the store → the one it gets


@dataclass(frozen=True, slots=True)
class Figures:
    """How many items a source has, and how many came on each of the last seven days, oldest first."""

    items: int
    by_day: tuple[int, ...]


class SourceStore:
    """The ``sources`` table."""

    def __init__(self, engine: sa.Engine, *, read_only: bool) -> None:
        self._engine = engine
        self._read_only = read_only

    def register(self, specs: Sequence[SourceSpec], now: datetime) -> Registered:
        """Give each source its permanent id, and store what is new, different or gone."""
        with reading(self._engine) as connection:
            stored = {row.id: row for row in connection.execute(sa.select(sources))}
        found = identified(specs, stored)
        if not self._read_only:
            self._write(found, stored, now)
        return found

    def identify(self, specs: Sequence[SourceSpec]) -> Registered:
        """The sources with the permanent ids that they have or would get. Stores nothing."""
        with reading(self._engine) as connection:
            return identified(specs, {row.id: row for row in connection.execute(sa.select(sources))})

    def _write(self, found: Registered, stored: dict[str, Any], now: datetime) -> None:
        """Store what is new or different; nothing at all in the usual case."""
        specs, renames = found.specs, found.renames
        with reading(self._engine) as connection:
            known = {new: stored[old] for old, new in renames.items()} | {
                name: row for name, row in stored.items() if name not in renames
            }
            configured = {spec.id for spec in specs}
            gone = [name for name, row in known.items() if name not in configured and row.removed_at is None]
            different = [spec for spec in specs if spec.id in known and is_different(known[spec.id], spec)]
            mints = {row.mint_id for row in stored.values()}
            new = []
            for spec in specs:
                if spec.id not in known:
                    new.append(row_from_spec(spec, now, free_mint(spec.id, mints)))
                    mints.add(new[-1]["mint_id"])
        if not (renames or gone or different or new):
            return
        with self._engine.begin() as connection:
            for old, name in renames.items():
                hand_over(connection, old, name)
                connection.execute(sa.update(sources).where(sources.c.id == old).values(id=name))
            for spec in different:
                values = described(spec) | {"url": spec.url, "removed_at": None}
                connection.execute(sa.update(sources).where(sources.c.id == spec.id).values(values))
            for name in gone:
                connection.execute(sa.update(sources).where(sources.c.id == name).values(removed_at=now))
            if new:
                connection.execute(insert_new(connection, sources), new)

    def states(self) -> dict[str, SourceState]:
        """What is remembered of every source, by id."""
        with reading(self._engine) as connection:
            return {row.id: state_from_row(row) for row in connection.execute(sa.select(sources))}

    def outlines(self) -> dict[str, tuple[Outline, ...]]:
        """The feeds that each list names, in its order, by the list's id."""
        found: dict[str, list[Outline]] = {}
        query = sa.select(outlines).order_by(outlines.c.list, outlines.c.place)
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.list, []).append(Outline(row.url, row.title, tuple(row.tags)))
        return {name: tuple(named) for name, named in found.items()}

    def find_former(self, links: Collection[str]) -> SourceState | None:
        """The source that left the configuration and had most of these links (identity keys), if there is one."""
        found: Counter[str] = Counter()
        with reading(self._engine) as connection:
            for part in chunks(links):
                query = (
                    sa.select(identities.c.source, sa.func.count().label("count"))
                    .join(sources, sources.c.id == identities.c.source)
                    .where(sources.c.removed_at.is_not(None), identities.c.key.in_(part))
                    .group_by(identities.c.source)
                )
                found.update({row.source: row.count for row in connection.execute(query)})
            for name, count in found.most_common(1):
                if count >= max(FEWEST_SHARED, len(links) / 2):
                    return state_from_row(connection.execute(sa.select(sources).where(sources.c.id == name)).one())
        return None

    def infos(self) -> dict[str, SourceInfo]:
        """Every source that ever was, as outputs name it: also those that are configured no more."""
        with reading(self._engine) as connection:
            return {
                row.id: SourceInfo(
                    id=row.id,
                    title=row.name or row.title or row.outlet or row.id,
                    feed_url=redact(row.url) if row.url.startswith(("http://", "https://")) else "",
                    site_url=row.site_url,
                    outlet=row.outlet or row.id,
                    ownership=row.ownership,
                    language=row.language,
                )
                for row in connection.execute(sa.select(sources))
            }

    def figures(self, today: date, zone: str) -> dict[str, Figures]:
        """How many items each source has, in all and by day of the site's zone up to ``today``."""
        first = today - timedelta(days=DAYS - 1)
        begin = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone))
        with reading(self._engine) as connection:
            totals = sa.select(items.c.source, sa.func.count()).group_by(items.c.source)
            counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(totals)}
            days: dict[str, list[int]] = {}
            recent = sa.select(items.c.source, items.c.first_seen).where(items.c.first_seen >= begin)
            for source, seen in connection.execute(recent):
                place = (seen.astimezone(ZoneInfo(zone)).date() - first).days
                if 0 <= place < DAYS:
                    days.setdefault(source, [0] * DAYS)[place] += 1
        return {name: Figures(count, tuple(days.get(name, [0] * DAYS))) for name, count in counts.items()}


def identified(specs: Sequence[SourceSpec], stored: dict[str, Any]) -> Registered:
    """Hold sources against the stored ones, and give each its permanent id.

    A written id is kept. A derived one gives way to the stored id of the same address. A written id that is new takes
    over what a vanished one with the same address, or one it ``was``, has left: its items keep their ids.
    """
    given = {spec.id for spec in specs if spec.id_given}
    by_address = addresses_of(stored)
    result: list[SourceSpec] = []
    renames: dict[str, str] = {}
    notices: list[str] = []
    taken = set(given)
    for spec in specs:
        same = by_address.get(canonical_url(spec.url))
        if spec.id_given:
            old = next((name for name in (*spec.was, same) if name and name in stored and name not in given), None)
            if spec.id not in stored and old is not None and old not in renames:
                renames[old] = spec.id
                notices.append(f"source {old} is called {spec.id} now; its items were taken over")
            result.append(spec)
            continue
        name = same if same is not None and same not in taken else free_name(spec.id, taken, stored, spec.url)
        taken.add(name)
        result.append(replace(spec, id=name))
    return Registered(tuple(result), tuple(notices), renames)


def write_outlines(connection: sa.Connection, name: str, found: Sequence[Outline]) -> None:
    """The feeds that a list names, in place of those that it named before."""
    connection.execute(sa.delete(outlines).where(outlines.c.list == name))
    rows = [
        {"list": name, "place": place, "url": outline.url, "title": outline.title, "tags": list(outline.tags)}
        for place, outline in enumerate(found)
    ]
    connection.execute(sa.insert(outlines), rows)


def hand_over(connection: sa.Connection, old: str, name: str) -> None:
    """Give everything that hangs on one source to another."""
    for column in (items.c.source, identities.c.source, state_changes.c.source, outlines.c.list):
        connection.execute(sa.update(column.table).where(column == old).values({column.name: name}))


def become(connection: sa.Connection, name: str, former: str) -> None:
    """Let a source that has no items yet be the one it was formerly: its items keep their ids, and new ones are minted alike."""
    row = connection.execute(sa.select(sources).where(sources.c.id == former)).first()
    if row is None:
        return
    hand_over(connection, former, name)
    connection.execute(sa.delete(sources).where(sources.c.id == former))
    origin = {"mint_id": row.mint_id, "first_url": row.first_url, "registered": row.registered}
    connection.execute(sa.update(sources).where(sources.c.id == name).values(origin))


def addresses_of(stored: dict[str, Any]) -> dict[str, str]:
    """Canonical address → id, over every address a source has or had; those still configured win, and of these the address
    that is written over those a redirect gave."""
    found: dict[str, str] = {}
    rows = sorted(stored.values(), key=lambda row: (row.removed_at is not None, row.id))
    for row in rows:
        found.setdefault(canonical_url(row.url), row.id)
    for row in rows:
        for url in (row.url_override, row.first_url, row.redirect_target):
            if url:
                found.setdefault(canonical_url(url), row.id)
    return found


def free_name(name: str, taken: set[str], stored: dict[str, Any], url: str) -> str:
    """A derived id that no other source has, nor had under another address."""
    candidate, number = name, 1
    while candidate in taken or (
        candidate in stored and canonical_url(stored[candidate].first_url) != canonical_url(url)
    ):
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def described(spec: SourceSpec) -> dict[str, Any]:
    return {"name": spec.title, "outlet": spec.outlet, "ownership": spec.ownership, "language": spec.language}


def is_different(row: Any, spec: SourceSpec) -> bool:
    return (
        row.url != spec.url
        or row.removed_at is not None
        or any(getattr(row, name) != value for name, value in described(spec).items())
    )


def free_mint(name: str, mints: set[str]) -> str:
    """The name under which a new source mints the ids of its items: never one that made ids of another source."""
    candidate, number = name, 1
    while candidate in mints:
        number += 1
        candidate = f"{name}/{number}"
    return candidate


def row_from_spec(spec: SourceSpec, now: datetime, mint_id: str) -> dict[str, Any]:
    return {
        "id": spec.id, "mint_id": mint_id, "first_url": spec.url, "url": spec.url, "registered": now, "state": State.NEW.value,
        **described(spec),
    }  # fmt: skip
