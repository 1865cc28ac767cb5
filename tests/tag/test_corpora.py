"""Floors on texts that were written without this tagger in mind, and are measured, not tuned to."""

from __future__ import annotations

import json

from aggregator.tag import tag_text
from tests import newsroom
from tests.bench.regions import SEEDS, report, score
from tests.tag.samples import TREE


def test_every_item_of_the_newsroom_has_its_countries_and_no_other() -> None:
    missed, wrong = [], []
    for document in newsroom.expected()["documents"].values():
        for entry in document["items"]:
            tags = tag_text(TREE, entry["title"], entry["text"] or "", entry["language"])
            got, about = set(tags.countries), set(entry["countries"])
            named = {region for region in entry.get("regions") or () if region in TREE}
            missed += [(entry["title"], lacking) for lacking in (about - got, named - set(tags.regions)) if lacking]
            if strange := got - about - set(entry.get("countries_ok") or ()):
                wrong.append((entry["title"], strange))
    assert not missed
    assert not wrong


def test_the_hand_written_headlines_keep_their_floor() -> None:
    result = score([json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()])
    print(f"\n{report(result)}")
    assert result.countries.f1 >= 0.95
    assert result.regions.hits >= 0.97 * (result.regions.hits + result.regions.missed)
    assert result.forbidden == 0
    assert result.placeless_tagged <= 1
    assert min(count.f1 for count in result.by_language.values()) >= 0.85  # five to eight items a language show no more
