"""Stories that several issues told: links to their pages, and what becomes of these when the editor or a publisher speaks."""

from __future__ import annotations

import shutil
from pathlib import Path

from aggregator.model import Item
from tests.desk import DAY, HOUR, SmallDesk
from tests.test_issues import MORE, SEVEN, day, page, words
from tests.test_stories import QUAKE, open_outlets, tell

HURT = f"{QUAKE}, 31 hurt"


def story_links(desk: SmallDesk, path: str) -> list[str]:
    return [str(link.get("href")) for link in page(desk, path).xpath("//a[@class='story']")]


def told_twice(desk: SmallDesk) -> tuple[list[Item], str]:
    """The items of a story that two issues told, and where its page is."""
    items = tell(desk, QUAKE, SEVEN - 3 * HOUR, 0, 1)
    desk.build(SEVEN)
    items += tell(desk, HURT, SEVEN + 3 * HOUR, 3, 4)
    desk.build(SEVEN + DAY)
    (link,) = story_links(desk, "index.html")
    return items, f"{link}index.html"


def test_a_story_leads_to_its_page_only_when_there_is_one(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, QUAKE, SEVEN - 3 * HOUR, 0, 1)
        desk.build(SEVEN)
        tell(desk, HURT, SEVEN + 3 * HOUR, 3, 4)
        for hours in (4, 20):  # what came since the issue, and the next one in the making
            desk.build(SEVEN + hours * HOUR)
            assert "developing, day 2" in words(desk, "index.html")
            assert story_links(desk, "index.html") == []
        desk.build(SEVEN + DAY)
        (link,) = story_links(desk, "index.html")
        assert HURT in words(desk, f"{link}index.html")
        tell(desk, f"{QUAKE}: rebuilding begins", SEVEN + DAY + 3 * HOUR, 5)
        desk.build(SEVEN + DAY + 4 * HOUR)
        assert story_links(desk, "index.html") == [link, link]


def test_nothing_stays_on_the_page_of_a_story_that_was_withdrawn(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        items, path = told_twice(desk)
        assert HURT in words(desk, path)
        for item in items:
            desk.desk.store.items.withdraw(item.id, "asked to", SEVEN + DAY + HOUR)
        desk.build(SEVEN + DAY + 2 * HOUR)
        assert "There is no page at this address." in words(desk, path)
        assert [name for name, (body, _) in desk.files().items() if QUAKE.encode() in body] == []


def test_edits_reach_the_page_of_a_story_that_ended_long_ago_and_are_taken_back(tmp_path: Path) -> None:
    later = SEVEN + 20 * DAY
    with open_outlets(tmp_path, MORE) as desk:
        items, path = told_twice(desk)
        desk.build(later)
    edits = tmp_path / "edits.yaml"
    edits.write_text(f"- correct: urn:uuid:{items[0].id}\n  title: Racha shaken\n  reason: Shorter\n")
    with open_outlets(tmp_path, MORE) as desk:
        desk.build(later + HOUR)
        assert "Racha shaken" in words(desk, path)
    edits.write_text(f"- hide: urn:uuid:{items[0].id}\n  reason: Twice\n")
    with open_outlets(tmp_path, MORE) as desk:
        desk.build(later + 2 * HOUR)
        assert "3 items" in words(desk, path)
    edits.unlink()
    with open_outlets(tmp_path, MORE) as desk:
        desk.build(later + 3 * HOUR)
        told = words(desk, path)
        assert "4 items" in told
        assert "Racha shaken" not in told


def test_a_story_that_turns_out_to_be_an_older_one_is_found_at_its_old_address(tmp_path: Path) -> None:
    """Also after everything that was published is lost."""
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, "Racha: 14 houses damaged", SEVEN - 4 * HOUR, 0)
        tell(desk, "Magnitude 5.6 earthquake shakes Georgia's Racha region", SEVEN - 3 * HOUR, 1)
        desk.build(SEVEN)
        tell(desk, "Magnitude 5.6 earthquake shakes Racha region of Georgia", SEVEN + 3 * HOUR, 4)
        desk.build(SEVEN + DAY)
        (before,) = story_links(desk, day(SEVEN + DAY))
        tell(desk, QUAKE, SEVEN + DAY + 3 * HOUR, 2, 3)
        desk.build(SEVEN + 2 * DAY)
        (after,) = story_links(desk, day(SEVEN + 2 * DAY))
        assert after != before
        shutil.rmtree(tmp_path / "output")
        desk.build(SEVEN + 2 * DAY + HOUR)
        old = f"{before.removeprefix('../../../')}index.html"
        assert page(desk, old).xpath("//main//a/@href") == [f"../../{after.removeprefix('../../../')}"]
        story = page(desk, f"{after.removeprefix('../../../')}index.html")
        for link in story.xpath("//p[@class='issues']/a/@href"):
            path, _, anchor = str(link).removeprefix("../../").partition("#")
            assert page(desk, f"{path}index.html").xpath("//*[@id=$anchor]", anchor=anchor)


def test_stories_told_once_each_that_turn_out_to_be_one_keep_their_page(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, "Racha: 14 houses damaged", SEVEN - 3 * HOUR, 0)
        desk.build(SEVEN)
        tell(desk, "Magnitude 5.6 earthquake shakes Georgia's Racha region", SEVEN + 3 * HOUR, 1)
        desk.build(SEVEN + DAY)
        tell(desk, QUAKE, SEVEN + DAY + 3 * HOUR, 2, 3)
        desk.build(SEVEN + 2 * DAY)
        assert "developing, day 3" in words(desk, day(SEVEN + 2 * DAY))
        (link,) = story_links(desk, day(SEVEN + 2 * DAY))
        desk.build(SEVEN + 20 * DAY)
        shutil.rmtree(tmp_path / "output")
        desk.build(SEVEN + 20 * DAY + HOUR)
        assert "4 items" in words(desk, f"{link.removeprefix('../../../')}index.html")
