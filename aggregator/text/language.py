"""Languages: their tags, what a script alone gives away, and which way a text runs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Literal

_TAG = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_].*)?$", re.IGNORECASE)

#: Scripts that one language of news alone is written in.
_ONE_LANGUAGE = {
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "HEBREW": "he",
    "GREEK": "el",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
}
_RTL_SCRIPTS = {"ARABIC", "HEBREW", "SYRIAC", "THAANA", "NKO"}
#: Languages written from right to left where the tag names no script.
_RTL = {"ar", "fa", "he", "iw", "ur", "ps", "yi", "dv", "sd", "ug", "ckb", "syr", "arz"}
_RTL_CODES = {"Arab", "Hebr", "Syrc", "Thaa", "Nkoo"}
#: The scripts a language is written in, for telling that a declaration cannot be true.
_SCRIPTS_OF = {
    "GEORGIAN": {"ka", "xmf", "sva"},
    "ARMENIAN": {"hy", "hyw"},
    "CYRILLIC": {
        "ru",
        "uk",
        "be",
        "bg",
        "sr",
        "mk",
        "kk",
        "ky",
        "tg",
        "mn",
        "uz",
        "az",
        "tt",
        "ba",
        "os",
        "ab",
        "ce",
        "av",
        "cv",
        "kv",
        "sah",
    },
    "ARABIC": {"ar", "fa", "ur", "ps", "ug", "sd", "ku", "ckb", "az", "uz", "tg", "kk", "pa", "arz"},
    "HEBREW": {"he", "iw", "yi"},
    "GREEK": {"el"},
}
#: Letters that tell the languages of one script apart, the surest first; what has none of them is the last.
_LETTERS = {
    "CYRILLIC": (("uk", "їєґ"), ("be", "ў"), ("kk", "әұһ"), ("tg", "ҳҷӣӯ"), ("ky", "ңөү"), ("mk", "ѓќѕ"), ("sr", "ђћљњџ"), ("ru", "")),
    "ARABIC": (("ur", "ٹڈڑے"), ("ps", "ټډړښځ"), ("ckb", "ێۆڵڕە"), ("fa", "پچژگیک"), ("ar", "")),
}  # fmt: skip

#: Codes of three letters that BCP 47 writes with two.
_SHORT = {
    "geo": "ka", "kat": "ka", "arm": "hy", "hye": "hy", "aze": "az", "rus": "ru", "ukr": "uk", "eng": "en", "tur": "tr", "per": "fa",
    "fas": "fa", "ara": "ar", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "spa": "es", "kaz": "kk", "uzb": "uz", "bel": "be",
}  # fmt: skip
#: Languages that no outlet writes in Latin letters.
_NEVER_LATIN = {"ka", "hy", "he", "iw", "el", "fa", "ar", "ur", "ps", "ru", "uk", "be", "bg", "mk", "ky", "tg", "mn"}
#: A script other than Latin tells the language where it has so many letters, and such a share of them: names of products are Latin
#: everywhere.
_FEWEST_LETTERS, _SMALLEST_SHARE = 4, 0.25
#: Of the letters of an English text, such a share has accents at most.
MOST_ACCENTS = 0.02


def language_tag(raw: str | None) -> str | None:
    """A tag as BCP 47 writes it, ``en_us`` → ``en-US``; None for what is none."""
    match = _TAG.match((raw or "").strip())
    if match is None:
        return None
    language, script, region = match.groups()
    language = _SHORT.get(language.lower(), language)
    if language.lower() in {"und", "mul", "zxx"}:
        return None
    parts = [language.lower()]
    if script:
        parts.append(script.title())
    if region:
        parts.append(region.upper())
    return "-".join(parts)


#: Letters that are enough to tell a script.
ENOUGH = 200


def main_script(text: str) -> str | None:
    """The Unicode name of the script most letters of a text are in, where it is three of four; else None."""
    counts = scripts_in(text[:ENOUGH])
    if not counts:
        return None
    script, count = max(counts.items(), key=lambda pair: pair[1])
    return script if count * 4 >= counts.total() * 3 and count >= 3 else None


def telling_script(text: str) -> str | None:
    """The script that tells the language: another than Latin where it has some words, else that of most letters."""
    counts = scripts_in(text[:ENOUGH])
    others = [(count, script) for script, count in counts.items() if script != "LATIN"]
    count, script = max(others, default=(0, ""))
    is_alone = count * 4 >= sum(number for number, _ in others) * 3
    if count >= _FEWEST_LETTERS and count >= _SMALLEST_SHARE * counts.total() and is_alone:
        return script
    return main_script(text)


@lru_cache(maxsize=1024)
def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script there are. Kept for a while: one item's words are asked several times."""
    return Counter(filter(None, map(script_of, text)))


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """The Unicode name of a letter's script; "" for what is no letter."""
    return unicodedata.name(letter, "?").split(" ", 1)[0] if letter.isalpha() else ""


def language_from_script(text: str) -> str | None:
    """The language, where the script leaves one choice: Georgian, Armenian, Hebrew, Greek …"""
    return _ONE_LANGUAGE.get(telling_script(text) or "")


def _likely_language(script: str, text: str) -> str | None:
    letters = set(text.casefold())
    return next((language for language, own in _LETTERS.get(script, ()) if not own or letters & set(own)), None)


def language_by_letters(text: str) -> str | None:
    """The language, where letters that it alone has among those of its script give it away: ї, ә, پ …"""
    script = telling_script(text)
    found = _likely_language(script, text) if script else None
    return found if script and found and found != _LETTERS[script][-1][0] else None


def is_doubtful(declared: str | None, text: str) -> bool:
    """Whether a declaration of English stands over a text with more accents than English ever has.

    Publishing systems declare it where nobody has set them right.
    """
    if (language_tag(declared) or "").split("-")[0] != "en":
        return False
    letters = [letter for letter in text[:4000] if letter.isascii() or script_of(letter) == "LATIN"]
    return sum(not letter.isascii() for letter in letters) > MOST_ACCENTS * len(letters)


def is_refuted(declared: str | None, text: str) -> bool:
    """Whether a text cannot be in the language that is declared for it, by its letters.

    Feeds made by a publishing system often declare the language of the system (``en-US`` over Georgian headlines).
    """
    base = (language_tag(declared) or "").split("-")[0]
    script = telling_script(text)
    if not base or script is None:
        return False
    if script == "LATIN":
        return base in _NEVER_LATIN
    if script not in _SCRIPTS_OF:
        return False
    if base not in _SCRIPTS_OF[script]:
        return True
    # Of two languages in one script the one without letters of its own gives way: Persian under Arabic, Ukrainian under Russian.
    letters = language_by_letters(text)
    return letters is not None and letters != base and base == _LETTERS.get(script, ((base, ""),))[-1][0]


def find_language(declared: str | None, text: str) -> str | None:
    """The declared language, unless the letters of the text rule it out; then what these suggest."""
    if not is_refuted(declared, text):
        return language_tag(declared) or language_from_script(text)
    script = telling_script(text)
    return language_from_script(text) or (_likely_language(script, text) if script else None)


def direction(language: str | None, text: str = "") -> Literal["ltr", "rtl"]:
    """Which way a text runs. The script decides, not the language: Azerbaijani and Kurmanji in Latin run left to right."""
    script = main_script(text) if text else None
    if script is not None:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    parts = (language or "").split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return "rtl" if parts[1] in _RTL_CODES else "ltr"
    return "rtl" if parts[0] in _RTL else "ltr"
