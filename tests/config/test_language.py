"""A site in another language: regions by their names in it, rules in its words, and the operator's own words before all."""

from __future__ import annotations

from pathlib import Path

from aggregator.publish.words import words_of
from tests.config.test_config import load, problems

DESK = """
regions:
  georgia: {}
  armenia: {title: Hayastan}
  guria: {parent: [georgia], title: Guria}
topics:
  borders: {title: Границы, match: {regions: [south-caucasus, georgia], keywords: [border], not: {kind: [state, public], max_age: 48h}}}
outputs:
  feeds:
    - {name: two, regions: [georgia], lang: [ka, ru], min_origins: 2, caps: {source: 5}}
"""


def test_an_english_site_is_called_as_it_always_was(tmp_path: Path) -> None:
    config = load(tmp_path, DESK)

    assert [config.tree[name].title for name in ("georgia", "south-caucasus", "uk")] == [
        "Georgia",
        "South Caucasus",
        "United Kingdom",
    ]
    assert [spec.description for spec, _ in config.outputs] == [
        "Everything from every source",
        "About South Caucasus or Georgia, and with “border”; not from state or public outlets, and at most 2 days old",
        "About Georgia, and in Georgian or Russian; only what 2 origins tell; at most 5 a day of one source",
    ]  # fmt: skip


def test_regions_and_rules_are_told_in_the_language_of_the_site(tmp_path: Path) -> None:
    config = load(tmp_path, f"site: {{language: ru}}\n{DESK}")

    assert [config.tree[name].title for name in ("georgia", "south-caucasus", "uk")] == [
        "Грузия",
        "Южный Кавказ",
        "Великобритания",
    ]
    assert [config.tree[name].title for name in ("armenia", "guria")] == ["Hayastan", "Guria"]
    assert config.region_output("georgia").title == "Грузия · News desk"
    assert config.region_output("georgia").name == "georgia"
    assert [spec.description for spec, _ in config.outputs] == [
        "Всё из всех источников",
        (
            "Регион: Южный Кавказ или Грузия, и при этом слова: «border»; кроме: вид издания: государственное или "
            "общественное, и при этом предельный возраст: 2 дня"
        ),
        (
            "Регион: Грузия, и при этом язык: грузинский или русский; только то, о чём сообщают 2 первоисточника; не более 5 в день от "
            "одного источника"
        ),
    ]


def test_sentences_begin_as_the_language_begins_them(tmp_path: Path) -> None:
    """Georgian has no capitals at the beginning of a sentence, whatever Unicode makes of its letters."""
    config = load(tmp_path, f"site: {{language: ka}}\n{DESK}")

    assert config.outputs[2][0].description.startswith("რეგიონი: საქართველო")


def test_a_language_without_words_has_its_names_of_countries(tmp_path: Path) -> None:
    config = load(tmp_path, f"site: {{language: de}}\n{DESK}")

    assert [config.tree[name].title for name in ("georgia", "south-caucasus")] == ["Georgien", "South Caucasus"]


def test_words_of_the_operators_own_win(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "locale"
    folder.mkdir(parents=True)
    (folder / "ru.po").write_text('msgid "South Caucasus"\nmsgstr "Закавказье"\n', encoding="utf-8")
    config = load(tmp_path, "site: {language: ru-RU}\noutputs: {templates: mine}\n")

    assert [config.tree[name].title for name in ("south-caucasus", "north-caucasus")] == [
        "Закавказье",
        "Северный Кавказ",
    ]
    assert words_of(config.site).say("Feeds") == "Ленты"


def test_a_catalogue_that_cannot_be_read_is_a_problem_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "locale"
    folder.mkdir(parents=True)
    (folder / "ru.po").write_text('msgid "Feeds"\nmsgstr "Ленты\n', encoding="utf-8")

    found = problems(tmp_path, "site: {language: ru}\noutputs: {templates: mine}\n")
    assert found == [
        "config.yaml:2:22: outputs.templates: the catalogue of words mine/locale/ru.po cannot be read: line 2 is not of a catalogue"
    ]
