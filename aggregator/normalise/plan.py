"""What a document brings: new items, changed ones, and those that are as they were."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model import Item, KnownItem, PlannedItem, SourceSpec, item_id
from aggregator.normalise.identity import Prepared, PreparedEntry, are_too_many, date_of
from aggregator.normalise.item import item_from_entry, text_hash
from aggregator.text.urls import canonical_url

#: Keys that an item is given at most: some sources mint a guid, or a link, anew for every request.
MOST_IDENTITIES = 24
#: Changes of an item that are taken though no reader would notice them; and though its headline stays as it was.
UNNOTICED, RESTLESS = 3, 8
#: Entries that must be known by their titles alone for a source to have moved house.
FEWEST_MOVED = 3
_NUMBERED = re.compile(r"\d{1,3}")
#: How long such a text is left alone then.
SETTLED_FOR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """What is to be written, and the dates of all that was met (the schedule reads the source's rhythm from them)."""

    new: tuple[PlannedItem, ...]
    changed: tuple[PlannedItem, ...]
    seen: tuple[str, ...]
    published: tuple[datetime, ...]
    is_undated: bool = False  #: items were met, and none has a date of its own


def plan_items(
    prepared: Prepared, known: Mapping[str, KnownItem], spec: SourceSpec, now: datetime, *, mint_id: str | None = None
) -> ItemPlan:
    """Compare a document's entries with what the store knows of them.

    ``known`` is keyed by identity. ``mint_id``: the id under which the source mints items, where it is not its own. An
    item keeps its id, its published date and its first sight for ever; ``updated`` moves when a reader would notice.
    """
    pairs = pair(prepared, known, spec, now)
    taken = {was.id for was in known.values()}
    new: dict[str, PlannedItem] = {}
    changed: dict[str, PlannedItem] = {}
    seen: dict[str, None] = {}
    published: list[datetime] = []
    bases: set[str] = set()
    for number, entry in enumerate(prepared.entries):
        was = pairs.get(number)
        if was is not None:
            seen[was.id] = None
            if was.is_tombstone:
                continue
        identifier = was.id if was else mint(entry, mint_id or spec.id, taken)
        item = item_from_entry(
            entry.entry,
            spec,
            item_id=identifier,
            feed_language=entry.language or prepared.feed_language,
            base_url=prepared.base_url,
            now=now,
        )
        hashed = text_hash(item)
        bases.add(item.date_basis)
        if was is None:
            new.setdefault(identifier, PlannedItem(item, entry.identities, hashed))
            published.append(item.published)
            continue
        published.append(was.published)
        is_changed = item.content_hash != was.content_hash and not is_restless(item, hashed, was, now)
        if is_changed or is_known_by_more(entry, was, known):
            identities = tuple(dict.fromkeys((*was.identities, *entry.identities)))[:MOST_IDENTITIES]
            changed[was.id] = PlannedItem(dated(item, was, hashed, now), identities, hashed)
    is_undated = bases == {"first_seen"}
    return ItemPlan(tuple(new.values()), tuple(changed.values()), tuple(seen), tuple(published), is_undated)


def mint(entry: PreparedEntry, source: str, taken: Container[str]) -> str:
    """The id of a new item: of its first identity, unless an item that moved on still has that one's."""
    identifiers = [item_id(source, key) for key in entry.identities]
    return next((identifier for identifier in identifiers if identifier not in taken), identifiers[0])


def are_guids_reused(prepared: Prepared, known: Mapping[str, KnownItem], spec: SourceSpec, now: datetime) -> bool:
    """Whether a source gives guids of known items to other entries, as those that number their entries from 1 do."""
    places = places_of(prepared)
    strangers = sum(
        any(is_taken_over(entry, was, spec, now, places) for was in candidates(entry, "guid", known))
        for entry in prepared.entries
    )
    return are_too_many(strangers, len(prepared.entries))


def places_of(prepared: Prepared) -> frozenset[tuple[str, str]]:
    """Every key of a document with the title that it stands beside."""
    return frozenset((key, entry.title.casefold()) for entry in prepared.entries for key in entry.identities)


def is_taken_over(
    entry: PreparedEntry, was: KnownItem, spec: SourceSpec, now: datetime, places: frozenset[tuple[str, str]]
) -> bool:
    """Whether an item's guid stands at another entry now: its own link and title stand elsewhere in the document, or the guid is
    but a small number. A headline that is edited together with its link and its date is no such sign."""
    if not is_another(entry, was, spec, now):
        return False
    is_here = any((key, was.title.casefold()) in places for key in was.identities if key.startswith("url:"))
    return is_here or _NUMBERED.fullmatch(was.guid or "") is not None


def is_another(entry: PreparedEntry, was: KnownItem, spec: SourceSpec, now: datetime) -> bool:
    """Whether an entry has nothing but its guid in common with an item: link, title and date are others.

    A rewritten headline may move the link with it (many systems make one from the other), but not the date.
    """
    links = [key for key in entry.identities if key.startswith("url:")]
    if was.is_tombstone or not links or not was.url or entry.title.casefold() == was.title.casefold():
        return False
    is_of_that_date = was.date_basis != "first_seen" and date_of(entry.entry, spec, now) == was.published
    return links[0] not in was.identities and not is_of_that_date


def pair(prepared: Prepared, known: Mapping[str, KnownItem], spec: SourceSpec, now: datetime) -> dict[int, KnownItem]:
    """Which known item each entry is, by the place of the entry; each item at most once.

    The surest evidence has the first choice in the whole document: the same guid; then the same link and title; then the
    same title and date; then the same link alone; and where most entries would be new, the same title. All but the guid
    count only for items whose own guid has left the document. So a source that renames all its guids, or moves all its
    links, floods nobody, and two entries of one page stay two. A guid counts for nothing at an entry that has taken it
    over (:func:`is_taken_over`).
    """
    places = places_of(prepared)

    def is_reused(entry: PreparedEntry, was: KnownItem) -> bool:
        return is_taken_over(entry, was, spec, now, places)

    steps: tuple[tuple[str, Callable[[PreparedEntry, KnownItem], bool]], ...] = (
        ("guid", lambda entry, was: not is_reused(entry, was)),
        ("url:", lambda entry, was: entry.title.casefold() == was.title.casefold()),
        ("text:", lambda _entry, _was: True),
        ("url:", lambda _entry, _was: True),
        ("title:", lambda _entry, _was: True),
    )
    reused = {
        entry.identities[0]
        for entry in prepared.entries
        for was in candidates(entry, "guid", known)
        if is_reused(entry, was)
    }
    guids = prepared.guids - reused
    pairs: dict[int, KnownItem] = {}
    claimed: set[str] = set()
    for scheme, is_same in steps:
        if scheme == "title:" and not is_migration(prepared, pairs, known):
            break
        for number, entry in enumerate(prepared.entries):
            if number in pairs:
                continue
            for was in candidates(entry, scheme, known):
                is_elsewhere = scheme != "guid" and not guids.isdisjoint(was.identities)
                if was.id not in claimed and not is_elsewhere and is_same(entry, was):
                    pairs[number] = was
                    claimed.add(was.id)
                    break
    return pairs


def is_migration(prepared: Prepared, pairs: Mapping[int, KnownItem], known: Mapping[str, KnownItem]) -> bool:
    """Whether most entries are known by nothing but their titles: a source has moved house. One headline that comes back day after
    day is no such thing."""
    alone = sum(
        number not in pairs and next(candidates(entry, "title:", known), None) is not None
        for number, entry in enumerate(prepared.entries)
    )
    return alone >= FEWEST_MOVED and alone * 2 > len(prepared.entries)


def candidates(entry: PreparedEntry, scheme: str, known: Mapping[str, KnownItem]) -> Iterator[KnownItem]:
    """Known items that keys of one scheme lead to."""
    for key in entry.identities:
        if key.startswith(scheme) and (was := known.get(key)) is not None:
            yield was


def is_known_by_more(entry: PreparedEntry, was: KnownItem, known: Mapping[str, KnownItem]) -> bool:
    """Whether an entry carries a guid or link that leads to no item yet.

    One that leads to another item stays that item's: two entries of one page do not take it from each other.
    """
    fresh = any(key not in known for key in entry.identities if not key.startswith(("text:", "title:")))
    return fresh and len(was.identities) < MOST_IDENTITIES


def is_restless(item: Item, hashed: str, was: KnownItem, now: datetime) -> bool:
    """Whether a change is one of many that nobody would call news: the clock and the counter of views in a page, a box of other
    headlines in its text.

    What no reader would notice is taken a few times and then no more; the text under an unchanged headline is taken
    often, and then every few hours; so is a headline that goes to and fro. A new link always counts.
    """
    if not is_same_page(item.url, was.url):
        return False
    if hashed == was.text_hash:
        return was.revisions >= UNNOTICED and item.title == was.title
    is_same_headline = words_of(item.title) == words_of(was.title)
    is_restless_now = was.revisions >= (RESTLESS if is_same_headline else 2 * RESTLESS)
    return is_restless_now and now - was.updated < SETTLED_FOR


def is_same_page(url: str | None, other: str | None) -> bool:
    """Whether two links are one, but for their spelling."""
    return url == other or (url is not None and other is not None and canonical_url(url) == canonical_url(other))


def words_of(title: str) -> str:
    """A headline without its figures: a clock in it makes no new one."""
    return "".join(letter for letter in title.casefold() if letter.isalpha())


def dated(item: Item, was: KnownItem, hashed: str, now: datetime) -> Item:
    """The changed item with the dates it keeps, and its link while that leads to the same page: clients that know entries by
    their links would meet them all again when a source goes from http to https. A change of case, marks or links alone does
    not move ``updated``."""
    moved = hashed != was.text_hash
    updated = was.updated
    if moved:
        updated = item.updated if was.updated < item.updated <= now else now
    return replace(
        item,
        url=was.url if is_same_page(item.url, was.url) else item.url,
        published=was.published,
        date_basis=was.date_basis,
        precision=was.precision,
        first_seen=was.first_seen,
        updated=max(updated, was.updated),
    )
