"""Words that an operator writes into rules."""

from __future__ import annotations

import pytest

from aggregator.tag.keywords import MOST_PATTERN, keyword, keyword_problem
from aggregator.tag.matcher import read


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("gas", "Gas prices", "Gas"),
        ("gas", "gasoline", None),
        ("gas*", "Gasoline prices", "Gasoline"),
        ("нефт*", "Цены на нефть", "нефть"),
        ("საზღვ*", "საზღვარზე", "საზღვარზე"),
        ("joint statement", "A joint  statement", "joint  statement"),
        ('"joint statement"', "a joint statement", "joint statement"),
        ("joint statement", "a joint, statement", None),
        ("joint statement", "a statement, joint", None),
        ("peace* talk*", "Peaceful talking", "Peaceful talking"),
        ("third-country", "third country nationals", "third country"),
        ("third country", "third-country nationals", "third-country"),
        ("O’Brien", "O'Brien spoke", "O'Brien"),
        ("Putin", "Putin’s visit", "Putin"),
        ("Putin's", "Putin came", "Putin"),
        ("Erdogan", "Erdoğan said", "Erdoğan"),
        ("Erdoğan", "ERDOGAN SAID", "ERDOGAN"),
        ("İstanbul", "istanbul ISTANBUL", "istanbul"),
        ("Ёлка", "елка", "елка"),
        ("й", "и", None),
        ("تركيا", "تركـيا", "تركـيا"),
        ("U.S.", "the US", "US"),
        ("北京", "在北京市", "北京"),
        ("re:gas\\s+(deal|talks)", "The Gas  Deal", "Gas  Deal"),
        ("re:^gas", "no gas", None),
        ("re:(", "(", None),
        ("", "gas", None),
        ("*", "gas", None),
    ],
)
def test_a_keyword_finds_its_words(written: str, text: str, found: str | None) -> None:
    assert keyword(written).find(read(text)) == found


def test_a_pattern_that_never_ends_finds_nothing_and_does_not_hang() -> None:
    assert keyword(r"re:(a|a)*(a|aa)+$b").find(read("a" * 5000)) is None
    assert keyword(r"re:^(([a-z])+.)+[0-9]$").find(read("a" * 5000)) is None


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("gas", None),
        ("re:gas|oil", None),
        ("re:(gas", "not a regular expression"),
        ("re: ", "an empty regular expression"),
        ("re:" + "a" * (MOST_PATTERN + 1), "501 characters"),
        ("***", "no letter or digit"),
        ("", "no letter or digit"),
    ],
)
def test_a_keyword_that_cannot_be_used_says_why(written: str, problem: str | None) -> None:
    told = keyword_problem(written)
    assert told is None if problem is None else problem in str(told)
