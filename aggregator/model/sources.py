"""A source as it is configured and as it is remembered."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

#: The languages that the desk knows how to read: names of places, dates and agencies.
USUAL_LANGUAGES = ("ar", "az", "de", "en", "es", "fa", "fr", "hy", "ka", "ru", "tr", "uk")


@dataclass(frozen=True, slots=True)
class Selectors:
    """Where the items of a page stand, as CSS selectors; all but ``items`` are seen from an item.

    Besides CSS: ``:self`` is the item itself, ``:next`` what follows it (``:next .date``: its first sibling that matches),
    ``:prev`` what comes before it, and ``@name`` at the end takes an attribute (``time@datetime``).
    """

    items: str | None = None  #: one element per item; None lets the page be read by itself
    title: str | None = None
    link: str | None = None
    date: str | None = None
    summary: str | None = None
    content: str | None = None
    image: str | None = None
    remove: tuple[str, ...] = ()  #: taken out first
    base: str | None = None  #: address of the page, where it lies in a file
    preset: str | None = None  #: name of selectors that come with the program; what is written beside it counts more
    name: str | None = None  #: of what the page calls itself, where its title is no use


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A place we poll, as configured, with every default filled in."""

    id: str  #: permanent; letters, digits, hyphens
    url: str  #: http(s) address, or an absolute ``file:`` URL (from the config only)
    kind: str = "feed"  #: a row of the table of source kinds: feed, html, sitemap, opml
    title: str | None = None  #: as configured; else the feed's own title is used
    outlet: str = ""  #: who publishes it; several sources can be one outlet
    ownership: str | None = None  #: label for readers: private, public, state, government, un, thinktank
    language: str | None = None  #: BCP 47; wins over what the feed declares
    languages: tuple[str, ...] = USUAL_LANGUAGES  #: of the desk: those that a text without a declaration may be in
    regions: tuple[str, ...] = ()  #: region ids that are always added
    tags: tuple[str, ...] = ()
    timezone: str = "UTC"  #: IANA zone of dates that carry none
    date_formats: tuple[str, ...] = ()  #: strptime formats tried first
    selectors: Selectors | None = None  #: of a page without a feed
    full_text: bool | str = (
        False  #: take the text of new items from their own pages; a CSS selector says where it stands
    )
    interval: timedelta | None = None  #: as written by the editor; None lets the schedule adapt
    limit: int = 100  #: newest entries taken of one document
    max_age: timedelta = timedelta(days=7)  #: older items are stored, never published as new
    stale_after: timedelta = timedelta(days=7)
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    user_agent: str | None = None
    proxy: str | None = None
    allow_private: bool = False  #: may be fetched from loopback and private addresses
    enabled: bool = True
    was: tuple[str, ...] = ()  #: former ids
    id_given: bool = True  #: False when the id was derived from the address
    line: int = 0  #: line in the configuration file


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask "changed since?" with: verbatim, opaque, quotes included (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a document asks of those who poll it."""

    ttl: timedelta | None = None  #: RSS ttl, or the period of sy:updatePeriod and sy:updateFrequency
    skip_hours: tuple[int, ...] = ()  #: 0 to 23, GMT
    skip_days: tuple[str, ...] = ()  #: Monday … Sunday, GMT

    def __bool__(self) -> bool:
        return bool(self.ttl or self.skip_hours or self.skip_days)


NO_WISHES = Wishes()


class State(enum.StrEnum):
    """The health of a source in one word, as people read it."""

    NEW = "never polled"
    OK = "ok"
    EMPTY = "empty"
    SLOW = "slow"
    STALE = "stale"
    UNDATED = "undated"
    MOVED = "moved"
    REFUSED = "refused"
    NOT_FOUND = "not found"
    GONE = "gone"
    BLOCKED = "blocked"
    LOGIN = "login page"
    CONSENT = "consent page"
    FAILING = "failing"
    NOT_A_FEED = "not a feed"
    CANNOT_PARSE = "cannot parse"
    CRASHED = "crashed"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source between two polls."""

    source_id: str
    validators: Validators = Validators()
    validated_url: str | None = None  #: the final address that the validators belong to
    body_hash: str | None = None  #: of the last body that was parsed to the end
    spec_hash: str | None = None  #: of the settings the validators belong to; another one voids them
    url_override: str | None = None  #: where a permanent redirect leads, once it has held
    redirect_seen: int = 0  #: polls in a row that were sent to ``redirect_target``
    redirect_target: str | None = None
    redirect_since: datetime | None = None
    last_poll: datetime | None = None
    last_ok: datetime | None = None  #: last poll that got an answer we could use, 304 included
    last_change: datetime | None = None  #: last poll that brought new or changed items
    last_new: datetime | None = None  #: first sight of its newest item
    next_poll: datetime | None = None  #: None: at once
    interval: timedelta | None = None  #: as written by the editor when ``next_poll`` was settled
    wishes: Wishes = NO_WISHES  #: of the last document that was read
    fresh_until: datetime | None = None  #: until when the last good answer asks not to be fetched again
    retry_at: datetime | None = None  #: a publisher's Retry-After; obeyed even when forced
    throttled: str | None = None  #: registrable domain that last answered 429: left alone, all of it, for a while
    failures: int = 0  #: in a row
    state: State = State.NEW
    since: datetime | None = None  #: of ``state``
    reason: str = ""  #: one line for people, free of secrets
    gone_since: datetime | None = None
    pace: timedelta | None = None  #: its own, of the last document: no interval and no wish of the publisher is in it
    lack: str = ""  #: state word for what the last document that was read lacked: ``empty``, ``undated``, or nothing
    rhythm: timedelta | None = None  #: median gap between its newest dated items, where they tell one
    title: str | None = None  #: the feed's own title
    site_url: str | None = None  #: the feed's own home page
    identity_mode: str = "guid"  #: ``guid``, or ``url`` for good once its guids were found to collide
    requests: int = 0
    not_modified: int = 0
    mint_id: str | None = None  #: the id under which it mints the ids of its items, where it was renamed since
