"""When to come again: what an editor wrote, what a publisher asks for, and what failures teach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.bookkeeping import spec_hash, state_after_fault
from aggregator.fetch.schedule import due_sources, is_due, next_poll, own_pace
from aggregator.model import (
    Fetched,
    FetchFailed,
    NotModified,
    ParsedEntry,
    ParsedFeed,
    SourceSpec,
    SourceState,
    State,
    Validators,
    Wishes,
)
from tests.fetch.test_decisions import after

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)  # a Wednesday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPEC = SourceSpec("s", "https://desk.example/feed", line=7)
FEED = ParsedFeed("rss20", entries=(ParsedEntry(title="One"),))
UNCHANGED = NotModified(SPEC.url, {})


def gap(state: SourceState, now: datetime = NOW) -> timedelta:
    assert state.next_poll is not None
    return state.next_poll - now


def test_a_source_that_answers_not_modified_keeps_its_pace_for_ever() -> None:
    dates = [NOW - HOUR * number for number in range(20)]
    state = after(Fetched(SPEC.url, 200, {}, b"x"), published=dates, new=20, jitter=0.7)
    gaps, now = [gap(state)], NOW
    for _ in range(400):
        assert state.next_poll is not None
        now = state.next_poll
        state = after(UNCHANGED, state, now=now, jitter=0.9)
        gaps.append(gap(state, now))
    assert list(dict.fromkeys(gaps)) == [gaps[0], 6 * HOUR, 12 * HOUR, DAY]  # its own pace, then those of silence


@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_an_interval_that_was_written_is_never_overslept(jitter: float) -> None:
    for interval in (2 * MINUTE, HOUR, 3 * DAY):
        moment = next_poll(replace(SPEC, interval=interval), HOUR / 2, now=NOW, jitter=jitter)
        assert NOW + interval * 0.9 <= moment <= NOW + interval
    assert next_poll(replace(SPEC, interval=timedelta(seconds=1)), HOUR, now=NOW, jitter=jitter) == NOW + MINUTE


def test_sources_of_one_pace_are_spread_by_a_tenth_either_way() -> None:
    early, late = (own_pace(SourceState("s"), (), now=NOW, jitter=jitter) for jitter in (0.0, 0.9999))
    assert 26 * MINUTE < early < 28 * MINUTE
    assert 32 * MINUTE < late <= 33 * MINUTE


SKIPS = {
    "the hours of the morning": (Wishes(skip_hours=(12, 13, 14)), 15),
    "today": (Wishes(skip_days=("Wednesday",)), 24),
    "every hour is none": (Wishes(skip_hours=tuple(range(24))), 12),
    "every day is none": (Wishes(skip_days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")), 12),
    "two days": (Wishes(skip_days=("Wednesday", "Thursday")), 48),
    "never beyond three days": (Wishes(skip_days=("Wednesday", "Thursday", "Friday", "Saturday", "Sunday")), 84),
}  # fmt: skip


@pytest.mark.parametrize("name", SKIPS)
def test_hours_and_days_that_a_publisher_excludes(name: str) -> None:
    wishes, hour = SKIPS[name]
    moment = next_poll(SPEC, HOUR / 2, now=NOW, jitter=0, wishes=wishes)
    assert (moment - NOW.replace(hour=0)) // HOUR == hour


def test_a_server_that_sends_us_away_is_not_asked_sooner_for_it() -> None:
    slow = SourceState("s", spec_hash=spec_hash(SPEC), last_poll=NOW - 4 * HOUR, next_poll=NOW)
    busy = FetchFailed(SPEC.url, State.FAILING, "busy", status=429)
    dead = FetchFailed(SPEC.url, State.FAILING, "no connection")
    assert gap(after(busy, slow)) == 4 * HOUR
    assert gap(after(dead, slow)) == 10 * MINUTE


def test_a_lasting_failure_is_asked_rarer_and_rarer_up_to_a_day_and_a_lost_one_each_week() -> None:
    for word, status in ((State.NOT_FOUND, 404), (State.REFUSED, 403), (State.FAILING, 500)):
        state, gaps = SourceState("s"), []
        for _ in range(12):
            state = after(FetchFailed(SPEC.url, word, "no", status=status), state, jitter=0.5)
            gaps.append(gap(state))
        assert gaps == sorted(gaps)
        assert gaps[-1] == DAY
    gone = after(FetchFailed(SPEC.url, State.GONE, "gone", is_soft=False, status=410))
    assert (gap(gone), gone.gone_since) == (7 * DAY, NOW)


def test_a_date_of_retry_after_is_read_by_the_servers_clock_or_else_by_ours() -> None:
    there = {"retry-after": "Wed, 14 Jan 2026 13:00:00 GMT"}
    for headers, wait in ((there, HOUR), (there | {"date": "Wed, 14 Jan 2026 12:50:00 GMT"}, 10 * MINUTE)):
        state = after(FetchFailed(SPEC.url, State.FAILING, "busy", status=503, headers=headers))
        assert state.retry_at == NOW + wait


def test_other_settings_make_a_source_due_at_once_but_never_before_its_retry_after() -> None:
    changed = replace(SPEC, url="https://desk.example/mended")
    for state in (after(FetchFailed(SPEC.url, State.GONE, "gone", status=410)), after(UNCHANGED)):
        assert not is_due(SPEC, state, now=NOW)
        assert is_due(changed, state, now=NOW)
    asked = after(FetchFailed(SPEC.url, State.FAILING, "busy", status=503, retry_after=HOUR))
    assert not is_due(changed, asked, now=NOW, force=True)
    assert is_due(changed, asked, now=NOW + HOUR, force=True)


def test_what_failed_under_new_settings_too_waits_like_any_other() -> None:
    changed = replace(SPEC, url="https://desk.example/mended")
    before = SourceState(
        "s", Validators('"old"'), body_hash="b", spec_hash="other", failures=9, url_override="https://x.example/"
    )
    state = state_after_fault(changed, before, State.CRASHED, "a bug", NOW)
    assert not is_due(changed, state, now=NOW)
    assert (state.validators, state.body_hash, state.url_override) == (Validators(), None, None)
    assert state.failures == 1


def test_what_a_document_asks_for_outlives_a_304_and_a_failure() -> None:
    wishes = Wishes(ttl=2 * HOUR, skip_hours=(14, 15))
    read = after(Fetched(SPEC.url, 200, {}, b"x"), parsed=replace(FEED, wishes=wishes))
    unchanged = after(UNCHANGED, read, now=NOW)
    failed = after(FetchFailed(SPEC.url, State.FAILING, "no", status=500), read, now=NOW)
    assert (unchanged.next_poll, unchanged.wishes) == (NOW + 4 * HOUR, wishes)
    assert failed.wishes == wishes
    assert after(UNCHANGED, failed, now=NOW).next_poll == NOW + 4 * HOUR


def test_a_shorter_interval_counts_at_once_within_what_the_publisher_asked_for() -> None:
    daily = replace(SPEC, interval=DAY)
    settled = after(UNCHANGED, spec=daily)
    hourly = replace(SPEC, interval=HOUR)
    assert not is_due(hourly, settled, now=NOW + 59 * MINUTE)
    assert is_due(hourly, settled, now=NOW + HOUR)
    assert is_due(SPEC, settled, now=NOW + HOUR)  # the line was deleted: half an hour, until its rhythm is known
    assert not is_due(daily, settled, now=NOW + HOUR)
    asked = after(NotModified(SPEC.url, {"cache-control": "max-age=7200"}), spec=daily)
    assert not is_due(hourly, asked, now=NOW + HOUR)
    assert is_due(hourly, asked, now=NOW + 2 * HOUR)
    failing = after(FetchFailed(SPEC.url, State.FAILING, "no", status=500), replace(settled, failures=9), spec=daily)
    assert not is_due(hourly, failing, now=NOW + HOUR)


DOMAINS = {
    "another host of the domain": ("https://news.desk.example/feed", True),
    "another domain": ("https://other.example/feed", False),
    "the same private host": ("http://127.0.0.1:8000/feed", False),
}


@pytest.mark.parametrize("name", DOMAINS)
def test_too_many_requests_counts_for_the_whole_domain(name: str) -> None:
    """RFC 6585, 4 leaves the scope open; sites share limits over sub-domains (FreshRSS #8925), and hosts of many do not."""
    url, rests = DOMAINS[name]
    told = SourceSpec("told", "http://127.0.0.1:8000/a" if "127" in url else "https://desk.example/feed")
    other = replace(SPEC, id="other", url=url)
    busy = FetchFailed(told.url, State.FAILING, "busy", status=429)
    named = replace(busy, retry_after=2 * HOUR)
    for answer, force, wait in ((busy, False, 10 * MINUTE), (named, False, 2 * HOUR), (named, True, 2 * HOUR)):
        state = after(answer, SourceState("told", spec_hash=spec_hash(told)), spec=told)
        due = due_sources([other], {"told": state}, now=NOW + wait - MINUTE, force=force)
        assert (due == []) is rests
        assert due_sources([other], {"told": state}, now=NOW + wait + MINUTE, force=force) == [other]
    unavailable = after(replace(named, status=503), spec=told)
    assert due_sources([other], {"told": unavailable}, now=NOW + MINUTE) == [other]


def test_what_publishers_ask_for_once_does_not_stick() -> None:
    """Hourly items; one 304 that asked for a day, or an interval that was deleted: afterwards the source's own pace again."""
    dates = [NOW - HOUR * number for number in range(20)]
    read = after(Fetched(SPEC.url, 200, {}, b"x"), published=dates, new=20, jitter=0.5)
    assert gap(read) == HOUR / 2
    asked = after(NotModified(SPEC.url, {"cache-control": "max-age=86400"}), read)
    assert gap(asked) == DAY
    assert gap(after(UNCHANGED, asked)) == HOUR / 2
    assert gap(after(UNCHANGED, after(UNCHANGED, read, spec=replace(SPEC, interval=DAY)))) == HOUR / 2
    skipped = replace(asked, wishes=Wishes(skip_hours=(12, 13, 14, 15)))
    assert gap(after(UNCHANGED, after(UNCHANGED, skipped), now=NOW + 5 * HOUR), NOW + 5 * HOUR) == HOUR / 2


def test_one_failure_does_not_make_a_slow_source_a_fast_one() -> None:
    dates = [NOW - DAY * number for number in range(20)]
    read = after(Fetched(SPEC.url, 200, {}, b"x"), published=dates, new=20, jitter=0.5)
    failed = after(FetchFailed(SPEC.url, State.FAILING, "no", status=500), read)
    assert gap(after(UNCHANGED, failed)) == gap(read) == 4 * HOUR
    assert gap(after(UNCHANGED, replace(failed, pace=None), jitter=0.5)) == 4 * HOUR  # by its known rhythm


def test_a_domain_rests_as_long_as_it_said_and_not_as_long_as_one_address_of_it_fails() -> None:
    bad = after(
        FetchFailed(SPEC.url, State.FAILING, "busy", status=429),
        SourceState("bad", spec_hash=spec_hash(SPEC), failures=9),
    )
    good = replace(SPEC, id="good", url="https://desk.example/good")
    assert gap(bad) > HOUR * 10
    assert due_sources([good], {"bad": bad}, now=NOW + 9 * MINUTE) == []
    assert due_sources([good], {"bad": bad}, now=NOW + 11 * MINUTE) == [good]


def test_what_failed_last_time_is_asked_last() -> None:
    specs = [replace(SPEC, id=name, url=f"https://desk.example/{name}") for name in ("a", "b", "c")]
    states = {"a": SourceState("a", failures=3), "c": SourceState("c")}
    assert [spec.id for spec in due_sources(specs, states, now=NOW)] == ["b", "c", "a"]


def test_a_month_between_polls_is_a_month() -> None:
    spec = replace(SPEC, interval=30 * DAY)
    state = SourceState("s", next_poll=NOW + 30 * DAY, spec_hash=spec_hash(spec))
    assert not is_due(spec, state, now=NOW)
    assert is_due(spec, replace(state, next_poll=NOW + 400 * DAY), now=NOW)


@given(
    interval=st.none() | st.timedeltas(timedelta(seconds=1), 20 * DAY),
    ttl=st.none() | st.timedeltas(timedelta(0), 400 * DAY),
    hours=st.lists(st.integers(0, 23)),
    days=st.lists(st.sampled_from(["Monday", "Wednesday", "Thursday", "Sunday", "Someday"])),
    jitter=st.floats(0, 1, exclude_max=True),
    last=st.none() | st.timedeltas(timedelta(seconds=1), 2 * DAY),
    failures=st.integers(0, 50),
    retry=st.none() | st.timedeltas(timedelta(0), DAY),
)
def test_the_next_poll_is_ahead_and_within_a_day_or_the_written_interval(
    interval: timedelta | None, ttl: timedelta | None, hours: list[int], days: list[str], jitter: float,
    last: timedelta | None, failures: int, retry: timedelta | None,
) -> None:  # fmt: skip
    spec = replace(SPEC, interval=interval)
    parsed = replace(FEED, wishes=Wishes(ttl, tuple(hours), tuple(days)))
    state = SourceState(
        "s",
        spec_hash=spec_hash(spec),
        failures=failures,
        last_poll=NOW - (last or DAY),
        next_poll=NOW if last else None,
    )
    longest = max(DAY, interval or DAY) + DAY * min(len(set(days)), 2)
    answers = [
        after(Fetched(SPEC.url, 200, {}, b"x"), state, spec=spec, parsed=parsed, jitter=jitter),
        after(UNCHANGED, state, spec=spec, jitter=jitter),
        after(
            FetchFailed(SPEC.url, State.FAILING, "no", status=500, retry_after=retry), state, spec=spec, jitter=jitter
        ),
    ]
    for result in answers:
        assert timedelta(0) < gap(result) <= longest
        assert not is_due(spec, result, now=NOW)
