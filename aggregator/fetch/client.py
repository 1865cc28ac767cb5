"""The HTTP client: one conditional GET, bounded in every way, and what came of it as a value.

No cookies, no referrer, no HEAD, no environment. Redirects are followed by hand: each hop's scheme and address is checked,
each further host is asked in its turn, credentials and headers of a source go to its own host alone, and the leading run of
permanent ones is remembered.
"""

from __future__ import annotations

import asyncio
import contextlib
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from aggregator.fetch.answers import failure_of, failure_of_status
from aggregator.fetch.bodies import DamagedError, TooLargeError, unpack
from aggregator.fetch.caching import retry_after, validators_from
from aggregator.fetch.files import read_file
from aggregator.fetch.guard import PrivateAddressError, guarded_socket, is_private_name
from aggregator.fetch.politeness import Politeness
from aggregator.fetch.posting import post_form
from aggregator.fetch.redirects import is_same_host, may_have_secrets
from aggregator.fetch.resolver import Resolver
from aggregator.fetch.schedule import domain_of
from aggregator.fetch.settings import HttpSettings
from aggregator.model import Deferred, Fetched, FetchFailed, FetchRequest, FetchResult, NotModified, State
from aggregator.text.urls import ascii_url, redact, resolve

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9,"
    " text/xml;q=0.9, application/json;q=0.8, text/html;q=0.3, */*;q=0.1"
)
CODINGS = "gzip, deflate, br, zstd"
MOST_HOPS = 10
#: Errors that pages which keep programs out come with, and how much of such a page is read.
PAGE_STATUSES = {401, 403, 429, 503}
MOST_OF_PAGE = 100_000
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
#: Header fields that are lists: given twice, they are one (RFC 9110, 5.3). Of others the first counts.
_LISTS = {"cache-control", "content-encoding", "link", "vary"}


@dataclass(frozen=True, slots=True)
class _Address:
    """An address in the forms that a request needs, taken apart once."""

    url: str  #: whole, secrets included
    shown: str  #: without user name and password
    host: str
    wire: URL

    @classmethod
    def of(cls, url: str) -> _Address:
        shown = redact(url)
        return cls(url, shown, urlsplit(shown).hostname or "", wire_url(shown))


@dataclass(slots=True)
class _Trail:
    """How far a fetch has come."""

    at: _Address  #: to be asked next
    seconds: float  #: left of the deadline; waiting for a host's turn does not count
    requests: int = 0
    has_answered: bool = False  #: the host asked last has sent the head of an answer
    permanent: str | None = None
    is_permanent: bool = True  #: every redirect so far was one for good
    seen: set[str] = field(default_factory=set)

    def failed(self, reason: str, *, is_soft: bool = True, **details: Any) -> FetchFailed:
        return FetchFailed(self.at.shown, State.FAILING, reason, is_soft, requests=self.requests, **details)

    def turn(self, status: int, location: str) -> FetchFailed | None:
        """Take a redirect, or say why not."""
        target = resolve(self.at.url, location)
        if target is None:
            return self.failed("redirects to an address that is not http or https", status=status)
        self.seen.add(self.at.shown)
        target = redact(target)
        if target in self.seen:
            return self.failed("redirects in a circle", status=status)
        if self.requests > MOST_HOPS:
            return self.failed(f"redirects more than {MOST_HOPS} times", status=status)
        self.at = _Address.of(target)
        self.is_permanent = self.is_permanent and status in _PERMANENT
        if self.is_permanent:
            self.permanent = target
        return None


class Client:
    """A session for many fetches. Made by :func:`open_client`."""

    def __init__(self, settings: HttpSettings, guarded: aiohttp.ClientSession, trusted: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._guarded = guarded
        self._trusted = trusted
        self._politeness = Politeness(settings)

    async def fetch(self, request: FetchRequest) -> FetchResult | Deferred:
        """One fetch: a body, "not modified", or a failure with a reason; or none, while the domain is to be left alone.

        Raises only for bugs and cancellation.
        """
        if request.url.startswith("file:"):
            return await asyncio.to_thread(read_file, request, self._settings.max_unpacked)
        url = resolve(None, request.url)
        if url is None:
            reason = "not an http or https address"
            return FetchFailed(redact(request.url), State.FAILING, reason, is_soft=False, requests=0)
        try:
            trail = _Trail(_Address.of(url), self._settings.timeout)
        except ValueError as error:
            return failure_of(error, redact(url), requests=1)
        result: FetchResult | None = None
        while result is None:
            async with self._politeness.slot(trail.at.host, trail.at.shown):
                if self._politeness.has_rests and self._politeness.rests(domain_of(trail.at.shown)):
                    return Deferred(trail.at.shown, "its domain says that we ask too much", trail.requests)
                if self._politeness.is_silent(trail.at.host):
                    return Deferred(trail.at.shown, "its host left the last two requests unanswered", trail.requests)
                host, has_time = trail.at.host, trail.seconds > self._settings.timeout / 2
                trail.has_answered = False
                result = await self._within_time(request, trail)
                if trail.has_answered or has_time:  # a host that got the rest of another's time is not to blame
                    self._politeness.note(host, has_answered=trail.has_answered or is_refusal(result))
        if isinstance(result, FetchFailed) and result.status == 429:
            self._politeness.rest(domain_of(trail.at.shown))
        return result

    async def post(self, url: str, fields: Mapping[str, str]) -> FetchFailed | None:
        """Send a form to an address of the configuration; None when it was taken, else why not."""
        settings = self._settings
        host = urlsplit(url).hostname or ""
        if settings.proxy and not settings.allow_private and is_private_name(host):
            return failure_of(PrivateAddressError(host), redact(url), requests=1)
        session = self._trusted if settings.allow_private or settings.proxy else self._guarded
        return await post_form(session, settings, url, fields)

    def begin_round(self, resting: Iterable[str] = ()) -> None:
        """Begin a round of fetches, in which these domains are left alone, and those that say that we ask too much."""
        self._politeness.begin_round(resting)

    async def _within_time(self, request: FetchRequest, trail: _Trail) -> FetchResult | None:
        """The answer of the host whose turn it is; None when it leads to another one."""
        clock = asyncio.get_running_loop().time
        began = clock()
        deadline = asyncio.timeout(trail.seconds)
        try:
            async with deadline:
                return await self._ask_host(request, trail)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if deadline.expired():
                return trail.failed(f"timed out after {self._settings.timeout:g} s")
            return failure_of(error, trail.at.shown, requests=trail.requests)
        finally:
            trail.seconds -= clock() - began

    async def _ask_host(self, request: FetchRequest, trail: _Trail) -> FetchResult | None:
        host = trail.at.host
        while trail.at.host == host:
            trail.requests += 1
            async with self._get(request, trail.at) as response:
                trail.has_answered = True
                headers = headers_of(response)
                if response.status not in _REDIRECTS or "location" not in headers:
                    return await self._answer(request, response, headers, trail)
                failure = trail.turn(response.status, headers["location"])
            if failure is not None:
                return failure
        return None

    @contextlib.asynccontextmanager
    async def _get(self, request: FetchRequest, at: _Address) -> AsyncIterator[aiohttp.ClientResponse]:
        is_everywhere = self._settings.allow_private
        has_leave = request.allow_private and (is_everywhere or is_same_host(request.home or request.url, at.url))
        proxy = request.proxy or self._settings.proxy
        if proxy and not has_leave and is_private_name(at.host):
            raise PrivateAddressError(at.host)
        session = self._trusted if has_leave or proxy else self._guarded
        headers = self._headers(request, at)
        if not self._politeness.is_worth_keeping(at.host):
            headers["Connection"] = "close"
        async with session.get(at.wire, headers=headers, allow_redirects=False, proxy=proxy) as response:
            yield response

    def _headers(self, request: FetchRequest, at: _Address) -> CIMultiDict[str]:
        headers = CIMultiDict(
            {
                "User-Agent": request.user_agent or self._settings.user_agent,
                "Accept": ACCEPT,
                "Accept-Encoding": CODINGS,
            }
        )
        if request.validated_url in {None, at.shown}:  # of another address they would say nothing
            if request.validators.etag:
                headers["If-None-Match"] = request.validators.etag
            if request.validators.last_modified:
                headers["If-Modified-Since"] = request.validators.last_modified
        if at.url == request.url or may_have_secrets(request.url, at.url):
            if credentials := basic_credentials(request.url):
                headers["Authorization"] = credentials
            headers.update(request.headers)
        return headers

    async def _answer(
        self, request: FetchRequest, response: aiohttp.ClientResponse, headers: Mapping[str, str], trail: _Trail
    ) -> FetchResult:
        shown = trail.at.shown
        if response.status == 304 and request.validators and request.validated_url in {None, shown}:
            return NotModified(shown, headers, validators_from(headers), trail.permanent, trail.requests)
        if response.status != 200:
            wait = retry_after(headers, None)
            page = await self._read_page(response, headers) if response.status in PAGE_STATUSES else ""
            return failure_of_status(response.status, shown, headers, wait, trail.requests, page)
        limits = self._settings
        try:
            raw = await self._read(response, limits.max_bytes)
            body = unpack(raw, headers.get("content-encoding", ""), limits.max_unpacked)
        except TooLargeError:
            reason = f"the document is larger than {limits.max_bytes:,} bytes, or than {limits.max_unpacked:,} unpacked"
            return trail.failed(reason, is_soft=False, status=200)
        except DamagedError as error:
            return trail.failed(str(error), status=200, headers=headers)
        except aiohttp.ClientPayloadError:
            return trail.failed("the connection ended before the document did", status=200, headers=headers)
        if not body.strip():
            return trail.failed("the server sent an empty document", status=200, headers=headers)
        return Fetched(shown, 200, headers, body, validators_from(headers), trail.permanent, trail.requests)

    async def _read_page(self, response: aiohttp.ClientResponse, headers: Mapping[str, str]) -> str:
        """The beginning of a page that came with an error; "" where it cannot be read."""
        try:
            raw = await self._read(response, MOST_OF_PAGE)
            return unpack(raw, headers.get("content-encoding", ""), 10 * MOST_OF_PAGE).decode("utf-8", "replace")
        except (TooLargeError, DamagedError, aiohttp.ClientError, OSError):
            return ""

    async def _read(self, response: aiohttp.ClientResponse, limit: int) -> bytes:
        chunks, size = [], 0
        async for chunk in response.content.iter_chunked(65536):
            size += len(chunk)
            if size > limit:
                raise TooLargeError
            chunks.append(chunk)
        return b"".join(chunks)


def is_refusal(result: FetchResult | None) -> bool:
    """Whether a request failed for a reason that waiting does not mend: the next one costs no time."""
    return isinstance(result, FetchFailed) and not result.is_soft


def headers_of(response: aiohttp.ClientResponse) -> Mapping[str, str]:
    """The header fields of an answer, their names in lower case."""
    found: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        if key not in found:
            found[key] = value
        elif key in _LISTS:
            found[key] = f"{found[key]}, {value}"
    return MappingProxyType(found)


def wire_url(url: str) -> URL:
    """The address as it is asked for: without user, password and fragment, and no byte touched that is ASCII."""
    return URL(ascii_url(redact(url)).split("#", 1)[0], encoded=True)


def basic_credentials(url: str) -> str | None:
    """The Authorization field for the user name and password in an address (RFC 7617); None where there are none."""
    user_info, at, _ = urlsplit(url).netloc.rpartition("@")
    if not at:
        return None
    name, _, password = user_info.partition(":")
    return f"Basic {b64encode(f'{unquote(name)}:{unquote(password)}'.encode()).decode()}"


@contextlib.asynccontextmanager
async def open_client(settings: HttpSettings) -> AsyncIterator[Client]:
    """A client whose connections end with the context."""
    async with _session(socket_factory=guarded_socket) as guarded, _session() as trusted:
        yield Client(settings, guarded, trusted)


def _session(**options: Any) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=0, resolver=Resolver(), ttl_dns_cache=300, keepalive_timeout=15, **options)
    no_headers: Mapping[str, str] = {}
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=no_headers,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        auto_decompress=False,
        trust_env=False,
        max_field_size=65536,
        max_line_size=65536,
    )
