"""Words without their endings, and names without their script.

A *stem* makes one word of its cases and numbers within a language: endings are cut by rule, and what is left is cut
short. It need not be a word, nor right: it must be the same for ``подстанция`` and ``подстанции`` and another for
another word, nearly always.

A *skeleton* makes one of a name in Latin, Cyrillic, Georgian, Armenian and Arabic letters: its consonants, with those
that transliterations mix up made one, its vowels gone, which Arabic does not write and nobody transliterates alike,
but for a sign that one begins it. ``Pashinyan``, ``Пашинян``, ``ფაშინიანი``, ``Փաշինյան`` and ``باشينيان`` are all
``bsnn``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache

from aggregator.stories.tables import lines_of

#: Longer stems are cut: languages that pile endings up need it most.
_LONGEST = {"ar": 5, "ka": 6, "ru": 6, "uk": 6, "hy": 6, "az": 6, "tr": 6}
_USUAL_LONGEST = 7
_LONGEST_GROUP = 4
#: What is left of a name without its case ending, at least.
_SHORTEST_NAME = 4
_SHORTEST_STEM = 3


@dataclass(slots=True)
class _Spelling:
    endings: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    cases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    before: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sounds: dict[str, str] = field(default_factory=dict)
    own_sounds: dict[str, dict[str, str]] = field(default_factory=dict)


@cache
def _spelling() -> _Spelling:
    found = _Spelling()
    for section, head, rest in lines_of("spelling.txt"):
        words = rest.split()
        if section == "endings":
            found.endings[head] = (int(words[0]), tuple(words[1:]))
        elif section == "cases":
            found.cases[head] = tuple(words)
        elif section == "before":
            found.before[head] = tuple(words)
        elif section == "sounds":
            found.sounds.update(dict.fromkeys(words, head.strip("-")))
        elif section == "own sounds":
            found.own_sounds[head] = {
                letters: sound.strip("-") for letters, _, sound in (one.partition("=") for one in words)
            }
    return found


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """What is the same in the forms of a folded word."""
    spelling = _spelling()
    word = _without_before(word, spelling.before.get(language, ()), _SHORTEST_STEM)
    fewest, endings = spelling.endings.get(language, (0, ()))
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= fewest:
            word = word[: -len(ending)]
            break
    return word[: _LONGEST.get(language, _USUAL_LONGEST)]


@lru_cache(maxsize=65_536)
def skeleton(word: str, language: str = "") -> str:
    """The consonants of a folded name, alike in all scripts; doubled ones stand once, and a vowel that begins it is an ``a``."""
    sounds, own = _spelling().sounds, _spelling().own_sounds.get(language, {})
    found: list[str] = []
    at, last = 0, ""
    while at < len(word):
        sound: str | None = ""
        length = 1
        for length in range(min(_LONGEST_GROUP, len(word) - at), 0, -1):
            group = word[at : at + length]
            sound = own.get(group, sounds.get(group))
            if sound is not None:
                break
        if at == 0 and not sound:
            found.append("b" if word[0] in "wو" else "a")
        elif sound and sound != last:
            found.append(sound)
        last = sound or ""
        at += length
    return "".join(found)


@lru_cache(maxsize=65_536)
def name_skeleton(word: str, language: str) -> str:
    """The skeleton of a name as it stands in a sentence: a case ending with a consonant is cut first."""
    spelling = _spelling()
    for ending in spelling.cases.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_NAME:
            return skeleton(word[: -len(ending)], language)
    articles = tuple(part for part in spelling.before.get(language, ()) if len(part) > 1)
    return skeleton(_without_before(word, articles, _SHORTEST_NAME), language)


def _without_before(word: str, parts: tuple[str, ...], fewest: int) -> str:
    """A word without an article or a particle that is written with it."""
    return next(
        (word[len(part) :] for part in parts if word.startswith(part) and len(word) - len(part) >= fewest), word
    )
