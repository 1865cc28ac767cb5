"""WebSub: every changed feed is told to the hub, once, whatever becomes of the hub and of the desk in between."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import aiohttp
import feedparser
import pytest
from aiohttp import web

from aggregator.model import SiteInfo
from aggregator.publish.websub import next_try
from aggregator.server import create_app, start
from tests.commands import command, environment
from tests.desk import CONFIG, DAY, HOUR, NOW, SmallDesk, open_small
from tests.servers import RSS, Publisher

BASE = "https://desk.example/news/"


class Hub:
    """A hub that remembers what it was told, and fails when it is to."""

    def __init__(self, publisher: Publisher, path: str = "/hub") -> None:
        self.told: list[str] = []
        self.status = 204
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.url = publisher.on(path, self.answer)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        form = parse_qs((await request.read()).decode())
        assert (request.method, form["hub.mode"]) == ("POST", ["publish"])
        if self.status < 300:
            self.told += form["hub.url"]
        return web.Response(status=self.status, headers=self.headers)


def more(*hubs: str, private: bool = True) -> str:
    allowed = "http: {allow_private: true}\n" if private else ""
    return f"publish: {{websub: {list(hubs)}}}\noutputs: {{per_region: false}}\n{allowed}"


async def tell(desk: SmallDesk, now: datetime) -> tuple[int, tuple[str, ...]]:
    told = await desk.desk.tell_hubs(lambda: now)
    return told.count, told.failures


async def test_a_hub_is_told_of_each_feed_that_changed_and_of_no_other(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub = Hub(publisher)
        with open_small(tmp_path, more(hub.url)) as desk:
            desk.meet(1, NOW)
            desk.build(NOW)
            await tell(desk, NOW)
            assert sorted(hub.told) == sorted(
                BASE + path
                for path in (
                    "feed.xml",
                    *(f"feeds/{n}.{f}" for n in ("all", "digest", "headline-changes") for f in ("atom", "rss", "json")),
                )
            )
            hub.told.clear()

            desk.meet(1, NOW + HOUR)
            desk.build(NOW + HOUR)
            assert await tell(desk, NOW + HOUR) == (4, ())
            assert sorted(hub.told) == [
                f"{BASE}{path}" for path in ("feed.xml", "feeds/all.atom", "feeds/all.json", "feeds/all.rss")
            ]

            desk.build(NOW + HOUR)
            assert await tell(desk, NOW + HOUR) == (0, ())


async def test_a_hub_that_fails_is_told_later_also_after_a_restart(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub, other = Hub(publisher), Hub(publisher, "/other")
        hub.status = 503
        with open_small(tmp_path, more(hub.url, other.url)) as desk:
            desk.meet(1, NOW)
            desk.build(NOW)
            count, failures = await tell(desk, NOW)
            assert (count, hub.asked) == (len(other.told), 1)
            assert failures == (f"hub {hub.url}: the server answered 503 Service Unavailable",)
            assert await tell(desk, NOW + timedelta(seconds=30)) == (0, ())
            assert hub.asked == 1
        hub.status = 202
        with open_small(tmp_path, more(hub.url, other.url)) as desk:
            assert await tell(desk, NOW + timedelta(seconds=59)) == (0, ())
            assert (await tell(desk, NOW + timedelta(minutes=1)))[0] == len(other.told)
            assert sorted(hub.told) == sorted(other.told)
            assert await tell(desk, NOW + DAY) == (0, ())


async def test_a_hub_says_itself_when_it_wants_to_hear(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub = Hub(publisher)
        hub.status, hub.headers = 429, {"Retry-After": "7200"}
        with open_small(tmp_path, more(hub.url)) as desk:
            desk.meet(1, NOW)
            desk.build(NOW)
            await tell(desk, NOW)
            hub.status = 204
            assert await tell(desk, NOW + HOUR) == (0, ())
            assert (await tell(desk, NOW + 2 * HOUR))[0] > 0


async def test_a_feed_that_a_hub_refuses_holds_up_no_other(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub = Hub(publisher)
        hub.status = 400
        with open_small(tmp_path, more(hub.url)) as desk:
            desk.meet(1, NOW)
            desk.build(NOW)
            await tell(desk, NOW)
            assert hub.asked == 10


async def test_what_changes_while_a_hub_is_told_is_told_again(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub = Hub(publisher)
        with open_small(tmp_path, more(hub.url)) as desk:
            desk.meet(1, NOW)
            desk.build(NOW)

            async def answer(request: web.Request) -> web.StreamResponse:
                desk.desk.store.pings.add([hub.url], ["feeds/all.atom"], NOW + HOUR)
                return await hub.answer(request)

            publisher.on("/hub", answer)
            await tell(desk, NOW)
            publisher.on("/hub", hub.answer)
            hub.told.clear()
            await tell(desk, NOW + HOUR)
            assert hub.told == [f"{BASE}feeds/all.atom"]


async def test_a_hub_on_a_private_address_is_not_dialled_and_the_build_goes_on(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub = Hub(publisher)
        with open_small(tmp_path, more(hub.url, private=False)) as desk:
            desk.meet(1, NOW)
            assert desk.build(NOW).written
            count, failures = await tell(desk, NOW)
            assert (count, hub.asked) == (0, 0)
            assert "private address" in failures[0]


def test_waits_grow_and_end() -> None:
    waits, now, tries = [], NOW, 0
    while (again := next_try(NOW, tries := tries + 1, now)) is not None:
        waits.append(again - now)
        now = again
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert 40 * HOUR < now - NOW <= 2 * DAY


async def test_feeds_name_their_hub_in_the_document_and_in_the_header(tmp_path: Path) -> None:
    with open_small(tmp_path, more("https://hub.example/")) as desk:
        desk.meet(1, NOW)
        desk.build(NOW)
        server = await start(create_app(tmp_path / "output", site=desk.desk.config.site), "127.0.0.1", 0)
    try:
        async with aiohttp.ClientSession(server.url) as session:
            for path in ("feeds/all.atom", "feeds/all.rss", "feeds/all.json", "feed.xml"):
                async with session.get(f"/{path}") as answer:
                    body = await answer.read()
                    assert answer.headers["Link"] == f'<https://hub.example/>; rel="hub", <{BASE}{path}>; rel="self"'
                    assert b"https://hub.example/" in body
                    if not path.endswith("json"):
                        links = {link.rel: link.href for link in feedparser.parse(body).feed.links}
                        assert (links["hub"], links["self"]) == ("https://hub.example/", BASE + path)
                async with session.get(f"/{path}", headers={"If-None-Match": answer.headers["ETag"]}) as unchanged:
                    assert (unchanged.status, unchanged.headers["Link"]) == (304, answer.headers["Link"])
            for path in ("index.html", "feeds/health.atom", "feeds/all.opml"):
                async with session.get(f"/{path}") as answer:
                    assert "Link" not in answer.headers
    finally:
        await server.close()


def test_without_hubs_nothing_is_named(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.meet(1, NOW)
        desk.build(NOW)
        assert b"hub" not in desk.read("feeds/all.atom") + desk.read("feeds/all.rss") + desk.read("feeds/all.json")
        assert SiteInfo("x", BASE).hubs == ()


@pytest.mark.slow
async def test_the_command_tells_the_hub(tmp_path: Path) -> None:
    async with Publisher().running() as publisher:
        hub = Hub(publisher)
        (tmp_path / "feed.xml").write_bytes(RSS)
        site = CONFIG.split("sources:")[0]
        config = f"{site}sources:\n  - {{id: one, url: 'file:feed.xml'}}\n{more(hub.url)}"
        (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
        argv = command("poll", "--build", "--config", str(tmp_path / "config.yaml"))
        process = await asyncio.create_subprocess_exec(*argv, stderr=asyncio.subprocess.PIPE, env=environment())
        _, said = await process.communicate()
        assert process.returncode == 0
        assert b"hubs told of" in said
        assert f"{BASE}feeds/all.atom" in hub.told
