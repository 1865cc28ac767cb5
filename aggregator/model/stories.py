"""Items as the grouping of stories sees them, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from aggregator.model.items import DateBasis, Precision, Tag


@dataclass(frozen=True, slots=True)
class StoryItem:
    """What is asked of an item to find its story and to choose who leads it."""

    id: str
    n: int  #: the order of first sight, unique
    source: str
    outlet: str  #: several sources can be one outlet
    agency: str | None  #: whose wire copy it is
    language: str | None  #: BCP 47
    title: str  #: plain text
    text: str  #: plain text: the summary, else the beginning of the content
    published: datetime
    first_seen: datetime
    tags: tuple[Tag, ...] = ()  #: of the schemes country and region, with their evidence: places by name come from it
    url: str | None = None
    publisher: str = ""  #: what its outlet is called
    precision: Precision = "second"  #: of ``published``
    date_basis: DateBasis = "published"

    @property
    def origin(self) -> str:
        """Where the words come from: the agency, else the outlet."""
        return self.agency or self.outlet


@dataclass(frozen=True, slots=True)
class CreditFigures:
    """How many of the items published on a day credit an agency."""

    day: date  #: of the site
    items: int
    credited: int


@dataclass(frozen=True, slots=True)
class Signature:
    """What an item is compared by; see `aggregator.stories.signature`. Depends on the item and the program's tables alone."""

    language: str  #: primary tag, "" when not known
    title: frozenset[int]  #: keys of the title
    keys: frozenset[int]  #: keys of title and lead
    same: tuple[int, ...] = field(default=())  #: hashes of the title, whole and without what aggregators hang on it
    text: int = 0  #: hash of the beginning of the text, 0 where that is too short to tell
    is_series: bool = False  #: a column that comes back day after day: it joins nothing but its like


@dataclass(frozen=True, slots=True)
class Groupable:
    """An item with its signature, and its story where it has one."""

    id: str
    n: int
    outlet: str
    published: datetime
    signature: Signature
    keys: tuple[int, ...]  #: what it is found by, as stored: `aggregator.stories.wanted_keys`
    story: str | None = None  #: None for what is new
    founded: datetime | None = None  #: when the item that founded the story was published


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """What to store after grouping."""

    stories: dict[str, str]  #: id of each new item → id of its story, which is the id of the item that founded it
    merged: dict[str, str] = field(default_factory=dict)  #: id of a story that is no more → id of the one it went into


@dataclass(frozen=True, slots=True)
class Also:
    """Another outlet that tells a story, by what it told first."""

    item: str  #: id
    publisher: str
    url: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says of its story beside the item that leads it. It stands until the next threshold."""

    outlets: int = 1
    origins: int = 1
    also: tuple[Also, ...] = ()


#: Of an entry that nobody else tells.
TOLD_ALONE = Told()


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """The place of a story's item in one output that gives a story one entry."""

    item: int  #: `n`
    id: str  #: public id of its entry
    entered: datetime
    updated: datetime
    told: Told = TOLD_ALONE
    published: datetime | None = None  #: the date that its entry shows; None where it is the item's
    archive: str | None = None  #: the closed archive document that holds its entry
    head: int | None = None  #: `n` of the item within whose entry it is told; None for one that is an entry itself
    settles: datetime | None = None  #: when the entry is to be told anew, unless others join before
    is_fresh: bool = False  #: nobody has seen it yet
    is_waiting: bool = False  #: too few origins tell it as yet
    is_wanted: bool = True  #: neither withdrawn, nor about something else by now

    @property
    def was_shown(self) -> bool:
        """Whether a subscriber may know it as an entry."""
        return self.head is None and not self.is_fresh and not self.is_waiting
