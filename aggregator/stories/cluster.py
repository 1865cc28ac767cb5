"""Items into stories: which of them belong together, and what that does to the stories there are.

Two items are *linked* where `similarity.are_one_event` says so, and a story is what links connect. A link depends on
its two items alone, so what is connected in the end does not depend on the order in which items came, nor on how many
came at once; and since links never go away, stories only grow and merge. That holds

- for the partition: any order, one batch or many, give the same stories, as long as all items that may be linked are
  in the window;
- for ids: of items that come at once the one that was published first founds their story, whoever was polled first,
  and its id stays for ever, whoever joins; where two stories turn out to be one, that of the earlier founder survives.

It does not hold where more than `MOST_BY_KEY` items of the window share one key, or more than `MOST_CANDIDATES` share
enough keys with a new one: of those only the newest, and the likest, are looked at. Nor does grouping undo anything: an
item whose title was changed stays where it is. And a chain of items, each like the next, is one story though its ends
may be unlike; the gap in time that a link may bridge, and the likeness it asks for, which rises with the gap, keep
chains short.

The work is linear in the new items: each looks up a bounded number of keys and is compared with a bounded number of
candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from aggregator.model import Groupable, StoryPlan
from aggregator.stories.signature import finds_alone
from aggregator.stories.similarity import Face, are_one_event

#: Of the items that share one key with a new one, so many are looked at, the newest.
MOST_BY_KEY = 32
#: Of all those, a new one is compared with so many, those that share most.
MOST_CANDIDATES = 12


#: Whether a story is new, when its founder was published, and its id: the lower one survives.
Founding: TypeAlias = tuple[bool, datetime, str]


def find_candidates(new: Iterable[Groupable], postings: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """`n` of each new item → `n` of the items it is to be compared with, of the window and of the new ones before it.

    ``postings`` says which items of the window have a key: the `n` of the newest `MOST_BY_KEY` of them or of all, in
    ascending order. Of keys that no new item has nothing need be said.
    """
    found: dict[int, list[int]] = {}
    before: dict[int, list[int]] = {}
    for item in sorted(new, key=lambda one: one.n):
        sharing: list[int] = []
        for key in item.keys:
            members = [*postings.get(key, ())[-MOST_BY_KEY:], *before.get(key, ())[-MOST_BY_KEY:]]
            sharing += members
            if finds_alone(key):
                sharing += members
            before.setdefault(key, []).append(item.n)
        enough = [(times, n) for n, times in Counter(sharing).items() if times > 1 and n != item.n]
        found[item.n] = [n for _, n in sorted(enough, reverse=True)[:MOST_CANDIDATES]]
    return found


def group(
    new: Sequence[Groupable], window: Iterable[Groupable], candidates: Mapping[int, Sequence[int]] | None = None
) -> StoryPlan:
    """Give each new item its story, and say which stories became one.

    ``window`` is what the store knows: all items of the last days with their stories, or only those among the
    ``candidates`` that `find_candidates` gave; the plan is the same. Nothing is said of items of the window: they stay
    where they are, or go where their whole story goes (``merged``).
    """
    ids = {item.id for item in new}
    known = {item.n: item for item in window if item.id not in ids}
    if candidates is None:
        candidates = find_candidates(new, _postings(new, known.values()))
    known |= {item.n: item for item in new}
    desk = _Desk(known)
    for item in sorted(new, key=lambda one: one.n):
        desk.place(item, candidates[item.n])
    return desk.plan([item.id for item in new])


def _postings(new: Iterable[Groupable], window: Iterable[Groupable]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {key: [] for item in new for key in item.keys}
    wanted = frozenset(found)
    for item in sorted(window, key=lambda one: one.n):
        for key in wanted.intersection(item.keys):
            found[key].append(item.n)
    return found


class _Desk:
    """Items by their `n`, and the stories that are being joined."""

    def __init__(self, items: Mapping[int, Groupable]) -> None:
        self._items = items
        self._faces: dict[int, Face] = {}
        self._stories = _Stories()

    def place(self, item: Groupable, candidates: Iterable[int]) -> None:
        """Link a new item with all that tell its event."""
        self._stories.found(item.id, (True, item.published, item.id))
        face = self._face(item)
        for n in candidates:
            other = self._items.get(n)
            if other is None:
                continue
            story = other.story or other.id
            self._stories.found(story, (other.story is None, other.founded or other.published, story))
            if self._stories.are_one(item.id, story):
                continue
            hours = abs((item.published - other.published).total_seconds()) / 3600
            if are_one_event(face, self._face(other), hours, same_outlet=item.outlet == other.outlet):
                self._stories.join(item.id, story)

    def _face(self, item: Groupable) -> Face:
        face = self._faces.get(item.n)
        if face is None:
            face = self._faces[item.n] = Face(item.signature)
        return face

    def plan(self, new: Sequence[str]) -> StoryPlan:
        return StoryPlan({item: self._stories.id_of(item) for item in new}, self._stories.merged(set(new)))


class _Stories:
    """Stories that may turn out to be one; the oldest of those that are gives its id."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._founded: dict[str, Founding] = {}

    def found(self, story: str, founding: Founding) -> None:
        """A story and how it was founded; known ones stay as they are."""
        if story not in self._above:
            self._above[story] = story
            self._founded[story] = founding

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
