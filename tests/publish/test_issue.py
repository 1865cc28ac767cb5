"""Which stories an issue tells, what it leaves out since it was told before, and which stand first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aggregator.model import Edit, Edits, Issue, OutputEntry, SourceInfo, StoryItem
from aggregator.publish.digest import IssuePlan, Layout, layout_of
from aggregator.publish.edited import edited
from aggregator.publish.issue import Known, without
from tests.publish.newsdesk import ORDER, TODAY, entry, issue, tree

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


def told_by(outlet: str, title: str = "Bridge opens", **fields: Any) -> OutputEntry:
    source = SourceInfo(outlet, outlet.title(), f"https://{outlet}.example/rss", outlet=outlet)
    return entry(title, source=source, **{"regions": ["georgia"], "key": f"{outlet} {title}", **fields})


def story(*entries: OutputEntry, name: str = "bridge") -> dict[str, str]:
    return {one.item.id: name for one in entries}


def member(found: OutputEntry, n: int = 0) -> StoryItem:
    item = found.item
    return StoryItem(
        item.id, n, item.source_id, found.source.outlet, item.agency, item.language, item.title, "", item.published, item.first_seen
    )  # fmt: skip


def known_before(before: list[OutputEntry], fresh: list[OutputEntry], *days: date) -> Known:
    """A story that issues told by what came before, and what is fresh of it."""
    return Known(
        story_of=story(*fresh), told={"bridge": days or (YESTERDAY,)}, members={"bridge": list(map(member, (*before, *fresh)))}
    )  # fmt: skip


def laid_out(made: Issue, top: int = 7, per_region: int = 12) -> Layout:
    return layout_of(made, tree(), IssuePlan(ORDER, per_region, top))


# ---- Stories --------------------------------------------------------------------------------------------------------


def test_items_of_one_story_are_told_together_with_outlets_and_origins_counted() -> None:
    found = [told_by("wire"), told_by("post", agency="TASS"), told_by("echo", agency="TASS"), told_by("far", "Other")]
    made = issue(found, known=Known(story(*found[:3])))

    bridge = next(one for one in made.stories if one.id == "bridge")
    assert (bridge.outlets, bridge.origins, len(bridge.entries)) == (3, 2, 3)
    assert (made.count, len(made.stories), made.outlets) == (4, 2, 4)


def test_the_earliest_independent_item_in_the_language_of_the_site_leads() -> None:
    found = [
        told_by("tass", "TASS reports", agency="TASS", published=NOON - timedelta(hours=3)),
        told_by("ambebi", "ხიდი", language="ka", published=NOON - timedelta(hours=2)),
        told_by("wire", "Bridge opens", published=NOON - timedelta(hours=1)),
        told_by("post", "Bridge is open", published=NOON),
    ]
    (bridge,) = issue(found, known=Known(story(*found))).stories

    assert [one.title for one in bridge.entries] == ["Bridge opens", "TASS reports", "ხიდი", "Bridge is open"]


def test_more_origins_weigh_as_much_as_fresher_news() -> None:
    four = [told_by(name, "Old", published=NOON - timedelta(hours=23)) for name in ("a", "b", "c", "d")]
    two = [told_by(name, "New", published=NOON) for name in ("a", "b")]
    one = [told_by("e", "Newest", published=NOON + timedelta(hours=2))]
    known = Known({**story(*four, name="four"), **story(*two, name="two")})

    assert [made.id for made in issue([*four, *two, *one], known=known).stories[:2]] == ["two", one[0].item.id]
    fresher = [replace(found, item=replace(found.item, published=NOON - timedelta(hours=11))) for found in four]
    assert issue([*fresher, *two, *one], known=known).stories[0].id == "four"


# ---- What was told before -------------------------------------------------------------------------------------------


def test_a_report_that_was_told_is_not_told_again_because_others_carry_it_later() -> None:
    before = [told_by("wire", agency="TASS")]
    late = [told_by("post", "TASS: bridge opens", agency="TASS"), told_by("echo", "bridge  OPENS!")]
    made = issue([*late, told_by("far", "Other")], known=known_before(before, late))

    assert [one.lead.title for one in made.stories] == ["Other"]
    assert (made.count, made.late) == (1, 2)


def test_a_story_that_moved_on_is_told_by_what_is_new_and_says_for_how_long_it_lasts() -> None:
    before = [told_by("wire", agency="TASS")]
    fresh = [told_by("post", agency="TASS"), told_by("echo", "Bridge closes again")]
    days = (TODAY - timedelta(days=3), YESTERDAY)
    made = issue(fresh, known=known_before(before, fresh, *days))

    (bridge,) = made.stories
    assert [one.title for one in bridge.entries] == ["Bridge closes again"]
    assert (bridge.day, bridge.last, made.late) == (3, YESTERDAY, 1)


def test_a_story_that_no_issue_told_is_told_whole() -> None:
    found = [told_by("wire", agency="TASS"), told_by("post", agency="TASS")]
    known = Known(story(*found), members={"bridge": list(map(member, found))})

    assert issue(found, known=known).stories[0].day == 1
    assert issue(found, known=known).late == 0


def test_a_headline_that_was_changed_says_when() -> None:
    found = told_by("wire")
    (made,) = issue([found], known=Known(changed={found.item.id: NOON})).entries

    assert made.changed == NOON


def test_what_is_withdrawn_leaves_its_story_and_the_next_one_leads() -> None:
    found = [told_by("wire"), told_by("post", "Bridge is open", published=NOON), told_by("far", "Other")]
    made = without(issue(found, known=Known(story(*found[:2]))), {found[0].item.id, found[2].item.id})

    (bridge,) = made.stories
    assert (bridge.lead.title, bridge.outlets) == ("Bridge is open", 1)


# ---- Layout ---------------------------------------------------------------------------------------------------------


def test_what_two_origins_tell_stands_at_the_top_and_nowhere_else() -> None:
    found = [told_by("wire"), told_by("post"), told_by("far", "Other")]
    layout = laid_out(issue(found, known=Known(story(*found[:2]))))

    assert [one.id for one in layout.top] == ["bridge"]
    assert [one.lead.title for section in layout.sections for group in section.groups for one in group.all] == ["Other"]


def test_copies_of_one_agency_are_no_top_story() -> None:
    found = [told_by("wire", agency="TASS"), told_by("post", agency="TASS")]

    assert laid_out(issue(found, known=Known(story(*found)))).top == ()


def test_there_are_as_many_top_stories_as_the_editor_wants_and_the_others_stand_in_their_regions() -> None:
    pairs = [[told_by("wire", f"Story {n}"), told_by("post", f"Story {n}")] for n in range(5)]
    names = {one.item.id: f"s{n}" for n, pair in enumerate(pairs) for one in pair}
    made = issue([one for pair in pairs for one in pair], known=Known(names))

    for most in (0, 3, 9):
        layout = laid_out(made, top=most)
        below = [one.id for section in layout.sections for group in section.groups for one in group.all]
        assert len(layout.top) == min(most, 5)
        assert sorted([*below, *(one.id for one in layout.top)]) == [f"s{n}" for n in range(5)]


def test_what_the_editor_pins_stands_first_whoever_tells_it() -> None:
    found = [told_by("wire"), told_by("post"), told_by("far", "Other")]
    made = issue(found, known=Known(story(*found[:2])))
    pinned = edited(made, Edits((Edit("pin", found[2].item.id, "Ours"),)), {}, tree())
    layout = layout_of(pinned, tree(), IssuePlan(ORDER, 12, 1))

    assert [one.lead.title for one in layout.top] == ["Other"]


def test_one_outlet_takes_at_most_half_of_what_a_region_shows_while_others_have_something_to_say() -> None:
    loud = [told_by("loud", f"Loud {n}", published=NOON + timedelta(minutes=n)) for n in range(20)]
    quiet = [told_by(f"o{n}", f"Quiet {n}", published=NOON - timedelta(minutes=n)) for n in range(3)]
    (section,) = laid_out(issue([*loud, *quiet]), per_region=6).sections
    (group,) = section.groups

    assert [one.lead.title for one in group.stories] == [
        "Loud 19",
        "Loud 18",
        "Loud 17",
        "Quiet 0",
        "Quiet 1",
        "Quiet 2",
    ]
    assert len(group.more) == 17
    (alone,) = laid_out(issue(loud), per_region=6).sections
    assert [one.lead.title for one in alone.groups[0].stories] == [f"Loud {n}" for n in range(19, 13, -1)]


def test_a_huge_day_keeps_what_every_group_shows_first_and_leaves_the_rest_to_pages_of_their_own() -> None:
    found = [told_by(f"o{n}", f"Georgia {n}") for n in range(900)]
    found += [told_by(f"o{n}", f"Iran {n}", regions=["iran"]) for n in range(5)]
    layout = laid_out(issue(found))
    held = {section.title: section.groups[0] for section in layout.sections}

    assert len(held["Iran"].stories) == 5
    assert len(held["South Caucasus"].stories) == 12
    assert sum(len(group.stories) + len(group.more) for group in held.values()) == 600
    assert sum(len(group.rest) for group in held.values()) == 305
    assert [section.rest for section in layout.sections] == [305, 0]
