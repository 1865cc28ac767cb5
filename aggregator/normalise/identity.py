"""Who an entry is: the keys by which it is known again, whatever the source does to its guid or its link.

Keys, strongest first: ``guid:``, a guid that is the document's only one of its name; ``guid-url:``, a guid that others
share, with its link; ``url:``, the link; ``text:``, the title and the date; and as a witness alone ``title:``, of what has no
date. The first one an entry is met with names the item for ever. Guids that many entries share (one outlet gives the same
one to every item), or that pass from one entry to the next (another numbers them anew each time), are given up for good.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from aggregator.model import ParsedEntry, ParsedFeed, SourceSpec, SourceState
from aggregator.text import xmlchars
from aggregator.text.dates import parse_date
from aggregator.text.detect import detect_languages
from aggregator.text.html import plain_text, text_from_html
from aggregator.text.language import is_doubtful, is_refuted, language_tag
from aggregator.text.plurals import counted
from aggregator.text.urls import canonical_url, without_tracking

#: Guids that lie for a larger share of a document's entries are worth nothing in all of it (FreshRSS: 5 %).
MOST_LYING_GUIDS = 0.05
#: A longer key keeps its beginning, for people, and a hash of the whole, for telling it from others.
LONGEST_KEY = 500
#: Sections of an outlet that one article may stand in.
MOST_SECTIONS = 4
#: Keys of one entry that stands several times in a document.
MOST_KEYS = 12
#: Titles that are looked at to see whether a declared language can be true, and markup of an entry without one.
MOST_LOOKED_AT, MOST_MARKUP = 50, 2000
_YEAR = re.compile(r"\d{4}|[۰-۹]{4}|[٠-٩]{4}")
#: Base of relative dates at the first poll, where only their order counts.
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PreparedEntry:
    """An entry with the keys it may be known by, strongest first."""

    entry: ParsedEntry
    identities: tuple[str, ...]
    title: str  #: plain, "" where there is none
    language: str | None = None  #: what its words are in, where nothing declares it


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document's entries, each once."""

    entries: tuple[PreparedEntry, ...]
    identity_mode: str
    feed_language: str | None
    base_url: str
    problems: tuple[str, ...] = ()
    guids: frozenset[str] = frozenset()  #: the guid keys of the whole document, also of entries past the limit

    @property
    def identities(self) -> tuple[str, ...]:
        """Every key to look up in the store."""
        return tuple(dict.fromkeys(key for entry in self.entries for key in entry.identities))

    @property
    def links(self) -> tuple[str, ...]:
        """The links among them: what tells a source again that changed its id and its address."""
        return tuple(key for key in self.identities if key.startswith("url:"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry says of itself, read once, before it is compared with the others of its document."""

    entry: ParsedEntry
    title: str
    guid: str  #: "" where there is none
    url_key: str  #: canonical link, "" where there is none
    date: str  #: the minute it gives itself in UTC, however it is written; "" where it gives none that stays


def prepare(
    parsed: ParsedFeed, spec: SourceSpec, state: SourceState, url: str, *, are_guids_reused: bool = False
) -> Prepared:
    """The newest entries of a document, without repetitions, each with its identities.

    ``url`` is the document's final address, the base of what is relative in it. Of more than ``spec.limit`` entries the
    newest by date are taken, in the order of the document; one without a date counts as its neighbour.
    ``are_guids_reused``: the source gives guids of known items to others, so that they say nothing.
    """
    facts = [facts_of(entry, spec) for entry in parsed.entries if says_something(entry)]
    problems: list[str] = []
    mode = "url" if are_guids_reused else identity_mode(facts, state.identity_mode)
    if mode != state.identity_mode:
        what = "pass from one entry to another" if are_guids_reused else "are shared by several entries"
        problems.append(f"its guids {what}; links are used to tell them apart from now on")
    identified = identify(facts, mode, canonical_url(parsed.site_url or ""))
    unique = without_repetitions(identified)
    if len(unique) < len(facts):
        repeated = len(facts) - len(unique)
        verb = "repeats another" if repeated == 1 else "repeat others"
        problems.append(f"{counted(repeated, 'entry')} {verb} of the same document")
    guids = frozenset(entry.identities[0] for entry in identified if entry.identities[0].startswith("guid"))
    taken = newest(unique, spec, state.last_poll or _LONG_AGO)
    declared = None if spec.language else credible_language(parsed.language, taken)
    if not spec.language:
        taken = with_languages(taken, declared, spec.languages)
    return Prepared(tuple(taken), mode, declared, parsed.site_url or url, tuple(problems), guids)


def credible_language(declared: str | None, entries: Sequence[PreparedEntry]) -> str | None:
    """The language that a document declares, unless most of its headlines are plainly in another one."""
    titles = [entry.title for entry in entries[:MOST_LOOKED_AT]]
    if 2 * sum(is_refuted(declared, title) for title in titles) > len(titles):
        return None
    if not is_doubtful(declared, " ".join(titles)):
        return declared
    english = sum(language == "en" for language in detect_languages(titles))
    return declared if 2 * english >= len(titles) else None


def with_languages(
    entries: Sequence[PreparedEntry], declared: str | None, among: Sequence[str]
) -> Sequence[PreparedEntry]:
    """The entries with a language each, where neither they nor their document declare one, or what is declared cannot be."""
    silent = []
    for number, entry in enumerate(entries):
        told = language_tag(entry.entry.language) or declared
        if told is None or is_refuted(told, entry.title):
            silent.append(number)
    if not silent:
        return entries
    texts = [text_of(entries[number]) for number in silent]
    languages = dict(zip(silent, detect_languages(texts, among), strict=True))
    return [
        replace(entry, language=languages[number]) if languages.get(number) else entry
        for number, entry in enumerate(entries)
    ]


def text_of(entry: PreparedEntry) -> str:
    """The title and the first words of an entry."""
    raw = (entry.entry.summary or entry.entry.content or "")[:MOST_MARKUP]
    return f"{entry.title} {text_from_html(raw)}"


def says_something(entry: ParsedEntry) -> bool:
    """Whether an entry has a title, a link or a text."""
    return any(text and not text.isspace() for text in (entry.title, entry.url, entry.summary, entry.content))


def facts_of(entry: ParsedEntry, spec: SourceSpec) -> Facts:
    """The parts of an entry that tell who it is."""
    # A date without a year is relative, or will be another one next year.
    is_absolute = entry.published is not None and _YEAR.search(entry.published) is not None
    date = date_of(entry, spec, _LONG_AGO) if is_absolute else None
    return Facts(
        entry,
        title=plain_text(entry.title or "", is_html=entry.title_is_html),
        guid=bare_guid(" ".join(xmlchars.clean(entry.guid or "").split())),
        url_key=canonical_url(entry.url) if entry.url else "",
        date=f"{date:%Y-%m-%d %H:%M}" if date else "",
    )


def bare_guid(guid: str) -> str:
    """A guid without what changes from request to request, where it is an address."""
    return without_tracking(guid) if guid.startswith(("http://", "https://")) else guid


def identity_mode(facts: Sequence[Facts], before: str) -> str:
    """``guid``, or ``url`` when guids lie: once lost, trust does not come back."""
    if before == "url":
        return before
    shared = shared_guids(facts)
    return "url" if are_too_many(sum(fact.guid in shared for fact in facts), len(facts)) else "guid"


def are_too_many(lying: int, entries: int) -> bool:
    """Whether so many lying guids make all guids of a document worthless: one may be an accident."""
    return lying > max(1, MOST_LYING_GUIDS * entries)


def shared_guids(facts: Iterable[Facts]) -> frozenset[str]:
    """Guids that stand for several entries: those with other titles. The same guid with the same title is one entry twice, and no
    lie, also under a few links, as an outlet writes it that has an article in several sections."""
    links: dict[str, set[str]] = {}
    titles: dict[str, set[str]] = {}
    for fact in facts:
        if fact.guid:
            links.setdefault(fact.guid, set()).add(fact.url_key)
            titles.setdefault(fact.guid, set()).add(fact.title.casefold())
    return frozenset(
        guid
        for guid, found in links.items()
        if len(titles[guid]) > 1 or len(found) > (MOST_SECTIONS if "" not in titles[guid] else 1)
    )


def identify(facts: Sequence[Facts], mode: str, home: str) -> list[PreparedEntry]:
    """The keys of each entry that has any."""
    shared = shared_guids(facts)
    nameless = links_of_many(facts, mode, home)
    texts = [text_key(fact) for fact in facts]
    times = Counter((texts[number], fact.guid, fact.url_key) for number, fact in enumerate(facts))
    claims = Counter(key for key, _, _ in times)
    found = []
    for fact, text in zip(facts, texts, strict=True):
        keys = []
        url_key = "" if fact.url_key in nameless else fact.url_key
        if fact.guid and mode == "guid" and fact.guid not in shared:
            keys.append(key_of("guid", fact.guid))
        elif fact.guid and mode == "guid" and url_key:
            keys.append(key_of("guid-url", f"{fact.guid}|{url_key}"))
        if url_key:
            keys.append(key_of("url", url_key))
        # Beside a guid or a link the words are a witness, and only where they name one entry; without a date a weak one.
        if text and (not keys or (fact.date and claims[text] == 1)):
            keys.append(text)
        elif text and fact.title and claims[text] == 1:
            keys.append(text.replace("text:", "title:", 1))
        if keys:
            found.append(PreparedEntry(fact.entry, tuple(keys), fact.title))
    return found


def links_of_many(facts: Sequence[Facts], mode: str, home: str) -> frozenset[str]:
    """Links that name no single entry.

    The front page, what more than half of the entries link to, and pages that have several headlines where no guid tells
    these apart.
    """
    counts = Counter(fact.url_key for fact in facts if fact.url_key)
    titles: dict[str, set[str]] = {}
    for fact in facts:
        if not fact.guid or mode == "url":
            titles.setdefault(fact.url_key, set()).add(fact.title.casefold())
    return frozenset(
        link
        for link, count in counts.items()
        if is_front_page(link, home) or count > max(2, len(facts) // 2) or len(titles.get(link, ())) > 1
    )


def is_front_page(link: str, home: str) -> bool:
    """Whether a canonical link is a site's root or the page that the feed calls its own."""
    return link == home or not any(mark in link for mark in "/?#")


def text_key(fact: Facts) -> str:
    """A key of what it says: the title, else the beginning of the text, else of the markup, with the date as written."""
    raw = fact.entry.summary or fact.entry.content or ""
    words = fact.title or text_from_html(raw)[:500] or raw[:500] or next((f.url for f in fact.entry.enclosures), "")
    if not words:
        return ""
    digest = hashlib.blake2b(f"{words}\n{fact.date or ''}".encode(), digest_size=16).hexdigest()
    return f"text:{digest}"


def key_of(scheme: str, value: str) -> str:
    """``scheme:value``, in a bounded length."""
    if len(value) > LONGEST_KEY:
        digest = hashlib.blake2b(value.encode("utf-8", "replace"), digest_size=16).hexdigest()
        value = f"{value[: LONGEST_KEY - 40]}…{digest}"
    return f"{scheme}:{value}"


def without_repetitions(entries: Iterable[PreparedEntry]) -> list[PreparedEntry]:
    """Each entry once, the first of its kind, with the keys of all.

    Of one kind are entries with one strongest key; with one link and one title, whatever the guids say; and with the same title,
    text and time of day, whatever the links say: an article that stands in two sections.
    """
    places: dict[str, int] = {}
    found: list[PreparedEntry] = []
    for entry in entries:
        marks = marks_of(entry)
        place = next((places[mark] for mark in marks if mark in places), None)
        if place is None:
            place = len(found)
            found.append(entry)
        else:
            keys = tuple(dict.fromkeys((*found[place].identities, *entry.identities)))
            found[place] = replace(found[place], identities=keys[:MOST_KEYS])
        for mark in marks:
            places.setdefault(mark, place)
    return found


def marks_of(entry: PreparedEntry) -> tuple[str, ...]:
    """What two entries of a document must share to be one."""
    marks = [entry.identities[0]]
    link = next((key for key in entry.identities if key.startswith("url:")), "")
    if link and entry.title:
        marks.append(f"twin:{link}\n{entry.title.casefold()}")
    date = entry.entry.published or ""
    if entry.title and ":" in date:
        marks.append(f"words:{entry.title}\n{date}\n{entry.entry.summary or entry.entry.content}")
    return tuple(marks)


def newest(entries: Sequence[PreparedEntry], spec: SourceSpec, base: datetime) -> Sequence[PreparedEntry]:
    """At most ``spec.limit`` entries: the newest by date, in the order of the document."""
    if len(entries) <= spec.limit:
        return entries
    dates = [date_of(entry.entry, spec, base) for entry in entries]
    latest = next((date for date in dates if date is not None), None)
    if latest is None:
        return entries[: spec.limit]
    ranks = []
    for number, date in enumerate(dates):
        latest = date or latest
        ranks.append((latest, -number))
    kept = sorted(sorted(range(len(entries)), key=ranks.__getitem__, reverse=True)[: spec.limit])
    return [entries[number] for number in kept]


def date_of(entry: ParsedEntry, spec: SourceSpec, base: datetime) -> datetime | None:
    """The date an entry gives itself, whether or not it can be true."""
    for raw in (entry.published, entry.updated):
        found = raw and parse_date(
            raw, now=base, zone=spec.timezone, formats=spec.date_formats, language=spec.language or entry.language
        )
        if found:
            return found.at
    return None
