"""The packaged tables are what the script makes of its sources."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from aggregator.tag.endings import rule_for, rules_from
from aggregator.tag.gazetteer import gazetteer
from aggregator.text.words import words_of
from tests.tag.samples import TREE

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "build_gazetteer.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("build_gazetteer", SCRIPT)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_checked_in_tables_are_what_the_script_writes(script: ModuleType) -> None:
    import babel

    rows = script.tables()
    if babel.__version__ != script.MADE_WITH:
        pytest.skip(f"the tables were made with the names of Babel {script.MADE_WITH}")
    for name, content in rows.items():
        body = (ROOT / "aggregator" / "tag" / "data" / name).read_bytes()
        written = gzip.decompress(body) if name.endswith(".gz") else body
        assert written.decode() == content, f"run {SCRIPT.name}"


def named_in() -> set[tuple[str, str]]:
    """(region, language) of every name of the kinds that countries and areas have."""
    table = gazetteer()
    rows = (table.name(number) for number in range(len(table)))
    return {(row.region, row.language) for row in rows if row.kind in {"name", "alias"}}


def test_every_country_has_a_name_in_every_language(script: ModuleType) -> None:
    """But for a few specks of land that CLDR names in brackets, or that bear a first name."""
    rows = named_in()
    missing = {
        (region.id, language)
        for region in TREE
        if region.country
        for language in script.LANGUAGES
        if (region.id, language) not in rows
    }
    assert {region for region, _ in missing} <= {
        "cocos-islands", "us-virgin-islands", "british-virgin-islands", "us-outlying-islands", "dominica", "grenada",
        "jersey", "mali", "mauritius", "reunion", "saint-martin", "sint-maarten", "peru",
    }  # fmt: skip


def test_areas_organisations_and_parts_are_named_in_the_main_languages() -> None:
    rows = named_in()
    for region in TREE:
        if not region.country and region.id != "world":
            assert {
                (region.id, language) for language in ("en", "ru", "uk", "ka", "hy", "az", "tr", "fr", "de", "es")
            } <= rows


def test_a_word_of_the_table_is_known_in_its_forms_only() -> None:
    table = gazetteer()
    assert table.words("грузии")
    assert table.words("грузия")
    assert not table.words("грузиямии")


def test_the_longest_nominative_decides_how_a_word_changes() -> None:
    rules = rules_from("ru\tend\tя\tя и\nru\tend\tия\tия ии\nru\tword\tмали\tмали\n")["ru"]
    found = {word: rule_for(word, rules) for word in ("грузия", "мали", "перу")}
    assert {word: rule and rule.nominative for word, rule in found.items()} == {
        "грузия": "ия",
        "мали": "мали",
        "перу": None,
    }


def found_as(written: str) -> set[tuple[str, str, str]]:
    """(region, language, spelling) of the rows that the words of a text, as they stand, are looked up to."""
    table = gazetteer()
    first, *rest = (word.key for word in words_of(written))
    alone, longer = table.phrases(first) or ([], {})
    numbers = list(alone) if not rest else []
    for second in table.words(rest[0]) if rest else ():
        for others, number in longer.get(second, ()):
            if len(others) == len(rest) - 1 and all(
                one in table.words(key) for one, key in zip(others, rest[1:], strict=True)
            ):
                numbers.append(number)
    return {(name.region, name.language, name.written) for name in map(table.name, numbers)}


def test_every_name_of_the_sources_is_found_by_the_table(script: ModuleType) -> None:
    """A spelling that people write may not be lost on the way, nor be cut into other words than a text is."""
    files = {file: script.load(file) for file in ("demonyms", "powers", "people", "towns", "divisions", "names")}
    keys = [("names", "names", "alias"), *script.FILES]
    written = [one for file, key, kind in keys for one in script.from_rows(files[file][key], kind)]
    for language, halves in files["demonyms"]["combining"].items():
        written += [script.Named(region, language, "half", half) for half, region in halves.items()]
    lost = [one for one in written if (one.region, one.language, one.written) not in found_as(one.written)]

    assert len(written) > 20_000
    assert {one.region for one in written} <= {region.id for region in TREE}
    assert not lost
