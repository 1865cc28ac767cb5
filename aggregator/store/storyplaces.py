"""What outputs tell of stories: the places of a story's items in the ledger, and bringing them up to what is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from aggregator.model import TOLD_ALONE, Also, OutputSpec, StoryItem, StoryPlace, Told, public_id
from aggregator.store.caps import CAP
from aggregator.store.rows import chunks
from aggregator.store.schema import items, ledger
from aggregator.store.stories import members_of

#: (story, its places in one output, its items, fewest origins) → the places that change; see `aggregator.stories.tell`.
Tell: TypeAlias = Callable[[str, Sequence[StoryPlace], Sequence[StoryItem], int], Sequence[StoryPlace]]
#: Output → the items that enter it with this build.
Fresh: TypeAlias = dict[str, set[int]]
ORIGINS = "origins"


def tell_stories(
    connection: sa.Connection,
    specs: Sequence[OutputSpec],
    mark: int,
    fresh: Fresh,
    *,
    ruled_anew: Collection[str],
    now: datetime,
    tell: Tell,
) -> set[str]:
    """Bring the places of stories in these outputs up to what is known: of what was touched since ``mark``, or is to be told anew,
    or waits in one of the outputs that are ``ruled_anew``.

    Returns the outputs in which something moved, and adds to ``fresh`` what waited and is shown now.
    """
    if not specs:
        return set()
    names = {spec.name for spec in specs}
    with_lone = any(spec.min_origins > 1 for spec in specs)
    stories = {
        *touched_stories(connection, mark, with_lone=with_lone),
        *settled_stories(connection, names, now),
        *waiting_stories(connection, names.intersection(ruled_anew)),
    }
    moved: set[str] = set()
    for part in chunks(sorted(stories)):
        members = members_of(connection, part)
        places = places_of(connection, part, names, fresh)
        changed: list[tuple[str, StoryPlace]] = []
        for spec in specs:
            for story in part:
                there = places.get((spec.name, story))
                if there:
                    told = tell(story, there, members.get(story, ()), spec.min_origins)
                    changed.extend((spec.name, place) for place in told)
                    entered = (place.item for place in told if place.is_fresh and place.head is None)
                    fresh.setdefault(spec.name, set()).update(entered)
        write_places(connection, changed, now)
        moved.update(name for name, _ in changed)
    return moved


def touched_stories(connection: sa.Connection, mark: int, *, with_lone: bool) -> Iterable[str]:
    """Stories of several items of which one was touched; ``with_lone``: those of a single one too."""
    touched = sa.select(items.c.story).where(items.c.touched > mark, items.c.story.is_not(None)).distinct()
    if with_lone:
        return connection.execute(touched).scalars()
    others = items.alias()
    is_joined = sa.exists().where(others.c.story == items.c.story, others.c.story != others.c.id)
    return connection.execute(touched.where(is_joined)).scalars()


def settled_stories(connection: sa.Connection, names: Collection[str], now: datetime) -> Iterable[str]:
    """Stories that one of these outputs is to tell anew by now."""
    due = sa.and_(ledger.c.settles.is_not(None), ledger.c.settles <= now)
    query = sa.select(ledger.c.output, items.c.story).join(items, items.c.n == ledger.c.item).where(due)
    return {row.story for row in connection.execute(query) if row.output in names}


def waiting_stories(connection: sa.Connection, names: Collection[str]) -> Iterable[str]:
    """Stories that wait in these outputs until more origins tell them."""
    if not names:
        return ()
    query = sa.select(items.c.story).join(ledger, ledger.c.item == items.c.n)
    return connection.execute(query.where(ledger.c.output.in_(names), ledger.c.withheld == ORIGINS)).scalars()


def calm(connection: sa.Connection, now: datetime) -> None:
    """What was due to be told anew and has nobody to tell it, since all of it left, or its output did, is due no more."""
    due = sa.and_(ledger.c.settles.is_not(None), ledger.c.settles <= now)
    connection.execute(sa.update(ledger).where(due).values(settles=None))


def places_of(
    connection: sa.Connection, stories: Sequence[str], names: Collection[str], fresh: Fresh
) -> dict[tuple[str, str], list[StoryPlace]]:
    """Every place that the items of stories have in outputs, by output and story. What a cap keeps out has none."""
    is_one = sa.or_(items.c.id.in_(stories), sa.and_(items.c.story.in_(stories), items.c.story != items.c.id))
    query = (
        sa.select(ledger, items.c.id, items.c.story)
        .join(items, items.c.n == ledger.c.item)
        .where(is_one, ledger.c.output.in_(names), sa.func.coalesce(ledger.c.withheld, "") != CAP)
        .order_by(ledger.c.item)
    )
    found: dict[tuple[str, str], list[StoryPlace]] = {}
    for row in connection.execute(query):
        is_waiting = row.withheld == ORIGINS
        place = StoryPlace(
            item=row.item,
            id=row.entry or public_id(row.id),
            entered=row.entered,
            updated=row.updated,
            published=row.published,
            told=told_from_row(row.told),
            archive=row.archive,
            head=row.head,
            settles=row.settles,
            is_fresh=row.item in fresh.get(row.output, ()),
            is_waiting=is_waiting,
            is_wanted=row.withdrawn is None or is_waiting,
        )
        found.setdefault((row.output, row.story), []).append(place)
    return found


def write_places(connection: sa.Connection, changed: Sequence[tuple[str, StoryPlace]], now: datetime) -> None:
    """Store places that `tell` has changed."""
    columns = ("entered", "updated", "published", "entry", "archive", "head", "told", "settles", "withheld")
    statement = sa.update(ledger).where(
        ledger.c.output == sa.bindparam("its_output"), ledger.c.item == sa.bindparam("its_item")
    )
    statement = statement.values({name: sa.bindparam(f"new_{name}") for name in columns})
    waits: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for output, place in changed:
        row = {
            "its_output": output,
            "its_item": place.item,
            "new_entered": place.entered,
            "new_updated": place.updated,
            "new_published": place.published,
            "new_entry": None if place.head is not None and place.is_fresh else place.id,
            "new_archive": place.archive,
            "new_head": place.head,
            "new_told": row_from_told(place.told) if place.head is None else None,
            "new_settles": place.settles,
            "new_withheld": ORIGINS if place.is_waiting else None,
        }
        (waits if place.is_waiting else others).append(row)
    # What waits was never shown; of the others those that came in now, or that waited, are: what left stays away.
    if waits:
        connection.execute(statement.values(withdrawn=now), waits)
    if others:
        there = sa.case((ledger.c.withheld == ORIGINS, sa.null()), else_=ledger.c.withdrawn)
        connection.execute(statement.values(withdrawn=there), others)


def next_to_settle(connection: sa.Connection) -> datetime | None:
    """When the next entry is to be told anew."""
    first = sa.select(sa.func.min(ledger.c.settles, type_=ledger.c.settles.type)).where(ledger.c.settles.is_not(None))
    return connection.execute(first).scalar()


def newest_shown(connection: sa.Connection, output: str, since: int | None) -> datetime | None:
    """The newest date of what entered an output since a moment (as it is stored) and was shown, also if it is gone."""
    was_entry = sa.or_(ledger.c.head.is_(None), ledger.c.entry.is_not(None))
    query = sa.select(sa.func.max(ledger.c.updated, type_=ledger.c.updated.type)).where(
        ledger.c.output == output, ledger.c.withheld.is_(None), was_entry
    )
    if since is not None:
        query = query.where(sa.type_coerce(ledger.c.entered, sa.Integer()) >= since)
    return connection.execute(query).scalar()


def row_from_told(told: Told) -> list[Any] | None:
    """What is stored of it: nothing for an entry of one outlet."""
    if told == TOLD_ALONE:
        return None
    return [told.outlets, told.origins, [[one.item, one.publisher, one.url, one.title] for one in told.also]]


def told_from_row(row: Any) -> Told:
    if not row:
        return TOLD_ALONE
    outlets, origins, also = row
    return Told(outlets, origins, tuple(Also(*one) for one in also))
