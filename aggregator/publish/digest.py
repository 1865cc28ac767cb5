"""The layout of an issue: its top stories, then areas and countries, each story in one place.

Pure: the same issue gives the same layout.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from aggregator.model import Issue, IssueStory, RegionTree
from aggregator.publish.words import marked

#: What has no region, or none this tree knows, is told last.
ELSEWHERE = marked("Elsewhere")
#: The top stories where they are taken for a section.
TOP = "top"
#: A story stands at the top if so many independent origins tell it.
FEWEST_ORIGINS = 2
#: Headlines that the page of an issue has room for; what is left over stands on pages of the sections.
ROOM = 600


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """How an editor wants issues laid out."""

    order: Sequence[str] = ()  #: regions that head a section, first come first
    per_region: int = 12  #: stories of a country shown at once
    top: int = 7  #: top stories at most


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of one country (or part of an area) within a section; ``region`` is None for the area as a whole."""

    region: str | None
    title: str
    stories: tuple[IssueStory, ...]  #: the weightiest first, at most as many as the page shows at once
    more: tuple[IssueStory, ...] = ()  #: the rest, folded
    rest: tuple[IssueStory, ...] = ()  #: what the page has no room for

    @property
    def all(self) -> tuple[IssueStory, ...]:
        return (*self.stories, *self.more, *self.rest)

    @property
    def count(self) -> int:
        """How many items it holds, folded ones too."""
        return items_in(self.all)


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

    @property
    def rest(self) -> int:
        """How many items the page of the issue has no room for."""
        return sum(items_in(group.rest) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where on the page of an issue."""

    top: tuple[IssueStory, ...]
    sections: tuple[Section, ...]


def items_in(stories: Iterable[IssueStory]) -> int:
    return sum(len(story.entries) for story in stories)


def layout_of(issue: Issue, tree: RegionTree, plan: IssuePlan, elsewhere: str = ELSEWHERE) -> Layout:
    """An issue as top stories, areas and countries.

    Pinned stories stand first. The top of the tree follows the regions of the plan in its own order, then
    comes what has no region. A story about several places goes where the first of those headings would have it, and there
    under the most specific region of its lead.
    """
    # An issue names regions as they were called on its day.
    stories = [_present(story, tree) for story in issue.stories]
    first = [story for story in stories if story.is_pinned]
    strong = [story for story in stories if not story.is_pinned and story.origins >= FEWEST_ORIGINS]
    top = (*first, *strong[: max(plan.top - len(first), 0)])
    shown = {story.id for story in top}
    sections = _sections([story for story in stories if story.id not in shown], tree, plan, elsewhere)
    return Layout(top, _fitted(sections, ROOM - items_in(top)))


def _present(story: IssueStory, tree: RegionTree) -> IssueStory:
    regions = tuple(map(tree.present, story.lead.regions))
    if regions == story.lead.regions:
        return story
    return replace(story, entries=(replace(story.lead, regions=regions), *story.entries[1:]))


def _sections(stories: Sequence[IssueStory], tree: RegionTree, plan: IssuePlan, elsewhere: str) -> tuple[Section, ...]:
    places = _Places(tree, plan.order)
    sections: dict[str | None, dict[str | None, list[IssueStory]]] = {head: {} for head in (*places.heads, None)}
    for story in stories:
        head, region = places.place(story.lead.regions)
        sections[head].setdefault(region, []).append(story)
    rank = {region: place for place, region in enumerate(plan.order)}
    return tuple(
        _section(head, tree[head].title if head else elsewhere, groups, tree, rank, plan.per_region)
        for head, groups in sections.items()
        if groups
    )


def _section(
    head: str | None,
    title: str,
    groups: Mapping[str | None, Sequence[IssueStory]],
    tree: RegionTree,
    rank: Mapping[str, int],
    per_region: int,
) -> Section:
    made = []
    for region, stories in groups.items():
        shown = spread(stories, per_region)
        folded = tuple(story for story in stories if story not in shown)
        made.append(Group(region, tree[region].title if region else title, shown, folded))
    # The area as a whole first, then as the operator ordered them, then by name: the layout is the same every day.
    made.sort(key=lambda group: (group.region is not None, rank.get(group.region or "", len(rank)), group.title))
    return Section(head, title, tuple(made))


def spread(stories: Sequence[IssueStory], most: int) -> tuple[IssueStory, ...]:
    """The first stories, in their order, of which no outlet leads more than half while others have something to say."""
    led: dict[str, int] = {}
    chosen: list[IssueStory] = []
    passed: list[IssueStory] = []
    for story in stories:
        outlet = story.lead.outlet
        led[outlet] = led.get(outlet, 0) + 1
        (chosen if led[outlet] <= (most + 1) // 2 else passed).append(story)
        if len(chosen) == most:
            break
    kept = {story.id for story in (*chosen, *passed[: most - len(chosen)])}
    return tuple(story for story in stories if story.id in kept)


def _fitted(sections: Sequence[Section], room: int) -> tuple[Section, ...]:
    """Sections of which the page can show all: one more of each group in turn, as long as there is room."""
    groups = [group for section in sections for group in section.groups]
    fitting: set[str] = set()
    for row in zip_longest(*((*group.stories, *group.more) for group in groups)):
        for story in filter(None, row):
            room -= len(story.entries)
            if room >= 0:
                fitting.add(story.id)
    return tuple(
        replace(section, groups=tuple(_cut(group, fitting) for group in section.groups)) for section in sections
    )


def _cut(group: Group, fitting: Container[str]) -> Group:
    shown, more = ([story for story in part if story.id in fitting] for part in (group.stories, group.more))
    rest = [story for story in group.all if story.id not in fitting]
    return replace(group, stories=tuple(shown), more=tuple(more), rest=tuple(rest)) if rest else group


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
