"""Rows to values and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal

import sqlalchemy as sa

from aggregator.model import NO_WISHES, Enclosure, Evidence, Item, SourceState, State, Tag, Validators, Wishes
from aggregator.store.schema import items, tags

#: Bound parameters in one statement: SQLite's oldest limit is 999.
CHUNK = 500

_STATES = {state.value: state for state in State}


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """The values in lists of at most ``size``."""
    everything = list(values)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]


def item_from_row(row: Any) -> Item:
    """The item as it is shown: what the editor corrected is the editor's."""
    edited = row.edited or {}
    return Item(
        id=row.id,
        source_id=row.source,
        guid=row.guid,
        url=row.url,
        title=edited.get("title", row.title),
        summary=edited.get("summary", row.summary),
        content=row.content,
        authors=tuple(row.authors),
        categories=tuple(row.categories),
        enclosures=tuple(Enclosure(*enclosure) for enclosure in row.enclosures),
        image=row.image,
        language=row.language,
        published=row.published,
        date_basis=row.date_basis,
        precision=row.precision,
        first_seen=row.first_seen,
        updated=row.updated,
        agency=row.agency,
        content_hash=row.content_hash,
    )


def row_from_item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "source": item.source_id,
        "guid": item.guid,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content": item.content,
        "authors": list(item.authors),
        "categories": list(item.categories),
        "enclosures": [[enclosure.url, enclosure.media_type, enclosure.length] for enclosure in item.enclosures],
        "image": item.image,
        "language": item.language,
        "published": item.published,
        "date_basis": item.date_basis,
        "precision": item.precision,
        "first_seen": item.first_seen,
        "updated": item.updated,
        "agency": item.agency,
        "content_hash": item.content_hash,
    }


#: What a tag is read by, the proof as its letters: most rows say what others said before.
_TAG = (
    tags.c.item, tags.c.scheme, tags.c.term, tags.c.weight, sa.type_coerce(tags.c.evidence, sa.Text).label("proof"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def tag_from(scheme: str, term: str, weight: Literal["about", "mentions"], proof: str | None) -> Tag:
    """A tag as its row has it."""
    return Tag(scheme, term, weight, tuple(Evidence(*one) for one in json.loads(proof)) if proof else ())


def tag_rows(number: int, published: Any, found: Sequence[Tag]) -> list[dict[str, Any]]:
    return [
        {
            "item": number,
            "scheme": tag.scheme,
            "term": tag.term,
            "weight": tag.weight,
            "evidence": [[proof.field, proof.words, proof.row] for proof in tag.evidence],
            "place": place,
            "published": published,
        }
        for place, tag in enumerate(found)
    ]


def tags_of(connection: sa.Connection, numbers: Iterable[int]) -> dict[int, tuple[Tag, ...]]:
    """The tags of items, each in the tagger's order."""
    found: dict[int, list[Tag]] = {}
    for part in chunks(numbers):
        query = sa.select(*_TAG).where(tags.c.item.in_(part)).order_by(tags.c.item, tags.c.place)
        for number, scheme, term, weight, proof in connection.execute(query):
            found.setdefault(number, []).append(tag_from(scheme, term, weight, proof))
    return {number: tuple(some) for number, some in found.items()}


def next_number(connection: sa.Connection, column: sa.Column[int]) -> int:
    return int(connection.execute(sa.select(sa.func.max(column))).scalar() or 0) + 1


def next_touch(connection: sa.Connection) -> int:
    """The number of a transaction that changes items or tags: outputs look at what was touched since they last looked."""
    return next_number(connection, items.c.touched)


_PLAIN = (
    "body_hash", "spec_hash", "url_override", "redirect_seen", "redirect_target", "redirect_since", "last_poll", "last_ok",
    "last_change", "last_new", "next_poll", "retry_at", "failures", "since", "reason", "gone_since", "title", "site_url",
    "identity_mode", "requests", "not_modified", "validated_url", "interval", "fresh_until", "throttled", "rhythm", "pace", "lack",
)  # fmt: skip


def state_from_row(row: Any) -> SourceState:
    return SourceState(
        source_id=row.id,
        validators=Validators(row.etag, row.last_modified),
        state=_STATES.get(row.state, State.NEW),
        mint_id=row.mint_id,
        wishes=wishes_from_row(row.wishes) if row.wishes else NO_WISHES,
        **{name: getattr(row, name) for name in _PLAIN},
    )


def row_from_state(state: SourceState) -> dict[str, Any]:
    row = {name: getattr(state, name) for name in _PLAIN}
    row.update(etag=state.validators.etag, last_modified=state.validators.last_modified, state=state.state.value)
    row["wishes"] = row_from_wishes(state.wishes) if state.wishes else None
    return row


def row_from_wishes(wishes: Wishes) -> list[Any]:
    return [
        wishes.ttl.total_seconds() if wishes.ttl else None,
        list(wishes.skip_hours),
        list(wishes.skip_days),
    ]


def wishes_from_row(row: list[Any]) -> Wishes:
    seconds, hours, days = row
    return Wishes(timedelta(seconds=seconds) if seconds else None, tuple(hours), tuple(days))
