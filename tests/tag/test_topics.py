"""The rule language, as a table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.model import Evidence, Item, Rule, SourceSpec, Topic
from aggregator.tag.matcher import read
from aggregator.tag.topics import Facts, Proof, match_rule
from tests.tag.samples import NOON, item, spec

TOPICS = {
    "energy": Topic("energy", "Energy", Rule(keywords=("gas", "oil"))),
    "caucasus-energy": Topic("caucasus-energy", "Energy there", Rule(topics=("energy",), regions=("caucasus",))),
    "snake": Topic("snake", "Bites its tail", Rule(topics=("snake",))),
}
ITEM = item(
    "Gas pipeline talks in Georgia", summary="Ministers made a joint statement.", content="Peacekeepers watched.",
    language="en-GB", published=NOON - timedelta(days=2),
)  # fmt: skip
SOURCE = spec(id="kura", ownership="state", outlet="kura-wire", tags=("core", "fast"), was=("kura-old",))
PROOF = (Evidence("title", "Georgia", "georgia: Georgia (en)"),)


def match(rule: Rule, of: Item = ITEM, source: SourceSpec = SOURCE) -> Proof | None:
    texts = {"title": read(of.title), "summary": read(of.summary), "content": read(of.content)}
    regions = dict.fromkeys(("georgia", "south-caucasus", "caucasus"), PROOF)
    named = regions | dict.fromkeys(("norway", "europe"), (Evidence("content", "Norway", "norway: Norway (en, name)"),))
    return match_rule(rule, Facts(of, source, texts, regions, named, TOPICS))


GAS, WATER = Rule(keywords=("gas",)), Rule(keywords=("water",))


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (Rule(), True),
        (Rule(regions=("norway",)), False),
        (Rule(mentions=("norway",)), True),
        (Rule(mentions=("caucasus",)), True),
        (Rule(mentions=("armenia",)), False),
        (GAS, True),
        (WATER, False),
        (Rule(keywords=("water", "gas")), True),
        (Rule(keywords=("peacekeep*",)), True),
        (Rule(keywords=("joint statement",)), True),
        (Rule(regions=("georgia",)), True),
        (Rule(regions=("caucasus",)), True),
        (Rule(regions=("armenia",)), False),
        (Rule(regions=("armenia", "georgia")), True),
        (Rule(regions=("georgia",), keywords=("gas",)), True),
        (Rule(regions=("georgia",), keywords=("water",)), False),
        (Rule(regions=("armenia",), keywords=("gas",)), False),
        (Rule(topics=("energy",)), True),
        (Rule(topics=("caucasus-energy",)), True),
        (Rule(topics=("unheard-of",)), False),
        (Rule(topics=("snake",)), False),
        (Rule(topics=("snake", "energy")), True),
        (Rule(languages=("en",)), True),
        (Rule(languages=("en-GB",)), True),
        (Rule(languages=("en-US",)), False),
        (Rule(languages=("e",)), False),
        (Rule(languages=("ru", "EN")), True),
        (Rule(ownership=("state",)), True),
        (Rule(ownership=("private",)), False),
        (Rule(sources=("kura",)), True),
        (Rule(sources=("kura-old",)), True),
        (Rule(sources=("terek",)), False),
        (Rule(outlets=("kura-wire",)), True),
        (Rule(outlets=("kura",)), False),
        (Rule(tags=("slow", "fast")), True),
        (Rule(tags=("slow",)), False),
        (Rule(tags=("core",), ownership=("private",)), False),
        (Rule(max_age=timedelta(days=2)), True),
        (Rule(max_age=timedelta(days=2, seconds=-1)), False),
        (Rule(max_age=timedelta(0)), False),
        (Rule(all=(GAS, WATER)), False),
        (Rule(all=(GAS, Rule(regions=("georgia",)))), True),
        (Rule(any=(GAS, WATER)), True),
        (Rule(any=(WATER, Rule(regions=("armenia",)))), False),
        (Rule(none=(WATER,)), True),
        (Rule(none=(GAS,)), False),
        (Rule(none=(WATER, GAS)), False),
        (Rule(keywords=("gas",), none=(Rule(ownership=("state",)),)), False),
        (Rule(all=(Rule(any=(WATER, Rule(none=(WATER,)))),), none=(Rule(all=(GAS, WATER)),)), True),
        (Rule(all=(GAS,), any=(WATER,)), False),
    ],
)
def test_a_rule_holds_or_not(rule: Rule, holds: bool) -> None:
    assert (match(rule) is not None) is holds


def test_a_rule_gives_the_proof_of_each_of_its_parts_once() -> None:
    rule = Rule(regions=("caucasus",), keywords=("gas",), all=(GAS, Rule(tags=("core",))))
    assert match(rule) == (
        Evidence("title", "Gas", "keyword: gas"),
        Evidence("source", "core", "tag: core"),
        *PROOF,
    )


def test_an_item_without_a_language_has_that_of_its_source() -> None:
    assert match(Rule(languages=("ka",)), item("Gas", language=None), spec(language="ka")) is not None
    assert match(Rule(languages=("ka",)), item("Gas", language=None)) is None
