"""Applying the plans of polls: one transaction for what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aggregator.model import Item, PlannedItem, PollPlan, SourceState
from aggregator.store.dialect import insert_new
from aggregator.store.outputs import move_by_tags
from aggregator.store.rows import chunks, next_number, next_touch, row_from_item, row_from_state, tag_rows
from aggregator.store.schema import history, identities, items, ledger, sources, state_changes, tags, tombstones
from aggregator.store.sources import become, write_outlines

#: How often "still in the document" is written down: often enough to purge by, seldom enough to cost nothing.
SEEN_EVERY = timedelta(days=1)


def apply_plans(connection: sa.Connection, plans: Sequence[PollPlan], *, now: datetime, tag_version: str) -> None:
    """Write states, validators, items, identities, tags and history of some polls. The same plan twice is as once."""
    for plan in plans:
        if plan.former is not None:
            become(connection, plan.state.source_id, plan.former)
        if plan.outlines is not None:
            write_outlines(connection, plan.state.source_id, plan.outlines)
    write_states(connection, [plan.state for plan in plans], now)
    touch = next_touch(connection)
    new = [planned for plan in plans for planned in plan.new]
    if new:
        write_new(connection, new, touch, now, tag_version)
    changed = [planned for plan in plans for planned in plan.changed]
    if changed:
        write_changed(connection, changed, touch, now, tag_version)
    seen = [identifier for plan in plans for identifier in plan.seen]
    for part in chunks(seen):
        stale = sa.and_(items.c.id.in_(part), items.c.last_seen < now - SEEN_EVERY)
        connection.execute(sa.update(items).where(stale).values(last_seen=now))


def write_states(connection: sa.Connection, states: Sequence[SourceState], now: datetime) -> None:
    """The states, and one row for each change of the state word."""
    if not states:
        return
    before: dict[str, str] = {}
    for part in chunks(state.source_id for state in states):
        query = sa.select(sources.c.id, sources.c.state).where(sources.c.id.in_(part))
        before.update((row.id, row.state) for row in connection.execute(query))
    statement = sa.update(sources).where(sources.c.id == sa.bindparam("source_id"))
    connection.execute(statement, [{"source_id": state.source_id, **row_from_state(state)} for state in states])
    changes = [
        {"source": state.source_id, "at": now, "state": state.state.value, "reason": state.reason}
        for state in states
        if before.get(state.source_id) not in {None, state.state.value}
    ]
    if changes:
        connection.execute(insert_new(connection, state_changes), changes)


def write_new(
    connection: sa.Connection, new: Sequence[PlannedItem], touch: int, now: datetime, tag_version: str
) -> None:
    """Items that were not there before. One whose id is there already, alive or buried, is left alone."""
    there: set[str] = set()
    for part in chunks(planned.item.id for planned in new):
        there.update(connection.execute(sa.select(items.c.id).where(items.c.id.in_(part))).scalars())
        there.update(connection.execute(sa.select(tombstones.c.id).where(tombstones.c.id.in_(part))).scalars())
    number = max(next_number(connection, items.c.n), next_number(connection, tombstones.c.item))
    rows: list[dict[str, Any]] = []
    key_rows: list[dict[str, Any]] = []
    tagged: list[dict[str, Any]] = []
    for planned in new:
        item = planned.item
        if item.id in there:
            continue
        there.add(item.id)
        extra = {
            "n": number,
            "text_hash": planned.text_hash,
            "last_seen": now,
            "touched": touch,
            "tag_version": tag_version,
        }
        rows.append({**row_from_item(item), **extra})
        key_rows.extend({"source": item.source_id, "key": key, "item": number} for key in planned.identities)
        tagged.extend(tag_rows(number, item.published, planned.tags))
        number += 1
    if rows:
        connection.execute(sa.insert(items), rows)
        connection.execute(insert_new(connection, identities), key_rows)
    if tagged:
        connection.execute(sa.insert(tags), tagged)


def write_changed(
    connection: sa.Connection, changed: Sequence[PlannedItem], touch: int, now: datetime, tag_version: str
) -> None:
    """New versions of items: the old one goes to the history, the tags are given anew, the outputs learn the new date."""
    before: dict[str, Any] = {}
    for part in chunks(planned.item.id for planned in changed):
        before.update((row.id, row) for row in connection.execute(sa.select(items).where(items.c.id.in_(part))))
    for planned in changed:
        item, was = planned.item, before.get(planned.item.id)
        if was is None:
            continue
        if was.content_hash != item.content_hash:
            old = {
                "item": was.n, "at": now, "title": was.title, "summary": was.summary, "content": was.content, "url": was.url,
                "content_hash": was.content_hash,
            }  # fmt: skip
            connection.execute(insert_new(connection, history), [old])
        if reads_the_same(was, item):
            item = replace(item, updated=was.updated)
        revisions = was.revisions + (was.content_hash != item.content_hash)
        extra = {
            "text_hash": planned.text_hash, "last_seen": now, "touched": touch, "tag_version": tag_version, "revisions": revisions,
        }  # fmt: skip
        connection.execute(sa.update(items).where(items.c.n == was.n).values(**row_from_item(item), **extra))
        key_rows = [{"source": item.source_id, "key": key, "item": was.n} for key in planned.identities]
        connection.execute(insert_new(connection, identities), key_rows)
        terms = connection.execute(sa.select(tags.c.scheme, tags.c.term).where(tags.c.item == was.n))
        lost = {(row.scheme, row.term) for row in terms} - {(tag.scheme, tag.term) for tag in planned.tags}
        move_by_tags(connection, lost)
        connection.execute(sa.delete(tags).where(tags.c.item == was.n))
        if rows := tag_rows(was.n, item.published, planned.tags):
            connection.execute(sa.insert(tags), rows)
        later = sa.and_(ledger.c.item == was.n, ledger.c.updated < item.updated)
        connection.execute(sa.update(ledger).where(later).values(updated=item.updated))


def reads_the_same(was: Any, item: Item) -> bool:
    """Whether nobody can see what changed in an item, since the editor's words stand in its place."""
    made = was.edited or {}
    covered = [name for name in ("title", "summary") if name in made]
    return bool(covered) and all(
        name in covered or getattr(was, name) == getattr(item, name) for name in ("title", "summary", "content")
    )
