"""Where a source has moved, and what may follow it there. Pure.

The configuration is never rewritten: an address that a publisher moved is remembered in the store, once the move has held
for three polls over at least an hour (a maintenance page is a 301 at times), and the editor is told. It is forgotten when the
editor changes the source, when it leads back, and when the new address answers three times in a row without a feed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aggregator.model import Fetched, FetchResult, NotModified, SourceState, State, Validators
from aggregator.text.urls import redact

POLLS = 3
HELD = timedelta(hours=1)
#: Failures in a row after which a new address is no longer believed, and the words that say it holds no feed for us. One that
#: is down for a while is no such answer, since the old one may be down for good; but after so many failures, some two days, the
#: old one is asked again.
DOUBTS, LONG_DOUBTS = 3, 9
_NOT_THERE = {
    State.NOT_FOUND, State.GONE, State.NOT_A_FEED, State.CANNOT_PARSE, State.REFUSED, State.BLOCKED, State.LOGIN, State.CONSENT,
}  # fmt: skip
_PORTS = {"http": 80, "https": 443}


def redirect_after(state: SourceState, result: FetchResult, *, configured: str, now: datetime) -> SourceState:
    """The state with what this poll says of the source's address. ``configured``: the address as the editor wrote it."""
    if not isinstance(result, Fetched | NotModified):
        return state
    target = result.permanent_url
    if target is None:
        return replace(state, redirect_target=None, redirect_seen=0, redirect_since=None)
    if target != state.redirect_target:
        return replace(state, redirect_target=target, redirect_seen=1, redirect_since=now)
    seen = state.redirect_seen + 1
    since = state.redirect_since or now
    if seen >= POLLS and now - since >= HELD:
        override = None if target == redact(configured) else target
        return replace(state, url_override=override, redirect_target=None, redirect_seen=0, redirect_since=None)
    return replace(state, redirect_seen=seen, redirect_since=since)


def doubted(state: SourceState) -> SourceState:
    """The state after a failure, without an override that turned out to lead nowhere."""
    if state.url_override is None or state.failures < (DOUBTS if state.state in _NOT_THERE else LONG_DOUBTS):
        return state
    return replace(
        state,
        url_override=None,
        redirect_target=None,
        redirect_seen=0,
        redirect_since=None,
        validators=Validators(),
        body_hash=None,
    )


def is_same_host(home: str, url: str) -> bool:
    """Whether an address stands on the host of another: what has leave there has it here."""
    return urlsplit(home).hostname == urlsplit(url).hostname


def may_have_secrets(home: str, url: str) -> bool:
    """Whether passwords and headers meant for one address may go to another: to the same host and port, or from http to https
    at their usual ports; never from https to http, where everybody on the way reads them."""
    old, new = urlsplit(home), urlsplit(url)
    if old.hostname != new.hostname:
        return False
    ports = (old.port or _PORTS.get(old.scheme), new.port or _PORTS.get(new.scheme))
    if old.scheme == new.scheme:
        return ports[0] == ports[1]
    return new.scheme == "https" and ports == (80, 443)


def with_credentials(home: str, url: str) -> str:
    """``url`` with the user name and password of ``home``, where it may know them."""
    old, new = urlsplit(home), urlsplit(redact(url))
    if "@" not in old.netloc or not may_have_secrets(home, url):
        return redact(url)
    return new._replace(netloc=f"{old.netloc.rsplit('@', 1)[0]}@{new.netloc}").geturl()
