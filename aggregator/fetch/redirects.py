"""When a permanent redirect is believed. Pure.

The configuration is never rewritten: an address that a publisher moved is remembered in the store, once the move has held
for three polls over at least an hour (a maintenance page is a 301 at times), and the editor is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.model import Fetched, FetchResult, NotModified, SourceState

POLLS = 3
HELD = timedelta(hours=1)


def redirect_after(state: SourceState, result: FetchResult, now: datetime) -> SourceState:
    """The state with what this poll says of the source's address."""
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
        return replace(state, url_override=target, redirect_target=None, redirect_seen=0, redirect_since=None)
    return replace(state, redirect_seen=seen, redirect_since=since)
