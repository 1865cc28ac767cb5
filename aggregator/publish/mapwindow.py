"""What part of the world a map shows, and where a place lies on it.

The window holds the countries and areas it is asked for. A huge one beside small ones (Russia on a desk for the Caucasus) is
there with its capital, and cut off where the others end. Degrees east go round: a window over the Pacific is as good as any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from aggregator.publish.outlines import Bounds, Outlines, Point, Ring

#: Of the view box; its height follows from the window.
WIDTH = 700
#: Rings that count for the window, in shares of the largest ring's extent: no far islands, but all of an archipelago.
SHARE = 0.08
#: Of a shape that may be cut off, in square degrees, where the window shrinks to this share of itself without it.
HUGE, SHRINKS = 1500.0, 0.4
#: Free space on each side, as a share of the window, and the smallest window in degrees.
MARGIN, SMALLEST = 0.05, 0.6
#: Width by height of the view box.
NARROWEST, WIDEST = 1.25, 2.1
#: The north is let go where it is not all there is (ARCTIC: from where on): flat maps make too much of it.
SOUTHERNMOST, NORTHERNMOST, ARCTIC = -60.0, 73.0, 60.0
#: The world without Antarctica, cut through Bering Strait.
WORLD = Bounds(-169.5, -56.0, 190.5, 78.0)
MOST_DEGREES = 280.0


@dataclass(frozen=True, slots=True)
class Place:
    """Something the window should hold: where it lies, and its middle."""

    bounds: Bounds
    middle: Point


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the world laid out flat: degrees east shrink by the latitude of its middle."""

    bounds: Bounds
    scale: float  #: units of the view box in a degree north
    shrink: float  #: a degree east, in degrees north

    @property
    def height(self) -> int:
        """Of the view box."""
        return round((self.bounds.north - self.bounds.south) * self.scale)

    def project(self, point: Point, moved: float = 0.0) -> Point:
        """Where a place is in the view box; ``moved``: degrees by which it is counted further east."""
        x, y = point
        return (x + moved - self.bounds.west) * self.scale * self.shrink, (self.bounds.north - y) * self.scale

    def turns(self, ring: Ring) -> tuple[float, ...]:
        """By how many degrees a ring has to be moved to be seen; empty where it is not seen at all."""
        return tuple(turn for turn in (-360.0, 0.0, 360.0) if ring.bounds.moved(turn).meets(self.bounds))


def place_of(rings: Sequence[Ring], capital: tuple[float, float] | None) -> Place:
    """Of a shape, with the latitude and longitude of its capital if it has one."""
    largest = max(_extent(ring.bounds) for ring in rings)
    main = [ring.bounds for ring in rings if _extent(ring.bounds) >= SHARE * largest]
    west, width = _around((bounds.west, bounds.east) for bounds in main)
    south, north = min(bounds.south for bounds in main), max(bounds.north for bounds in main)
    middle = (capital[1], capital[0]) if capital else (west + width / 2, (south + north) / 2)
    return Place(Bounds(west, south, west + width, north), middle)


def window_of(keys: Iterable[str], outlines: Outlines, capitals: dict[str, tuple[float, float]]) -> Window:
    """The window that holds these shapes; all the world where there are none, or too many for less."""
    places = [place_of(outlines.shapes[key], capitals.get(key)) for key in dict.fromkeys(keys)]
    if not places:
        return _window(WORLD)
    bounds = _box([place.bounds for place in places])
    while (smaller := _without_a_giant(places, bounds)) is not None:
        places, bounds = smaller
    if bounds.east - bounds.west > MOST_DEGREES:
        return _window(WORLD)
    return _window(_padded(bounds))


def _extent(bounds: Bounds) -> float:
    return (bounds.east - bounds.west) * (bounds.north - bounds.south)


def _around(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The shortest way round that covers spans of degrees: where it begins, and how long it is."""
    begins = sorted((west % 360, west % 360 + east - west) for west, east in spans)
    reach, gap, west = begins[0][1], 0.0, begins[0][0]
    for start, end in begins[1:]:
        if start - reach > gap:
            gap, west = start - reach, start
        reach = max(reach, end)
    if (last := begins[0][0] + 360 - reach) > gap:
        gap, west = last, begins[0][0]
    return (west if west < 180 else west - 360), 360 - gap


def _box(boxes: Sequence[Bounds]) -> Bounds:
    west, width = _around((box.west, box.east) for box in boxes)
    return Bounds(west, min(box.south for box in boxes), west + width, max(box.north for box in boxes))


def _without_a_giant(places: Sequence[Place], whole: Bounds) -> tuple[list[Place], Bounds] | None:
    """The places with the one that makes the window so large shrunk to its middle; None where all are in proportion."""
    found = None
    for at, place in enumerate(places):
        if len(places) > 1 and _extent(place.bounds) > HUGE:
            x, y = place.middle
            point = Place(Bounds(x, y, x, y), place.middle)
            others = [*places[:at], point, *places[at + 1 :]]
            bounds = _box([one.bounds for one in others])
            if _extent(bounds) < SHRINKS * _extent(whole) and (found is None or _extent(bounds) < _extent(found[1])):
                found = others, bounds
    return found


def _padded(bounds: Bounds) -> Bounds:
    """With free space around, and neither too tall nor too flat."""
    if bounds.south < ARCTIC:
        bounds = replace(bounds, north=min(bounds.north, NORTHERNMOST))
    shrink = _shrink(bounds)
    width = max((bounds.east - bounds.west) * (1 + 2 * MARGIN), SMALLEST / shrink)
    height = max((bounds.north - bounds.south) * (1 + 2 * MARGIN), SMALLEST)
    width = max(width, height * NARROWEST / shrink)
    height = max(height, width * shrink / WIDEST)
    x, y = (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2
    north = min(y + height / 2, 90.0 if bounds.south >= ARCTIC else NORTHERNMOST)
    return Bounds(x - width / 2, max(north - height, SOUTHERNMOST), x + width / 2, north)


def _shrink(bounds: Bounds) -> float:
    return max(cos(radians((bounds.south + bounds.north) / 2)), 0.2)


def _window(bounds: Bounds) -> Window:
    shrink = _shrink(bounds)
    return Window(bounds, WIDTH / ((bounds.east - bounds.west) * shrink), shrink)
