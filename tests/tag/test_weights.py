"""What an item is about against what it only mentions, scored on items with a body."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import pytest
import yaml

from aggregator.config import load_config
from aggregator.model import Item
from aggregator.tag import Tagger
from tests.tag.samples import TREE, item, spec

CASES: list[dict[str, Any]] = yaml.load(
    (Path(__file__).parents[1] / "data" / "tag" / "weights.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)
LANGUAGES = ("en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es")
TAGGER = Tagger(TREE, (), {})
#: Precision and recall may not fall below these.
FLOORS = {"about": 0.95, "mentions": 0.9}


def item_of(case: dict[str, Any]) -> Item:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in case["content"].split("\n\n"))
    return item(case["title"], summary=case["summary"], content=paragraphs, language=case["lang"])


def found_in(case: dict[str, Any]) -> dict[str, set[str]]:
    tags = [tag for tag in TAGGER.tag(item_of(case), spec()) if tag.scheme == "country"]
    return {weight: {tag.term for tag in tags if tag.weight == weight} for weight in FLOORS}


@pytest.mark.parametrize("weight", FLOORS)
def test_both_weights_are_given_with_precision_and_recall(weight: str) -> None:
    counts: Counter[str] = Counter()
    lines = []
    for case in CASES:
        wanted, got = set(case[weight]), found_in(case)[weight]
        counts.update(right=len(got & wanted), wrong=len(got - wanted), missed=len(wanted - got))
        if got != wanted:
            lines.append(f"{case['lang']} {case['title']}: wanted {sorted(wanted)}, got {sorted(got)}")
    precision = counts["right"] / ((counts["right"] + counts["wrong"]) or 1)
    recall = counts["right"] / ((counts["right"] + counts["missed"]) or 1)
    report = "\n".join([f"{weight}: precision {precision:.3f}, recall {recall:.3f} over {len(CASES)} items", *lines])
    print(f"\n{report}")
    assert min(precision, recall) >= FLOORS[weight], report


def test_every_language_has_its_items() -> None:
    assert len(CASES) >= 110
    for language in LANGUAGES:
        assert sum(case["lang"] == language for case in CASES) >= 6


def test_items_are_spelled_as_the_tree_spells_them() -> None:
    countries = {region.country for region in TREE if region.country}
    for case in CASES:
        assert set(case) == {"lang", "title", "summary", "content", "about", "mentions"}, case
        assert {*case["about"], *case["mentions"]} <= countries, case
        assert not set(case["about"]) & set(case["mentions"]), case


def test_a_feed_takes_what_is_about_a_region_or_only_names_it_or_both(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    feeds = "".join(
        f"    - {{name: {weight}, regions: [georgia], tags: [x], weight: {weight}}}\n"
        for weight in ("about", "mentions", "any")
    )
    path.write_text(f"outputs:\n  feeds:\n{feeds}")
    config = load_config(path, {})
    tagger = Tagger(config.tree, (), {output.name: rule for output, rule in config.outputs if rule is not None})

    def feeds_of(content: str, title: str = "Snow closes a road") -> set[str]:
        tags = tagger.tag(item(title, content=content), spec(tags=("x",)))
        return {tag.term for tag in tags if tag.scheme == "output"}

    assert feeds_of("<p>Nothing else.</p>", "Snow in Tbilisi") == {"about", "any"}
    assert feeds_of("<p>As it did in Tbilisi.</p>", "Snow in Tbilisi") == {"about", "any"}
    assert feeds_of("<p>As it did in Tbilisi.</p>") == {"mentions", "any"}
    assert feeds_of("<p>As it did in Yerevan.</p>") == set()
