"""Classes of mistakes: for each, headlines that must be tagged and headlines that must not.

A case says which countries must be found (``yes``), which must not (``no``: countries in capitals, regions in small
letters, ``any`` for all of them), which may be (``optional``), and which regions must be found (``regions``). A country
that no list names must not be found either. ``limit`` says why a case is not solved: it is still wrong, or the word has to
go. The files are read as plain strings, for YAML takes ``no`` for false.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from aggregator.tag import tag_text
from tests.tag.samples import TREE

FOLDER = Path(__file__).parents[1] / "data" / "tag" / "classes"
FILES = sorted(FOLDER.glob("*.yaml"))
LANGUAGES = {"en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es"}
LISTS = {"yes", "no", "optional", "regions"}
COUNTRIES = {region.country for region in TREE if region.country}
REGIONS = {region.id for region in TREE}
CLASSES = 25


def cases_of(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return rows


def wrong_with(case: dict[str, Any]) -> list[str]:
    """What is wrong with the tags of a case, in words."""
    yes, never, may, areas = (set(case.get(name, ())) for name in ("yes", "no", "optional", "regions"))
    tags = tag_text(TREE, case["title"], case["text"], case["lang"], case.get("home"))
    found = {*tags.countries, *tags.regions}
    missed = [f"missed {name}" for name in sorted((yes | areas) - found)]
    stray = found if "any" in never else (found & never) | (set(tags.countries) - yes - may)
    proof = {term: f"{evidence.words!r}, {evidence.row}" for term, evidence in reversed(tags.evidence)}
    return missed + [f"must not be {name} ({proof[name]})" for name in sorted(stray)]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_class_of_mistakes_is_not_made(path: Path) -> None:
    cases = cases_of(path)
    found = [(case, wrong_with(case)) for case in cases]
    lines = [
        f"{case['lang']} {case['title']}\n    {'; '.join(wrong)}"
        for case, wrong in found
        if wrong and "limit" not in case
    ]
    lines += [
        f"{case['lang']} {case['title']}\n    is right now: take out its limit"
        for case, wrong in found
        if "limit" in case and not wrong
    ]
    if lines:
        pytest.fail(f"{path.stem}: {len(lines)} of {len(cases)} cases are wrong\n" + "\n".join(lines), pytrace=False)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_class_has_cases_of_both_kinds_in_several_languages(path: Path) -> None:
    cases = cases_of(path)
    kinds = [sum(bool(case.get("yes") or case.get("regions")) for case in cases), sum("no" in case for case in cases)]
    if path.stem == "placeless":
        assert kinds == [0, len(cases)]
        assert len(cases) >= 20
    else:
        assert min(kinds) >= 6
    assert len({case["lang"] for case in cases}) >= 3


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_cases_are_spelled_as_the_tree_spells_them(path: Path) -> None:
    for case in cases_of(path):
        assert set(case) <= {"lang", "title", "text", "home", "limit"} | LISTS, case
        assert case["lang"] in LANGUAGES, case
        assert {*case.get("yes", ()), *case.get("optional", ())} <= COUNTRIES, case
        assert set(case.get("no", ())) <= COUNTRIES | REGIONS | {"any"}, case
        assert set(case.get("regions", ())) <= REGIONS, case
        assert LISTS & set(case), case


def test_every_class_is_there() -> None:
    assert len(FILES) == CLASSES
