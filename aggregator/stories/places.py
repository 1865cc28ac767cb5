"""Places of an item by the names the tagger found, in a spelling that all languages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from aggregator.model import Tag
from aggregator.stories.stems import skeleton
from aggregator.text.words import fold_letters, words_of

#: Rows of the tagger's tables that stand for a place on the ground, and those that stand for a country itself.
_PLACES = frozenset({"town", "division", "place"})
_COUNTRIES = frozenset({"name", "alias", "demonym", "half"})
#: Where so much happens that it tells nothing.
_TOO_WIDE = frozenset(
    {"europe", "asia", "africa", "eurasia", "north-america", "latin-america", "south-america", "oceania", "world"}
)
#: What stands beside the name of a province, and tells nothing.
_BESIDE = frozenset({
    "region", "oblast", "province", "district", "county", "область", "край", "района", "район", "провинция",
    "регион", "регіон", "provinz", "kanton", "gebiet", "vilayeti", "rayonu", "ili", "eyaleti", "provincia",
    "محافظه", "اقليم", "استان", "ოლქი", "რეგიონი", "მხარე", "მარზი", "մարզ", "շրջան",
})  # fmt: skip
#: Towns where so much of a country's news is said to happen that naming one tells little.
_SEATS = {
    "georgia": "Tbilisi", "armenia": "Yerevan", "azerbaijan": "Baku", "russia": "Moscow Moskva Petersburg", "ukraine": "Kyiv Kiev",
    "belarus": "Minsk", "turkey": "Ankara Istanbul", "iran": "Tehran", "iraq": "Baghdad", "israel": "Jerusalem", "syria": "Damascus",
    "usa": "Washington York", "uk": "London", "france": "Paris", "germany": "Berlin", "spain": "Madrid", "italy": "Rome Roma",
    "china": "Beijing Pekin", "kazakhstan": "Astana Almaty", "uzbekistan": "Tashkent", "poland": "Warsaw Warszawa Warschau",
    "belgium": "Brussels Bruxelles", "egypt": "Cairo", "japan": "Tokyo", "india": "Delhi", "moldova": "Chisinau",
    "greece": "Athens Athen",
    "kyrgyzstan": "Bishkek", "tajikistan": "Dushanbe", "turkmenistan": "Ashgabat", "lebanon": "Beirut", "saudi-arabia": "Riyadh",
    "mexico": "Mexico", "argentina": "Aires", "hungary": "Budapest", "romania": "Bucharest", "austria": "Vienna Wien",
}  # fmt: skip


_BEGINNING, _LIKELY, _LONGEST_ARTICLE = 2, 3, 4
#: Language → how adjectives and peoples of towns end, folded → how many consonants of the ending may be no part of the town's name.
_ENDINGS: dict[str, dict[str, tuple[int, ...]]] = {
    "ru": {"сский": (1,), "цкий": (0,), "ский": (0, 2), "цы": (0, 1)},
    "uk": {"ський": (0, 2), "ці": (0, 1)},
    "de": {"ner": (1, 2), "er": (1,), "en": (0, 1)}, "tr": {"li": (0, 1), "lu": (0, 1)}, "az": {"li": (0, 1), "lu": (0, 1)},
    "ka": {"ელი": (1,), "ელები": (1,)}, "hy": {"ցի": (1,)},
}  # fmt: skip
#: Adjectives of towns that follow no rule say only how the name may begin.
_FREE_ADJECTIVES = frozenset({"fr", "es"})
#: Countries whose towns keep their own spelling in the Latin letters of other languages.
_OWN_SPELLING = {
    "turkey": "tr",
    "azerbaijan": "az",
    "germany": "de",
    "austria": "de",
    "france": "fr",
    "spain": "es",
    "mexico": "es",
}


class Place(NamedTuple):
    """A place in the spelling of all languages: ``azerbaijan smk`` for Shamakhi, Шемаха and شماخی."""

    names: tuple[str, ...]  #: word by word where it has several: ``Верхний Ларс`` is Larsi
    is_seat: bool
    likely: tuple[
        str, ...
    ]  #: how it may begin, however it is spelled: what has none of these in common is another place


@dataclass(slots=True)
class Named:
    """What the tagger found in an item."""

    places: dict[str, set[Place]] = field(default_factory=lambda: {"title": set(), "text": set()})
    countries: dict[str, set[str]] = field(default_factory=lambda: {"title": set(), "text": set()})
    areas: dict[str, set[str]] = field(
        default_factory=lambda: {"title": set(), "text": set()}
    )  #: named, and in no country
    words: set[str] = field(default_factory=set)  #: folded, that are names of countries and places and nothing else
    towns: set[str] = field(default_factory=set)  #: those of them that name a place that is no capital


def named_by(tags: Sequence[Tag]) -> Named:
    """Places and countries of title and text, and the words that name them."""
    named = Named()
    in_countries = {
        evidence.row.removeprefix("by ") for tag in tags if tag.scheme == "country" for evidence in tag.evidence
    }
    for tag in tags:
        if tag.scheme == "country" and tag.weight == "about":
            where = "title" if any(evidence.field == "title" for evidence in tag.evidence) else "text"
            named.countries[where].add(tag.term)
        if tag.scheme != "region":
            continue
        for evidence in tag.evidence:
            kind = _kind(evidence.row)
            if kind in _COUNTRIES and tag.term not in in_countries and tag.term not in _TOO_WIDE:
                named.areas["title" if evidence.field == "title" else "text"].add(tag.term)
            if kind in _PLACES:
                place = _place(tag.term, evidence.row)
                named.places["title" if evidence.field == "title" else "text"].add(place)
                if not place.is_seat:
                    named.towns.update(word.key for word in words_of(evidence.words))
            if kind in _PLACES or kind in _COUNTRIES:
                named.words.update(word.key for word in words_of(evidence.words))
    return named


def _kind(row: str) -> str:
    """``azerbaijan: Шемаха (ru, town)`` → ``town``; "" for what follows from another region."""
    _, mark, rest = row.rpartition(" (")
    return rest.partition(", ")[2].partition(")")[0] if mark else ""


@lru_cache(maxsize=16_384)
def _place(region: str, row: str) -> Place:
    name, _, kind = row.partition(": ")[2].rpartition(" (")
    language = kind.partition(",")[0]
    if "place" in kind and language == "en":
        language = _OWN_SPELLING.get(region, language)
    words = [fold_letters(word) for word in name.replace("-", " ").split()]
    words = [_without_article(word, language) for word in words]
    kept = [word for word in words if word not in _BESIDE] or words
    consonants = [skeleton(word, language) or word for word in kept]
    is_adjective = name[0].islower() and language in _FREE_ADJECTIVES
    spellings = [*consonants[:-1], *_of_town(consonants[-1], kept[-1], language)]
    return Place(
        ()
        if is_adjective
        else tuple(f"{region} {part}" for part in spellings if len(part) > _BEGINNING or len(kept) == 1),
        any(part in _seats(region) for part in spellings),
        tuple(f"{region} {part[:_LIKELY]}" for part in consonants),
    )


def _without_article(word: str, language: str) -> str:
    return word.removeprefix("ال") if language == "ar" and len(word) > _LONGEST_ARTICLE else word


def _of_town(consonants: str, word: str, language: str) -> list[str]:
    """The skeletons of towns that an adjective or a people may be called after: ``самарский`` is of Самара, ``минский`` of Минск.

    A town whose name ends like one of these is cut too, always alike.
    """
    for ending, cuts in _ENDINGS.get(language, {}).items():
        if word.endswith(ending) and len(consonants) - max(cuts) >= _BEGINNING:
            return [consonants[: len(consonants) - cut] for cut in cuts]
    return [consonants]


@cache
def _seats(region: str) -> frozenset[str]:
    return frozenset(skeleton(fold_letters(name), "en") for name in _SEATS.get(region, "").split())
