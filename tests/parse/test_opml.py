"""Lists of feeds as readers really export them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.model import Outline
from aggregator.parse import opml
from aggregator.parse.opml import OpmlList, list_from_opml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>My feeds</title></head><body>'
TAIL = "</body></opml>"


def sources(outlines: str, head: str = HEAD) -> list[Outline]:
    return list(listed(outlines, head).sources)


def listed(outlines: str, head: str = HEAD) -> OpmlList:
    return list_from_opml(f"{head}{outlines}{TAIL}".encode())


def test_feeds_come_in_the_order_of_the_list() -> None:
    found = sources(
        '<outline text="One" title="One" type="rss" xmlUrl="https://one.example/feed" htmlUrl="https://one.example/"/>'
        '<outline text="Two" type="rss" xmlUrl="http://two.example/rss?a=1&amp;b=2"/>'
    )

    assert found == [
        Outline("https://one.example/feed", "One", ()),
        Outline("http://two.example/rss?a=1&b=2", "Two", ()),
    ]


def test_folders_become_tags() -> None:
    found = sources(
        '<outline text="News"><outline text="Caucasus">'
        '<outline text="A" xmlUrl="https://a.example/"/></outline>'
        '<outline text="B" xmlUrl="https://b.example/"/></outline>'
        '<outline text="C" xmlUrl="https://c.example/"/>'
    )

    assert [source.tags for source in found] == [("News", "Caucasus"), ("News",), ()]


def test_a_feed_in_two_folders_is_one_feed_with_both_tags() -> None:
    found = sources(
        '<outline text="News"><outline text="A" xmlUrl="https://a.example/feed"/></outline>'
        '<outline text="Daily"><outline text="Other name" xmlUrl="https://a.example/feed"/></outline>'
        '<outline text="Late"><outline text="A again" xmlUrl="http://www.a.example/feed/"/></outline>'
    )

    assert found == [Outline("https://a.example/feed", "A", ("News", "Daily", "Late"))]


@pytest.mark.parametrize("kind", ['type="rss"', 'type="RSS"', 'type="atom"', 'type="feed"', ""])
@pytest.mark.parametrize("name", ["xmlUrl", "xmlurl", "xmlURL", "XMLURL"])
def test_however_the_feed_is_spelt_it_is_found(kind: str, name: str) -> None:
    assert [source.url for source in sources(f'<outline text="A" {kind} {name}="https://a.example/"/>')] == [
        "https://a.example/"
    ]


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ('text="Text" title="Title"', "Text"),
        ('title="Title"', "Title"),
        ("", ""),
        ('text="Salt &amp;amp; pepper"', "Salt & pepper"),
        ('text="&lt;b&gt;Bold&lt;/b&gt;"', "Bold"),
        ('text="  two\n  lines "', "two lines"),
    ],
)
def test_titles_are_plain_text(attributes: str, title: str) -> None:
    assert [source.title for source in sources(f'<outline {attributes} xmlUrl="https://a.example/"/>')] == [title]


@pytest.mark.parametrize(
    "address", ["/feed", "feed:a.example", "ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "nonsense"]
)
def test_only_web_addresses_are_taken_and_the_others_are_named(address: str) -> None:
    found = listed(f'<outline text="A" xmlUrl="{address}"/><outline text="B" xmlUrl="https://b.example/"/>')

    assert [source.title for source in found.sources] == ["B"]
    assert found.refused == (address,)


def test_an_outline_without_an_address_is_no_feed() -> None:
    assert listed('<outline text="A" xmlUrl=""/><outline text="B"/>') == OpmlList((), title="My feeds")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("feed:http://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("feed://https://a.example/rss", "https://a.example/rss"),
        ("feed://a.example/rss", "http://a.example/rss"),
        ("FEED://a.example/rss", "http://a.example/rss"),
    ],
)
def test_an_address_with_feed_before_it_is_a_web_address(written: str, meant: str) -> None:
    assert [source.url for source in sources(f'<outline text="A" xmlUrl="{written}"/>')] == [meant]


def test_links_and_includes_are_no_feeds() -> None:
    assert (
        sources(
            '<outline text="A" type="link" url="https://a.example/"/><outline text="B" type="include" url="https://b.example/"/>'
        )
        == []
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "koi8-r"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><opml version="1.1"><body><outline text="Новости" xmlUrl="https://a.example/"/></body></opml>'

    assert [source.title for source in list_from_opml(text.encode(encoding)).sources] == ["Новости"]


@pytest.mark.parametrize(
    "head", ["<opml><body>", '<?xml version="1.0" encoding="nonsense"?><opml version="2.0"><body>']
)
def test_without_a_usable_declaration_it_is_utf_8(head: str) -> None:
    assert [source.title for source in sources('<outline text="საქართველო" xmlUrl="https://a.example/"/>', head)] == [
        "საქართველო"
    ]


def test_a_list_with_errors_gives_what_can_be_read() -> None:
    found = sources(
        '<outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"><outline text="C" xmlUrl="https://c.example/">'
    )

    assert [(source.title, source.url) for source in found] == [
        ("A & B", "https://a.example/?x=1&y=2"),
        ("C", "https://c.example/"),
    ]


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"<rss><channel/></rss>", b"https://a.example/list.opml", b"<html></html>", b"\x00\xff"]
)
def test_what_is_no_list_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(ParseError, match="no OPML"):
        list_from_opml(body)


def test_a_list_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MOST_BYTES", 1_000)

    with pytest.raises(ParseError, match="larger"):
        sources('<outline text="A" xmlUrl="https://a.example/"/>' * 100)


def test_entities_of_the_document_are_not_expanded() -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    text = f'{bomb}<opml version="2.0"><body><outline text="x &b; &f;" xmlUrl="https://a.example/"/></body></opml>'

    (source,) = list_from_opml(text.encode()).sources

    assert "haha" not in source.title
    assert "root" not in source.title


def test_a_large_list_is_read_to_its_end() -> None:
    found = sources("".join(f'<outline text="Feed {n}" xmlUrl="https://{n}.example/"/>' for n in range(3_000)))

    assert [source.title for source in found] == [f"Feed {n}" for n in range(3_000)]


def test_folders_may_be_nested_as_deep_as_anyone_likes() -> None:
    depth = 5_000
    deep = '<outline text="f">' * depth + '<outline text="A" xmlUrl="https://a.example/"/>' + "</outline>" * depth

    found = sources('<outline text="B" xmlUrl="https://b.example/"/>' + deep)

    assert found[0] == Outline("https://b.example/", "B", ())
    assert all(len(source.tags) <= opml.MOST_TAGS for source in found)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_sources_or_a_parse_error(junk: bytes) -> None:
    list_from_opml(b'<opml version="2.0">' + junk)
    with contextlib.suppress(ParseError):
        list_from_opml(junk)
