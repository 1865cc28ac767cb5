"""Labelled stories: the sets of ``tests/data/stories`` and the newsroom, as items with the tags they would have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import yaml

from aggregator.model import Groupable, StoryItem, Tag
from aggregator.stories import group, signature_of, wanted_keys
from aggregator.tag import Tagger
from tests import newsroom
from tests.tag.samples import TREE, item, spec

FOLDER = Path(__file__).parents[1] / "data" / "stories"
TAGGER = Tagger(TREE, (), {})


@dataclass(slots=True)
class LabelledSet:
    """Items, the event each of them tells, and pairs of events that may be joined or not."""

    name: str
    items: list[StoryItem]
    events: dict[str, str]  #: item id → event
    loose: set[frozenset[str]] = field(default_factory=set)
    free: set[str] = field(default_factory=set)  #: items that may join their event or not


@cache
def tags_of(title: str, text: str, language: str) -> tuple[Tag, ...]:
    found = TAGGER.tag(item(title, summary=text, language=language), spec())
    return tuple(tag for tag in found if tag.scheme in {"country", "region"})


def story_item(
    n: int, outlet: str, language: str, moment: datetime, title: str, text: str = "", agency: str | None = None
) -> StoryItem:
    """An item as it would come from the store."""
    return StoryItem(
        f"item-{n}", n, outlet, outlet, agency, language, title, text, moment, moment, tags_of(title, text, language)
    )


def read_set(path: Path) -> LabelledSet:
    """One file of labelled stories."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = [(event, row) for event, rows in data["stories"].items() for row in rows]
    rows.sort(key=lambda pair: moment_of(pair[1][2]))
    found = LabelledSet(path.stem, [], {}, {frozenset(pair) for pair in data.get("loose", ())})
    for n, (event, row) in enumerate(rows):
        outlet, language, clock, title, *rest = row
        made = story_item(n, outlet, language, moment_of(clock), title, *rest)
        found.items.append(made)
        found.events[made.id] = event
    return found


def moment_of(clock: str) -> datetime:
    """``12 04:10`` is a moment of January 2026."""
    return datetime.strptime(f"2026-01-{clock}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def all_sets() -> list[LabelledSet]:
    return [read_set(path) for path in sorted(FOLDER.glob("*.yaml"))]


def newsroom_set() -> LabelledSet:
    """The sample newsroom of three days and the morning after."""
    answers = newsroom.expected()
    loose = {frozenset(pair) for pair in answers["follow_ups"]}
    found = LabelledSet("newsroom", [], {}, loose)
    now = datetime.fromisoformat(answers["reference_now"])
    for name, document in answers["documents"].items():
        for row in document["items"]:
            if row.get("duplicate_of") or (name.startswith("day2/") and row.get("change") != "new"):
                continue
            made = story_item(
                len(found.items), newsroom.source_id(name), row["language"], dated(row["date_utc"], now), row["title"], row["text"] or "",
                row["agency"],
            )  # fmt: skip
            found.items.append(made)
            found.events[made.id] = row["story"]
            if row["role"] == "analysis" or answers["stories"][row["story"]].get("loose"):
                found.free.add(made.id)
    return found


def dated(text: str | None, now: datetime) -> datetime:
    moment = newsroom.moment_of(text) if text else now
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 8, tzinfo=UTC)
    return min(moment, now + timedelta(days=1))


def groupables(items: Iterable[StoryItem]) -> list[Groupable]:
    signed = [(one, signature_of(one)) for one in items]
    return [
        Groupable(one.id, one.n, one.outlet, one.published, signature, wanted_keys(signature))
        for one, signature in signed
    ]


def grouped(labelled: LabelledSet) -> dict[str, str]:
    """Item id → story id, all at once."""
    return dict(group(groupables(labelled.items), ()).stories)


@dataclass(slots=True)
class Score:
    """Pairs of items: joined rightly, joined wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)

    def __iadd__(self, other: Score) -> Score:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        return self

    def in_words(self) -> str:
        return (
            f"P {self.precision:.3f} R {self.recall:.3f} ({self.right} right, {self.wrong} wrong, {self.missed} missed)"
        )


@dataclass(slots=True)
class Scores:
    """Scores within each language, and between languages."""

    within: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    across: Score = field(default_factory=Score)
    mistakes: list[str] = field(default_factory=list)

    @property
    def within_all(self) -> Score:
        total = Score()
        for score in self.within.values():
            total += score
        return total


def score(labelled: LabelledSet, stories: Mapping[str, str], scores: Scores) -> None:
    """Add the pairs of a set to the scores. An item that is free to join its event counts only where it joins another."""
    for a, b in combinations(labelled.items, 2):
        events = labelled.events[a.id], labelled.events[b.id]
        belong, joined = events[0] == events[1], stories[a.id] == stories[b.id]
        if frozenset(events) in labelled.loose or (belong and {a.id, b.id} & labelled.free) or not (belong or joined):
            continue
        count = scores.within[str(a.language)] if a.language == b.language else scores.across
        count.right += belong and joined
        count.wrong += joined and not belong
        count.missed += belong and not joined
        if belong != joined:
            word = "MISSED" if belong else "WRONG"
            scores.mistakes.append(
                f"{word} {labelled.name} {events}: [{a.language}] {a.title} / [{b.language}] {b.title}"
            )
