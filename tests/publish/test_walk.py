"""Somebody who has never seen the site, looking for something: three clicks on words that can be seen, and there it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import browser
from tests.commands import run

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
DAYS = ("2026-01-12T18:00:00Z", "2026-01-13T18:00:00Z", "2026-01-14T18:00:00Z")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample newsroom over three days. The feed of one outlet is not there any more."""
    root = tmp_path_factory.mktemp("walk")
    folder = root / "newsroom"
    shutil.copytree(ROOT / "examples" / "newsroom", folder)
    config = folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("../../var/newsroom", "output").replace("output.sqlite", "store.sqlite")
    config.write_text(text.replace("file:17-broken-truncated.atom", "file:17-moved-away.atom"), encoding="utf-8")
    for now in DAYS:
        run("poll", "--build", "--force", "--now", now, "--config", str(config))
    with browser.serve(folder / "output") as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.open_browser() as opened:
        yield opened


def arrive(chromium: Browser, address: str) -> Page:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    return page


def click(page: Page, words: str, within: str = "body") -> None:
    """Click on a link by what it says."""
    page.locator(within).get_by_role("link", name=words, exact=True).first.click()


def test_the_armenian_news_of_two_days_ago_by_the_archive(address: str, chromium: Browser) -> None:
    page = arrive(chromium, address)
    click(page, "Archive")
    page.get_by_role("link", name="Monday, 12 January 2026").click()
    click(page, "Armenia", "nav.contents")

    heading = page.locator("h3:has-text('Armenia')").first
    assert page.url.endswith("2026/01/12/#in-south-caucasus-armenia")
    assert heading.evaluate("one => one.getBoundingClientRect().top") < 900
    assert heading.evaluate("one => one.nextElementSibling.querySelectorAll('li').length") > 0


def test_the_armenian_news_of_two_days_ago_by_the_region(address: str, chromium: Browser) -> None:
    page = arrive(chromium, address)
    click(page, "Regions", "header")
    click(page, "Armenia", "main")

    assert page.locator("h2", has_text="Monday, 12 January 2026").count() == 1


def test_the_address_of_the_georgia_feed_by_the_feeds(address: str, chromium: Browser) -> None:
    page = arrive(chromium, address)
    click(page, "Feeds", "header")

    row = page.locator("li", has=page.get_by_role("link", name="Georgia", exact=True))
    assert row.locator("code").inner_text().endswith("/feeds/georgia.atom")


def test_the_address_of_the_georgia_feed_by_the_region(address: str, chromium: Browser) -> None:
    page = arrive(chromium, address)
    click(page, "Regions", "header")
    click(page, "Georgia", "main")

    assert page.locator("main code").inner_text().endswith("/feeds/georgia.atom")


def test_why_a_source_is_missing_by_what_the_page_of_today_says(address: str, chromium: Browser) -> None:
    page = arrive(chromium, address)
    click(page, "1 of 17 sources failed.")

    first = page.locator("tbody tr").first
    assert first.locator("th").inner_text() == "Lower Araks (private)"
    assert "17-moved-away.atom" in first.locator("td").first.inner_text()
