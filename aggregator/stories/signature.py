"""What items are compared by: keys for words, concepts, places, names and numbers.

A key is 32 bits: five for its kind, which says how much it weighs, the rest a hash. Keys of words belong to one
language; those of concepts, countries, places and numbers to all; skeletons of names are kept apart, since they are
asked for between two languages only. A signature is made once, when an item comes in or changes, and stored as bytes
(`blob_from_signature`), so that grouping never reads texts again.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple
from zlib import crc32

from aggregator.model import Signature, StoryItem
from aggregator.stories.lexicon import Concept, Words, bare, words_for
from aggregator.stories.numbers import latin_digits, numbers_of
from aggregator.stories.places import Place, named_by
from aggregator.stories.stems import name_skeleton, stem
from aggregator.text.words import Word, words_of

#: Raise when keys change their meaning: stored signatures of another version are made anew.
VERSION = 2
#: Words of a text that are read: the lead says what happened, the rest brings in what else is going on.
_LEAD_WORDS = 45
_LEAD_CHARACTERS = 700
_FEWEST_CONSONANTS = 3
_SHORTEST_COMPOUND = 9
#: Shorter words tell nothing; in a language whose small words are not known, longer ones may be such.
_SHORTEST_WORD, _SHORTEST_UNKNOWN = 2, 4
HASH_BITS = 27
#: Languages whose nouns all have capitals: these make no names.
_HYPHENS = frozenset("-\u2010\u2011")
_DASHES = frozenset("\u2013\u2014")
_CAPITAL_NOUNS = frozenset({"de", "lb"})
_TELLING_TEXT = 60  #: characters of a text, folded, from which on two equal ones are one report


class Kind(IntEnum):
    """What a key stands for. The order is stored: add at the end."""

    SHORT_WORD = 0
    WORD = 1
    LONG_WORD = 2
    COMMON = 3
    CONCEPT = 4
    EVENT = 5
    FORM = 6  #: the word itself of a concept
    COUNTRY = 7
    PLACE = 8
    SMALL = 9
    ROUND = 10
    USUAL = 11
    TELLING = 12
    YEAR = 13
    DATE = 14
    WEEKDAY = 15
    NAME = 16  #: what may be a name, in a spelling that all scripts share
    SHORT_NAME = 17
    SURE_NAME = 18  #: what must be one, by its capital: weighs nothing, contradicts; the hash is that of the name
    SEAT = 19  #: a capital, where much is said to happen
    AREA = 20  #: a region that is no country and in none: Abkhazia, the Caspian, the European Union
    LIKELY_PLACE = 21  #: how a place begins: weighs only between languages, and keeps places apart there
    SAME = 22  #: a title or a text that is the same, word for word
    ACT = 23  #: a concept in a country: finds items, weighs nothing
    LARGE = 24
    LIKELY_SEAT = 25  #: the same for capitals: keeps apart only


_NUMBER_KINDS = {
    "small": Kind.SMALL, "round": Kind.ROUND, "large": Kind.LARGE, "usual": Kind.USUAL, "telling": Kind.TELLING, "year": Kind.YEAR,
    "date": Kind.DATE,
}  # fmt: skip
_CONCEPT_KINDS = {"event": Kind.EVENT, "concept": Kind.CONCEPT, "common": Kind.COMMON}


def kind_of(key: int) -> int:
    """The kind of a key."""
    return key >> HASH_BITS


@lru_cache(maxsize=131_072)
def key_of(kind: int, name: str) -> int:
    """The key of a name, 32 bits."""
    return (kind << HASH_BITS) | (crc32(name.encode()) & ((1 << HASH_BITS) - 1))


def hash_of(key: int) -> int:
    """The part of a key that is the same for a name and a sure name."""
    return key & ((1 << HASH_BITS) - 1)


def signature_of(item: StoryItem) -> Signature:
    """What an item is compared by. Nothing raises, whatever the texts are; an item without words gets an empty signature."""
    language = (item.language or "").split("-")[0].lower()
    title_text, lead_text = latin_digits(item.title), latin_digits(item.text[:_LEAD_CHARACTERS])
    named = named_by(item.tags)
    reader = _Reader(language, words_for(language), frozenset(named.towns), frozenset(named.words))
    words, lead_words = words_of(title_text), words_of(lead_text)
    title = reader.keys(title_text, words) | {key_of(Kind.COUNTRY, country) for country in named.countries["title"]}
    title |= _place_keys(named.places["title"]) | {key_of(Kind.AREA, area) for area in named.areas["title"]}
    lead = reader.keys(lead_text, lead_words[:_LEAD_WORDS]) | {
        key_of(Kind.COUNTRY, country) for country in named.countries["text"]
    }
    lead |= _place_keys(named.places["text"]) | {key_of(Kind.AREA, area) for area in named.areas["text"]}
    is_long = sum(len(word.key) + 1 for word in lead_words) >= _TELLING_TEXT
    return Signature(
        language,
        frozenset(title),
        frozenset(title | lead),
        tuple(_same_titles(title_text, words)),
        _hash_of(" ".join(word.key for word in lead_words)) if is_long else 0,
        reader.table.is_series(tuple(word.key for word in words)),
    )


def _place_keys(places: set[Place]) -> set[int]:
    named = {key_of(Kind.SEAT if place.is_seat else Kind.PLACE, name) for place in places for name in place.names}
    likely = {
        key_of(Kind.LIKELY_SEAT if place.is_seat else Kind.LIKELY_PLACE, name)
        for place in places
        for name in place.likely
    }
    return named | likely


class _Reader(NamedTuple):
    """Reads texts of one language into keys."""

    language: str
    table: Words
    towns: frozenset[str]  #: words that name places: another text may have them where nothing says that they do
    places: frozenset[str]  #: words that name countries and places: these have keys of their own

    def keys(self, text: str, words: Sequence[Word]) -> set[int]:
        """Keys of a text."""
        numbers, spent = numbers_of(text, words, self.table, self.language)
        keys = {key_of(_NUMBER_KINDS[number.kind], number.value) for number in numbers}
        shapes = [word.shape for word in words[1:] if len(word.key) > 3]
        has_case = any(word.shape != "n" for word in words)
        is_plain = self.language not in _CAPITAL_NOUNS and shapes.count("l") * 2 >= len(shapes)
        for place, word in enumerate(words):
            if word.key in self.towns:
                keys.add(_word_key(word.key, self.language))
            if place in spent or word.key in self.places or word.key[0].isdigit() or self.table.is_stop(word.key):
                continue
            found = _word_keys(word.key, self.language)
            keys.update(found)
            if not has_case or word.shape in {"C", "U"}:
                keys.update(self._names(words, place, found, is_plain=is_plain, has_case=has_case))
        return keys

    def _names(
        self, words: Sequence[Word], at: int, found: Iterable[int], *, is_plain: bool, has_case: bool
    ) -> Iterator[int]:
        """Keys of what may be a name: a word that tells nothing else, or one with a number behind it (``Kambarata-1``)."""
        word = words[at]
        number = words[at + 1].key if at + 1 < len(words) and words[at + 1].gap in _HYPHENS else ""
        if number.isdigit() or (word.key[-1].isdigit() and has_case):
            yield key_of(Kind.NAME, f"{name_skeleton(word.key, self.language)}-{number or word.key}")
        if any(kind_of(key) > Kind.LONG_WORD for key in found):
            return
        if word.shape == "U" and is_plain and len(name_skeleton(word.key, self.language)) < _FEWEST_CONSONANTS:
            yield key_of(Kind.SHORT_NAME, word.key)
            return
        yield from _name_keys(
            word.key, self.language, is_sure=is_plain and word.shape == "C" and _is_surely_name(words, at)
        )


def _is_surely_name(words: Sequence[Word], at: int) -> bool:
    """Whether nothing but a name has a capital there: within a sentence, or alone before a dash."""
    if at == 0:
        return len(words) > 1 and words[1].gap.strip() in _DASHES
    return words[at].gap.strip(" -\u2011\u2013") == ""


@lru_cache(maxsize=131_072)
def _word_keys(word: str, language: str) -> tuple[int, ...]:
    """Keys of a folded word that is no stop word."""
    table = words_for(language)
    day = table.weekday(word)
    if day is not None:
        return (key_of(Kind.WEEKDAY, str(day)),)
    for form in bare(word, language):
        if form != word and table.is_stop(form):
            return ()
        whole, (before, last) = table.concepts_of(form), _compound(form, table, language)
        if whole or last:
            found = {key_of(_CONCEPT_KINDS[concept.level], concept.name) for concept in (*whole, *last)}
            found.add(key_of(Kind.FORM, f"{language} {stem(word, language)}"))
            if before and not whole:
                found.update([key for key in _word_keys(before, language) if kind_of(key) != Kind.FORM])
            return tuple(found)
        if table.is_common(form):
            return (key_of(Kind.COMMON, f"{language} {stem(word, language)}"),)
    if len(word) < (_SHORTEST_WORD if table.stop else _SHORTEST_UNKNOWN):
        return ()
    return (_word_key(word, language),)


def _word_key(word: str, language: str) -> int:
    found = stem(word, language)
    kind = Kind.SHORT_WORD if len(found) < 4 else Kind.WORD if len(found) < 6 else Kind.LONG_WORD
    return key_of(kind, f"{language} {found}")


def _compound(word: str, table: Words, language: str) -> tuple[str, tuple[Concept, ...]]:
    """What a German compound begins with, and what its last part stands for: ``Parlamentswahl`` is a vote."""
    if language == "de" and len(word) >= _SHORTEST_COMPOUND:
        for start in range(3, len(word) - 3):
            if concepts := table.concepts_of(word[start:]):
                return word[:start].removesuffix("s"), concepts
    return "", ()


def _name_keys(word: str, language: str, *, is_sure: bool) -> Iterator[int]:
    consonants = name_skeleton(word, language)
    if len(consonants) < _FEWEST_CONSONANTS:
        return
    yield key_of(Kind.NAME if len(consonants) > _FEWEST_CONSONANTS else Kind.SHORT_NAME, consonants)
    if is_sure:
        yield key_of(Kind.SURE_NAME, consonants)


# ---- What finds items -----------------------------------------------------------------------------------------------

#: Kinds that find items by themselves: in the title, and in the lead too. The others are in too many items, or in too many words.
_FINDING = frozenset({
    Kind.SHORT_WORD, Kind.WORD, Kind.LONG_WORD, Kind.FORM, Kind.NAME, Kind.SHORT_NAME, Kind.PLACE, Kind.LIKELY_PLACE, Kind.USUAL,
    Kind.TELLING, Kind.LARGE, Kind.AREA,
})  # fmt: skip
_FINDING_IN_LEADS = frozenset(
    {Kind.LONG_WORD, Kind.NAME, Kind.PLACE, Kind.TELLING, Kind.USUAL, Kind.LARGE, Kind.LIKELY_PLACE}
)
#: One of these is enough to look at a pair.
_FINDING_ALONE = frozenset({Kind.SAME, Kind.PLACE, Kind.TELLING, Kind.NAME})
_MOST_COUNTRIES = 3
_HOMES = {"ka": "GE", "hy": "AM", "az": "AZ", "uk": "UA", "tr": "TR", "fa": "IR"}
_COUNTRY, _ACTS = int(Kind.COUNTRY), frozenset({Kind.CONCEPT, Kind.EVENT})


def wanted_keys(signature: Signature) -> tuple[int, ...]:
    """Keys by which an item is found and finds others, some 20 of them: items that share none are never one event.

    The store keeps them in a table of (key, n), and for new items gives those of the window that share a key with
    one of them. A single key is not enough for most: see `finds_alone`.
    """
    keys = {key for key in signature.title if key >> HASH_BITS in _FINDING}
    keys.update([key for key in signature.keys if key >> HASH_BITS in _FINDING_IN_LEADS])
    countries = sorted([key for key in signature.keys if key >> HASH_BITS == _COUNTRY])[:_MOST_COUNTRIES]
    countries = countries or home_of(signature.language)
    acts = sorted([key for key in signature.keys if key >> HASH_BITS in _ACTS])
    keys.update([key_of(Kind.ACT, f"{act} {country}") for act in acts for country in countries])
    if not countries:
        in_title = [act for act in acts if act in signature.title]
        keys.update([key_of(Kind.ACT, f"{act} {other}") for act, other in combinations(in_title, 2)])
    keys.update([key_of(Kind.SAME, str(same)) for same in (*signature.same, signature.text) if same])
    return tuple(sorted(keys))


@cache
def home_of(language: str) -> list[int]:
    """The country that is meant where a text in a language names none, if there is one: who writes at home leaves it out."""
    return [key_of(Kind.COUNTRY, _HOMES[language])] if language in _HOMES else []


def finds_alone(key: int) -> bool:
    """Whether one shared key is enough to look at a pair; of the others it takes two. What shares less is never one event."""
    return key >> HASH_BITS in _FINDING_ALONE


# ---- Titles that are the same ---------------------------------------------------------------------------------------

_FEWEST_WORDS_OF_A_TITLE = 4
_MOST_WORDS_OF_AN_OUTLET = 4
_TAILS = (" | ", " - ", " – ", " — ", " • ", " / ")


def _same_titles(title: str, words: Sequence[Word]) -> Iterator[int]:
    """Hashes of a title as it stands, and without ``- Outlet``, ``| Section`` and ``Outlet:``."""
    seen: set[int] = set()
    for begin, end in ((0, len(title)), *_forms(title)):
        form = [word.key for word in words if begin <= word.start and word.end <= end]
        if len(form) >= _FEWEST_WORDS_OF_A_TITLE:
            found = _hash_of(" ".join(form))
            if found not in seen:
                seen.add(found)
                yield found


def _forms(title: str) -> Iterator[tuple[int, int]]:
    """Where a title begins and ends without what is hung on it."""
    for tail in _TAILS:
        head, mark, rest = title.rpartition(tail)
        if mark and 0 < len(rest.split()) <= _MOST_WORDS_OF_AN_OUTLET and len(head.split()) > len(rest.split()):
            yield 0, len(head)
    before, mark, rest = title.partition(": ")
    if mark and len(before.split()) <= _MOST_WORDS_OF_AN_OUTLET:
        yield len(title) - len(rest), len(title)


def _hash_of(text: str) -> int:
    """32 bits of a text."""
    return crc32(text.encode()) or 1


# ---- As bytes -------------------------------------------------------------------------------------------------------

_HEAD = struct.Struct("<BBHHB3sI")


def blob_from_signature(signature: Signature) -> bytes:
    """A signature as bytes to be stored beside its item: some 150 of them for a headline with its lead."""
    lead = signature.keys - signature.title
    head = _HEAD.pack(
        VERSION,
        signature.is_series,
        len(signature.title),
        len(lead),
        len(signature.same),
        signature.language[:3].encode().ljust(3),
        signature.text,
    )
    numbers = array("I", [*sorted(signature.title), *sorted(lead), *signature.same])
    return head + numbers.tobytes()


def signature_from_blob(blob: bytes) -> Signature | None:
    """What `blob_from_signature` wrote; None for what another version wrote, which is to be made anew from the item."""
    if len(blob) < _HEAD.size or blob[0] != VERSION:
        return None
    _, series, titles, leads, same, language, text = _HEAD.unpack_from(blob)
    numbers = array("I")
    numbers.frombytes(blob[_HEAD.size :])
    title, whole = frozenset(numbers[:titles]), frozenset(numbers[: titles + leads])
    same_titles = tuple(numbers[titles + leads : titles + leads + same])
    return Signature(language.decode().strip(), title, whole, same_titles, text, bool(series))
