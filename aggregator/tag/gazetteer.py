"""The table of names: which words name which region, in twelve languages, in every form a sentence gives them.

Loaded once, when the first text is tagged, from ``data/gazetteer.tsv`` (written by ``scripts/build_gazetteer.py``) and
``data/endings.tsv`` (how each language inflects). Forms are not spelled out: a name keeps its stem and the endings that
may follow it, so ``Россия`` is ``росси`` with ``я, и, ю, ей``, and a word of a text is cut at every place where what is
left is a stem and what is cut off one of its endings.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from aggregator.tag.tree import read_table
from aggregator.tag.words import MOST_LETTERS, fold_letters, words_of

LANGUAGES = frozenset({"en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es"})

#: A shorter Latin name of another language is no evidence: ``Fas`` is Morocco in Turkish, and an acronym elsewhere.
SHORTEST_FOREIGN = 5
#: Words looked up are remembered; this bounds the memory, a few megabytes.
MOST_REMEMBERED = 50_000
_SHORTEST_STEM = 2
_SHORTEST_ARABIC = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One row of the table."""

    region: str  #: id of a region, "" for a phrase that is none
    language: str
    kind: str  #: name (CLDR), alias, stop
    case: str  #: free, capital, upper, shouted, common, inner: see scripts/build_gazetteer.py
    is_own: bool  #: counts in texts of its own language only
    written: str
    words: int

    def is_of(self, language: str | None) -> bool:
        """Whether the name may stand in a text of that language (None: not known)."""
        if language == self.language:
            return True
        if self.is_own:
            return language is None and self.language == "en"
        is_short = self.words == 1 and len(self.written) < SHORTEST_FOREIGN and self.written[0] < "\u0250"
        return not is_short or self.language == "en" or language not in (LANGUAGES | {None})

    @property
    def row(self) -> str:
        """The row as evidence shows it."""
        return f"{self.region}: {self.written} ({self.language})"


class Rule(NamedTuple):
    """How the words of a language change that end in ``nominative``."""

    side: str
    nominative: str
    forms: frozenset[str]


class _Stem(NamedTuple):
    forms: frozenset[str]  #: what may follow the stem, or precede it
    word: int  #: identity of the word


class Gazetteer:
    """All names, ready to be looked up word by word."""

    def __init__(self, names: Iterable[Name], rules: dict[str, tuple[Rule, ...]]) -> None:
        self._rules = rules
        self._identities: dict[tuple[str, str, frozenset[str]], int] = {}
        self._exact: dict[str, int] = {}
        self._endings: dict[str, list[_Stem]] = defaultdict(list)
        self._starts: dict[str, list[_Stem]] = defaultdict(list)
        self._analysed: dict[str, frozenset[int]] = {}
        phrases: dict[tuple[int, ...], list[Name]] = defaultdict(list)
        for name in names:
            words = tuple(word.key for word in words_of(name.written))
            key = tuple(self._identity(word, name) for word in words)
            phrases[key].append(name)
        self._phrases: dict[int, tuple[tuple[tuple[int, ...], tuple[Name, ...]], ...]] = {}
        by_first: dict[int, list[tuple[tuple[int, ...], tuple[Name, ...]]]] = defaultdict(list)
        for key, rows in phrases.items():
            by_first[key[0]].append((key[1:], tuple(rows)))
        for first, found in by_first.items():
            self._phrases[first] = tuple(sorted(found, key=lambda row: -len(row[0])))
        self._longest_form = max(
            (len(form) for rows in rules.values() for rule in rows for form in rule.forms), default=0
        )

    def words(self, key: str) -> frozenset[int]:
        """Identities of the words of names that a folded word may be a form of; mostly none."""
        found = self._analysed.get(key)
        if found is None and len(key) > MOST_LETTERS:
            return frozenset()
        if found is None:
            if len(self._analysed) >= MOST_REMEMBERED:
                self._analysed.clear()
            found = self._analysed[key] = self._analyse(key)
        return found

    def phrases(self, word: int) -> tuple[tuple[tuple[int, ...], tuple[Name, ...]], ...]:
        """Names that begin with a word, the longest first: the words that must follow, and the rows."""
        return self._phrases.get(word, ())

    def _analyse(self, key: str) -> frozenset[int]:
        found = set()
        exact = self._exact.get(key)
        if exact is not None:
            found.add(exact)
        for cut in range(min(self._longest_form, len(key)) + 1):
            at = len(key) - cut
            found.update(stem.word for stem in self._endings.get(key[:at], ()) if key[at:] in stem.forms)
            found.update(stem.word for stem in self._starts.get(key[cut:], ()) if key[:cut] in stem.forms)
        return frozenset(found)

    def _identity(self, word: str, name: Name) -> int:
        """The identity of a word of a name; a new one is entered into the tables."""
        rule = None if name.case in {"upper", "shouted"} else self._rule(word, name.language)
        if rule is None:
            return self._exact.setdefault(word, len(self._exact) * 2)
        if rule.side == "start":
            stem, table = word[len(rule.nominative) :], self._starts
        else:
            stem, table = word[: len(word) - len(rule.nominative)], self._endings
        known = self._identities.get((rule.side, stem, rule.forms))
        if known is None:
            known = self._identities[(rule.side, stem, rule.forms)] = len(self._identities) * 2 + 1
            table[stem].append(_Stem(rule.forms, known))
        return known

    def _rule(self, word: str, language: str) -> Rule | None:
        for rule in self._rules.get(language, ()):
            stem = len(word) - len(rule.nominative)
            if rule.side == "word":
                fits = word == rule.nominative
            elif rule.side == "start":
                fits = word.startswith(rule.nominative) and stem >= _SHORTEST_ARABIC
            else:
                fits = word.endswith(rule.nominative) and stem >= _SHORTEST_STEM
            if fits:
                return rule
        return None


def rules_from_rows(rows: Iterable[list[str]]) -> dict[str, tuple[Rule, ...]]:
    """Language → rules, in the order they are tried: whole words, then the longest nominative."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for language, side, nominative, forms in rows:
        folded = frozenset("" if form == "-" else fold_letters(form) for form in forms.split(" "))
        rules[language].append(Rule(side, "" if nominative == "-" else fold_letters(nominative), folded))
    return {
        language: tuple(sorted(found, key=lambda rule: (rule.side != "word", -len(rule.nominative))))
        for language, found in rules.items()
    }


@cache
def gazetteer() -> Gazetteer:
    """The packaged table, loaded when first needed."""
    rows = read_table("gazetteer.tsv")
    names = [
        Name("" if region == "-" else region, language, kind, case, gate == "own", written, len(words_of(written)))
        for region, language, kind, case, gate, written in rows
    ]
    return Gazetteer(names, rules_from_rows(read_table("endings.tsv")))


@cache
def table_version() -> str:
    """A hash of the packaged tables and of the code that reads them: what a stored tag was made with."""
    digest = hashlib.sha256()
    package = files("aggregator.tag")
    tables = ("data/regions.tsv", "data/gazetteer.tsv", "data/endings.tsv", "data/context.tsv")
    code = (
        "words.py",
        "gazetteer.py",
        "matcher.py",
        "disambiguate.py",
        "keywords.py",
        "regions.py",
        "topics.py",
        "__init__.py",
    )
    for name in (*tables, *code):
        digest.update(package.joinpath(*name.split("/")).read_bytes())
    return digest.hexdigest()[:16]
