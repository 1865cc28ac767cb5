"""The tree that comes with the program."""

from __future__ import annotations

import math

import pytest

from aggregator.model import Region, RegionTree
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


def distance(one: str, other: str) -> float:
    """Kilometres between the points of two regions."""
    (south, west), (north, east) = (TREE[region].point or (0.0, 0.0) for region in (one, other))
    a, b, across = math.radians(south), math.radians(north), math.radians(east - west)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return 6371 * math.acos(max(-1.0, min(1.0, cosine)))


def test_an_area_and_an_organisation_are_no_point_on_a_map() -> None:
    for region in builtin_regions():
        if not TREE.countries(region.id):
            assert region.point is None, region.id
    assert TREE["north-caucasus"].point is None


def test_no_two_regions_have_one_point() -> None:
    """One town is mistaken for many where a name is empty or shared."""
    points = [region.point for region in builtin_regions() if region.point]
    assert len(points) == len(set(points)) > 250


@pytest.mark.parametrize(
    ("part", "neighbour", "most"),
    [
        ("nakhchivan", "armenia", 200),
        ("nagorno-karabakh", "azerbaijan", 400),
        ("ingushetia", "north-ossetia", 100),
        ("chechnya", "ingushetia", 150),
        ("dagestan", "chechnya", 250),
        ("abkhazia", "georgia", 400),
        ("south-ossetia", "georgia", 150),
        ("adjara", "georgia", 350),
        ("crimea", "ukraine", 800),
        ("transnistria", "moldova", 100),
        ("gaza", "palestine", 120),
    ],
)
def test_a_part_of_a_country_lies_where_it_is(part: str, neighbour: str, most: float) -> None:
    assert 0 < distance(part, neighbour) < most


def test_a_region_without_a_point_has_that_of_its_nearest_ancestor() -> None:
    tree = RegionTree(
        (*builtin_regions(), Region("syunik", "Syunik", ("armenia",)), Region("lake", "Lake", ("caspian",)))
    )
    assert tree.point("syunik") == TREE["armenia"].point
    assert tree.point("abkhazia") == TREE["abkhazia"].point
    assert tree.point("south-caucasus") is tree.point("lake") is tree.point("atlantis") is None
