"""The gazetteer as the tagger loads it: five parts of lines, each part after a line ``@name``.

* ``@rules``: the endings (or beginnings) that one kind of word may have, parted by spaces, ``-`` for none; numbered by their line;
* ``@names``: region, language, kind, case, flags, size, name; numbered by their line. Flags: ``o`` counts in texts of its own
  language only, ``w`` is a common word too, ``n`` a name of persons;
* ``@stems``: a stem, and ``rule:word`` for each word that begins with it; ``@starts`` the same for words that end with it;
* ``@phrases``: for each word, by its number, the names that begin with it: ``following words:number of the name``.

Forms are not spelled out: ``Россия`` is the stem ``росси`` with the rule ``я и ю ей ею``. So a word of a text is a form of a
name where it can be cut into a stem and one of its endings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from aggregator.text.words import fold_letters, words_of

_SHORTEST_STEM = 2
_SHORTEST_ARABIC = 3


class Row(NamedTuple):
    """One name."""

    region: str
    language: str
    kind: str
    case: str
    flags: str
    size: int  #: inhabitants of a town, in thousands
    written: str


class Rule(NamedTuple):
    """How the words of a language change that end in ``nominative``."""

    side: str
    nominative: str
    forms: tuple[str, ...]


def rules_from(text: str) -> dict[str, tuple[Rule, ...]]:
    """Language → rules, in the order they are tried: whole words, then the longest nominative."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            language, side, nominative, forms = line.split("\t")
            folded = sorted({"" if form == "-" else fold_letters(form) for form in forms.split(" ")})
            rules[language].append(Rule(side, "" if nominative == "-" else fold_letters(nominative), tuple(folded)))
    return {
        language: tuple(sorted(found, key=lambda rule: (rule.side != "word", -len(rule.nominative))))
        for language, found in rules.items()
    }


def rule_for(word: str, rules: Iterable[Rule]) -> Rule | None:
    """The first rule that fits a word."""
    for rule in rules:
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
        is_fixed = row.case in {"upper", "shouted"} or row.kind == "half"
        rules = self._rules.get(row.language, ()) if not is_fixed else ()
        # Folded, "ألمان" (Germans) begins like a word with the article.
        rule = rule_for(word, [one for one in rules if one.side != "start" or written.startswith(one.nominative)])
        if rule is None:
            key = ("end", word, 0)
        elif rule.side == "start":
            key = ("start", word[len(rule.nominative) :], self._rule(rule.forms))
        else:
            key = ("end", word[: len(word) - len(rule.nominative)], self._rule(rule.forms))
        return self._words.setdefault(key, len(self._words))

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
