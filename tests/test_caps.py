"""No chatty publisher drowns the rest of a feed, and what was kept out does not flood it later."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from aggregator.model import Tag
from tests.desk import DAY, HOUR, NOW, SmallDesk, open_small
from tests.test_stories import QUAKE, entries, open_outlets, tell

CAPS = "outputs: {per_region: false, caps: {%s}}\n"


def shown(desk: SmallDesk) -> list[str]:
    return [item["id"].removeprefix("urn:uuid:") for item in json.loads(desk.read("feeds/all.json"))["items"]]


def test_a_source_enters_so_often_a_day_and_its_newest_items_come_first(tmp_path: Path) -> None:
    with open_small(tmp_path, CAPS % "source: 3") as desk:
        wire, post = desk.meet(10, NOW), desk.meet(2, NOW, source="post")
        desk.build(NOW)
        assert set(shown(desk)) == {item.id for item in (*wire[-3:], *post)}

        desk.meet(5, NOW + HOUR)
        more = desk.meet(1, NOW + HOUR, source="post")
        desk.build(NOW + HOUR)
        assert set(shown(desk)) == {item.id for item in (*wire[-3:], *post, *more)}


def test_sources_of_one_outlet_count_together(tmp_path: Path) -> None:
    with open_small(tmp_path, CAPS % "outlet: 4") as desk:
        one, two = desk.meet(3, NOW, source="post"), desk.meet(3, NOW, source="post-two")
        desk.build(NOW)
        assert len(shown(desk)) == 4
        assert set(shown(desk)) == {item.id for item in (*two, one[-1])}


def test_what_was_kept_out_stays_out_whatever_happens_to_it(tmp_path: Path) -> None:
    with open_small(tmp_path, CAPS % "source: 2") as desk:
        items = desk.meet(6, NOW)
        desk.build(NOW)
        before = set(shown(desk))
        for number, item in enumerate(items):
            desk.change(item, NOW + DAY + number * HOUR, title=f"Edited {number}")
        new = desk.meet(2, NOW + 2 * DAY)
        desk.build(NOW + 2 * DAY)
        assert set(shown(desk)) == before | {item.id for item in new}
        (kept_out,) = [place for place in desk.desk.store.ledger.places(items[0].id) if place.output == "all"]
        assert kept_out.withheld == "cap"
    with open_small(tmp_path, "outputs: {per_region: false}\n") as desk:
        desk.build(NOW + 3 * DAY)
        assert set(shown(desk)) == before | {item.id for item in new}


def test_days_are_counted_apart_even_when_they_are_built_at_once(tmp_path: Path) -> None:
    with open_small(tmp_path, CAPS % "source: 2") as desk:
        days = [desk.meet(5, NOW + number * DAY) for number in range(3)]
        desk.build(NOW + 2 * DAY)
        assert set(shown(desk)) == {item.id for items in days for item in items[-2:]}


def test_nothing_older_than_an_output_wants_enters_it(tmp_path: Path) -> None:
    config = "outputs: {per_region: false, max_age: 1d, feeds: [{name: wide, regions: [georgia]}]}\n"
    with open_small(tmp_path, config) as desk:
        (new,) = desk.meet(1, NOW)
        (old,) = desk.meet(1, NOW, published=NOW - timedelta(days=3))
        desk.build(NOW)
        assert shown(desk) == [new.id]
        desk.change(old, NOW + HOUR, title="Edited")
        desk.build(NOW + HOUR)
        assert shown(desk) == [new.id]
        wide = json.loads(desk.read("feeds/wide.json"))["items"]
        assert {item["id"] for item in wide} == {f"urn:uuid:{one.id}" for one in (new, old)}


def test_a_late_item_stands_at_the_top_where_a_subscriber_looks(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        first = desk.meet(3, NOW)
        desk.build(NOW)
        late = desk.meet(2, NOW + HOUR, published=NOW - 2 * DAY)
        desk.build(NOW + HOUR)
        assert shown(desk) == [late[1].id, late[0].id, *(item.id for item in reversed(first))]


def test_the_backlog_of_a_new_source_is_stored_and_not_announced(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        known = desk.meet(3, NOW)
        desk.build(NOW)
        old = [desk.meet(1, NOW + HOUR, source="post", published=NOW - (8 + number) * DAY)[0] for number in range(50)]
        new = desk.meet(1, NOW + HOUR, source="post")
        desk.build(NOW + HOUR)
        assert set(shown(desk)) == {item.id for item in (*known, *new)}
        assert len(list(desk.desk.store.items.list())) == len(known) + len(new) + len(old)


def test_a_rule_that_changes_announces_no_old_items(tmp_path: Path) -> None:
    config = "outputs: {per_region: false, feeds: [{name: wide, regions: [armenia]}]}\n"
    with open_small(tmp_path, config) as desk:
        (old,) = desk.meet(1, NOW)
        desk.build(NOW)
        later = NOW + 10 * DAY
        (young,) = desk.meet(1, later)
        tags = {item.id: (Tag("region", "armenia"),) for item in (old, young)}
        desk.desk.store.tags.replace(tags, version=desk.desk.tag_version)
        desk.build(later)
        wide = json.loads(desk.read("feeds/wide.json"))["items"]
        assert [entry["title"] for entry in wide] == [young.title]


def test_what_two_origins_confirm_is_capped_as_it_enters(tmp_path: Path) -> None:
    feed = "outputs: {feeds: [{name: sure, regions: [georgia], min_origins: 2, caps: {outlet: 2}}]}\n"
    words = (
        "Wine exports to Poland",
        "Miners strike in Chiatura",
        "Airport of Kutaisi closes",
        "Court frees a reporter",
    )
    with open_outlets(tmp_path, feed) as desk:
        for title in words:
            tell(desk, title, NOW, 0)
        desk.build(NOW)
        for title in words:
            tell(desk, title, NOW + HOUR, 1)
        desk.build(NOW + HOUR)
        assert len(entries(desk, "sure")) == 2


def test_copies_of_a_story_take_no_room(tmp_path: Path) -> None:
    with open_outlets(tmp_path, "outputs: {caps: {outlet: 2}}\n") as desk:
        tell(desk, "Wine exports to Poland rise nine percent", NOW, 0)
        for minutes in range(5):
            tell(desk, QUAKE, NOW, 0, published=NOW - timedelta(minutes=minutes))
        desk.build(NOW)
        assert {entry["title"] for entry in entries(desk)} == {QUAKE, "Wine exports to Poland rise nine percent"}


def test_fewer_origins_asked_for_let_in_what_waited(tmp_path: Path) -> None:
    feed = "outputs: {feeds: [{name: sure, regions: [georgia], min_origins: %d}]}\n"
    with open_outlets(tmp_path, feed % 2) as desk:
        tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        assert entries(desk, "sure") == []
    with open_outlets(tmp_path, feed % 1) as desk:
        desk.build(NOW + HOUR)
        assert [entry["title"] for entry in entries(desk, "sure")] == [QUAKE]
