"""The table of names: which words name which region, in twelve languages, in every form a sentence gives them.

Loaded once, when the first text is tagged, from ``data/gazetteer.gz`` (``scripts/compile_names.py`` says how that is laid out).
Forms are not spelled out: a name keeps its stem and the endings that may follow it, so ``Россия`` is ``росси`` with ``я, и, ю,
ей``, and a word of a text is cut at every place where what is left is a stem and what is cut off one of its endings. Lines
stay text until a word asks for them: most names of the world are never asked for.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from array import array
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from aggregator.tag.tree import read_table
from aggregator.text.words import MOST_LETTERS

LANGUAGES = frozenset({"en", "ru", "uk", "ka", "hy", "az", "tr", "fa", "ar", "fr", "de", "es"})
#: Languages that are not written in Latin letters: a Latin name in their texts is taken as English.
_OTHER_SCRIPTS = frozenset({"ru", "uk", "ka", "hy", "fa", "ar"})
#: A shorter Latin name of another language is no evidence: ``Fas`` is Morocco in Turkish, and an acronym elsewhere.
SHORTEST_FOREIGN = 5
#: Kinds of names that mean one region: countries and their people, governments, persons.
_SURE = frozenset({"name", "alias", "demonym", "half", "power", "company", "person"})
#: A town of GeoNames is looked for in texts of other languages from so many thousand inhabitants on.
LARGE_TOWN = 500
#: Where a language is at home, so that its papers write of small towns there.
_HOMES = {
    "tr": frozenset({"turkey", "cyprus"}),
    "az": frozenset({"azerbaijan", "turkey"}),
    "de": frozenset({"germany", "austria", "switzerland", "liechtenstein", "luxembourg", "italy"}),
    "fr": frozenset({
        "france", "belgium", "switzerland", "canada", "luxembourg", "senegal", "ivory-coast", "algeria", "morocco", "tunisia", "haiti",
    }),
    "es": frozenset({
        "spain", "mexico", "argentina", "colombia", "chile", "peru", "venezuela", "ecuador", "bolivia", "paraguay", "uruguay", "cuba",
        "guatemala", "honduras", "nicaragua", "el-salvador", "costa-rica", "panama", "dominican-republic", "puerto-rico",
    }),
}  # fmt: skip
#: Words looked up are remembered; this bounds the memory, a few megabytes.
MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Name:
    """One row of the table."""

    region: str  #: id of a region, "" for a phrase that is none
    language: str
    #: name (CLDR), alias, demonym, half, power, company, person, town, division, place (GeoNames); and of what is no region: stop,
    #: somebody (a person who is called like a place)
    kind: str
    case: str  #: free, capital, upper, shouted, common, small, inner, suffixed: see scripts/build_gazetteer.py
    is_own: bool  #: counts in texts of its own language only
    is_word: bool  #: is a common word too
    is_person: bool  #: is a name of persons too
    is_seat: bool  #: a town where others meet
    is_sure: bool  #: of a kind that goes before towns and divisions that are written alike
    size: int  #: of a town of GeoNames, in thousands of inhabitants
    written: str

    def is_of(self, language: str | None) -> bool:
        """Whether the name may stand in a text of that language (None: not known)."""
        if language == self.language:
            return True
        is_known = language in LANGUAGES
        if self.language in _OTHER_SCRIPTS:
            # Arabic and Persian, Russian and Ukrainian share their letters, and not their words.
            return not is_known
        if self.is_own or (not self.region and is_known and self.language != "en"):
            return language is None and self.language == "en"
        if self.kind == "place" and is_known:
            # Of the towns of the world those that a paper in another language writes of: large ones, and its own.
            return self.size >= LARGE_TOWN or self.region in _HOMES.get(language or "", ())
        if self.language == "en" and (not is_known or language in _OTHER_SCRIPTS):
            return True
        if self.kind in {"power", "division"} and is_known and " " not in self.written:
            return False  # Labour and the Reichstag are those of whoever writes, and Anadolu is an agency
        return len(self.written) >= SHORTEST_FOREIGN or self.kind == "person"

    @property
    def row(self) -> str:
        """The row as evidence shows it."""
        return f"{self.region}: {self.written} ({self.language}, {self.kind})"


#: The numbers of the names that are one word; and of the longer ones by their second word: the words after that, and the number.
Phrases: TypeAlias = tuple[list[int], dict[str, list[tuple[tuple[str, ...], int]]]]


class Gazetteer:
    """All names, ready to be looked up word by word."""

    def __init__(self, body: bytes) -> None:
        parts = {}
        for part in body.removeprefix(b"@").split(b"\n@"):
            name, _, lines = part.partition(b"\n")
            parts[name.decode()] = lines.rstrip(b"\n")
        self._rules = [
            frozenset("" if form == "-" else form for form in line.split(" "))
            for line in parts["rules"].decode().split("\n")
        ]
        self._longest = max(len(form) for forms in self._rules for form in forms)
        self._stems = pairs_of(parts["stems"])
        self._starts = pairs_of(parts["starts"])
        self._first = parts["phrases"].decode().split("\n")
        # Bytes and where their lines end: as texts of their own the names would be half of all that the table takes.
        self._lines = parts["names"]
        self._ends = array("I", (match.start() for match in re.finditer(b"\n|\\Z", self._lines)))
        self._names: dict[int, Name] = {}
        self._analysed: dict[str, tuple[str, ...]] = {}
        self._begun: dict[str, Phrases | None] = {}

    def __len__(self) -> int:
        return len(self._ends)

    def words(self, key: str) -> tuple[str, ...]:
        """Words of names that a folded word may be a form of; mostly none."""
        found = self._analysed.get(key)
        if found is None:
            if len(key) > MOST_LETTERS:
                return ()
            if len(self._analysed) >= MOST_REMEMBERED:
                self._analysed.clear()
            found = self._analysed[key] = self._analyse(key)
        return found

    def phrases(self, key: str) -> Phrases | None:
        """Names that may begin with a folded word, in any of its forms; mostly none."""
        try:
            return self._begun[key]
        except KeyError:
            if len(self._begun) >= MOST_REMEMBERED:
                self._begun.clear()
            found = self._begun[key] = self._begin(key)
            return found

    def _begin(self, key: str) -> Phrases | None:
        alone: list[int] = []
        longer: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for word in self.words(key):
            for entry in self._first[int(word)].split():
                rest, number = entry.split(":")
                if rest:
                    second, *others = rest.split(",")
                    longer.setdefault(second, []).append((tuple(others), int(number)))
                else:
                    alone.append(int(number))
        return (alone, longer) if alone or longer else None

    def name(self, number: int) -> Name:
        """A row of the table."""
        found = self._names.get(number)
        if found is None:
            begin = self._ends[number - 1] + 1 if number else 0
            line = self._lines[begin : self._ends[number]].decode()
            region, language, kind, case, flags, size, written = line.split("\t")
            if len(self._names) >= MOST_REMEMBERED:
                self._names.clear()
            found = self._names[number] = Name(
                "" if region == "-" else region,
                language,
                kind,
                case,
                is_own="o" in flags,
                is_word="w" in flags,
                is_person="n" in flags,
                is_seat="s" in flags,
                is_sure=kind in _SURE,
                size=int(size),
                written=written,
            )
        return found

    def _analyse(self, key: str) -> tuple[str, ...]:
        found: list[str] = []
        for cut in range(min(self._longest, len(key)) + 1):
            at = len(key) - cut
            if (words := self._stems.get(key[:at])) is not None:
                found += self._fitting(words, key[at:])
            if (words := self._starts.get(key[cut:])) is not None:
                found += self._fitting(words, key[:cut])
        return tuple(found)

    def _fitting(self, words: str, form: str) -> list[str]:
        """Of the words of a stem those that have this form."""
        pairs = (pair.split(":") for pair in words.split(" "))
        return [word for rule, word in pairs if form in self._rules[int(rule)]]


def pairs_of(lines: bytes) -> dict[str, str]:
    """Lines of two columns."""
    return dict(line.split("\t", 1) for line in lines.decode().split("\n") if line)


@cache
def gazetteer() -> Gazetteer:
    """The packaged table, loaded when first needed."""
    packed = files("aggregator.tag").joinpath("data", "gazetteer.gz").read_bytes()
    return Gazetteer(gzip.decompress(packed))


@cache
def guard_words() -> dict[str, frozenset[str]]:
    """Lists of words, folded, that tell persons and clubs from places."""
    return {name: frozenset(words.split("|")) for name, words in read_table("guards.tsv")}


@cache
def table_version() -> str:
    """A hash of the packaged tables and of the code that reads them: what a stored tag was made with."""
    digest = hashlib.sha256()
    package = files("aggregator.tag")
    for folder, ending in (("data", (".tsv", ".gz")), ("", (".py",))):
        place = package.joinpath(folder) if folder else package
        for file in sorted(place.iterdir(), key=lambda file: file.name):
            if file.name.endswith(ending):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
