"""Private feeds: whoever has the address reads them, and nothing that is public, printed or logged gives it away."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import aiohttp
import feedparser
import pytest

from aggregator.app import find_private
from aggregator.server import create_app, start
from tests.commands import run
from tests.desk import HOUR, NOW, SmallDesk, open_small
from tests.publish import rules
from tests.test_daemon import running, until

FEEDS = "outputs: {per_region: false, feeds: [%s]}\n"
SECRET = FEEDS % "{name: insiders, title: Insiders only, regions: [georgia], secret: %s}"
BASE = "https://desk.example/news/"


def addresses(desk: SmallDesk) -> dict[str, str]:
    (found,) = [feeds for spec, feeds in desk.desk.outputs(NOW) if spec.name == "insiders"]
    return {str(form): address for form, address in found.items()}


@contextmanager
def built(folder: Path, secret: str = "true", *, count: int = 3) -> Iterator[SmallDesk]:
    with open_small(folder, SECRET % secret) as desk:
        if count:
            desk.meet(count, NOW)
        desk.build(NOW)
        yield desk


@asynccontextmanager
async def served(desk: SmallDesk) -> AsyncIterator[aiohttp.ClientSession]:
    app = create_app(
        desk.folder / "output", site=desk.desk.config.site, private=partial(find_private, desk.desk.config)
    )
    server = await start(app, "127.0.0.1", 0)
    try:
        async with aiohttp.ClientSession(server.url) as session:
            yield session
    finally:
        await server.close()


def path_of(address: str) -> str:
    return f"/{address.removeprefix(BASE)}"


async def test_who_has_the_address_reads_the_feed_and_nothing_on_the_way_keeps_it(tmp_path: Path) -> None:
    with built(tmp_path) as desk:
        found = addresses(desk)
        assert set(found) == {"atom", "rss", "json"}
        assert re.fullmatch(rf"{BASE}private/[A-Za-z0-9_-]{{32}}\.atom", found["atom"])
        async with served(desk) as site:
            for form, address in found.items():
                async with site.get(path_of(address)) as answer:
                    body = await answer.read()
                    assert answer.status == 200
                    rules.check(form, body, address)
                    assert answer.headers["Cache-Control"].startswith("private")
                    assert answer.headers["X-Robots-Tag"].startswith("noindex")
                    assert answer.headers["Referrer-Policy"] == "no-referrer"
                    assert "Link" not in answer.headers
                headers = {"If-None-Match": answer.headers["ETag"]}
                async with site.get(path_of(address), headers=headers) as again:
                    assert (again.status, await again.read()) == (304, b"")
                async with site.head(path_of(address)) as head:
                    assert (head.status, head.headers["ETag"]) == (200, answer.headers["ETag"])
            async with site.get(path_of(found["atom"])) as answer:
                assert len(feedparser.parse(await answer.read()).entries) == 3


async def test_nothing_that_is_published_knows_of_it(tmp_path: Path) -> None:
    with built(tmp_path) as desk:
        token = addresses(desk)["atom"].rsplit("/", 1)[1].removesuffix(".atom")
        for name, (body, _) in desk.files().items():
            assert "insiders" not in name
            for word in (token, "insiders", "Insiders only", "/private/"):
                assert word.encode() not in body, name
        async with served(desk) as site:
            for path in ("/feeds/insiders.atom", "/private/", "/private/insiders.atom", f"/private/{token[:-1]}A.rss"):
                async with site.get(path) as answer, site.get("/nowhere") as nowhere:
                    assert answer.status == 404
                    assert await answer.read() == await nowhere.read()


async def test_an_address_can_be_revoked_and_the_old_one_is_gone(tmp_path: Path) -> None:
    with built(tmp_path) as desk:
        old = addresses(desk)
        assert desk.desk.store.private.renew("insiders", NOW)
        desk.build(NOW)
        new = addresses(desk)
        assert new["atom"] != old["atom"]
        async with served(desk) as site:
            for address, status in ((old["atom"], 410), (old["json"], 410), (new["atom"], 200)):
                async with site.get(path_of(address)) as answer:
                    assert answer.status == status
                    assert answer.headers["X-Robots-Tag"].startswith("noindex")
        assert not desk.desk.store.private.renew("all", NOW)


async def test_another_word_is_another_address_and_the_same_word_the_same(tmp_path: Path) -> None:
    with built(tmp_path) as desk:
        first = addresses(desk)["atom"]
    with built(tmp_path, count=0) as desk:
        assert addresses(desk)["atom"] == first
    with built(tmp_path, "autumn", count=0) as desk:
        second = addresses(desk)["atom"]
    with built(tmp_path, count=0) as desk:
        third = addresses(desk)["atom"]
        assert len({first, second, third}) == 3
        async with served(desk) as site:
            for address, status in ((first, 410), (second, 410), (third, 200)):
                async with site.get(path_of(address)) as answer:
                    assert answer.status == status


async def test_a_feed_that_becomes_private_leaves_the_output_directory(tmp_path: Path) -> None:
    public = FEEDS % "{name: insiders, regions: [georgia], limit: 2}"
    with open_small(tmp_path, public) as desk:
        desk.meet(9, NOW)
        desk.build(NOW)
        assert (tmp_path / "output/feeds/insiders/archive/2026-01.atom").exists()
    with built(tmp_path, count=0) as desk:
        assert not [name for name in desk.files() if "insiders" in name]
        address = addresses(desk)["atom"]
    with open_small(tmp_path) as desk:  # taken out of the configuration: it is not published for that
        desk.build(NOW)
        assert not [name for name in desk.files() if "insiders" in name]
        async with served(desk) as site, site.get(path_of(address)) as answer:
            assert answer.status == 410


async def test_no_change_is_no_new_byte_and_no_new_date(tmp_path: Path) -> None:
    with built(tmp_path) as desk:
        token = addresses(desk)["rss"].rsplit("/", 1)[1].removesuffix(".rss")
        before = desk.desk.store.private.find(token, "rss")
        desk.build(NOW + HOUR, full=True)
        assert desk.desk.store.private.find(token, "rss") == before
        desk.meet(1, NOW + HOUR)
        desk.build(NOW + HOUR)
        after = desk.desk.store.private.find(token, "rss")
        assert before is not None
        assert after is not None
        assert after.modified - before.modified == timedelta(hours=1)


def test_the_server_may_stand_elsewhere_than_the_site(tmp_path: Path) -> None:
    with open_small(tmp_path, SECRET % "true" + "serve: {base_url: 'https://desk.example:8443'}\n") as desk:
        desk.meet(1, NOW)
        desk.build(NOW)
        assert addresses(desk)["atom"].startswith("https://desk.example:8443/private/")


def test_hubs_hear_nothing_of_it(tmp_path: Path) -> None:
    with open_small(tmp_path, SECRET % "true" + "publish: {websub: 'https://hub.example/'}\n") as desk:
        desk.meet(1, NOW)
        desk.build(NOW)
        token = addresses(desk)["atom"].rsplit("/", 1)[1].removesuffix(".atom")
        assert not [
            ping for ping in desk.desk.store.pings.due(NOW, limit=99) if token in ping.topic or "insiders" in ping.topic
        ]
        feed = desk.desk.store.private.find(token, "atom")
        assert feed is not None
        assert b"hub.example" not in feed.body


def test_the_command_prints_addresses_and_renews_them(tmp_path: Path) -> None:
    with built(tmp_path) as desk:
        address = addresses(desk)["atom"]
    config = str(tmp_path / "config.yaml")
    assert address in run("outputs", "--config", config).stdout
    told = {row["name"]: row for row in json.loads(run("outputs", "--json", "--config", config).stdout)}
    assert (told["insiders"]["private"], told["insiders"]["feeds"]["atom"]) == (True, address)
    assert told["all"] == {
        "name": "all", "title": "The Desk", "private": False,
        "feeds": {form: f"{BASE}feeds/all.{form}" for form in ("atom", "rss", "json")},
    }  # fmt: skip
    renewed = run("outputs", "--renew", "insiders", "--config", config)
    assert address not in renewed.stdout + renewed.stderr
    assert "/private/" in renewed.stdout
    assert "there are insiders" in run("outputs", "--renew", "outsiders", "--config", config, expect=2).stderr


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["run", "serve"])
def test_run_and_serve_hand_it_out_and_their_logs_do_not(verb: str, tmp_path: Path) -> None:
    from tests.servers import RSS

    (tmp_path / "feed.xml").write_bytes(RSS)
    config = tmp_path / "config.yaml"
    config.write_text(
        "sources: [{id: one, url: 'file:feed.xml', interval: 1m}]\noutputs: {feeds: [{name: mine, secret: true}]}\n"
    )
    run("poll", "--build", "--config", str(config))
    rows = json.loads(run("outputs", "--json", "--config", str(config)).stdout)
    (address,) = [row["feeds"]["rss"] for row in rows if row["name"] == "mine"]
    path = address.split("/", 3)[3]
    with running(config, verb) as desk:
        until(lambda: "yes" if desk.get(path)[0] == 200 else "", "the private feed")
        assert b"<item>" in desk.get(path)[1]
        assert desk.get(path.replace(".rss", ".json"))[0] == 200
        token = path.removeprefix("private/").removesuffix(".rss")
        desk.get(f"private/{token}.nothing")
        assert token not in desk.log.read_text()
