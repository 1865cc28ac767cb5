"""Which place a name means, where it may mean several, or none.

First what is beyond doubt: names of countries and their people, governments, well-known towns. Then the rest in that light: a
town that several countries have is the one of a country that is named anyway, else that of the outlet's own country,
else the best known; a name that is a common word or a surname too counts only where something else speaks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from aggregator.model import RegionTree
from aggregator.tag.gazetteer import Name, gazetteer, guard_words
from aggregator.tag.guards import guard_against
from aggregator.tag.matcher import Mention, Text, find_mentions
from aggregator.tag.tree import read_table
from aggregator.text.words import words_of

#: A town of GeoNames that shares its name with others, or stands where no place would, counts alone from so many thousand
#: inhabitants on.
KNOWN_TOWN = 100
#: In a script without capitals, where any word may be a town's.
KNOWN_UNCASED = 300
#: Words that stand before places, folded.
_PREPOSITIONS = {
    "en": frozenset(["in", "at", "near", "from", "outside", "around", "across", "to", "into", "of", "off"]),
    "ru": frozenset(["в", "во", "из", "под", "у", "на", "близ", "около", "до", "к", "ко", "через", "за", "над"]),
    "uk": frozenset(["в", "у", "з", "із", "зі", "під", "біля", "на", "до", "через", "за", "над"]),
    "de": frozenset(["in", "aus", "nach", "bei", "von", "um", "gegen", "zu", "bis"]),
    "fr": frozenset(["a", "de", "en", "vers", "pres", "d"]),
    "es": frozenset(["en", "de", "desde", "a", "hacia", "cerca"]),
}
#: After these a German noun may be a town; all nouns have capitals.
_GERMAN_PLACES = frozenset({"in", "aus", "nach", "bei", "von", "um", "gegen"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention that means a region, and the rule that let it pass."""

    field: str
    words: str
    name: Name
    region: str
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """Words that decide about one region, folded, and the region that is meant where they speak against it."""

    against: frozenset[str]
    pro: frozenset[str]
    instead: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A mention in its text, with those of the names there that may be meant."""

    field: str
    words: str
    names: tuple[Name, ...]
    regions: tuple[str, ...]  #: of the names, each once
    is_weak: bool  #: the name alone says too little
    is_located: bool  #: a word such as "in" stands before it
    state: str | None = None  #: the country that is written beside it

    @property
    def is_sure(self) -> bool:
        """Whether it says which region is meant without any help."""
        return self.state is not None or (
            len(self.regions) == 1 and not self.is_weak and all(name.kind != "place" for name in self.names)
        )


@cache
def contexts() -> dict[str, Context]:
    """Region id → what decides about it."""
    return {
        region: Context(_keys(against), _keys(pro), instead)
        for region, against, pro, instead in read_table("context.tsv")
    }


def _keys(words: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(words))


@cache
def state_marks() -> dict[str, str]:
    """Abbreviation of a state, as written without its final stop → region."""
    lists = guard_words().items()
    return {mark: name.removeprefix("marks:") for name, words in lists if name.startswith("marks:") for mark in words}


def find_placed(
    texts: Mapping[str, Text], language: str | None, tree: RegionTree, home: frozenset[str]
) -> tuple[Placed, ...]:
    """The regions that texts name, each mention with its proof, in the order of the texts.

    ``home`` holds regions that are meant where a name is shared: a paper from Tbilisi means its own Georgia.
    """
    persons: set[str] = set()
    heard = [one for field, text in texts.items() for one in hear(field, text, language, persons)]
    if not heard:
        return ()
    keys = frozenset[str]().union(*(text.keys for text in texts.values())) if needs_context(heard) else frozenset()
    named = {one.state or meant(one.regions[0], one.names[0], keys, home): one for one in heard if one.is_sure}
    scene = Scene(
        around=frozenset(region for name in named for region in tree.closure(name)),
        others=frozenset(name for name, one in named.items() if not one.names[0].is_seat),
        weak=Counter(
            region for region, _ in {(region, one.words) for one in heard if one.is_weak for region in one.regions}
        ),
        keys=keys,
        home=home,
    )
    return tuple(found for one in heard if (found := scene.place(one)) is not None)


def needs_context(heard: list[Heard]) -> bool:
    """Whether some name is one that the words around it decide."""
    return any(region in contexts() for one in heard for region in one.regions)


def meant(region: str, name: Name, keys: frozenset[str], home: frozenset[str]) -> str:
    """The region, or the other one of its name where the text speaks of that."""
    context = contexts().get(region)
    if context is None or region in home or name.kind not in {"name", "alias", "demonym"}:
        return region
    if context.against.isdisjoint(keys) or not context.pro.isdisjoint(keys):
        return region
    return context.instead


def hear(field: str, text: Text, language: str | None, persons: set[str]) -> Iterator[Heard]:
    """The mentions of a text that no guard stops. ``persons`` collects names that were found to be a person's: alone they are
    the same person's later on."""
    for mention in find_mentions(text, language, gazetteer()):
        if not mention.names[0].region:
            if mention.names[0].kind == "somebody":
                persons.update(word.key for word in text.words[mention.first : mention.last + 1])
            continue
        key = text.words[mention.first].key
        guard = guard_against(text, mention)
        if guard == "person":
            persons.add(key)
        if guard is not None or (key in persons and not is_located_person(text, mention, language)):
            continue
        names = mention.names
        words = text.text[mention.start : mention.end]
        state, is_mark = state_after(text, mention)
        if state is not None:
            own = tuple(name for name in names if name.region == state)
            if own or is_mark:
                yield Heard(field, words, own or names[:1], (state,), is_weak=False, is_located=True, state=state)
                continue
        is_located = is_after_preposition(text, mention, language)
        if len(names) > 1 and any(name.is_sure for name in names):
            if seats := tuple(name for name in names if name.is_seat):
                yield Heard(field, words, seats, regions_of(seats), is_weak=False, is_located=is_located)
            names = tuple(name for name in names if name.is_sure)
        weak = all(is_weak(name, text, mention) for name in names)
        yield Heard(field, words, names, regions_of(names), is_weak=weak, is_located=is_located)


def is_located_person(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a word that was a person's name before is a place all the same: "London was born in London"."""
    return (language or "en") in _PREPOSITIONS and is_after_preposition(text, mention, language)


def is_after_preposition(text: Text, mention: Mention, language: str | None) -> bool:
    """Whether a word stands before a name that stands before places; True in languages that have endings instead."""
    prepositions = _PREPOSITIONS.get(language or "en")
    return prepositions is None or (mention.first > 0 and text.words[mention.first - 1].key in prepositions)


def regions_of(names: tuple[Name, ...]) -> tuple[str, ...]:
    return (names[0].region,) if len(names) == 1 else tuple(dict.fromkeys(name.region for name in names))


def state_after(text: Text, mention: Mention) -> tuple[str | None, bool]:
    """The country of a state that follows after a comma (``Paris, Texas``), and whether it is abbreviated (``Paris, Tex.``)."""
    after = mention.last + 1
    if after >= len(text.words) or text.between(after) != ", " or text.words[after].shape in {"l", "n"}:
        return None, False
    word = text.words[after]
    mark = text.text[word.start : word.end].rstrip(".")
    if (region := state_marks().get(mark)) is not None:
        return region, True
    table = gazetteer()
    begun = table.phrases(word.key)
    names = (table.name(number) for number in (begun[0] if begun else ()))
    found = (name.region for name in names if name.kind in {"division", "name"} and name.language == "en")
    return next(found, None), False


def is_weak(name: Name, text: Text, mention: Mention) -> bool:
    """Whether a name is a word, or a person's, as far as its place in the sentence leaves open."""
    if name.kind == "place" and name.size < KNOWN_UNCASED and name.language in {"ar", "fa"}:
        return True
    if not (name.is_word or name.is_person):
        return False
    shape = text.words[mention.first].shape
    if shape == "n" and name.kind == "demonym" and is_adjective(name, text, mention):
        return False
    if name.is_person:
        return shape == "n" or text.is_shouted
    if name.kind == "place" or shape == "n":
        return True
    if name.language == "de":
        return mention.first == 0 or text.words[mention.first - 1].key not in _GERMAN_PLACES
    return shape == "l" or text.is_titled or text.is_shouted or text.starts_sentence(mention.first)


def is_adjective(name: Name, text: Text, mention: Mention) -> bool:
    """Whether an Arabic or Persian adjective stands as one: with its article, or after a noun."""
    if name.language == "ar" and text.text[mention.start : mention.end].startswith(("ال", "لل", "وال", "بال")):
        return True
    return name.is_person and mention.first > 0 and text.between(mention.first) == " "


@dataclass(frozen=True, slots=True)
class Scene:
    """What is beyond doubt in an item: the light in which the rest is seen."""

    around: frozenset[str]  #: the regions that are named for sure, and all above them
    others: frozenset[str]  #: those that are named for sure, without towns where others only meet
    weak: Mapping[str, int]  #: how many different weak names each region has
    keys: frozenset[str]  #: the words of all texts, where some name needs them
    home: frozenset[str]

    def place(self, one: Heard) -> Placed | None:
        """What a mention means; None when it is not enough to tell."""
        if one.state is not None:
            return Placed(one.field, one.words, one.names[0], one.state, "with its state")
        decided = self._decide(one)
        if decided is None:
            return None
        region, rule = decided
        name = next((name for name in one.names if name.region == region), one.names[0])
        other = meant(region, name, self.keys, self.home)
        if other == "none":
            return None
        if other != region:
            region, rule = other, "by the words around it"
        return Placed(one.field, one.words, name, region, rule)

    def _decide(self, one: Heard) -> tuple[str, str] | None:
        if not one.is_weak and one.is_sure:
            # Where others are spoken of, Geneva is only where they meet.
            is_venue = one.names[0].is_seat and self.others - {one.regions[0]}
            return None if is_venue else (one.regions[0], one.names[0].kind)
        is_place = all(name.kind == "place" for name in one.names)
        for region in one.regions:
            if region in self.around:
                # A town that is a word too would add nothing to a country that is named anyway but a silly proof.
                return None if one.is_weak and is_place else (region, "named beside it")
        for region in one.regions:
            if region in self.home:
                return region, "of the source's country"
        if one.is_weak:
            likely = (name.region for name in one.names if name.kind != "place" and self.weak[name.region] > 1)
            found = next(likely, None)
            return (found, "several signs") if found is not None else None
        best = max(one.names, key=lambda name: (name.kind != "place", name.size))
        if is_place and best.size < KNOWN_TOWN and (len(one.regions) > 1 or not one.is_located):
            return None
        return best.region, "town" if len(one.regions) == 1 else "best known of the name"
