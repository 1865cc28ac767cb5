"""What a failure means, in one of the state words and in a sentence for people. Pure."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

from aggregator.fetch.guard import REFUSAL, PrivateAddressError
from aggregator.model import FetchFailed, State
from aggregator.text.pages import page_kind

_REFUSAL = re.compile(rf"{re.escape(REFUSAL)} (\S+?)(?:,|$)")
_STATES = {401: State.REFUSED, 403: State.REFUSED, 404: State.NOT_FOUND, 410: State.GONE, 451: State.REFUSED}


def failure_of_status(
    status: int, url: str, headers: Mapping[str, str], wait: timedelta | None, requests: int, page: str = ""
) -> FetchFailed:
    """What a status other than 200 and 304 says. Servers of living feeds answer 404, 429 and 5xx at times: those are soft.

    ``page``: the page that came with it, which may be a challenge to browsers (Cloudflare says so in a header).
    """
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "unknown status"
    state = _STATES.get(status, State.FAILING)
    if headers.get("cf-mitigated") == "challenge" or page_kind(page) == "challenge":
        reason = f"the server answered {status} {phrase} with a page that keeps programs out"
        return FetchFailed(url, State.BLOCKED, reason, False, status, wait, headers, requests)
    is_soft = status in {404, 408, 425, 429} or status >= 500
    return FetchFailed(url, state, f"the server answered {status} {phrase}", is_soft, status, wait, headers, requests)


def failure_of(error: Exception, url: str, *, requests: int) -> FetchFailed:
    """What an exception of the network says about the request to ``url`` (free of secrets), the ``requests``-th of its fetch."""
    cause = find_cause(error)
    host = urlsplit(url).hostname or url
    if isinstance(error, aiohttp.ClientConnectorError | PrivateAddressError):
        requests -= 1  # no connection, no request
    if (address := private_address(error)) is not None:
        reason = (
            f"refuses to connect to the private address {address}; set allow_private for this source if that is meant"
        )
        if requests:
            reason = f"redirects to {host}, and refuses to connect to the private address {address}"
        return FetchFailed(url, State.REFUSED, reason, is_soft=False, requests=requests)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        reason = f"there is no host named {host}, or the name server cannot be reached"
    elif isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = f"the TLS certificate of {host} is not valid: {tls_reason(error)}"
        return FetchFailed(url, State.FAILING, reason, is_soft=False, requests=requests)
    elif isinstance(error, aiohttp.ClientSSLError) or isinstance(cause, ssl.SSLError):
        reason = f"the connection to {host} cannot be secured: {tls_reason(error)}"
        return FetchFailed(url, State.FAILING, reason, is_soft=False, requests=requests)
    elif isinstance(error, aiohttp.ServerDisconnectedError | ConnectionResetError):
        reason = "the server closed the connection without an answer"
    elif isinstance(error, aiohttp.ClientConnectorError | ConnectionRefusedError):
        reason = f"no connection to {host}: {os_reason(cause)}"
    elif isinstance(error, aiohttp.ClientResponseError):
        reason = f"the answer is no HTTP that can be read: {one_line(error.message)}"
    elif isinstance(error, ValueError):
        reason = f"no request can be made of this address: {one_line(str(error))}"
        return FetchFailed(url, State.FAILING, reason, is_soft=False, requests=requests - 1)
    elif isinstance(error, OSError):
        reason = f"the connection to {host} broke: {os_reason(cause)}"
    else:
        reason = f"the fetch failed: {type(error).__name__}"
    return FetchFailed(url, State.FAILING, reason, requests=requests)


def private_address(error: BaseException) -> str | None:
    """The address that the guard refused to dial, or None when it was not the guard.

    A host of several addresses gets one error for all of them, with nothing but the text of each.
    """
    cause = find_cause(error)
    if isinstance(cause, PrivateAddressError):
        return cause.address
    found = _REFUSAL.search(str(cause))
    return found[1] if found else None


def find_cause(error: BaseException) -> BaseException:
    """The guard's refusal, wherever it is wrapped; else the error of the operating system; else the error itself."""
    queue, found = [error], error
    while queue:
        current = queue.pop(0)
        if isinstance(current, PrivateAddressError):
            return current
        if isinstance(current, BaseExceptionGroup):
            queue.extend(current.exceptions)
        inner = getattr(current, "os_error", None) or current.__cause__
        if inner is not None:
            found = inner
            queue.append(inner)
        if current.__context__ is not None and current.__context__ is not inner:
            queue.append(current.__context__)
    return found


def one_line(text: str) -> str:
    """What a library says, short enough and printable: it may quote the server."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= 120 else f"{line[:119]}…"


def os_reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def tls_reason(error: Exception) -> str:
    cause = getattr(error, "certificate_error", None) or find_cause(error)
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or type(cause).__name__)
