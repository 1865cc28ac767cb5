"""The health of a source in a word, and the sentence that goes with it. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from aggregator.model import ParsedFeed, SourceSpec, SourceState, State

#: A source that is silent for so many times its usual gap, and for two days at least, is stale: a night and a Sunday pass.
GAPS, FEWEST_DAYS = 10, timedelta(days=2)


#: What a document may lack that can be read all the same.
LACKS = {
    State.EMPTY: "the feed has no entries at present",
    State.UNDATED: "none of its items has a date that can be read; they count from when they are met",
}


def word_for(spec: SourceSpec, state: SourceState) -> tuple[State, str]:
    """The word for a source that has just answered. What its last document lacked counts until another one is read."""
    if state.url_override is not None:
        return State.MOVED, f"moved for good to {state.url_override}; change {line_of(spec)}"
    for word, reason in LACKS.items():
        if state.lack == word.value:
            return word, reason
    return State.OK, ""


def lack_of(parsed: ParsedFeed, *, is_undated: bool) -> str:
    """The word for what a document lacks; "" when it is whole."""
    if not parsed.entries and not parsed.outlines:
        return State.EMPTY.value
    return State.UNDATED.value if is_undated else ""


def line_of(spec: SourceSpec) -> str:
    """Where in the configuration a source is written."""
    return f"line {spec.line} of the configuration" if spec.line else "its address in the configuration"


def word_of_day(spec: SourceSpec, state: SourceState, today: date, zone: str) -> tuple[State, str]:
    """The word as people see it on a day: a source that answers but has said nothing for long is stale, or slow.

    Stale is measured by its own rhythm, slow by the editor's ``stale_after``. By days of the site, so that the word changes
    at midnight and not in the middle of a day without news.
    """
    if not spec.enabled:
        return State.OFF, "switched off in the configuration"
    if state.state is not State.OK or state.last_new is None:
        return state.state, state.reason
    silence = today - state.last_new.astimezone(ZoneInfo(zone)).date()
    if state.rhythm is not None and silence > max(state.rhythm * GAPS, FEWEST_DAYS):
        return State.STALE, f"nothing new for {silence.days} days; it used to publish every {in_words(state.rhythm)}"
    if silence > spec.stale_after:
        return State.SLOW, f"nothing new for more than {spec.stale_after.days} days"
    return State.OK, state.reason


def in_words(gap: timedelta) -> str:
    """A length of time, roughly: ``20 minutes``, ``3 hours``, ``2 days``."""
    for unit, seconds in (("day", 86400), ("hour", 3600)):
        count = round(gap.total_seconds() / seconds)
        if gap.total_seconds() >= seconds:
            return f"{count} {unit}s" if count > 1 else unit
    minutes = max(round(gap.total_seconds() / 60), 1)
    return f"{minutes} minutes" if minutes > 1 else "minute"
