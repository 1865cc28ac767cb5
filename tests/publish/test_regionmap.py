"""The map of regions: what it shows of whom, how it stays small, and whom it does not take sides for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree

from aggregator.model import Region, RegionTree
from aggregator.publish.datelines import Datelines
from aggregator.publish.issueviews import MapShape, MapView
from aggregator.publish.jinja_env import Templates
from aggregator.publish.mapwindow import WIDTH, Window, window_of
from aggregator.publish.outlines import outlines
from aggregator.publish.regionmap import RegionMap, drawing_of, level_of, regions_by_key
from aggregator.publish.views import Link
from aggregator.tag.tree import builtin_regions
from tests.publish.newsdesk import INFO

SVG = "{http://www.w3.org/2000/svg}"
NEWSROOM = ("south-caucasus", "north-caucasus", "russia", "ukraine", "turkey", "iran", "central-asia")
CONTINENTS = ("europe", "eurasia", "asia", "middle-east", "africa", "north-america", "latin-america", "oceania")
ORDERS = {
    "a desk for the Caucasus": NEWSROOM,
    "a wider one": (*NEWSROOM, "balkans", "middle-east"),
    "the world": CONTINENTS,
    "a small country": ("georgia",),
    "a tiny one": ("malta",),
    "an island state across 180°": ("fiji",),
    "atolls": ("kiribati",),
    "a continent": ("europe",),
    "islands": ("south-east-asia",),
    "a huge country": ("russia",),
    "the far north": ("svalbard",),
    "no order": (),
    "no place": ("nato", "caspian"),
}
COUNTS = {"georgia": 21, "abkhazia": 3, "armenia": 18, "azerbaijan": 1, "russia": 61, "turkey": 33, "kazakhstan": 2}


@cache
def tree() -> RegionTree:
    return RegionTree(builtin_regions())


def everywhere() -> dict[str, int]:
    return {region.id: 1 + at * 7 % 50 for at, region in enumerate(tree())}


def view_of(
    order: Sequence[str], counts: Mapping[str, int] = COUNTS, *, regions: RegionTree | None = None, pages: bool = True
) -> MapView:
    known = regions or tree()

    def link_to(region: str) -> Link:
        return Link(known[region].title, f"../../../region/{region}/" if pages else "")

    return RegionMap(known, order, Datelines(INFO)).view(counts, link_to)


def shapes(view: MapView) -> dict[str, MapShape]:
    return {shape.title.split(":")[0]: shape for shape in view.shapes}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    own: Path = tmp_path_factory.mktemp("templates")
    (own / "map.html").write_text('{% from "parts/map.html" import region_map %}{{ region_map(view) }}')
    return Templates(own)


def drawn(page: Templates, view: MapView) -> str:
    return page.render("map.html", view=view)


def svg_of(html: str) -> str:
    return html[html.index("<svg") : html.index("</svg>") + len("</svg>")]


def parsed(html: str) -> etree._Element:
    text = svg_of(html).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
    return etree.fromstring(text.encode())


# ---- Size and soundness ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("counts", [{}, everywhere()], ids=["nothing", "everything"])
def test_a_map_is_small_and_sound(page: Templates, order: tuple[str, ...], counts: dict[str, int]) -> None:
    """Whatever there is to show: well-formed, no style attribute, ids told apart, and no more than 15,000 bytes."""
    html = drawn(page, view_of(order, counts))
    document = parsed(html)
    ids = [element.get("id") for element in document.iter() if element.get("id")]

    assert len(svg_of(html).encode()) <= 15_000
    assert len(ids) == len(set(ids))
    assert not [element for element in document.iter() if element.get("style") is not None]
    assert all(re.fullmatch(r"[Mmaz\d -]+", element.get("d", "")) for element in document.iter(f"{SVG}path")
               if element.getparent().tag != f"{SVG}pattern")  # fmt: skip


def test_names_of_many_bytes_are_counted_as_what_they_are(page: Templates) -> None:
    long = RegionTree(replace(region, title="საქართველო და კავკასია") for region in builtin_regions())
    assert len(svg_of(drawn(page, view_of(CONTINENTS, everywhere(), regions=long))).encode()) <= 15_000


def test_the_same_news_make_the_same_bytes(page: Templates) -> None:
    first = drawn(page, view_of(NEWSROOM))
    drawing_of.cache_clear()
    outlines.cache_clear()
    assert drawn(page, view_of(NEWSROOM)) == first


# ---- What is shown --------------------------------------------------------------------------------------------------


def test_a_country_shows_its_items_by_colour_number_and_title() -> None:
    view = view_of(NEWSROOM)
    found = shapes(view)

    assert found["Russia"].title == "Russia: 61 items"
    assert found["Azerbaijan"].title == "Azerbaijan: 1 item"
    assert found["Russia"].href == "../../../region/russia/"
    assert found["Russia"].level == 5 > found["Turkey"].level > found["Georgia"].level > found["Azerbaijan"].level == 1
    assert found["Ukraine"].level == 0
    assert {"61", "33"} <= {number.text for number in view.numbers}


def test_levels_tell_none_from_few_and_many_from_more() -> None:
    assert [level_of(count, 100) for count in (0, 1, 4, 5, 16, 17, 36, 37, 64, 65, 100)] == [
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
        5,
        5,
    ]
    assert level_of(1, 1) == 1
    assert level_of(5, 5) < 5


def test_what_has_news_beside_the_order_is_coloured_too() -> None:
    """On a desk for the Caucasus, news of Iraq lie in the window: they are shown, and so listed."""
    view = view_of(NEWSROOM, {**COUNTS, "iraq": 4})
    assert shapes(view)["Iraq"].level > 0
    assert "Iraq" in {row.title for row in view.rows}
    assert "Iraq" not in shapes(view_of(NEWSROOM))


def test_the_table_has_every_link_of_the_map_and_what_is_too_small_for_it() -> None:
    view = view_of(CONTINENTS, everywhere())
    rows = {row.title: row for row in view.rows}

    assert {shape.title.split(":")[0] for shape in view.shapes if shape.title} <= set(rows)
    assert {shape.href for shape in view.shapes if shape.href} <= {row.href for row in view.rows}
    assert "Tuvalu" not in shapes(view)
    assert rows["Tuvalu"].count == str(everywhere()["tuvalu"])
    assert [int(row.count) for row in view.rows] == sorted((int(row.count) for row in view.rows), reverse=True)


def test_the_page_holds_links_with_titles_and_a_table_with_a_caption(page: Templates) -> None:
    html = drawn(page, view_of(NEWSROOM))
    document = parsed(html)
    links = list(document.iter(f"{SVG}a"))

    assert document.get("aria-label")
    assert links
    assert all(link.findtext(f"{SVG}title") and link.get("href") for link in links)
    assert "<caption>Items by region</caption>" in html
    assert '<th scope="row"><a href="../../../region/russia/">Russia</a></th><td>61</td>' in html


def test_a_region_without_a_page_has_a_title_and_no_link(page: Templates) -> None:
    document = parsed(drawn(page, view_of(NEWSROOM, pages=False)))
    assert not list(document.iter(f"{SVG}a"))
    assert "Georgia: 21 items" in [title.text for title in document.iter(f"{SVG}title")]


def test_a_tiny_state_with_news_is_a_dot() -> None:
    assert shapes(view_of(("south-east-asia",), {"singapore": 9}))["Singapore"].path.count("a5 5") == 2


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_numbers_do_not_overlap_and_stay_within_the_map(order: tuple[str, ...]) -> None:
    view = view_of(order, everywhere())
    height = int(view.view_box.split()[3])
    boxes = []
    for number in view.numbers:
        part = 0.65 if number.is_small else 1
        width, tall = len(number.text) * 13.4 * part / 2, 17 * part / 2  # of digits as browsers write them
        boxes.append((number.x - width, number.y - tall, number.x + width, number.y + tall))

    assert all(left >= 0 and top >= 0 and right <= WIDTH and bottom <= height for left, top, right, bottom in boxes)
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


# ---- Contested areas ------------------------------------------------------------------------------------------------


def test_contested_areas_are_hatched_over_what_lies_below(page: Templates) -> None:
    view = view_of(("caucasus",))
    abkhazia, ossetia = shapes(view)["Abkhazia"], shapes(view)["South Ossetia"]
    order = [shape.title for shape in view.shapes]
    by_title = {
        element.getparent().findtext(f"{SVG}title"): element.getparent()
        for element in parsed(drawn(page, view)).iter(f"{SVG}use")
    }

    assert abkhazia.is_contested
    assert 0 < abkhazia.level < shapes(view)["Georgia"].level
    assert ossetia.is_contested
    assert ossetia.level == 0
    assert order.index("Georgia: 21 items") < order.index("Abkhazia: 3 items")
    assert by_title["Abkhazia: 3 items"].get("class") == f"l{abkhazia.level} contested"
    assert by_title["South Ossetia: 0 items"].get("class") == "l contested", "Georgia's colour is seen through it"
    assert not shapes(view)["Armenia"].is_contested


@pytest.mark.parametrize(
    ("order", "title"),
    [
        ("ukraine", "Crimea"),
        ("ukraine", "Donbas"),
        ("moldova", "Transnistria"),
        ("balkans", "Kosovo"),
        ("east-asia", "Taiwan"),
        ("north-africa", "Western Sahara"),
        ("israel", "Palestine"),
        ("israel", "Gaza"),
        ("azerbaijan", "Nagorno-Karabakh"),
    ],
)
def test_what_is_contested_is_hatched_wherever_it_is_seen(order: str, title: str) -> None:
    found = shapes(view_of((order,), everywhere()))
    assert found[title].is_contested


@pytest.mark.parametrize("order", [("cyprus",), ("india",), ("somalia",), ("syria", "israel")])
def test_what_no_region_stands_for_is_hatched_without_a_name(order: tuple[str, ...]) -> None:
    nameless = [shape for shape in view_of(order).shapes if not shape.title]
    assert nameless
    assert all(shape.is_contested and not shape.href and not shape.level for shape in nameless)


def test_the_configuration_decides_what_an_area_is_called_and_whose_it_is() -> None:
    named = [replace(region, title="Apsny") if region.id == "abkhazia" else region for region in builtin_regions()]
    cyprus = Region("northern-cyprus", "North of Cyprus", ("cyprus",))
    found = shapes(view_of(("caucasus", "cyprus"), {"northern-cyprus": 2}, regions=RegionTree([*named, cyprus])))
    assert "Apsny" in found
    assert found["North of Cyprus"].title == "North of Cyprus: 2 items"


def test_a_region_under_an_id_of_the_operator_s_own_keeps_its_shape() -> None:
    renamed = [
        replace(region, id="sokhumi", built_in="abkhazia") if region.id == "abkhazia" else region
        for region in builtin_regions()
    ]
    assert shapes(view_of(("georgia",), {"sokhumi": 5}, regions=RegionTree(renamed)))["Abkhazia"].level > 0


# ---- Windows --------------------------------------------------------------------------------------------------------


def window(*order: str) -> Window:
    """The window of some countries."""
    known = regions_by_key(tree(), outlines())
    keys = {region.id: key for key, region in known.items()}
    capitals = {key: region.point for key, region in known.items() if region.point}
    below = [one for region in order for one in tree().descendants(region) if one in keys]
    return window_of([keys[one] for one in below], outlines(), capitals)


def test_a_huge_country_does_not_blow_up_the_window_of_its_neighbours() -> None:
    bounds = window(*NEWSROOM).bounds
    assert bounds.west < 26
    assert 87 < bounds.east < 100, "Kazakhstan is there, Siberia is not"
    assert bounds.north > 55.75, "Moscow is there"


def test_a_huge_country_alone_is_shown_whole() -> None:
    view = view_of(("russia",))
    _, _, width, height = map(int, view.view_box.split())
    assert width > 2 * height
    assert shapes(view)["Russia"].level == 5


def test_the_world_is_shown_from_strait_to_strait() -> None:
    assert window(*CONTINENTS).bounds == window().bounds
    assert window().bounds.east - window().bounds.west == 360


def test_a_window_may_lie_across_180_degrees() -> None:
    bounds = window("fiji").bounds
    assert bounds.west < 180 < bounds.east
    assert bounds.east - bounds.west < 12


def test_small_ones_are_large() -> None:
    assert window("malta").bounds.east - window("malta").bounds.west < 1.5
    assert window("georgia").bounds.east - window("georgia").bounds.west < 9


# ---- The outlines ---------------------------------------------------------------------------------------------------


def test_every_country_but_antarctica_has_an_outline() -> None:
    lacking = {region.country for region in tree() if region.country} - set(outlines().shapes)
    assert lacking == {"AQ"}


def test_rings_are_closed_and_neighbours_share_their_borders() -> None:
    known = outlines()
    for key, rings in known.shapes.items():
        for ring in rings:
            lines = [known.arcs[number] if number >= 0 else known.arcs[~number][::-1] for number in ring.arcs]
            assert all(line[-1] == lines[(at + 1) % len(lines)][0] for at, line in enumerate(lines)), key
            assert sum(len(line) - 1 for line in lines) >= 3, key
    georgia = {number for ring in known.shapes["GE"] for number in ring.arcs}
    armenia = {number for ring in known.shapes["AM"] for number in ring.arcs}
    assert {~number for number in georgia} & armenia


def test_the_file_of_outlines_stays_small() -> None:
    file = Path(__file__).parents[2] / "aggregator" / "publish" / "data" / "outlines.json"
    assert file.stat().st_size < 400_000
