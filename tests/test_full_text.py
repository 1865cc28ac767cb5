"""Full texts: of new items, from their own pages, where these say more."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.app import open_desk
from aggregator.errors import ParseError
from aggregator.model import Selectors
from aggregator.parse import parse
from aggregator.reports import PollSummary
from tests.commands import stored_items
from tests.servers import Publisher

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
BODY = "".join(
    f"<p>Paragraph {number} of the story says what happened at the port of Batumi, and who saw it there, in words enough to be read.</p>"
    for number in range(6)
)
PAGE = f"""<html><head><title>One</title></head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>One</h1><div class="text">{BODY}<script>alert(1)</script></div></article><aside><a href="/2">Other news</a></aside></body></html>"""


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running


def feed(publisher: Publisher, *numbers: int, words: str = "Paragraph 0 …", title: str = "Port of Batumi") -> str:
    items = "".join(
        f"<item><title>{title} {number}</title><link>{publisher.url}/{number}</link><guid>{number}</guid><description>{words}</description></item>"
        for number in numbers
    )
    return publisher.say("/feed", f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode())


def configured(folder: Path, url: str, full_text: object, **more: object) -> Path:
    config = folder / "config.yaml"
    source = {"id": "desk", "url": url, "full_text": full_text}
    config.write_text(json.dumps({"sources": [source], "http": {"allow_private": True, "host_delay": 0}, **more}))
    return config


async def poll(config: Path, hours: float = 0) -> PollSummary:
    moment = NOW + timedelta(hours=hours)
    with open_desk(config, clock=lambda: moment) as desk:
        return await desk.poll(force=True, clock=lambda: moment)


def by_title(config: Path) -> dict[str, dict[str, Any]]:
    return {item["title"]: item for item in stored_items(config)}


@pytest.mark.parametrize("full_text", [True, "article .text"])
async def test_a_new_item_has_the_text_of_its_page(publisher: Publisher, tmp_path: Path, full_text: object) -> None:
    url = feed(publisher, 1)
    publisher.say("/1", PAGE.encode(), Content_Type="text/html; charset=utf-8")
    config = configured(tmp_path, url, full_text)

    await poll(config)

    item = by_title(config)["Port of Batumi 1"]
    assert "Paragraph 5 of the story" in item["content"]
    assert "Other news" not in item["content"]
    assert "script" not in item["content"]
    assert item["summary"] == "Paragraph 0 …"
    assert "georgia" in {region["id"] for region in item["regions"]} or "Batumi" in item["content"]


async def test_pages_are_asked_for_once_and_politely(publisher: Publisher, tmp_path: Path) -> None:
    url = feed(publisher, 1)
    publisher.say("/1", PAGE.encode(), Content_Type="text/html")
    publisher.say("/2", PAGE.encode(), Content_Type="text/html")
    config = configured(tmp_path, url, full_text=True)
    await poll(config)
    feed(publisher, 2, 1)
    await poll(config, 1)

    assert [request.path for request in publisher.requests] == ["/feed", "/1", "/feed", "/2"]
    rows = {item["title"]: "Paragraph 5" in item["content"] for item in stored_items(config)}
    assert rows == {"Port of Batumi 1": True, "Port of Batumi 2": True}
    with open_desk(config, read_only=True) as desk:
        assert desk.store.sources.states()["desk"].requests == 4


async def test_a_page_that_says_less_or_nothing_changes_nothing(publisher: Publisher, tmp_path: Path) -> None:
    long = "The feed itself says much more than its page, which is a stub for paying readers. " * 3
    url = feed(publisher, 1, 2, 3, words=long)
    publisher.say(
        "/1", b"<html><body><article><p>Subscribe to read.</p></article></body></html>", Content_Type="text/html"
    )
    publisher.say("/2", b"", 500)
    config = configured(tmp_path, url, full_text="article")

    summary = await poll(config)

    assert {item["summary"] for item in stored_items(config)} == {long.strip()}
    (problem,) = summary.reports[0].problems
    assert problem.startswith("no full text of Port of Batumi ")
    assert summary.reports[0].outcome == "changed"


async def test_a_changed_headline_keeps_the_text(publisher: Publisher, tmp_path: Path) -> None:
    url = feed(publisher, 1)
    publisher.say("/1", PAGE.encode(), Content_Type="text/html")
    config = configured(tmp_path, url, full_text=True)
    await poll(config)
    feed(publisher, 1, title="Batumi port again")

    assert (await poll(config, 1)).changed == 1
    assert "Paragraph 5" in by_title(config)["Batumi port again 1"]["content"]
    assert (await poll(config, 2)).changed == 0


async def test_it_is_published_only_where_the_output_asks_for_it(publisher: Publisher, tmp_path: Path) -> None:
    url = feed(publisher, 1)
    publisher.say("/1", PAGE.encode(), Content_Type="text/html")
    config = configured(
        tmp_path,
        url,
        full_text=True,
        site={"base_url": "https://desk.example/"},
        outputs={"feeds": [{"name": "whole", "content": "full"}, {"name": "short"}]},
    )
    with open_desk(config, clock=lambda: NOW) as desk:
        await desk.poll(clock=lambda: NOW)
        desk.build(NOW)
    said = {name: (tmp_path / "output" / "feeds" / f"{name}.atom").read_text() for name in ("whole", "short")}
    assert {name: "Paragraph 5" in text for name, text in said.items()} == {"whole": True, "short": False}


@pytest.mark.parametrize("full_text", [True, "article"])
async def test_a_page_about_something_else_changes_nothing(
    publisher: Publisher, tmp_path: Path, full_text: object
) -> None:
    url = feed(publisher, 1, title="Parliament adopts budget after long debate")
    publisher.say("/1", PAGE.encode(), Content_Type="text/html")
    await poll(configured(tmp_path, url, full_text))
    assert [item["content"] for item in stored_items(tmp_path / "config.yaml")] == [""]


async def test_old_items_are_not_asked_for(publisher: Publisher, tmp_path: Path) -> None:
    item = (
        f"<item><title>Old</title><link>{publisher.url}/1</link><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>"
    )
    url = publisher.say("/feed", f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>".encode())
    await poll(configured(tmp_path, url, full_text=True))
    assert [request.path for request in publisher.requests] == ["/feed"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><head><title>Just a moment...</title></head><body><p>Checking your browser before you go on</p></body></html>",
        b"<html><head><title>Sign in</title></head><body><form><input type=password></form></body></html>",
    ],
)
def test_what_stands_in_the_way_is_no_text(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse("fulltext", body, "https://desk.example/1", {})


def test_a_selector_takes_every_part_once() -> None:
    body = "<div class=t>One <div class=t>inner</div></div><p>no</p><div class=t>Two</div>"
    feed = parse("fulltext", body.encode(), "https://desk.example/1", {}, Selectors(content=".t"))
    assert (feed.entries[0].content or "").count("inner") == 1
    assert "Two" in (feed.entries[0].content or "")
