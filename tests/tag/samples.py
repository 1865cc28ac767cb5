"""Items, sources and shorthand for the tests of the tagger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aggregator.model import Item, RegionTree, SourceSpec
from aggregator.tag import builtin_regions, item_from_headline, tag_text

TREE = RegionTree(builtin_regions())
NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def item(title: str = "", **changes: Any) -> Item:
    """An item seen at noon, in English unless said otherwise."""
    plain = replace(item_from_headline(title)[0], language="en", published=NOON, first_seen=NOON, updated=NOON)
    return replace(plain, **changes)


def spec(**changes: Any) -> SourceSpec:
    return SourceSpec(**{"id": "wire", "url": "https://wire.example/feed", **changes})


def named(text: str, language: str | None = None, tree: RegionTree = TREE, **options: Any) -> set[str]:
    """Regions that a headline names itself, without what follows from them."""
    tags = tag_text(tree, text, "", language, **options)
    return {term for term, proof in tags.evidence if not proof.row.startswith("by ") and term in tree}
