"""Why a headline stands where it does: shown beside it, and in full where one asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.model import Evidence, IssueEntry, Region, RegionTree, Tag
from aggregator.publish.issue import issue_entry
from aggregator.publish.proofs import proof_in_words, proof_words
from tests.publish.newsdesk import entry, issue, site, tree
from tests.publish.test_site import elements, home, parsed, text_of


def proven(*proofs: tuple[str, Evidence | None]) -> IssueEntry:
    """A headline about regions, each with what names it."""
    tags = tuple(Tag("region", region, "about", (proof,) if proof else ()) for region, proof in proofs)
    return issue_entry(replace(entry("Rally in Tbilisi"), tags=tags))


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (Evidence("title", "Tbilisi", "georgia: Tbilisi (en, town)"), "Georgia: “Tbilisi” in the title (town)"),
        (Evidence("summary", "Грузии", "georgia: Грузия (ru, name)"), "Georgia: “Грузии” in the summary (name)"),
        (Evidence("title", "Colchis", "georgia: Colchis (en, own name)"), "Georgia: “Colchis” in the title (name)"),
        (
            Evidence("content", "Poti", "georgia: Poti (en, place): named beside it"),
            "Georgia: “Poti” in the text (town, named beside it)",
        ),
        (
            Evidence("title", "Georgian", "georgia: Georgian (en, demonym)"),
            "Georgia: “Georgian” in the title (adjective or inhabitant)",
        ),
        (Evidence("title", "Imedi", "georgia: keyword Imedi"), "Georgia: “Imedi” in the title (keyword Imedi)"),
        (Evidence("title", "Sukhumi", "by abkhazia"), "Georgia: “Sukhumi” in the title (by Abkhazia)"),
        (Evidence("title", "Atlantis", "by atlantis"), "Georgia: “Atlantis” in the title"),
        (Evidence("source", "wire", "georgia: regions of the source"), "Georgia: every item of this source"),
        (Evidence("source", "wire", "by abkhazia"), "Georgia: every item of this source"),
        (Evidence("", "Tbilisi", ""), "Georgia: “Tbilisi”"),
        (None, ""),
    ],
)
def test_a_proof_tells_words_place_row_and_rule(proof: Evidence | None, words: str) -> None:
    assert proof_in_words(proven(("georgia", proof)), ["georgia"], tree()) == words


def test_the_first_region_that_is_named_gives_the_proof() -> None:
    found = proven(("abkhazia", None), ("georgia", Evidence("title", "Tbilisi", "georgia: Tbilisi (en, town)")))
    assert proof_words(found, ["abkhazia", "georgia"]) == "Tbilisi"
    assert proof_words(found, ["armenia"]) == proof_in_words(found, ["armenia"], tree()) == ""


def test_what_only_the_source_says_is_no_quotation() -> None:
    assert (
        proof_words(proven(("georgia", Evidence("source", "wire", "georgia: regions of the source"))), ["georgia"])
        == ""
    )


def test_a_region_that_was_renamed_is_called_by_its_present_name() -> None:
    renamed = RegionTree([Region("sakartvelo", "Sakartvelo", was=("georgia",))])
    found = proven(("georgia", Evidence("title", "Sukhumi", "by georgia")))
    assert proof_in_words(found, ["georgia"], renamed) == "Sakartvelo: “Sukhumi” in the title (by Sakartvelo)"


def test_the_page_shows_the_words_and_on_hover_the_rest() -> None:
    tags = (
        Tag("region", "georgia", "about", (Evidence("title", "Tbilisi", "georgia: Tbilisi (en, town)"),)),
        Tag("region", "armenia", "about", (Evidence("summary", "Gyumri", "armenia: Gyumri (en, town)"),)),
    )
    page = home(issue=issue([replace(entry("Road from Tbilisi"), tags=tags)]), newer=())
    document = parsed(page)

    (quoted,) = [one for one in elements(document, "q") if one.get("class") == "proof"]
    other = next(one for one in elements(document, "a", "span") if one.get("class") == "chip" and one.get("title"))
    shown = {(quoted.text, quoted.get("title")), (other.text, other.get("title"))}
    one = {
        ("Tbilisi", "Georgia: “Tbilisi” in the title (town)"),
        ("Armenia", "Armenia: “Gyumri” in the summary (town)"),
    }
    two = {("Gyumri", "Armenia: “Gyumri” in the summary (town)"), ("Georgia", "Georgia: “Tbilisi” in the title (town)")}
    assert shown in (one, two)
    assert f"{quoted.text} {other.text}" in text_of(page)
    assert quoted.tail is not None
    assert quoted.tail.isspace()


def test_the_proof_has_a_style_of_its_own() -> None:
    (style,) = (artifact for artifact in site().static() if artifact.path == "style.css")
    assert b".proof{" in style.body
