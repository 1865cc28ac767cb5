"""The mentions of a text that may be places, with what their place in the sentence says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from aggregator.tag.gazetteer import Name, gazetteer, guard_words
from aggregator.tag.guards import (
    LOCATIVE,
    UNTOLD,
    follows_place_noun,
    follows_preposition,
    guard_against,
    is_placed_by_suffix,
    local_body_after,
    words_in,
)
from aggregator.tag.matcher import OPENED, Mention, Text, find_mentions
from aggregator.text.words import fold

#: Inhabitants, in thousands, from which a town of GeoNames counts in a script without capitals, where any word may be a town's.
KNOWN_UNCASED = 100
#: Scripts without capitals.
_UNCASED = frozenset({"ka", "ar", "fa"})
#: Languages of several countries whose bodies are called alike: the Assembly, the State Council.
WITH_BODIES = frozenset({"tr", "fr"})
#: Kinds of names that say whose a body is, and what may stand between.
_OWNERS = frozenset({"name", "alias", "demonym"})
_OWNING = frozenset({" ", "'s ", "’s ", "-"})
_LOCAL_NAMES = frozenset({"name", "alias", "town", "place"})
#: Home of papers that may write of an American town without saying so.
_AMERICAN = frozenset({"usa", "north-america"})
#: Letters of the shortest Arabic verb that is taken for one.
_SHORTEST_VERB = 3
#: Countries whose towns are told apart by their state.
_WITH_STATES = frozenset({"usa", "canada", "australia"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A mention in its text, with those of the names there that may be meant."""

    field: str
    words: str
    names: tuple[Name, ...]
    regions: tuple[str, ...]  #: of the names, each once
    is_weak: bool  #: the name alone says too little
    is_located: bool  #: a word such as "in" stands before it
    after: str = ""  #: the next word, folded
    state: str | None = None  #: the country that is written beside it

    @property
    def is_sure(self) -> bool:
        """Whether it says which region is meant without any help."""
        return self.state is not None or (
            len(self.regions) == 1 and not self.is_weak and all(name.kind != "place" for name in self.names)
        )

    @property
    def is_sign(self) -> bool:
        """Whether it tells something together with others. Words that any text has do not: those of scripts without capitals,
        and German nouns."""
        name = self.names[0]
        return not (name.is_word and (name.kind == "place" or name.language in _UNCASED or name.language == "de"))


@cache
def state_marks() -> dict[str, str]:
    """Abbreviation of a state, as written without its final stop → region."""
    lists = guard_words().items()
    return {mark: name.removeprefix("marks:") for name, words in lists if name.startswith("marks:") for mark in words}


def hear(field: str, text: Text, language: str | None, persons: set[str], home: frozenset[str]) -> Iterator[Heard]:
    """The mentions of a text that no guard stops, with the names that may be meant."""
    for mention in unguarded(text, language, persons):
        names, words = mention.names, text.text[mention.start : mention.end]
        if (state := state_of(text, mention, home)) is not None:
            own = tuple(name for name in names if name.region == state)
            yield Heard(field, words, own or names[:1], (state,), is_weak=False, is_located=True, state=state)
            continue
        is_located = language in UNTOLD or follows_preposition(text, mention, language)
        if len(names) > 1:
            names = fitting_best(names, text, mention, language)
        if len(names) > 1 and any(name.is_sure for name in names):
            if seats := tuple(name for name in names if name.is_seat):
                yield Heard(field, words, seats, regions_of(seats), is_weak=False, is_located=is_located)
            names = tuple(name for name in names if name.is_sure)
        weak = is_weak(names[0], text, mention) and all(is_weak(name, text, mention) for name in names[1:])
        follows = text.neighbour(mention.last)
        after = follows.key if follows is not None else ""
        yield Heard(field, words, names, regions_of(names), is_weak=weak, is_located=is_located, after=after)


def fitting_best(names: tuple[Name, ...], text: Text, mention: Mention, language: str | None) -> tuple[Name, ...]:
    """Of names that are written alike those that the sentence leaves: Turkish ``Sudani`` is a man, and no case of Sudan, ``ნიგერია``
    Nigeria, and no case of Niger; in Arabic ``السوداني`` behind a noun is an adjective, and elsewhere that man."""
    if language != "ar":
        key = text.words[mention.first].key
        return tuple(name for name in names if fold(name.written)[0] == key) or names
    if {name.kind for name in names} != {"person", "demonym"}:
        return names
    is_behind = mention.first > 0 and text.between(mention.first) == " "
    is_noun = is_behind and text.words[mention.first - 1].key not in guard_words()["speech_arabic"]
    return tuple(name for name in names if (name.kind == "demonym") == is_noun)


def unguarded(text: Text, language: str | None, persons: set[str]) -> Iterator[Mention]:
    """The mentions that may be places. ``persons`` collects names that were found to be a person's: alone they are the same
    person's later on."""
    mentions = find_mentions(text, language, gazetteer())
    for mention, before, behind in zip(mentions, (None, *mentions), (*mentions[1:], None), strict=False):
        if not mention.names[0].region:
            if mention.names[0].kind == "somebody":
                persons.update(word.key for word in text.words[mention.first : mention.last + 1])
            continue
        if is_owned(text, mention, before) or is_of_club(text, mention, behind):
            continue
        key = text.words[mention.first].key
        guard = guard_against(text, mention, language)
        if guard == "person":
            persons.add(key)
        if guard is None and (key not in persons or follows_preposition(text, mention, language)):
            yield mention


def is_owned(text: Text, mention: Mention, before: Mention | None) -> bool:
    """Whether a body is another country's, which stands before it: ``Schwedens Reichstag``, ``the Icelandic Met Office``."""
    if mention.names[0].kind != "power" or before is None or before.last + 1 != mention.first:
        return False
    if text.between(mention.first) not in _OWNING:
        return False
    owners = {name.region for name in before.names if name.kind in _OWNERS}
    return bool(owners) and owners.isdisjoint(name.region for name in mention.names)


def is_of_club(text: Text, mention: Mention, behind: Mention | None) -> bool:
    """Whether an adjective only says where a club, a hotel or a paper is from that stands behind it: ``московский «Спартак»``."""
    after = mention.last + 1
    is_adjective = mention.names[0].kind == "town" and mention.names[0].written[0].islower()
    if not is_adjective or after >= len(text.words) or text.between(after)[-1:] not in OPENED:
        return False
    is_name = behind is not None and behind.first == after and not behind.names[0].region
    return is_name or text.words[after].key in guard_words()["before_clubs"]


def regions_of(names: tuple[Name, ...]) -> tuple[str, ...]:
    return (names[0].region,) if len(names) == 1 else tuple(dict.fromkeys(name.region for name in names))


def state_of(text: Text, mention: Mention, home: frozenset[str]) -> str | None:
    """The country that is written beside a town: ``Paris, Texas``, ``Paris, Tex.``, ``Lebanon High School``."""
    if mention.names[0].kind in _LOCAL_NAMES and home <= _AMERICAN and local_body_after(text, mention):
        return "usa"
    after = mention.last + 1
    if after >= len(text.words) or text.between(after) != ", " or text.words[after].shape in {"l", "n"}:
        return None
    word = text.words[after]
    if (region := state_marks().get(text.text[word.start : word.end].rstrip("."))) is not None:
        return region
    begun = gazetteer().phrases(word.key)
    beside = (gazetteer().name(number) for number in (begun[0] if begun else ()))
    found = next((name.region for name in beside if name.kind in {"division", "name"} and name.language == "en"), None)
    if found in {name.region for name in mention.names}:
        return found
    # "Peru, Indiana" is a town of the state; "Georgia, Alabama and Florida" are three states.
    is_country = mention.names[0].kind == "name" and mention.names[0].region != "georgia"
    return found if is_country and found in _WITH_STATES and not is_listed(text, after) else None


def is_listed(text: Text, word: int) -> bool:
    """Whether a list goes on after a word: another comma with a name, or an "and"."""
    if word + 1 >= len(text.words):
        return False
    after, gap = text.words[word + 1], text.between(word + 1)
    return after.key in {"and", "or"} or (gap == ", " and after.shape == "C")


def is_weak(name: Name, text: Text, mention: Mention) -> bool:
    """Whether a name is a word, or a person's, as far as its place in the sentence leaves open."""
    is_unknown = name.kind == "place" and name.size < KNOWN_UNCASED and name.language in {"ar", "fa"}
    if not (name.is_word or name.is_person or is_unknown):
        return False
    shape = text.words[mention.first].shape
    if shape == "n" and is_said(name, text, mention):
        return False
    if name.is_person:
        return shape == "n" or text.is_shouted
    # "The Assembly" is that of whoever is spoken of.
    if name.kind == "place" or shape == "n" or (name.kind == "power" and name.language in WITH_BODIES):
        return True
    if shape != "l" and is_acting(text, mention, name.language):
        return False
    if name.language == "de":
        return not follows_preposition(text, mention, "de")
    return shape == "l" or text.is_titled or text.is_shouted or text.starts_sentence(mention.first)


def is_acting(text: Text, mention: Mention, language: str) -> bool:
    """Whether a town is meant by what follows: ``Bath residents``, ``Tours : grève des bus``, ``Ordu’da``."""
    if is_placed_by_suffix(text, mention):
        return True
    if mention.first == 0 and language != "en" and text.behind(mention.last).strip()[:1] == ":":
        return True
    after = text.neighbour(mention.last)
    return after is not None and after.key in words_in("locals", language)


def is_said(name: Name, text: Text, mention: Mention) -> bool:
    """Whether, in a script without capitals, the words beside a name or its case tell that it is one."""
    if name.kind == "demonym" and is_adjective(name, text, mention):
        return True
    if name.kind == "person" and name.language == "ar":
        return is_doing(name, text, mention)
    return follows_place_noun(text, mention) or (
        name.language == "ka" and text.words[mention.first].key.endswith(LOCATIVE)
    )


def is_doing(name: Name, text: Text, mention: Mention) -> bool:
    """Whether an Arabic name stands where a man does something: behind such a verb, or before one at the start of a sentence."""
    if mention.first and text.words[mention.first - 1].key in guard_words()["speech_arabic"]:
        return True
    after = text.neighbour(mention.last)
    is_first = text.starts_sentence(mention.first) and name.is_person
    return is_first and after is not None and after.key.startswith("ي") and len(after.key) > _SHORTEST_VERB


def is_adjective(name: Name, text: Text, mention: Mention) -> bool:
    """Whether an Arabic or Persian adjective stands as one: with its article, or after a noun."""
    if name.language == "ar" and text.text[mention.start : mention.end].startswith(("ال", "لل", "وال", "بال")):
        return True
    return name.is_person and mention.first > 0 and text.between(mention.first) == " "
