"""Items, the claims about them, and the plan of a poll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from aggregator.model.documents import Enclosure, Outline
from aggregator.model.sources import SourceState, State

DateBasis: TypeAlias = Literal["published", "updated", "first_seen"]
Precision: TypeAlias = Literal["second", "day"]


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news, clean: plain-text title and summary, safe HTML content, absolute links, UTC dates."""

    id: str  #: UUID, permanent; ``urn:uuid:`` + id is its public id
    source_id: str
    guid: str | None
    url: str | None
    title: str
    summary: str
    content: str  #: clean HTML, "" when there is none
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]
    image: str | None
    language: str | None  #: BCP 47
    published: datetime  #: never null; equals first_seen where date_basis says so; local noon where precision is day
    date_basis: DateBasis
    precision: Precision
    first_seen: datetime
    updated: datetime  #: moves on significant change only
    agency: str | None
    content_hash: str


def origin_of(item: Item, outlet: str) -> str:
    """Where the words come from: the agency whose copy it is, else the outlet that published it."""
    return item.agency or outlet


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a tag was given: the words that were found, where, and the row of the table (or rule) they matched."""

    field: str  #: title, summary, content, source
    words: str
    row: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A claim about an item, with its proof."""

    scheme: str  #: region, country, topic, output
    term: str
    weight: Literal["about", "mentions"] = "about"
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What the store knew of an item before this poll, as far as planning needs it."""

    id: str
    identities: tuple[str, ...]
    guid: str | None
    url: str | None
    title: str
    text_hash: str
    content_hash: str
    published: datetime
    date_basis: DateBasis
    precision: Precision
    first_seen: datetime
    updated: datetime
    revisions: int = 0  #: how often it was changed so far
    is_tombstone: bool = False  #: purged or withdrawn: known, but must not come back


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item to be written, with all the identities it is known by and the tags it was given."""

    item: Item
    identities: tuple[str, ...]
    text_hash: str  #: of title, summary and content without markup: what a reader would notice
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class PollPlan:
    """What one poll of one source leaves behind. Applied whole or not at all."""

    state: SourceState
    new: tuple[PlannedItem, ...] = ()
    changed: tuple[PlannedItem, ...] = ()
    seen: tuple[str, ...] = ()  #: ids of known items that are still in the document
    problems: tuple[str, ...] = ()
    former: str | None = None  #: a source of the store that this one was found to be, under another id and address
    outlines: tuple[Outline, ...] | None = None  #: the feeds that a list names now; None where they are as they were


@dataclass(frozen=True, slots=True)
class PollReport:
    """What happened when one source was polled."""

    source_id: str
    outcome: Literal["changed", "unchanged", "failed", "crashed", "skipped"]
    state: State
    new: int = 0
    changed: int = 0
    reason: str = ""
    problems: tuple[str, ...] = ()
    notice: str = ""  #: what the editor should know, once
    next_poll: datetime | None = None
    requests: int = 0
