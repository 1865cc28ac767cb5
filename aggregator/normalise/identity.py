"""Who an entry is: the keys by which it is known again, whatever the source does to its guid or its link.

Keys, strongest first: ``guid:``, a guid that is the document's only one of its name; ``guid-url:``, a guid that others
share, with its link; ``url:``, the link; ``text:``, the title and the date. The first one an entry is met with names the
item for ever. Guids that many entries share (one outlet gives the same one to every item) are given up for good.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.model import ParsedEntry, ParsedFeed, SourceSpec, SourceState
from aggregator.text.dates import parse_date
from aggregator.text.html import plain_text, text_from_html
from aggregator.text.urls import canonical_url

#: More of a document's entries than this share sharing guids: the guids are worth nothing (FreshRSS: 5 %).
MOST_SHARED_GUIDS = 0.05
#: Base of relative dates, where only their order counts.
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PreparedEntry:
    """An entry with the keys it may be known by, strongest first."""

    entry: ParsedEntry
    identities: tuple[str, ...]
    url_key: str | None  #: canonical link, None where the link names no single entry


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document's entries, each once."""

    entries: tuple[PreparedEntry, ...]
    identity_mode: str
    feed_language: str | None
    base_url: str
    problems: tuple[str, ...] = ()

    @property
    def identities(self) -> tuple[str, ...]:
        """Every key to look up in the store."""
        return tuple(dict.fromkeys(key for entry in self.entries for key in entry.identities))


def prepare(parsed: ParsedFeed, spec: SourceSpec, state: SourceState, url: str) -> Prepared:
    """The newest entries of a document, without repetitions, each with its identities.

    ``url`` is the document's final address, the base of what is relative in it.
    """
    entries = [entry for entry in parsed.entries if entry.title or entry.url or entry.summary or entry.content]
    problems: list[str] = []
    if len(entries) > spec.limit:
        entries = entries[-spec.limit :] if is_oldest_first(entries, spec) else entries[: spec.limit]
    mode = identity_mode(entries, state.identity_mode)
    if mode != state.identity_mode:
        problems.append("its guids are shared by several entries; links are used to tell them apart from now on")
    links = Counter(canonical_url(entry.url) for entry in entries if entry.url)
    shared = shared_guids(entries)
    found: dict[str, PreparedEntry] = {}
    for entry in entries:
        prepared = identify(entry, mode, links, shared, len(entries))
        if not prepared.identities:
            continue
        twin = twin_key(prepared)
        if prepared.identities[0] not in found and twin not in found:
            found[prepared.identities[0]] = prepared
            found.setdefault(twin, prepared)
    unique = tuple(dict.fromkeys(found.values()))
    if len(unique) < len(entries):
        problems.append(f"{len(entries) - len(unique)} entries repeat others of the same document")
    return Prepared(unique, mode, parsed.language, parsed.site_url or url, tuple(problems))


def is_oldest_first(entries: list[ParsedEntry], spec: SourceSpec) -> bool:
    """Whether a document grows at its end: by the dates of its first and last entries, where both have one."""
    ends = [entry.published or entry.updated for entry in (entries[0], entries[-1])]
    dates = [
        parse_date(raw, now=_EPOCH, zone=spec.timezone, formats=spec.date_formats) if raw else None for raw in ends
    ]
    first, last = dates
    return first is not None and last is not None and first.at < last.at


def identity_mode(entries: list[ParsedEntry], before: str) -> str:
    """``guid``, or ``url`` when guids lie: once lost, trust does not come back."""
    if before == "url":
        return before
    shared = shared_guids(entries)
    lying = sum(entry.guid in shared for entry in entries)
    return "url" if lying > max(1, MOST_SHARED_GUIDS * len(entries)) else "guid"


def shared_guids(entries: list[ParsedEntry]) -> frozenset[str]:
    """Guids that stand for several links. The same guid with the same link is one entry twice, not a lie."""
    links: dict[str, set[str]] = {}
    for entry in entries:
        if entry.guid:
            links.setdefault(entry.guid, set()).add(canonical_url(entry.url or ""))
    return frozenset(guid for guid, found in links.items() if len(found) > 1)


def identify(entry: ParsedEntry, mode: str, links: Counter[str], shared: frozenset[str], entries: int) -> PreparedEntry:
    """The keys of one entry."""
    keys: list[str] = []
    url_key = canonical_url(entry.url) if entry.url else None
    if url_key is not None and links[url_key] > max(2, entries // 2):
        # A link that most entries share is the front page: it names none of them.
        url_key = None
    guid = (entry.guid or "").strip()
    if guid and mode == "guid":
        keys.append(f"guid-url:{guid}|{url_key}" if entry.guid in shared and url_key else f"guid:{guid}")
    if url_key is not None:
        keys.append(f"url:{url_key}")
    if (text_key := text_identity(entry)) is not None and not (guid and mode == "guid") and url_key is None:
        keys.append(text_key)
    return PreparedEntry(entry, tuple(key[:1000] for key in keys), url_key)


def text_identity(entry: ParsedEntry) -> str | None:
    """A key of the words alone, for entries without guid and link."""
    title = plain_text(entry.title or "", is_html=entry.title_is_html)
    raw = entry.summary or entry.content or ""
    words = title or text_from_html(raw)[:500] or raw[:500] or next((file.url for file in entry.enclosures), "")
    if not words:
        return None
    digest = hashlib.blake2b(f"{words}\n{entry.published or ''}".encode(), digest_size=16).hexdigest()
    return f"text:{digest}"


def twin_key(prepared: PreparedEntry) -> str:
    """Two entries of one document with the same link and the same title are one, whatever their guids say."""
    entry = prepared.entry
    title = plain_text(entry.title or "", is_html=entry.title_is_html).casefold()
    return f"twin:{prepared.url_key}\n{title}" if prepared.url_key and title else f"own:{prepared.identities[0]}"
