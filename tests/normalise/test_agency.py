"""Whose wire copy it is: credits in twelve languages, and names of agencies that are no credits."""

from __future__ import annotations

import pytest

from aggregator.normalise.agencies import AGENCIES
from aggregator.normalise.agency import find_agency
from aggregator.normalise.mention import is_named, mentions
from tests.normalise.credits import CREDITS, OPENINGS, TITLES
from tests.normalise.no_credits import NO_CREDITS

SENTENCES = {text: agency for table in CREDITS.values() for text, agency in table.items()}
SPOKEN_OF = [text for table in NO_CREDITS.values() for text in table]
FILLER = "The port was closed in winter. "


@pytest.mark.parametrize("text", SENTENCES | OPENINGS)
def test_who_is_credited(text: str) -> None:
    expected = (SENTENCES | OPENINGS)[text]
    assert find_agency("A ferry will sail again", text) == expected
    assert find_agency(text, "") == expected


@pytest.mark.parametrize("text", SENTENCES)
def test_a_credit_at_the_end_of_a_long_text_counts_too(text: str) -> None:
    assert find_agency("A ferry", f"{FILLER * 40}{text}") == SENTENCES[text]


@pytest.mark.parametrize("text", OPENINGS)
def test_a_dateline_credits_the_story_that_follows(text: str) -> None:
    assert find_agency("A ferry", f"{text} {FILLER * 40}") == OPENINGS[text]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_may_begin_or_end_with_the_name(title: str) -> None:
    assert find_agency(title, FILLER) == TITLES[title]


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_an_agency_that_is_spoken_of_is_not_credited(text: str) -> None:
    assert find_agency(text, text) is None
    assert find_agency(text, f"{FILLER * 40}{text}") is None


@pytest.mark.parametrize("language", CREDITS)
def test_every_language_has_its_examples(language: str) -> None:
    assert len(CREDITS[language]) >= 8
    assert len(NO_CREDITS[language]) >= 8


def test_nothing_is_credited_by_nothing() -> None:
    assert find_agency("", "") is None


def test_what_a_story_says_in_its_middle_is_no_credit_of_the_whole() -> None:
    middle = "The minister told Reuters in 2019 that he would resign. "
    assert find_agency("A ferry", f"{'It is cold in the port. ' * 9}{middle}{'It is cold. ' * 90}") is None


def test_no_name_belongs_to_two_agencies() -> None:
    forms = [form for agency in AGENCIES for form in (*agency.forms, *agency.vague)]
    assert len(forms) == len(set(forms))


def test_every_name_is_found_and_told() -> None:
    for agency in AGENCIES:
        for form in (*agency.forms, *agency.vague):
            assert is_named(f"… {form}, …"), form
            assert {mention.agency for mention in mentions(form, opens=True, ends=True)} == {agency.name}, form
