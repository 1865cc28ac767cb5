"""Which place a name means, where it may mean several, or none.

First what is beyond doubt: names of countries and their people, governments, well-known towns. Then the rest in that light: a
town that several countries have is the one of a country that is named anyway, else that of the outlet's own country,
else the best known; a name that is a common word or a surname too counts only where something else speaks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from aggregator.model import RegionTree
from aggregator.tag.gazetteer import LARGE_TOWN, Name, guard_words
from aggregator.tag.hearing import WITH_BODIES, Heard, hear
from aggregator.tag.matcher import Text
from aggregator.tag.tree import read_table
from aggregator.text.words import words_of

#: A town of GeoNames that shares its name with others, or stands where no place would, counts alone from so many thousand
#: inhabitants on.
KNOWN_TOWN = 100
#: A town of GeoNames is meant beside a well-known one of its name only where it is not so many times smaller.
NAMESAKE = 3
#: So many times larger, a town is meant even beside towns of the other country: Dhaka, and not India's Dhāka.
FAMOUS = 100
#: Kinds of names that say in which part of a country something is.
_LOCAL = frozenset({"town", "division"})


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


@cache
def contexts() -> dict[str, Context]:
    """Region id → what decides about it."""
    return {
        region: Context(_keys(against), _keys(pro), instead)
        for region, against, pro, instead in read_table("context.tsv")
    }


def _keys(words: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(words))


def find_placed(
    texts: Mapping[str, Text], language: str | None, tree: RegionTree, home: frozenset[str]
) -> tuple[Placed, ...]:
    """The regions that texts name, each mention with its proof, in the order of the texts.

    ``home`` holds regions that are meant where a name is shared: a paper from Tbilisi means its own Georgia.
    """
    persons: set[str] = set()
    heard = [one for field, text in texts.items() for one in hear(field, text, language, persons, home)]
    if not heard:
        return ()
    heard = followed(heard)
    keys = words_around(texts) if needs_context(heard) else {}
    sure = [(one.state or meant(one.regions[0], one, keys, home), one) for one in heard if one.is_sure]
    named = dict(sure)
    weak = {(region, one.words) for one in heard if one.is_weak and one.is_sign for region in one.regions}
    scene = Scene(
        around=frozenset(region for name in named for region in tree.closure(name)),
        local=frozenset(
            name for name, one in sure if one.state or one.names[0].kind in _LOCAL or name != one.regions[0]
        ),
        others=frozenset(name for name, one in named.items() if not one.names[0].is_seat),
        weak=Counter(region for region, _ in weak) if weak else {},
        keys=keys,
        home=home,
    )
    return tuple(found for one in heard if (found := scene.place(one)) is not None)


def followed(heard: list[Heard]) -> list[Heard]:
    """The mentions, with the state of a name wherever it is named again: "Peru, Ind." and then "the Peru council"."""
    states = {one.words.lower(): one.state for one in heard if one.state is not None}
    return [
        replace(one, state=state) if one.state is None and (state := states.get(one.words.lower())) is not None else one
        for one in heard
    ] if states else heard  # fmt: skip


def needs_context(heard: list[Heard]) -> bool:
    """Whether some name is one that the words around it decide."""
    return any(region in contexts() for one in heard for region in one.regions)


def words_around(texts: Mapping[str, Text]) -> dict[str, frozenset[str]]:
    """Field → the words that decide about a name in it: of title and lead; for what the body names, of the whole text."""
    head = frozenset[str]().union(*(text.keys for field, text in texts.items() if field != "content"))
    return {field: head | text.keys for field, text in texts.items()}


def meant(region: str, one: Heard, keys: Mapping[str, frozenset[str]], home: frozenset[str]) -> str:
    """The region, or the other one of its name where the text speaks of that."""
    context = contexts().get(region)
    kinds = {name.kind for name in one.names if name.region == region}
    if context is None or region in home or kinds.isdisjoint({"name", "alias", "demonym"}):
        return region
    around = keys[one.field]
    if context.against.isdisjoint(around) or not context.pro.isdisjoint(around):
        return region
    return region if context.instead == "none" and one.after in guard_words()["acts"] else context.instead


def is_namesake(region: str, names: tuple[Name, ...], times: int = NAMESAKE) -> bool:
    """Whether a region has only a small town of a name that a far larger one bears: an envoy in Moscow is not in Idaho."""
    own = max((name.size for name in names if name.region == region and name.kind == "place"), default=None)
    is_only_place = all(name.kind == "place" for name in names if name.region == region)
    return own is not None and is_only_place and any(name.kind == "town" and name.size > times * own for name in names)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is beyond doubt in an item: the light in which the rest is seen."""

    around: frozenset[str]  #: the regions that are named for sure, and all above them
    local: frozenset[str]  #: those of which a town or a part is named
    others: frozenset[str]  #: those that are named for sure, without towns where others only meet
    weak: Mapping[str, int]  #: how many different weak names each region has
    keys: Mapping[str, frozenset[str]]  #: field → words around, where some name needs them
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
        other = meant(region, one, self.keys, self.home)
        if other == "none":
            return None
        if other != region:
            region, rule = other, "by the words around it"
        return Placed(one.field, one.words, name, region, rule)

    def _decide(self, one: Heard) -> tuple[str, str] | None:
        if not one.is_weak and one.is_sure:
            # Where others are spoken of, Geneva is only where they meet.
            is_venue = one.names[0].is_seat and one.regions[0] not in self.home and self.others - {one.regions[0]}
            return None if is_venue else (one.regions[0], one.names[0].kind)
        is_place = all(name.kind == "place" for name in one.names)
        for region in one.regions:
            times = FAMOUS if region in self.local else NAMESAKE
            is_near = region in self.home or not is_namesake(region, one.names, times)
            if region in self.around and is_near:
                # A town that is a word too would add nothing to a country that is named anyway but a silly proof.
                return None if one.is_weak and is_place else (region, "named beside it")
        if one.is_weak and one.names[0].kind == "power" and one.names[0].language in WITH_BODIES:
            # Where another country is spoken of, "the Assembly" is that one's.
            return None if self.others else (one.regions[0], "of no other country")
        for region in one.regions:
            if region in self.home:
                return region, "of the source's country"
        if one.is_weak:
            likely = (name.region for name in one.names if name.kind != "place" and self.weak.get(name.region, 0) > 1)
            found = next(likely, None) if one.is_sign else None
            return (found, "several signs") if found is not None else None
        best = max(one.names, key=lambda name: (name.kind != "place", name.size))
        if best.is_seat and self.others - {best.region}:
            return None
        if is_place and best.size < KNOWN_TOWN and (len(one.regions) > 1 or not one.is_located):
            return None
        if is_place and self.home and best.size < LARGE_TOWN:
            return None  # a local paper means a small place nearby that no list has
        return best.region, "town" if len(one.regions) == 1 else "best known of the name"
