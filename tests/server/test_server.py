"""The server as browsers and feed readers meet it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from aggregator.errors import AggregatorError
from aggregator.server import create_app, files, start

PAGE = b"<!doctype html><title>Desk</title>" + b"<p>news</p>" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "output"
    (root / "feeds").mkdir(parents=True)
    (root / "index.html").write_bytes(PAGE)
    (root / "404.html").write_bytes(b"<!doctype html><title>Lost</title>")
    for name in ("all.atom", "all.rss", "all.json", "all.opml", "index.html"):
        (root / "feeds" / name).write_bytes(b"x" * 1000)
    (root / "empty").mkdir()
    (root / "feed.xml").write_bytes(b"<feed/>")
    (root / "sitemap.xml").write_bytes(b"<urlset/>")
    (root / "style.css").write_bytes(b"p {}")
    (root / ".hidden").write_bytes(b"secret")
    (tmp_path / "outside.txt").write_bytes(b"secret")
    (root / "link.txt").symlink_to(tmp_path / "outside.txt")
    return root


@pytest.fixture
async def site(folder: Path) -> AsyncIterator[aiohttp.ClientSession]:
    server = await start(create_app(folder), "127.0.0.1", 0)
    async with aiohttp.ClientSession(
        server.url, auto_decompress=False, skip_auto_headers=["Accept-Encoding"]
    ) as session:
        yield session
    await server.close()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feeds/all.atom", "application/atom+xml; charset=utf-8"),
        ("/feeds/all.rss", "application/rss+xml; charset=utf-8"),
        ("/feeds/all.json", "application/feed+json; charset=utf-8"),
        ("/feeds/all.opml", "text/x-opml; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
    ],
)
async def test_media_types(site: aiohttp.ClientSession, path: str, media_type: str) -> None:
    async with site.get(path) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_did_not_change_is_not_sent_again(site: aiohttp.ClientSession) -> None:
    async with site.get("/") as answer:
        etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"x", W/{etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
    ):
        async with site.get("/", headers=headers) as answer:
            assert (answer.status, await answer.read(), answer.headers["ETag"]) == (304, b"", etag)
    async with site.get("/", headers={"If-None-Match": '"other"', "If-Modified-Since": modified}) as answer:
        assert answer.status == 200


async def test_a_change_is_seen_at_once(site: aiohttp.ClientSession, folder: Path) -> None:
    async with site.get("/") as answer:
        etag = answer.headers["ETag"]
    (folder / "index.html").write_bytes(PAGE + b"more")
    async with site.get("/", headers={"If-None-Match": etag}) as answer:
        assert (answer.status, (await answer.read())[-4:]) == (200, b"more")


async def test_gzip_for_those_who_offer_it(site: aiohttp.ClientSession) -> None:
    async with site.get("/", headers={"Accept-Encoding": "br, gzip;q=0.5"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(await answer.read()) == PAGE
        packed = answer.headers["ETag"]
    async with site.get("/", headers={"Accept-Encoding": "*;q=0, gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
    for refused in ("identity", "gzip;q=0", "gzip; q=0.0", "*, gzip;q=0"):
        async with site.get("/", headers={"Accept-Encoding": refused}) as answer:
            assert "Content-Encoding" not in answer.headers
            assert await answer.read() == PAGE
            assert answer.headers["ETag"] != packed


async def test_head_says_what_get_would_send(site: aiohttp.ClientSession) -> None:
    async with site.head("/") as answer:
        assert (answer.status, int(answer.headers["Content-Length"]), await answer.read()) == (200, len(PAGE), b"")


async def test_head_and_304_of_a_packed_page_speak_of_the_packed_page(site: aiohttp.ClientSession) -> None:
    headers = {"Accept-Encoding": "gzip"}
    async with site.get("/", headers=headers) as answer:
        etag, length = answer.headers["ETag"], len(await answer.read())
    async with site.head("/", headers=headers) as answer:
        assert (int(answer.headers["Content-Length"]), answer.headers["ETag"]) == (length, etag)
    async with site.get("/", headers={**headers, "If-None-Match": etag}) as answer:
        assert (answer.status, answer.headers["ETag"], answer.headers["Vary"]) == (304, etag, "Accept-Encoding")


async def test_pages_may_be_kept_five_minutes_and_feeds_fifteen(site: aiohttp.ClientSession) -> None:
    for path, seconds in (("/", 300), ("/feeds/", 300), ("/feeds/all.atom", 900), ("/feeds/all.json", 900)):
        async with site.get(path) as answer:
            assert answer.headers["Cache-Control"].endswith(f"max-age={seconds}")


async def test_pages_may_load_nothing_foreign_and_run_nothing(site: aiohttp.ClientSession) -> None:
    for path in ("/", "/none"):
        async with site.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none';")
            assert "script" not in policy
            assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_the_page_of_the_search_alone_may_run_a_script_of_the_site(
    site: aiohttp.ClientSession, folder: Path
) -> None:
    (folder / "search").mkdir()
    (folder / "search" / "index.html").write_bytes(b"<!doctype html>")
    async with site.get("/search/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert policy.endswith("; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")


async def test_a_file_that_is_gone_is_not_served_from_memory(site: aiohttp.ClientSession, folder: Path) -> None:
    async with site.get("/feeds/all.atom") as answer:
        assert answer.status == 200
    (folder / "feeds" / "all.atom").unlink()
    async with site.get("/feeds/all.atom") as answer:
        assert (answer.status, await answer.read()) == (404, b"<!doctype html><title>Lost</title>")


async def test_many_readers_at_once_get_whole_pages(
    site: aiohttp.ClientSession, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the memory for files is too small for them all, so that each pushes out another."""
    monkeypatch.setattr(files, "_MOST_CACHED", 3_000)
    for number in range(20):
        (folder / f"{number}.html").write_bytes(PAGE + str(number).encode())

    async def get(number: int) -> bytes:
        async with site.get(f"/{number}.html") as answer:
            assert answer.status == 200
            return await answer.read()

    wanted = [*range(20)] * 10
    assert await asyncio.gather(*map(get, wanted)) == [PAGE + str(number).encode() for number in wanted]


async def test_a_folder_without_its_slash_is_redirected(site: aiohttp.ClientSession) -> None:
    async with site.get("/feeds?x=1", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (308, "feeds/?x=1")
    async with site.get("/feeds") as answer:
        assert (answer.status, answer.url.path) == (200, "/feeds/")


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/.hidden",
        "/link.txt",
        "/%2e%2e/outside.txt",
        "/feeds/..%2f..%2foutside.txt",
        "/feeds/%5c..%5coutside.txt",
        "/%00",
        "/index.html/",
        "/index.html/x",
        "/empty/",
        "/" + "a" * 5000,
    ],
)
async def test_what_is_not_published_is_not_found(site: aiohttp.ClientSession, path: str) -> None:
    from yarl import URL

    async with site.get(URL(path, encoded=True)) as answer:
        assert answer.status == 404
        assert b"secret" not in await answer.read()


async def test_nothing_can_be_written(site: aiohttp.ClientSession) -> None:
    for method in ("POST", "PUT", "DELETE"):
        async with site.request(method, "/") as answer:
            assert answer.status == 405


async def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    server = await start(create_app(folder), "127.0.0.1", 0)
    port = int(server.url.rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(AggregatorError, match=f"cannot listen on 127.0.0.1:{port}"):
        await start(create_app(folder), "127.0.0.1", port)
    await server.close()
