"""A subscriber to the feed of headline changes reads what was changed, once for each change."""

from __future__ import annotations

import json
from pathlib import Path

from tests.desk import HOUR, NOW, open_small
from tests.publish import rules

BASE = "https://desk.example/news/"


def test_each_change_of_a_headline_is_one_entry_for_ever(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        (item,) = desk.meet(1, NOW, title="Bridge closed", language="en")
        desk.build(NOW)
        assert json.loads(desk.read("feeds/headline-changes.json"))["items"] == []

        second = desk.change(item, NOW + HOUR, title="Bridge closed for a week")
        desk.build(NOW + HOUR)
        first_told = json.loads(desk.read("feeds/headline-changes.json"))["items"]
        desk.change(second, NOW + 2 * HOUR, title="Bridge open again", summary="At last")
        desk.build(NOW + 2 * HOUR)

        told = json.loads(desk.read("feeds/headline-changes.json"))["items"]
        assert [one["title"] for one in told] == [
            "Bridge closed for a week → Bridge open again",
            "Bridge closed → Bridge closed for a week",
        ]
        assert told[1:] == first_told
        assert [one["date_published"] for one in told] == ["2026-01-14T14:00:00Z", "2026-01-14T13:00:00Z"]
        assert {one["url"] for one in told} == {item.url}
        assert {one["_aggregator"]["source"]["title"] for one in told} == {"Wire"}
        for form in ("atom", "rss", "json"):
            path = f"feeds/headline-changes.{form}"
            rules.check(form, desk.read(path), BASE + path)
        assert desk.build(NOW + 2 * HOUR, full=True).written == ()


def test_texts_and_marks_are_no_headlines_and_what_was_withdrawn_is_not_told(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        item, gone = desk.meet(2, NOW, title="Bridge closed")
        desk.change(item, NOW + HOUR, summary="More of it")
        desk.change(item, NOW + 2 * HOUR, title="“Bridge – closed!”")
        desk.change(gone, NOW + 3 * HOUR, title="Something that must not be told")
        desk.desk.store.items.withdraw(gone.id, "asked", NOW)
        desk.build(NOW + 3 * HOUR)
        assert json.loads(desk.read("feeds/headline-changes.json"))["items"] == []


def test_it_is_offered_on_the_page_of_feeds_and_can_be_left_out(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.meet(1, NOW)
        desk.build(NOW)
        assert b"headline-changes.atom" in desk.read("feeds/index.html")
        assert b"headline-changes" not in desk.read("feeds/all.opml")
    with open_small(tmp_path / "other", "outputs: {headline_changes: false}\n") as desk:
        desk.build(NOW)
        assert not (desk.folder / "output/feeds/headline-changes.atom").exists()
        assert b"headline-changes" not in desk.read("feeds/index.html")
