"""Sitemaps: of pages, of news, of other sitemaps, and damaged ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed
from aggregator.parse import parse

URL = "https://desk.example/sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(inner: str, root: str = "urlset") -> ParsedFeed:
    return parse("sitemap", f'<?xml version="1.0"?><{root} {NAMES}>{inner}</{root}>'.encode(), URL, {})


def test_a_plain_sitemap_gives_addresses_with_their_words() -> None:
    feed = read(
        "<url><loc>https://desk.example/2026/aktau-port-grows.html</loc><lastmod>2026-01-14</lastmod></url>"
        "<url><loc> https://desk.example/%E1%83%90%E1%83%AE%E1%83%90%E1%83%9A%E1%83%98/ </loc></url><url><lastmod>2026</lastmod></url>"
    )
    assert [(entry.title, entry.published) for entry in feed.entries] == [
        ("Aktau Port Grows", "2026-01-14"),
        ("ახალი", None),
    ]
    assert feed.site_url == "https://desk.example/"


def test_a_sitemap_of_news_gives_the_news_alone() -> None:
    feed = read(
        "<url><loc>https://desk.example/about</loc></url><url><loc>https://desk.example/1</loc><image:image><image:loc>https://desk.example/p.jpg"
        "</image:loc></image:image><news:news><news:publication><news:name>The Desk</news:name><news:language>ka</news:language></news:publication>"
        "<news:publication_date>2026-01-13T11:15:00+04:00</news:publication_date><news:title>Tea &amp;amp; trains</news:title>"
        "<news:keywords>tea, trains</news:keywords></news:news></url>"
    )
    (entry,) = feed.entries
    assert (feed.title, entry.url, entry.language) == ("The Desk", "https://desk.example/1", "ka")
    assert (entry.published, entry.categories, entry.image) == (
        "2026-01-13T11:15:00+04:00", ("tea", "trains"), "https://desk.example/p.jpg",
    )  # fmt: skip


def test_an_index_names_its_newest_parts_first() -> None:
    parts = "".join(
        f"<sitemap><loc>https://desk.example/{number}.xml</loc><lastmod>2026-01-{number:02}</lastmod></sitemap>"
        for number in (3, 9, 1)
    )
    feed = read(parts, "sitemapindex")
    assert feed.entries == ()
    assert feed.wanted == tuple(f"https://desk.example/{number}.xml" for number in (9, 3, 1))


def test_a_wrong_namespace_and_a_missing_end_are_borne() -> None:
    body = b'<urlset xmlns="http://www.google.com/schemas/sitemap/0.84"><url><loc>https://desk.example/a-b</loc></url><url><loc>https://x'
    assert parse("sitemap", body, URL, {}).entries[0].title == "A b"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body/></html>", b"<rss version='2.0'/>", b"plain", b"<!DOCTYPE x [<!ENTITY e 'x'>]><urlset>&e;"],
)
def test_what_is_no_sitemap_is_told(body: bytes) -> None:
    try:
        assert parse("sitemap", body, URL, {}).entries == ()
    except ParseError as error:
        assert str(error)


@pytest.mark.parametrize("kind", ["html", "sitemap"])
@given(parts=st.lists(st.sampled_from([
    b"<", b">", b"<a href='/x'>", b"A headline of many words here", b"</a>", b"<div>", b"</div>", b"<h1>", b"14.01.2026", b"<urlset>", b"<url>",
    b"<loc>", b"https://d.example/", b"<script type='application/ld+json'>", b'{"@type": "Article", "headline": []}', b"</script>", b"<base href='::'>",
    b"<table>", b"<td>", b"<time datetime='x'>", b"\0", b"\xff", b"<!--", b"<p>", b"<class='h-entry'>", b"&#0;",
]), max_size=60))  # fmt: skip
def test_any_bytes_give_a_feed_or_a_parse_error(kind: str, parts: list[bytes]) -> None:
    try:
        parsed = parse(kind, b"".join(parts), "https://desk.example/", {})
    except ParseError as error:
        assert str(error)
    else:
        assert all(entry.url for entry in parsed.entries)
