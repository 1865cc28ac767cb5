"""The tree that comes with the program."""

from __future__ import annotations

import pytest

from aggregator.tag import builtin_regions
from tests.tag.samples import TREE


@pytest.mark.parametrize(
    ("region", "ancestors"),
    [
        ("abkhazia", {"georgia", "south-caucasus", "caucasus"}),
        ("nagorno-karabakh", {"azerbaijan", "south-caucasus", "caucasus"}),
        ("chechnya", {"north-caucasus", "caucasus", "russia", "eurasia"}),
        ("crimea", {"ukraine", "eurasia", "europe"}),
        ("transnistria", {"moldova", "eurasia", "europe"}),
        ("romania", {"balkans", "europe"}),
        ("estonia", {"baltics", "europe"}),
        ("oman", {"gulf", "middle-east"}),
        ("gaza", {"palestine", "middle-east"}),
        ("south-korea", {"korea", "east-asia", "asia"}),
        ("iran", {"middle-east"}),
        ("eu", {"europe"}),
        ("nato", set()),
        ("caspian", set()),
        ("world", set()),
    ],
)
def test_a_tag_of_a_region_implies_its_ancestors(region: str, ancestors: set[str]) -> None:
    assert set(TREE.closure(region)) == {region} | ancestors


def test_nothing_is_below_world() -> None:
    assert TREE.descendants("world") == ("world",)


def test_members_of_an_organisation_are_not_below_it() -> None:
    assert TREE.descendants("eu") == ("eu",)


def test_every_parent_is_a_region_and_no_region_is_its_own_ancestor() -> None:
    for region in builtin_regions():
        assert all(parent in TREE for parent in region.parents)
        assert all(region.id not in TREE.closure(parent) for parent in region.parents)


def test_ids_are_short_names_in_plain_letters() -> None:
    expected = (
        "usa uk uae drc congo eu bosnia north-macedonia south-korea north-korea ivory-coast czechia turkey myanmar"
    )
    for region_id in f"{expected} hong-kong taiwan".split():
        assert region_id in TREE
    assert all(region.id.replace("-", "").isalpha() and region.id.isascii() for region in builtin_regions())
    assert all(region.id == region.id.lower() for region in builtin_regions())


def test_every_country_of_iso_3166_is_there_once() -> None:
    codes = [region.country for region in builtin_regions() if region.country]
    assert len(codes) == len(set(codes)) == 250  # 249, and Kosovo
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        ("georgia", ("GE",)),
        ("abkhazia", ("GE",)),
        ("dagestan", ("RU",)),
        ("donbas", ("UA",)),
        ("west-bank", ("PS",)),
        ("hong-kong", ("HK",)),
        ("kosovo", ("XK",)),
        ("balkans", ()),
        ("eu", ()),
        ("csto", ()),
    ],
)
def test_a_region_has_the_country_of_itself_or_of_its_nearest_ancestor(region: str, codes: tuple[str, ...]) -> None:
    assert TREE.countries(region) == codes
