"""The search: words of every language lead to the day that told them, in the reader's own browser, and nobody else hears of it."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page, expect

from aggregator.config import load_config
from aggregator.publish.search import NOT_INSTALLED
from tests import browser
from tests.desk import DAY, HOUR, SmallDesk, open_small
from tests.test_stories import QUAKE, open_outlets, tell

needs_pagefind = pytest.mark.skipif(
    importlib.util.find_spec("pagefind_bin") is None,
    reason="the extra is not installed: pip install 'aggregator[search]'",
)
SEVEN = datetime(2026, 1, 14, 7, tzinfo=UTC)
MORE = "outputs: {search: true}\n"
TOLD = {
    "ka": "ქუთაისში ახალი ხიდი გაიხსნა",
    "hy": "Գյումրիում նոր թանգարան է բացվել",
    "az": "Gəncədə yeni məktəb açıldı",
    "ru": "Во Владикавказе открылась выставка",
    "ar": "افتتاح مكتبة جديدة في طرابزون",
}
#: What a person types, and in what it is found: whole words, their beginnings, other endings of the site's language.
TYPED = {
    "ხიდი": "ka",
    "ქუთაის": "ka",
    "Գյումրիում": "hy",
    "թանգ": "hy",
    "məktəb": "az",
    "выставка": "ru",
    "مكتبة": "ar",
}


def publish(desk: SmallDesk) -> None:
    """Two issues: the first tells of everything, the second of an earthquake."""
    for number, (language, title) in enumerate(TOLD.items()):
        tell(desk, title, SEVEN - HOUR, number, language=language)
    desk.build(SEVEN)
    tell(desk, QUAKE, SEVEN + HOUR, 0, 1)
    desk.build(SEVEN + DAY)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("search")
    with open_outlets(root, MORE) as desk:
        publish(desk)
    with browser.serve(root) as served:
        yield f"{served}output/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.open_browser() as opened:
        yield opened


def results(page: Page) -> list[str]:
    """Where the results lead, below the site's root."""
    hrefs = page.eval_on_selector_all("ol.news a.title", "all => all.map(one => one.href)")
    return [re.sub(r".*/output/", "", href) for href in hrefs]


@needs_pagefind
@pytest.mark.browser
def test_words_of_every_language_lead_to_the_day_that_told_them(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    for typed, language in TYPED.items():
        page.goto(f"{address}search/")
        page.keyboard.press("Tab")
        page.get_by_role("searchbox", name="Words to look for").fill(typed)
        expect(page.locator("[role=status]")).to_have_text("Pages found: 1")
        assert results(page) == ["2026/01/14/"]
        expect(page.locator("ol.news mark").first).to_be_visible()
        assert TOLD[language].split()[-1] in page.locator("ol.news").inner_text()
        page.locator("ol.news a.title").click()
        expect(page.locator("h1")).to_have_text("Wednesday, 14 January 2026")


@needs_pagefind
@pytest.mark.browser
def test_the_search_is_an_address_and_says_when_it_finds_nothing(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{address}search/?q=earthquakes")
    expect(page.locator("[role=status]")).to_have_text("Pages found: 1")
    assert results(page) == ["2026/01/15/"]
    page.get_by_role("searchbox").fill("zzyzx")
    expect(page.locator("[role=status]")).to_have_text("No page has these words.")
    assert page.url.endswith("search/?q=zzyzx")
    assert results(page) == []


@needs_pagefind
@pytest.mark.browser
def test_searching_keeps_to_the_policy_of_the_page_and_asks_its_own_server_alone(
    address: str, chromium: Browser
) -> None:
    page, asked, said = chromium.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}search/")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "pagefind" in url] == []
    page.get_by_role("searchbox").fill("earthquake")
    expect(page.locator("[role=status]")).to_have_text("Pages found: 1")
    assert said == []
    assert [url for url in asked if not url.startswith(address) and not url.startswith("blob:")] == []
    assert any("pagefind" in url for url in asked)


@needs_pagefind
@pytest.mark.browser
def test_without_javascript_the_page_says_how_to_go_on(address: str, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}search/")
    assert "The search needs JavaScript" in page.locator("main").inner_text()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator("main a", has_text="archive")).to_be_visible()


@needs_pagefind
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_search_is_accessible_and_fits_a_narrow_screen(
    address: str, chromium: Browser, scheme: Literal["light", "dark"]
) -> None:
    page = chromium.new_context(color_scheme=scheme, viewport={"width": 320, "height": 800}).new_page()
    page.goto(f"{address}search/?q=earthquake")
    expect(page.locator("[role=status]")).to_have_text("Pages found: 1")
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@needs_pagefind
def test_only_the_page_of_the_search_loads_a_script_and_the_navigation_leads_there(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        publish(desk)
        pages = {path: body for path, (body, _) in desk.files().items() if path.endswith(".html")}
        assert [path for path, body in pages.items() if b"<script" in body] == ["search/index.html"]
        links = html.fromstring(pages["region/georgia/index.html"]).xpath("//nav//a[@href='../../search/']/text()")
        assert links == ["Search"]
        read = {path for path, body in pages.items() if b"data-pagefind-body" in body}
        assert read == {"2026/01/14/index.html", "2026/01/15/index.html"}


@needs_pagefind
def test_nothing_is_written_again_while_the_pages_stay(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        publish(desk)
        before = {path: file for path, file in desk.files().items() if path != "health.json"}
        assert [path for path in before if path.startswith("pagefind/")]
        desk.build(SEVEN + DAY + HOUR)
        assert {path: file for path, file in desk.files().items() if path != "health.json"} == before
        desk.build(SEVEN + DAY + HOUR, full=True)
        assert {path: file for path, file in desk.files().items() if path != "health.json"} == before


@needs_pagefind
def test_an_index_leaves_nothing_behind_when_the_next_one_comes_or_the_search_is_switched_off(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        publish(desk)
        tell(desk, "A bridge opens in Kutaisi", SEVEN + DAY + HOUR, 0)
        desk.build(SEVEN + 2 * DAY)
        fragments = [path for path in desk.files() if path.endswith(".pf_fragment")]
        assert len(fragments) == 3
    with open_outlets(tmp_path) as desk:
        desk.build(SEVEN + 2 * DAY)
        assert [path for path in desk.files() if path.startswith(("pagefind/", "search"))] == []
        assert b"search/" not in desk.read("index.html")


@needs_pagefind
def test_a_desk_without_an_issue_has_the_page_and_no_index_yet(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        desk.build(SEVEN)
        assert b"Words to look for" in desk.read("search/index.html")


def test_search_that_is_asked_for_and_not_installed_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    (tmp_path / "config.yaml").write_text(MORE)
    config = load_config(tmp_path / "config.yaml", {})
    assert [warning.message for warning in config.warnings] == [NOT_INSTALLED]
    with open_small(tmp_path, MORE) as desk:
        desk.build(SEVEN)
        assert not (tmp_path / "output" / "search").exists()
