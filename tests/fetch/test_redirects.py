"""When a move is believed, when it is doubted, and what may follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.errors import ParseError
from aggregator.fetch.bookkeeping import request_for, spec_hash
from aggregator.fetch.redirects import is_same_host, may_have_secrets, redirect_after, with_credentials
from aggregator.model import Fetched, FetchFailed, NotModified, SourceSpec, SourceState, State, Validators
from tests.fetch.test_decisions import after

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
OLD, NEW = "https://desk.example/feed", "https://new.example/feed"
SPEC = SourceSpec("s", OLD, line=7)


def held(target: str | None, *, polls: int, every: timedelta, state: SourceState | None = None) -> SourceState:
    state = state or SourceState("s")
    for poll in range(polls):
        result = NotModified(target or OLD, {}, permanent_url=target)
        state = redirect_after(state, result, configured=OLD, now=NOW + every * poll)
    return state


@pytest.mark.parametrize(
    ("polls", "minutes", "believed"),
    [(2, 60, False), (3, 29, False), (3, 30, True), (9, 5, False), (13, 5, True)],
    ids=["two polls", "three within the hour", "three over an hour", "nine within the hour", "many over an hour"],
)
def test_a_move_is_believed_after_three_polls_over_an_hour(polls: int, minutes: int, believed: bool) -> None:
    state = held(NEW, polls=polls, every=timedelta(minutes=minutes))
    assert state.url_override == (NEW if believed else None)


def test_another_target_begins_anew() -> None:
    state = held(NEW, polls=2, every=timedelta(hours=1))
    state = held("https://third.example/", polls=2, every=timedelta(hours=1), state=state)
    assert (state.url_override, state.redirect_seen) == (None, 2)


def test_a_failure_says_nothing_about_the_address() -> None:
    state = held(NEW, polls=2, every=timedelta(hours=1))
    assert redirect_after(state, FetchFailed(OLD, State.FAILING, "500"), configured=OLD, now=NOW) == state


def test_a_move_back_to_the_configured_address_ends_the_move() -> None:
    state = SourceState("s", url_override=NEW)
    assert held(OLD, polls=3, every=timedelta(hours=1), state=state).url_override is None


def moved(**options: object) -> SourceState:
    state = SourceState("s", Validators('"a"'), body_hash="b", spec_hash=spec_hash(SPEC), url_override=NEW)
    return replace(state, **options)  # type: ignore[arg-type]


def failing(state: SourceState, *, times: int, word: State) -> SourceState:
    for _ in range(times):
        state = after(FetchFailed(NEW, word, "no"), state)
    return state


def test_an_address_that_holds_no_feed_three_times_in_a_row_is_given_up_for_the_configured_one() -> None:
    assert failing(moved(), times=2, word=State.NOT_FOUND).url_override == NEW
    given_up = failing(moved(), times=3, word=State.NOT_FOUND)
    assert (given_up.url_override, given_up.validators, given_up.state) == (None, Validators(), State.NOT_FOUND)
    assert request_for(SPEC, given_up).url == OLD


def test_a_parking_page_is_no_new_home() -> None:
    state = moved()
    for _ in range(3):
        state = after(Fetched(NEW, 200, {}, b"<html>"), state, parsed=None, problem=ParseError("a page", "not a feed"))
    assert state.url_override is None


def test_an_address_that_is_down_is_kept_for_two_days() -> None:
    assert failing(moved(), times=8, word=State.FAILING).url_override == NEW
    assert failing(moved(), times=9, word=State.FAILING).url_override is None


SECRETS = {
    "another page": ("https://a.example/x", "https://a.example/y", True),
    "another host": ("https://a.example/x", "https://b.example/x", False),
    "a host below": ("https://a.example/x", "https://www.a.example/x", False),
    "another port": ("http://a.example:8000/", "http://a.example:9000/", False),
    "the usual port, written": ("https://a.example/", "https://A.example:443/", True),
    "up to https": ("http://a.example/", "https://a.example/", True),
    "up to https elsewhere": ("http://a.example:8000/", "https://a.example/", False),
    "another port of https": ("https://a.example/f", "https://a.example:8443/f", False),
    "down to http": ("https://a.example/", "http://a.example/", False),
}


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_follow_to_their_own_server_alone(name: str) -> None:
    home, url, allowed = SECRETS[name]
    assert may_have_secrets(home, url) is allowed


def test_leave_belongs_to_the_host() -> None:
    assert is_same_host("http://nas.lan:8000/feed", "https://NAS.lan/other")
    assert not is_same_host("http://nas.lan/feed", "http://10.0.0.1/feed")


@pytest.mark.parametrize(
    ("target", "url", "keeps"),
    [
        (NEW, NEW, False),
        ("https://desk.example/new", "https://me:p%40ss@desk.example/new", True),
        ("http://desk.example/new", "http://desk.example/new", False),
        ("https://x:y@new.example/feed", NEW, False),
    ],
    ids=["another host", "another page", "without TLS", "with credentials of its own"],
)
def test_a_source_that_moved_takes_its_secrets_no_further_than_its_host(target: str, url: str, keeps: bool) -> None:
    spec = replace(SPEC, url="https://me:p%40ss@desk.example/feed", headers={"X-Key": "k"}, allow_private=True)
    request = request_for(spec, SourceState("s", spec_hash=spec_hash(spec), url_override=target))
    assert request.url == url
    assert dict(request.headers) == ({"X-Key": "k"} if keeps else {})
    assert (request.allow_private, request.home) == (True, spec.url)
    assert with_credentials(spec.url, target) == url
