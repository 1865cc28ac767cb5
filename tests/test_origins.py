"""A reader of the page of origins sees whose words the day's news are, the same all day, and nothing that was taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from tests import newsroom
from tests.commands import run, stored_items
from tests.desk import DAY, HOUR, NOW, SmallDesk, open_small

PAGE = "origins/index.html"
OUTLETS = 12
CONFIG = 'site: {title: The Desk, base_url: "https://desk.example/news/"}\nsources:\n' + "".join(
    f'  - {{id: o{n}, url: "https://o{n}.example/feed", title: Outlet {n}, outlet: o{n}}}\n' for n in range(OUTLETS)
)
QUAKE = "Earthquake of magnitude 5.6 shakes Racha, 14 houses damaged"


def tell(desk: SmallDesk, now: datetime, *outlets: int, agency: str | None = None, title: str = QUAKE) -> None:
    for n in outlets:
        desk.meet(1, now, source=f"o{n}", title=title, summary=f"What outlet {n} wrote of it", agency=agency)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def shown(page: bytes) -> tuple[str, str]:
    """The line of figures, and all that is said."""
    main = html.fromstring(page.decode()).xpath("//main")[0]
    return words_of(main.xpath("p[@class='facts']")[0]), words_of(main)


def test_eleven_outlets_are_one_report_and_who_wrote_for_himself_stands_apart(tmp_path: Path) -> None:
    with open_small(tmp_path, config=CONFIG) as desk:
        tell(desk, NOW, *range(11), agency="TASS")
        tell(desk, NOW, 11)
        desk.build(NOW)
        figures, words = shown(desk.read(PAGE))

        assert figures == "11 of 12 items of today, 14 January 2026 (UTC), credit an agency: 1 report of 1 agency."
        assert "TASS 1 report, 11 copies" in words
        assert "Carried by 11 outlets Outlet 0 11:00 Outlet 1 11:00" in words
        assert words.endswith("Also told independently by Outlet 11.")
        links = html.fromstring(desk.read(PAGE).decode()).xpath("//ul[contains(@class, 'chips')]//a/@href")
        assert links == [f"https://o{n}.example/o{n}-{n + 1}" for n in range(11)]
        assert b"https://desk.example/news/origins/" in desk.read("sitemap.xml")
        for path, way in (("index.html", "origins/"), ("about/index.html", "../origins/"), ("404.html", "/news/")):
            assert f'href="{way}"'.encode() in desk.read(path)


def test_the_page_moves_with_its_news_and_with_the_day_alone(tmp_path: Path) -> None:
    with open_small(tmp_path, config=CONFIG) as desk:
        desk.build(NOW)
        figures, words = shown(desk.read(PAGE))
        assert figures == "No item of today, 14 January 2026 (UTC), yet."
        assert "No report of an agency was carried today or yesterday." in words

        tell(desk, NOW, 0, 1, agency="TASS")
        desk.build(NOW)
        before = desk.files()[PAGE]
        desk.build(NOW + HOUR)
        desk.build(NOW + 11 * HOUR, full=True)
        assert desk.files()[PAGE] == before

        tell(desk, NOW + DAY, 2, agency="TASS")
        desk.build(NOW + DAY)
        figures, words = shown(desk.read(PAGE))
        assert figures == "1 of 1 item of today, 15 January 2026 (UTC), credits an agency: 1 report of 1 agency."
        assert "Carried by 3 outlets Outlet 0 Wed 11:00 Outlet 1 Wed 11:00 Outlet 2 11:00" in words
        assert "yesterday" not in words
        desk.build(NOW + 2 * DAY)
        assert "1 of 1 item of yesterday, 15 January 2026 (UTC), credits an agency" in shown(desk.read(PAGE))[1]
        desk.build(NOW + 3 * DAY)
        assert "Outlet" not in shown(desk.read(PAGE))[1]


def test_what_was_withdrawn_is_neither_shown_nor_counted(tmp_path: Path) -> None:
    with open_small(tmp_path, config=CONFIG) as desk:
        tell(desk, NOW, 0, 1, agency="TASS")
        (gone,) = desk.meet(1, NOW, source="o2", title=QUAKE, agency="TASS")
        desk.build(NOW)
        assert "Outlet 2" in shown(desk.read(PAGE))[1]
        desk.desk.store.items.withdraw(gone.id, "asked", NOW)
        desk.build(NOW)
        figures, words = shown(desk.read(PAGE))

        assert figures.startswith("2 of 2 items")
        assert "Outlet 2" not in words


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom, polled and built once."""
    config = newsroom.copy_newsroom(tmp_path_factory.mktemp("desk") / "newsroom")
    run("poll", "--build", "--now", newsroom.reference_now(), "--config", str(config))
    return config


def figures_of(config: Path, day: date) -> str:
    """The beginning of a day's line, counted again from the list of items."""
    zone = ZoneInfo("Asia/Tbilisi")
    items = [
        item
        for item in stored_items(config)
        if datetime.fromisoformat(item["published"]).astimezone(zone).date() == day
    ]
    return f"{sum(item['agency'] is not None for item in items)} of {len(items)} items of"


def test_the_newsroom_says_who_carried_the_wires(desk: Path) -> None:
    today = datetime.fromisoformat(newsroom.reference_now()).astimezone(ZoneInfo("Asia/Tbilisi")).date()
    yesterday = today - timedelta(days=1)
    page = (desk.parent / "output" / PAGE).read_bytes()
    figures, words = shown(page)

    assert figures.startswith(f"{figures_of(desk, today)} today, 14 January 2026 (Asia/Tbilisi), credit an agency: ")
    assert f"{figures_of(desk, yesterday)} yesterday, 13 January 2026" in words
    document = html.fromstring(page.decode())
    quake = document.xpath("//li[a/bdi = 'Magnitude 4.9 quake shakes Shamakhi, no casualties']")[0]
    carried, *others = (words_of(part) for part in quake.xpath("ul | p"))
    assert carried == (
        "Kura Valley Wire 04:05 Lower Araks 05:00 Kaukasus-Rundschau (public) de 05:50 მტკვრის ამბები (public) ka 06:40 "
        "Արաքս լրատու hy 07:30"
    )
    assert others[0].startswith(
        "Also told independently by Xəzər Gündəmi (state) az, ارس خبر (state) fa, Turan Monitor,"
    )
    assert others[1] == "Other agencies on it: Anadolu (1 outlet), Interfax (1 outlet)."
    assert [words_of(name) for name in document.xpath("//h3/text()[1]/..")][-3:] == [
        "Reuters 2 reports, 6 copies", "Anadolu 2 reports, 2 copies", "Interfax 1 report, 1 copy",
    ]  # fmt: skip


def test_a_build_at_another_hour_of_the_day_leaves_it_as_it_is(desk: Path) -> None:
    path = desk.parent / "output" / PAGE
    before = path.read_bytes(), path.stat().st_mtime_ns
    run("build", "--full", "--now", "2026-01-14T19:40:00Z", "--config", str(desk))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
