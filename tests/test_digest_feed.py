"""A subscriber to the digest gets one entry a day, and none of them changes afterwards."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.desk import DAY, HOUR, SmallDesk, open_small
from tests.publish import rules

BASE = "https://desk.example/news/"
#: The hour of the issue.
SEVEN = datetime(2026, 1, 14, 7, tzinfo=UTC)
FORMS = ("atom", "rss", "json")


def told(desk: SmallDesk) -> list[dict[str, Any]]:
    """The entries, in a feed that is valid in every format."""
    for form in FORMS:
        rules.check(form, desk.read(f"feeds/digest.{form}"), f"{BASE}feeds/digest.{form}")
    found: list[dict[str, Any]] = json.loads(desk.read("feeds/digest.json"))["items"]
    return found


def test_each_issue_is_an_entry_and_stays_what_it_is(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.build(SEVEN)
        assert told(desk) == []

        desk.meet(3, SEVEN + HOUR)
        desk.build(SEVEN + HOUR)
        first = told(desk)
        assert [(one["title"], one["url"]) for one in first] == [("14 January 2026 · The Desk", f"{BASE}2026/01/14/")]
        assert [one["date_modified"] for one in first] == ["2026-01-14T08:00:00Z"]

        desk.meet(2, SEVEN + 2 * HOUR)
        desk.build(SEVEN + 2 * HOUR)
        assert told(desk) == first

        report = desk.build(SEVEN + DAY)
        assert {f"feeds/digest.{form}" for form in FORMS} <= set(report.written)
        second, *before = told(desk)
        assert before == first
        assert second["title"] == "15 January 2026 · The Desk"
        assert second["summary"].startswith("2 items from 1 outlet, from Wednesday 08:00 to Thursday 07:00")
        assert second["content_html"].count("· Wire</li>") == 2
    # A restart, another hour, a build of everything: not a byte.
    with open_small(tmp_path) as desk:
        before = desk.files()
        assert desk.build(SEVEN + DAY + HOUR).written == ()
        assert desk.build(SEVEN + DAY + HOUR, full=True).written == ()
        assert desk.files() == before


def test_it_holds_the_last_thirty(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        for day in range(33):
            desk.meet(1, SEVEN + day * DAY)
            desk.build(SEVEN + day * DAY)
        titles = [one["title"].split(" ·")[0] for one in told(desk)]
    assert (len(titles), titles[0], titles[-1]) == (30, "15 February 2026", "17 January 2026")


def test_what_was_withdrawn_leaves_also_an_old_issue(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.meet(1, SEVEN)
        gone, _ = desk.meet(2, SEVEN, title="Something that must not be told")[0], desk.build(SEVEN)
        desk.build(SEVEN + DAY)
        old = told(desk)[1]
        assert gone.title in old["content_html"]

        desk.desk.store.items.withdraw(gone.id, "asked", SEVEN + DAY)
        desk.build(SEVEN + DAY + HOUR)
        new = told(desk)[1]
        assert not any(str(gone.url).encode() in desk.read(f"feeds/digest.{form}") for form in FORMS)
        assert [new[key] for key in ("id", "date_published", "date_modified")] == [
            old[key] for key in ("id", "date_published", "date_modified")
        ]
        assert desk.build(SEVEN + DAY + HOUR, full=True).written == ()


def test_it_is_made_anew_when_the_configuration_says_another_thing_or_a_file_is_gone(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.meet(1, SEVEN)
        desk.build(SEVEN)
        whole = desk.read("feeds/digest.rss")
        (desk.folder / "output/feeds/digest.rss").unlink()
        assert desk.build(SEVEN).written == ("feeds/digest.rss",)
        assert desk.read("feeds/digest.rss") == whole
    config = (
        (tmp_path / "config.yaml").read_text(encoding="utf-8").replace("https://desk.example/", "https://new.example/")
    )
    with open_small(tmp_path, config=config) as desk:
        desk.build(SEVEN)
        (one,) = json.loads(desk.read("feeds/digest.json"))["items"]
        assert one["url"] == "https://new.example/news/2026/01/14/"
        assert one["id"] in whole.decode()


def test_what_could_not_be_written_is_written_next_time(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.meet(1, SEVEN)
        desk.build(SEVEN)
        place = desk.folder / "output/feeds/digest.atom"
        place.unlink()
        (place / "in the way").mkdir(parents=True)
        desk.meet(1, SEVEN + HOUR)
        (failure,) = desk.desk.build(SEVEN + DAY).failed
        assert "digest.atom" in failure

        (place / "in the way").rmdir()
        place.rmdir()
        desk.build(SEVEN + DAY)
        assert len(told(desk)) == 2


def test_it_is_offered_on_the_pages_and_in_the_list(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        desk.meet(1, SEVEN)
        desk.build(SEVEN)
        offered = {}
        for path in ("index.html", "2026/01/14/index.html", "archive/index.html"):
            links = html.document_fromstring(desk.read(path)).xpath("//link[@rel='alternate']")
            offered[path] = [link.get("href") for link in links]
            titles = [link.get("title") for link in links if link.get("href").endswith("digest.atom")]
            assert titles == ["Daily digest · The Desk (Atom)"]
        names, root = ("all", "digest"), "../../../"
        assert offered["index.html"] == [f"feeds/{name}.{form}" for name in names for form in FORMS]
        assert offered["2026/01/14/index.html"] == [f"{root}feeds/{n}.{form}" for n in names[::-1] for form in FORMS]
        assert offered["archive/index.html"] == [f"../feeds/{n}.{form}" for n in names[::-1] for form in FORMS]
        assert f'xmlUrl="{BASE}feeds/digest.atom"'.encode() in desk.read("feeds/all.opml")
        assert b'href="../feeds/digest.rss"' in desk.read("feeds/index.html")


@pytest.mark.parametrize("formats", [("atom",), ("rss", "json")])
def test_it_has_the_formats_of_the_other_feeds(formats: tuple[str, ...], tmp_path: Path) -> None:
    with open_small(tmp_path, f"outputs: {{formats: [{', '.join(formats)}]}}\n") as desk:
        desk.build(SEVEN)
        made = {path.suffix[1:] for path in (desk.folder / "output/feeds").glob("digest.*")}
    assert made == set(formats)
