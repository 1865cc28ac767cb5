"""What is written of regions: circles of parents and of what they imply, names in languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.config.models import Region
from aggregator.config.reading import Path_
from aggregator.model import RegionTree
from aggregator.text.language import language_tag
from aggregator.text.words import words_of

_MOST_SHOWN, _MOST_LINES = 8, 6


@dataclass(frozen=True, slots=True)
class Circle:
    """A way from a region to itself, through parents alone or through ``also`` too."""

    way: tuple[str, ...]
    is_of_parents: bool

    def in_words(self, lines: Sequence[str]) -> str:
        """A sentence for the editor. ``lines``: where its regions are written."""
        way = [*self.way[:_MOST_LINES], "…", self.way[-1]] if len(self.way) > _MOST_SHOWN else self.way
        what = "is its own ancestor" if self.is_of_parents else "brings itself, by `also`"
        return f"{what}: {' → '.join(way)} ({', '.join(lines[:_MOST_LINES])})"


def find_circle(name: str, tree: RegionTree) -> Circle | None:
    """The shortest circle that a region is in: of parents, else of parents and ``also``.

    One of ``also`` breaks nothing, but makes its regions one: every item about any of them would be about all, and about all
    their parents. Nobody means that, and nobody would see where it comes from.
    """
    if way := _way_back(name, tree, with_also=False):
        return Circle(way, is_of_parents=True)
    if way := _way_back(name, tree, with_also=True):
        return Circle(way, is_of_parents=False)
    return None


def _way_back(name: str, tree: RegionTree, *, with_also: bool) -> tuple[str, ...]:
    came_from: dict[str, str] = {}
    queue = [name]
    for current in queue:
        region = tree.get(current)
        next_ones = () if region is None else (*region.parents, *(region.also if with_also else ()))
        for other in next_ones:
            if other == name:
                way = [name, current]
                while way[-1] != name:
                    way.append(came_from[way[-1]])
                return (name, *reversed(way[1:-1]), name) if current != name else (name, name)
            if other not in came_from:
                came_from[other] = current
                queue.append(other)
    return ()


def name_problems(region: Region) -> Iterator[tuple[Path_, str, bool]]:
    """What cannot be used of a region's names: the place below it, a sentence, and whether the key is meant."""
    for language, names in region.names.items():
        if language_tag(language) != language or "-" in language:
            yield ("names", language), f"{language!r} is no language; write a code such as en, ru or ka", True
        for place, name in enumerate(names):
            if name.endswith("*"):
                message = f"{name!r}: names are written out, and their endings added by rule; keywords may end in *"
                yield ("names", language, place), message, False
            elif not words_of(name):
                yield ("names", language, place), f'"{name}" has no letter or digit to look for', False
