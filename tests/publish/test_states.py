"""What a desk shows when there is nothing, too little or too much: real builds, each state a page that says what is the case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import html

from aggregator.model import PollPlan, SourceState, State
from tests.desk import DAY, HOUR, SmallDesk, open_small
from tests.test_issues import MORE, SEVEN, day, page, words
from tests.test_stories import open_outlets, tell

OUTLETS = [f"o{n}" for n in range(10)]


def fail(desk: SmallDesk, sources: list[str], now: object) -> None:
    """The sources were asked and did not answer."""
    states = desk.desk.store.sources.states()
    plans = [
        PollPlan(state=replace(states[name], state=State.FAILING, last_poll=now, reason="connection refused"))  # type: ignore[arg-type]
        for name in sources
    ]
    desk.desk.store.apply(plans, now=now, tag_version=desk.desk.tag_version)  # type: ignore[arg-type]


def test_an_empty_desk_says_what_to_do(tmp_path: Path) -> None:
    with open_small(tmp_path, config="site: {title: The Desk}\nsources: []\n") as desk:
        desk.build(SEVEN)

        assert "No issue yet; the first comes with the first items" in words(desk, "index.html")
        assert "No sources are configured yet." in words(desk, "sources/index.html")
        assert "No issue yet." in words(desk, "archive/index.html")
        assert "No item has been tagged with a region yet." in words(desk, "region/index.html")


def test_a_first_run_shows_what_came_at_once(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        desk.meet(3, SEVEN + HOUR, source="o1")
        desk.build(SEVEN + HOUR)

        assert "3 items from 1 outlet" in words(desk, "index.html")
        assert [name for name, _ in desk.desk.store.issues.days()] == [SEVEN.date()]


def test_a_quiet_day_says_so_and_names_the_quiet_regions(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        desk.meet(3, SEVEN - HOUR, source="o1")
        desk.build(SEVEN)
        for name in OUTLETS:
            desk.desk.store.apply(
                [PollPlan(state=SourceState(name, state=State.OK, last_poll=SEVEN + DAY, last_ok=SEVEN + DAY))],
                now=SEVEN + DAY,
                tag_version=desk.desk.tag_version,
            )
        desk.build(SEVEN + DAY + HOUR)
        told = words(desk, "index.html")

        assert "Nothing new since the last issue." in told
        assert "Georgia: nothing since Wednesday 05:00, 1 of 1 source answered" in told
        assert "failed" not in told


def test_when_no_source_answers_the_last_page_stays_and_a_sentence_says_so(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, "Snow closes the Larsi pass", SEVEN - HOUR, 0)
        desk.build(SEVEN)
        fail(desk, OUTLETS, SEVEN + DAY)
        desk.build(SEVEN + DAY + HOUR)
        told, document = words(desk, "index.html"), page(desk, "index.html")

        assert "No source could be reached; what you see is what was known before." in told
        assert "Snow closes the Larsi pass" in told
        (link,) = document.xpath("//a[@class='bad']")
        assert link.get("href") == "sources/"
        assert "failing" in words(desk, "sources/index.html")


def test_one_source_with_five_hundred_items_leaves_room_for_the_others(tmp_path: Path) -> None:
    with open_outlets(tmp_path, MORE) as desk:
        desk.meet(500, SEVEN - HOUR, source="o1")
        desk.meet(3, SEVEN - 2 * HOUR, source="o2")
        desk.build(SEVEN)
        shown = page(desk, day(SEVEN)).xpath("//div[@class='columns']/ul[@class='news']/li")
        outlets = [one.xpath("string(.//div[contains(@class, 'meta')]//bdi)") for one in shown]

        assert (len(outlets), outlets.count("Outlet 2")) == (12, 3)
        assert len(desk.read(day(SEVEN))) < 500_000


def test_titles_of_one_letter_and_of_a_thousand_are_whole_and_do_not_fill_the_page(tmp_path: Path) -> None:
    long = " ".join(["Parliament"] * 90)
    with open_outlets(tmp_path, MORE) as desk:
        tell(desk, "X", SEVEN - HOUR, 0)
        tell(desk, long, SEVEN - HOUR, 1)
        desk.build(SEVEN)
        titles = page(desk, day(SEVEN)).xpath("//*[contains(@class, 'title')]")

        # Every word of it is there; the style sheet shows four lines until it is pointed at.
        folded = {html_text(one): bool(one.xpath(".//*[@class='long']")) for one in titles}
        assert folded == {"X": False, long: True}


def html_text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
