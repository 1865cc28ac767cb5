"""The catalogues of words: whole, sound, and enough for a site that shows no English of its own."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import yaml
from babel.messages import Catalog
from babel.messages.pofile import read_po

from aggregator.publish.catalogues import fields_of, is_sound
from aggregator.publish.words import CATALOGUES, Words
from tests import newsroom
from tests.commands import run

ROOT = Path(__file__).parents[1]
LANGUAGES = ("az", "hy", "ka", "ru")
#: What every language says in Latin letters.
NAMES = {
    "Anadolu",
    "Interfax",
    "Reuters",
    "Atom",
    "RSS",
    "JSON",
    "OPML",
    "all.opml",
    "sources.opml",
    "Feedly",
    "Inoreader",
    "NewsBlur",
    "MIT",
    "UTC",
}
#: What is not the site's own words: names of outlets and headlines, texts of others, addresses, marks of languages, notes of programs.
OTHERS = {"bdi", "code", "abbr", "time", "h3"}
OTHER_CLASSES = {"title", "proof", "chip", "brand"}


@cache
def catalogue(language: str) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as text:
        return read_po(text, locale=language, abort_invalid=True)


def forms_of(text: Any) -> tuple[str, ...]:
    """A message or a translation in all its forms."""
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def messages() -> Catalog:
    sys.path.insert(0, str(ROOT / "scripts"))
    from update_words import messages

    found: Catalog = messages()
    return found


def test_there_is_a_catalogue_of_each_language() -> None:
    assert sorted(file.stem for file in CATALOGUES.iterdir()) == list(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_in_all_its_forms_and_no_other_is_left(language: str) -> None:
    """`make words` was run, and what it told is translated."""
    known = {message.id: message for message in catalogue(language) if message.id}
    assert set(known) == {message.id for message in messages() if message.id}
    for message in known.values():
        forms = 1 if isinstance(message.id, str) else catalogue(language).num_plurals
        assert len(forms_of(message.string)) == forms, message.id
        assert all(forms_of(message.string)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_what_other_programs_read_in_the_file(language: str) -> None:
    said = Words(language).catalogue
    for message in catalogue(language):
        if message.id and isinstance(message.id, str):
            assert said.gettext(message.id) == message.string
        elif message.id:
            assert {said.ngettext(*message.id, number) for number in range(120)} == set(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_fields_and_the_markup_of_their_messages(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert is_sound(forms_of(message.id), forms_of(message.string)), message.id
            for text in forms_of(message.string):
                assert fields_of(text) == fields_of(forms_of(message.id)[-1]), text
                assert sorted(tags_in(text)) == sorted(tags_in(forms_of(message.id)[-1])), text
                assert not set('<>"&') & set(re.sub(r"<[^<>]*>", "", text)), text
                assert text == text.strip(), text


def tags_in(text: str) -> list[str]:
    return re.findall(r"<[^<>]*>", text)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", {1: "1 источник", 2: "2 источника", 5: "5 источников", 21: "21 источник", 1012: "1\xa0012 источников"}),
        ("ka", {1: "1 წყარო", 5: "5 წყარო", 1012: "1\xa0012 წყარო"}),
        ("hy", {1: "1 աղբյուր", 5: "5 աղբյուր"}),
        ("az", {1: "1 mənbə", 5: "5 mənbə"}),
    ],
)
def test_numbers_are_counted_as_the_language_counts(language: str, said: dict[int, str]) -> None:
    words = Words(language)
    assert {number: words.count("{number} source", "{number} sources", number) for number in said} == said


# ---- A site in another language -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample newsroom, polled once."""
    config = newsroom.copy_newsroom(tmp_path_factory.mktemp("desk") / "newsroom")
    run("poll", "--now", newsroom.reference_now(), "--config", str(config))
    return config.parent


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest, polled: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """(language, output): the sample newsroom as a site in each language."""
    config = shutil.copytree(polled, tmp_path_factory.mktemp(request.param) / "newsroom") / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("site:\n", f"site:\n  language: {request.param}\n", 1), encoding="utf-8")
    run("build", "--now", newsroom.reference_now(), "--config", str(config))
    return request.param, config.parent / "output"


def test_no_word_of_the_site_is_left_in_english(site: tuple[str, Path]) -> None:
    language, output = site
    names = NAMES | english_in(" ".join(configured())) | set(configured())
    translated = {
        word
        for message in catalogue(language)
        if message.id
        for form in forms_of(message.string)
        for word in english_in(form)
    }
    said = {word for message in messages() if message.id for form in forms_of(message.id) for word in english_in(form)}
    left: dict[str, set[str]] = {}
    for page in sorted(output.rglob("*.html")):
        words = english_in(" ".join(own_texts(page))) - names - translated
        # In a language with Latin letters only the words of the messages are known to be English.
        found = words & said if language == "az" else words
        if found:
            left[str(page.relative_to(output))] = found
    assert left == {}


def test_a_site_says_that_no_speaker_has_read_its_words_in_both_languages(site: tuple[str, Path]) -> None:
    language, output = site
    message = "The words of this site have been translated, but no speaker of the language has read them yet."
    page = (output / "about" / "index.html").read_text(encoding="utf-8")

    assert f"<p>{Words(language).say(message)}</p>" in page
    assert f'<p lang="en" dir="ltr">{message}</p>' in page


def test_countries_areas_and_their_feeds_have_names_in_the_language_and_keep_their_ids(site: tuple[str, Path]) -> None:
    language, output = site
    georgia = {"az": "Gürcüstan", "hy": "Վրաստան", "ka": "საქართველო", "ru": "Грузия"}[language]
    area = Words(language).say("South Caucasus")
    page = (output / "region" / "georgia" / "index.html").read_text(encoding="utf-8")

    assert f"<h1>{georgia}</h1>" in page
    assert f">{area}</a>" in page
    assert f"<title>{georgia} · The Demo Desk</title>" in (output / "feeds" / "georgia.atom").read_text(
        encoding="utf-8"
    )
    assert (output / "region" / "south-caucasus" / "index.html").exists()


def configured() -> Iterator[str]:
    """What the sample configuration itself writes in English."""
    value = yaml.safe_load((newsroom.FOLDER / "config.yaml").read_text(encoding="utf-8"))
    yield from (
        value["site"]["title"],
        value["site"]["description"],
        value["site"]["contact"],
        value["site"]["timezone"],
    )
    for topic in value["topics"].values():
        yield topic["title"]
        for rule in (topic["match"], *topic["match"].get("any", ())):
            yield from rule.get("keywords", ())
    yield from (feed["title"] for feed in value["outputs"]["feeds"])


def own_texts(page: Path) -> Iterator[str]:
    """The words that the site itself says on a page, spoken labels among them."""
    document: Element = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    queue = [document.find("body")]
    while queue:
        element = queue.pop()
        assert element is not None
        classes = set(element.get("class", "").split())
        if element.tag in OTHERS or element.get("lang") or classes & OTHER_CLASSES:
            continue
        yield from (element.get(name, "") for name in ("aria-label", "data-label") if element.get(name))
        # The text below is of others where it stands beside a headline or says what a program said of a source.
        yield element.text or ""
        for child in element:
            queue.append(child)
            yield child.tail or ""


def english_in(text: str) -> set[str]:
    """Words in plain Latin letters, of two or more."""
    text = re.sub(r"%\(\w+\)s|\{\w*\}|<[^<>]*>|\S+@\S+|https?:\S+", " ", text)
    return set(re.findall(r"(?<![\w'])[A-Za-z][A-Za-z.]*[A-Za-z](?!\w)", text))


# What the pages of issues, the navigation and the lists of headlines say is not in the catalogues yet.
