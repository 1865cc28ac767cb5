"""The health of a source in a word: what people see on a day, and what they can do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aggregator.fetch.advice import ADVICE, advised
from aggregator.fetch.health import in_words, word_of_day
from aggregator.model import Fetched, FetchFailed, NotModified, SourceSpec, SourceState, State
from tests.fetch.test_decisions import after

TODAY = date(2026, 1, 14)
SPEC = SourceSpec("s", "https://desk.example/feed")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def source(silent_days: int, rhythm: timedelta | None, word: State = State.OK) -> SourceState:
    last = datetime(2026, 1, 14, 9, tzinfo=UTC) - DAY * silent_days
    return SourceState("s", state=word, reason="as it was", last_new=last, rhythm=rhythm)


SILENCES = {
    # days of silence, the usual gap, and the word
    "a wire over night": (1, HOUR / 3, State.OK),
    "a wire over a weekend": (2, HOUR / 3, State.OK),
    "a wire for three days": (3, HOUR / 3, State.STALE),
    "a daily for nine days": (9, DAY, State.SLOW),
    "a daily for eleven": (11, DAY, State.STALE),
    "a monthly for a week": (7, 30 * DAY, State.OK),
    "a monthly for six weeks": (42, 30 * DAY, State.SLOW),
    "a source of one item": (8, None, State.SLOW),
}


@pytest.mark.parametrize("name", SILENCES)
def test_silence_is_measured_by_the_rhythm_and_by_the_editor(name: str) -> None:
    days, rhythm, word = SILENCES[name]
    assert word_of_day(SPEC, source(days, rhythm), TODAY, "Asia/Tbilisi")[0] is word


def test_the_reason_says_what_was_usual() -> None:
    assert word_of_day(SPEC, source(3, HOUR / 3), TODAY, "UTC")[1] == (
        "nothing new for 3 days; it used to publish every 20 minutes"
    )


def test_other_words_stay_and_what_is_switched_off_is_off() -> None:
    assert word_of_day(SPEC, source(30, HOUR, State.REFUSED), TODAY, "UTC") == (State.REFUSED, "as it was")
    assert word_of_day(replace(SPEC, enabled=False), source(0, HOUR), TODAY, "UTC")[0] is State.OFF


@pytest.mark.parametrize(
    ("gap", "words"),
    [(timedelta(seconds=20), "minute"), (20 * HOUR / 60, "20 minutes"), (HOUR, "hour"), (5 * HOUR, "5 hours"), (DAY, "day"), (3 * DAY, "3 days")],
)  # fmt: skip
def test_a_gap_in_words(gap: timedelta, words: str) -> None:
    assert in_words(gap) == words


@pytest.mark.parametrize(
    "word", [State.REFUSED, State.BLOCKED, State.LOGIN, State.CONSENT, State.NOT_A_FEED, State.GONE, State.NOT_FOUND]
)
def test_there_is_something_to_do_about_what_an_editor_can_mend(word: State) -> None:
    assert ADVICE[word] in advised(word, "the server answered 403")


def test_what_a_document_lacks_is_told_until_another_one_is_read() -> None:
    """Also after a failure and a 304: nothing has become better by then."""
    page = Fetched(SPEC.url, 200, {}, b"x")
    undated = after(page, is_undated=True)
    failed = after(FetchFailed(SPEC.url, State.FAILING, "no", status=500), undated)
    again = after(NotModified(SPEC.url, {}), failed)
    assert [state.state for state in (undated, failed, again)] == [State.UNDATED, State.FAILING, State.UNDATED]
    assert after(page, again).state is State.OK
