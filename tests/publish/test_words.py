"""The words of a site: in the language nearest to its own, in the operator's own words, in English where there are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aggregator.errors import OutputError
from aggregator.publish.words import Words

HEAD = """# Words for a test.
{comment}
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

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


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = catalogue(tmp_path, "fr", "msgid seen\n")

    with pytest.raises(OutputError, match=str(file)):
        Words("fr", tmp_path).say("seen")
