"""The words of a site: in the language nearest to its own, in the operator's own words, in English where there are none."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from aggregator.errors import OutputError
from aggregator.publish.words import Words

HEAD = """# Words for a test.
{comment}
msgid ""
msgstr ""
"Plural-Forms: nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);\\n"

"""
SLOVENE = """
msgid "{outlet} told {region}"
msgstr "{region}: {outlet}"

msgid "{number} item"
msgid_plural "{number} items"
msgstr[0] "{number} a"
msgstr[1] "{number} b"
msgstr[2] "{number} c"
msgstr[3] "{number} d"
"""


def catalogue(folder: Path, language: str, text: str, comment: str = "#") -> Path:
    file = folder / f"{language}.po"
    file.write_text(HEAD.format(comment=comment) + text, encoding="utf-8")
    return file


def test_english_says_the_messages_themselves() -> None:
    words = Words("en")

    assert words.say("All of {region}", region="{x}") == "All of {x}"
    assert [words.count("{number} item", "{number} items", number) for number in (0, 1, 1234)] == [
        "0 items",
        "1 item",
        "1,234 items",
    ]
    assert words.is_reviewed


def test_a_translation_puts_fields_where_its_language_has_them_and_numbers_in_its_own_forms(tmp_path: Path) -> None:
    catalogue(tmp_path, "sl", SLOVENE)
    words = Words("sl-SI", tmp_path)

    assert words.say("{outlet} told {region}", outlet="A", region="B") == "B: A"
    said = [words.count("{number} item", "{number} items", number) for number in (1, 2, 3, 5, 101, 12_345)]
    assert said == ["1 a", "2 b", "3 c", "5 d", "101 a", "12.345 d"]


def test_a_language_without_a_catalogue_has_english_words_and_numbers_of_its_own() -> None:
    assert Words("de").count("{number} item", "{number} items", 1234) == "1.234 items"
    assert Words("xx-unknown").say("seen") == "seen"


def test_a_catalogue_that_no_speaker_has_read_says_so(tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", SLOVENE, "# X-Reviewed: no")
    catalogue(tmp_path, "de", SLOVENE)

    assert not Words("fr", tmp_path).is_reviewed
    assert Words("de", tmp_path).is_reviewed


@pytest.mark.parametrize(
    "translation",
    ["{outlet} in {place}", "{outlet", "{outlet.__class__}", "{0}", "{outlet} 100 % of {region}", "%(outlet)s {x}"],
)
def test_a_translation_that_cannot_be_filled_in_gives_way_to_english(translation: str, tmp_path: Path) -> None:
    catalogue(tmp_path, "fr", f'msgid "{{outlet}} told {{region}}"\nmsgstr "{translation}"\n')

    assert Words("fr", tmp_path).say("{outlet} told {region}", outlet="A", region="B") == "A told B"


def test_a_catalogue_that_was_edited_counts_at_once(tmp_path: Path) -> None:
    file = catalogue(tmp_path, "fr", 'msgid "seen"\nmsgstr "vu"\n')
    assert Words("fr", tmp_path).say("seen") == "vu"
    catalogue(tmp_path, "fr", 'msgid "seen"\nmsgstr "lu"\n')
    os.utime(file, (1, 1))
    assert Words("fr", tmp_path).say("seen") == "lu"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('msgid "seen"\nmsgstr vu\n', "line 8 is not of a catalogue"),
        ('msgid "seen"\n', "before line 7 has no translation"),
        ('msgid "seen\nmsgstr "vu"\n', "line 7 is not of a catalogue"),
        ("\udcff", "decode"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_named_with_its_line(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    file.write_text(HEAD.format(comment="#") + text, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(OutputError, match=f"{re.escape(str(file))} cannot be read: .*{problem}"):
        Words("fr", tmp_path).say("seen")


def test_what_is_guessed_empty_or_obsolete_is_not_said(tmp_path: Path) -> None:
    catalogue(
        tmp_path,
        "fr",
        '#, fuzzy\nmsgid "seen"\nmsgstr "vu"\n\nmsgid "Feeds"\nmsgstr ""\n\n#~ msgid "Topics"\n#~ msgstr "Sujets"\n'
        '\nmsgid ""\n"Skip to "\n"the content"\nmsgstr "Aller \\"au\\" "\n"contenu"\n\nmsgctxt "a"\nmsgid "About"\nmsgstr "Autre"\n',
    )
    words = Words("fr", tmp_path)

    assert [words.say(message) for message in ("seen", "Feeds", "Topics", "About")] == [
        "seen",
        "Feeds",
        "Topics",
        "About",
    ]
    assert words.say("Skip to the content") == 'Aller "au" contenu'
