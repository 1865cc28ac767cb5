"""What outputs say of a story: one entry under one id, whose text moves at thresholds alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from aggregator.model import TOLD_ALONE, StoryItem, StoryPlace, public_id
from aggregator.stories import tell

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def member(
    n: int, outlet: str = "", *, at: datetime = NOON, agency: str | None = None, language: str = "en"
) -> StoryItem:
    name = outlet or f"outlet-{n}"
    return StoryItem(
        f"item-{n}", n, name, name, agency, language, f"Title {n}", "", at, at, url=f"https://{name}.example/{n}", publisher=name.title()
    )  # fmt: skip


def fresh(n: int, at: datetime = NOON) -> StoryPlace:
    """As an item enters an output."""
    return StoryPlace(n, public_id(f"item-{n}"), at, at, is_fresh=True)


class Output:
    """The places of one story in an output, from build to build."""

    def __init__(self, least_origins: int = 1, language: str | None = None) -> None:
        self.places: dict[int, StoryPlace] = {}
        self.members: list[StoryItem] = []
        self.least_origins = least_origins
        self.language = language

    def join(self, *members: StoryItem, at: datetime) -> None:
        self.members.extend(members)
        self.places.update((one.n, fresh(one.n, at)) for one in members)
        self.build(at)

    def build(self, now: datetime) -> Sequence[StoryPlace]:
        changed = tell(
            "item-1", tuple(self.places.values()), self.members, now=now, language=self.language, least_origins=self.least_origins
        )  # fmt: skip
        self.places.update((place.item, place) for place in changed)
        self.places = {n: replace(place, is_fresh=False) for n, place in self.places.items()}
        return changed

    @property
    def entries(self) -> list[StoryPlace]:
        return [place for place in self.places.values() if place.was_shown and place.is_wanted]

    @property
    def entry(self) -> StoryPlace:
        (entry,) = self.entries
        return entry


def test_what_is_known_when_it_enters_is_told_at_once() -> None:
    output = Output()
    output.join(member(1), member(2, agency="TASS"), member(3, agency="TASS"), at=NOON)
    assert output.entry.item == 1
    assert (output.entry.told.outlets, output.entry.told.origins) == (3, 2)
    assert [one.publisher for one in output.entry.told.also] == ["Outlet-2", "Outlet-3"]


def test_an_item_alone_is_as_if_there_were_no_stories() -> None:
    output = Output()
    output.join(member(1), at=NOON)
    assert output.entry == replace(fresh(1), is_fresh=False)
    assert output.build(NOON + MINUTE) == ()


def test_the_text_moves_at_thresholds_after_it_has_settled() -> None:
    output = Output()
    output.join(member(1), at=NOON)
    seen = []
    for minute in range(1, 600):
        now = NOON + minute * MINUTE
        if minute % 60 == 0:
            n = minute // 60 + 1
            output.join(member(n, at=now), at=now)
        output.build(now)
        seen.append((output.entry.told.outlets, output.entry.updated))
    moves = [now for before, now in pairwise(seen) if now != before]
    assert [outlets for outlets, _ in moves] == [2, 4, 8]
    assert all(entry == output.entry for entry in output.entries)
    assert [updated for _, updated in moves] == sorted(updated for _, updated in moves)


def test_it_is_known_when_the_text_will_move() -> None:
    output = Output()
    output.join(member(1), at=NOON)
    output.join(member(2, at=NOON + MINUTE), at=NOON + MINUTE)
    assert output.entry.told == TOLD_ALONE
    assert output.entry.settles == NOON + 16 * MINUTE
    output.build(NOON + 16 * MINUTE)
    assert (output.entry.told.outlets, output.entry.settles) == (2, None)
    assert output.entry.updated == NOON + MINUTE


def test_a_story_that_never_comes_to_rest_is_told_within_an_hour() -> None:
    output = Output()
    output.join(member(1), at=NOON)
    for n in range(2, 12):
        now = NOON + n * 10 * MINUTE
        output.join(member(n, at=now), at=now)
    assert output.entry.told.outlets >= 4


def test_several_items_of_one_outlet_are_one_outlet() -> None:
    output = Output()
    output.join(member(1, "post"), member(2, "post"), member(3, "wire"), member(4, "wire"), at=NOON)
    assert output.entry.told.outlets == 2
    assert [one.item for one in output.entry.told.also] == ["item-3"]


def test_the_item_that_leads_is_in_the_language_of_the_site_and_stays() -> None:
    output = Output(language="ka")
    output.join(member(1), member(2, language="ka", agency="TASS"), member(3, language="ka"), at=NOON)
    assert output.entry.item == 3
    assert output.entry.id == public_id("item-1")
    output.join(member(4, language="ka", at=NOON - MINUTE), at=NOON + MINUTE)
    assert output.entry.item == 3


def test_when_two_stories_become_one_the_entry_that_came_first_stays() -> None:
    one, other = Output(), Output()
    one.join(member(1), at=NOON)
    other.join(member(5), member(6), at=NOON - MINUTE)
    other.places[5] = replace(other.places[5], id=public_id("item-5"))
    kept = other.entry
    both = Output()
    both.members = [*one.members, *other.members]
    both.places = one.places | other.places
    both.build(NOON + 60 * MINUTE)
    assert (both.entry.id, both.entry.entered) == (kept.id, kept.entered)


def test_another_item_leads_under_the_same_id_when_the_first_is_withdrawn() -> None:
    output = Output()
    output.join(member(1), member(2), member(3), at=NOON)
    before = output.entry
    output.members = output.members[1:]
    output.places[1] = replace(output.places[1], is_wanted=False)
    output.build(NOON + MINUTE)
    assert output.entry.item == 2
    assert (output.entry.id, output.entry.entered, output.entry.updated) == (before.id, before.entered, NOON + MINUTE)
    assert [one.item for one in output.entry.told.also] == ["item-3"]


def test_what_is_withdrawn_is_not_told_of_any_longer() -> None:
    output = Output()
    output.join(member(1), member(2), member(3), at=NOON)
    output.members = [one for one in output.members if one.n != 2]
    output.places[2] = replace(output.places[2], is_wanted=False)
    output.build(NOON + MINUTE)
    assert [one.item for one in output.entry.told.also] == ["item-3"]
    assert output.entry.told.outlets == 2


def test_a_story_waits_until_enough_origins_tell_it() -> None:
    output = Output(least_origins=2)
    output.join(member(1, agency="TASS"), member(2, agency="TASS"), at=NOON)
    assert output.entries == []
    later = NOON + 60 * MINUTE
    output.join(member(3, at=later), at=later)
    assert output.entry.entered == later
    assert (output.entry.told.outlets, output.entry.told.origins) == (3, 2)
    output.members = output.members[:2]
    output.build(later + MINUTE)
    assert len(output.entries) == 1


def test_an_entry_published_before_there_were_stories_keeps_its_id() -> None:
    output = Output()
    output.members = [member(1), member(2), member(3)]
    output.places = {n: replace(fresh(n), is_fresh=False) for n in (2, 3)}
    output.build(NOON + 60 * MINUTE)
    assert output.entry.id == public_id("item-2")
    assert output.entry.told.outlets == 3


def test_telling_twice_changes_nothing() -> None:
    output = Output()
    output.join(member(1), member(2), member(3), at=NOON)
    assert output.build(NOON + 600 * MINUTE) == ()
