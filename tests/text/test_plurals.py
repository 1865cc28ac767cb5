"""One is one, and everything else is many."""

from __future__ import annotations

import pytest

from aggregator.text.plurals import counted


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "source", "1 source"),
        (0, "source", "0 sources"),
        (2, "new item", "2 new items"),
        (1, "entry", "1 entry"),
        (21, "entry", "21 entries"),
        (3, "day", "3 days"),
    ],
)
def test_what_is_counted_is_named_by_its_number(number: int, noun: str, words: str) -> None:
    assert counted(number, noun) == words
