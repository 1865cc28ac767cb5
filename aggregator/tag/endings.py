"""How the words of each language change in a sentence.

``scripts/data/endings.tsv`` has the rules. The packaged table of names was made with them; names that a configuration adds change
by the copy that is packaged beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from aggregator.text.words import fold_letters

_SHORTEST_STEM = 2
_SHORTEST_ARABIC = 3


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


def cut(word: str, written: str, rules: Iterable[Rule], *, is_people: bool = False) -> tuple[str, str, tuple[str, ...]]:
    """A folded word as ``side, stem, forms``: what of it stays, and what may stand after it (or before it, at the side ``start``).

    ``written`` is the word before folding: folded, "ألمان" (Germans) begins like a word with the article. Rules of the side `people`
    are for the names of peoples alone: of the Persian word for Rome their plural would make a novel.
    """
    rule = rule_for(
        word,
        (
            one
            for one in rules
            if (one.side != "start" or written.startswith(one.nominative)) and (is_people or one.side != "people")
        ),
    )
    if rule is None:
        return "end", word, ("",)
    if rule.side == "start":
        return "start", word[len(rule.nominative) :], rule.forms
    return "end", word[: len(word) - len(rule.nominative)], rule.forms


def forms_of(word: str, written: str, language: str) -> frozenset[str]:
    """All forms of a folded word, itself among them."""
    side, stem, forms = cut(word, written, endings().get(language, ()))
    return frozenset((word, *(form + stem if side == "start" else stem + form for form in forms)))


@cache
def endings() -> dict[str, tuple[Rule, ...]]:
    """The packaged rules by language."""
    return rules_from(files("aggregator.tag").joinpath("data", "endings.tsv").read_text(encoding="utf-8"))
