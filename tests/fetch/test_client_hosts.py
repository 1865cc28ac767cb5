"""The client between hosts: what goes where, whose turn it is, and what a hop costs."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from aggregator.fetch.client import open_client, wire_url
from aggregator.fetch.guard import is_private_name
from aggregator.model import Deferred, Fetched, FetchFailed, FetchRequest, NotModified, State, Validators
from tests.fetch.test_client import SETTINGS, body_of, fails, fetch
from tests.servers import RSS, Publisher


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running


def ask(url: str, source: str = "s") -> FetchRequest:
    return FetchRequest(source, url, allow_private=True)


async def test_cookies_and_referrers_do_not_go_along_with_a_redirect(publisher: Publisher) -> None:
    publisher.say("/feed", RSS)
    await fetch(publisher.say("/wall", b"", 302, Location="/feed", Set_Cookie="id=1; Path=/"))

    assert [request.path for request in publisher.requests] == ["/wall", "/feed"]
    assert not {"Cookie", "Referer"} & set(publisher.requests[1].headers)


async def test_validators_go_along_and_those_of_the_304_come_back(publisher: Publisher) -> None:
    publisher.say("/new", b"", 304, ETag='W/"b"', Last_Modified="soon")
    url = publisher.say("/old", b"", 301, Location="/new")

    result = await fetch(url, validators=Validators('"a"'))

    assert [request.headers["If-None-Match"] for request in publisher.requests] == ['"a"', '"a"']
    assert isinstance(result, NotModified)
    assert (result.validators, result.permanent_url) == (Validators('W/"b"', "soon"), f"{publisher.url}/new")
    assert result.requests == 2


async def test_not_modified_is_no_answer_to_an_unconditional_request(publisher: Publisher) -> None:
    assert (await fails(publisher.say("/feed", b"", 304))).status == 304


@pytest.mark.parametrize("status", [204, 206, 226, 300, 418])
async def test_other_answers_are_no_documents(publisher: Publisher, status: int) -> None:
    failure = await fails(publisher.say("/feed", RSS if status != 204 else b"", status))
    assert (failure.status, failure.state) == (status, State.FAILING)


async def test_user_and_password_are_sent_as_they_are_meant(publisher: Publisher) -> None:
    await fetch(publisher.say("/feed").replace("//", "//de%40sk:p%C3%A4ss%3Aword@"))
    assert publisher.requests[0].headers["Authorization"] == "Basic ZGVAc2s6cMOkc3M6d29yZA=="


async def test_a_header_of_a_source_takes_the_place_of_ours_however_it_is_written(publisher: Publisher) -> None:
    await fetch(publisher.say("/feed"), headers={"user-agent": "another", "ACCEPT": "text/xml"})
    headers = publisher.requests[0].headers
    assert (headers.getall("User-Agent"), headers.getall("Accept")) == (["another"], ["text/xml"])


async def test_secrets_stay_with_their_port(publisher: Publisher) -> None:
    async with Publisher().running() as other:
        target = other.say("/feed")
        url = publisher.say("/feed", b"", 302, Location=target).replace("//", "//me:secret@")
        result = await fetch(url, headers={"X-Key": "k"})

    assert isinstance(result, Fetched)
    assert not {"Authorization", "X-Key"} & set(other.requests[0].headers)
    assert {"Authorization", "X-Key"} <= set(publisher.requests[0].headers)


async def test_a_password_that_a_redirect_brings_is_neither_used_nor_kept(publisher: Publisher) -> None:
    publisher.say("/new")
    target = f"{publisher.url}/new".replace("//", "//x:y@")
    result = await fetch(publisher.say("/old", b"", 301, Location=target))

    assert isinstance(result, Fetched)
    assert (result.url, result.permanent_url) == (f"{publisher.url}/new", f"{publisher.url}/new")
    assert "Authorization" not in publisher.requests[1].headers


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "[::ffff:127.0.0.1]", "169.254.169.254", "0x7f.2"])
async def test_leave_does_not_reach_beyond_the_host_that_has_it(publisher: Publisher, host: str) -> None:
    failure = await fails(publisher.say("/feed", b"", 302, Location=f"http://{host}:9/latest"))

    assert failure.state is State.REFUSED
    assert failure.reason.startswith("redirects to ")
    assert failure.requests == len(publisher.requests) == 1


async def test_a_proxy_is_asked_but_never_for_what_is_private(publisher: Publisher) -> None:
    publisher.say("/feed")
    settings = replace(SETTINGS, proxy=publisher.url)

    result = await fetch("http://desk.example/feed", settings=settings, private=False)
    refused = await fails("http://0x7f.1/feed", settings=settings, private=False)

    assert isinstance(result, Fetched)
    assert (refused.state, len(publisher.requests)) == (State.REFUSED, 1)


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "127.1", "0x7f000001", "10.0.0.1", "::1", "fe80::1"])
def test_names_that_are_private_by_their_spelling(host: str) -> None:
    assert is_private_name(host)


@pytest.mark.parametrize("host", ["desk.example", "8.8.8.8", "10.example", "2606:4700::1111", "ქართული.გე"])
def test_names_that_are_not(host: str) -> None:
    assert not is_private_name(host)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://me:x@desk.example/a?b", "http://desk.example/a?b"),
        ("https://ქართული.გე/ახალი?q=ა", "https://xn--lododh2atk.xn--node/%E1%83%90%E1%83%AE%E1%83%90%E1%83%9A%E1%83%98?q=%E1%83%90"),
        ("http://desk.example:8000/a%2Fb/%7Ec/../d?x=%2B+|&y", "http://desk.example:8000/a%2Fb/%7Ec/../d?x=%2B+|&y"),
        ("http://desk.example/caf\udce9", "http://desk.example/caf%E9"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)  # fmt: skip
def test_an_address_is_asked_for_byte_for_byte(url: str, asked: str) -> None:
    assert str(wire_url(url)) == asked


@pytest.mark.parametrize("is_everywhere", [True, False])
async def test_leave_goes_to_other_hosts_only_where_every_source_has_it(is_everywhere: bool) -> None:
    settings = replace(SETTINGS, allow_private=is_everywhere)
    async with (
        Publisher().running() as first,
        Publisher().running("127.0.0.2") as second,
        open_client(settings) as client,
    ):
        target = second.say("/feed", RSS)
        request = FetchRequest("s", first.say("/feed", b"", 302, Location=target), allow_private=True)
        moved = FetchRequest("s", target, allow_private=True, home=request.url)
        results = [await client.fetch(request), await client.fetch(moved)]
        without_leave = await client.fetch(replace(request, allow_private=False))
    assert [isinstance(result, Fetched) for result in results] == [is_everywhere] * 2
    assert isinstance(without_leave, FetchFailed)


async def test_header_fields_that_come_twice(publisher: Publisher) -> None:
    async def answer(_request: web.Request) -> web.StreamResponse:
        response = web.Response(body=RSS)
        for value in ("public", "max-age=600"):
            response.headers.add("Cache-Control", value)
        for value in ('"first"', '"second"'):
            response.headers.add("ETag", value)
        return response

    result = await fetch(publisher.on("/", answer))

    assert isinstance(result, Fetched)
    assert result.headers["cache-control"] == "public, max-age=600"
    assert result.validators.etag == '"first"'


async def test_chunked_bodies_and_bodies_that_end_with_the_connection(publisher: Publisher) -> None:
    async def chunked(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for at in range(0, len(RSS), 7):
            await response.write(RSS[at : at + 7])
        return response

    async def old(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b"HTTP/1.0 200 OK\r\n\r\n" + RSS)
        request.transport.close()
        return web.Response()

    assert await body_of(publisher.on("/chunked", chunked)) == RSS
    assert await body_of(publisher.on("/old", old)) == RSS


async def test_a_chunked_body_without_its_last_chunk_is_a_failure(publisher: Publisher) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"ETag": '"cut"'})
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(RSS)
        assert request.transport is not None
        request.transport.close()
        return response

    assert "ended before" in (await fails(publisher.on("/", cut))).reason


async def test_what_is_no_http_is_told_in_one_line(publisher: Publisher) -> None:
    async def gopher(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b"iWelcome\t\x1b[31m\r\n\r\n")
        request.transport.close()
        return web.Response()

    reason = (await fails(publisher.on("/", gopher))).reason
    assert reason.startswith("the answer is no HTTP")
    assert reason.isprintable()


async def test_waiting_for_ones_turn_takes_nothing_off_the_deadline(publisher: Publisher) -> None:
    """Twenty fetches of one slow host need more time in all than each has."""

    async def slow(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.03)
        return web.Response(body=RSS)

    url = publisher.on("/", slow)
    async with open_client(replace(SETTINGS, per_host=1, timeout=0.4)) as client:
        results = await asyncio.gather(*(client.fetch(ask(url, f"s{n}")) for n in range(20)))
    assert all(isinstance(result, Fetched) for result in results)


async def test_time_goes_on_over_a_redirect(publisher: Publisher) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await publisher.closing.wait()
        return web.Response()

    publisher.on("/never", never)
    failure = await fails(publisher.say("/feed", b"", 302, Location="/never"), settings=replace(SETTINGS, timeout=0.3))
    assert (failure.reason, failure.requests) == ("timed out after 0.3 s", 2)


async def test_hosts_that_redirect_to_one_another_do_not_wait_for_one_another(publisher: Publisher) -> None:
    """Each needs the other's only place: whoever held one while waiting for the next would wait for ever."""
    publisher.say("/feed")
    publisher.say("/to-one", b"", 302, Location="http://one.example/feed")
    publisher.say("/to-two", b"", 302, Location="http://two.example/feed")
    settings = replace(SETTINGS, per_host=1, timeout=5, proxy=publisher.url)
    urls = ["http://one.example/to-two", "http://two.example/to-one"] * 10
    async with open_client(settings) as client, asyncio.timeout(20):
        results = await asyncio.gather(*(client.fetch(FetchRequest(f"s{n}", url)) for n, url in enumerate(urls)))
    assert all(isinstance(result, Fetched) for result in results)


async def test_no_connection_is_kept_open_to_each_of_many_hosts(publisher: Publisher) -> None:
    publisher.say("/feed")
    settings = replace(SETTINGS, concurrency=1, proxy=publisher.url)
    async with open_client(settings) as client:
        await asyncio.gather(*(client.fetch(FetchRequest(f"s{n}", f"http://{n}.example/feed")) for n in range(5)))

    assert [request.keep_alive for request in publisher.requests] == [True, False, False, False, True]


async def test_an_address_without_a_path_is_asked_for_its_root(publisher: Publisher) -> None:
    publisher.say("/")
    assert await body_of(publisher.url) == RSS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    path = tmp_path / "self-signed.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", path, "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return path


async def test_a_certificate_that_nobody_vouches_for_is_told_as_such(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with Publisher().running(tls=context) as secure:
        failure = await fails(secure.say("/feed"))

    assert failure.reason.startswith("the TLS certificate of 127.0.0.1 is not valid: self")
    assert (failure.state, failure.is_soft, secure.requests) == (State.FAILING, False, [])


async def test_plain_http_on_a_tls_port_cannot_be_secured(publisher: Publisher) -> None:
    failure = await fails(publisher.say("/feed").replace("http:", "https:"))
    assert failure.reason.startswith("the connection to 127.0.0.1 cannot be secured")


async def test_an_address_that_cannot_be_asked_is_a_failure_and_no_bug() -> None:
    for url in ("http://", "ftp://desk.example/", "http://[::1/", f"http://{'a' * 70}.example/", "http://a..b/"):
        failure = await fails(url, private=False)
        assert failure.state is State.FAILING
        assert failure.requests == 0


async def test_one_address_is_asked_once_at_a_time(publisher: Publisher) -> None:
    """However many sources lead to it, and however many connections a host may get."""
    under_way = most = 0

    async def answer(_request: web.Request) -> web.StreamResponse:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return web.Response(body=RSS)

    url = publisher.on("/feed", answer)
    async with open_client(replace(SETTINGS, per_host=4, host_delay=0)) as client:
        results = await asyncio.gather(*(client.fetch(ask(url)) for _ in range(4)))
    assert all(isinstance(result, Fetched) for result in results)
    assert most == 1


async def test_a_host_that_leaves_two_requests_unanswered_is_asked_no_more_in_this_round(publisher: Publisher) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await publisher.closing.wait()
        return web.Response()

    urls = [publisher.on(f"/{number}", never) for number in range(5)]
    settings = replace(SETTINGS, timeout=0.2, host_delay=0, per_host=1)
    async with Publisher().running("127.0.0.2") as living, open_client(settings) as client:
        results = [await client.fetch(ask(url)) for url in urls]
        assert [type(result) for result in results] == [FetchFailed] * 2 + [Deferred] * 3
        assert isinstance(await client.fetch(ask(living.say("/feed"))), Fetched)
        client.begin_round()
        assert isinstance(await client.fetch(ask(urls[2])), FetchFailed)
    assert len(publisher.requests) == 3


async def test_an_answer_of_any_kind_is_no_silence(publisher: Publisher) -> None:
    publisher.say("/busy", b"", 500)
    async with open_client(replace(SETTINGS, host_delay=0)) as client:
        results = [await client.fetch(ask(f"{publisher.url}/busy")) for _ in range(4)]
    assert [type(result) for result in results] == [FetchFailed] * 4
