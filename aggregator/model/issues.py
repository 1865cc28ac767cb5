"""The issues of the digest: what was told on a day, frozen with all that a page needs to tell it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from aggregator.model.items import DateBasis, Evidence, Precision


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """A headline in an issue, with all that a page needs to show it: what is frozen stays readable for ever."""

    item_id: str
    title: str
    url: str | None
    summary: str
    source_id: str
    outlet: str  #: shown name of the publisher
    ownership: str | None
    language: str | None
    published: datetime
    precision: Precision
    date_basis: DateBasis
    regions: tuple[str, ...]  #: ids, most specific first
    proof: tuple[Evidence | None, ...] = ()  #: for each region what names it first
    agency: str | None = None  #: whose wire copy it is
    changed: datetime | None = None  #: when its publisher last gave it another headline, before the issue closed
    corrected: datetime | None = None  #: when the editor gave it other words; this and the reason are never frozen
    reason: str = ""  #: why


@dataclass(frozen=True, slots=True)
class IssueStory:
    """A story as one issue tells it: what came of it since the issue before."""

    id: str  #: of the item that founded it
    entries: tuple[IssueEntry, ...]  #: the lead, then the others, earliest first
    outlets: int = 1  #: that tell it in this issue
    origins: int = 1  #: of them, agencies' reports counted once
    day: int = 1  #: in how many issues it was told, this one included
    last: date | None = None  #: the day of the issue that told it before
    is_pinned: bool = False  #: the editor wants it first; never frozen

    @property
    def lead(self) -> IssueEntry:
        return self.entries[0]


@dataclass(frozen=True, slots=True)
class QuietRegion:
    """A region of which an issue has nothing to tell, and whether anybody was listening."""

    region: str
    since: datetime | None  #: when the last item about it was published; None where none is known
    sources: int  #: that have told of it of late
    polled: int  #: of them, those that answered in the time of the issue


@dataclass(frozen=True, slots=True)
class Issue:
    """One dated issue of the digest: everything first seen after ``covers_from``, up to ``covers_to``."""

    day: date
    covers_from: datetime | None  #: None for the first issue
    covers_to: datetime
    stories: tuple[IssueStory, ...]  #: in the order of their weight, the weightiest first
    outlets: int
    sources_polled: int
    sources_failed: int
    late: int = 0  #: items that only say again what an earlier issue told
    quiet: tuple[QuietRegion, ...] = ()
    coverage: tuple[tuple[str, tuple[int, ...]], ...] = ()  #: region → items of each of the seven days up to this one

    @property
    def entries(self) -> tuple[IssueEntry, ...]:
        """Every headline, story by story."""
        return tuple(entry for story in self.stories for entry in story.entries)

    @property
    def count(self) -> int:
        """How many items it tells."""
        return sum(len(story.entries) for story in self.stories)
