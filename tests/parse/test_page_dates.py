"""Which dates on a page belong to what: to an item, to the article, to the day, or to a sentence."""

from __future__ import annotations

import pytest

from aggregator.model import ParsedFeed
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
