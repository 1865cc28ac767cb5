"""Whatever the text is, tagging gives an answer, and the same one twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.tag import Tagger, tag_text
from aggregator.tag.keywords import keyword
from aggregator.tag.matcher import read
from aggregator.text.words import words_of
from tests.tag.samples import TREE, item, spec

PIECES = (
    *(
        "Georgia",
        "georgia",
        "U.S.",
        "South",
        "Ossetia",
        "New",
        "Jersey",
        "d’Ivoire",
        "St.",
        "Грузии",
        "Того",
        "საქართველოს",
    ),
    *("ԱՄՆ-ի", "تركيا", "وللصين", "-", "’s", "\u200c", "\u0301", "北京"),
)
WORDS = st.sampled_from(PIECES)
TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))
LANGUAGES = st.sampled_from([None, "en", "ru", "ka", "ar", "zh-Hant", "x"])


@given(TEXTS, TEXTS, LANGUAGES)
@settings(deadline=None)
def test_any_text_gets_an_answer_that_is_closed_upwards(title: str, text: str, language: str | None) -> None:
    tags = tag_text(TREE, title, text, language)
    assert tags == tag_text(TREE, title, text, language)
    assert set(tags.regions) == {above for region in tags.regions for above in TREE.closure(region)}
    assert {term for term, _ in tags.evidence} == {*tags.regions, *tags.countries}


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=50)
def test_any_item_gets_an_answer(title: str, content: str) -> None:
    Tagger(TREE, (), {}).tag(item(title, content=content), spec())


@given(TEXTS)
@settings(deadline=None)
def test_words_stand_where_they_say_and_in_order(text: str) -> None:
    end = 0
    for word in words_of(text):
        assert end <= word.start < word.end
        assert word.key
        end = word.end


@given(TEXTS.filter(lambda text: not text.startswith("re:")), TEXTS)
@settings(deadline=None)
def test_any_keyword_can_be_looked_for_in_any_text(written: str, text: str) -> None:
    found = keyword(written).find(read(text))
    assert found is None or found in text


@given(st.text(), TEXTS)
@settings(deadline=None, max_examples=50)
def test_any_pattern_can_be_looked_for_in_any_text(pattern: str, text: str) -> None:
    keyword(f"re:{pattern}").find(read(text))
