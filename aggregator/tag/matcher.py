"""Find the names of regions in a text."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.tag.gazetteer import Gazetteer, Name
from aggregator.tag.words import Word, words_of

# Between two words of one name stands a space, a hyphen or an apostrophe; a full stop after a short word: "St. Lucia".
_BREAKS = frozenset('.,;:!?…()[]{}"«»“”„|/\\\n\t·•؛،؟።։')
_ENDS_SENTENCE = frozenset('.!?…:;«»“”„"\n•|—–-՝։؟()[]')
_WIDEST_GAP = 3
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a text. ``first`` and ``last`` count words, ``start`` and ``end`` characters."""

    name: Name
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its words."""

    text: str
    words: tuple[Word, ...]
    keys: frozenset[str]  #: the words, folded
    has_capitals: bool
    is_shouted: bool  #: capitals throughout

    def between(self, word: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.words[word - 1].end : self.words[word].start]

    def starts_sentence(self, word: int) -> bool:
        """Whether a word begins the text or a sentence in it."""
        return word == 0 or not _ENDS_SENTENCE.isdisjoint(self.between(word))

    def is_joined(self, word: int) -> bool:
        """Whether a word may continue the name that the word before it began."""
        gap = self.between(word)
        if gap == " ":
            return True
        previous = self.words[word - 1]
        if gap in {". ", "."}:
            return previous.end - previous.start < _SHORT_WORD
        if gap == ", ":
            return False
        return len(gap) <= _WIDEST_GAP and _BREAKS.isdisjoint(gap)


def read(text: str) -> Text:
    """Split a text into words, once for all that look at it."""
    words = words_of(text)
    shapes = {word.shape for word in words}
    keys = frozenset(word.key for word in words)
    return Text(text, words, keys, bool(shapes & {"U", "C"}), "U" in shapes and "l" not in shapes)


def find_names(text: Text, language: str | None, table: Gazetteer) -> tuple[Found, ...]:
    """The names in a text, from left to right and without overlap; of several that begin at one word the longest wins.

    ``language`` is the text's, as its primary subtag (``en``), None when not known. Phrases that are no region (``New
    Jersey``) cover their words and are left out.
    """
    found = []
    place = 0
    while place < len(text.words):
        starts = table.words(text.words[place].key)
        hit = _longest(text, place, starts, language, table) if starts else None
        if hit is None:
            place += 1
            continue
        if hit.name.region:
            found.append(hit)
        place = hit.last + 1
    return tuple(found)


def _longest(text: Text, place: int, starts: frozenset[int], language: str | None, table: Gazetteer) -> Found | None:
    """The longest name that begins at a word, if any."""
    ends: dict[int, list[Name]] = {}
    for word in starts:
        for rest, rows in table.phrases(word):
            last = place + len(rest)
            if last < len(text.words) and _continues(text, place, rest, table):
                ends.setdefault(last, []).extend(rows)
    for last in sorted(ends, reverse=True):
        name = _choose(text, place, last, language, ends[last])
        if name is not None:
            return Found(name, place, last, text.words[place].start, text.words[last].end)
    return None


def _continues(text: Text, place: int, rest: tuple[int, ...], table: Gazetteer) -> bool:
    return all(
        word in table.words(text.words[place + offset].key) and text.is_joined(place + offset)
        for offset, word in enumerate(rest, 1)
    )


def _choose(text: Text, first: int, last: int, language: str | None, rows: list[Name]) -> Name | None:
    """The row that fits the language and the letter case of the text.

    Where the text's own language has the words, the others are not asked: that Turkish ``Mısır`` is also corn is known
    to the Turkish row alone. A phrase that is no region goes before one that is; the rest of the order makes it
    definite.
    """
    own = [row for row in rows if row.language == language]
    fitting = [row for row in own or rows if row.is_of(language) and _is_case_right(row, text, first, last)]
    return min(fitting, key=lambda row: (row.region, row.language, row.written), default=None)


def _is_case_right(name: Name, text: Text, first: int, last: int) -> bool:
    case, shape = name.case, text.words[first].shape
    if case == "free" or shape == "n":
        return True
    if case == "capital":
        return shape != "l" or not text.has_capitals
    if case == "common":
        return shape != "l"
    if case == "inner":
        return shape != "l" and not text.starts_sentence(first)
    if case == "upper":
        return shape == "U"
    return shape == "U" and (not text.is_shouted or "." in text.text[text.words[first].start : text.words[last].end])
