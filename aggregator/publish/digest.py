"""The daily issue: which items it holds, and the order in which a page tells them.

Everything here is pure and depends on its arguments alone: the same items give the same issue, whatever order they
come in, and the same issue gives the same sections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from aggregator.model import Issue, IssueEntry, OutputEntry, RegionTree
from aggregator.text import html

#: A summary on a page is two lines or three, in characters.
MOST_SUMMARY = 240
#: What has no region, or none this tree knows, is told last.
ELSEWHERE = "Elsewhere"


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one country (or part of an area) within a section; ``region`` is None for the area as a whole."""

    region: str | None
    title: str
    entries: tuple[IssueEntry, ...]  #: newest first, at most as many as the page shows at once
    more: tuple[IssueEntry, ...] = ()  #: the rest, folded

    @property
    def count(self) -> int:
        """How many items it holds, folded ones too."""
        return len(self.entries) + len(self.more)


@dataclass(frozen=True, slots=True)
class Section:
    """An area of the page; ``region`` is None for the items that belong nowhere else."""

    region: str | None
    title: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many items it holds, folded ones too."""
        return sum(group.count for group in self.groups)


def compose_issue(
    day: date,
    entries: Sequence[OutputEntry],
    *,
    covers_from: datetime | None,
    covers_to: datetime,
    sources_polled: int,
    sources_failed: int,
) -> Issue:
    """The issue of a day from the entries it covers: each item once, newest first.

    An outlet that says the same headline twice (two of its feeds, a second edition) is heard once: the newest stays.
    """
    shown: dict[str, OutputEntry] = {}
    said: set[tuple[str, str]] = set()
    for entry in sorted(entries, key=lambda entry: (-entry.item.published.timestamp(), entry.item.id)):
        saying = (outlet_key(entry), " ".join(entry.item.title.casefold().split()))
        if entry.item.id not in shown and saying not in said:
            shown[entry.item.id] = entry
            said.add(saying)
    return Issue(
        day=day,
        covers_from=covers_from,
        covers_to=covers_to,
        entries=tuple(issue_entry(entry) for entry in shown.values()),
        outlets=len({outlet_key(entry) for entry in shown.values()}),
        sources_polled=sources_polled,
        sources_failed=sources_failed,
    )


def outlet_key(entry: OutputEntry) -> str:
    """What tells outlets apart: feeds of one outlet count once."""
    return entry.source.outlet or entry.source.id


def issue_entry(entry: OutputEntry) -> IssueEntry:
    """A headline with all that a page needs; regions are those the item is about, not those it only mentions."""
    item, source = entry.item, entry.source
    about = {tag.term: tag for tag in reversed(entry.tags) if tag.scheme == "region" and tag.weight == "about"}
    summary = item.summary or html.text_from_html(item.content)
    return IssueEntry(
        item_id=item.id,
        title=item.title or html.shorten(summary, 100) or item.url or source.title or source.id,
        url=item.url,
        summary=html.shorten(summary, MOST_SUMMARY),
        source_id=source.id,
        outlet=source.title or source.outlet or source.id,
        ownership=source.ownership,
        language=item.language or source.language,
        published=item.published,
        precision=item.precision,
        date_basis=item.date_basis,
        regions=tuple(reversed(about)),
        proof=tuple(tag.evidence[0] if tag.evidence else None for tag in reversed(about.values())),
    )


def sections_of(issue: Issue, tree: RegionTree, order: Sequence[str], per_region: int) -> tuple[Section, ...]:
    """An issue as areas and countries, each item in one place.

    ``order`` names the regions that head a section, first come first; the top of the tree follows in its own order,
    then what has no region. An item about several places goes where the first of those headings would have it, and
    there under its most specific region. ``per_region`` headlines of a group are shown, the rest is its ``more``.
    """
    places = _Places(tree, order)
    sections: dict[str | None, dict[str | None, list[IssueEntry]]] = {head: {} for head in (*places.heads, None)}
    for frozen in issue.entries:
        # An issue names regions as they were called on its day.
        regions = tuple(map(tree.present, frozen.regions))
        entry = frozen if regions == frozen.regions else replace(frozen, regions=regions)
        head, region = places.place(regions)
        sections[head].setdefault(region, []).append(entry)
    rank = {region: place for place, region in enumerate(order)}
    return tuple(_section(head, groups, tree, rank, per_region) for head, groups in sections.items() if groups)


def _section(
    head: str | None,
    groups: Mapping[str | None, Sequence[IssueEntry]],
    tree: RegionTree,
    rank: Mapping[str, int],
    per_region: int,
) -> Section:
    title = tree[head].title if head else ELSEWHERE
    made = [
        Group(region, tree[region].title if region else title, tuple(entries[:per_region]), tuple(entries[per_region:]))
        for region, entries in groups.items()
    ]
    # The area as a whole first, then as the operator ordered them, then by name: the layout is the same every day.
    made.sort(key=lambda group: (group.region is not None, rank.get(group.region or "", len(rank)), group.title))
    return Section(head, title, tuple(made))


class _Places:
    """Finds the heading and the group of an item; what was found for a region is kept."""

    def __init__(self, tree: RegionTree, order: Sequence[str]) -> None:
        self._tree = tree
        roots = (region.id for region in tree if not any(parent in tree for parent in region.parents))
        self.heads = tuple(dict.fromkeys((*(region for region in order if region in tree), *roots)))
        self._rank = {head: rank for rank, head in enumerate(self.heads)}
        self._ways: dict[str, dict[str, tuple[str, ...]]] = {}

    def place(self, regions: Sequence[str]) -> tuple[str | None, str | None]:
        """(heading, group) for regions given most specific first; (None, None) where no heading covers any of them."""
        found = [
            (self._rank[head], place)
            for place, region in enumerate(regions)
            for head in self._up(region)
            if head in self._rank
        ]
        if not found:
            return None, None
        rank, place = min(found)
        return self.heads[rank], self._group(regions[place], self.heads[rank])

    def _group(self, region: str, head: str) -> str | None:
        way = self._up(region)[head]
        if not way or self._tree[head].country:
            return None
        return next((below for below in way if self._tree[below].country), way[0])

    def _up(self, region: str) -> dict[str, tuple[str, ...]]:
        """Every region above (and itself), with the shortest way down from it, itself left out."""
        ways = self._ways.get(region)
        if ways is None:
            ways = {region: ()} if region in self._tree else {}
            queue = list(ways)
            while queue:
                current = queue.pop(0)
                for parent in self._tree[current].parents:
                    if parent in self._tree and parent not in ways:
                        ways[parent] = (current, *ways[current])
                        queue.append(parent)
            self._ways[region] = ways
        return ways
