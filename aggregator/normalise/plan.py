"""What a document brings: new items, changed ones, and those that are as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.model import Item, KnownItem, PlannedItem, SourceSpec, item_id
from aggregator.normalise.identity import Prepared, PreparedEntry
from aggregator.normalise.item import item_from_entry, text_hash


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """What is to be written, and the dates of all that was met (the schedule reads the source's rhythm from them)."""

    new: tuple[PlannedItem, ...]
    changed: tuple[PlannedItem, ...]
    seen: tuple[str, ...]
    published: tuple[datetime, ...]


def plan_items(
    prepared: Prepared, known: Mapping[str, KnownItem], spec: SourceSpec, now: datetime, *, mint_id: str | None = None
) -> ItemPlan:
    """Compare a document's entries with what the store knows of them.

    ``known`` is keyed by identity. ``mint_id``: the id under which the source mints items, where it is not its own. An
    item keeps its id, its published date and its first sight for ever; ``updated`` moves when a reader would notice.
    """
    guids = {entry.entry.guid for entry in prepared.entries if entry.entry.guid}
    new: dict[str, PlannedItem] = {}
    changed: dict[str, PlannedItem] = {}
    seen: dict[str, None] = {}
    published: list[datetime] = []
    for entry in prepared.entries:
        was = find_known(entry, known, guids)
        if was is not None and (was.is_tombstone or was.id in seen):
            seen[was.id] = None
            continue
        identifier = was.id if was else item_id(mint_id or spec.id, entry.identities[0])
        item = item_from_entry(
            entry.entry,
            spec,
            item_id=identifier,
            feed_language=prepared.feed_language,
            base_url=prepared.base_url,
            now=now,
        )
        hashed = text_hash(item)
        if was is None:
            if identifier not in new:
                new[identifier] = PlannedItem(item, entry.identities, hashed)
            published.append(item.published)
            continue
        seen[was.id] = None
        published.append(was.published)
        if item.content_hash != was.content_hash or not set(entry.identities) <= set(was.identities):
            identities = tuple(dict.fromkeys((*was.identities, *entry.identities)))
            changed[was.id] = PlannedItem(dated(item, was, hashed, now), identities, hashed)
    return ItemPlan(tuple(new.values()), tuple(changed.values()), tuple(seen), tuple(published))


def find_known(entry: PreparedEntry, known: Mapping[str, KnownItem], guids: set[str]) -> KnownItem | None:
    """The item an entry is, by its strongest key that the store knows.

    A link alone counts only when the known item's own guid has left the document, or one of the two has none: so a
    source that renames all its guids floods nobody, and two entries of one page stay two.
    """
    for key in entry.identities:
        found = known.get(key)
        if found is None:
            continue
        if (
            key.startswith("url:")
            and entry.entry.guid
            and found.guid
            and found.guid != entry.entry.guid
            and found.guid in guids
        ):
            continue
        return found
    return None


def dated(item: Item, was: KnownItem, hashed: str, now: datetime) -> Item:
    """The changed item with the dates it keeps. A change of case, marks or links alone does not move ``updated``."""
    moved = hashed != was.text_hash
    updated = was.updated
    if moved:
        updated = item.updated if was.updated < item.updated <= now else now
    return replace(
        item,
        published=was.published,
        date_basis=was.date_basis,
        precision=was.precision,
        first_seen=was.first_seen,
        updated=max(updated, was.updated),
    )
