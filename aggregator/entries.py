"""Entries of feeds, rendered once: an entry that is made of the same things reads the same in every feed and in every build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.edition import Edition
from aggregator.model import OutputSpec
from aggregator.press import digest_of
from aggregator.publish.fragments import Fragment, render_fragments

if TYPE_CHECKING:
    from aggregator.store import LedgerRow

#: Rendered entries are forgotten after so many days; those that still stand in a feed are rendered again.
KEPT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Entries:
    """What an output shows, newest first."""

    fragments: tuple[Fragment, ...]
    are_archived: tuple[bool, ...]  #: for each whether a closed archive document holds it
    updated: datetime  #: of the newest change


@dataclass
class EntryRoom:
    """Renders the entries of one build, those that no earlier build has rendered."""

    edition: Edition
    _rendered: dict[str, Fragment] = field(default_factory=dict)
    _fresh: dict[str, Fragment] = field(default_factory=dict)

    def of(self, spec: OutputSpec) -> Entries:
        """The entries of an output, in its formats. Raises OutputError for one that would not be well-formed."""
        rows = self.edition.store.ledger.rows(spec.name, limit=spec.limit)
        keys = [self._key(spec, row) for row in rows]
        self._find(spec, keys)
        missing = [row for row, key in zip(rows, keys, strict=True) if not self._has(spec, key)]
        if missing:
            self._render(spec, missing)
        updated = self.edition.store.ledger.newest_shown(spec.name, rows) or self.edition.birth
        return Entries(tuple(self._rendered[key] for key in keys), tuple(row.is_archived for row in rows), updated)

    def save(self) -> None:
        """Keep what was rendered for later builds."""
        if self._fresh:
            day = self.edition.now.toordinal()
            self.edition.store.fragments.keep(self._fresh, day=day)
            self.edition.store.fragments.sweep(before=day - KEPT_DAYS)

    def _render(self, spec: OutputSpec, rows: Sequence[LedgerRow]) -> None:
        edition = self.edition
        held = edition.store.ledger.load(spec.name, [row.n for row in rows])
        entries = [edition.entry_from_ledger(held[row.n]) for row in rows]
        fragments = render_fragments(spec, entries, edition.config.site, edition.config.tree, edition.topic_titles)
        fresh: dict[str, Fragment] = {}
        for row, fragment in zip(rows, fragments, strict=True):
            key = self._key(spec, row)
            fresh[key] = {**self._rendered.get(key, {}), **fragment}
        self._rendered |= fresh
        self._fresh |= fresh

    def _find(self, spec: OutputSpec, keys: Sequence[str]) -> None:
        unknown = [key for key in keys if not self._has(spec, key)]
        self._rendered.update(self.edition.store.fragments.find(unknown))

    def _has(self, spec: OutputSpec, key: str) -> bool:
        return all(form in self._rendered.get(key, ()) for form in spec.formats)

    def _key(self, spec: OutputSpec, row: LedgerRow) -> str:
        page = spec.page if row.is_nowhere else ""
        made_of = (self.edition.made_of, self.edition.info(row.source), row.made_of, spec.content, page)
        return digest_of(made_of)
