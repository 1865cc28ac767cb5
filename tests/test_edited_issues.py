"""The editor's hand on issues: also what was frozen is corrected, placed elsewhere, pinned and hidden, and taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desk import DAY, HOUR
from tests.test_edits import is_silent, open_edited
from tests.test_issues import MORE, SEVEN, day, page, words
from tests.test_stories import QUAKE, STRIKE, tell

HOURS = 5 * HOUR


def issues_of_two_days(folder: Path) -> tuple[str, str, bytes]:
    """A story of two outlets and one of one, in an issue that is closed and is not today's any more; ids, and the page."""
    with open_edited(folder, more=MORE) as desk:
        (quake, _) = tell(desk, QUAKE, SEVEN - HOURS, 0, 1)
        (strike,) = tell(desk, STRIKE, SEVEN - HOURS, 2)
        desk.build(SEVEN)
        tell(desk, "Snow closes the Larsi pass", SEVEN + HOURS, 3)
        desk.build(SEVEN + DAY)
        return quake.id, strike.id, desk.read(day(SEVEN))


def test_a_correction_stands_on_the_frozen_page_with_its_time_and_reason(tmp_path: Path) -> None:
    _, strike, _ = issues_of_two_days(tmp_path)
    edit = f"- correct: urn:uuid:{strike}\n  title: Miners in Tkibuli begin a strike\n  reason: It was the other mine\n"
    with open_edited(tmp_path, edit, MORE) as desk:
        desk.build(SEVEN + DAY + 2 * HOUR)
        told = words(desk, day(SEVEN))
        assert "Miners in Tkibuli begin a strike" in told
        assert "Corrected Thursday 09:00: It was the other mine" in told
        assert STRIKE not in told
        feed = json.loads(desk.read("feeds/digest.json"))["items"]
        assert "Miners in Tkibuli" in feed[1]["content_html"]
        assert (feed[1]["date_published"], feed[1]["date_modified"]) == ("2026-01-14T07:00:00Z", "2026-01-15T09:00:00Z")
        assert is_silent(desk, SEVEN + DAY + 2 * HOUR)
    with open_edited(tmp_path, more=MORE) as desk:
        desk.build(SEVEN + DAY + 3 * HOUR)
        assert STRIKE in words(desk, day(SEVEN))
        assert "Corrected" not in words(desk, day(SEVEN))


def test_a_pin_puts_a_story_first_until_its_day_is_over(tmp_path: Path) -> None:
    _, strike, before = issues_of_two_days(tmp_path)
    with open_edited(tmp_path, f"- pin: urn:uuid:{strike}\n  reason: Ours\n  until: 2026-01-14\n", MORE) as desk:
        desk.build(SEVEN + DAY + HOUR)
        assert [one.text_content().strip() for one in page(desk, day(SEVEN)).xpath("//article/h3")] == [STRIKE, QUAKE]
    with open_edited(tmp_path, f"- pin: urn:uuid:{strike}\n  reason: Ours\n  until: 2026-01-13\n", MORE) as desk:
        desk.build(SEVEN + DAY + 2 * HOUR)
        assert desk.read(day(SEVEN)) == before


def test_what_is_retagged_stands_under_its_other_region(tmp_path: Path) -> None:
    _, strike, _ = issues_of_two_days(tmp_path)
    with open_edited(tmp_path, f"- retag: urn:uuid:{strike}\n  regions: [armenia]\n  reason: No\n", MORE) as desk:
        desk.build(SEVEN + DAY + HOUR)
        (group,) = page(desk, day(SEVEN)).xpath("//*[@id='in-south-caucasus-armenia']")
        assert STRIKE in group.getnext().text_content()


@pytest.mark.parametrize("target", ["", "story "])
def test_what_is_hidden_leaves_the_frozen_page(target: str, tmp_path: Path) -> None:
    quake, _, before = issues_of_two_days(tmp_path)
    with open_edited(tmp_path, f"- hide: {target}urn:uuid:{quake}\n  reason: Wrong\n", MORE) as desk:
        desk.build(SEVEN + DAY + HOUR)
        leads = [one.text_content().strip() for one in page(desk, day(SEVEN)).xpath("//*[@class='title']")]
        # Of the story the other outlet is left, and two origins it has no more.
        assert leads == [STRIKE] if target else sorted(leads) == [QUAKE, STRIKE]
        assert page(desk, day(SEVEN)).xpath("//article") == []
    with open_edited(tmp_path, more=MORE) as desk:
        desk.build(SEVEN + DAY + 2 * HOUR)
        assert desk.read(day(SEVEN)) == before
