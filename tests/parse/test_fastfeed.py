"""The fast reader: it reads as feedparser does, to the letter, or says why it does not."""

from __future__ import annotations

import re
from random import Random
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.parse import fastnames, parse
from aggregator.parse.charset import text_from_bytes
from aggregator.parse.fastfeed import Declined, read_fast
from tests.parse import damage
from tests.parse.readings import BESIDE, OWN, SHARED, Sample, read_twice, samples
from tests.parse.test_feed import atom

ALL = [sample for collection in (*OWN, *BESIDE) for sample in samples(collection)]
CAPTURED = [sample for sample in ALL if sample.collection == "captured"]
#: Documents to be damaged: those of the project that can be read at all.
SEEDS = [
    ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", sample.text))
    for sample in ALL
    if sample.collection in OWN and not isinstance(read_fast(sample.text), Declined)
]
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    ' xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:georss="http://www.georss.org/georss"'
    ' xmlns:cc="http://backend.userland.com/creativeCommonsRssModule" xmlns:x="http://other.example/ns"'
)


def in_item(inner: str, channel: str = "", attributes: str = "") -> str:
    return (
        f'<rss version="2.0" {SPACES} {attributes}><channel><title>Desk</title><link>https://desk.example/</link>{channel}'
        f"<item><title>T</title><link>https://desk.example/1</link>{inner}</item></channel></rss>"
    )


def in_entry(inner: str, attributes: str = "") -> str:
    return atom(f"<entry><title>T</title><id>i</id>{inner}</entry>", attributes).decode()


def assert_agreement(text: str, *, is_taken: bool | None = None) -> None:
    reading = read_twice(text)
    if is_taken is not None:
        assert (reading.reason == "") is is_taken, reading.reason
    if not reading.reason:
        assert reading.fast == reading.slow


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: f"{sample.collection}/{sample.name}")
def test_it_reads_as_feedparser_does_or_declines(sample: Sample) -> None:
    assert_agreement(sample.text)


@pytest.mark.skipif(
    not CAPTURED, reason=f"feed corpus not found in {SHARED}: the share of captured feeds was not counted"
)
def test_it_takes_nine_of_ten_captured_feeds() -> None:
    taken = sum(not isinstance(read_fast(sample.text), Declined) for sample in CAPTURED)
    assert taken >= 0.9 * len(CAPTURED)


@pytest.mark.skipif(not (SHARED / "bench").is_dir(), reason=f"feed farm not found in {SHARED}: its feeds were not read")
def test_it_takes_every_feed_of_the_farm() -> None:
    assert [sample.name for sample in samples("farm") if isinstance(read_fast(sample.text), Declined)] == []


@pytest.mark.parametrize(
    "inner",
    [
        "<guid isPermaLink='false'>1</guid><slash:comments>3</slash:comments><wfw:commentRss>https://a.example/</wfw:commentRss>",
        "<georss:point>45.2 -71.1</georss:point><media:rating>nonadult</media:rating><x:any a='1'><x:deep>t</x:deep></x:any>",
        "<media:group><media:content url='https://a.example/v.mp4' type='video/mp4'><media:title>V</media:title></media:content></media:group>",
        "<media:group><media:description>of it</media:description><media:thumbnail url='https://a.example/t.jpg'/></media:group>",
        "<x:categories><category>a</category><category domain='d'>b</category></x:categories><category>a</category>",
        "<content:encoded><![CDATA[<p>a &amp; b</p>]]></content:encoded><description>d &lt;b&gt;</description>",
        "<description>plain</description><content:encoded>x</content:encoded><dc:creator>Nino, a@desk.example</dc:creator>",
        "<description>some <b title='&quot;'>bold</b> text &amp; <i>more</i></description>",
        "<source url='https://a.example/'>Other</source><title>Second title</title>",
        "<media:title>Of the picture</media:title><title></title>",
        "<itunes:summary>S</itunes:summary><itunes:image href='https://a.example/i.jpg'/><itunes:keywords>a, b</itunes:keywords>",
        "<enclosure url='https://a.example/a.mp3' length='12' type='Audio/MPEG'/><cc:license>https://a.example/</cc:license>",
        "<description>Caf&#233; \u00c3\u00a9t\u00e9 &#146;q&#x92;</description><author>a@desk.example (Nino)</author>",
        "<atom:link href='/x' rel='Alternate'/><atom:author><atom:name>N</atom:name></atom:author><comments>c</comments>",
        "<image><url>https://a.example/i.png</url><title>Of the image</title></image><PubDate>14 Jan 2026</PubDate>",
        "<site xmlns='com-wordpress:feed-additions:1'>5</site><!-- c --><?php x?><description>a<!-- c -->b</description>",
        "<description xml:lang='de_DE'>d</description><guid>/1</guid><link></link>",
        "<media:content url='https://a.example/' xml:lang='fr'><media:title>V</media:title></media:content><title xml:lang='ka'>W</title>",
        "<description xml:base='https://b.example/x/'>d</description></item><item><title>U</title><link>y</link>",
    ],
)  # fmt: skip
def test_an_item_of_rss_is_taken(inner: str) -> None:
    assert_agreement(in_item(inner), is_taken=True)


@pytest.mark.parametrize(
    "inner",
    [
        "<author><name>N</name><email>n@desk.example</email><uri>https://a.example/</uri></author><author><name>O</name></author>",
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'> <p class='a'>x &lt; y<br/></p> </div></content>",
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a</div><div xmlns='http://www.w3.org/1999/xhtml'>b</div></content>",
        "<title type='html'>&lt;b&gt;B&lt;/b&gt;</title><summary>1 &lt; 2</summary><content type='html'>&lt;p&gt;x&lt;/p&gt;</content>",
        "<link rel='enclosure' href='a.mp3' type='audio/mpeg' length='5'/><link href='/b'/><link type='application/pdf' href='c.pdf'/>",
        "<source><id>s</id><title>S</title><updated>2026-01-14T10:00:00Z</updated><author><name>N</name></author></source>",
        "<category term='t' label='L' scheme='s'/><category term='t'/><published>2026-01-14</published><updated>yesterday</updated>",
        "<content type='text' xml:lang='de'>x &amp; y</content><rights>r</rights><contributor><name>C</name></contributor>",
        "<content src='https://a.example/x'/><summary type='text/html'>s</summary>",
    ],
)
@pytest.mark.parametrize(
    "attributes", ["", "xml:lang='en-US'", "xml:base='https://b.example/x/'", "xml:base='/rel/' xml:lang=''"]
)
def test_an_entry_of_atom_is_taken(inner: str, attributes: str) -> None:
    assert_agreement(in_entry(inner, attributes), is_taken=True)


DECLINED = {
    "not well-formed": in_item("<description>a & b</description>"),
    "a document type, or something else": "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + in_item(""),
    "a character that is none": in_item("<description>\ud800</description>"),
    "the root is not one of a feed": "<opml><body/></opml>",
    "links of XLink": in_item("", attributes='xmlns:l="http://www.w3.org/1999/xlink"'),
    "a prefix stands for another namespace": in_item("", attributes='xmlns:dcterms="http://purl.org/rss/1.0/"').replace(
        "xmlns:x=", 'xmlns:y="http://purl.org/dc/terms/" xmlns:x='
    ),
    "a prefix stands for several namespaces": in_item('<x:a xmlns:x="http://second.example/"/>'),
    "a namespace has several prefixes": in_item('<y:a xmlns:y="http://other.example/ns"/>'),
    "an element has one attribute twice": in_item("<guid ispermalink='true' isPermaLink='false'>1</guid>"),
    "an attribute has a name of another namespace": in_item("<enclosure x:url='https://a.example/'/>"),
    "a text is of a type that is no text": in_entry("<content type='image/png'>AAAA</content>"),
    "an element holds others where": in_item("<guid><b>1</b></guid>"),
    "markup holds an element that could": in_entry("<content type='xhtml'><p><title>x</title></p></content>"),
    "markup has attributes of other namespaces": in_item("<description><b x:y='1'>x</b></description>"),
    "a division where markup should be escaped": in_item("<description><div>x</div></description>"),
    "an element has a base address that says": in_item("<guid xml:base='https://b.example/'>1</guid>"),
    "a base address that is not plain": in_item("", attributes="xml:base='x y'"),
    "an element <author> where it is not": in_item("<media:credit/>", channel="<x:a><author/></x:a>"),
    "a date of a form that breaks": in_item("<pubDate>Fri, 2006/15/09 08:19:53 EDT</pubDate>"),
    "an address has too many slashes": in_item("<link>https:////a.example/</link>"),
    "an entry has two descriptions": in_item("<description>a</description><dc:description>b</dc:description>"),
    "a content that may be a plain text or not": in_item("<content>x</content>"),
    "an entry has hundreds of categories": in_item("".join(f"<category>{n}</category>" for n in range(400))),
    "keywords with attributes": in_item("<itunes:keywords a='1'>x</itunes:keywords>"),
    "an element <itunes_category> with a text": in_item("<itunes:category text='a'>x</itunes:category>"),
    "an author without a name": in_entry("<author>Nino</author><author><email>n@desk.example</email></author>"),
    "a thumbnail with a text": in_item("<media:thumbnail>https://a.example/</media:thumbnail>"),
    "an element <description> within <image>": in_item("<image><description>d</description></image>"),
    "an image with attributes and elements": in_item("<image a='1'><url>u</url></image>"),
    "a licence deeper than another": in_item("<cc:license>a</cc:license><x:a><cc:license>b</cc:license></x:a>"),
    "elements within elements without end": in_item("<x:a>" * 100 + "</x:a>" * 100),
    "too much to hold at once": in_item("", channel="<x:a>" * 3000 + "</x:a>" * 3000),
    "a channel of another format": in_item("").replace("<channel>", "<channel href='https://a.example/'>"),
    "an entry of another format": in_item("").replace("<item>", "<item lastmod='2026'>"),
    "an element <item> beside the channel": in_item("").replace("</rss>", "<item/></rss>"),
    "an element <x_z> within <image>": in_item("", channel="<image><url>u</url><x:z/></image>"),
    "an element <name> within <itunes_owner>": in_item("", channel="<itunes:owner><name>N</name></itunes:owner>"),
    "an owner where feedparser takes it": atom(
        "<i:owner><i:name>N</i:name></i:owner>", 'xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ).decode(),
    "an element <hours> where it is not": in_item("", channel="<skipHours><hours>5</hours></skipHours>"),
}


@pytest.mark.parametrize("reason", DECLINED)
def test_it_declines_what_it_is_not_certain_of(reason: str) -> None:
    reading = read_fast(DECLINED[reason])
    assert isinstance(reading, Declined)
    assert reading.reason.startswith(reason)


@pytest.mark.parametrize(
    "before", ["", "\n", "<!-- <rss> -->", '<?xml-stylesheet href="a"?>', '<?xml version="1.0"?>', "\ufeff", "x"]
)
def test_what_stands_before_the_root_changes_nothing(before: str) -> None:
    for declaration in ("", '<?xml version="1.0" encoding="koi8-r" standalone="no"?>', '<?xml version="1.1"?>\n'):
        assert_agreement(declaration + before + in_item("<description>Ереван</description>"))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "windows-1251", "koi8-r"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "koi8-r", "iso-8859-1", None])
@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=windows-1251", "text/xml"])
def test_every_encoding_is_read_as_the_slow_way_reads_it(codec: str, declared: str | None, content_type: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{said}?>' + in_item("<description>Новости из Еревана и Тбилиси</description>")
    body = text.encode(codec)
    decoded, borne = text_from_bytes(body, content_type)
    reading = read_twice(decoded)
    feed = parse("feed", body, "https://desk.example/feed", {"content-type": content_type})
    assert feed.entries == getattr(reading.slow, "entries", None)
    assert reading.fast in {None, reading.slow}
    assert feed.problems == ((borne,) if borne else ())


@pytest.mark.parametrize(
    "space", ["http://purl.org/rss/1.0/", "http://www.w3.org/2005/Atom", "http://any.example/", ""]
)
@pytest.mark.parametrize("version", ["2.0", "0.91", "0.92", "1.0", ""])
@pytest.mark.parametrize("root", ["rss", "feed"])
def test_versions_are_told_as_feedparser_tells_them(root: str, version: str, space: str) -> None:
    inner = "<entry><title>T</title></entry>" if root == "feed" else "<channel><item><title>T</title></item></channel>"
    assert_agreement(f'<{root} version="{version}" xmlns="{space}">{inner}</{root}>')


def test_every_element_that_feedparser_knows_is_read_or_declined() -> None:
    from aggregator.parse.reader import _parsers

    known = {name.split("_", 2)[2].lower() for name in dir(_parsers()[0]) if name.startswith(("_start_", "_end_"))}
    assert known <= fastnames.MEANT


def test_namespaces_are_those_that_feedparser_knows() -> None:
    from feedparser.mixin import _FeedParserMixin

    known = {uri.lower(): prefix.lower() for uri, prefix in _FeedParserMixin.namespaces.items() if uri}
    assert known == fastnames.PREFIXES


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=0, max_value=len(SEEDS) - 1), st.integers(min_value=0))
def test_whatever_is_done_to_a_feed_the_two_agree(seed: int, number: int) -> None:
    assert_agreement(damage.damaged(Random(number), SEEDS[seed]))
