"""Items into stories: which of them belong together, and what that does to the stories there are.

Two items are *linked* where `similarity.are_one_event` says so, and a story is what links connect. A link depends on
its two items alone, so what is connected in the end does not depend on the order in which items came, nor on how many
came at once; and since links never go away, stories only grow and merge. That holds

- for the partition: any order, one batch or many, give the same stories, as long as all items that may be linked are
  in the window;
- for ids: a story has the id of its member with the lowest `n`. Where `n` is the order of first sight, as in the
  desk, that member founded it and its id stays for ever; where two stories turn out to be one the older id survives.

It does not hold where more than `MOST_CANDIDATES` items of the window share one key: of those only the newest are
looked at by that key. Nor does grouping undo anything: an item whose title was changed stays where it is. And a chain
of items, each like the next, is one story though its ends may be unlike; the gap in time that a link may bridge, and
the likeness it asks for, which rises with the gap, keep chains short.

The work is linear in the new items: each looks up a bounded number of keys and is compared with a bounded number of
candidates.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from aggregator.model import Groupable, StoryPlan
from aggregator.stories.signature import finding_weight
from aggregator.stories.similarity import FEWEST_SHARED, Face, are_one_event

#: Of the items that share one key with a new one, so many are looked at, the newest; and of all those so many, those that share most.
MOST_BY_KEY, MOST_CANDIDATES = 64, 32


def find_candidates(keys: Iterable[int], postings: Mapping[int, Sequence[int]]) -> list[int]:
    """The `n` of the items that a new one is to be compared with: those that share enough of its `wanted_keys`.

    ``postings`` gives for a key the `n` of the items that have it, in ascending order.
    """
    shared: Counter[int] = Counter()
    for key in keys:
        members = postings.get(key, ())[-MOST_BY_KEY:]
        shared.update(members)
        if finding_weight((key,)) > 1:
            shared.update(members)
    enough = [(weight, n) for n, weight in shared.items() if weight >= FEWEST_SHARED]
    if len(enough) > MOST_CANDIDATES:
        enough = sorted(enough, reverse=True)[:MOST_CANDIDATES]
    return [n for _, n in enough]


def group(new: Sequence[Groupable], window: Iterable[Groupable]) -> StoryPlan:
    """Give each new item its story, and say which stories became one.

    ``window`` is what the store knows: items of the last days with their stories. It may be all of them or only
    those that share a `wanted_keys` with a new item; the plan is the same. Nothing is said of items of the
    window: they stay where they are, or go where their whole story goes (``merged``).
    """
    desk = _Desk(new, window)
    for item in sorted(new, key=lambda one: one.n):
        desk.place(item)
    return desk.plan()


class _Desk:
    """Items by the keys that find them, and the stories that are being joined."""

    def __init__(self, new: Sequence[Groupable], window: Iterable[Groupable]) -> None:
        self._new = new
        self._by_key: dict[int, list[int]] = {key: [] for item in new for key in item.keys}
        self._items: dict[int, Groupable] = {}
        self._faces: dict[int, Face] = {}
        self._stories = _Stories()
        ids = {item.id for item in new}
        for item in sorted((one for one in window if one.id not in ids), key=lambda one: one.n):
            self._add(item)

    def _add(self, item: Groupable) -> None:
        self._items[item.n] = item
        for key in item.keys:
            members = self._by_key.get(key)
            if members is None:
                continue
            if members and members[-1] > item.n:
                insort(members, item.n)
            else:
                members.append(item.n)

    def place(self, item: Groupable) -> None:
        """Link a new item with all that tell its event."""
        self._stories.found(item.id, item.n)
        face = Face(item.signature, item.keys)
        for n in find_candidates(item.keys, self._by_key):
            other = self._items[n]
            story = other.story or other.id
            self._stories.found(story, other.n if other.founded is None else other.founded)
            if self._stories.are_one(item.id, story):
                continue
            hours = abs((item.published - other.published).total_seconds()) / 3600
            if are_one_event(face, self._face(other), hours, same_outlet=item.outlet == other.outlet):
                self._stories.join(item.id, story)
        self._faces[item.n] = face
        self._add(item)

    def _face(self, item: Groupable) -> Face:
        face = self._faces.get(item.n)
        if face is None:
            face = self._faces[item.n] = Face(item.signature, item.keys)
        return face

    def plan(self) -> StoryPlan:
        stories = {item.id: self._stories.id_of(item.id) for item in self._new}
        return StoryPlan(stories, self._stories.merged(set(stories)))


class _Stories:
    """Stories that may turn out to be one; the oldest of those that are gives its id."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._founded: dict[str, int] = {}

    def found(self, story: str, n: int) -> None:
        """A story and the `n` of the item that founded it; known ones stay as they are."""
        if story not in self._above:
            self._above[story] = story
            self._founded[story] = n

    def id_of(self, story: str) -> str:
        top = story
        while self._above[top] != top:
            top = self._above[top]
        while self._above[story] != top:
            self._above[story], story = top, self._above[story]
        return top

    def are_one(self, one: str, other: str) -> bool:
        return self.id_of(one) == self.id_of(other)

    def join(self, one: str, other: str) -> None:
        older, newer = sorted((self.id_of(one), self.id_of(other)), key=lambda story: (self._founded[story], story))
        self._above[newer] = older

    def merged(self, items: set[str]) -> dict[str, str]:
        """Stories of the window that are no more → what they went into."""
        return {story: self.id_of(story) for story in self._above if story not in items and self.id_of(story) != story}
