"""The operator's own words, as rules and regions write them.

``pipeline`` is a whole word in any letter case; ``нефт*`` is the beginning of one; ``joint statement``, with or without
quotes, is a phrase; ``re:`` opens a regular expression on the text as it stands. Accents of Latin letters, the kind of
apostrophe and a possessive ``’s`` make no difference (see words.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aggregator.tag.matcher import Text
from aggregator.text.words import words_of

MOST_PATTERN = 500  #: characters of a regular expression
MOST_SEARCHED = 20_000  #: characters of a text that a regular expression sees
MOST_FOUND = 200  #: characters of what it found that are kept as proof
SLOWEST_SEARCH = 0.1  #: seconds; a pattern that needs longer finds nothing
_REGEX = "re:"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word, phrase or expression to look for."""

    written: str
    words: tuple[tuple[str, bool], ...] = ()  #: folded, and whether it is only the beginning of a word
    pattern: Any = None

    def find(self, text: Text) -> str | None:
        """The words of the text that match first, as they stand there; None when there are none."""
        found = next(self.spans(text), None)
        return text.text[found[0] : found[1]][:MOST_FOUND] if found else None

    def spans(self, text: Text) -> Iterator[tuple[int, int]]:
        """Where it stands in a text: first and last character of each place, in order."""
        if self.pattern is not None:
            yield from self._search(text.text)
        elif self.words and self._may_be_in(text):
            for place in range(len(text.words) - len(self.words) + 1):
                if self._is_at(text, place):
                    yield text.words[place].start, text.words[place + len(self.words) - 1].end

    def _may_be_in(self, text: Text) -> bool:
        return all(is_prefix or key in text.keys for key, is_prefix in self.words)

    def _is_at(self, text: Text, place: int) -> bool:
        return all(
            (text.words[place + offset].key.startswith(key) if is_prefix else text.words[place + offset].key == key)
            and (offset == 0 or text.is_joined(place + offset))
            for offset, (key, is_prefix) in enumerate(self.words)
        )

    def _search(self, text: str) -> Iterator[tuple[int, int]]:
        try:
            yield from (found.span() for found in self.pattern.finditer(text[:MOST_SEARCHED], timeout=SLOWEST_SEARCH))
        except TimeoutError:
            return


def keyword_problem(written: str) -> str | None:
    """What is wrong with a keyword, in words for the editor of a configuration; None when it can be used."""
    if written.startswith(_REGEX):
        import regex

        pattern = written.removeprefix(_REGEX)
        if not pattern.strip():
            return "an empty regular expression"
        if len(pattern) > MOST_PATTERN:
            return f"a regular expression of {len(pattern)} characters; {MOST_PATTERN} are allowed"
        try:
            regex.compile(pattern, regex.IGNORECASE)
        except regex.error as error:
            return f"not a regular expression: {error}"
        return None
    return None if keyword(written).words else f'"{written}" has no letter or digit to look for'


@lru_cache(maxsize=4096)
def keyword(written: str) -> Keyword:
    """A keyword ready to be looked for. One that ``keyword_problem`` refuses finds nothing."""
    if written.startswith(_REGEX):
        if keyword_problem(written) is not None:
            return Keyword(written)
        import regex

        return Keyword(written, pattern=regex.compile(written.removeprefix(_REGEX).strip(), regex.IGNORECASE))
    words = words_of(written)
    return Keyword(written, tuple((word.key, written[word.end : word.end + 1] == "*") for word in words))


def find_keyword(keywords: tuple[str, ...], text: Text) -> tuple[str, str] | None:
    """The first of the keywords that is in the text: the words found, and the keyword."""
    for written in keywords:
        words = keyword(written).find(text)
        if words is not None:
            return words, written
    return None
