"""What a failure means, in one of the state words and in a sentence for people. Pure."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import aiohttp

from aggregator.fetch.guard import PrivateAddressError
from aggregator.model import FetchFailed, State

_STATES = {401: State.REFUSED, 403: State.REFUSED, 404: State.NOT_FOUND, 410: State.GONE, 451: State.REFUSED}


def failure_of_status(
    status: int, url: str, headers: Mapping[str, str], wait: timedelta | None, requests: int
) -> FetchFailed:
    """What a status other than 200 and 304 says. Servers of living feeds answer 404, 429 and 5xx at times: those are soft."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "unknown status"
    state = _STATES.get(status, State.FAILING)
    is_soft = status in {404, 408, 425, 429} or status >= 500
    return FetchFailed(url, state, f"the server answered {status} {phrase}", is_soft, status, wait, headers, requests)


def failure_of(error: Exception, url: str) -> FetchFailed:
    """What an exception of the network says."""
    cause = find_cause(error)
    host = getattr(error, "host", "") or url.split("//", 1)[-1].split("/", 1)[0]
    if isinstance(cause, PrivateAddressError):
        reason = f"{cause.strerror}; set allow_private at this source if that is meant"
        return FetchFailed(url, State.REFUSED, reason, is_soft=False)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchFailed(url, State.FAILING, f"there is no host named {host}, or the name server cannot be reached")
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError) or isinstance(
        cause, ssl.SSLError
    ):
        return FetchFailed(
            url, State.FAILING, f"the connection to {host} cannot be secured: {tls_reason(error)}", is_soft=False
        )
    if isinstance(error, aiohttp.ServerDisconnectedError | ConnectionResetError):
        return FetchFailed(url, State.FAILING, "the server closed the connection without an answer")
    if isinstance(error, aiohttp.ClientConnectorError | ConnectionRefusedError):
        return FetchFailed(url, State.FAILING, f"no connection to {host}: {os_reason(cause)}")
    if isinstance(error, aiohttp.ClientResponseError):
        return FetchFailed(url, State.FAILING, f"the answer is no HTTP that can be read: {error.message[:120]}")
    return FetchFailed(url, State.FAILING, f"the fetch failed: {type(error).__name__}")


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


def os_reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def tls_reason(error: Exception) -> str:
    cause = getattr(error, "certificate_error", None) or find_cause(error)
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or type(cause).__name__)
