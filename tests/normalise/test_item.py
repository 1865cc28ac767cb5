"""What becomes of the parts of an entry."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Item, ParsedEntry, ParsedFeed, SourceSpec, SourceState
from aggregator.normalise import plan_items, prepare
from aggregator.normalise.item import item_from_entry
from aggregator.text.html import clean_html

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
SPEC = SourceSpec("desk", "https://desk.example/feed", timezone="Asia/Tbilisi")
BASE = "https://desk.example/news"


def item(feed_language: str | None = None, spec: SourceSpec = SPEC, **parts: object) -> Item:
    entry = replace(ParsedEntry(guid="g", url="https://desk.example/1"), **parts)  # type: ignore[arg-type]
    return item_from_entry(entry, spec, item_id="id", feed_language=feed_language, base_url=BASE, now=NOW)


HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
TITLES = {
    "<![CDATA[Inner]]>": "Inner",
    "<![CDATA[<![CDATA[Twice &amp;amp; more]]>]]>": "Twice & more",
    "&lt;![CDATA[Escaped]]&gt;": "Escaped",
    "Rock &amp;quot;n&amp;quot; roll": 'Rock "n" roll',
    "Evil\u202eltit\x00le \ud800": "Evilltitle",
    "  two\n  lines ": "two lines",
}


@pytest.mark.parametrize("raw", TITLES)
def test_titles_are_as_a_reader_should_see_them(raw: str) -> None:
    assert item(title=raw).title == TITLES[raw]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("2026/01/the-border-opens.html", "the border opens"),
        ("%E1%83%90%E1%83%9B%E1%83%91%E1%83%90%E1%83%95%E1%83%98/", "ამბავი"),
        ("story_of_a%20day?x=1", "story of a day"),
    ],
)
def test_a_link_gives_a_title_where_nothing_else_does(page: str, title: str) -> None:
    assert item(url=f"https://desk.example/{page}").title == title


def test_a_summary_is_one_plain_line_of_bounded_length() -> None:
    made = item(title="T", summary="<p>One &amp; two</p><p>" + "word " * 500 + "</p>")
    assert made.summary.startswith("One & two word")
    assert made.summary.endswith("word…")
    assert len(made.summary) <= 500


def test_content_with_cdata_marks_and_relative_links_comes_out_clean() -> None:
    made = item(title="T", summary="Short.", content='<![CDATA[<p>See <a href="a/b">this</a></p>]]>')
    assert made.content == '<p>See <a href="https://desk.example/a/b" rel="noopener noreferrer nofollow">this</a></p>'


def test_the_base_of_an_entry_goes_before_that_of_its_feed() -> None:
    made = item(title="T", content='<a href="c">c</a>', base_url="https://desk.example/a/b/", image="i.jpg")
    assert 'href="https://desk.example/a/b/c"' in made.content
    assert made.image == "https://desk.example/a/b/i.jpg"


def test_a_guid_stays_as_given() -> None:
    assert item(title="T", guid=" tag:a?x=1&copy=2\x00 ").guid == "tag:a?x=1&copy=2"
    assert item(title="T", guid=" ").guid is None


LANGUAGES = {
    ("en-US", "საქართველოს პარლამენტი"): "ka",
    ("en", "Верховна Рада України"): "uk",
    ("en", "Parliament of Georgia"): "en",
    ("ru", "Парламент"): "ru",
    ("junk value", "Parliament"): None,
}


@pytest.mark.parametrize(("declared", "title"), LANGUAGES)
def test_a_script_outweighs_a_declared_language(declared: str, title: str) -> None:
    assert item(feed_language=declared, title=title).language == LANGUAGES[declared, title]


def test_the_configured_language_goes_before_the_entry_and_the_entry_before_the_feed() -> None:
    assert item(feed_language="fr", language="de", title="Nachrichten").language == "de"
    assert (
        item(replace(SPEC, language="es").language, replace(SPEC, language="es"), language="de", title="N").language
        == "es"
    )


DATES = {
    "ten years ahead": (("2036-01-14T10:00:00Z", None), (NOW, "first_seen")),
    "ten years ahead, but changed today": (("2036-01-14T10:00:00Z", "2026-01-14T09:00:00Z"), (NOW - timedelta(hours=3), "updated")),
    "within the hour": (("2026-01-14T12:59:00Z", None), (NOW, "published")),
    "past the hour": (("2026-01-14T13:01:00Z", None), (NOW, "first_seen")),
    "the year one": (("0001-01-01T00:00:00Z", None), (NOW, "first_seen")),
    "in words of the entry's language": (("вчера, 16:00", None), (NOW - timedelta(days=1), "published")),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_no_item_comes_from_the_future(name: str) -> None:
    (published, updated), wanted = DATES[name]
    made = item(title="T", published=published, updated=updated, language="ru")
    assert (made.published, made.date_basis) == wanted
    assert made.first_seen == NOW
    assert made.updated >= made.published


def test_what_is_dated_by_today_alone_is_noon_of_the_source_even_before_it() -> None:
    early = datetime(2026, 1, 13, 21, tzinfo=UTC)  # one in the morning of the fourteenth in Tbilisi
    entry = ParsedEntry(title="T", published="14.01.2026")
    made = item_from_entry(entry, SPEC, item_id="id", feed_language=None, base_url=BASE, now=early)
    assert (made.published, made.precision) == (datetime(2026, 1, 14, 8, tzinfo=UTC), "day")


def test_only_what_it_says_makes_the_hash() -> None:
    before = item(title="T", published="2026-01-13")
    assert item(title="T", published="2026-01-14", language="de", guid="other").content_hash == before.content_hash
    assert item(title="T", authors=("Ana",)).content_hash != before.content_hash


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_clean_texts_are_clean_already(title: str, content: str) -> None:
    made = item(title=title or "T", content=f"<p>{content}</p><img src=a.jpg>")
    again = item(title=made.title, title_is_html=False, content=made.content)
    assert again.content == made.content == clean_html(made.content, None)
    for text in (made.title, made.summary, made.content):
        text.encode()
        assert not HARMFUL.search(text)


def test_a_feed_that_declares_nothing_is_read_all_the_same() -> None:
    titles = ("Meclis bütçeyi kabul etti", "Yollar kar nedeniyle kapandı", "Radar")
    parsed = ParsedFeed("rss20", entries=tuple(ParsedEntry(title=title, guid=title) for title in titles))
    prepared = prepare(parsed, SPEC, SourceState("s"), "https://desk.example/feed")
    plan = plan_items(prepared, {}, SPEC, NOW)
    assert [planned.item.language for planned in plan.new] == ["tr", "tr", "tr"]


def test_a_false_declaration_of_english_is_not_believed() -> None:
    titles = ("Parlament büdcəni qəbul etdi", "Yollar qara görə bağlanıb", "Çörəyin qiyməti artdı")
    parsed = ParsedFeed(
        "rss20", language="en-US", entries=tuple(ParsedEntry(title=title, guid=title) for title in titles)
    )
    prepared = prepare(parsed, SPEC, SourceState("s"), "https://desk.example/feed")
    plan = plan_items(prepared, {}, SPEC, NOW)
    assert {planned.item.language for planned in plan.new} == {"az"}
