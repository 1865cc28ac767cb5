"""A week of issues, made by the whole program: frozen, the same again from the store, and telling nothing twice."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from lxml import html

from tests.desk import DAY, HOUR, SmallDesk
from tests.test_stories import QUAKE, STRIKE, open_outlets, tell

MORE = 'outputs: {digest: {at: "07:00", order: [south-caucasus]}}\n'
SEVEN = datetime(2026, 1, 14, 7, tzinfo=UTC)
FOLLOWED = (f"{QUAKE}, 31 hurt", f"{QUAKE}, 40 families homeless", f"{QUAKE}: rebuilding begins")


def page(desk: SmallDesk, path: str) -> html.HtmlElement:
    return html.fromstring(desk.read(path).decode())


def words(desk: SmallDesk, path: str) -> str:
    return " ".join(page(desk, path).find("body").text_content().split())


def day(now: datetime) -> str:
    return f"{now:%Y/%m/%d}/index.html"


def week(desk: SmallDesk) -> list[datetime]:
    """Seven days of news, an issue every morning; returns the hours of the issues."""
    for number in range(7):
        now = SEVEN + number * DAY
        desk.meet(3, now - 5 * HOUR, source="o1")
        if number == 0:
            tell(desk, QUAKE, now - 3 * HOUR, 0, 1, 2)
        if number in {1, 2, 3}:
            tell(desk, FOLLOWED[number - 1], now - 2 * HOUR, 3, 4)
        desk.build(now - HOUR)
        desk.build(now)
    return [SEVEN + number * DAY for number in range(7)]


def test_a_week_gives_seven_issues_that_stay_as_they_are(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        frozen: dict[str, bytes] = {}
        for number in range(7):
            now = SEVEN + number * DAY
            desk.meet(3, now - 5 * HOUR, source="o1")
            desk.build(now)
            # A page may still learn of the issue after it.
            for path, body in frozen.items():
                if path not in {day(now - DAY), day(now)}:
                    assert desk.read(path) == body
            frozen |= {path: desk.read(path) for path in (day(now - DAY), day(now)) if number or path == day(now)}
        assert len(frozen) == 7
        assert [name for name, _ in desk.desk.store.issues.days()] == [(SEVEN + n * DAY).date() for n in range(7)]


def test_issues_are_built_again_to_the_same_bytes(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        hours = week(desk)
        before = {path: body for path, (body, _) in desk.files().items() if path != "health.json"}
        shutil.rmtree(tmp_path / "output")
        desk.build(hours[-1])
        assert {path: body for path, (body, _) in desk.files().items() if path != "health.json"} == before
        desk.build(hours[-1] + HOUR, full=True)
        assert {path: body for path, (body, _) in desk.files().items() if path != "health.json"} == before


def test_a_story_is_told_again_only_while_it_moves_on_and_says_for_how_long(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, QUAKE, SEVEN - 3 * HOUR, 0, 1, agency="TASS")
        tell(desk, STRIKE, SEVEN - 3 * HOUR, 5)
        desk.build(SEVEN)
        assert QUAKE in words(desk, day(SEVEN))

        tell(desk, QUAKE, SEVEN + 3 * HOUR, 2, agency="TASS")  # one more copy of the same report
        desk.build(SEVEN + DAY)
        told = words(desk, day(SEVEN + DAY))
        assert QUAKE not in told
        assert STRIKE not in told
        assert "1 more item only says again what an earlier issue told." in told

        tell(desk, f"{QUAKE}, 31 hurt", SEVEN + DAY + 3 * HOUR, 3, 4)
        desk.build(SEVEN + 2 * DAY)
        told = words(desk, day(SEVEN + 2 * DAY))
        assert "31 hurt" in told
        assert "developing, day 2" in told
        (link,) = page(desk, day(SEVEN + 2 * DAY)).xpath("//a[@class='story']")
        story = link.get("href").removeprefix("../../../")
        whole = words(desk, f"{story}index.html")
        assert "5 items · 5 outlets · 3 origins" in whole
        assert "Told in the issues of 14 January 2026, 16 January 2026." in whole
        # The day that told it first leads nowhere that was not there then.
        assert page(desk, day(SEVEN)).xpath("//a[@class='story']") == []


def test_the_page_of_a_lasting_story_stays_when_the_story_has_ended(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        week(desk)
        pages = [path for path in desk.files() if path.startswith("story/")]
        for number in (8, 20, 60):
            desk.build(SEVEN + number * DAY)
        assert pages
        assert [path for path in desk.files() if path.startswith("story/")] == pages


def test_a_region_that_fell_silent_is_named_with_those_who_were_asked(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        desk.meet(2, SEVEN - 3 * HOUR, source="o1")
        desk.build(SEVEN)
        desk.build(SEVEN + DAY)
        assert "Georgia: nothing since Wednesday 03:00, 0 of 1 source answered" in words(desk, day(SEVEN + DAY))
        desk.apply([], SEVEN + DAY + HOUR)
        desk.build(SEVEN + 2 * DAY)
        assert "Georgia: nothing since Wednesday 03:00" in words(desk, day(SEVEN + 2 * DAY))


def test_a_headline_that_its_publisher_changed_says_when(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        (item,) = tell(desk, STRIKE, SEVEN - 3 * HOUR, 0)
        desk.change(item, SEVEN - HOUR, title="Miners in Chiatura end their strike")
        desk.build(SEVEN)
        assert "title changed 06:00" in words(desk, day(SEVEN))


def test_headlines_that_are_missing_are_not_taken_for_the_same(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        for number in range(3):
            desk.meet(1, SEVEN - 3 * HOUR, source="o1", title="", summary=f"Note {number} of a day without titles")
        desk.build(SEVEN)
        assert [f"Note {number}" in words(desk, day(SEVEN)) for number in range(3)] == [True] * 3


def test_a_day_of_three_thousand_items_is_a_page_that_loads_and_pages_with_the_rest(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        for n in range(10):
            desk.meet(300, SEVEN - 3 * HOUR, source=f"o{n}", summary="")
        desk.build(SEVEN)
        whole = desk.read(day(SEVEN))
        rest = page(desk, day(SEVEN)).xpath("//p[@class='rest']/a")
        assert len(whole) < 500_000
        assert [link.text for link in rest] == ["2,400 more: South Caucasus"]
        listed = page(desk, f"{SEVEN:%Y/%m/%d}/south-caucasus/index.html").xpath("//a[@class='title']")
        assert len(listed) == 3000
        assert re.search(r"3,000 items from 10 outlets", words(desk, "index.html"))


def test_the_feed_of_the_digest_tells_the_top_stories_first(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, STRIKE, SEVEN - HOUR, 7)
        tell(desk, QUAKE, SEVEN - 3 * HOUR, 0, 1, 2)
        desk.build(SEVEN)
        (entry,) = json.loads(desk.read("feeds/digest.json"))["items"]
        assert (
            entry["content_html"].index("Top stories")
            < entry["content_html"].index(QUAKE)
            < entry["content_html"].index(STRIKE)
        )
        assert "Outlet 0 · 3 outlets" in entry["content_html"]
