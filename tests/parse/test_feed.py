"""Feeds as they are met: every trap of a document, and what must be seen in it all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.model import Enclosure, ParsedEntry, ParsedFeed
from aggregator.parse import parse

URL = "https://desk.example/feeds/rss.xml"


def rss(items: str, channel: str = "", attributes: str = "") -> bytes:
    names = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
        ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    )
    head = "<title>A desk</title><link>https://desk.example/</link><description>d</description>"
    return f'<?xml version="1.0"?><rss version="2.0" {names} {attributes}><channel>{head}{channel}{items}</channel></rss>'.encode()


def atom(entries: str, attributes: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>A desk</title><id>urn:x</id>'
        f'<updated>2026-01-14T10:00:00Z</updated><link href="https://desk.example/"/>{entries}</feed>'
    ).encode()


def read(body: bytes, content_type: str = "application/xml") -> ParsedFeed:
    return parse("feed", body, URL, {"content-type": content_type})


def one(body: bytes) -> ParsedEntry:
    (entry,) = read(body).entries
    return entry


def test_a_plain_item() -> None:
    entry = one(
        rss(
            "<item><title>T</title><link>https://desk.example/1</link><guid>g-1</guid><description>D</description>"
            "<pubDate>Wed, 14 Jan 2026 10:00:00 +0400</pubDate><category>a</category><category>b</category></item>"
        )
    )
    assert (entry.title, entry.url, entry.guid, entry.summary) == ("T", "https://desk.example/1", "g-1", "D")
    assert (entry.published, entry.updated) == ("Wed, 14 Jan 2026 10:00:00 +0400", None)
    assert entry.categories == ("a", "b")


def test_a_relative_link_is_of_the_site() -> None:
    assert one(rss("<item><title>T</title><link>/1</link></item>")).url == "https://desk.example/1"


def test_xml_base_goes_first() -> None:
    entry = one(
        atom('<entry><title>T</title><id>i</id><link href="p/1"/></entry>', 'xml:base="https://other.example/a/"')
    )
    assert (entry.url, entry.base_url) == ("https://other.example/a/p/1", "https://other.example/a/")


def test_a_permalink_guid_is_the_link_where_there_is_none() -> None:
    assert one(rss("<item><title>T</title><guid>https://desk.example/1</guid></item>")).url == "https://desk.example/1"
    assert one(rss('<item><title>T</title><guid isPermaLink="false">x</guid></item>')).url is None


def test_a_permalink_guid_may_be_relative_to_the_site() -> None:
    entry = one(rss('<item><title>T</title><guid isPermaLink="true">/blog/1</guid></item>'))
    assert (entry.url, entry.guid) == ("https://desk.example/blog/1", "/blog/1")
    assert one(rss('<item><title>T</title><guid isPermaLink="false">/blog/1</guid></item>')).url is None
    assert one(rss('<item><title>T</title><guid isPermaLink="true">1559</guid></item>')).url is None
    assert one(atom("<entry><title>T</title><id>/blog/1</id></entry>")).url is None


def test_the_original_link_of_a_burnt_feed() -> None:
    item = "<item><title>T</title><link>https://feeds.example/~r/1</link><feedburner:origLink>https://desk.example/1</feedburner:origLink></item>"
    assert one(rss(item)).url == "https://desk.example/1"


def test_dc_date_is_the_date_of_rss_and_updated_that_of_atom() -> None:
    assert one(rss("<item><title>T</title><dc:date>2026-01-14</dc:date></item>")).published == "2026-01-14"
    entry = one(atom("<entry><title>T</title><id>i</id><updated>2026-01-14T10:00:00Z</updated></entry>"))
    assert (entry.published, entry.updated) == (None, "2026-01-14T10:00:00Z")


def test_the_date_of_a_printed_issue_is_the_last_resort() -> None:
    names = 'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
    issue = "<prism:publicationDate>2026-01-16</prism:publicationDate>"
    entry = one(
        rss(f"<item><title>T</title>{issue}<dc:date>2026-01-14T10:29:47-07:00</dc:date></item>", attributes=names)
    )
    assert (entry.published, entry.updated) == ("2026-01-14T10:29:47-07:00", None)
    assert one(rss(f"<item><title>T</title>{issue}</item>", attributes=names)).published == "2026-01-16"


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<author>bob@desk.example (Bob Smith)</author>", ("Bob Smith",)),
        ("<author>bob@desk.example</author>", ("bob",)),
        ("<author>Bob Smith</author>", ("Bob Smith",)),
        ("<dc:creator>Ana &amp; Bob</dc:creator>", ("Ana & Bob",)),
    ],
)
def test_authors_are_names(markup: str, names: tuple[str, ...]) -> None:
    assert one(rss(f"<item><title>T</title>{markup}</item>")).authors == names


def test_the_longest_content_and_its_own_summary() -> None:
    entry = one(
        rss(
            "<item><title>T</title><description>short</description><content:encoded>&lt;p&gt;long&lt;/p&gt;</content:encoded></item>"
        )
    )
    assert (entry.summary, entry.content) == ("short", "<p>long</p>")


def test_plain_text_of_atom_stays_text() -> None:
    entry = one(atom('<entry><title type="text">a &lt;b&gt; c</title><id>i</id><summary>1 &lt; 2</summary></entry>'))
    assert (entry.title, entry.title_is_html, entry.summary) == ("a <b> c", False, "1 &lt; 2")


def test_enclosures_and_pictures() -> None:
    entry = one(
        rss(
            '<item><title>T</title><enclosure url="https://desk.example/a.mp3" length="12" type="audio/mpeg"/>'
            '<enclosure url="https://desk.example/b.mp3" length="?" type="audio/mpeg"/>'
            '<media:thumbnail url="https://desk.example/t.jpg"/></item>'
        )
    )
    assert entry.enclosures == (
        Enclosure("https://desk.example/a.mp3", "audio/mpeg", 12),
        Enclosure("https://desk.example/b.mp3", "audio/mpeg", None),
    )
    assert entry.image == "https://desk.example/t.jpg"


def test_languages_of_feed_and_entry() -> None:
    assert read(rss("<item><title>T</title></item>", "<language>ka</language>")).language == "ka"
    assert one(atom('<entry xml:lang="hy"><title>T</title><id>i</id></entry>', 'xml:lang="en"')).language == "hy"


def test_what_the_publisher_asks_of_pollers() -> None:
    channel = "<ttl>90</ttl><skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>sunday</day></skipDays>"
    feed = read(rss("<item><title>T</title></item>", channel))
    assert (feed.wishes.ttl, feed.wishes.skip_hours, feed.wishes.skip_days) == (
        timedelta(minutes=90),
        (0, 3),
        ("Sunday",),
    )
    twice = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    assert read(rss("<item><title>T</title></item>", twice)).wishes.ttl == timedelta(hours=12)
    assert read(rss("<item><title>T</title></item>", "<sy:updatePeriod>hourley</sy:updatePeriod>")).wishes.ttl is None


TEXT = "Грузия и Армения"


@pytest.mark.parametrize(
    ("codec", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "application/rss+xml"),
        ("windows-1251", "windows-1251", "application/rss+xml"),
        ("windows-1251", "utf-8", "application/rss+xml; charset=windows-1251"),
        ("koi8-r", "koi8-r", "text/xml"),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-16", "utf-16", "text/xml"),
        ("utf-8", "undefined", "application/xml"),
        ("utf-8", "x-unknown", "application/xml; charset=x-nonsense"),
        ("utf-8-sig", "utf-8", "application/xml"),
    ],
)
def test_no_mojibake(codec: str, declared: str, content_type: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>d</title><item><title>{TEXT}</title></item></channel></rss>'
    (entry,) = read(text.encode(codec), content_type).entries
    assert entry.title == TEXT


def test_a_bare_ampersand_and_a_control_character_cost_nothing() -> None:
    feed = read(rss("<item><title>Fish & chips \x0b now</title></item><item><title>Two</title></item>"))
    assert [entry.title for entry in feed.entries][1] == "Two"
    assert "Fish & chips" in (feed.entries[0].title or "")
    assert feed.problems


def test_a_document_cut_off_gives_what_is_there() -> None:
    body = rss("<item><title>One</title></item><item><title>Two</title></item>")
    titles = [entry.title for entry in read(body[: body.index(b"Two") + 3]).entries]
    assert titles[0] == "One"


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss("")).entries == ()


@pytest.mark.parametrize("left_out", [1, 6, 14, 20, 30], ids="{} bytes".format)
@pytest.mark.parametrize(
    "whole", [rss("<item><title>One</title></item>" * 3), atom("<entry><title>One</title></entry>" * 3)]
)
def test_a_document_that_is_cut_off_says_so(whole: bytes, left_out: int) -> None:
    feed = read(whole[:-left_out])
    assert feed.entries[0].title == "One"
    assert "the document ends early; what comes before is taken" in feed.problems


def test_a_whole_document_with_faults_does_not_end_early() -> None:
    for body in (rss("<item><title>A & B</title></item>"), rss("<item><title>T</title></item>") + b"<!-- cached"):
        feed = read(body)
        assert any("not well-formed" in problem for problem in feed.problems)
        assert not any("ends early" in problem for problem in feed.problems)


def test_entries_that_say_nothing_are_left_out_and_said() -> None:
    feed = read(rss("<item><pubDate>Wed, 14 Jan 2026 10:00:00 +0400</pubDate></item><item><title>T</title></item>"))
    assert len(feed.entries) == 1
    assert any("1 entry says nothing" in problem for problem in feed.problems)


PAGE = b"<!doctype html><html><head><title>Desk</title>%s</head><body><p>Hello</p></body></html>"
REFUSED = {
    "nothing": (b"", "empty"),
    "white space": (b" \n\t", "empty"),
    "a page without feeds": (PAGE % b"", "offers none"),
    "a page with feeds": (
        PAGE % b'<link rel="Alternate nofollow" type="application/rss+xml; charset=utf-8" href="/rss">',
        "https://desk.example/rss",
    ),
    "a page that keeps programs out": (
        b"<html><head><title>Just a moment...</title></head></html>",
        "keeps programs out",
    ),
    "JSON of another kind": (b'{"items": 3}', "no JSON Feed"),
    "broken JSON": (b'{"items": [', "no JSON that can be read"),
    "deep JSON": (b"[" * 100_000, "no JSON"),
    "OPML": (b'<?xml version="1.0"?><opml version="2.0"><head/><body/></opml>', "OPML list"),
    "a sitemap": (
        b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
        "sitemap",
    ),
    "text": (b"hello there", "plain text"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_feed_is_told_as_what_it_is(name: str) -> None:
    body, words = REFUSED[name]
    with pytest.raises(ParseError, match=words):
        read(body)


def test_a_document_is_never_taken_for_the_name_of_a_file_or_an_address(tmp_path: Path) -> None:
    """A publisher whose answer is a path must not be told what lies there."""
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<item><title>Secret</title></item>"))
    for body in (str(secret).encode(), secret.as_uri().encode(), b"https://desk.example/feed"):
        with pytest.raises(ParseError, match="plain text"):
            read(body)


def test_an_unknown_kind_is_a_bug() -> None:
    with pytest.raises(KeyError):
        parse("carrier pigeon", b"", URL, {})


def test_json_feed() -> None:
    feed = read(
        b'{"version": "https://jsonfeed.org/version/1", "title": "D", "home_page_url": "https://desk.example/", "author": {"name": "A"},'
        b'"items": [{"id": 7, "url": "/1", "title": "a < b", "content_text": "x & y", "tags": ["t", 3, null], "attachments": [{"url": '
        b'"https://desk.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 5}]}, "no item", {"id": ""}]}'
    )
    entry = feed.entries[0]
    assert feed.format == "json10"
    assert (entry.guid, entry.url, entry.title, entry.content, entry.authors) == (
        "7",
        "https://desk.example/1",
        "a < b",
        "x &amp; y",
        ("A",),
    )
    assert entry.categories == ("t", "3")
    assert entry.enclosures == (Enclosure("https://desk.example/a.mp3", "audio/mpeg", 5),)
    assert len(feed.entries) == 1
    assert feed.problems


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [b"", b"<?xml version='1.0'?><rss><channel><item>", b'{"items": [', b"<feed><entry>", b"<html>", b"\xff\xfe<\0"]
    ),
    st.one_of(
        st.sampled_from(["", "text/xml; charset=utf-16", "application/xml; charset=undefined"]), st.text(max_size=30)
    ),
)
def test_any_bytes_give_a_feed_or_a_parse_error(body: bytes, head: bytes, content_type: str) -> None:
    try:
        assert isinstance(read(head + body, content_type), ParsedFeed)
    except ParseError as error:
        assert str(error)
