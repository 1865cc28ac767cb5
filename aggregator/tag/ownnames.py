"""Names that a configuration gives its regions, language by language, found in the forms that a sentence gives them.

They follow the rules of the packaged table: its endings, its letter case (a name with a capital is no word without one), its
languages (a Russian name is looked for in Russian texts, and in those whose language is not known) and its guards (Anne
Colchis, FC Colchis and a dateline name no region).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from aggregator.model import Region
from aggregator.tag.endings import forms_of
from aggregator.tag.gazetteer import Name
from aggregator.tag.guards import guard_against
from aggregator.tag.matcher import Mention, Text
from aggregator.text.words import words_of

#: An acronym this short must be in capitals, and does not change.
_SHORTENED = 3


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name, ready to be looked for."""

    name: Name
    words: tuple[frozenset[str], ...]  #: the forms of each of its words, folded

    def find(self, text: Text, language: str | None) -> str | None:
        """The words of the text that name the region first, as they stand there; None when there are none."""
        if not self.name.is_of(language) or any(forms.isdisjoint(text.keys) for forms in self.words):
            return None
        for first in range(len(text.words) - len(self.words) + 1):
            if self._is_at(text, first):
                last = first + len(self.words) - 1
                mention = Mention((self.name,), first, last, text.words[first].start, text.words[last].end)
                if guard_against(text, mention, language) is None:
                    return text.text[mention.start : mention.end]
        return None

    @property
    def row(self) -> str:
        """The row as evidence shows it: there is none in the table."""
        return f"{self.name.region}: {self.name.written} ({self.name.language}, own name)"

    def _is_at(self, text: Text, place: int) -> bool:
        return self._is_case_right(text, place) and all(
            text.words[place + offset].key in forms and (offset == 0 or text.is_joined(place + offset))
            for offset, forms in enumerate(self.words)
        )

    def _is_case_right(self, text: Text, place: int) -> bool:
        shape = text.words[place].shape
        if shape == "n" or self.name.case == "free":
            return True
        return shape == "U" if self.name.case == "upper" else shape != "l" or not text.has_capitals


@lru_cache(maxsize=1024)
def own_names(region_id: str, names: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[OwnName, ...]:
    """The names of a region as `OwnName`; what has no word in it is left out."""
    found = (own_name(region_id, language, written) for language, some in names for written in some)
    return tuple(one for one in found if one.words)


def own_name(region_id: str, language: str, written: str) -> OwnName:
    """One name."""
    is_acronym = written.isupper() and len(written) <= _SHORTENED
    case = "upper" if is_acronym else "capital" if written[:1].isupper() else "free"
    name = Name(
        region_id, language, "alias", case, is_own=False, is_word=False, is_person=False, is_seat=False, is_sure=True, size=0,
        written=written,
    )  # fmt: skip
    pairs = ((word.key, written[word.start : word.end]) for word in words_of(written))
    return OwnName(
        name,
        tuple(frozenset({key}) if is_acronym else forms_of(key, as_written, language) for key, as_written in pairs),
    )


def find_own_name(region: Region, text: Text, language: str | None) -> tuple[str, str] | None:
    """The first of a region's own names that is in the text: the words found, and the row that evidence shows."""
    for one in own_names(region.id, region.names):
        words = one.find(text, language)
        if words is not None:
            return words, one.row
    return None
