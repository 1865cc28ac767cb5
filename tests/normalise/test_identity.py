"""Keys of entries, and which item an entry is when its keys lead to several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.model import KnownItem, ParsedEntry, ParsedFeed, SourceSpec, SourceState
from aggregator.normalise import ItemPlan, Prepared, are_guids_reused, plan_items, prepare
from aggregator.normalise.plan import MOST_IDENTITIES

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
SPEC = SourceSpec("desk", "https://desk.example/feed")
DATE = "Wed, 14 Jan 2026 10:00:00 +0400"


def entry(guid: str | None, page: str | None, title: str, published: str | None = DATE) -> ParsedEntry:
    url = f"https://desk.example/{page}" if page is not None else None
    return ParsedEntry(guid=guid, url=url, title=title, summary=f"On {title}.", published=published)


def document(*entries: ParsedEntry) -> ParsedFeed:
    return ParsedFeed("rss20", site_url="https://desk.example/news", entries=entries)


def prepared(entries: Sequence[ParsedEntry], mode: str = "guid", spec: SourceSpec = SPEC) -> Prepared:
    return prepare(document(*entries), spec, SourceState("desk", identity_mode=mode), SPEC.url)


class Desk:
    """What a store keeps between polls: each key belongs to the item that had it first."""

    def __init__(self) -> None:
        self.owner: dict[str, str] = {}
        self.items: dict[str, KnownItem] = {}
        self.now = NOW
        self.state = SourceState("desk")

    def poll(self, *entries: ParsedEntry) -> ItemPlan:
        self.now += timedelta(hours=1)
        ready = prepare(document(*entries), SPEC, self.state, SPEC.url)
        known = self.known(ready)
        if are_guids_reused(ready, known, SPEC, self.now):
            ready = prepare(document(*entries), SPEC, self.state, SPEC.url, are_guids_reused=True)
            known = self.known(ready)
        self.state = replace(self.state, identity_mode=ready.identity_mode)
        plan = plan_items(ready, known, SPEC, self.now)
        for planned in (*plan.new, *plan.changed):
            item = planned.item
            for key in planned.identities:
                self.owner.setdefault(key, item.id)
            keys = tuple(key for key, owner in self.owner.items() if owner == item.id)
            self.items[item.id] = KnownItem(
                item.id, keys, item.guid, item.url, item.title, planned.text_hash, item.content_hash, item.published, item.date_basis,
                item.precision, item.first_seen, item.updated,
            )  # fmt: skip
        return plan

    def known(self, ready: Prepared) -> dict[str, KnownItem]:
        return {key: self.items[self.owner[key]] for key in ready.identities if key in self.owner}

    def titles(self) -> list[str]:
        return sorted(item.title for item in self.items.values())


def counts(plan: ItemPlan) -> tuple[int, int, int]:
    return len(plan.new), len(plan.changed), len(plan.seen)


def test_keys_go_from_the_guid_to_the_words() -> None:
    (found,) = prepared([entry("g1", "a?utm_source=x#top", "Title")]).entries
    assert [key.split(":", 1)[0] for key in found.identities] == ["guid", "url", "text"]
    assert found.identities[:2] == ("guid:g1", "url:desk.example/a")


def test_a_guid_that_one_other_entry_has_goes_with_its_link() -> None:
    entries = [entry(f"g{number}", str(number), f"Title {number}") for number in range(60)]
    entries.append(entry("g1", "other", "Another"))
    keys = prepared(entries).identities
    assert {"guid-url:g1|desk.example/1", "guid-url:g1|desk.example/other", "guid:g2"} <= set(keys)


def test_long_guids_stay_apart() -> None:
    """Some feeds put a whole picture or a long query into the guid."""
    entries = [entry("x" * 5000 + str(number), str(number), f"Title {number}") for number in range(3)]
    keys = [found.identities[0] for found in prepared(entries).entries]
    assert len(set(keys)) == 3
    assert max(map(len, keys)) < 600


@pytest.mark.parametrize("page", ["", "?", "#section", "news", "news/"])
def test_the_front_page_names_no_entry(page: str) -> None:
    desk = Desk()
    assert counts(desk.poll(entry(None, page, "Monday", "2026-01-12"))) == (1, 0, 0)
    assert counts(desk.poll(entry(None, page, "Tuesday", "2026-01-13"))) == (1, 0, 0)


def test_headlines_of_one_page_without_guids_stay_apart() -> None:
    desk = Desk()
    desk.poll(entry(None, "live", "First"))
    assert counts(desk.poll(entry(None, "live", "First"), entry(None, "live", "Second"))) == (1, 0, 1)
    assert counts(desk.poll(entry(None, "live", "Second"))) == (0, 0, 1)
    assert desk.titles() == ["First", "Second"]


def test_two_items_of_one_page_are_not_changed_for_ever() -> None:
    """The link belongs to the first; the second must not ask for it at every poll."""
    desk = Desk()
    entries = entry("g1", "live", "First"), entry("g2", "live", "Second")
    assert counts(desk.poll(*entries)) == (2, 0, 0)
    assert counts(desk.poll(*entries)) == (0, 0, 2)


def test_two_items_of_one_page_survive_a_change_of_guids() -> None:
    desk = Desk()
    desk.poll(entry("g1", "live", "First"), entry("g2", "live", "Second"))
    moved = entry("n2", "live", "Second"), entry("n1", "live", "First")
    assert counts(desk.poll(*moved)) == (0, 2, 2)
    assert counts(desk.poll(*moved)) == (0, 0, 2)
    assert desk.titles() == ["First", "Second"]


def test_a_move_to_another_system_pairs_up_by_title_and_date() -> None:
    desk = Desk()
    desk.poll(*(entry(f"g{number}", f"{number}", f"Title {number}") for number in range(50)))
    moved = [entry(f"https://new/{number}", f"new/{number}/story", f"Title {number}") for number in range(50)]
    assert counts(desk.poll(*moved)) == (0, 50, 50)
    assert counts(desk.poll(*moved)) == (0, 0, 50)


@pytest.mark.parametrize("published", [None, "Thu, 15 Jan 2026 10:00:00 +0400"])
def test_a_headline_that_returns_is_a_new_item(published: str | None) -> None:
    """ "Weather" of another day, or of a day nobody tells, is not the one of today."""
    desk = Desk()
    desk.poll(entry("g1", "1", "Weather", DATE if published else None))
    assert counts(desk.poll(entry("g2", "2", "Weather", published))) == (1, 0, 0)


def test_an_item_whose_guid_is_still_there_is_nobody_else() -> None:
    """Also where that entry lies past the limit."""
    entries = [entry("g1", "a", "First"), entry("g2", "b", "Second"), entry("old", "a", "First", "2020-01-01")]
    ready = prepared(entries, spec=replace(SPEC, limit=2))
    assert [found.entry.guid for found in ready.entries] == ["g1", "g2"]
    old = KnownItem(
        "id", ("guid:old", "url:desk.example/a"), "old", "https://desk.example/a", "First", "", "", NOW, "published", "second", NOW, NOW
    )  # fmt: skip
    plan = plan_items(ready, {"url:desk.example/a": old}, SPEC, NOW)
    assert counts(plan) == (2, 0, 0)


def test_a_page_that_took_the_address_of_another_is_new() -> None:
    """Without guids: one article moved on, another one lives at its address now."""
    desk = Desk()
    desk.poll(entry(None, "top", "First"))
    assert counts(desk.poll(entry(None, "top", "Second"), entry(None, "archive/first", "First"))) == (1, 1, 1)
    assert desk.titles() == ["First", "Second"]


def test_a_guid_minted_for_every_request_does_not_grow_the_store() -> None:
    desk = Desk()
    for number in range(2 * MOST_IDENTITIES):
        assert len(desk.poll(entry(f"request-{number}", "a", "Title")).new) == (number == 0)
    assert len(desk.owner) <= MOST_IDENTITIES
    assert counts(desk.poll(entry("request-x", "a", "Title"))) == (0, 0, 1)


def test_dates_that_move_with_every_request_change_nothing() -> None:
    desk = Desk()
    desk.poll(entry("g1", "a", "Title"))
    assert counts(desk.poll(entry("g1", "a", "Title", "Wed, 14 Jan 2026 11:00:00 +0400"))) == (0, 0, 1)


def test_of_a_long_document_the_newest_are_taken_in_its_order() -> None:
    days = (3, 9, 1, None, 8, 2)
    entries = [
        entry(f"g{number}", str(number), f"Title {number}", f"2026-01-{day:02}T10:00:00Z" if day else None)
        for number, day in enumerate(days)
    ]
    taken = prepared(entries, spec=replace(SPEC, limit=3)).entries
    assert [found.entry.guid for found in taken] == ["g0", "g1", "g4"]


def test_without_dates_the_order_of_the_document_counts() -> None:
    entries = [entry(f"g{number}", str(number), f"Title {number}", None) for number in range(9)]
    taken = prepared(entries, spec=replace(SPEC, limit=2)).entries
    assert [found.entry.guid for found in taken] == ["g0", "g1"]


def test_repetitions_take_no_place_of_others() -> None:
    entries = [entry("g1", "1", "Title 1")] * 5 + [entry("g2", "2", "Title 2")]
    assert len(prepared(entries, spec=replace(SPEC, limit=2)).entries) == 2


def test_what_says_nothing_is_no_entry() -> None:
    assert prepared([ParsedEntry(guid="g"), ParsedEntry(guid="h", title=" ", summary="\n")]).entries == ()


DAYS = {letter: f"{place:02} Jan 2026 10:00:00 +0400" for place, letter in enumerate("ABCDEFGHIJKLMNOPQRST", 1)}


def numbered(letters: str, *, dated: bool = True) -> list[ParsedEntry]:
    """Entries with guids 1 … N, the newest first, as some systems number them anew for every document."""
    return [
        entry(str(place), letter.lower(), f"Title {letter}", DAYS[letter] if dated else None)
        for place, letter in enumerate(letters, 1)
    ]


@pytest.mark.parametrize(
    ("later", "dated"),
    [*((later, dated) for later in ("DCBA", "EDCBA", "LKJIH", "DCB") for dated in (True, False)), ("DBA", True)],
)
def test_guids_that_number_the_entries_overwrite_nothing(later: str, dated: bool) -> None:
    desk = Desk()
    desk.poll(*numbered("CBA", dated=dated))
    again = desk.poll(*numbered(later, dated=dated))
    assert {planned.item.title for planned in again.new} == {
        f"Title {letter}" for letter in later if letter not in "ABC"
    }
    assert desk.titles() == [f"Title {letter}" for letter in sorted({*"ABC", *later})]
    assert counts(desk.poll(*numbered(later, dated=dated))) == (0, 0, len(later))


def test_one_numbered_entry_before_another_overwrites_nothing() -> None:
    desk = Desk()
    desk.poll(*numbered("A"))
    assert [planned.item.title for planned in desk.poll(*numbered("BA")).new] == ["Title B"]
    assert desk.titles() == ["Title A", "Title B"]
    assert counts(desk.poll(*numbered("BA"))) == (0, 0, 2)


def test_a_source_whose_guids_pass_from_entry_to_entry_is_told_and_trusted_no_more() -> None:
    known = Desk()
    known.poll(*numbered("CBA"))
    known.poll(*numbered("FED"))
    assert known.state.identity_mode == "url"
    ready = prepare(document(*numbered("FED")), SPEC, SourceState("desk"), SPEC.url, are_guids_reused=True)
    assert ready.problems == (
        "its guids pass from one entry to another; links are used to tell them apart from now on",
    )


def test_rewritten_headlines_that_move_their_links_are_changes() -> None:
    """Many systems make the link from the headline: the guid and the date stay."""
    desk = Desk()
    desk.poll(*(entry(f"g{number}", f"old-{number}", f"Old {number}") for number in range(10)))
    moved = (entry(f"g{number}", f"new-{number}", f"New {number}") for number in range(10))
    assert counts(desk.poll(*moved)) == (0, 10, 10)
