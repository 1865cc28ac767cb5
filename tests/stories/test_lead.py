"""Who leads a story, and who is counted as telling it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregator.model import StoryItem
from aggregator.stories import find_lead, told_of
from tests.stories.samples import story_item

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def item(n: int, outlet: str, language: str = "en", agency: str | None = None, minutes: int | None = None) -> StoryItem:
    """The n-th item to be seen, published so many minutes after noon (n, if not said)."""
    return story_item(
        n, outlet, language, NOON + timedelta(minutes=n if minutes is None else minutes), "Title", agency=agency
    )


def test_the_earliest_own_report_in_the_language_of_the_site_leads() -> None:
    items = [item(1, "wire-user", agency="TASS"), item(2, "zeitung", "de"), item(3, "post"), item(4, "later")]

    assert find_lead(items, "en").outlet == "post"
    assert find_lead(items, "en-GB").outlet == "post"
    assert find_lead(items, "de").outlet == "zeitung"


def test_an_own_report_in_another_language_goes_before_wire_copy_in_ours() -> None:
    assert find_lead([item(1, "wire-user", agency="TASS"), item(2, "zeitung", "de")], "en").outlet == "zeitung"


def test_of_wire_copy_alone_the_earliest_in_our_language_leads() -> None:
    items = [
        item(1, "gazeta", "ru", agency="TASS"),
        item(2, "wire-user", agency="TASS"),
        item(3, "other", agency="TASS"),
    ]

    assert find_lead(items, "en").outlet == "wire-user"
    assert find_lead(items, "ka").outlet == "gazeta"


def test_earliest_is_by_publication_not_by_first_sight() -> None:
    assert find_lead([item(1, "slow", minutes=30), item(2, "fast", minutes=5)], "en").outlet == "fast"


def test_eleven_copies_of_one_report_are_eleven_outlets_and_one_origin() -> None:
    items = [item(n, f"outlet-{n}", agency="TASS") for n in range(11)]

    told = told_of(items[0], items)

    assert (told.outlets, told.origins) == (11, 1)


def test_an_own_report_is_an_origin_of_its_own_and_an_outlet_counts_once() -> None:
    items = [
        item(1, "post", agency="TASS"),
        item(2, "post"),
        item(3, "courier", agency="TASS"),
        item(4, "mail", agency="AFP"),
    ]

    told = told_of(find_lead(items, "en"), items)

    assert find_lead(items, "en").id == "item-2"
    assert (told.outlets, told.origins) == (3, 3)
    assert [one.publisher for one in told.also] == ["courier", "mail"]
