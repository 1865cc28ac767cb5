"""Edits: which items each is of, what was made of them so far, and since when. What to make of them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import Edit, Edits, Item
from aggregator.store.dialect import upsert
from aggregator.store.engine import reading
from aggregator.store.hiding import hide, show
from aggregator.store.outputs import move_by_tags
from aggregator.store.retelling import retitle
from aggregator.store.rows import chunks, item_from_row, next_touch
from aggregator.store.schema import edits, identities, items, ledger, tags
from aggregator.text.urls import canonical_url


@dataclass(frozen=True, slots=True)
class Applied:
    """What edits make of an item."""

    is_hidden: bool = False
    title: str | None = None
    summary: str | None = None
    tags: str = ""  #: key of the edits that have a say in its tags; it follows the version of the rules that gave them


@dataclass(frozen=True, slots=True)
class Subject:
    """An item that is, or was, edited."""

    item: Item  #: as its publisher has it
    story: str | None
    tag_version: str
    applied: Applied


class EditStore:
    """The ``edits`` table, and the column ``edited`` of items."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def resolved(self, wanted: Edits) -> Edits:
        """The edits with the items, or the stories, that each is of. Items at an address are remembered, see :meth:`note`."""
        if not wanted:
            return wanted
        with reading(self._engine) as connection:
            known = {row.key: row for row in connection.execute(sa.select(edits))}
            at = _at_addresses(connection, [edit for edit in wanted.edits if is_address(edit)], known)
            named = {edit: at[edit.key] if is_address(edit) else {edit.target} for edit in wanted.edits}
            stories: dict[str, str] = {}
            for part in chunks(sorted(set().union(*named.values()))):
                query = sa.select(items.c.id, items.c.story).where(items.c.id.in_(part))
                stories.update((row.id, row.story or row.id) for row in connection.execute(query))
        return Edits(tuple(replace(edit, holds=_holds(edit, named[edit], stories)) for edit in wanted.edits))

    def subjects(self, wanted: Edits) -> tuple[Subject, ...]:
        """The items that these resolved edits are of, and those that others were of. What was withdrawn for good is no matter of
        edits."""
        held = {name for edit in wanted.edits if not edit.is_story for name in edit.holds}
        stories = {name for edit in wanted.edits if edit.is_story for name in edit.holds}
        found: dict[int, Any] = {}
        is_alive = sa.or_(items.c.withdrawn_at.is_(None), items.c.edited.is_not(None))
        with reading(self._engine) as connection:
            conditions: list[Any] = [items.c.edited.is_not(None)]
            conditions += [items.c.id.in_(part) for part in chunks(sorted(held | stories))]
            conditions += [
                sa.and_(items.c.story.in_(part), items.c.story != items.c.id) for part in chunks(sorted(stories))
            ]
            for condition in conditions:
                rows = connection.execute(sa.select(items).where(condition, is_alive)).all()
                found.update((row.n, row) for row in rows)
        return tuple(subject_from_row(found[n]) for n in sorted(found))

    def apply(self, changes: Mapping[str, Applied], reasons: Mapping[str, str], now: datetime) -> None:
        """Make of items what edits want, by id; ``reasons`` are those of the hidden ones."""
        with self._engine.begin() as connection:
            touch = next_touch(connection)
            for part in chunks(changes):
                for row in connection.execute(sa.select(items).where(items.c.id.in_(part))).all():
                    _apply(connection, row, changes[row.id], reasons.get(row.id, ""), touch, now)

    def note(self, met: Edits, now: datetime) -> tuple[Edit, ...]:
        """Remember when these resolved edits first took effect, and forget others. Returns those that do so now."""
        with self._engine.begin() as connection:
            known = {row.key: row for row in connection.execute(sa.select(edits))}
            if not met and not known:
                return ()
            high = int(connection.execute(sa.select(sa.func.max(items.c.touched))).scalar() or 0)
            at = _at_addresses(connection, [edit for edit in met.edits if is_address(edit)], known)
            rows, fresh = [], []
            for edit in met.edits:
                row = known.pop(edit.key, None)
                since = row.at if row is not None else None
                if since is None and edit.holds:
                    fresh.append(edit)
                mark, held = (high, sorted(at[edit.key])) if is_address(edit) else (0, [])
                new = {"key": edit.key, "at": since or (now if edit.holds else None), "mark": mark, "holds": held}
                if row is None or (row.at, row.mark, row.holds) != (new["at"], mark, held):
                    rows.append(new)
            if rows:
                connection.execute(upsert(connection, edits, ["key"], ["at", "mark", "holds"]), rows)
            for part in chunks(known):
                connection.execute(sa.delete(edits).where(edits.c.key.in_(part)))
        return tuple(fresh)

    def since(self, moment: datetime | None = None) -> dict[str, datetime]:
        """When each edit first took effect, by its key; of all that do, or those that do so since a moment."""
        query = sa.select(edits.c.key, edits.c.at).where(edits.c.at.is_not(None))
        if moment is not None:
            query = query.where(edits.c.at >= moment)
        with reading(self._engine) as connection:
            return {row.key: row.at for row in connection.execute(query)}

    def original(self, identifier: str) -> Item | None:
        """An item as its publisher has it."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(items).where(items.c.id == identifier)).first()
        return subject_from_row(row).item if row is not None else None


def is_address(edit: Edit) -> bool:
    """Whether an edit names an address, and not an id."""
    return edit.target.startswith(("http://", "https://"))


def _holds(edit: Edit, named: Iterable[str], stories: Mapping[str, str]) -> tuple[str, ...]:
    there = [name for name in named if name in stories]
    return tuple(sorted({stories[name] for name in there} if edit.is_story else there))


def _at_addresses(connection: sa.Connection, wanted: Sequence[Edit], known: Mapping[str, Any]) -> dict[str, set[str]]:
    """By the key of each edit the items that are, or were, at its address. Only what was touched since the last look is searched."""
    found = {edit.key: set(known[edit.key].holds if edit.key in known else ()) for edit in wanted}
    by_mark: dict[int, list[Edit]] = {}
    for edit in wanted:
        by_mark.setdefault(known[edit.key].mark if edit.key in known else 0, []).append(edit)
    for mark, some in by_mark.items():
        keys: dict[str, list[str]] = {}
        for edit in some:
            keys.setdefault(f"url:{canonical_url(edit.target)}", []).append(edit.key)
            keys.setdefault(edit.target, []).append(edit.key)
        is_new = items.c.touched > mark
        for part in chunks(keys):
            named = sa.select(identities.c.key, items.c.id).join(items, items.c.n == identities.c.item)
            own = sa.select(items.c.url, items.c.id).where(items.c.url.in_(part), is_new)
            for query in (named.where(identities.c.key.in_(part), is_new), own):
                for name, identifier in connection.execute(query).all():
                    for key in keys[name]:
                        found[key].add(identifier)
    return found


def subject_from_row(row: Any) -> Subject:
    made = row.edited or {}
    item = replace(item_from_row(row), title=row.title, summary=row.summary)
    return Subject(item, row.story, row.tag_version, applied_from(made))


def applied_from(made: Mapping[str, Any]) -> Applied:
    return Applied(bool(made.get("hidden")), made.get("title"), made.get("summary"), made.get("tags", ""))


def _apply(connection: sa.Connection, row: Any, wanted: Applied, reason: str, touch: int, now: datetime) -> None:
    """One item. What was hidden remembers its places within `hidden`."""
    made = row.edited or {}
    before = applied_from(made)
    memory: Any = made.get("hidden")
    if wanted.is_hidden and not before.is_hidden:
        memory = hide(connection, row.n, row.id, now)
    elif before.is_hidden and not wanted.is_hidden:
        show(connection, row.n, row.withdrawn_at, memory, now)
        memory = None
    texts = {"title": wanted.title, "summary": wanted.summary, "tags": wanted.tags or None, "hidden": memory}
    values: dict[str, Any] = {
        "edited": {name: value for name, value in texts.items() if value is not None},
        "touched": touch,
        "withdrawn_at": (row.withdrawn_at if before.is_hidden else now) if wanted.is_hidden else None,
        "withdrawn_reason": reason if wanted.is_hidden else None,
    }
    if (wanted.title, wanted.summary) != (before.title, before.summary):
        title = row.title if wanted.title is None else wanted.title
        values["updated"] = max(row.updated, now)
        its = ledger.c.item == row.n
        shown = sa.and_(its, ledger.c.head.is_(None), ledger.c.updated < now)
        connection.execute(sa.update(ledger).where(shown).values(updated=now))
        archived = sa.and_(its, ledger.c.head.is_(None), ledger.c.archive.is_not(None))
        connection.execute(sa.update(ledger).where(archived).values(owed=True))
        retitle(connection, row.id, title, now)
    connection.execute(sa.update(items).where(items.c.n == row.n).values(**values))
    terms = connection.execute(sa.select(tags.c.scheme, tags.c.term).where(tags.c.item == row.n))
    move_by_tags(connection, [(term.scheme, term.term) for term in terms])
