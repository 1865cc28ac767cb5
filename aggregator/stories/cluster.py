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

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from aggregator.model import Groupable, StoryPlan
from aggregator.stories.signature import finding_weight, wanted_keys
from aggregator.stories.similarity import FEWEST_SHARED, Face, are_one_event, face_of

#: Of the items that share one key with a new one, so many are looked at, the newest.
MOST_CANDIDATES = 200


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
        keys = {item.id: wanted_keys(item.signature) for item in new}
        self._keys = keys
        self._by_key: dict[int, list[Groupable]] = {key: [] for wanted in keys.values() for key in wanted}
        self._faces: dict[str, Face] = {}
        self._stories = _Stories()
        for item in window:
            if item.id not in keys:
                self._add(item, wanted_keys(item.signature))

    def _add(self, item: Groupable, keys: Iterable[int]) -> None:
        for key in keys:
            found = self._by_key.get(key)
            if found is not None:
                found.append(item)

    def place(self, item: Groupable) -> None:
        """Link a new item with all that tell its event."""
        self._stories.found(item.id, item.n)
        face = self._face(item)
        for other in self._candidates(item):
            story = other.story or other.id
            self._stories.found(story, other.n if other.founded is None else other.founded)
            if self._stories.are_one(item.id, story):
                continue
            hours = _hours_between(item.published, other.published)
            if are_one_event(face, self._face(other), hours, same_outlet=item.outlet == other.outlet):
                self._stories.join(item.id, story)
        self._add(item, self._keys[item.id])

    def _candidates(self, item: Groupable) -> list[Groupable]:
        """Those that share enough keys, in a fixed order."""
        shared: Counter[str] = Counter()
        found: dict[str, Groupable] = {}
        for key in self._keys[item.id]:
            weight = finding_weight((key,))
            for other in self._newest(key):
                shared[other.id] += weight
                found[other.id] = other
        return [found[one] for one, count in shared.items() if count >= FEWEST_SHARED]

    def _newest(self, key: int) -> list[Groupable]:
        members = self._by_key[key]
        if len(members) <= MOST_CANDIDATES:
            return members
        return sorted(members, key=lambda one: one.n)[-MOST_CANDIDATES:]

    def _face(self, item: Groupable) -> Face:
        face = self._faces.get(item.id)
        if face is None:
            face = self._faces[item.id] = face_of(item.signature)
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


def _hours_between(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds()) / 3600
