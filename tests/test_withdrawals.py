"""What was withdrawn is gone from everywhere, and what stays keeps its id and its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.press import Press
from tests.desk import DAY, HOUR, NOW, SmallDesk
from tests.test_stories import QUAKE, entries, open_outlets, outlets_told, tell

TOPICS = (
    "Wine",
    "Miners",
    "Airport",
    "Court",
    "Steel",
    "Harbour",
    "Opera",
    "Chess",
    "Metro",
    "School",
    "Bridge",
    "Tax",
)


def publish_others(desk: SmallDesk, count: int = 6, *, issue: bool = True) -> None:
    """So many items that have nothing to do with one another, a minute and a build apart."""
    for number in range(count):
        now = NOW + timedelta(minutes=number + 1)
        word = TOPICS[number]
        desk.meet(1, now, source="o5", title=f"{word} of town {word[::-1]}", summary=word * 3)
        desk.build(now, issue=issue)


def published_with(desk: SmallDesk, words: str) -> list[str]:
    """Paths of the feeds, archives and pages that hold some words."""
    return [path for path, (body, _) in desk.files().items() if words.encode() in body]


@pytest.mark.parametrize("why", ["withdrawn", "retagged"])
def test_news_of_a_story_that_had_left_the_feed_is_news(why: str, tmp_path: Path) -> None:
    with open_outlets(tmp_path, "outputs: {limit: 4}\n") as desk:
        (first,) = tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        publish_others(desk)
        if why == "withdrawn":
            desk.desk.store.items.withdraw(first.id, "a test", NOW + HOUR)
        else:
            desk.desk.store.tags.replace({first.id: ()}, version=desk.desk.tag_version)
        desk.build(NOW + HOUR)
        ids = {entry["id"] for entry in entries(desk)}
        tell(desk, QUAKE, NOW + 2 * HOUR, 1, 2, 3)
        desk.build(NOW + 2 * HOUR)
        newest = entries(desk)[0]
        assert (newest["title"], outlets_told(newest)) == (QUAKE, 3 + (why == "retagged"))
        assert newest["id"] not in ids | {f"urn:uuid:{first.id}"}


def test_an_entry_on_show_keeps_its_id_when_its_story_joins_one_whose_entry_is_gone(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        (gone,) = tell(desk, "Racha: 14 houses damaged", NOW, 0)
        desk.build(NOW)
        tell(desk, "Magnitude 5.6 earthquake shakes Georgia's Racha region", NOW + HOUR, 1)
        desk.desk.store.items.withdraw(gone.id, "a test", NOW + HOUR)
        desk.build(NOW + HOUR)
        (shown,) = entries(desk)
        tell(desk, QUAKE, NOW + 2 * HOUR, 2, 3)
        desk.build(NOW + 4 * HOUR)
        assert [entry["id"] for entry in entries(desk)] == [shown["id"]]


def test_what_is_withdrawn_leaves_the_words_of_others_in_archives_and_former_feeds_too(tmp_path: Path) -> None:
    feed = "outputs: {limit: 3, feeds: [{name: mine, regions: [georgia]}]}\n"
    with open_outlets(tmp_path, feed) as desk:
        _, copy = tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW)
        publish_others(desk)
        held = published_with(desk, str(copy.url))
        assert "feeds/georgia/archive/2026-01.atom" in held
    with open_outlets(tmp_path, "outputs: {limit: 3}\n") as desk:
        desk.desk.store.items.withdraw(copy.id, "a test", NOW + HOUR)
        desk.build(NOW + HOUR)
        assert published_with(desk, f'"{copy.url}"') == []
        body = desk.read("feeds/georgia/archive/2026-01.atom")
        assert b"Earthquake" in body
        assert b"Also: Outlet 1" not in body


def test_a_withdrawal_outlives_a_build_that_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_outlets(tmp_path, "outputs: {limit: 3}\n") as desk:
        (gone,) = tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        publish_others(desk)
        desk.desk.store.items.withdraw(gone.id, "a test", NOW + HOUR)

        def killed(*_arguments: object) -> bool:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Press, "write", killed)
            with pytest.raises(KeyboardInterrupt):
                desk.build(NOW + HOUR)
        desk.build(NOW + 2 * HOUR)
        assert published_with(desk, f'"{gone.url}"') == []


def test_an_item_too_old_for_feeds_leaves_the_page_of_its_region(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0)
        (old,) = tell(desk, "An old letter", NOW, 1, published=NOW - 3 * DAY)
        desk.desk.sources = tuple(desk.desk.sources)
        desk.build(NOW)
        assert "region/georgia/index.html" in published_with(desk, "An old letter")
        desk.desk.store.items.withdraw(old.id, "a test", NOW + HOUR)
        desk.build(NOW + HOUR)
        assert "region/georgia/index.html" not in published_with(desk, "An old letter")


def test_a_story_that_is_withdrawn_as_a_whole_keeps_no_desk_busy(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        items = tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        items += tell(desk, QUAKE, NOW + HOUR, 1)
        desk.build(NOW + HOUR)
        for item in items:
            desk.desk.store.items.withdraw(item.id, "a test", NOW + HOUR)
        desk.build(NOW + 2 * HOUR)
        assert not desk.desk.is_anything_settled(NOW + DAY)


def test_links_follow_a_publisher_who_moves(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        _, moved = tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW)
        (before,) = entries(desk)
        desk.change(moved, NOW + HOUR, url="https://new.example/quake", updated=moved.updated)
        desk.build(NOW + HOUR)
        (after,) = entries(desk)
        assert after["_aggregator"]["story"]["also"][0]["url"] == "https://new.example/quake"
        assert after["date_modified"] == before["date_modified"]


def test_a_document_that_somebody_damaged_or_deleted_comes_back(tmp_path: Path) -> None:
    with open_outlets(tmp_path, "outputs: {limit: 3}\n") as desk:
        tell(desk, QUAKE, NOW, 0)
        desk.build(NOW)
        publish_others(desk)
        desk.build(NOW + HOUR)
        before = {path: body for path, (body, _) in desk.files().items() if path != "health.json"}
        output = tmp_path / "output"
        (output / "feeds" / "georgia.atom").write_bytes(b"")
        (output / "feeds" / "georgia" / "archive" / "2026-01.atom").unlink()
        desk.build(NOW + HOUR)
        assert {path: body for path, (body, _) in desk.files().items() if path != "health.json"} == before


def test_a_lost_store_gives_no_archive_a_name_that_readers_know(tmp_path: Path) -> None:
    with open_outlets(tmp_path, "outputs: {limit: 3}\n") as desk:
        publish_others(desk)
        before = {path: body for path, (body, _) in desk.files().items() if "/archive/" in path}
    for file in (tmp_path / "var").iterdir():
        file.unlink()
    with open_outlets(tmp_path, "outputs: {limit: 3}\n") as desk:
        publish_others(desk, count=8)
        after = {path: body for path, (body, _) in desk.files().items() if "/archive/" in path}
        assert {path: after[path] for path in before} == before
        assert len(after) > len(before)
