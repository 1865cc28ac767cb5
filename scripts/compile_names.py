"""The gazetteer as the tagger loads it: five parts of lines, each part after a line ``@name``.

* ``@rules``: the endings (or beginnings) that one kind of word may have, parted by spaces, ``-`` for none; numbered by their line;
* ``@names``: region, language, kind, case, flags, size, name; numbered by their line. Flags: ``o`` counts in texts of its own
  language only, ``w`` is a common word too, ``n`` a name of persons, ``s`` a town where others meet;
* ``@stems``: a stem, and ``rule:word`` for each word that begins with it; ``@starts`` the same for words that end with it;
* ``@phrases``: for each word, by its number, the names that begin with it: ``following words:number of the name``.

Forms are not spelled out: ``Россия`` is the stem ``росси`` with the rule ``я и ю ей ею``. So a word of a text is a form of a
name where it can be cut into a stem and one of its endings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from aggregator.tag.endings import Rule, cut, rules_from
from aggregator.text.words import words_of

_GENITIVE = Rule("end", "", ("", "s"))


class Row(NamedTuple):
    """One name."""

    region: str
    language: str
    kind: str
    case: str
    flags: str
    size: int  #: inhabitants of a town, in thousands
    written: str


class Compiler:
    """Collects names, and writes them down."""

    def __init__(self, rules: dict[str, tuple[Rule, ...]]) -> None:
        self._rules = rules
        self._forms: dict[tuple[str, ...], int] = {("",): 0}
        self._words: dict[tuple[str, str, int], int] = {}
        self._phrases: dict[int, list[str]] = defaultdict(list)
        self._names: list[str] = []

    def add(self, row: Row) -> None:
        """One name. What has no word in it is left out."""
        words = words_of(row.written)
        if not words:
            return
        first, *rest = (self._word(word.key, row.written[word.start : word.end], row) for word in words)
        self._phrases[first].append(f"{','.join(map(str, rest))}:{len(self._names)}")
        self._names.append("\t".join(map(str, row)))

    def _word(self, word: str, written: str, row: Row) -> int:
        # "Le Parisien" is a paper, and "les Parisiens" are people.
        is_title = row.region == "-" and row.language in {"fr", "es"}
        is_fixed = row.case in {"upper", "shouted"} or row.kind == "half" or is_title
        # In German texts names of persons have an -s, wherever they come from: "Trumps Zölle".
        is_latin_person = row.language == "en" and row.kind == "person" and "n" not in row.flags
        rules = (_GENITIVE,) if is_latin_person else self._rules.get(row.language, ()) if not is_fixed else ()
        side, stem, forms = cut(word, written, rules, is_people=row.kind == "demonym")
        return self._words.setdefault((side, stem, self._rule(forms)), len(self._words))

    def _rule(self, forms: tuple[str, ...]) -> int:
        return self._forms.setdefault(forms, len(self._forms))

    def text(self) -> str:
        """All five parts."""
        sides: dict[str, dict[str, list[str]]] = {"end": defaultdict(list), "start": defaultdict(list)}
        for (side, stem, rule), word in self._words.items():
            sides[side][stem].append(f"{rule}:{word}")
        parts = {
            "rules": [" ".join(form or "-" for form in forms) for forms in self._forms],
            "names": self._names,
            "stems": [f"{stem}\t{' '.join(words)}" for stem, words in sides["end"].items()],
            "starts": [f"{stem}\t{' '.join(words)}" for stem, words in sides["start"].items()],
            "phrases": [" ".join(self._phrases.get(word, ())) for word in range(len(self._words))],
        }
        return "".join(f"@{name}\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts.items())


def compiled(rows: Iterable[Row], endings: str) -> str:
    """The gazetteer of these names, with the endings of ``endings.tsv``."""
    compiler = Compiler(rules_from(endings))
    for row in sorted(rows):
        compiler.add(row)
    return compiler.text()
