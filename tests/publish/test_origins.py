"""The page of origins: a report of an agency is one, however many carry it, and its figures can be counted again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml import html

from aggregator.model import CreditFigures, SiteInfo, SourceInfo, StoryItem
from aggregator.publish import origins
from aggregator.publish.datelines import Datelines
from aggregator.publish.origins import Origins
from aggregator.publish.views import OriginsView, WireReport
from tests.publish import newsdesk

SITE = SiteInfo("The Desk", "https://desk.example/", timezone="Asia/Tbilisi")
TODAY, YESTERDAY = date(2026, 1, 14), date(2026, 1, 13)
NOON = datetime(2026, 1, 14, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(n: int, outlet: str, agency: str | None = "TASS", **changes: Any) -> StoryItem:
    """An item of noon, as many minutes later as its number says."""
    moment = NOON + timedelta(minutes=n)
    url = f"https://{outlet.lower()}.example/{n}"
    made = StoryItem(
        f"item-{n}",
        n,
        outlet,
        outlet,
        agency,
        "en",
        f"Headline {n}",
        "",
        moment,
        moment,
        url=url,
        publisher=f"The {outlet}",
    )
    return replace(made, **changes)


def view(*stories: Sequence[StoryItem], figures: tuple[int, int] = (9, 9), site: SiteInfo = SITE) -> OriginsView:
    """The page of these stories, on days of twenty items; ``figures``: how many of them credit an agency."""
    infos = {"State": SourceInfo("State", "State", "", ownership="state")}
    made = Origins({f"s{n}": story for n, story in enumerate(stories)}, infos, site, Datelines(site), TODAY)
    today, yesterday = figures
    return made.view(CreditFigures(TODAY, 20, today), CreditFigures(YESTERDAY, 20, yesterday))


def reports(page: OriginsView) -> list[WireReport]:
    return [report for day in page.days for agency in day.agencies for report in agency.reports]


def names(report: WireReport) -> list[str]:
    return [one.outlet for one in report.carriers]


def test_eleven_outlets_with_one_report_are_one_report() -> None:
    page = view([*(told(n, f"O{n}") for n in range(11)), told(20, "Own", None), told(21, "Too", None)])

    (report,) = reports(page)
    assert report.count == "11 outlets"
    assert names(report) == [f"The O{n}" for n in range(11)]
    assert [one.url for one in report.carriers][:2] == ["https://o0.example/0", "https://o1.example/1"]
    assert [one.stamp.text for one in report.carriers if one.stamp][:2] == ["12:00", "12:01"]
    assert [one.outlet for one in report.independent] == ["The Own", "The Too"]
    assert page.days[0].agencies[0].count == "1 report, 11 copies"
    assert page.summary == (
        "9 of 20 items of today, 14 January 2026 (Asia/Tbilisi), credit an agency: 1 report of 1 agency."
    )


def test_an_outlet_is_named_once_by_what_it_had_first() -> None:
    items = [told(3, "Post", publisher="The Post again"), told(1, "Post"), told(2, "Post", None), told(4, "Post", None)]
    (report,) = reports(view(items))

    assert report.count == "1 outlet"
    assert [one.url for one in report.carriers] == ["https://post.example/1"]
    assert [one.url for one in report.independent] == ["https://post.example/2"]


def test_agencies_and_reports_stand_by_how_much_of_them_was_carried() -> None:
    page = view(
        [told(1, "A", "AFP"), told(2, "B", "AFP")],
        [told(3, "A"), told(4, "B"), told(5, "C")],
        [told(6, "A", "Reuters")],
        [told(7, "B", "AFP"), told(8, "C", "AFP")],
        [told(9, "A", "IRNA")],
    )

    (day,) = page.days
    assert [agency.title for agency in day.agencies] == ["AFP", "TASS", "IRNA", "Reuters"]
    assert day.agencies[0].count == "2 reports, 4 copies"
    assert [report.title for report in day.agencies[0].reports] == ["Headline 7", "Headline 1"]


def test_agencies_on_one_story_are_origins_of_their_own_and_lead_to_each_other() -> None:
    page = view([told(1, "A"), told(2, "B"), told(3, "C", "Reuters"), told(4, "D", None)])

    tass, reuters = reports(page)
    assert (names(tass), names(reuters)) == (["The A", "The B"], ["The C"])
    assert [(link.title, link.href, link.count) for link in tass.others] == [
        ("Reuters", f"#{reuters.anchor}", "1 outlet")
    ]
    assert [(link.title, link.href, link.count) for link in reuters.others] == [
        ("TASS", f"#{tass.anchor}", "2 outlets")
    ]
    assert [one.outlet for one in (*tass.independent, *reuters.independent)] == ["The D", "The D"]


def test_the_headline_is_the_earliest_in_the_language_of_the_site_and_says_when_it_is_another() -> None:
    russian, late = told(1, "A", language="ru", title="Заголовок"), told(3, "C", language="en-GB")
    english, foreign = reports(view([russian, told(2, "B"), late], [replace(russian, id="other")]))

    assert (english.title, english.url, english.language) == ("Headline 2", "https://b.example/2", "")
    assert (english.carriers[0].tongue, english.carriers[0].tongue_name) == ("ru", "Russian")
    assert (foreign.title, foreign.language, foreign.direction) == ("Заголовок", "ru", "ltr")
    assert reports(view([told(1, "A", language="fa", title="سرخط")]))[0].direction == "rtl"
    german = replace(SITE, language="de")
    assert reports(view([told(1, "A"), told(2, "B", language="de-AT")], site=german))[0].title == "Headline 2"


def test_a_report_of_the_night_that_spread_in_the_morning_stands_once_under_the_morning() -> None:
    last_night, long_ago = NOON - 13 * HOUR, NOON - 3 * DAY
    spread = [told(1, "A", published=last_night), told(2, "B"), told(3, "C", None, published=long_ago)]
    over = [told(4, "A", published=last_night)]
    page = view(spread, over, [told(5, "A", published=long_ago)], figures=(1, 2))

    today, yesterday = page.days
    assert (today.title, yesterday.title) == ("Wednesday, 14 January 2026", "Tuesday, 13 January 2026")
    (report,) = today.agencies[0].reports
    assert [one.stamp.text for one in report.carriers if one.stamp] == ["Tue 23:00", "12:02"]
    assert [one.outlet for one in report.independent] == ["The C"]
    assert [one.title for one in yesterday.agencies[0].reports] == ["Headline 4"]
    assert page.summary == (
        "1 of 20 items of today, 14 January 2026 (Asia/Tbilisi), credits an agency: 1 report of 1 agency."
    )
    assert yesterday.summary == (
        "2 of 20 items of yesterday, 13 January 2026 (Asia/Tbilisi), credit an agency: 2 reports of 1 agency; "
        "1 of them went on to be carried today and stands above."
    )


def test_what_is_known_of_a_date_and_of_an_owner_is_said() -> None:
    of_the_day = told(1, "State", precision="day")
    seen = told(2, "B", date_basis="first_seen")
    state, other = reports(view([of_the_day, seen]))[0].carriers

    assert (state.ownership, state.stamp) == ("state", None)
    assert other.stamp is not None
    assert (other.stamp.label, other.stamp.text) == ("seen", "12:02")


def test_a_day_without_a_credit_says_so_and_shows_the_day_before() -> None:
    page = view([told(1, "A", published=NOON - DAY)], figures=(0, 1))

    assert page.summary == "0 of 20 items of today, 14 January 2026 (Asia/Tbilisi), credit an agency."
    assert [day.title for day in page.days] == ["Tuesday, 13 January 2026"]
    assert page.empty == ""


def test_two_days_without_a_report_are_a_page_that_says_what_it_is_for() -> None:
    page = view(figures=(0, 0))
    assert page.days == ()
    assert page.empty.startswith("No report of an agency was carried today or yesterday.")

    made = Origins({}, {}, SITE, Datelines(SITE), TODAY)
    nothing = made.view(CreditFigures(TODAY, 0, 0), CreditFigures(YESTERDAY, 0, 0))
    assert nothing.summary == "No item of today, 14 January 2026 (Asia/Tbilisi), yet."


def test_what_is_of_days_to_come_is_not_there_yet() -> None:
    page = view([told(1, "A"), told(2, "B", published=NOON + DAY)], [told(3, "C", published=NOON + DAY)])
    assert [names(report) for report in reports(page)] == [["The A"]]


def test_a_flood_is_cut_and_the_page_says_where() -> None:
    many = [[told(n, "A", "AFP"), told(n, "B", "AFP")] for n in range(origins.MOST_REPORTS)]
    page = view(*many, [told(99, "A", "IRNA")])
    assert len(reports(page)) == origins.MOST_REPORTS
    assert [agency.title for agency in page.days[0].agencies] == ["AFP"]
    assert page.summary.endswith(f"61 reports of 2 agencies; the {origins.MOST_REPORTS} most carried are shown.")

    (wide,) = reports(view([*(told(n, f"O{n}") for n in range(35)), *(told(n, f"P{n}", None) for n in range(14))]))
    assert (wide.count, len(wide.carriers), wide.more) == ("35 outlets", origins.MOST_OUTLETS, "5 more")
    assert (len(wide.independent), wide.more_independent) == (origins.MOST_INDEPENDENT, "2 more")


def test_the_order_of_polls_does_not_show() -> None:
    """Neither in whose copy comes first of those of one moment, nor in which story does."""
    one = [
        told(n, outlet, agency, published=NOON)
        for n, outlet, agency in ((1, "A", "AFP"), (2, "B", "AFP"), (3, "C", None))
    ]
    two = [told(4, "A"), told(5, "B")]
    later = [[replace(item, n=99 - item.n) for item in reversed(story)] for story in (one, two)]
    made = [
        Origins(dict(stories), {}, SITE, Datelines(SITE), TODAY)
        for stories in ([("x", one), ("y", two)], [("y", later[1]), ("x", later[0])])
    ]
    figures = (CreditFigures(TODAY, 5, 4), CreditFigures(YESTERDAY, 0, 0))
    assert made[0].view(*figures) == made[1].view(*figures)


def test_hostile_words_are_words() -> None:
    """As headline, agency and name of an outlet: shown as they are."""
    words = "<script>alert(1)</script> {{7*7}} \"quotes' & <b>bold</b>"
    items = [told(1, "A", words, title=words, publisher=words), told(2, "B", None, title=words, publisher=words)]
    page = html.fromstring(newsdesk.origins_page({"s": items}, TODAY, 1, 0).body.decode())

    assert not page.xpath("//script | //main//b")
    places = ("//h3", "//a[@class='title']", "//a[@class='chip']", "//p[starts-with(., 'Also told')]")
    assert [words in " ".join(page.xpath(place)[0].text_content().split()) for place in places] == [True] * 4


def test_an_item_without_title_or_address_is_named_by_what_there_is() -> None:
    (report,) = reports(view([told(1, "A", title="", url="javascript:alert(1)", publisher="")]))
    assert (report.url, report.carriers[0].outlet) == ("", "A")
    (second,) = reports(view([told(1, "A", title="", url=None)]))
    assert (second.title, second.url) == ("The A", "")
