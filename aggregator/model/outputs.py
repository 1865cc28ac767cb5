"""What is published: outputs, their entries, and the files that come of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from aggregator.model.items import Item, Tag
from aggregator.model.sources import SourceSpec
from aggregator.model.stories import TOLD_ALONE, Told

ContentPolicy: TypeAlias = Literal["headline", "summary", "full"]
FeedFormat: TypeAlias = Literal["atom", "rss", "json"]

#: Namespace of the version 5 UUIDs that name items (RFC 9562): fixed for ever, free of any host.
ITEM_NAMESPACE = uuid.UUID("6f1d0c1e-8c5b-5d43-9a55-2d0b8f0f6a4e")


def item_id(source_id: str, first_identity: str) -> str:
    """The permanent id of an item: the same again after a lost store, whatever the site's own address is."""
    return str(uuid.uuid5(ITEM_NAMESPACE, f"{source_id}\n{first_identity}"))


def public_id(identifier: str) -> str:
    """The id that subscribers see."""
    return f"urn:uuid:{identifier}"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source as outputs name it."""

    id: str
    title: str
    feed_url: str  #: "" for a file
    site_url: str | None = None
    outlet: str = ""
    ownership: str | None = None
    language: str | None = None


def title_of(source_id: str, spec: SourceSpec | None, info: SourceInfo | None) -> str:
    """What a source is called wherever people see it: as configured, else as its feed calls itself, its outlet, its id.

    ``info`` is what the store knows of it, with a title in that order; None for a source it has not met.
    """
    configured, outlet = (spec.title, spec.outlet) if spec else (None, "")
    return configured or (info.title if info else outlet) or source_id


@dataclass(frozen=True, slots=True)
class Caps:
    """How many entries of one source, and of one outlet, enter an output in a day (UTC, by first sight); None: any number."""

    source: int | None = None
    outlet: int | None = None


#: No caps.
NO_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """One feed to make. ``scheme`` and ``term`` name the tag that selects its items; scheme ``all`` takes everything."""

    name: str  #: also the name of its files
    title: str
    description: str
    scheme: Literal["all", "region", "topic", "output"]
    term: str = ""
    limit: int = 100
    content: ContentPolicy = "summary"
    formats: tuple[FeedFormat, ...] = ("atom", "rss", "json")
    page: str = ""  #: path of its HTML page under the site's root, "region/georgia/"; "" is the home page
    was: tuple[str, ...] = ()
    caps: Caps = NO_CAPS
    group: Literal["story", "item"] = "item"  #: what one entry is
    min_origins: int = 1  #: fewest independent origins of what enters; of ``group: story`` alone
    max_age: timedelta | None = None  #: at its first sight an item is no older; a source's own may be shorter
    secret: str = ""  #: the editor's word for its present address; "" for an output that everybody may read
    is_limit_wanted: bool = False  #: the editor wrote the limit: it wins over the size that readers like


@dataclass(frozen=True, slots=True)
class OutputEntry:
    """An item as one output shows it. The ledger remembers ``id``, ``entered`` and ``updated`` for ever."""

    item: Item
    source: SourceInfo
    source_updated: datetime  #: of the source's feed, frozen at the item's first sight
    tags: tuple[Tag, ...]  #: region, country and topic tags, most specific first
    entered: datetime
    updated: datetime
    told: Told = TOLD_ALONE  #: who else tells its story
    entry_id: str = ""  #: public; "" where it is the item's own

    @property
    def id(self) -> str:
        return self.entry_id or public_id(self.item.id)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source's state for ``/sources/``, ``health.json`` and ``sources --json``."""

    id: str
    url: str  #: without user name and password
    title: str
    outlet: str
    state: str
    since: datetime | None
    reason: str
    last_poll: datetime | None
    last_ok: datetime | None
    last_new: datetime | None
    next_poll: datetime | None
    items: int
    items_by_day: tuple[int, ...]  #: first seen on each of the last seven days of the site, oldest first
    requests: int
    not_modified: int
    language: str | None = None
    ownership: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """A desk in numbers, as its store knows them."""

    states: Mapping[str, int]  #: configured sources by state word
    items: int  #: of the configured sources
    requests: int  #: of all sources that ever were, so that it only grows; likewise those answered with 304
    not_modified: int
    last_poll: datetime | None


@dataclass(frozen=True, slots=True)
class StateChange:
    """A source got another state word."""

    source_id: str
    mint_id: str  #: its permanent id, whatever it is called now
    at: datetime
    state: str
    reason: str
    before: str | None = None  #: the word it had; None for one that was well from its first sight on
    before_at: datetime | None = None  #: since when it had that


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """The site as a whole."""

    title: str
    base_url: str  #: absolute, ends in "/"
    language: str = "en"
    timezone: str = "UTC"
    contact: str | None = None
    description: str = ""
    robots: str = "noindex"
    hubs: tuple[str, ...] = ()  #: WebSub hubs that are told of changes
    catalogues: Path | None = None  #: the folder of the operator's own words, whether there or not


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """An item's headline became another one."""

    item: Item  #: as it is now
    at: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PrivateFeed:
    """A document of a private output. ``modified``: when its bytes last changed."""

    body: bytes
    format: FeedFormat
    modified: datetime


@dataclass(frozen=True, slots=True)
class Ping:
    """A hub is to be told that a feed changed. ``topic``: its path below the site's root."""

    hub: str
    topic: str
    since: datetime  #: of the change
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Mail:
    """The issue of a day is to be sent to somebody."""

    day: date
    recipient: str
    since: datetime  #: of the issue
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be published."""

    path: str  #: below the output directory, with "/"
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did to the output directory: paths of artifacts."""

    written: tuple[str, ...]
    unchanged: int
    failed: tuple[str, ...] = ()
    issue: date | None = None  #: the issue that this build made, if any
    entries: int = 0
    covers: timedelta | None = None
