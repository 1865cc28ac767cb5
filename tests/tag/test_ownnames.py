"""Names that a configuration gives a region are found in the forms of their language, like the built-in ones."""

from __future__ import annotations

import pytest

from aggregator.model import Region, RegionTree
from aggregator.tag import Tagger, builtin_regions, tag_text
from tests.tag.samples import item, named, spec

COAST = Region(
    "coast",
    "Coast",
    ("black-sea",),
    names=(
        ("en", ("Amber Riviera", "abc", "ABR")),
        ("ru", ("Янтарная Ривьера", "Приморка")),
        ("uk", ("Приморка",)),
        ("tr", ("Kehribar",)),
        ("ar", ("العنبرية",)),
        ("ka", ("ქარვისეთი",)),
        ("pl", ("Bursztyn",)),
    ),
)
OWN = RegionTree((*builtin_regions(), COAST))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Storm over the Amber Riviera"),
        ("en", "Amber Riviera’s mayor resigns"),
        ("en", "The ABR budget"),
        ("en", "STORM HITS AMBER RIVIERA"),
        ("en", "the abc of it"),
        ("ru", "Шторм на Янтарной Ривьере"),
        ("ru", "Жители Приморки бегут от шторма"),
        ("ru", "Amber Riviera признана курортом"),
        ("uk", "Шторм у Приморці"),
        ("tr", "Kehribar'da fırtına"),
        ("ar", "عاصفة في العنبرية"),
        ("ar", "عاصفة للعنبرية"),
        ("ka", "შტორმი ქარვისეთში"),
        ("pl", "Burza w Bursztyn"),
    ],
)
def test_a_name_of_the_operator_is_found_in_its_forms(language: str, text: str) -> None:
    assert "coast" in named(text, language, OWN)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "An amber riviera of light"),
        ("en", "The Amber, a Riviera hotel"),
        ("en", "The Amber Rivieras"),
        ("en", "Work on the abr goes on"),
        ("ru", "Янтарная комната и Ривьера"),
        ("ru", "Наша приморка сушит сети"),
        ("uk", "Шторм на Янтарной Ривьере"),
        ("de", "Приморка"),
        ("en", "Kehr ibar"),
        ("ru", "ПРИМОРКА, 12 января. /ТАСС/. Прошёл дождь"),
        ("en", "FC Bursztyn win the cup"),
        ("en", "Mary Bursztyn elected"),
        ("tr", "Bir kehribar kolye"),
    ],
)
def test_other_words_are_not_a_name_of_the_operator(language: str, text: str) -> None:
    assert "coast" not in named(text, language, OWN)


def test_a_guarded_place_does_not_hide_a_later_one() -> None:
    assert "coast" in named("FC Bursztyn leave Bursztyn for good", "en", OWN)


def test_the_proof_says_which_name_it_was() -> None:
    tags = Tagger(OWN, (), {}).tag(item("Шторм на Янтарной Ривьере", language="ru"), spec())
    assert [tag.term for tag in tags if tag.scheme == "region"] == ["coast", "black-sea"]
    assert [(one.field, one.words, one.row) for one in tags[0].evidence] == [
        ("title", "Янтарной Ривьере", "coast: Янтарная Ривьера (ru, own name)")
    ]


def test_a_built_in_region_takes_more_names() -> None:
    georgia = Region("georgia", "Georgia", ("south-caucasus",), country="GE", names=(("en", ("Colchis",)),))
    assert named("Colchis votes", "en", RegionTree((*builtin_regions(), georgia))) == {"georgia"}


def renamed() -> RegionTree:
    """The built-in tree where Georgia has another id."""
    regions = {}
    for region in builtin_regions():
        parents = tuple("sakartvelo" if parent == "georgia" else parent for parent in region.parents)
        regions[region.id] = Region(region.id, region.title, parents, country=region.country, point=region.point)
    old = regions.pop("georgia")
    new = Region("sakartvelo", "Sakartvelo", old.parents, country="GE", was=("georgia",), built_in="georgia")
    return RegionTree((*regions.values(), new))


def test_a_built_in_region_under_another_id_keeps_its_names() -> None:
    tree = renamed()
    tags = tag_text(tree, "Снег в Тбилиси и Абхазии", "", "ru")
    assert tags.regions == ("abkhazia", "sakartvelo", "south-caucasus", "caucasus")
    assert tags.countries == ("GE",)


def test_what_decides_between_places_of_one_name_works_under_another_id_too() -> None:
    tree = renamed()
    assert "usa" in tag_text(tree, "Georgia governor opens a road", "", "en").regions
    for home in ("GE", "sakartvelo", "georgia"):
        assert "sakartvelo" in tag_text(tree, "Georgia governor opens a road", "", "en", home).regions
    item_ = item("Georgia governor opens a road")
    tags = Tagger(tree, (), {}).tag(item_, spec(regions=("sakartvelo",)))
    assert "Georgia" in {proof.words for proof in tags[0].evidence}
