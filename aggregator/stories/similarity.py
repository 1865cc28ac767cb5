"""Whether two items tell one event, judged by these two alone.

*Shared* keys are weighed: a place, a telling number or a name weighs more than a word, a word more than a country.
What counts is how much two items share in all, and how much of the better matched title the other item knows: an
aggregator's long title is not held against it, nor a title against a rewrite whose lead says the same. What
*contradicts* is weighed too, and some of it rules a pair out: countries that differ, places that differ, numbers that
differ, other days in the titles. Two earthquakes of one day share all but that.

Between two languages only keys that have no language count, and what is shared must be firm: what happened, with enough of
where, who and how many, a place or a telling number, a name and its country, or three countries. Else they stay apart.

All of it is symmetric, needs no store and no clock, and never changes when other items come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from aggregator.model import Signature
from aggregator.stories.signature import HASH_BITS, Kind, hash_of, home_of, key_of, kind_of

#: What a shared key of a kind weighs, in hundredths: whole numbers, so that sums are the same in any order.
_WEIGHTS: dict[Kind, int] = {
    Kind.SHORT_WORD: 50, Kind.WORD: 90, Kind.LONG_WORD: 100, Kind.COMMON: 35, Kind.CONCEPT: 80, Kind.EVENT: 90, Kind.FORM: 25,
    Kind.COUNTRY: 50, Kind.PLACE: 90, Kind.SEAT: 70, Kind.AREA: 100, Kind.NAME: 25, Kind.SHORT_NAME: 20,
    Kind.SMALL: 40, Kind.ROUND: 60, Kind.LARGE: 90, Kind.USUAL: 90, Kind.TELLING: 130, Kind.YEAR: 20,
}  # fmt: skip
_BY_KIND = [_WEIGHTS.get(kind, 0) for kind in Kind]
#: Between two languages a name stands for its word as well.
_ACROSS = [*_BY_KIND]
_ACROSS[Kind.NAME], _ACROSS[Kind.SHORT_NAME] = 120, 50
_ACROSS[Kind.PLACE], _ACROSS[Kind.LIKELY_PLACE] = 90, 60
#: A second place that two items share weighs so much less: London, Ontario is one place.
_FURTHER_PLACE = 0.8
#: A shared key counts so many hundredths of what it weighs: in leads only, in one title, in both.
_IN_TITLES = (70, 100, 125)
_LANGUAGELESS = frozenset({
    Kind.CONCEPT, Kind.EVENT, Kind.COUNTRY, Kind.PLACE, Kind.LIKELY_PLACE, Kind.SEAT, Kind.AREA, Kind.NAME, Kind.SHORT_NAME,
    Kind.SMALL, Kind.ROUND, Kind.LARGE, Kind.USUAL, Kind.TELLING, Kind.YEAR,
})  # fmt: skip


class _Scale(NamedTuple):
    """What makes a pair one event."""

    weights: list[int]  #: by kind
    shared: float  #: so much is shared
    likeness: float  #: and so much it is in all, with the title
    title: float  #: what it adds that all of the title is shared


_WITHIN = _Scale(_BY_KIND, 2.7, 4.9, 3.0)
_BETWEEN = _Scale(_ACROSS, 2.6, 4.2, 2.0)  #: two languages
_FEWEST_KEYS = 3
#: How far a shared key ties what happened to one event.
_FIRM: dict[int, float] = {
    Kind.PLACE: 1.5, Kind.LIKELY_PLACE: 0.5, Kind.SEAT: 0.5, Kind.AREA: 0.9, Kind.NAME: 1, Kind.SHORT_NAME: 0.5,
    Kind.TELLING: 1.5, Kind.USUAL: 1, Kind.LARGE: 1, Kind.ROUND: 0.7, Kind.SMALL: 0.2,
}  # fmt: skip
#: One country or two; and any concept at all: parliament and law are no more than one of them.
_FIRM_COUNTRIES, _FIRM_CONCEPT, _FIRMEST = (0.0, 0.9, 1.2), 0.4, 1.4
_TIED_BY_COUNTRIES, _SAME_COUNTRIES = 2.4, 0.8
#: Of the title share, so much is that of the less well matched title.
_OTHER_TITLE = 0.3
#: Titles that weigh less tell nothing to join by.
_LIGHTEST_TITLE = 120

# Hours: within the first nothing changes, each further one asks for more, after the last nothing joins.
_NEAR, _FAR, _PER_HOUR = 12.0, 60.0, 0.06
_SERIES_NEAR = 16.0
#: Two items of one outlet are two events unless they are very much alike: whoever has told it tells what is new. The same title
#: again is the same news for an hour, and another alert after that.
_SAME_OUTLET, _SAME_TITLE_AGAIN = 2.5, 1.0
# What contradictions cost.
_OTHER_PLACES, _OTHER_EVENT, _OTHER_SMALL, _OTHER_ROUND, _OTHER_NUMBERS, _OTHER_WEEKDAY = 3.0, 0.8, 1.2, 1.2, 0.8, 2.0
_OTHER_COUNTRY, _OTHER_NAME, _SAME_BUT_FOR_NAMES, _OPPOSITE = 3.0, 1.6, 4.0, 0.8
_NEARLY_SAME = 0.6
_OPPOSITES = (
    (key_of(Kind.CONCEPT, "raise"), key_of(Kind.CONCEPT, "fall")),
    (key_of(Kind.CONCEPT, "keep"), key_of(Kind.CONCEPT, "raise")),
    (key_of(Kind.CONCEPT, "keep"), key_of(Kind.CONCEPT, "fall")),
    (key_of(Kind.EVENT, "open"), key_of(Kind.EVENT, "close")),
    (key_of(Kind.EVENT, "arrest"), key_of(Kind.EVENT, "release")),
    (key_of(Kind.EVENT, "begin"), key_of(Kind.EVENT, "end")),
)
_NAMES = frozenset({Kind.NAME, Kind.SHORT_NAME})
_SEATS = frozenset({Kind.SEAT, Kind.LIKELY_SEAT})
_PLACE, _COUNTRY = int(Kind.PLACE), int(Kind.COUNTRY)


class Face:
    """A signature made ready to be compared with many; parts are made when they are first asked for."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature

    @cached_property
    def weight(self) -> int:
        """Of the title, in hundredths."""
        return _weight(self.signature.title, _BY_KIND)

    @cached_property
    def across(self) -> frozenset[int]:
        """What of it has no language, and the country that goes without saying."""
        found = [key for key in self.signature.keys if key >> HASH_BITS in _LANGUAGELESS]
        return frozenset(found if self.countries else [*found, *home_of(self.signature.language)])

    @cached_property
    def weight_across(self) -> int:
        """Of what of the title has no language."""
        return _weight(self.signature.title & self.across, _ACROSS)

    @cached_property
    def title(self) -> dict[int, set[int]]:
        """Kind → keys of the title, of the kinds that can contradict."""
        return _by_kind(self.signature.title)

    @cached_property
    def whole(self) -> dict[int, set[int]]:
        """The same for title and lead."""
        return _by_kind(self.signature.keys)

    @cached_property
    def countries(self) -> frozenset[int]:
        """What it is about."""
        return frozenset(key for key in self.signature.keys if key >> HASH_BITS == _COUNTRY)

    @cached_property
    def names(self) -> frozenset[int]:
        """What may be names, by their hashes."""
        return frozenset(hash_of(key) for key in self.signature.keys if kind_of(key) in _NAMES)


_FIGURES = (Kind.ROUND, Kind.LARGE, Kind.USUAL, Kind.TELLING)
_COUNTED = (Kind.SMALL, *_FIGURES)
_CONTRADICTING = frozenset({
    Kind.COUNTRY, Kind.PLACE, Kind.SEAT, Kind.LIKELY_PLACE, Kind.LIKELY_SEAT, Kind.SURE_NAME, Kind.EVENT, Kind.SMALL, Kind.ROUND,
    Kind.LARGE, Kind.USUAL, Kind.TELLING, Kind.DATE, Kind.WEEKDAY,
})  # fmt: skip
_NOTHING: frozenset[int] = frozenset()


def _weight(keys: Iterable[int], weights: list[int]) -> int:
    return sum([weights[key >> HASH_BITS] for key in keys])


def _by_kind(keys: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for key in keys:
        kind = key >> HASH_BITS
        if kind in _CONTRADICTING:
            found.setdefault(kind, set()).add(key)
    return found


def are_one_event(a: Face, b: Face, hours: float, *, same_outlet: bool) -> bool:
    """Whether two items, so many hours apart, tell one event. Only asked of two that share keys that find items."""
    hours = abs(hours)
    if hours > _FAR:
        return False
    one, other = a.signature, b.signature
    if one.is_series or other.is_series:
        return (
            one.is_series and other.is_series and not same_outlet and hours <= _SERIES_NEAR and one.same[:1] == other.same[:1] != ()
            and not _rules_out(a, b)
        )  # fmt: skip
    if not is_telling(a) or not is_telling(b):
        return False
    if same_outlet and _differ(a, b, _COUNTED):
        return False
    if (one.text and one.text == other.text) or any(same in other.same for same in one.same):
        return hours <= (_SAME_TITLE_AGAIN if same_outlet else _FAR / 2) and not _rules_out(a, b)
    asked = max(0.0, hours - _NEAR) * _PER_HOUR + (_SAME_OUTLET if same_outlet else 0.0)
    return likeness(a, b) >= asked and not _rules_out(a, b)


def is_telling(face: Face) -> bool:
    """Whether a title says enough to be joined by."""
    return face.weight >= _LIGHTEST_TITLE


def likeness(a: Face, b: Face) -> float:
    """How much two items are alike, above (or below) what makes them one event."""
    one, other = a.signature, b.signature
    if one.language == other.language:
        return _likeness(a, b, one.keys & other.keys, (a.weight, b.weight), _WITHIN)
    return _likeness(a, b, a.across & b.across, (a.weight_across, b.weight_across), _BETWEEN)


def _likeness(a: Face, b: Face, both: frozenset[int], titles: tuple[int, int], scale: _Scale) -> float:
    unlike = -scale.likeness
    if len(both) < _FEWEST_KEYS:
        return unlike
    first, second, weights = a.signature.title, b.signature.title, scale.weights
    weight = in_first = in_second = 0
    for key in both:
        own = weights[key >> HASH_BITS]
        is_in_first, is_in_second = key in first, key in second
        weight += own * _IN_TITLES[is_in_first + is_in_second]
        if is_in_first:
            in_first += own
        if is_in_second:
            in_second += own
    shared = weight / 10_000
    covered = in_first / (titles[0] or 1), in_second / (titles[1] or 1)
    for_titles = scale.title * _share(*covered)
    asked = max(scale.shared, scale.likeness - for_titles)
    if shared + _SAME_COUNTRIES < asked:
        return unlike
    shared += _for_places(both, a, b)
    is_within = scale is _WITHIN
    if shared < asked or not (is_within or _is_firm(both, _countries(a, b)[0])):
        return unlike
    found = shared + for_titles - scale.likeness
    return found - _cost(a, b) - _cost_of_names(a, b, min(covered) if is_within else 0.0)


def _is_firm(both: Iterable[int], countries: float) -> bool:
    """Whether what two items of two languages share ties it to one event: what happened, and enough of where, who and how many."""
    kinds = Counter(kind_of(key) for key in both)
    if not kinds[Kind.CONCEPT] + kinds[Kind.EVENT]:
        return False
    ties = sum(_FIRM[kind] * number for kind, number in kinds.items() if kind in _FIRM)
    ties += _FIRM_COUNTRIES[min(kinds[Kind.COUNTRY], 2)] + _FIRM_CONCEPT * bool(kinds[Kind.CONCEPT])
    return ties >= _FIRMEST or countries >= _TIED_BY_COUNTRIES


def _for_places(keys: Iterable[int], a: Face, b: Face) -> float:
    """What is to be added for shared places and countries: these count less where either item is about others too."""
    kinds = [key >> HASH_BITS for key in keys]
    found = -_FURTHER_PLACE * max(0, kinds.count(_PLACE) - 1)
    if _COUNTRY not in kinds:
        return found
    tied, number = _countries(a, b)
    if tied >= _TIED_BY_COUNTRIES:
        found += _SAME_COUNTRIES
    return found - _WEIGHTS[Kind.COUNTRY] / 100 * (number - tied)


def _countries(a: Face, b: Face) -> tuple[float, int]:
    """How many countries two items share: less where each is about others too, and as they are."""
    shared = len(a.countries & b.countries)
    return shared**2 / (min(len(a.countries), len(b.countries)) or 1), shared


def _share(first: float, second: float) -> float:
    best, other = max(first, second), min(first, second)
    return best * (1 - _OTHER_TITLE) + other * _OTHER_TITLE


# ---- What contradicts -----------------------------------------------------------------------------------------------


def _rules_out(a: Face, b: Face) -> bool:
    """Whether two items cannot tell one event, whatever they share."""
    if a.countries and b.countries and a.countries.isdisjoint(b.countries):
        return True
    if a.signature.language != b.signature.language and _knows_more(a, b, Kind.EVENT) and _knows_more(b, a, Kind.EVENT):
        return True  # two dead in a crash, and two in a blast
    if _differ(a, b, _places(a, b)) or _differ(a, b, (Kind.USUAL, Kind.TELLING)):
        return True
    days = a.title.get(Kind.DATE, _NOTHING), b.title.get(Kind.DATE, _NOTHING)
    return bool(days[0] and days[1] and days[0].isdisjoint(days[1]))


def _places(a: Face, b: Face) -> tuple[Kind, Kind]:
    """The kinds that keep places apart: within a language by name, between two by how names may begin."""
    if a.signature.language == b.signature.language:
        return Kind.PLACE, Kind.SEAT
    return Kind.LIKELY_PLACE, Kind.LIKELY_SEAT


def _cost(a: Face, b: Face) -> float:
    """What speaks against two items, in the measure of what they share."""
    cost = 0.0
    if _differ(a, b, (Kind.EVENT,)):
        cost += _OTHER_EVENT
    if _differ(a, b, (Kind.SMALL,)):
        cost += _OTHER_SMALL
    if _differ(a, b, _FIGURES):
        cost += _OTHER_ROUND
    if _are_apart(a.whole, b.whole, _places(a, b)):
        cost += _OTHER_PLACES
    if _are_apart(a.whole, b.whole, (Kind.USUAL, Kind.TELLING)):
        cost += _OTHER_NUMBERS
    cost += _OPPOSITE * (_are_opposite(a, b) + _are_opposite(b, a))
    if _are_apart(a.title, b.title, (Kind.WEEKDAY,)):
        cost += _OTHER_WEEKDAY
    if _knows_more(a, b, Kind.COUNTRY) and _knows_more(b, a, Kind.COUNTRY):
        cost += _OTHER_COUNTRY
    return cost


def _cost_of_names(a: Face, b: Face, covered: float) -> float:
    """What it costs that each title names somebody or something the other item does not know.

    Where the titles are otherwise nearly the same, that is all there is to tell two events apart: ``Landslide closes … road``.
    """
    if not (_names_another(a, b) and _names_another(b, a)):
        return 0.0
    return _SAME_BUT_FOR_NAMES if covered >= _NEARLY_SAME else _OTHER_NAME


def _are_opposite(a: Face, b: Face) -> bool:
    """Whether one title says that something rises, opens … and the other that it falls, closes."""
    return any(
        one in a.signature.title and other in b.signature.title and other not in a.signature.keys
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )


def _knows_more(a: Face, b: Face, kind: Kind) -> bool:
    """Whether a title names something that the other item does not know."""
    return not a.title.get(kind, _NOTHING) <= b.whole.get(kind, _NOTHING)


def _names_another(a: Face, b: Face) -> bool:
    """The same for countries, and names of people, firms and small places, as far as capitals give them away."""
    return (
        _knows_more(a, b, Kind.LIKELY_PLACE)
        or _knows_more(a, b, Kind.COUNTRY)
        or any(hash_of(key) not in b.names for key in a.title.get(Kind.SURE_NAME, _NOTHING))
    )


def _differ(a: Face, b: Face, kinds: Iterable[int]) -> bool:
    """Whether both titles name some of these kinds, and neither names what the other item knows."""
    first, second = _named(a.title, kinds), _named(b.title, kinds)
    return bool(first and second and first.isdisjoint(b.signature.keys) and second.isdisjoint(a.signature.keys))


def _are_apart(one: dict[int, set[int]], other: dict[int, set[int]], kinds: Iterable[int]) -> bool:
    """Whether both have some of these kinds, and none is the same."""
    first, second = _named(one, kinds), _named(other, kinds)
    return bool(first and second) and all(
        first.isdisjoint(other.get(kind, _NOTHING)) and second.isdisjoint(one.get(kind, _NOTHING)) for kind in kinds
    )


def _named(keys: dict[int, set[int]], kinds: Iterable[int]) -> set[int]:
    """Keys of some kinds. Two capitals say who deals with whom, and not where."""
    found: set[int] = set()
    for kind in kinds:
        members = keys.get(kind, _NOTHING)
        if len(members) == 1 or kind not in _SEATS:
            found |= members
    return found
