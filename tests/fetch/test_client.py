"""The client against publishers of every kind: what it sends, what it bears, and what it says when something is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from aggregator.fetch.client import open_client
from aggregator.fetch.settings import HttpSettings
from aggregator.model import Fetched, FetchFailed, FetchRequest, FetchResult, NotModified, State, Validators
from tests.servers import RSS, Publisher, deflated_raw, gzipped

SETTINGS = HttpSettings("desk/1.0 (+https://desk.example/about/)", host_delay=0, per_host=8)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running


async def fetch(url: str, *, settings: HttpSettings = SETTINGS, private: bool = True, **options: object) -> FetchResult:
    async with open_client(settings) as client:
        return await client.fetch(FetchRequest("s", url, allow_private=private, **options))  # type: ignore[arg-type]


async def fails(url: str, **options: object) -> FetchFailed:
    result = await fetch(url, **options)  # type: ignore[arg-type]
    assert isinstance(result, FetchFailed), result
    return result


async def body_of(url: str) -> bytes:
    result = await fetch(url)
    assert isinstance(result, Fetched), result
    return result.body


async def test_it_says_who_it_is_and_carries_nothing_else(publisher: Publisher) -> None:
    await fetch(publisher.say("/feed", Set_Cookie="id=1"))
    await fetch(f"{publisher.url}/feed")

    for request in publisher.requests:
        assert request.method == "GET"
        assert request.headers["User-Agent"] == SETTINGS.user_agent
        assert "application/rss+xml" in request.headers["Accept"]
        assert not {"Cookie", "Referer", "If-None-Match", "If-Modified-Since"} & set(request.headers)


@pytest.mark.parametrize(
    "validators",
    [
        Validators('"abc"', "Wed, 14 Jan 2026 10:00:00 GMT"),
        Validators('W/"weak"', None),
        Validators("unquoted,odd=\\'", None),
        Validators(None, "2026-01-14 odd date"),
    ],
    ids=["both", "weak", "odd", "odd date"],
)
async def test_validators_go_back_byte_for_byte(publisher: Publisher, validators: Validators) -> None:
    url = publisher.say("/feed", b"", 304, ETag='"new"')

    result = await fetch(url, validators=validators)

    assert publisher.requests[0].headers.get("If-None-Match") == validators.etag
    assert publisher.requests[0].headers.get("If-Modified-Since") == validators.last_modified
    assert isinstance(result, NotModified)
    assert result.validators == Validators('"new"')


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzipped()),
        ("x-gzip", gzipped()),
        ("gzip", gzipped() + b"trailing garbage"),
        ("gzip", RSS),
        ("deflate", deflated_raw()),
        ("identity", RSS),
    ],
    ids=["gzip", "x-gzip", "garbage after gzip", "not gzip at all", "raw deflate", "identity"],
)
async def test_bodies_are_unpacked_however_they_are_labelled(publisher: Publisher, coding: str, body: bytes) -> None:
    assert await body_of(publisher.say("/feed", body, Content_Encoding=coding)) == RSS


async def test_brotli_and_zstd_are_unpacked(publisher: Publisher) -> None:
    import brotli
    from backports import zstd

    assert await body_of(publisher.say("/br", brotli.compress(RSS), Content_Encoding="br")) == RSS
    assert await body_of(publisher.say("/zstd", zstd.compress(RSS), Content_Encoding="zstd")) == RSS


async def test_a_bomb_does_not_go_off(publisher: Publisher) -> None:
    settings = replace(SETTINGS, max_unpacked=100_000)
    url = publisher.say("/bomb", gzipped(b"0" * 50_000_000), Content_Encoding="gzip")

    assert "larger than" in (await fails(url, settings=settings)).reason


async def test_a_body_that_never_ends_is_left(publisher: Publisher) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not publisher.closing.is_set():
            await response.write(b"x" * 65536)
        return response

    assert (
        "larger than" in (await fails(publisher.on("/", endless), settings=replace(SETTINGS, max_bytes=300_000))).reason
    )


async def test_the_deadline_is_for_the_whole_fetch(publisher: Publisher) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not publisher.closing.is_set():
            await response.write(b".")
            await asyncio.sleep(0.05)
        return response

    failure = await fails(publisher.on("/", drip), settings=replace(SETTINGS, timeout=0.4))

    assert (failure.state, failure.is_soft) == (State.FAILING, True)
    assert failure.reason == "timed out after 0.4 s"


async def test_a_body_that_is_cut_off_is_a_failure(publisher: Publisher) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100000", "ETag": '"cut"'})
        await response.prepare(request)
        await response.write(RSS)
        assert request.transport is not None
        request.transport.close()
        return response

    assert "ended before" in (await fails(publisher.on("/", cut))).reason
    assert "cut off" in (await fails(publisher.say("/gz", gzipped()[:-20], Content_Encoding="gzip"))).reason


async def test_an_empty_document_is_a_failure(publisher: Publisher) -> None:
    assert "empty" in (await fails(publisher.say("/feed", b"  \n"))).reason


async def test_big_headers_are_borne(publisher: Publisher) -> None:
    assert await body_of(publisher.say("/feed", RSS, Content_Security_Policy="x" * 30_000)) == RSS


@pytest.mark.parametrize(
    ("status", "state", "is_soft"),
    [
        (401, State.REFUSED, False),
        (403, State.REFUSED, False),
        (404, State.NOT_FOUND, True),
        (410, State.GONE, False),
        (429, State.FAILING, True),
        (500, State.FAILING, True),
        (503, State.FAILING, True),
    ],
)
async def test_a_status_becomes_a_word(publisher: Publisher, status: int, state: State, is_soft: bool) -> None:
    failure = await fails(publisher.say("/feed", b"", status, Retry_After="120"))

    assert (failure.state, failure.is_soft, failure.status) == (state, is_soft, status)
    assert failure.retry_after is not None
    assert failure.retry_after.total_seconds() == 120


async def test_only_the_leading_run_of_permanent_redirects_is_remembered(publisher: Publisher) -> None:
    publisher.say("/new", RSS)
    publisher.say("/later", b"", 302, Location="/new")
    publisher.say("/moved", b"", 308, Location="later")
    result = await fetch(publisher.say("/old", b"", 301, Location="/moved"))

    assert isinstance(result, Fetched)
    assert (result.url, result.permanent_url) == (f"{publisher.url}/new", f"{publisher.url}/later")
    assert result.requests == 4


async def test_circles_and_endless_redirects_are_left(publisher: Publisher) -> None:
    publisher.say("/a", b"", 302, Location="/b")
    assert "circle" in (await fails(publisher.say("/b", b"", 302, Location="/a"))).reason

    async def onward(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": f"/n?{len(publisher.requests)}"})

    failure = await fails(publisher.on("/n", onward))
    assert "more than 10 times" in failure.reason
    assert failure.requests == 11


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "gopher://x.example/"])
async def test_a_redirect_leaves_http_never(publisher: Publisher, target: str) -> None:
    assert "not http" in (await fails(publisher.say("/feed", b"", 302, Location=target))).reason


async def test_secrets_go_to_their_own_host_alone_and_into_no_message(publisher: Publisher) -> None:
    publisher.say("/home", RSS)
    async with Publisher().running("127.0.0.2") as other:
        other.say("/elsewhere", RSS)
        address = publisher.url.replace("//", "//user:secret@")
        publisher.say("/away", b"", 302, Location=f"{other.url}/elsewhere")

        home = await fetch(f"{address}/home", headers={"X-Key": "hidden"})
        away = await fails(f"{address}/away", headers={"X-Key": "hidden"})

        assert isinstance(home, Fetched)
        assert publisher.requests[0].headers["Authorization"].startswith("Basic ")
        assert publisher.requests[0].headers["X-Key"] == "hidden"
        assert "secret" not in home.url + away.url + away.reason
        # The redirect leads to another private host: leave was given for the configured one alone.
        assert other.requests == []
        assert away.state is State.REFUSED


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_private_addresses_are_refused_however_they_are_written(publisher: Publisher, host: str) -> None:
    port = publisher.url.rsplit(":", 1)[1]

    failure = await fails(f"http://{host}:{port}/feed", private=False)

    assert publisher.requests == []
    assert (failure.state, failure.requests) == (State.REFUSED, 0)
    assert "private address" in failure.reason


@pytest.mark.parametrize("host", ["2130706433", "0"])
async def test_addresses_written_as_one_number_are_not_asked_at_all(publisher: Publisher, host: str) -> None:
    failure = await fails(f"{publisher.url}/feed".replace("127.0.0.1", host), private=False)

    assert (publisher.requests, failure.requests) == ([], 0)
    assert "canonical IPv4 address" in failure.reason


async def test_a_refusal_says_what_to_do(publisher: Publisher) -> None:
    failure = await fails(f"{publisher.url}/feed", private=False)

    assert failure.state is State.REFUSED
    assert "private address 127.0.0.1; set allow_private" in failure.reason


async def test_a_host_that_never_answers_holds_up_nobody_else(publisher: Publisher) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await publisher.closing.wait()
        return web.Response()

    async with Publisher().running("127.0.0.3") as dead:
        dead.on("/", never)
        url = publisher.say("/feed")
        settings = replace(SETTINGS, per_host=1, concurrency=2, timeout=5)
        async with open_client(settings) as client:
            stuck = [
                asyncio.create_task(client.fetch(FetchRequest(f"d{n}", f"{dead.url}/", allow_private=True)))
                for n in range(20)
            ]
            result = await client.fetch(FetchRequest("s", url, allow_private=True))
            assert isinstance(result, Fetched)
            for task in stuck:
                task.cancel()
            await asyncio.gather(*stuck, return_exceptions=True)


async def test_a_name_that_does_not_exist_is_told_as_such() -> None:
    assert "there is no host named" in (await fails("http://no-such-host.invalid/feed")).reason


async def test_nobody_listening_is_told_as_such() -> None:
    assert "no connection to" in (await fails("http://127.0.0.1:1/feed")).reason


async def test_files_are_read_and_known_again(tmp_path: Path) -> None:
    path = tmp_path / "feed with space.xml"
    path.write_bytes(RSS)

    first = await fetch(path.as_uri())

    assert isinstance(first, Fetched)
    assert first.body == RSS
    assert isinstance(await fetch(path.as_uri(), validators=first.validators), NotModified)
    assert (await fails((tmp_path / "none.xml").as_uri())).state is State.NOT_FOUND
    assert "not a file" in (await fails(tmp_path.as_uri())).reason
