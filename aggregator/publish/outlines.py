"""The outlines of countries, their parts and contested areas, as ``data/outlines.json`` has them.

Made with Natural Earth, in the public domain, by ``scripts/draw_outlines.py``, which says how the file is laid out. Positions
are degrees east and north. What lies beyond 180° goes on counting, so that no shape is cut there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of degrees."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: Bounds) -> bool:
        """Whether the two have any place in common."""
        return (
            self.west < other.east and other.west < self.east and self.south < other.north and other.south < self.north
        )

    def is_inside(self, other: Bounds) -> bool:
        """Whether it lies wholly in the other."""
        return (
            self.west >= other.west
            and self.east <= other.east
            and self.south >= other.south
            and self.north <= other.north
        )

    def moved(self, degrees: float) -> Bounds:
        """The same, further east."""
        return Bounds(self.west + degrees, self.south, self.east + degrees, self.north)


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line: arcs one after the other, ``~n`` for arc n backwards."""

    arcs: tuple[int, ...]
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Outlines:
    """Shapes by ISO code of a country or id of a region, the largest ring first."""

    arcs: tuple[Line, ...]
    shapes: dict[str, tuple[Ring, ...]]
    contested: frozenset[str]
    within: dict[str, str]  #: the country below a part


def bounds_of(points: Iterable[Point]) -> Bounds:
    """The smallest rectangle around some points."""
    xs, ys = zip(*points, strict=True)
    return Bounds(min(xs), min(ys), max(xs), max(ys))


def _line_from(numbers: list[int], scale: float) -> Line:
    x, y = numbers[:2]
    points = [(x / scale, y / scale)]
    for east, north in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + east, y + north
        points.append((x / scale, y / scale))
    return tuple(points)


@cache
def outlines() -> Outlines:
    """What the program brings along."""
    text = files("aggregator.publish").joinpath("data", "outlines.json").read_text(encoding="utf-8")
    document = json.loads(text)
    arcs = tuple(_line_from(numbers, document["scale"]) for numbers in document["arcs"])
    boxes = [bounds_of(line) for line in arcs]

    def ring(numbers: list[int]) -> Ring:
        around = [boxes[number if number >= 0 else ~number] for number in numbers]
        corners = [(box.west, box.south) for box in around] + [(box.east, box.north) for box in around]
        return Ring(tuple(numbers), bounds_of(corners))

    shapes = {key: tuple(map(ring, rings)) for key, rings in document["shapes"].items()}
    return Outlines(arcs, shapes, frozenset(document["contested"]), document["within"])
