"""Words of a text, as names and stories are compared.

A word is a run of letters and digits. Hyphens and apostrophes end a word, in texts and in names alike: ``l’Ukraine``,
``Türkiye’nin``, ``ԱՄՆ-ի`` and ``Guinea-Bissau`` all fall into parts that are found one by one or as a phrase, and an
English possessive ``’s`` is no word at all. Scripts without spaces give a word a character, so that a phrase is found
anywhere.

Folding makes one spelling of many: letter case (the two Turkish i's are one), accents of Latin letters, ё and е, the
Arabic and Persian forms of ya, kaf, alef and ta marbuta, short vowels and tatweel, Armenian stress marks, Georgian
capitals.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Texts longer than this are cut: what an item is about is said before.
MOST_CHARACTERS = 50_000
#: Longer words are not remembered: they are no words, and come once.
MOST_LETTERS = 64

# Marks that may stand inside a word: combining marks, tatweel, the soft hyphen, Armenian emphasis and question marks.
_INSIDE = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u055b\u055c\u055e\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u200d"
)
_UNSPACED = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Letters U+02BB and U+02BC look like apostrophes and are used as such.
_LETTER = rf"[^\W_\u02b9-\u02bf{_UNSPACED}]"
_DOTTED = r"[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.?"
# One group, so that splitting by it gives gaps and words in turn: much faster than match by match.
_WORD = re.compile(rf"((?<![^\W_]){_DOTTED}|{_LETTER}++(?:[{_INSIDE}]++{_LETTER}*+)*+|[{_UNSPACED}])")
_POSSESSIVE = frozenset("'\u2018\u2019\u02bc\u0060\u00b4\uff07")
_DROPPED = re.compile(f"[{_INSIDE}]")
_ARABIC = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ے": "ي", "ک": "ك",
    "ة": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه",
    "ؤ": "و",
})  # fmt: skip
_LETTERS = str.maketrans({
    "ё": "е", "ѐ": "е", "ѝ": "и", "և": "եւ", "ς": "σ",
    "ı": "i", "ə": "e", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th",
    "ŀ": "l", "ħ": "h",
})  # fmt: skip


class Word(NamedTuple):
    """A word and its place in the text it came from."""

    key: str  #: folded
    start: int
    end: int
    shape: str  #: U: capitals only, and more than one; C: begins with one; l: does not; n: a script without case
    gap: str  #: what stands before it, from the end of the word before


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order. Possessive endings are left out; nothing raises, whatever the text is."""
    words: list[Word] = []
    parts = _WORD.split(text[:MOST_CHARACTERS])
    new, end, held = tuple.__new__, 0, ""
    for before, word in zip(parts[::2], parts[1::2], strict=False):
        start = end + len(before)
        end = start + len(word)
        gap, held = held + before, ""
        if word in {"s", "S"} and gap in _POSSESSIVE and words:
            held = gap + word
            continue
        key, shape = fold(word) if len(word) <= MOST_LETTERS else fold.__wrapped__(word)
        if key:
            words.append(new(Word, (key, start, end, shape, gap)))
        else:
            held = gap + word
    return tuple(words)


@lru_cache(maxsize=65_536)
def fold(word: str) -> tuple[str, str]:
    """The form of a word that is compared, and its shape (see `Word`)."""
    return fold_letters(word), _shape(word)


def fold_letters(word: str) -> str:
    """``İran``, ``Iran`` and ``IRAN`` → ``iran``; ``U.S.`` → ``us``."""
    text = unicodedata.normalize("NFKC", _DROPPED.sub("", unicodedata.normalize("NFC", word))).replace(".", "")
    text = text.lower().translate(_LETTERS).translate(_ARABIC)
    if text.isascii():
        return text
    return "".join(map(_fold_letter, text))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    """A Latin, Greek or Arabic letter without its marks. Cyrillic й and ї are letters of their own and stay."""
    if "\u0400" <= letter <= "\u052f":
        return letter
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def _shape(word: str) -> str:
    first = next((letter for letter in word if letter.isalpha()), "")
    if not first or first.lower() == first.upper() or "\u10d0" <= first <= "\u10ff":
        return "n"
    if not first.isupper() and not first.istitle():
        return "l"
    letters = [letter for letter in word if letter.isalpha()]
    return "U" if len(letters) > 1 and all(letter.isupper() for letter in letters) else "C"
