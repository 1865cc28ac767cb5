"""The map of an issue: how much there is of which country, drawn anew for the regions a site is laid out by.

What is coloured has a number of its own; where there is no room for the number it stands in the table alone. Contested areas are
hatched over whatever lies below, are never bordered as states are, and are called what the configuration calls them. The
whole stays small enough to stand within a page: lines get simpler, and shapes fewer, until it does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, sqrt

from aggregator.model import Region, RegionTree
from aggregator.publish.datelines import Datelines
from aggregator.publish.issueviews import MapNumber, MapShape, MapView
from aggregator.publish.mapshapes import Drawing, Loop, Room, area_of, dot_at, path_of, spot_for
from aggregator.publish.mapwindow import WIDTH, Window, window_of
from aggregator.publish.outlines import Outlines, outlines
from aggregator.publish.views import Link
from aggregator.publish.words import marked

LABEL = marked("Map of the regions with their number of items")
CAPTION = marked("Items by region")
#: Bytes of the drawing in the page, and what its parts take beside their texts: the whole, a shape, a contested one, a number.
MOST_BYTES, FRAME_BYTES, SHAPE_BYTES, HATCH_BYTES, NUMBER_BYTES = 14_900, 560, 57, 68, 45
#: The amounts of detail that are tried one after the other: tolerance and smallest ring, in units of the view box and their
#: squares; the smallest shape that is drawn for its page alone; the smallest for its items, of which high levels need less.
DETAILS = (
    (0.6, 4, 20, 0), (0.8, 7, 30, 0), (1.0, 10, 60, 0), (1.3, 14, 100, 0), (1.3, 14, 120, 40), (1.6, 16, 150, 60),
    (1.6, 20, 250, 100), (1.8, 20, 400, 150), (1.8, 24, 500, 200), (2.0, 24, 600, 250), (2.0, 30, 800, 300), (2.2, 30, 800, 350),
    (2.2, 36, 800, 400), (2.4, 40, 1000, 500), (2.4, 40, 1200, 600), (2.6, 45, 1600, 800), (2.6, 50, 2000, 1000),
    (2.8, 60, 3000, 1400), (3.0, 70, 4000, 2000), (3.5, 90, 6000, 2800), (4.0, 120, 8000, 4000), (6.0, 200, 12000, 8000),
)  # fmt: skip
#: Width of a digit and height of a line, as the style sheet writes numbers on a narrow map; on a wide one they are smaller by this.
DIGIT, CAP, WIDE = 14.5, 19.0, 0.65
#: What is smaller, in square units, gets a dot of this radius where it has something to tell.
UNSEEN, DOT = 40.0, 5
#: So many times as large is what has items and is not asked for.
ASIDE = 4
#: The least that makes the strongest level.
MODEST = 25


@dataclass(frozen=True, slots=True)
class _Area:
    """A shape of the outlines, with the region it stands for, if any."""

    key: str
    region: Region | None
    count: int
    link: Link
    is_asked: bool  #: it lies beneath the regions of the site's order


@dataclass(slots=True)
class RegionMap:
    """Draws the maps of a site. ``order``: the regions it is laid out by; everything where there are none."""

    tree: RegionTree
    order: Sequence[str]
    dates: Datelines
    _outlines: Outlines = field(init=False)
    _regions: dict[str, Region] = field(init=False)
    _asked: frozenset[str] = field(init=False)
    _window: Window = field(init=False)

    def __post_init__(self) -> None:
        self._outlines = outlines()
        self._regions = regions_by_key(self.tree, self._outlines)
        keys = {region.id: key for key, region in self._regions.items()}
        below = [one for region in self.order for one in self.tree.descendants(self.tree.present(region))]
        asked = [keys[one] for one in dict.fromkeys(below) if one in keys] or list(self._regions)
        whole = [key for key in asked if self._outlines.within.get(key) not in asked]
        capitals = {key: region.point for key, region in self._regions.items() if region.point}
        self._asked = frozenset(asked)
        self._window = window_of(whole, self._outlines, capitals)

    def view(self, counts: Mapping[str, int], link_to: Callable[[str], Link]) -> MapView:
        """``counts``: items by region, closed upwards; ``link_to``: a region's title, and its page if it has one."""
        areas = [self._area(key, counts, link_to) for key in self._outlines.shapes]
        sheet = self._finest(areas)
        numbers = sheet.numbers(self._window, self.dates, self._outlines.within)
        shown = {area.key for area in sheet.areas}
        listed = [area for area in areas if area.region and (area.key in shown or (area.count and area.is_asked))]
        listed.sort(key=lambda area: (-area.count, area.link.title))
        return MapView(
            label=self.dates.words.say(LABEL),
            caption=self.dates.words.say(CAPTION),
            view_box=f"0 0 {WIDTH} {self._window.height}",
            land=sheet.land,
            shapes=tuple(sheet.shapes),
            numbers=numbers,
            rows=tuple(Link(area.link.title, area.link.href, self.dates.number(area.count)) for area in listed),
        )

    def _area(self, key: str, counts: Mapping[str, int], link_to: Callable[[str], Link]) -> _Area:
        region = self._regions.get(key)
        if region is None:
            return _Area(key, None, 0, Link("", ""), False)
        return _Area(key, region, counts.get(region.id, 0), link_to(region.id), key in self._asked)

    def _finest(self, areas: Sequence[_Area]) -> _Sheet:
        """As much detail as there is room for."""
        highest = max(area.count for area in areas)
        sheets: dict[int, _Sheet] = {}

        def fits(at: int) -> bool:
            tolerance, *least = DETAILS[at]
            sheets[at] = self._sheet(areas, drawing_of(self._window, tolerance), least, highest)
            return sheets[at].size <= MOST_BYTES

        found = min(bisect_left(range(len(DETAILS)), True, key=fits), len(DETAILS) - 1)
        return sheets[found]

    def _sheet(self, areas: Sequence[_Area], drawing: Drawing, least: Sequence[float], highest: int) -> _Sheet:
        """Everything drawn with one amount of detail."""
        sheet = _Sheet()
        around: list[Loop] = []
        for area in sorted(areas, key=lambda area: self._is_over(area.key)):
            loops = drawing.loops(area.key, least[0])
            size = sum(abs(area_of(loop)) for loop in loops)
            if not self._is_shape(area, size, least, highest):
                if not self._is_over(area.key):
                    around.extend(loops)
                continue
            path = path_of(loops) if size >= UNSEEN else self._dot(area.key)
            if path:
                sheet.add(self._shape(area, path, highest), area, loops, size)
        sheet.land = path_of(around)
        sheet.size += len(sheet.land) + FRAME_BYTES
        return sheet

    def _is_over(self, key: str) -> bool:
        """Whether a shape is drawn over others."""
        return key in self._outlines.within or key in self._outlines.contested

    def _is_shape(self, area: _Area, size: float, least: Sequence[float], highest: int) -> bool:
        """Whether an area is drawn as something of its own: it has items, or a page, or is to be hatched."""
        _, with_page, with_items = least
        if area.key in self._outlines.contested and size >= UNSEEN:
            return True
        if area.count and area.is_asked:
            return size * level_of(area.count, highest) >= with_items
        if area.count:
            return size * level_of(area.count, highest) >= max(with_items * ASIDE, UNSEEN)
        return bool(area.link.href) and area.is_asked and size >= with_page

    def _dot(self, key: str) -> str:
        """Of an area that is too small to be seen, if its place is in the window."""
        ring = self._outlines.shapes[key][0]
        for turn in self._window.turns(ring):
            box = ring.bounds
            x, y = self._window.project(((box.west + box.east) / 2, (box.south + box.north) / 2), turn)
            if 0 <= x <= WIDTH and 0 <= y <= self._window.height:
                return dot_at(round(x), round(y), DOT)
        return ""

    def _shape(self, area: _Area, path: str, highest: int) -> MapShape:
        title = f"{area.link.title}: {self.dates.counted(area.count, 'item')}" if area.region else ""
        return MapShape(
            title=title,
            href=area.link.href,
            path=path,
            level=level_of(area.count, highest),
            is_contested=area.key in self._outlines.contested,
            is_over=area.key in self._outlines.within,
        )


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, and about how many bytes it takes."""

    land: str = ""
    shapes: list[MapShape] = field(default_factory=list)
    areas: list[_Area] = field(default_factory=list)
    loops: dict[str, tuple[Loop, ...]] = field(default_factory=dict)
    size: int = 0

    def add(self, shape: MapShape, area: _Area, loops: tuple[Loop, ...], size: float) -> None:
        self.shapes.append(shape)
        self.areas.append(area)
        self.loops[area.key] = loops
        self.size += len(shape.path) + len(f"{shape.title}{shape.href}".encode()) + SHAPE_BYTES
        self.size += HATCH_BYTES * shape.is_contested + NUMBER_BYTES * (size > UNSEEN * 6 and area.count > 0)

    def numbers(self, window: Window, dates: Datelines, within: Mapping[str, str]) -> tuple[MapNumber, ...]:
        """Where there is room: parts of countries first, which have the least, then the most items."""
        found: list[MapNumber] = []
        taken: list[Room] = []
        limits = Room(4, 4, WIDTH - 4, window.height - 4)
        for area in sorted(self.areas, key=lambda area: (area.key not in within, -area.count, area.key)):
            loops = self.loops[area.key]
            if not (area.count and loops):
                continue
            text = dates.number(area.count)
            parts = [loop for key, country in within.items() if country == area.key for loop in self.loops.get(key, ())]
            for part in (1.0, WIDE):
                width, height = DIGIT * len(text) * part, CAP * part
                if (spot := spot_for(width, height, loops, parts, taken, limits)) is not None:
                    x, y = spot
                    taken.append(Room(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
                    found.append(MapNumber(text, x, y, part < 1))
                    break
        return tuple(found)


@lru_cache(maxsize=32)
def drawing_of(window: Window, tolerance: float) -> Drawing:
    """Kept from one build to the next: the lines do not depend on the news."""
    return Drawing(outlines(), window, tolerance)


def regions_by_key(tree: RegionTree, known: Outlines) -> dict[str, Region]:
    """The region that each shape stands for: by the code of its country, or by its built-in id."""
    found: dict[str, Region] = {}
    for region in tree:
        for key in (region.country or "", region.built_in or region.id):
            if key in known.shapes and region.enabled:
                found.setdefault(key, region)
    return found


def level_of(count: int, highest: int) -> int:
    """How strong a colour, 0 to 5, by the root of the share of the highest: so few are told from none, and many from more."""
    return ceil(5 * sqrt(count / max(highest, MODEST)))
