"""Names that several places share: which one a text means.

``data/context.tsv`` names, for a region, words that speak against it and words that speak for it: Georgia is the US
state where Atlanta or a governor is near and nothing of the Caucasus is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from aggregator.tag.matcher import Text
from aggregator.tag.tree import read_table
from aggregator.tag.words import words_of


@dataclass(frozen=True, slots=True)
class Context:
    """Words that decide about one region, folded."""

    against: frozenset[str]
    pro: frozenset[str]


@cache
def contexts() -> dict[str, Context]:
    """Region id → what decides about it."""
    return {
        region: Context(*(frozenset(word.key for word in words_of(column)) for column in (against, pro)))
        for region, against, pro in read_table("context.tsv")
    }


def is_elsewhere(region: str, texts: Iterable[Text]) -> bool:
    """Whether the texts speak of another place of the same name."""
    context = contexts().get(region)
    if context is None:
        return False
    keys = frozenset[str]().union(*(text.keys for text in texts))
    return not context.against.isdisjoint(keys) and context.pro.isdisjoint(keys)
