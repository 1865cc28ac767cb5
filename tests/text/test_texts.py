"""Texts of strangers: made plain, made safe, made short; languages, directions, addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.text import xmlchars
from aggregator.text.html import clean_html, plain_text, shorten, text_from_html
from aggregator.text.language import direction, find_language, language_from_script, language_tag
from aggregator.text.urls import canonical_url, redact, registrable_domain, resolve, slug_from_url

BASE = "https://desk.example/news/1"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#1;script:alert(1)">x</a>',
    '<a href="\u00a0javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe src="https://evil.example/"></iframe>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mi//xlink:href='javascript:alert(1)'>",
    '<p style="position:fixed" onclick="alert(1)">x</p>',
    '<form action="https://evil.example/"><input name=q></form>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '<img width="1" alt="><script>alert(1)</script>" src="https://evil.example/p.gif">',
    "<div>" * 5000 + "deep",
    "<style>body{display:none}</style>",
    '<object data="x"></object><embed src="x"><base href="https://evil.example/">',
]
DANGER = re.compile(
    r"<(?:script|iframe|svg|math|form|input|meta|style|object|embed|base)\b|\son\w+\s*=|javascript:|data:text|style=",
    re.IGNORECASE,
)


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_that_can_act_survives(markup: str) -> None:
    cleaned = clean_html(f"<p>before</p>{markup}<p>after</p>", BASE)
    assert not DANGER.search(re.sub(r"&[a-z]+;[^<]*", "", cleaned)), cleaned
    assert clean_html(cleaned, BASE) == cleaned


def test_links_are_absolute_and_pixels_are_gone() -> None:
    cleaned = clean_html(
        '<a href="/x">a</a> <img src="p.jpg" alt="p"><img src="t.gif" width="1" height="1"><img srcset="a 2x">', BASE
    )
    assert 'href="https://desk.example/x"' in cleaned
    assert 'rel="noopener noreferrer nofollow"' in cleaned
    assert 'src="https://desk.example/news/p.jpg"' in cleaned
    assert cleaned.count("<img") == 1


@pytest.mark.parametrize(
    "tag",
    [
        '<img class="l" data-src="/a.jpg" alt="a">',
        '<img src="/wait.gif" data-src="/a.jpg">',
        "<img src='data:image/gif;base64,x' data-lazy-src='/a.jpg'>",
        "<img data-original=/a.jpg>",
    ],
)
def test_a_lazy_picture_is_shown(tag: str) -> None:
    cleaned = clean_html(tag, BASE)
    assert 'src="https://desk.example/a.jpg"' in cleaned
    assert cleaned.count("src=") == 1


@pytest.mark.parametrize(
    "tag",
    [
        "<img src=t.gif width=1 height=1>",
        '<img src="t.gif" width="1px">',
        '<img style="width:1px; height:1px" src="t.gif">',
        '<img style="display: none" src="t.gif">',
        '<img src="data:image/gif;base64,x">',
    ],
)
def test_what_counts_readers_is_gone(tag: str) -> None:
    assert clean_html(f"<p>a</p>{tag}", BASE) == "<p>a</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<iframe src=x></iframe>",
        "<p><iframe src=x></iframe></p>",
        "<form action=x><p>Subscribe</p><input><button>Go</button></form>",
        "<div> <span></span><br></div><p>&nbsp;</p>",
        "<ul><li></li></ul>",
        "<!-- x --><!--",
    ],
)
def test_what_is_left_out_leaves_nothing_behind(markup: str) -> None:
    assert clean_html(f"<p>a</p>{markup}", BASE) == "<p>a</p>"


def test_what_says_nothing_is_nothing() -> None:
    assert clean_html("<p> </p><div><span></span></div><!-- x -->", BASE) == ""


@settings(deadline=None)
@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_html(text, BASE)
    assert clean_html(once, BASE) == once
    assert not DANGER.search(re.sub(r"&[a-z]+;", "", once)) or "<" not in once


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("a &amp;ndash; b", "a – b"),
        ("<b>bold</b> &lt;i&gt;", "bold <i>"),
        ("<![CDATA[Inner]]>", "Inner"),
        ("two<br>lines\n and\ttabs", "two lines and tabs"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("nul\x00l \u202eevil\u202c \ud800", "null evil"),
        ("<script>alert(1)</script>Title", "Title"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("&lt;![CDATA[Inner]]&gt;", "Inner"),
        ("<![CDATA[<![CDATA[Twice]]>]]>", "Twice"),
        ("<![CD<![CDATA[ATA[Again]]>", "Again"),
        ("line\x85end\x0bhere", "line end here"),
        ("c1 \x80\x9f \ufdd0\ufffe", "c1"),
    ],
)
def test_titles_are_plain(raw: str, plain: str) -> None:
    assert plain_text(raw) == plain


def test_blocks_are_parted_and_words_are_not() -> None:
    assert text_from_html("<p>One</p><p>Two</p><ul><li>a</li><li>b</li></ul>w<b>or</b>d") == "One Two a b word"


def test_shortening_ends_with_a_word() -> None:
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("short", 12) == "short"
    assert len(shorten("x" * 100, 20)) <= 20
    assert not shorten("ab\u0301" * 50, 20)[:-1].endswith("\u0301b")


@pytest.mark.parametrize(
    "letter", ["\U0001f1ec\U0001f1ea", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "नि", "e\u0301"]
)
def test_shortening_never_cuts_a_character_of_several_code_points(letter: str) -> None:
    for limit in range(2, 40):
        kept = shorten(letter * 20, limit)
        assert len(kept) <= limit
        assert kept.removesuffix("…") == letter * kept.count(letter)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_harmful_characters_never_survive(text: str) -> None:
    cleaned = xmlchars.clean(text)
    assert xmlchars.clean(cleaned) == cleaned
    assert len(xmlchars.replace(text)) == len(text)
    cleaned.encode()


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("http://www.desk.example/a/", "https://desk.example/a", True),
        ("https://desk.example/a?utm_source=x&b=1", "https://desk.example/a?b=1", True),
        ("https://desk.example/a?b=1&a=2", "https://desk.example/a?a=2&b=1", True),
        ("https://desk.example:443/a#top", "https://desk.example/a", True),
        ("https://desk.example/?p=1", "https://desk.example/?p=2", False),
        ("https://desk.example/#!/a", "https://desk.example/#!/b", False),
        ("https://desk.example/a?id=1&id=2", "https://desk.example/a?id=1", False),
        ("https://desk.example/A", "https://desk.example/a", False),
        ("https://desk.example/ა", "https://desk.example/%e1%83%90", True),
        ("https://desk.example/%7Ea?q=%d0%b0", "https://desk.example/~a?q=%D0%B0", True),
        ("https://desk.example/a%2Fb", "https://desk.example/a/b", False),
        ("https://пример.example/", "https://xn--e1afmkfd.example", True),
    ],
)
def test_addresses_are_compared_by_what_they_lead_to(first: str, second: str, same: bool) -> None:
    assert (canonical_url(first) == canonical_url(second)) is same


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_canonical_address_of_a_canonical_address(text: str) -> None:
    key = canonical_url(f"https://desk.example/{text}")
    assert canonical_url(f"https://{key}") == key


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "//",
        "http://",
        "https://[",
        "",
        "ftp://x.example/",
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert resolve(None, url) is None


def test_addresses_are_resolved_as_browsers_do() -> None:
    assert resolve(BASE, " ../a b\n ") == "https://desk.example/a%20b"
    assert resolve(BASE, "//other.example/x") == "https://other.example/x"
    assert redact("https://u:p@desk.example/x") == "https://desk.example/x"
    assert slug_from_url("https://www.civil.ge/feed?lang=ka") == "civil-ge-feed-lang-ka"
    assert registrable_domain("https://news.bbc.co.uk/x") == "bbc.co.uk"
    assert registrable_domain("https://a.github.io/") == "a.github.io"
    assert registrable_domain("http://127.0.0.1:8080/") == "127.0.0.1"


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("en_us", "en-US"),
        ("KA", "ka"),
        ("az-latn-AZ", "az-Latn-AZ"),
        ("english language", None),
        ("", None),
        ("und", None),
        (None, None),
    ],
)
def test_language_tags(raw: str | None, tag: str | None) -> None:
    assert language_tag(raw) == tag


@pytest.mark.parametrize(
    ("declared", "text", "found"),
    [
        ("en-US", "საქართველოს პარლამენტი", "ka"),
        ("ru", "Парламент Грузии", "ru"),
        ("uk", "Парламент Грузії", "uk"),
        ("en", "Парламент Грузии принял закон", "ru"),
        ("en", "Верховна Рада України ухвалила", "uk"),
        ("en-US", "مجلس ایران قانون را تصویب کرد", "fa"),
        ("en-US", "وافق البرلمان على القانون", "ar"),
        ("fa", "پارلمان گرجستان", "fa"),
        (None, "Հայաստանի կառավարությունը", "hy"),
        (None, "The parliament", None),
        ("az", "Azərbaycan", "az"),
        ("en", "iPhone", "en"),
        ("en", "", "en"),
    ],
)
def test_a_script_rules_a_language_out(declared: str | None, text: str, found: str | None) -> None:
    assert find_language(declared, text) == found


def test_direction_follows_the_script() -> None:
    assert direction("ar") == direction(None, "خبر عاجل") == direction("he") == "rtl"
    assert direction("az") == direction("ku") == direction("az-Latn") == direction(None, "news") == "ltr"
    assert direction("az-Arab") == "rtl"
    assert direction("ar", "BBC News live") == "ltr"
    assert language_from_script("ელ") is None
