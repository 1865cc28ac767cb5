"""A subscriber of one of our Atom feeds who remembers everything, and says what a feed reader would have done wrong by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lxml import etree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
#: Readers that forget take an entry for new that comes back after so long an absence.
FORGETS_AFTER = timedelta(days=1)
#: The outlet and the number of an item, in every shape that its link has.
_KEY = re.compile(r"//outlet-(\d+)\.example/(?:.*/)?(\d+)$")
_SAMPLES = 5
#: The text of a story's entry moves when so many outlets tell it.
THRESHOLDS = (2, 4, 8)
#: What is older than this when one last looked is no news to anybody.
OLD = timedelta(days=8)


@dataclass(slots=True)
class Entry:
    """An entry as it was read last."""

    id: str
    published: datetime
    updated: datetime
    text: str
    link: str
    lead: str  #: the item that its link leads to
    items: tuple[str, ...]  #: all items that it leads to
    last_here: datetime

    @property
    def headline(self) -> str:
        return self.text.split("\n", 1)[0]


@dataclass(slots=True)
class Violations:
    """What must not happen, counted, with a few samples of each kind."""

    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, sample: str) -> None:
        self.counts[kind] += 1
        if len(self.samples.setdefault(kind, [])) < _SAMPLES:
            self.samples[kind].append(sample)

    def in_words(self) -> Iterator[str]:
        for kind, count in sorted(self.counts.items()):
            yield f"{kind}: {count}, for example:"
            yield from (f"    {sample}" for sample in self.samples[kind])


@dataclass(slots=True)
class Subscriber:
    """``fetch`` gives the document at an address of ours, or nothing."""

    name: str
    address: str
    fetch: Callable[[str], bytes | None]
    violations: Violations
    entries: dict[str, Entry] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)  #: item → the first entry that led to it
    leads: dict[str, str] = field(default_factory=dict)  #: item → the first entry whose link it was
    retold: int = 0  #: entries that read otherwise than before
    documents: int = 0  #: that had changed
    updated: datetime | None = None
    polled: datetime | None = None  #: the last time
    _body: bytes | None = None
    _here: tuple[str, ...] = ()  #: ids that stood in the feed at the last poll

    def poll(self, now: datetime) -> None:
        """Read the feed as it stands."""
        body = self.fetch(self.address)
        if body is None:
            self.violations.note("a feed that vanished", f"{self.address} at {now:%d %H:%M}")
            return
        if body == self._body:
            for identifier in self._here:
                self.entries[identifier].last_here = now
        else:
            self._body = body
            self.documents += 1
            root = etree.fromstring(body)
            self._check_date(root, now)
            self._here = self._read(root, now)
        self.polled = now

    def catch_up(self, now: datetime) -> int:
        """Read the feed and, backwards, its archives, to what was known before. Gives how many archives were read (RFC 5005, 4)."""
        known = set(self.entries)
        for entry in self.entries.values():
            entry.last_here = now  # it was the reader who was away
        self.poll(now)
        count = 0
        root = etree.fromstring(self._body) if self._body else None
        met: set[str] = set()
        while root is not None and (address := previous(root)) is not None and address not in met:
            met.add(address)
            body = self.fetch(address)
            if body is None:
                self.violations.note("an archive that is not there", address)
                break
            count += 1
            root = etree.fromstring(body)
            if known & set(self._read(root, now, is_archive=True)):
                break
        return count

    def _check_date(self, root: etree._Element, now: datetime) -> None:
        updated = datetime.fromisoformat(root.findtext("a:updated", "", ATOM))
        if self.updated is not None and updated < self.updated:
            self.violations.note("a feed whose date goes backwards", f"{self.name} at {now:%d %H:%M}")
        self.updated = updated

    def _read(self, root: etree._Element, now: datetime, *, is_archive: bool = False) -> tuple[str, ...]:
        read = [entry_of(node, now) for node in root.findall("a:entry", ATOM)]
        ids = tuple(entry.id for entry in read)
        if len(ids) > len(set(ids)):
            self.violations.note("an entry twice in a document", f"{self.name} at {now:%d %H:%M}")
        for entry in read:
            was = self.entries.get(entry.id)
            if is_archive and was is not None:
                continue  # what was read elsewhere is as new, or newer (RFC 5005, 4)
            if was is None:
                self._meet(entry, now, is_archive=is_archive)
            else:
                self._meet_again(was, entry, now)
            self.entries[entry.id] = entry
            for item in entry.items:
                self.homes.setdefault(item, entry.id)
        return ids

    def _meet(self, entry: Entry, now: datetime, *, is_archive: bool) -> None:
        where = f"{self.name} at {now:%d %H:%M}: {entry.lead} {entry.text[:60]!r}"
        if entry.lead in self.leads:
            self.violations.note("an item again under another id", where)
        elif all(item in self.homes for item in entry.items):
            self.violations.note("a story anew of nothing but items that were told", where)
        if self.polled is not None and self.polled - entry.published > OLD and not is_archive:
            self.violations.note("an old item as new", where)
        self.leads.setdefault(entry.lead, entry.id)

    def _meet_again(self, was: Entry, entry: Entry, now: datetime) -> None:
        where = f"{self.name} at {now:%d %H:%M}: {entry.id} {entry.text[:60]!r}"
        if entry.published != was.published:
            self.violations.note("an entry whose first date moved", where)
        if entry.updated < was.updated:
            self.violations.note("an entry whose date goes backwards", where)
        if now - was.last_here > FORGETS_AFTER:
            self.violations.note("an entry that left and came back", where)
        if entry.text != was.text:
            self.retold += 1
            if not may_read_otherwise(was, entry):
                self.violations.note("an entry that reads otherwise for no reason", where)


def entry_of(node: etree._Element, now: datetime) -> Entry:
    addresses = [(link.get("rel"), link.get("href", "")) for link in node.findall("a:link", ATOM)]
    links = [(rel, key_of(address)) for rel, address in addresses]
    link, lead = next(((address, key_of(address)) for rel, address in addresses if rel == "alternate"), ("", ""))
    items = tuple(dict.fromkeys((lead, *(key for rel, key in links if rel == "related"))))
    text = "\n".join(node.findtext(f"a:{name}", "", ATOM) for name in ("title", "summary", "content"))
    published, updated = (
        datetime.fromisoformat(node.findtext(f"a:{name}", "", ATOM)) for name in ("published", "updated")
    )
    return Entry(node.findtext("a:id", "", ATOM), published, updated, text, link, lead, items, now)


def may_read_otherwise(was: Entry, entry: Entry) -> bool:
    """Whether something happened that a reader is to hear of: another headline or lead, one less who tells it, or many more."""
    has_lost = not set(was.items) <= set(entry.items)
    outlets, before = len(entry.items), len(was.items)
    return has_lost or entry.headline != was.headline or any(before < threshold <= outlets for threshold in THRESHOLDS)


def key_of(link: str) -> str:
    """``outlet/number`` of an item, by its link; the link where it is none of ours."""
    found = _KEY.search(link)
    return f"{found[1]}/{found[2]}" if found else link


def previous(root: etree._Element) -> str | None:
    """The archive before a document."""
    return next((link.get("href") for link in root.findall("a:link", ATOM) if link.get("rel") == "prev-archive"), None)
