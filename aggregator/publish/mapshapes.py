"""From outlines to what a map draws: lines made as simple as its scale allows, cut at its edges, written as paths; places for numbers.

Neighbours share their arcs, and an arc is simplified as a whole, so that no gap opens between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TypeAlias

from aggregator.publish.mapwindow import WIDTH, Window
from aggregator.publish.outlines import Line, Outlines, Point, Ring

Cell: TypeAlias = tuple[int, int]
Loop: TypeAlias = tuple[Cell, ...]
#: Stretches of a horizontal line.
Spans: TypeAlias = list[tuple[float, float]]

#: How far beyond the view box shapes go on, so that their cut edges are not seen.
OUTSIDE = 8


def simplified(line: Sequence[Point], tolerance: float, shrink: float = 1.0) -> Line:
    """The line of Douglas and Peucker: no point of the given one lies further from it than the tolerance. A closed line keeps
    its farthest point too. ``shrink``: what a step east is worth in steps north."""
    kept, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = _farthest(line, first, last, shrink)
        if far > tolerance:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return tuple(line[at] for at in sorted(kept))


def _farthest(line: Sequence[Point], first: int, last: int, shrink: float) -> tuple[float, int]:
    """The point between two others that is farthest from the straight line through them."""
    (ax, ay), (bx, by) = line[first], line[last]
    dx, dy = (bx - ax) * shrink, by - ay
    length = hypot(dx, dy)
    far, found = 0.0, first
    for at in range(first + 1, last):
        x, y = (line[at][0] - ax) * shrink, line[at][1] - ay
        distance = abs(x * dy - y * dx) / length if length else hypot(x, y)
        if distance > far:
            far, found = distance, at
    return far, found


def area_of(loop: Sequence[Cell]) -> float:
    """Positive for an outer ring, negative for a hole."""
    return sum(x * b - y * a for (x, y), (a, b) in zip(loop, (*loop[1:], *loop[:1]), strict=True)) / 2


def path_of(loops: Iterable[Loop]) -> str:
    """For the attribute ``d``: everything in steps, with no character too many."""
    written, last = [], (0, 0)
    for loop in loops:
        steps = [_pair(b[0] - a[0], b[1] - a[1]) for a, b in pairwise((last, *loop))]
        written.append(f"m{''.join(steps).strip()}z")
        last = loop[0]
    return "".join(written)


def _pair(x: int, y: int) -> str:
    return f"{x if x < 0 else f' {x}'}{y if y < 0 else f' {y}'}"


def dot_at(x: int, y: int, radius: int) -> str:
    """The path of a dot, for what is too small to be seen."""
    return f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0-{2 * radius} 0z"


class Drawing:
    """The shapes of a window, drawn with a tolerance in units of the view box."""

    def __init__(self, outlines: Outlines, window: Window, tolerance: float) -> None:
        self._outlines, self.window = outlines, window
        self._tolerance = tolerance / window.scale
        self._arcs: dict[int, Line] = {}
        self._loops: dict[str, tuple[tuple[float, Loop], ...]] = {}

    def loops(self, key: str, smallest: float) -> tuple[Loop, ...]:
        """The visible rings of a shape that are not smaller than that, in square units; the largest first."""
        if key not in self._loops:
            rings = self._outlines.shapes[key]
            found = [self._loop(ring, turn) for ring in rings for turn in self.window.turns(ring)]
            sized = [(abs(area_of(loop)), loop) for loop in found if len(loop) > 2]
            self._loops[key] = tuple(sorted(sized, key=lambda pair: (-pair[0], pair[1])))
        return tuple(loop for size, loop in self._loops[key] if size >= smallest)

    def _loop(self, ring: Ring, turn: float) -> Loop:
        points: list[Point] = []
        for number in ring.arcs:
            arc = self._arc(number if number >= 0 else ~number)
            points.extend(arc[:-1] if number >= 0 else arc[:0:-1])
        flat = [self.window.project(point, turn) for point in points]
        if not ring.bounds.moved(turn).is_inside(self.window.bounds):
            flat = clipped(flat, -OUTSIDE, -OUTSIDE, WIDTH + OUTSIDE, self.window.height + OUTSIDE)
        cells = [(round(x), round(y)) for x, y in flat]
        return tuple(cell for at, cell in enumerate(cells) if cell != cells[at - 1])

    def _arc(self, number: int) -> Line:
        if number not in self._arcs:
            line = self._outlines.arcs[number]
            self._arcs[number] = simplified(line, self._tolerance, self.window.shrink)
        return self._arcs[number]


def clipped(points: list[Point], left: float, top: float, right: float, bottom: float) -> list[Point]:
    """What of a ring lies in a rectangle, edge by edge as Sutherland and Hodgman do it."""
    for axis, limit, sign in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        found: list[Point] = []
        for at, point in enumerate(points):
            before = points[at - 1]
            inside, was_inside = (point[axis] - limit) * sign >= 0, (before[axis] - limit) * sign >= 0
            if inside != was_inside:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                found.append((before[0] + (point[0] - before[0]) * part, before[1] + (point[1] - before[1]) * part))
            if inside:
                found.append(point)
        points = found
    return points


# ---- Numbers --------------------------------------------------------------------------------------------------------


#: Heights of a shape that are tried for its number.
MOST_ROWS = 24


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float


def spot_for(
    width: float, height: float, loops: Sequence[Loop], without: Sequence[Loop], taken: Sequence[Room], limits: Room
) -> Cell | None:
    """Where a text has room within a shape, but for other shapes and what is taken: as near to its middle as can be."""
    if abs(area_of(loops[0])) < width * height:
        return None
    middle = _middle(loops[0])
    best: tuple[float, Cell] | None = None
    top = max(min(y for _, y in loops[0]), limits.top) + height / 2
    bottom = min(max(y for _, y in loops[0]), limits.bottom) - height / 2
    row, step = top, max((bottom - top) / MOST_ROWS, 3)
    while row <= bottom:
        free: Spans = [(limits.left, limits.right)]
        for part in (-0.5, -0.25, 0.0, 0.25, 0.5):
            level = row + part * height + 0.01  # never through a point of the grid
            free = _common(free, _inside(loops, level))
            free = _less(free, _inside(without, level))
        free = _less(
            free, [(r.left, r.right) for r in taken if r.top < row + height / 2 and r.bottom > row - height / 2]
        )
        for start, end in free:
            if end - start >= width:
                x = min(max(middle[0], start + width / 2), end - width / 2)
                off = hypot(x - middle[0], row - middle[1])
                if best is None or off < best[0]:
                    best = off, (round(x), round(row))
        row += step
    return best[1] if best else None


def _middle(loop: Loop) -> Point:
    """The centre of gravity."""
    whole = area_of(loop) * 6 or 1.0
    x = y = 0.0
    for (ax, ay), (bx, by) in zip(loop, (*loop[1:], *loop[:1]), strict=True):
        cross = ax * by - ay * bx
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return x / whole, y / whole


def _inside(loops: Iterable[Loop], level: float) -> Spans:
    """Where a horizontal line runs within rings."""
    crossings = sorted(
        ax + (level - ay) * (bx - ax) / (by - ay)
        for loop in loops
        for (ax, ay), (bx, by) in zip(loop, (*loop[1:], *loop[:1]), strict=True)
        if (ay > level) != (by > level)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _common(some: Spans, others: Spans) -> Spans:
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(start, end) for start, end in pairs if start < end]


def _less(some: Spans, others: Spans) -> Spans:
    for taken_from, taken_to in others:
        pieces = [piece for a, b in some for piece in ((a, min(b, taken_from)), (max(a, taken_to), b))]
        some = [(a, b) for a, b in pieces if a < b]
    return some
