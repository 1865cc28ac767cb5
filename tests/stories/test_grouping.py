"""Grouping: any order, any batches, the same stories; ids that stay; what is joined by rule and what never is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Groupable, StoryPlan
from aggregator.stories import blob_from_signature, find_candidates, group, signature_from_blob, signature_of
from tests.stories.samples import all_sets, groupables, newsroom_set, story_item

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
QUAKE = "Strong earthquake hits Erzincan in Turkey, 14 hurt"
QUAKE_TOO = "Turkey: earthquake injures 14 people in Erzincan"


@cache
def many() -> tuple[Groupable, ...]:
    """Items of many languages and events: some of the sets, mixed, in the order of their first sight."""
    items = [item for labelled in (*all_sets()[:6], newsroom_set()) for item in labelled.items]
    items.sort(key=lambda item: item.first_seen)
    return tuple(groupables(replace(item, id=f"i{n}", n=n) for n, item in enumerate(items)))


class Memory:
    """What a store would remember between groupings."""

    def __init__(self) -> None:
        self.items: dict[str, Groupable] = {}
        self.stories: dict[str, str] = {}

    def group(self, new: list[Groupable], *, only_candidates: bool = False) -> StoryPlan:
        window = [
            replace(item, story=self.stories[item.id], founded=self.items[self.stories[item.id]].published)
            for item in self.items.values()
        ]
        if only_candidates:
            candidates = find_candidates(new, self.postings())
            wanted = {n for found in candidates.values() for n in found}
            plan = group(new, [item for item in window if item.n in wanted], candidates)
        else:
            plan = group(new, window)
        self.items |= {item.id: item for item in new}
        self.stories |= plan.stories
        self.stories = {item: plan.merged.get(story, story) for item, story in self.stories.items()}
        return plan

    def postings(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for item in sorted(self.items.values(), key=lambda one: one.n):
            for key in item.keys:
                found[key].append(item.n)
        return found


def items_of(*rows: tuple[str, str], language: str = "en", hours: float = 1, text: str = "") -> list[Groupable]:
    """(outlet, title) rows as items, so many hours apart."""
    return groupables(
        story_item(n, outlet, language, NOON + timedelta(hours=hours * n), title, text)
        for n, (outlet, title) in enumerate(rows)
    )


def are_one(*rows: tuple[str, str], language: str = "en", hours: float = 1, text: str = "") -> bool:
    return len(set(group(items_of(*rows, language=language, hours=hours, text=text), ()).stories.values())) == 1


# ---- Order and batches ----------------------------------------------------------------------------------------------


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_the_order_and_the_batches_in_which_items_come_change_nothing(random: object, sizes: list[int]) -> None:
    expected = group(many(), ()).stories
    shuffled = list(many())
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    memory, turn = Memory(), 0
    while shuffled:
        size = sizes[turn % len(sizes)]
        memory.group(shuffled[:size], only_candidates=True)
        shuffled, turn = shuffled[size:], turn + 1

    assert partition(memory.stories) == partition(expected)


def test_a_story_is_called_after_what_was_published_first_whoever_was_polled_first() -> None:
    items = many()
    polled = [replace(item, n=len(items) - item.n) for item in items]
    stories = group(polled, ()).stories
    dates = {item.id: (item.published, item.id) for item in items}
    for story in set(stories.values()):
        assert story == min((item for item in stories if stories[item] == story), key=lambda item: dates[item])


def partition(stories: dict[str, str]) -> set[frozenset[str]]:
    """Which items are together, whatever their story is called."""
    found: dict[str, set[str]] = {}
    for item, story in stories.items():
        found.setdefault(story, set()).add(item)
    return {frozenset(items) for items in found.values()}


def test_a_window_of_candidates_gives_the_same_plan_as_the_whole() -> None:
    items = many()
    whole, candidates = Memory(), Memory()
    for start in range(0, len(items), 50):
        batch = list(items[start : start + 50])
        assert whole.group(batch) == candidates.group(batch, only_candidates=True)


def test_grouping_again_changes_nothing() -> None:
    memory = Memory()
    memory.group(list(many()))
    before = dict(memory.stories)

    assert memory.group([]) == StoryPlan({}, {})
    assert memory.stories == before


def test_a_story_has_the_id_of_its_first_item_and_keeps_it() -> None:
    memory = Memory()
    first, second, third = items_of(("a", QUAKE), ("b", QUAKE_TOO), ("c", "Erzincan earthquake in Turkey: 14 injured"))

    memory.group([first])
    plan = memory.group([second, third])

    assert plan == StoryPlan({second.id: first.id, third.id: first.id}, {})


def test_two_stories_that_turn_out_to_be_one_keep_the_older_id() -> None:
    """A link may be missing between two items, and come with a third."""
    rows = (
        ("a", "Landslide shuts Larsi road in Georgia"),
        ("b", "Hundreds of lorries stranded at Kazbegi"),
        ("c", "Landslide shuts Larsi road, hundreds of lorries stranded at Kazbegi"),
    )
    memory = Memory()
    older, newer, link = items_of(*rows)
    memory.group([older])
    memory.group([newer])
    assert memory.stories[older.id] != memory.stories[newer.id]

    plan = memory.group([link])

    assert plan == StoryPlan({link.id: older.id}, {newer.id: older.id})


# ---- What joins and what does not -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "titles",
    [
        (QUAKE, QUAKE),
        (QUAKE, f"{QUAKE} - The Hill Post"),
        (QUAKE, f"{QUAKE} | World"),
        (QUAKE, f"The Hill Post: {QUAKE}"),
        (QUAKE, QUAKE.upper()),
        ("Fenerbahçe beat Trabzonspor 3-1 in league", "League: Trabzonspor lose 1-3 to Fenerbahçe"),
    ],
)
def test_the_same_report_of_two_outlets_is_one_story(titles: tuple[str, str]) -> None:
    assert are_one(("a", titles[0]), ("b", titles[1]))


@pytest.mark.parametrize(
    "titles",
    [
        ("Magnitude 4.9 earthquake hits Shamakhi", "Magnitude 4.3 earthquake hits Van"),
        ("Magnitude 4.9 earthquake felt in Turkey", "Magnitude 4.3 earthquake felt in Turkey"),
        ("Landslide closes Larsi road in Georgia", "Landslide closes Rikoti road in Georgia"),
        ("Fire at warehouse in Podolsk", "Fire at warehouse in Samara"),
        ("Day 640 of the war: what we know", "Day 641 of the war: what we know"),
        ("Exchange rates for 13 January", "Exchange rates for 14 January"),
        ("Oil rises 1 percent on supply worries", "Oil falls 2 percent on supply worries"),
        ("Azerbaijan appoints ambassador to Hungary", "Azerbaijan appoints ambassador to Qatar"),
        ("Update", "Update"),
        ("", ""),
        ("Photos of the week in pictures", "The week in pictures"),
    ],
)
def test_what_contradicts_or_says_too_little_stays_apart(titles: tuple[str, str]) -> None:
    assert not are_one(("a", titles[0]), ("b", titles[1]))


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "de",
            ("Messerangriff am Hauptbahnhof in Bremen", "Bremer Hauptbahnhof: Polizei sucht Zeugen nach Messerattacke"),
        ),
        ("ru", ("Станцию метро «Заречная» закрыли в Казани", "Казанское метро: станция «Заречная» закрыта")),
        ("en", ("EU fines Orbisoft €420m", "Orbisoft fined 420 million euros by EU")),
        ("en", ("Iran and US begin talks in Muscat", "Tehran and Washington begin Muscat talks, US and Iran say")),
        ("es", ("Elecciones en Andalucía el 14 de junio", "Andalucía vota el 14 de junio en elecciones")),
    ],
)
def test_one_event_in_other_forms_of_the_words_is_one_story(language: str, titles: tuple[str, str]) -> None:
    assert are_one(("a", titles[0]), ("b", titles[1]), language=language)


def test_a_live_blog_that_names_two_events_does_not_join_them() -> None:
    rows = (
        ("a", "Zwei Tote bei Drohnenangriff auf Charkiw"),
        ("b", "Liveblog: Zwei Tote bei Drohnenangriff auf Charkiw, Raffinerie in Rjasan brennt"),
        ("c", "Raffinerie in Rjasan brennt nach Drohnenangriff"),
    )
    assert len(set(group(items_of(*rows, language="de"), ()).stories.values())) == 3


def test_who_writes_at_home_leaves_the_country_out() -> None:
    home = groupables([story_item(1, "a", "ka", NOON, "ჟურნალისტ ნინო გელაშვილს ორი წლით პატიმრობა მიესაჯა")])
    abroad = groupables([story_item(2, "b", "en", NOON, "Georgian journalist Nino Gelashvili jailed for two years")])
    assert len(set(group([*home, *abroad], ()).stories.values())) == 1


def test_columns_that_come_back_day_after_day_are_not_glued() -> None:
    title = "What to watch on television tonight"
    assert not are_one(("a", title), ("a", title), hours=24)
    assert not are_one(("a", title), ("b", title), hours=24)


def test_news_of_one_outlet_is_not_joined_by_likeness_but_by_what_others_tell() -> None:
    """A follow-up by the same outlet is its own item; a third report may hold both together."""
    rows = (
        ("a", "Court in Yerevan arrests former minister Sahakyan"),
        ("a", "Former minister Sahakyan appeals against arrest"),
    )
    assert not are_one(*rows)


def test_the_same_title_a_week_later_is_another_story() -> None:
    assert not are_one(("a", QUAKE), ("b", QUAKE), hours=7 * 24)


def test_equal_leads_make_one_story_of_two_headlines() -> None:
    lead = "The brewer will pay 31 euros a share in cash, the two companies said on Wednesday after a week of talks."
    assert are_one(("a", "Halden reaches for its rival"), ("b", "Beer: Castelvino goes to the Danes"), text=lead)


def test_items_of_two_languages_join_by_place_and_figures_only() -> None:
    def told(language: str, title: str) -> Groupable:
        return groupables([story_item(len(title), language, language, NOON, title)])[0]

    quake = told("en", "Magnitude 4.9 earthquake shakes Shamakhi in Azerbaijan")
    same = told("ru", "Землетрясение магнитудой 4,9 произошло под Шемахой в Азербайджане")
    other = told("ru", "В Азербайджане произошло землетрясение")

    assert len(set(group([quake, same], ()).stories.values())) == 1
    assert len(set(group([quake, other], ()).stories.values())) == 2


# ---- Signatures -----------------------------------------------------------------------------------------------------


@given(
    st.text(max_size=200),
    st.text(max_size=400),
    st.sampled_from(["en", "ka", "ar", "tr", "de", "ja", None, "zh-Hant-TW"]),
)
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_signature_that_survives_storing(title: str, text: str, language: str | None) -> None:
    item = replace(story_item(1, "a", "en", NOON, "x"), title=title, text=text, language=language, tags=())
    signature = signature_of(item)

    assert signature_from_blob(blob_from_signature(signature)) == signature
    assert signature_of(item) == signature


@pytest.mark.parametrize("blob", [b"", b"\x00" * 40, b"\xff"])
def test_a_signature_of_another_version_is_made_anew(blob: bytes) -> None:
    assert signature_from_blob(blob) is None


def test_an_outlet_that_gives_an_alarm_again_tells_of_another_one() -> None:
    title = "Air raid alert declared in Kharkiv region"
    assert not are_one(("a", title), ("a", title), hours=1.5)
    assert are_one(("a", title), ("a", title), hours=0.5)
    assert are_one(("a", title), ("b", title), hours=1.5)


def test_numbered_notes_of_one_outlet_stay_apart() -> None:
    assert not are_one(
        ("a", "Town hall note 3: road works in Rustavi"), ("a", "Town hall note 4: road works in Rustavi")
    )
