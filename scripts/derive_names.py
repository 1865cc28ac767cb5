"""What comes of the names of towns and parts of countries: their people and their adjectives (``scripts/data/townspeople.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_LAST_WORD = re.compile(r"[^ -]+$")
_VOWELS = "aıeəioöuü"


def derived(name: str, language: str, derive: dict[str, Any], never: frozenset[str]) -> Iterator[str]:
    """``Харьков`` → ``харьковский``, ``харьковцы``, ``харьковчане``; nothing for a language without rules or a name too short.

    Only the last word of a name changes, and only after a hyphen or alone: of ``Нижний Новгород`` nothing follows by rule.
    """
    rules = derive.get(language)
    if rules is None or " " in name or not name[0].isalpha():
        return
    last = _LAST_WORD.search(name)
    if last is None or len(last[0]) < rules["shortest"]:
        return
    for ending, replaced in fitting(last[0], rules["rules"], language):
        stem = name[: len(name) - len(ending)]
        for suffix in replaced.split():
            made = stem + suffix
            made = made.lower() if rules["written"] == "small" else made
            if made not in never:
                yield made


def fitting(word: str, rules: dict[str, str], language: str) -> Iterator[tuple[str, str]]:
    """The ending of a word and what stands in its place: of the longest ending that fits, ``-`` for any.

    Turkic endings follow the last vowel, which the word keeps with all behind it.
    """
    if language in {"tr", "az"}:
        vowel = next((letter for letter in reversed(word.lower()) if letter in _VOWELS), "")
        if vowel:
            yield "", rules[vowel][1:]
        return
    ending = max((ending for ending in rules if ending != "-" and word.endswith(ending)), key=len, default="-")
    if ending in rules:
        yield ("" if ending == "-" else ending), rules[ending]
