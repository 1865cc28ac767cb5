"""The feed of source health, as an editor's reader meets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest

from aggregator.fetch.advice import ADVICE
from aggregator.model import SiteInfo, State, StateChange
from aggregator.publish.datelines import Datelines
from aggregator.publish.healthfeed import change_id, health_feed
from tests.publish import rules
from tests.publish.samples import NOON, SCRIPTS, SITE

TBILISI = replace(SITE, timezone="Asia/Tbilisi")
FAILED = StateChange("civil-ge", "civil-ge", NOON, State.REFUSED, "the server answered 403 Forbidden")
WELL = StateChange("civil-ge", "civil-ge", NOON + timedelta(hours=5), State.OK, "", State.REFUSED, NOON)
TITLES = {"civil-ge": "Civil Georgia"}


def body(*changes: StateChange, site: SiteInfo = TBILISI, titles: dict[str, str] | None = None) -> bytes:
    made = health_feed(changes, titles or TITLES, ADVICE, site, Datelines(site), updated=NOON - timedelta(days=9))
    assert (made.path, made.media_type) == ("feeds/health.atom", "application/atom+xml")
    rules.check_atom(made.body, "https://desk.example/news/feeds/health.atom", are_copies=False)
    return made.body


def test_a_failure_says_since_when_why_and_what_to_do() -> None:
    (entry,) = feedparser.parse(body(FAILED)).entries

    assert entry.title == "Civil Georgia: refused since 14 Jan 2026, 16:00"
    assert entry.summary.startswith(
        "The server answered 403 Forbidden. What you can do: look whether the address opens"
    )
    assert entry.link == "https://desk.example/news/sources/#source-civil-ge"
    assert entry.published == entry.updated == "2026-01-14T12:00:00Z"
    assert [tag.term for tag in entry.tags] == ["refused"]


def test_a_recovery_says_how_long_it_took() -> None:
    (entry,) = feedparser.parse(body(WELL)).entries

    assert entry.title == "Civil Georgia is well again"
    assert entry.summary == "It was refused from 14 Jan 2026, 16:00 to 14 Jan 2026, 21:00."


def test_one_failure_after_another_names_both() -> None:
    change = replace(FAILED, state=State.NOT_FOUND, reason="gone?", before=State.REFUSED, before_at=NOON)
    (entry,) = feedparser.parse(body(change)).entries

    assert entry.title == "Civil Georgia: not found since 14 Jan 2026, 16:00"
    assert entry.summary.startswith("Gone? What you can do: ")
    assert entry.summary.endswith("Before, it was refused since 14 Jan 2026, 16:00.")


@pytest.mark.parametrize("state", [state for state in State if state not in {State.OK, State.OFF, State.NEW}])
def test_every_word_makes_a_valid_entry(state: State) -> None:
    (entry,) = feedparser.parse(body(replace(FAILED, state=state, reason=""))).entries

    assert entry.title == f"Civil Georgia: {state} since 14 Jan 2026, 16:00"
    assert entry.summary.startswith(f"It is {state}.")


def test_an_id_hangs_on_the_permanent_source_the_moment_and_the_word_alone() -> None:
    same = replace(FAILED, source_id="renamed", reason="other words", before=State.EMPTY)
    others = (replace(FAILED, mint_id="else"), replace(FAILED, at=WELL.at), replace(FAILED, state=State.GONE))

    assert change_id(FAILED) == change_id(same) == "urn:uuid:4d56f79c-1c04-5923-9900-d21cf2542a75"
    assert len({change_id(change) for change in (FAILED, *others)}) == 4


def test_the_feed_is_dated_by_its_newest_entry_and_an_empty_one_is_valid() -> None:
    assert feedparser.parse(body(WELL, FAILED)).feed.updated == "2026-01-14T17:00:00Z"
    assert feedparser.parse(body()).feed.updated == "2026-01-05T12:00:00Z"
    assert feedparser.parse(body()).feed.title == "Source health · The Demo Desk"


def test_user_names_and_passwords_are_left_out() -> None:
    reason = "moved for good to https://nino:s3cret@new.example/feed?a=b@c; change line 3 of the configuration"
    made = body(replace(FAILED, state=State.MOVED, reason=reason)).decode()

    assert "s3cret" not in made
    assert "https://new.example/feed?a=b@c;" in made


@pytest.mark.parametrize("title", [*SCRIPTS.values(), "A\x00B\u202e & <b>", ""])
def test_any_title_and_any_reason_is_text(title: str) -> None:
    body(replace(FAILED, reason=title), titles={"civil-ge": title})


def test_another_language_writes_dates_its_own_way() -> None:
    (entry,) = feedparser.parse(body(FAILED, site=replace(TBILISI, language="ru"))).entries

    assert "14 янв. 2026" in entry.title
