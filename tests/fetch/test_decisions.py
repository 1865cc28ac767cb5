"""What to keep, when to come again, and when to believe a move: tables of cases, and properties that hold for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.fetch.bookkeeping import Read, request_for, spec_hash, state_after
from aggregator.fetch.caching import freshness, retry_after, validators_after, validators_from
from aggregator.fetch.guard import is_public
from aggregator.fetch.schedule import is_due, next_poll, rhythm
from aggregator.model import (
    Fetched,
    FetchFailed,
    FetchResult,
    NotModified,
    ParsedEntry,
    ParsedFeed,
    SourceSpec,
    SourceState,
    State,
    Validators,
    Wishes,
)

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
SPEC = SourceSpec("s", "https://desk.example/feed", line=7)
FEED = ParsedFeed("rss20", "A desk", "https://desk.example/", entries=(ParsedEntry(title="One"),))


def after(
    result: FetchResult, state: SourceState | None = None, spec: SourceSpec = SPEC, **changes: object
) -> SourceState:
    """The state after one poll at NOW."""
    fixed = {name: changes.pop(name) for name in ("problem", "now", "jitter") if name in changes}
    values: dict[str, object] = {"problem": None, "now": NOW, "jitter": 0.0, **fixed}
    was_read = isinstance(result, Fetched) and values["problem"] is None
    read = Read(**{"parsed": FEED, "body_hash": "b", **changes}) if was_read else None  # type: ignore[arg-type]
    return state_after(spec, state or SourceState("s", spec_hash=spec_hash(spec)), result, read=read, **values)  # type: ignore[arg-type]


def fetched(**options: object) -> Fetched:
    return Fetched("https://desk.example/feed", 200, {}, b"body", **options)  # type: ignore[arg-type]


HEADERS = {
    "max-age": ({"cache-control": "public, max-age=600"}, 600),
    "max-age less Age": ({"cache-control": "max-age=600", "age": "100"}, 500),
    "Age beyond max-age": ({"cache-control": "max-age=600", "age": "900"}, 0),
    "quoted": ({"cache-control": 'max-age="600"'}, 600),
    "s-maxage is for caches between": ({"cache-control": "s-maxage=9999"}, None),
    "no-store voids it": ({"cache-control": "no-store, max-age=600"}, None),
    "max-age wins over Expires": ({"cache-control": "max-age=60", "expires": "Thu, 15 Jan 2026 12:00:00 GMT"}, 60),
    "Expires": ({"expires": "Wed, 14 Jan 2026 13:00:00 GMT", "date": "Wed, 14 Jan 2026 12:00:00 GMT"}, 3600),
    "Expires in the past": ({"expires": "Wed, 14 Jan 2026 11:00:00 GMT", "date": "Wed, 14 Jan 2026 12:00:00 GMT"}, 0),
    "Expires: 0": ({"expires": "0"}, None),
    "a year is capped at a day": ({"cache-control": "max-age=31536000"}, 86400),
    "nonsense": ({"cache-control": "max-age=soon", "age": "x"}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize("name", HEADERS)
def test_freshness(name: str) -> None:
    headers, seconds = HEADERS[name]
    found = freshness(headers, NOW)
    assert (found.total_seconds() if found is not None else None) == seconds


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("120", 120),
        ("Wed, 14 Jan 2026 12:05:00 GMT", 300),
        ("soon", None),
        ("-5", None),
        ("9" * 30, 7 * 86400),
        ("", None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(raw: str, seconds: int | None) -> None:
    found = retry_after({"retry-after": raw}, NOW)
    assert (found.total_seconds() if found is not None else None) == seconds


def test_validators_are_kept_over_a_304_and_renewed_by_it() -> None:
    before = Validators('"a"', "then")
    assert validators_after(before, NotModified("u", {})) == before
    assert validators_after(before, NotModified("u", {}, Validators('"b"'))) == Validators('"b"', "then")
    assert validators_after(before, fetched()) == Validators()
    assert validators_after(before, FetchFailed("u", State.FAILING, "500")) == before


@pytest.mark.parametrize("value", ["bad\r\nX: y", "é", "x" * 1001, "\x00"])
def test_a_validator_that_would_be_an_unsafe_header_is_dropped(value: str) -> None:
    assert not validators_from({"etag": value, "last-modified": value})


def test_validators_of_what_could_not_be_read_are_not_kept() -> None:
    before = SourceState("s", Validators('"old"'), body_hash="old", spec_hash=spec_hash(SPEC))
    state = after(
        fetched(validators=Validators('"new"')), before, parsed=None, problem=ParseError("a web page", "not a feed")
    )
    assert (state.validators.etag, state.body_hash, state.state, state.failures) == (
        '"old"',
        "old",
        State.NOT_A_FEED,
        1,
    )


def test_other_settings_void_the_validators() -> None:
    state = SourceState("s", Validators('"a"'), spec_hash=spec_hash(SPEC), url_override="https://new.example/")
    assert request_for(SPEC, state).validators.etag == '"a"'
    assert request_for(SPEC, state).url == "https://new.example/"
    changed = replace(SPEC, language="ka")
    assert not request_for(changed, state).validators
    assert request_for(changed, state).url == SPEC.url


def test_a_permanent_redirect_is_believed_after_three_polls_over_an_hour() -> None:
    moved = fetched(permanent_url="https://new.example/feed")
    first = after(moved)
    assert (first.state, first.url_override) == (State.OK, None)  # nothing to tell the editor yet

    soon = after(moved, after(moved, first, now=NOW + timedelta(minutes=1)), now=NOW + timedelta(minutes=2))
    assert soon.url_override is None
    later = after(moved, soon, now=NOW + timedelta(minutes=61))
    assert (later.state, later.url_override) == (State.MOVED, "https://new.example/feed")
    assert "change line 7 of the configuration" in later.reason


def test_a_redirect_that_goes_away_is_forgotten() -> None:
    state = after(fetched(), after(fetched(permanent_url="https://new.example/feed")))
    assert (state.redirect_target, state.redirect_seen, state.state) == (None, 0, State.OK)


def test_failures_move_the_next_poll_away_and_keep_everything_else() -> None:
    state = SourceState("s", Validators('"a"'), title="A desk", last_ok=NOW, spec_hash=spec_hash(SPEC))
    gaps = []
    for _ in range(12):
        state = after(FetchFailed("u", State.FAILING, "500"), state)
        assert state.next_poll is not None
        gaps.append(state.next_poll - NOW)
    assert gaps == sorted(gaps)
    assert gaps[0] < timedelta(hours=1)
    assert gaps[-1] == timedelta(days=1)
    assert (state.validators.etag, state.title, state.last_ok) == ('"a"', "A desk", NOW)
    healed = after(fetched(), state)
    assert (healed.state, healed.failures) == (State.OK, 0)


def test_since_moves_with_the_word_alone() -> None:
    failing = after(FetchFailed("u", State.FAILING, "500"))
    again = after(FetchFailed("u", State.FAILING, "502"), failing, now=NOW + timedelta(hours=1))
    assert again.since == NOW
    assert after(fetched(), again, now=NOW + timedelta(hours=2)).since == NOW + timedelta(hours=2)


def test_force_passes_over_the_schedule_but_never_over_retry_after_or_410() -> None:
    later = NOW + timedelta(hours=3)
    assert not is_due(SPEC, SourceState("s", next_poll=later), now=NOW)
    assert is_due(SPEC, SourceState("s", next_poll=later), now=NOW, force=True)
    assert not is_due(SPEC, SourceState("s", retry_at=later), now=NOW, force=True)
    assert not is_due(SPEC, SourceState("s", state=State.GONE, next_poll=later), now=NOW, force=True)
    assert not is_due(replace(SPEC, enabled=False), SourceState("s"), now=NOW, force=True)


def test_a_clock_that_was_wrong_silences_nobody() -> None:
    assert is_due(SPEC, SourceState("s", next_poll=NOW + timedelta(days=400)), now=NOW)


def test_the_rhythm_follows_the_source() -> None:
    def every(gap: timedelta, newest: datetime = NOW) -> list[datetime]:
        return [newest - gap * place for place in range(20)]

    assert rhythm(every(timedelta(minutes=5)), NOW) == timedelta(minutes=15)
    assert rhythm(every(timedelta(hours=2)), NOW) == timedelta(hours=1)
    assert rhythm(every(timedelta(days=2)), NOW) == timedelta(hours=4)
    assert rhythm(every(timedelta(hours=1), NOW - timedelta(days=40)), NOW) == timedelta(days=1)
    assert rhythm([], NOW) == timedelta(minutes=30)


def test_the_publishers_wishes_are_kept() -> None:
    document = replace(FEED, wishes=Wishes(ttl=timedelta(hours=6)))
    assert after(fetched(), parsed=document).next_poll == NOW + timedelta(hours=6)
    headers = {"cache-control": "max-age=7200"}
    assert after(replace(fetched(), headers=headers)).next_poll == NOW + timedelta(hours=2)
    assert after(replace(fetched(), headers=headers), parsed=document).next_poll == NOW + timedelta(hours=6)
    assert next_poll(SPEC, timedelta(minutes=30), now=NOW, jitter=0, wishes=Wishes(skip_hours=(12, 13, 14))).hour == 15
    written = replace(SPEC, interval=timedelta(minutes=2))
    assert next_poll(written, timedelta(minutes=30), now=NOW, jitter=0) == NOW + timedelta(minutes=2)


@given(
    st.dictionaries(st.sampled_from(["cache-control", "expires", "age", "date", "retry-after"]), st.text(max_size=60)),
    st.floats(0, 0.999),
    st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), max_size=5),
)
def test_the_next_poll_is_ahead_and_within_two_days_whatever_the_headers(
    headers: dict[str, str], jitter: float, dates: list[datetime]
) -> None:
    result = replace(fetched(), headers=headers)
    state = after(result, jitter=jitter, published=[date.replace(tzinfo=UTC) for date in dates])
    assert state.next_poll is not None
    assert NOW < state.next_poll <= NOW + timedelta(days=2)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "192.0.0.8", "255.255.255.255",
     "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "2001:db8::1"],
)  # fmt: skip
def test_addresses_that_are_dialled_by_nobody(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_network(address: str) -> None:
    assert is_public(address)
