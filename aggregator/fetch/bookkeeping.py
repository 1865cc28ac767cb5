"""What to ask of a source, and what to remember of its answer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.errors import ParseError
from aggregator.fetch.caching import freshness, retry_after, spec_hash, validators_after
from aggregator.fetch.health import lack_of, word_for
from aggregator.fetch.redirects import doubted, may_have_secrets, redirect_after, with_credentials
from aggregator.fetch.schedule import (
    LATER,
    asked_url,
    domain_of,
    fresh_until,
    median_gap,
    next_after_failure,
    next_poll,
    own_pace,
)
from aggregator.model import (
    Deferred,
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

__all__ = [
    "Read",
    "asked_to_wait",
    "deferred",
    "request_for",
    "request_for_part",
    "spec_hash",
    "state_after",
    "state_after_fault",
]

_STATES = {state.value: state for state in State}
_NO_TIME = timedelta()


def request_for(spec: SourceSpec, state: SourceState) -> FetchRequest:
    """The request of a poll: conditional where the last answer was got under these settings.

    Where the source has moved, only what may follow it goes along: passwords and headers stay with the host that the
    editor wrote (see :func:`may_have_secrets`).
    """
    is_same = state.spec_hash == spec_hash(spec)
    url = asked_url(spec, state)
    url = url if url == spec.url else with_credentials(spec.url, url)
    return FetchRequest(
        source_id=spec.id,
        url=url,
        validators=state.validators if is_same else Validators(),
        validated_url=state.validated_url if is_same else None,
        headers=spec.headers if url == spec.url or may_have_secrets(spec.url, url) else {},
        user_agent=spec.user_agent,
        proxy=spec.proxy,
        allow_private=spec.allow_private,
        home=spec.url,
    )


def request_for_part(spec: SourceSpec, url: str) -> FetchRequest:
    """The request for a further document that one of a source names. It may stand anywhere: secrets stay at their host."""
    return FetchRequest(
        source_id=spec.id,
        url=with_credentials(spec.url, url),
        headers=spec.headers if may_have_secrets(spec.url, url) else {},
        user_agent=spec.user_agent,
        proxy=spec.proxy,
        allow_private=spec.allow_private,
        home=spec.url,
    )


@dataclass(frozen=True, slots=True)
class Read:
    """What a document that was read to its end brought."""

    parsed: ParsedFeed
    body_hash: str
    identity_mode: str = "guid"
    new: int = 0
    changed: int = 0
    published: Sequence[datetime] = ()  #: the dates of its items, for the rhythm
    is_undated: bool = False  #: none of them is the item's own


def state_after(
    spec: SourceSpec,
    state: SourceState,
    result: FetchResult,
    *,
    read: Read | None,
    problem: ParseError | None,
    now: datetime,
    jitter: float,
) -> SourceState:
    """The state of a source after a poll.

    ``read`` is None when nothing had to be read (not modified, or the body of last time) or nothing could be (``problem``).
    """
    state = under_settings(spec, state)
    gap = gap_of(state.last_poll, state.next_poll)
    state = replace(
        state,
        last_poll=now,
        requests=state.requests + result.requests,
        not_modified=state.not_modified + isinstance(result, NotModified),
    )
    if isinstance(result, FetchFailed):
        return failed(spec, state, result.state, result.reason, gap, now, jitter, result)
    if problem is not None:
        return failed(spec, state, _STATES.get(problem.state, State.CANNOT_PARSE), str(problem), gap, now, jitter, None)
    state = redirect_after(state, result, configured=spec.url, now=now)
    if read is not None:
        state = with_document(state, read, now)
    validators = validators_after(state.validators, result)
    fresh = fresh_until(now, freshness(result.headers, now), state.wishes.ttl)
    word, reason = word_for(spec, state)
    pace = own_pace(state, read.published if read else (), now=now, jitter=jitter)
    return replace(
        in_words(state, word, reason, now),
        validators=validators,
        validated_url=result.url if validators and isinstance(result, Fetched) else state.validated_url,
        last_ok=now,
        pace=pace,
        next_poll=next_poll(spec, pace, now=now, jitter=jitter, fresh_until=fresh, wishes=state.wishes),
        interval=spec.interval,
        fresh_until=fresh,
        retry_at=None,
        throttled=None,
        failures=0,
        gone_since=None,
    )


def deferred(spec: SourceSpec, state: SourceState, result: Deferred, now: datetime) -> SourceState:
    """The state of a source that was led to a host or a domain that is left alone: it comes again later, and not at once."""
    if not result.requests:
        return state
    state = under_settings(spec, state)
    return replace(state, requests=state.requests + result.requests, interval=spec.interval, next_poll=now + LATER)


def with_document(state: SourceState, read: Read, now: datetime) -> SourceState:
    """The state with what the document says of itself, and what it brought."""
    return replace(
        state,
        body_hash=read.body_hash,
        last_change=now if read.new or read.changed else state.last_change,
        last_new=now if read.new else state.last_new,
        wishes=read.parsed.wishes,
        lack=lack_of(read.parsed, is_undated=read.is_undated),
        rhythm=median_gap(read.published, now) or state.rhythm,
        title=read.parsed.title or state.title,
        site_url=read.parsed.site_url or state.site_url,
        identity_mode=read.identity_mode,
    )


def asked_to_wait(state: SourceState, missing: FetchFailed, now: datetime) -> SourceState:
    """The state of a source that was read but for a part of it: what that part's server asks for counts for the whole."""
    wait = missing.retry_after if missing.retry_after is not None else retry_after(missing.headers, now)
    until = now + (wait or LATER)
    return replace(
        state,
        next_poll=max(state.next_poll or until, until),
        retry_at=until if wait else None,
        throttled=(domain_of(missing.url) or None) if missing.status == 429 else None,
    )


def under_settings(spec: SourceSpec, state: SourceState) -> SourceState:
    """The state without what other settings brought: validators, a move, a back-off. What it learnt of the source stays."""
    current = spec_hash(spec)
    if state.spec_hash == current:
        return state
    return replace(
        state,
        spec_hash=current,
        validators=Validators(),
        body_hash=None,
        url_override=None,
        redirect_target=None,
        redirect_seen=0,
        redirect_since=None,
        failures=0,
        gone_since=None,
        next_poll=None,
    )


def in_words(state: SourceState, word: State, reason: str, now: datetime) -> SourceState:
    """The state under this word and sentence. ``since`` moves with the word alone."""
    since = state.since if state.state is word and state.since else now
    return replace(state, state=word, since=since, reason=reason)


def gap_of(last_poll: datetime | None, next_poll: datetime | None) -> timedelta | None:
    """What was to lie between two polls, as far as the two times make sense."""
    gap = next_poll - last_poll if last_poll and next_poll else _NO_TIME
    return gap if _NO_TIME < gap < timedelta(days=2) else None


def failed(
    spec: SourceSpec,
    state: SourceState,
    word: State,
    reason: str,
    gap: timedelta | None,
    now: datetime,
    jitter: float,
    result: FetchFailed | None,
) -> SourceState:
    """The state after a failure: what was known stays, validators too; the next poll moves away.

    ``result`` is None where the server answered and the document was at fault.
    """
    failures = state.failures + 1
    wait = None
    if result is not None:
        wait = result.retry_after if result.retry_after is not None else retry_after(result.headers, now)
    is_gone = word is State.GONE
    has_answered = result is None or result.status is not None
    after = replace(
        in_words(state, word, reason, now),
        failures=failures,
        interval=spec.interval,
        retry_at=now + wait if wait else None,
        throttled=(domain_of(result.url) or None) if result is not None and result.status == 429 else None,
        gone_since=(state.gone_since or now) if is_gone else None,
        next_poll=next_after_failure(
            spec,
            failures,
            is_soft=result is not None and result.is_soft,
            is_gone=is_gone,
            last_gap=(gap or _NO_TIME) if has_answered else _NO_TIME,
            now=now,
            jitter=jitter,
            retry_after=wait,
        ),
    )
    return doubted(after)


def state_after_fault(spec: SourceSpec, state: SourceState, word: State, reason: str, now: datetime) -> SourceState:
    """The state of a source that could not be polled at all, since the program has a bug."""
    state = under_settings(spec, state)
    return failed(spec, replace(state, last_poll=now), word, reason, None, now, 0.0, None)
