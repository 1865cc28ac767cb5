"""What an issue holds, and the order in which a page tells it."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.model import Issue, OutputEntry, Region, RegionTree, SourceInfo, Tag
from aggregator.publish.digest import IssuePlan, Section, layout_of
from aggregator.publish.issue import issue_entry
from tests.publish.newsdesk import ORDER, TODAY, entries, entry, issue, tags_of, tree

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def told(sections: tuple[Section, ...]) -> dict[str, dict[str, list[str]]]:
    """Section → group → headlines, as a reader meets them."""
    return {
        section.title: {group.title: [one.lead.title for one in group.all] for group in section.groups}
        for section in sections
    }


def sections_of(made: Issue, regions: RegionTree, order: tuple[str, ...], per_region: int) -> tuple[Section, ...]:
    return layout_of(made, regions, IssuePlan(order, per_region)).sections


def laid_out(
    *found: OutputEntry, order: tuple[str, ...] = ORDER, per_region: int = 12
) -> dict[str, dict[str, list[str]]]:
    return told(sections_of(issue(found), tree(), order, per_region))


def test_an_issue_tells_the_newest_first() -> None:
    made = issue([entry(str(hour), published=NOON + timedelta(hours=hour)) for hour in (1, 3, 2)])

    assert [one.title for one in made.entries] == ["3", "2", "1"]


def test_an_item_that_comes_twice_is_told_once() -> None:
    twice = entry("Bridge opens")

    assert len(issue([twice, twice]).entries) == 1


def test_an_outlet_that_repeats_a_headline_is_heard_once_and_with_its_newest() -> None:
    politics = SourceInfo("wire-politics", "Wire: politics", "https://wire.example/p", outlet="wire.example")
    old = entry("Bridge  opens", published=NOON)
    new = entry("bridge opens", key="2", source=politics, published=NOON + timedelta(hours=1))

    assert [one.source_id for one in issue([old, new]).entries] == ["wire-politics"]


def test_two_outlets_may_have_the_same_headline() -> None:
    other = SourceInfo("other", "Other", "https://other.example/rss", outlet="other.example")
    made = issue([entry("Bridge opens"), entry("Bridge opens", source=other)])

    assert (len(made.entries), made.outlets) == (2, 2)


def test_feeds_of_one_outlet_count_as_one() -> None:
    politics = SourceInfo("wire-politics", "Wire: politics", "https://wire.example/p", outlet="wire.example")

    assert issue([entry("One"), entry("Two", source=politics)]).outlets == 1


def test_the_order_things_come_in_changes_nothing() -> None:
    shuffled = list(entries())
    random.Random(7).shuffle(shuffled)

    assert issue(shuffled) == issue(entries())


def test_an_entry_is_frozen_with_all_that_a_page_shows() -> None:
    source = SourceInfo(
        "trend", "Trend", "https://trend.example/rss", outlet="trend.example", ownership="state", language="az"
    )
    found = issue_entry(
        entry("Başlıq", source=source, language=None, content="<p>Uzun <b>mətn</b></p>", regions=["georgia"])
    )

    assert (found.outlet, found.ownership, found.language, found.summary) == ("Trend", "state", "az", "Uzun mətn")
    assert found.regions[0] == "georgia"


def test_regions_that_are_only_mentioned_do_not_place_an_item() -> None:
    found = entry("Tea prices rise")
    mentioned = OutputEntry(
        found.item, found.source, NOON, (Tag("region", "iran", "mentions"), Tag("country", "IR")), NOON, NOON
    )

    assert laid_out(mentioned) == {"Elsewhere": {"Elsewhere": ["Tea prices rise"]}}


def test_an_item_without_a_title_is_told_by_its_text() -> None:
    assert issue_entry(entry("", summary="Snow closes the pass.")).title == "Snow closes the pass."


def test_sections_follow_the_configured_order_then_the_tree_then_elsewhere() -> None:
    found = [
        entry("nowhere"),
        entry("EU", regions=["eu"]),
        entry("Belarus", regions=["belarus"]),
        entry("Iran", regions=["iran"]),
        entry("Georgia", regions=["georgia"]),
    ]

    assert list(laid_out(*found)) == ["South Caucasus", "Iran", "Eurasia", "Europe", "Elsewhere"]


def test_an_item_about_two_places_is_told_once_where_the_order_puts_it_first() -> None:
    both = entry("Gas deal", regions=["iran", "armenia"])

    assert laid_out(both) == {"South Caucasus": {"Armenia": ["Gas deal"]}}
    assert laid_out(both, order=("iran", "south-caucasus")) == {"Iran": {"Iran": ["Gas deal"]}}


def test_a_part_of_a_country_is_told_under_the_country() -> None:
    assert laid_out(entry("Power cuts", regions=["abkhazia"])) == {"South Caucasus": {"Georgia": ["Power cuts"]}}


def test_what_is_about_the_area_as_a_whole_comes_before_its_countries() -> None:
    found = laid_out(entry("Summit", regions=["south-caucasus"]), entry("Vote", regions=["armenia"]))

    assert list(found["South Caucasus"]) == ["South Caucasus", "Armenia"]


def test_a_region_with_two_parents_is_told_under_the_one_that_comes_first() -> None:
    found = entry("Trial", regions=["chechnya"])

    assert list(laid_out(found)) == ["North Caucasus"]
    assert list(laid_out(found, order=("russia",))) == ["Russia"]
    assert list(laid_out(found, order=("caucasus", "russia"))) == ["Caucasus"]


def test_no_item_is_lost_or_told_twice_whatever_the_order() -> None:
    made = issue()
    for order in itertools.permutations(("south-caucasus", "russia", "europe", "nowhere"), 3):
        sections = sections_of(made, tree(), order, 3)
        shown = [
            one.item_id
            for section in sections
            for group in section.groups
            for story in group.all
            for one in story.entries
        ]

        assert sorted(shown) == sorted(one.item_id for one in made.entries)
        assert sum(section.count for section in sections) == len(made.entries)


def test_more_than_the_page_should_show_is_kept_aside() -> None:
    found = [entry(str(number), regions=["georgia"], published=NOON + timedelta(minutes=number)) for number in range(5)]
    ((section,),) = [sections_of(issue(found), tree(), ORDER, 3)]

    assert [one.lead.title for one in section.groups[0].stories] == ["4", "3", "2"]
    assert [one.lead.title for one in section.groups[0].more] == ["1", "0"]


def test_a_region_the_tree_does_not_know_is_elsewhere() -> None:
    small = RegionTree([Region("georgia", "Georgia", country="GE")])
    found = issue([entry("Far", regions=["china"]), entry("Near", regions=["georgia"])])

    assert told(sections_of(found, small, (), 9)) == {
        "Georgia": {"Georgia": ["Near"]},
        "Elsewhere": {"Elsewhere": ["Far"]},
    }


def test_an_empty_issue_has_no_sections() -> None:
    made = issue([])

    assert (made.day, made.outlets, sections_of(made, tree(), ORDER, 3)) == (TODAY, 0, ())


def test_tags_of_the_sample_are_closed_upwards() -> None:
    assert [tag.term for tag in tags_of("abkhazia")] == ["abkhazia", "georgia", "south-caucasus", "caucasus"]


def test_an_old_issue_tells_a_renamed_region_under_its_new_name() -> None:
    regions = {region.id: region for region in tree()}
    old = regions.pop("georgia")
    renamed = RegionTree((*regions.values(), replace(old, id="sakartvelo", title="Sakartvelo", was=("georgia",))))
    (section,) = sections_of(issue([entry("A bridge", regions=["georgia"])]), renamed, ("sakartvelo",), 12)

    assert section.title == "Sakartvelo"
    assert section.groups[0].stories[0].lead.regions[0] == "sakartvelo"
