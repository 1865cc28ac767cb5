"""How good the tagger is, and how fast: precision, recall and F1 of countries and regions by language and by class.

``python -m tests.bench.regions [FILE]`` reads ``tests/data/tag/seed_open.jsonl`` (or a file like it) and prints what is wrong too.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aggregator.model import RegionTree
from aggregator.tag import builtin_regions, tag_text

SEEDS = Path(__file__).parents[1] / "data" / "tag" / "seed_open.jsonl"
#: Names in the file that are not the id with hyphens.
SPELLED_OUT = {
    "caspian-sea": "caspian", "baltic-states": "baltics", "gaza-strip": "gaza", "european-union": "eu",
    "eurasian-economic-union": "eaeu",
}  # fmt: skip


@dataclass(slots=True)
class Count:
    """Hits, false ones and misses."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, got: set[str], wanted: set[str], allowed: set[str]) -> None:
        self.hits += len(got & wanted)
        self.wrong += len(got - wanted - allowed)
        self.missed += len(wanted - got)

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.wrong + self.missed) if self.hits else 0.0

    def in_words(self) -> str:
        precision = self.hits / ((self.hits + self.wrong) or 1)
        recall = self.hits / ((self.hits + self.missed) or 1)
        return f"P {precision:.3f} R {recall:.3f} F1 {self.f1:.3f} ({self.hits} right, {self.wrong} wrong, {self.missed} missed)"


@dataclass(slots=True)
class Result:
    """What a file of labelled items gave."""

    countries: Count = field(default_factory=Count)
    regions: Count = field(default_factory=Count)
    by_language: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_class: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    forbidden: int = 0
    placeless: int = 0
    placeless_tagged: int = 0
    mistakes: list[str] = field(default_factory=list)


def score(rows: list[dict[str, Any]]) -> Result:
    """Hold the tagger against labelled items."""
    tree, result = RegionTree(builtin_regions()), Result()
    for row in rows:
        tags = tag_text(tree, row["title"], row["text"], row["lang"], row.get("home"))
        got, wanted, optional = set(tags.countries), set(row["countries"]), set(row["optional"])
        for count in (
            result.countries, result.by_language[row["lang"]], *(result.by_class[name] for name in row["tags"]),
        ):  # fmt: skip
            count.add(got, wanted, optional)
        named = {region_id(name) for name in row["regions"]}
        result.regions.hits += len(named & set(tags.regions))
        result.regions.missed += len(named - set(tags.regions))
        result.forbidden += len(got & set(row["forbidden"]))
        if not wanted and not optional and not named:
            result.placeless += 1
            result.placeless_tagged += bool(got)
        if (got - optional) != wanted or not named <= set(tags.regions):
            proof = {
                term: f"{evidence.words} [{evidence.row}]"
                for term, evidence in reversed(tags.evidence)
                if " by " not in evidence.row
            }
            result.mistakes.append(
                f"{row['id']} {row['title']} | {row['text'][:120]}\n    wanted {sorted(wanted)} {sorted(named)}, got {sorted(got)}: {proof}"
            )
    return result


def region_id(name: str) -> str:
    found = name.lower().replace(" ", "-")
    return SPELLED_OUT.get(found, found)


def report(result: Result) -> str:
    """The figures as lines."""
    lines = [f"{language}: {count.in_words()}" for language, count in sorted(result.by_language.items())]
    lines += [f"  {name}: {count.in_words()}" for name, count in sorted(result.by_class.items())]
    found = result.regions
    return "\n".join([
        *lines,
        f"countries: {result.countries.in_words()}",
        f"regions named: {found.hits} of {found.hits + found.missed} ({found.hits / ((found.hits + found.missed) or 1):.3f})",
        f"forbidden: {result.forbidden}; placeless items tagged: {result.placeless_tagged} of {result.placeless}",
    ])  # fmt: skip


def warm_up() -> None:
    """Load the tables, as the first text does."""
    tag_text(RegionTree(builtin_regions()), "Tbilisi", "", "en")


def speed(rows: list[dict[str, Any]], seconds: float = 2.0) -> tuple[float, float]:
    """Items a second of processor time: a title with 100 characters, and with 570 of its own and others' texts in its language."""
    tree = RegionTree(builtin_regions())
    more: dict[str, str] = defaultdict(str)
    for row in rows:
        more[row["lang"]] += f" {row['text']}"
    found = []
    for length in (100, 570):
        items = [
            (row["title"], (row["text"] if length == 100 else f"{row['text']}{more[row['lang']][place * 7 :]}")[:length], row["lang"])
            for place, row in enumerate(rows)
        ]  # fmt: skip
        tag_text(tree, *items[0])
        begun, count = time.process_time(), 0
        while time.process_time() - begun < seconds:
            for item in items:
                tag_text(tree, *item)
            count += len(items)
        found.append(count / (time.process_time() - begun))
    return found[0], found[1]


def main(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    result = score(rows)
    print("\n".join(result.mistakes))
    print(report(result))
    headlines, leads = speed(rows)
    print(f"{headlines:,.0f} headlines and {leads:,.0f} leads a second of processor time (goals: 10,000 and 4,000)")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
