"""What the network answered, and what the document says: untrusted, as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

from aggregator.model.sources import NO_WISHES, Selectors, State, Validators, Wishes


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One conditional GET."""

    source_id: str
    url: str
    validators: Validators = Validators()
    validated_url: str | None = None  #: the only address they are sent to, where it is known
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    user_agent: str | None = None
    proxy: str | None = None
    allow_private: bool = (
        False  #: may be fetched from private addresses; at ``home`` alone, unless every source has leave
    )
    home: str = ""  #: the address the editor wrote, where ``url`` is another one


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body came back."""

    url: str  #: final address, after redirects
    status: int
    headers: Mapping[str, str]  #: names in lower case
    body: bytes  #: decoded of its content coding
    validators: Validators = Validators()
    permanent_url: str | None = None  #: end of the leading run of permanent redirects, if any
    requests: int = 1


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed."""

    url: str
    headers: Mapping[str, str]
    validators: Validators = Validators()  #: of the 304 itself; empty when it carries none
    permanent_url: str | None = None
    requests: int = 1


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No usable body. A value, not an exception: one source's failure is the daily bread of a poll."""

    url: str
    state: State
    reason: str  #: one line for people, free of secrets
    is_soft: bool = True  #: soft failures (404, 429, 5xx, DNS) weigh less in the back-off than hard ones
    status: int | None = None
    retry_after: timedelta | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not asked in this round, for a reason that lies with other sources of the same host or domain."""

    url: str
    reason: str
    requests: int = 0


FetchResult: TypeAlias = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with an entry. ``length`` in bytes, None when unknown."""

    url: str
    media_type: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry of a document. Texts are raw: they may hold markup, entities and control characters."""

    guid: str | None = None
    url: str | None = None  #: absolute where the document or its address allow it
    title: str | None = None
    title_is_html: bool = True
    summary: str | None = None
    content: str | None = None  #: HTML
    base_url: str | None = None  #: of relative links in summary and content (xml:base)
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str | None = None
    language: str | None = None  #: as declared at the entry
    published: str | None = None  #: raw date text
    updated: str | None = None  #: raw date text


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed that a list names."""

    url: str  #: absolute, http or https
    title: str  #: plain text, "" when the list gives none
    tags: tuple[str, ...] = ()  #: the folders it lies in, outermost first, each once


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document, read."""

    format: str  #: rss20, atom10, rss10, json11 …
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    entries: tuple[ParsedEntry, ...] = ()
    wishes: Wishes = NO_WISHES
    problems: tuple[str, ...] = ()  #: what was wrong but could be borne
    selectors: Selectors | None = None  #: those that would find again what was found in a page without any
    outlines: tuple[Outline, ...] = ()  #: of a list of feeds
    wanted: tuple[str, ...] = ()  #: addresses of further documents that belong to it, the most promising first
