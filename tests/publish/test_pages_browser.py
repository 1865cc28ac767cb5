"""The pages as a browser shows them: accessible in light and dark, narrow and wide, and silent towards everyone else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from aggregator.publish.places import story_path
from tests import browser
from tests.publish import newsdesk

pytestmark = pytest.mark.browser

#: One of every kind.
PAGES = (
    "", "2026/01/15/", "archive/", "region/", "region/georgia/", "region/abkhazia/", "topic/", "topic/energy/", "origins/", "feeds/",
    "sources/", "about/", "live.html", "empty.html", "failed.html", "origins/none.html", "rtl.html", "2026/01/16/",
    "2026/01/16/south-caucasus/", story_path(newsdesk.lasting_story().id),
)  # fmt: skip

#: What WCAG 2.2 AA asks for, and what is good practice besides.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A whole site on a server, under a path of its own, with the states that a home page can be in beside it."""
    root = tmp_path_factory.mktemp("site")
    folder = root / "desk"
    newsdesk.write_site(folder, newsdesk.whole_site())
    for name, artifact in newsdesk.other_states().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(artifact.body)
    with browser.serve(root) as served:
        yield f"{served}desk/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.open_browser() as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_an_accessibility_problem(address: str, chromium: Browser, scheme: str, width: int) -> None:
    page = opened(chromium, scheme, width)
    found = []
    for path in PAGES:
        page.goto(address + path)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        found += [
            f"{path}: {violation['id']} ({violation['impact']}): {node['html'][:160]} {node['failureSummary']}"
            for violation in Axe().run(page, options=RULES).response["violations"]
            for node in violation["nodes"]
        ]

    assert found == []


def test_nothing_sticks_out_sideways_at_320_pixels(address: str, chromium: Browser) -> None:
    page = opened(chromium, "light", 320)
    for path in PAGES:
        page.goto(address + path)

        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_pages_talk_to_their_own_server_alone_and_without_errors(address: str, chromium: Browser) -> None:
    page = opened(chromium, "dark", 1280)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    page.on(
        "response",
        lambda response: said.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
    )
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(address + path, wait_until="networkidle")

    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []
    assert any(url.endswith("style.css") for url in asked)


def test_a_site_opened_from_the_disk_is_styled(tmp_path: Path, chromium: Browser) -> None:
    newsdesk.write_site(tmp_path, newsdesk.whole_site())
    page = opened(chromium, "light", 1280)
    page.goto((tmp_path / "2026" / "01" / "15" / "index.html").as_uri())

    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "1152px"


def test_the_keyboard_reaches_the_headlines_in_one_step(address: str, chromium: Browser) -> None:
    page = opened(chromium, "light", 1280)
    page.goto(address)
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the headlines"

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_every_link_but_those_in_a_line_of_text_is_large_enough_to_hit(address: str, chromium: Browser) -> None:
    """24 pixels, or that much room around the middle of it (WCAG 2.2, 2.5.8): buttons, chips and navigation."""
    page = opened(chromium, "light", 320)
    for path in PAGES:
        page.goto(address + path)
        small = page.eval_on_selector_all(
            ".button, a.chip, nav a, .colophon a, .month a, summary",
            """all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 24)
                         .map(one => one.textContent)""",
        )

        assert small == [], path


def test_printing_opens_what_is_folded_and_leaves_out_the_navigation(address: str, chromium: Browser) -> None:
    page = opened(chromium, "light", 800)
    page.goto(address)
    page.emulate_media(media="print")

    assert not page.locator("header nav").is_visible()
    folded = page.locator("details .all").first
    assert folded.evaluate("one => one.getBoundingClientRect().height") > 0


def opened(chromium: Browser, scheme: str, width: int) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    return context.new_page()
