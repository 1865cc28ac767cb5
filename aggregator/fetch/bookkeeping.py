"""What to ask of a source, and what to remember of its answer. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.errors import ParseError
from aggregator.fetch.caching import freshness, validators_after
from aggregator.fetch.redirects import redirect_after
from aggregator.fetch.schedule import next_after_failure, next_poll
from aggregator.model import (
    Fetched,
    FetchFailed,
    FetchRequest,
    FetchResult,
    NotModified,
    ParsedFeed,
    SourceSpec,
    SourceState,
    State,
    Validators,
)

#: To be raised when documents must be read again because we read them better: a 304 would hide it.
PARSER_VERSION = 1

_STATES = {state.value: state for state in State}


def spec_hash(spec: SourceSpec) -> str:
    """A hash of the settings that an answer depends on. Validators got under other settings are void."""
    parts = (
        PARSER_VERSION, spec.kind, spec.url, spec.user_agent, sorted(spec.headers.items()), spec.timezone, spec.date_formats,
        spec.language, spec.limit,
    )  # fmt: skip
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def request_for(spec: SourceSpec, state: SourceState) -> FetchRequest:
    """The request of a poll: conditional where the last answer was got under these settings."""
    is_same = state.spec_hash == spec_hash(spec)
    return FetchRequest(
        source_id=spec.id,
        url=(state.url_override if is_same else None) or spec.url,
        validators=state.validators if is_same else Validators(),
        headers=spec.headers,
        user_agent=spec.user_agent,
        allow_private=spec.allow_private,
    )


def state_after(
    spec: SourceSpec,
    state: SourceState,
    result: FetchResult,
    *,
    parsed: ParsedFeed | None,
    problem: ParseError | None,
    body_hash: str | None,
    new: int,
    changed: int,
    published: Sequence[datetime],
    identity_mode: str,
    now: datetime,
    jitter: float,
) -> SourceState:
    """The state of a source after a poll.

    ``parsed`` is None when nothing had to be read (not modified, or the body of last time) or nothing could be
    (``problem``). ``published``: the dates of the document's items, for the rhythm.
    """
    if spec_hash(spec) != state.spec_hash:
        state = replace(state, url_override=None, redirect_target=None, redirect_seen=0, redirect_since=None)
    state = replace(
        state,
        last_poll=now,
        requests=state.requests + result.requests,
        not_modified=state.not_modified + isinstance(result, NotModified),
    )
    if isinstance(result, FetchFailed):
        return failed(spec, state, result.state, result.reason, now, jitter, result)
    if problem is not None:
        return failed(spec, state, _STATES.get(problem.state, State.CANNOT_PARSE), str(problem), now, jitter, None)
    before = redirect_after(state, result, now)
    word, reason = health_of(spec, before, parsed)
    pace = freshness(result.headers, now)
    last = state.next_poll - state.last_ok if state.next_poll and state.last_ok and not state.failures else None
    return replace(
        before,
        validators=validators_after(state.validators, result),
        body_hash=body_hash if isinstance(result, Fetched) else state.body_hash,
        spec_hash=spec_hash(spec),
        last_ok=now,
        last_change=now if new or changed else state.last_change,
        last_new=now if new else state.last_new,
        next_poll=next_poll(
            spec, now=now, jitter=jitter, published=published, last_pace=bounded(last), freshness=pace, parsed=parsed
        ),
        retry_at=None,
        failures=0,
        state=word,
        since=state.since if state.state is word and state.since else now,
        reason=reason,
        gone_since=None,
        title=(parsed.title if parsed else None) or state.title,
        site_url=(parsed.site_url if parsed else None) or state.site_url,
        identity_mode=identity_mode,
    )


def bounded(pace: timedelta | None) -> timedelta | None:
    """The pace of last time, as far as it was one."""
    return pace if pace and timedelta() < pace < timedelta(days=2) else None


def health_of(spec: SourceSpec, state: SourceState, parsed: ParsedFeed | None) -> tuple[State, str]:
    """The word for a source that answered, and the sentence that goes with it."""
    target = state.url_override or state.redirect_target
    if target is not None:
        place = f"line {spec.line} of the configuration" if spec.line else "its address in the configuration"
        return State.MOVED, f"moved for good to {target}; change {place}"
    if parsed is not None and not parsed.entries:
        return State.EMPTY, "the feed has no entries at present"
    if parsed is None and state.state is State.EMPTY:
        return State.EMPTY, state.reason
    return State.OK, ""


def failed(
    spec: SourceSpec,
    state: SourceState,
    word: State,
    reason: str,
    now: datetime,
    jitter: float,
    result: FetchFailed | None,
) -> SourceState:
    """The state after a failure: what was known stays, validators too; the next poll moves away."""
    failures = state.failures + 1
    wait = result.retry_after if result else None
    is_gone = word is State.GONE
    return replace(
        state,
        failures=failures,
        state=word,
        since=state.since if state.state is word and state.since else now,
        reason=reason,
        retry_at=now + wait if wait else None,
        gone_since=(state.gone_since or now) if is_gone else None,
        next_poll=next_after_failure(
            spec,
            failures,
            is_soft=result is not None and result.is_soft,
            is_gone=is_gone,
            now=now,
            jitter=jitter,
            retry_after=wait,
        ),
    )


def state_after_fault(spec: SourceSpec, state: SourceState, word: State, reason: str, now: datetime) -> SourceState:
    """The state of a source that could not be polled at all: its kind has no parser yet, or the program has a bug."""
    after = failed(spec, replace(state, last_poll=now), word, reason, now, 0.0, None)
    return replace(after, failures=0) if word is State.UNSUPPORTED else after
