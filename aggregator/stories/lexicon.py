"""What a word of a headline tells: nothing, little, a number, a weekday, or a concept that other languages have a word
for too.

The tables are the same for every desk and every day. That keeps the likeness of two items a matter of these two items
alone: it does not move when others come and go, as it would with frequencies counted in a store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from aggregator.stories.tables import lines_of
from aggregator.text.words import fold_letters, words_of

#: Longer beginnings are cut; a word may go on by so many letters after a beginning, by fewer than it has after a short one.
_LONGEST, _SHORTEST, _MORE_LETTERS = 14, 2, 6
#: What Arabic and Persian hang before a word, the longest first.
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
#: An entry of so many letters begins too many other words: a car is no card.
_SHORT, _FEW_ENDINGS = 3, frozenset({"en", "fr", "es"})
#: German hangs whole words on one another.
_MORE_IN_COMPOUNDS = {"de": 12}
_LEVELS = {"!": "event", "+": "concept", "~": "common"}


class Concept(NamedTuple):
    """Something that news is about, whatever the language."""

    name: str
    level: str  #: event, concept or common


@dataclass(slots=True)
class Words:
    """The tables of one language."""

    stop: frozenset[str] = frozenset()
    common: dict[str, bool] = field(default_factory=dict)  #: beginning → True where it stands for itself alone
    concepts: dict[str, tuple[Concept, ...]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    multiples: dict[str, int] = field(default_factory=dict)  #: word → powers of ten
    weekdays: dict[str, int] = field(default_factory=dict)
    series: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)  #: first word → phrases, word by word

    more: int = _MORE_LETTERS  #: so many letters may follow a beginning

    def is_stop(self, word: str) -> bool:
        return word in self.stop

    def is_common(self, word: str) -> bool:
        return _beginning(word, self.common) is not None

    def weekday(self, word: str) -> int | None:
        """0 for Monday."""
        found = _beginning(word, self.weekdays)
        return None if found is None else self.weekdays[found]

    def concepts_of(self, word: str) -> tuple[Concept, ...]:
        """What a folded word stands for; what begins longest counts."""
        found = _beginning(word, self.concepts, self.more)
        return () if found is None else self.concepts[found]

    def is_series(self, words: tuple[str, ...]) -> bool:
        """Whether a title holds the name of a column that comes back day after day."""
        return any(
            words[at : at + len(phrase)] == phrase
            for at, word in enumerate(words)
            for phrase in self.series.get(word, ())
        )


@cache
def words_for(language: str) -> Words:
    """The tables of a language by its ISO 639-1 code; empty for one that has none."""
    return _tables().get(language) or Words()


def bare(word: str, language: str) -> Iterator[str]:
    """A folded word as it stands, then without what Arabic hangs before it."""
    yield word
    if language == "ar":
        for before in _PREFIXES:
            if word.startswith(before) and len(word) - len(before) >= 3:
                yield word[len(before) :]


def _beginning(
    word: str,
    table: dict[str, object] | dict[str, bool] | dict[str, int] | dict[str, tuple[Concept, ...]],
    more: int = _MORE_LETTERS,
) -> str | None:
    """The longest beginning of a word that a table holds."""
    if "=" + word in table:
        return "=" + word
    for length in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
        if len(word) - length > (length - 1 if length < _MORE_LETTERS else more):
            return None
        if word[:length] in table:
            return word[:length]
    return None


@cache
def _tables() -> dict[str, Words]:
    tables: dict[str, Words] = {}
    _read_words(tables)
    _read_concepts(tables)
    for language, more in _MORE_IN_COMPOUNDS.items():
        tables[language].more = more
    return tables


def _read_words(tables: dict[str, Words]) -> None:
    for section, language, rest in lines_of("words.txt"):
        words = tables.setdefault(language, Words())
        if section == "stop":
            words.stop = frozenset(folded for word in rest.split() for folded in _folded(word))
        elif section == "common":
            words.common = {word: False for entry in rest.split() for word in _folded(entry)}
        elif section == "numbers":
            words.numbers = {word: value for value, _, entry in _pairs(rest) for word in _folded(entry)}
        elif section == "multiples":
            words.multiples = {word: int(power) for entry, _, power in _pairs(rest) for word in _folded(entry)}
        elif section == "weekdays":
            words.weekdays = {_folded(word)[0]: day for day, word in enumerate(rest.split()) if "_" not in word}
        elif section == "series":
            for phrase in rest.split("|"):
                folded = tuple(_folded(phrase))
                words.series.setdefault(folded[0], []).append(folded)


def _read_concepts(tables: dict[str, Words]) -> None:
    concept = Concept("", "")
    for _, head, rest in lines_of("concepts.txt"):
        if head in _LEVELS:
            concept = Concept(rest.strip(), _LEVELS[head])
            continue
        table = tables.setdefault(head, Words()).concepts
        for entry in rest.split():
            for beginning in _beginnings(entry, head):
                if concept not in table.get(beginning, ()):
                    table[beginning] = (*table.get(beginning, ()), concept)


def _beginnings(entry: str, language: str) -> list[str]:
    """An entry as it is looked up; short ones of languages with few endings stand for themselves and their plural alone."""
    folded = fold_letters(entry.lstrip("="))
    if entry.startswith("="):
        return ["=" + folded]
    if language in _FEW_ENDINGS and len(folded) <= _SHORT:
        return ["=" + folded, f"={folded}s"]
    return [folded]


def _pairs(rest: str) -> list[tuple[str, str, str]]:
    return [entry.partition("=") for entry in rest.split()]


def _folded(text: str) -> list[str]:
    """A word or a phrase, folded as texts are."""
    return [word.key for word in words_of(text.replace("_", " "))]
