"""The HTTP client: one conditional GET, bounded in every way, and what came of it as a value.

No cookies, no referrer, no HEAD, no environment. Redirects are followed by hand: each hop's scheme and address is checked,
credentials and headers of a source go to its own host alone, and the leading run of permanent ones is remembered.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from aggregator.fetch.answers import failure_of, failure_of_status
from aggregator.fetch.bodies import DamagedError, TooLargeError, unpack
from aggregator.fetch.caching import http_date, retry_after, validators_from
from aggregator.fetch.files import read_file
from aggregator.fetch.guard import guarded_socket
from aggregator.fetch.politeness import Politeness
from aggregator.fetch.settings import HttpSettings
from aggregator.model import Fetched, FetchFailed, FetchRequest, FetchResult, NotModified, State
from aggregator.text.urls import redact, resolve

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9,"
    " text/xml;q=0.9, application/json;q=0.8, text/html;q=0.3, */*;q=0.1"
)
CODINGS = "gzip, deflate, br, zstd"
MOST_HOPS = 10
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
#: Name look-ups at the same time: each blocks a thread, and a dead name blocks it for long.
RESOLVER_THREADS = 32


class _Resolver(AbstractResolver):
    """The system's resolver on threads of its own, so that dead names hold up neither files nor other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        infos = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        )
        return [
            ResolveResult(
                hostname=host,
                host=str(sockaddr[0]),
                port=int(sockaddr[1]),
                family=found,
                proto=proto,
                flags=socket.AI_NUMERICHOST,
            )
            for found, _, proto, _, sockaddr in infos
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class Client:
    """A session for many fetches. Made by :func:`open_client`."""

    def __init__(self, settings: HttpSettings, guarded: aiohttp.ClientSession, trusted: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._guarded = guarded
        self._trusted = trusted
        self._politeness = Politeness(settings)

    async def fetch(self, request: FetchRequest) -> FetchResult:
        """One fetch: a body, "not modified", or a failure with a reason. Raises only for bugs and cancellation."""
        if request.url.startswith("file:"):
            return await asyncio.to_thread(read_file, request, self._settings.max_unpacked)
        url = resolve(None, request.url)
        if url is None:
            return FetchFailed(redact(request.url), State.FAILING, "not an http or https address", is_soft=False)
        async with self._politeness.slot(urlsplit(url).hostname or ""):
            return await self._within_time(request, url)

    async def _within_time(self, request: FetchRequest, url: str) -> FetchResult:
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await self._follow(request, url)
        except TimeoutError:
            reason = f"timed out after {self._settings.timeout:g} s"
            return FetchFailed(redact(url), State.FAILING, reason)
        except (aiohttp.ClientError, OSError, ValueError, UnicodeError) as error:
            return failure_of(error, redact(url))

    async def _follow(self, request: FetchRequest, url: str) -> FetchResult:
        """The request and its redirects."""
        permanent: str | None = None
        is_permanent = True
        seen = {url}
        for hop in range(MOST_HOPS + 1):
            async with self._get(request, url) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                if response.status not in _REDIRECTS or "location" not in headers:
                    return await self._answer(response, headers, url, permanent, hop + 1)
                target = resolve(url, headers["location"])
                is_permanent = is_permanent and response.status in _PERMANENT
                status = response.status
            if target is None:
                return FetchFailed(
                    redact(url), State.FAILING, "redirects to an address that is not http or https", requests=hop + 1
                )
            if target in seen:
                return FetchFailed(redact(url), State.FAILING, "redirects in a circle", status=status, requests=hop + 1)
            seen.add(target)
            url = target
            if is_permanent:
                permanent = target
        return FetchFailed(redact(url), State.FAILING, f"redirects more than {MOST_HOPS} times", requests=MOST_HOPS + 1)

    @contextlib.asynccontextmanager
    async def _get(self, request: FetchRequest, url: str) -> AsyncIterator[aiohttp.ClientResponse]:
        parts = urlsplit(url)
        is_home = parts.hostname == urlsplit(request.url).hostname
        session = self._trusted if request.allow_private and is_home else self._guarded
        headers = {
            "User-Agent": request.user_agent or self._settings.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": CODINGS,
        }
        if request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
        if request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
        address, own = URL(url, encoded=True), URL(request.url, encoded=True)
        if may_have_secrets(own, address):
            headers.update(request.headers)
            if address.user is None and own.user is not None:
                address = address.with_user(own.user).with_password(own.password)
        async with session.get(address, headers=headers, allow_redirects=False, proxy=self._settings.proxy) as response:
            yield response

    async def _answer(
        self, response: aiohttp.ClientResponse, headers: dict[str, str], url: str, permanent: str | None, requests: int
    ) -> FetchResult:
        from datetime import datetime

        shown = redact(url)
        kept = MappingProxyType(headers)
        if response.status == 304:
            return NotModified(shown, kept, validators_from(headers), permanent, requests)
        if response.status != 200:
            wait = retry_after(headers, http_date(headers.get("date")) or datetime.fromtimestamp(0, UTC))
            return failure_of_status(response.status, shown, kept, wait, requests)
        try:
            raw = await self._read(response)
            body = unpack(raw, headers.get("content-encoding", ""), self._settings.max_unpacked)
        except TooLargeError:
            limit = self._settings.max_bytes // 1_000_000
            return FetchFailed(
                shown,
                State.FAILING,
                f"the document is larger than {limit} MB",
                is_soft=False,
                status=200,
                requests=requests,
            )
        except (DamagedError, aiohttp.ClientPayloadError) as error:
            reason = str(error) if isinstance(error, DamagedError) else "the connection ended before the document did"
            return FetchFailed(shown, State.FAILING, reason, status=200, headers=kept, requests=requests)
        if not body.strip():
            return FetchFailed(
                shown, State.FAILING, "the server sent an empty document", status=200, headers=kept, requests=requests
            )
        return Fetched(
            shown, 200, kept, body, validators_from(headers), redact(permanent) if permanent else None, requests
        )

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        chunks, size = [], 0
        async for chunk in response.content.iter_chunked(65536):
            size += len(chunk)
            if size > self._settings.max_bytes:
                raise TooLargeError
            chunks.append(chunk)
        return b"".join(chunks)


def may_have_secrets(own: URL, address: URL) -> bool:
    """Whether an address may get the credentials and headers of a source: its own origin, or that secured by https."""
    if own.host != address.host:
        return False
    is_secured = (own.scheme, own.port, address.scheme, address.port) == ("http", 80, "https", 443)
    return is_secured or (own.scheme, own.port) == (address.scheme, address.port)


@contextlib.asynccontextmanager
async def open_client(settings: HttpSettings) -> AsyncIterator[Client]:
    """A client whose connections end with the context."""
    async with _session(_Resolver(), socket_factory=guarded_socket) as guarded, _session(_Resolver()) as trusted:
        yield Client(settings, guarded, trusted)


def _session(resolver: _Resolver, **options: Any) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=0, resolver=resolver, ttl_dns_cache=300, keepalive_timeout=15, **options)
    no_headers: Mapping[str, str] = {}
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=no_headers,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=15),
        auto_decompress=False,
        trust_env=False,
        max_field_size=65536,
        max_line_size=65536,
    )
