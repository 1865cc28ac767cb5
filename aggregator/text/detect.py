"""The language of texts that do not say: by their letters, else by lingua among the languages that the desk reads.

Short headlines mislead any detector ("Georgia protests barbed wire" looks French). So the texts of one document are looked at
together: how often each language seems to occur in it weighs in what a single headline is taken for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from aggregator.model import USUAL_LANGUAGES
from aggregator.text.language import language_by_letters, language_from_script, telling_script

if TYPE_CHECKING:
    from lingua import LanguageDetector

#: A language that is less likely than this is no answer.
LEAST_CERTAIN = 0.5
#: Letters of a text that are looked at: more make no difference, and cost.
LOOK = 400
#: What any language is given before a document has been looked at, so that none is ruled out by it.
_FLOOR = 0.003
_ROUNDS = 3
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f0-9]+")


def detect_languages(texts: Sequence[str], among: Iterable[str] = USUAL_LANGUAGES) -> list[str | None]:
    """The language of each text of one document; None where nothing tells."""
    found: list[str | None] = [language_from_script(text) or language_by_letters(text) for text in texts]
    open_ = {
        number: likely
        for number, text in enumerate(texts)
        if found[number] is None and (likely := likelihoods(text, tuple(among)))
    }
    if not open_:
        return found
    beliefs = open_
    for _ in range(_ROUNDS):
        usual = shares(beliefs.values())
        beliefs = {number: weighed(likely, usual) for number, likely in open_.items()}
    for number, belief in beliefs.items():
        language, certainty = max(belief.items(), key=lambda pair: pair[1])
        found[number] = language if certainty >= LEAST_CERTAIN else None
    return with_neighbours(texts, found)


def with_neighbours(texts: Sequence[str], found: list[str | None]) -> list[str | None]:
    """Where a text alone tells nothing, what most of the others in its script are in."""
    if None not in found:
        return found
    scripts = [telling_script(text) for text in texts]
    counts = Counter((script, language) for script, language in zip(scripts, found, strict=True) if script and language)
    totals = Counter(script for script, language in counts.elements())
    most = {script: language for (script, language), count in counts.items() if count * 2 > totals[script]}
    return [language or (most.get(script) if script else None) for script, language in zip(scripts, found, strict=True)]


def likelihoods(text: str, among: tuple[str, ...]) -> dict[str, float]:
    """How well a text fits each language; empty where it has no words of any."""
    words = text[:LOOK]
    if telling_script(text) != "LATIN":
        words = _LATIN_WORD.sub(" ", words)
    if not any(letter.isalpha() for letter in words):
        return {}
    values = detector(among).compute_language_confidence_values(words)
    return {value.language.iso_code_639_1.name.lower(): value.value for value in values if value.value > 0}


def shares(beliefs: Iterable[dict[str, float]]) -> dict[str, float]:
    """How much of a document each language is."""
    found: dict[str, float] = {}
    for belief in beliefs:
        for language, value in belief.items():
            found[language] = found.get(language, 0.0) + value
    total = sum(found.values()) or 1.0
    return {language: value / total for language, value in found.items()}


def weighed(likely: dict[str, float], usual: dict[str, float]) -> dict[str, float]:
    """What a text is taken for, where its document is usually in these languages."""
    weights = {language: value * (usual.get(language, 0.0) + _FLOOR) for language, value in likely.items()}
    total = sum(weights.values()) or 1.0
    return {language: value / total for language, value in weights.items()}


@lru_cache(maxsize=4)
def detector(among: tuple[str, ...]) -> LanguageDetector:
    """A detector for these languages; codes that it does not know are left out, and English is always there."""
    from lingua import Language, LanguageDetectorBuilder

    by_code = {language.iso_code_639_1.name.lower(): language for language in Language.all()}
    known = {code: by_code[code] for code in ("en", *among) if code in by_code}
    if len(known) < 2:
        known |= {code: by_code[code] for code in USUAL_LANGUAGES}
    return LanguageDetectorBuilder.from_languages(*known.values()).with_low_accuracy_mode().build()
