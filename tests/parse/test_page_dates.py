"""Which dates on a page belong to what: to an item, to the article, to the day, or to a sentence."""

from __future__ import annotations

import pytest

from aggregator.model import ParsedFeed, Selectors
from aggregator.parse import parse

URL = "https://desk.example/news/"
PROSE = (
    "A fire in an industrial town killed two people on Monday and injured eleven others, the interior ministry said in a statement that was "
    "released late in the evening, after the last of the fires had been put out."
)


def read(body: str, url: str = URL) -> ParsedFeed:
    return parse("html", f"<!doctype html>{body}".encode(), url, {"content-type": "text/html; charset=utf-8"})


@pytest.mark.parametrize(
    ("kicker", "date"),
    [
        ("{} araç yandı", "{} Ocak 2026"), ("{} вертолётов сбили", "{} января 2026"), ("The law of 12 March 2019 was changed today.", "{} January 2026"),
        ("{} mayors arrested", "Jan {}, 2026"), ("Закон от 12 марта 2019 года изменён", "{}.01.2026, 10:05"), ("{} years ago", "{} Jan 2026"),
    ],
)  # fmt: skip
def test_the_date_of_an_item_is_its_date_line(kicker: str, date: str) -> None:
    rows = "".join(
        f"<article><h2><a href='/n/{day}'>The government takes decision number {day}</a></h2><p>{kicker.format(day)}</p><i>{date.format(day)}</i></article>"
        for day in range(3, 13)
    )
    assert [entry.published for entry in read(rows).entries] == [date.format(day) for day in range(3, 13)]


def article(date: str, more: str) -> str:
    return f"<html><title>Fire in a town kills two</title><div><h1>Fire in a town kills two</h1>{date}<p>{PROSE}</p>{more}<p>{PROSE} And more.</p></div>"


@pytest.mark.parametrize(
    "sentence",
    [
        "The fire began on 11 January 2021, police said.", "The plant was built in 1956. Its licence was renewed on 03.04.2019.",
        "Пожар начался 11 января 2021 года около 23:15, сообщили в полиции.", "Das Feuer brach am 11.01.2021 um 23:15 Uhr aus.",
    ],
)  # fmt: skip
def test_sentences_with_dates_stay_in_the_text_and_date_nothing(sentence: str) -> None:
    found = read(article("<div>12.01.2021</div>", f"<p>{sentence}</p>"), "https://desk.example/news/77").entries[0]
    assert found.published == "12.01.2021"
    assert sentence in (found.content or "")
    late = read(
        article("", f"<p>{sentence}</p><p>Published 12.01.2021 08:04</p>"), "https://desk.example/news/77"
    ).entries[0]
    assert late.published == "12.01.2021 08:04"
    assert sentence in (late.content or "")
    assert "Published" not in (late.content or "")


def test_headlines_that_begin_with_a_number_are_whole() -> None:
    rows = "".join(
        f"<li><a href='/n/{day}'><b>Gündem</b> <span>{day} araç zincirleme kazaya karıştı</span></a><i>{day}.01.2026</i></li>"
        for day in range(3, 13)
    )
    assert read(f"<ul>{rows}</ul>").entries[0].title == "Gündem 3 araç zincirleme kazaya karıştı"


def row(number: int, more: str = "") -> str:
    return f"<li><a href='/n/{number}'>The government takes decision number {number}</a>{more}</li>"


PLAIN = "".join(row(number) for number in range(6))


@pytest.mark.parametrize(
    "body",
    [
        f"<ul><li>14 Jan 2026</li>{PLAIN}</ul>", f"<p>14 Jan 2026</p><ul>{PLAIN}</ul>", f"<ul>{PLAIN}<li>14 Jan 2026</li></ul>",
        f"<ul><li>14 Jan 2026</li>{PLAIN}<li>14 Jan 2026</li></ul>",
    ],
)  # fmt: skip
def test_the_date_of_the_page_is_the_date_of_no_item(body: str) -> None:
    assert [entry.published for entry in read(body).entries] == [None] * 6


@pytest.mark.parametrize(
    "address", ["https://desk.example/", "https://desk.example/ka/", "https://desk.example/index.html"]
)
def test_a_front_page_is_no_article(address: str) -> None:
    intro = f"<h1>The Daily Desk</h1><div>Wednesday, 14 January 2026 13:05</div><p>{PROSE}</p><p>{PROSE}</p>"
    rows = "".join(row(number, f"<i>{number}.01.2026</i>") for number in range(1, 7))
    assert [entry.url for entry in read(f"{intro}<ul>{rows}</ul>", address).entries] == [
        f"https://desk.example/n/{number}" for number in range(1, 7)
    ]


def test_the_editors_items_are_all_there_are_on_a_page_that_is_no_article() -> None:
    blurb = f"<html><title>The Desk</title><h1>About our news agency here</h1><p>12.01.2021</p><p>{PROSE}</p><p>{PROSE}</p><ul>{PLAIN}</ul>"
    feed = parse("html", blurb.encode(), URL, {}, Selectors("li"))
    assert len(feed.entries) == 6


@pytest.mark.parametrize(
    ("day", "rows"),
    [("<dt>{} Ocak 2026</dt>", "<dd><a href='/n/{}-{}'>Hükümet yeni bir karar aldı sayı {}</a></dd>"),
     ("<h3>{} Ocak 2026</h3>", "<p><a href='/n/{}-{}'>Hükümet yeni bir karar aldı sayı {}</a></p>")],
)  # fmt: skip
def test_the_date_of_a_day_holds_until_the_next(day: str, rows: str) -> None:
    body = "".join(day.format(n) + "".join(rows.format(n, k, n) for k in range(3)) for n in range(14, 10, -1))
    assert [entry.published for entry in read(f"<div>{body}</div>").entries] == [
        f"{n} Ocak 2026" for n in range(14, 10, -1) for _ in range(3)
    ]


@pytest.mark.parametrize("days", [(14, 13, 12), (14,)])
def test_times_of_day_join_the_day_they_stand_under(days: tuple[int, ...]) -> None:
    body = "".join(
        f"<h3>{day} января 2026</h3><ul>"
        + "".join(
            f"<li><span>1{k}:05</span> <a href='/n/{day}{k}'>Парламент принял закон о выборах часть {day} {k}</a></li>"
            for k in range(5)
        )
        + "</ul>"
        for day in days
    )
    assert [entry.published for entry in read(f"<div>{body}</div>").entries] == [
        f"{day} января 2026 1{k}:05" for day in days for k in range(5)
    ]


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("<span><b>{}</b><b>Jan</b><b>2026</b></span> <a href='/n/{}'>The government takes decision {}</a>", "{} Jan 2026"),
        ("<a href='/{}'>{}/01/2026 - الحكومة تتخذ قرارا جديدا رقم {}</a>", "{}/01/2026"),
        ("<a href='/{}/{}'>The government takes decision again ({}.01.2026)</a>", "{}.01.2026"),
        ("<b>{}</b> <a href='https://other{}.example/n'>The government takes decision {}</a> <i>14.01.2026</i>", "14.01.2026"),
        ("<a href='/n/{}'>政府通过新决定第{}号</a> <i>2026年1月{}日</i>", "2026年1月{}日"),
    ],
)  # fmt: skip
def test_dates_in_pieces_in_links_and_beside_links_to_other_sites(cell: str, dates: str) -> None:
    rows = "".join(f"<li>{cell.format(n, n, n)}</li>" for n in range(10, 16))
    feed = read(f"<ul>{rows}</ul>")
    assert [entry.published for entry in feed.entries] == [dates.format(n) for n in range(10, 16)]
    assert not [entry for entry in feed.entries if (entry.published or "") in (entry.title or "")]


def test_links_to_sections_keep_no_date_from_the_headlines() -> None:
    rows = "".join(
        f"<div><a href='/c/{n}'>Politics and all that belongs to it</a><h3><a href='/n/{n}'>The government takes decision {n}</a></h3><i>{n}.01.2026</i></div>"
        for n in range(10, 16)
    )
    dates = {entry.url: entry.published for entry in read(rows).entries}
    assert [dates[f"https://desk.example/n/{n}"] for n in range(10, 16)] == [f"{n}.01.2026" for n in range(10, 16)]
