"""What the store remembers of the changes of a source's state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.model import PollPlan, SourceSpec, SourceState, State
from aggregator.store import Store, open_store

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/a.sqlite") as opened:
        opened.sources.register([spec("one"), spec("two")], NOW - HOUR)
        yield opened


def spec(name: str) -> SourceSpec:
    return SourceSpec(name, f"https://{name}.example/feed")


def poll(store: Store, name: str, *words: State) -> None:
    """Polls an hour apart, each with this outcome."""
    for number, word in enumerate(words):
        state = SourceState(name, state=word, reason=f"reason {number}")
        store.apply([PollPlan(state)], now=NOW + number * HOUR, tag_version="")


def told(store: Store, limit: int = 100) -> list[tuple[str, int, str, str | None]]:
    """Source, hour, word and the word before, newest first."""
    return [
        (change.source_id, (change.at - NOW) // HOUR, change.state, change.before)
        for change in store.changes.newest(limit)
    ]


def test_a_first_good_poll_is_no_change_and_a_first_bad_one_is(store: Store) -> None:
    poll(store, "one", State.OK, State.OK)
    poll(store, "two", State.REFUSED, State.REFUSED)

    assert told(store) == [("two", 0, "refused", None)]


def test_each_change_is_told_once_with_what_was_before(store: Store) -> None:
    poll(store, "one", State.OK, State.FAILING, State.FAILING, State.GONE, State.OK)

    assert told(store) == [("one", 4, "ok", "gone"), ("one", 3, "gone", "failing"), ("one", 1, "failing", "ok")]
    newest = store.changes.newest(1)[0]
    assert (newest.reason, newest.before_at) == ("reason 4", NOW + 3 * HOUR)


def test_the_newest_come_first_over_all_sources_and_the_limit_cuts_the_oldest(store: Store) -> None:
    poll(store, "one", State.GONE, State.OK)
    poll(store, "two", State.REFUSED)

    assert told(store) == [("one", 1, "ok", "gone"), ("one", 0, "gone", None), ("two", 0, "refused", None)]
    assert told(store, 1) == [("one", 1, "ok", "gone")]


def test_a_source_that_was_renamed_or_removed_keeps_its_changes_and_its_permanent_id(store: Store) -> None:
    poll(store, "one", State.GONE)
    poll(store, "two", State.REFUSED)
    store.sources.register([SourceSpec("uno", "https://one.example/feed", was=("one",))], NOW)

    assert [(change.source_id, change.mint_id) for change in store.changes.newest(9)] == [
        ("two", "two"),
        ("uno", "one"),
    ]


def test_a_source_knows_since_when_it_is_met(store: Store) -> None:
    assert store.changes.registered() == {"one": NOW - HOUR, "two": NOW - HOUR}
