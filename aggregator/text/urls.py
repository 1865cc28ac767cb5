"""Addresses: made absolute, compared, and shown without secrets."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

#: Parameters that say where a reader came from and never which page is meant.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|gbraid|wbraid|yclid|msclkid|mc_cid|mc_eid|_hsenc|_hsmi|igshid|at_medium|at_campaign|ns_mchannel"
    r"|ito|cmp|xtor|_openstat|smid|traffic_source)$",
    re.IGNORECASE,
)
#: Parameters that name a visitor: by their name, or by what stands in them.
_SESSION = re.compile(
    r"^(?:(?:php|asp|j)?sess(?:ion)?_?id|aspsessionid\w*|cfid|cftoken|zenid|oscsid)=|^(?:sid|s|session)=(?:[0-9a-f]{24,}|[0-9a-z]{26,})$",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#;]*|/\([A-Z]\([0-9a-z]{24}\)\)(?=/)", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_USER_INFO = re.compile(r"\b([a-z][a-z0-9+.-]*://)[^\s/?#]*@", re.IGNORECASE)
_TAIL = re.compile(r"[/\s]+\Z")
#: An absolute address as nearly all are: nothing in it to mend, nothing that joining it to another would change.
_PLAIN = re.compile(
    r"https?://[a-zA-Z0-9.-]+(?::\d{1,4})?(?:/[\w/.~%,+:@!$*()&=-]*)?(?:\?[\w/.~%,+:@!$*()&=;?-]+)?(?:#[\w/.~%,+:@!$*()&=;?-]+)?",
    re.ASCII,
)
_SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\u2028\u2029\ufeff]+")


def resolve(base: str | None, url: str) -> str | None:
    """An absolute http or https address, or None: ``javascript:``, ``data:`` and what cannot be read give None.

    White space and controls around an address and line breaks within it are dropped, as browsers do (WHATWG URL, 4.4);
    a space within is escaped.
    """
    if _PLAIN.fullmatch(url):
        return url
    text = _SPACES.sub(" ", url).strip()
    if not text:
        return None
    try:
        absolute = urljoin(base, text) if base else text
        parts = urlsplit(absolute)
        if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname:
            return None
        _ = parts.port
    except ValueError:
        return None
    return absolute.replace(" ", "%20").replace('"', "%22").replace("<", "%3C").replace(">", "%3E")


def without_session(url: str) -> str:
    """The address without the visit that a server has written into it: it names no other page, and is nobody else's."""
    return _without(url, lambda pair: _SESSION.match(pair) is not None)


def without_tracking(url: str) -> str:
    """The address without sessions and without parameters that say where a reader came from."""
    return _without(url, lambda pair: bool(_SESSION.match(pair) or _TRACKING.match(pair.split("=", 1)[0])))


def _without(url: str, is_unwanted: Callable[[str], bool]) -> str:
    address, mark, fragment = url.partition("#")
    path, asks, query = _SESSION_IN_PATH.sub("", address).partition("?")
    pairs = query.split("&")
    kept = [pair for pair in pairs if not is_unwanted(pair)]
    asks, query = (asks, query) if len(kept) == len(pairs) else ("?" if kept else "", "&".join(kept))
    return f"{path}{asks}{query}{mark}{fragment}"


def ascii_url(url: str) -> str:
    """The address in ASCII, as requests and feeds carry it (RFC 3987, 3.1): its host by IDNA, the rest escaped. What is ASCII
    stays byte for byte; bytes of a page in another charset (surrogates) are escaped as they were."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    user_info, at, place = parts.netloc.rpartition("@")
    host, colon, port = place.partition(":") if place[:1] != "[" else (place, "", "")
    netloc = f"{quote(user_info, safe=_PRINTABLE)}{at}{_ascii_host(host.lower())}{colon}{port}"
    rest = (
        quote(part, safe=_PRINTABLE, errors="surrogateescape") for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, netloc, *rest))


@lru_cache(maxsize=32_768)
def canonical_url(url: str) -> str:
    """A key under which two spellings of one address are equal. Not for showing, and not for fetching.

    Scheme, ``www.``, default port, trailing slash, tracking parameters, sessions, the order of parameters, the way letters are
    escaped (RFC 3986, 6.2.2) and fragments do not count; a ``#!`` fragment does, since such a site has no other address
    for a page.
    """
    try:
        parts = urlsplit(without_session(url.strip()))
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        return url.strip()
    if port and port not in _DEFAULT_PORTS.values():
        host = f"{host}:{port}"
    pairs = sorted(
        _escaped(pair) for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.split("=", 1)[0])
    )
    query = f"?{'&'.join(pairs)}" if pairs else ""
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{_ascii_host(host)}{_escaped(_TAIL.sub('', parts.path))}{query}{fragment}"


def _escaped(text: str) -> str:
    """One spelling of an escaped text: letters beyond ASCII escaped, harmless ones not, escapes in capitals."""
    if text.isascii() and "%" not in text:
        return text
    text = _ESCAPE.sub(lambda escape: _harmless(chr(int(escape[1], 16))) or escape[0].upper(), text)
    return quote(text, safe=_PRINTABLE, errors="replace")


def _harmless(letter: str) -> str:
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else ""


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def redact(url: str) -> str:
    """The address without user name and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if "@" not in parts.netloc:
        return url
    return urlunsplit(
        SplitResult(parts.scheme, parts.netloc.rsplit("@", 1)[1], parts.path, parts.query, parts.fragment)
    )


def redact_text(text: str) -> str:
    """A sentence whose addresses carry no user names and passwords."""
    return _USER_INFO.sub(r"\1", text)


def slug_from_url(url: str) -> str:
    """A name for a source, made of its address: ``https://civil.ge/feed`` → ``civil-ge-feed``; at most 64 characters."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        parts, host = urlsplit(""), url
    path = parts.path.rsplit("/", 1)[-1] if parts.scheme == "file" else parts.path
    text = re.sub(r"[^a-z0-9]+", "-", f"{host} {path} {parts.query}".lower()).strip("-")
    return text[:64].strip("-") or "source"


@lru_cache(maxsize=4096)
def registrable_domain(url_or_host: str) -> str:
    """The domain somebody registered: ``https://www.bbc.co.uk/x`` → ``bbc.co.uk``.

    By the public suffix list, its private section included, so that the sites of one shared host stay apart. Addresses
    of machines and single labels are their own domain.
    """
    try:
        host = (urlsplit(url_or_host).hostname if "//" in url_or_host else url_or_host) or ""
    except ValueError:
        return ""
    host = host.lower().rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return (_suffixes().privatesuffix(host) or host) if "." in host else host
    return host


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
