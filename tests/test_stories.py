"""Stories in output feeds: one entry for what many tell, under one id for ever, and silence where nothing new is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from aggregator.model import Item, item_id
from tests import newsroom
from tests.commands import run, stored_items
from tests.desk import DAY, HOUR, NOW, SmallDesk, open_small

OUTLETS = 10
CONFIG = 'site: {title: The Desk, base_url: "https://desk.example/news/"}\nsources:\n' + "".join(
    f'  - {{id: o{n}, url: "https://o{n}.example/feed", title: Outlet {n}, outlet: o{n}}}\n' for n in range(OUTLETS)
)
QUAKE = "Earthquake of magnitude 5.6 shakes Racha, 14 houses damaged"
STRIKE = "Manganese miners in Chiatura begin strike over unpaid wages"
MINUTE = timedelta(minutes=1)


@contextmanager
def open_outlets(folder: Path, more: str = "") -> Iterator[SmallDesk]:
    with open_small(folder, more, CONFIG) as desk:
        yield desk


def tell(desk: SmallDesk, title: str, now: datetime, *outlets: int, **changes: Any) -> list[Item]:
    """Outlets publish a headline, word for word; each has its own text below it."""
    return [
        desk.meet(1, now, source=f"o{n}", title=title, summary=f"What outlet {n} wrote of it", **changes)[0]
        for n in outlets
    ]


def entries(desk: SmallDesk, name: str = "georgia") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(desk.read(f"feeds/{name}.json"))["items"]
    return found


def date_of(desk: SmallDesk, name: str = "georgia") -> str:
    return etree.fromstring(desk.read(f"feeds/{name}.atom")).findtext("{*}updated", "")


def outlets_told(entry: dict[str, Any]) -> int:
    return int(entry["_aggregator"].get("story", {"outlets": 1})["outlets"])


def test_a_story_is_one_entry_with_all_who_tell_it(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0, 1)
        tell(desk, QUAKE, NOW, 2, 3, agency="TASS")
        tell(desk, STRIKE, NOW, 4)
        desk.build(NOW)
        quake, strike = sorted(entries(desk), key=lambda entry: str(entry["title"]))
        assert quake["content_text"].endswith("Also: Outlet 1, Outlet 2, Outlet 3 (4 outlets, 3 origins)")
        assert strike["content_text"] == "What outlet 4 wrote of it"
        assert len(entries(desk, "all")) == 5

        atom = etree.fromstring(desk.read("feeds/georgia.atom"))
        (entry,) = atom.xpath(
            "//a:entry[starts-with(a:title, 'Earth')]", namespaces={"a": "http://www.w3.org/2005/Atom"}
        )
        related = entry.findall("{*}link[@rel='related']")
        assert [link.get("title") for link in related] == [f"Outlet {n}: {QUAKE}" for n in (1, 2, 3)]
        rss = etree.fromstring(desk.read("feeds/georgia.rss"))
        description = rss.xpath("string(//item[starts-with(title, 'Earth')]/description)")
        assert '<a href="https://o1.example/o1-2" title="' in description
        assert description.endswith("(4 outlets, 3 origins)</p>")


def test_the_order_in_which_sources_were_polled_never_shows(tmp_path: Path) -> None:
    """Nor does it after a lost store: whoever was polled first, a story has its id, its lead and its others."""
    shown = []
    for order in ((0, 1, 2), (2, 1, 0)):
        with open_outlets(tmp_path / f"desk-{order[0]}") as desk:
            for n in order:
                guid, published = f"quake-{n}", NOW - (3 - n % 2) * MINUTE
                tell(
                    desk,
                    QUAKE,
                    NOW,
                    n,
                    id=item_id(f"o{n}", guid),
                    guid=guid,
                    url=f"https://o{n}.example/quake",
                    published=published,
                )
            desk.build(NOW)
            shown.append(desk.read("feeds/georgia.atom"))
    assert shown[0] == shown[1]


def test_the_feed_is_silent_until_a_threshold_has_settled(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW)
        before = desk.read("feeds/georgia.atom")
        tell(desk, QUAKE, NOW + HOUR, 2)
        desk.build(NOW + HOUR)
        desk.build(NOW + 2 * HOUR)
        assert desk.read("feeds/georgia.atom") == before

        tell(desk, QUAKE, NOW + 3 * HOUR, 3)
        desk.build(NOW + 3 * HOUR)
        assert desk.read("feeds/georgia.atom") == before
        assert desk.desk.store.ledger.settles() == NOW + 3 * HOUR + 15 * MINUTE
        desk.build(NOW + 3 * HOUR + 15 * MINUTE)
        (entry,) = entries(desk)
        assert outlets_told(entry) == 4
        assert entry["date_modified"] == "2026-01-14T15:00:00Z"
        assert desk.desk.store.ledger.settles() is None


def test_an_entry_keeps_its_id_over_a_merge_a_restart_and_a_withdrawn_lead(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        (first,) = tell(desk, "Racha: 14 houses damaged", NOW, 0)
        desk.build(NOW)
        (second,) = tell(desk, "Magnitude 5.6 earthquake shakes Georgia's Racha region", NOW + HOUR, 1)
        desk.build(NOW + HOUR)
        (before,) = (entry for entry in entries(desk) if entry["url"] == first.url)
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW + 2 * HOUR, 2, 3)
        desk.build(NOW + 4 * HOUR)
        (after,) = entries(desk)
        assert (after["id"], after["title"], outlets_told(after)) == (before["id"], before["title"], 4)
        assert {row.story for row in desk.desk.store.items.list()} == {first.id}

        desk.desk.store.items.withdraw(first.id, "a test", NOW + 5 * HOUR)
        desk.build(NOW + 5 * HOUR)
        (last,) = entries(desk)
        assert (last["id"], last["title"]) == (before["id"], second.title)
        assert last["date_published"] == before["date_published"]
        assert outlets_told(last) == 3
        assert str(first.url) not in desk.read("feeds/georgia.atom").decode()


@pytest.mark.parametrize("gone", ["merged", "withdrawn"])
def test_the_date_of_a_feed_never_goes_back(tmp_path: Path, gone: str) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, "Racha: 14 houses damaged", NOW, 0)
        desk.build(NOW)
        (newest,) = tell(desk, "Magnitude 5.6 earthquake shakes Georgia's Racha region", NOW + HOUR, 1)
        desk.build(NOW + HOUR)
        before = date_of(desk)
        if gone == "merged":
            tell(desk, QUAKE, NOW + HOUR, 2)
        else:
            desk.desk.store.items.withdraw(newest.id, "a test", NOW + HOUR)
        desk.build(NOW + HOUR + MINUTE)
        assert len(entries(desk)) == 1
        assert date_of(desk) == before


def test_what_two_origins_confirm_enters_when_the_second_tells_it(tmp_path: Path) -> None:
    feed = "outputs: {feeds: [{name: confirmed, regions: [georgia], min_origins: 2}]}\n"
    with open_outlets(tmp_path, feed) as desk:
        tell(desk, QUAKE, NOW, 0, 1, 2, agency="TASS")
        tell(desk, STRIKE, NOW, 3)
        desk.build(NOW)
        assert entries(desk, "confirmed") == []
        tell(desk, QUAKE, NOW + HOUR, 4)
        desk.build(NOW + HOUR)
        (entry,) = entries(desk, "confirmed")
        assert entry["content_text"].endswith("(4 outlets, 2 origins)")


def test_the_same_bytes_come_whatever_the_order_of_polls_and_builds(tmp_path: Path) -> None:
    """Two desks meet the same items in one build or in two, in either order of outlets; what tells a story is the same."""
    found = []
    for name, order in (("one", (0, 1, 2, 3)), ("two", (3, 1, 0, 2))):
        with open_outlets(tmp_path / name) as desk:
            for n in order:
                tell(desk, QUAKE, NOW, n)
                if name == "two":
                    desk.build(NOW)
            desk.build(NOW + HOUR)
            (entry,) = entries(desk)
            found.append(outlets_told(entry))
    assert found == [4, 4]


def test_an_old_story_and_a_new_one_of_the_same_words_stay_apart(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        tell(desk, QUAKE, NOW + 9 * DAY, 1)
        desk.build(NOW + 9 * DAY)
        assert [outlets_told(entry) for entry in entries(desk)] == [1, 1]


def test_every_item_is_its_own_entry_where_the_editor_wants_it(tmp_path: Path) -> None:
    with open_outlets(tmp_path, "outputs: {group: item}\n") as desk:
        tell(desk, QUAKE, NOW, 0, 1, 2)
        desk.build(NOW)
        assert [outlets_told(entry) for entry in entries(desk)] == [1, 1, 1]


def test_an_entry_without_texts_has_only_the_links(tmp_path: Path) -> None:
    with open_outlets(tmp_path, "outputs: {content: headline}\n") as desk:
        tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW)
        (entry,) = entries(desk)
        assert entry["content_text"] == QUAKE
        assert outlets_told(entry) == 2
        assert b'rel="related"' in desk.read("feeds/georgia.atom")


def test_explain_says_who_tells_the_same(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0)
        tell(desk, QUAKE, NOW, 1, agency="TASS")
        desk.build(NOW)
    said = run("explain", "https://o1.example/o1-2", "--config", str(tmp_path / "config.yaml")).stdout
    assert "2 outlets, 2 origins" in said
    assert f"Outlet 0: {QUAKE}" in said
    assert "georgia, entered" in said
    assert "told in the entry" in said


# ---- The newsroom ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The sample newsroom, polled and built at its own clock."""
    config = newsroom.copy_newsroom(tmp_path_factory.mktemp("desk") / "newsroom")
    run("poll", "--build", "--now", newsroom.reference_now(), "--config", str(config))
    return config, stored_items(config)


def test_the_stories_of_the_newsroom_are_found(sample: tuple[Path, list[dict[str, Any]]]) -> None:
    """Within a language exactly the known ones; between languages never wrongly, and most."""
    answers = newsroom.expected()
    known = {
        row["link"]: row
        for name, document in answers["documents"].items()
        for row in document["items"]
        if not name.startswith("day2/") and not row.get("duplicate_of")
    }
    near = {frozenset(pair) for pair in answers["follow_ups"]}
    wrong, missed, right = [], {"within": 0, "between": 0}, {"within": 0, "between": 0}
    for one, other in combinations(sample[1], 2):
        first, second = known[one["url"]], known[other["url"]]
        belong, joined = first["story"] == second["story"], one["story"] == other["story"]
        # Of an entry that is cut off in the middle too little may be left to tell.
        is_free = any(
            row["role"] == "analysis" or row.get("optional") or answers["stories"][row["story"]].get("loose")
            for row in (first, second)
        )
        if frozenset((first["story"], second["story"])) in near or (belong and is_free):
            continue
        which = "within" if one["language"] == other["language"] else "between"
        if joined and not belong:
            wrong.append((one["title"], other["title"]))
        right[which] += belong and joined
        missed[which] += belong and not joined
    assert wrong == []
    assert missed["within"] == 0
    assert right["between"] >= missed["between"]


def test_the_feed_of_the_caucasus_has_one_entry_a_story(sample: tuple[Path, list[dict[str, Any]]]) -> None:
    config, rows = sample
    stories = {row["url"]: row["story"] for row in rows}
    document = json.loads((config.parent / "output" / "feeds" / "caucasus.json").read_text(encoding="utf-8"))
    told = [stories[item["url"]] for item in document["items"]]
    assert len(told) == len(set(told))
    assert [item["id"] for item in document["items"]] == told
    outlets = {story: {row["outlet"] for row in rows if row["story"] == story} for story in told}
    assert [outlets_told(item) for item in document["items"]] == [len(outlets[story]) for story in told]


def test_a_region_s_page_leads_to_the_region_s_own_feed(tmp_path: Path) -> None:
    """Whatever the editor has made of the same region beside it."""
    with open_outlets(tmp_path, "outputs: {feeds: [{name: sure, regions: [georgia], min_origins: 2}]}\n") as desk:
        tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        page = desk.read("region/georgia/index.html").decode()
        assert "feeds/georgia.atom" in page
        assert "feeds/sure" not in page


def test_explain_says_why_an_item_is_in_no_feed(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0)
        (old,) = tell(desk, "An old letter", NOW, 1, published=NOW - 30 * DAY)
        desk.build(NOW)
    said = run("explain", str(old.url), "--config", str(tmp_path / "config.yaml")).stdout
    assert "output:     none: it was 30 days old at its first sight, and max_age is 7 days" in said
