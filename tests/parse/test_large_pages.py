"""Pages of ordinary size, with all that such pages carry besides their text; and pages made to choke a parser."""

from __future__ import annotations

import json
import time

import pytest

from aggregator.errors import ParseError
from aggregator.model import Selectors
from aggregator.parse import parse
from aggregator.parse.discover import named_feeds

URL = "https://desk.example/news/"
CARRIED = {
    "scripts": "<script>if (a < b) { document.write('<div><div>'); }</script>",
    "styles": "<style>.a > .b { color: red }</style>",
    "comments": "<!-- <div> a block of yesterday <ul> -->",
    "drawings": "<svg viewBox='0 0 1 1'><title>An icon</title><g><g><path d='M0 0'/></g></g></svg>",
    "choices": "<select><option>One<option selected>Two</select>",
    "frames": "<iframe src='https://ads.example/'><p>No frames</iframe>",
    "what is for browsers without scripts": "<noscript><img src='https://count.example/pixel'></noscript>",
    "templates": "<template><li><a href='/t'>A headline that is filled in by a script</a></li></template>",
}
HEADLINES = [f"The government takes decision number {number}" for number in range(400)]


def page(carried: str, *, head: str = "") -> bytes:
    rows = "".join(
        f"<li><a href='/n/{number}'>{title}</a> <span>{1 + number % 28}.01.2026</span>{carried}</li>"
        for number, title in enumerate(HEADLINES)
    )
    return f"<!doctype html><html lang=en><head><title>News of the &lt;desk&gt;</title>{head}</head><body><ul>{rows}</ul></body></html>".encode()


@pytest.mark.parametrize("kind", [*CARRIED, "all of it"])
def test_a_large_page_is_read_whatever_it_carries(kind: str) -> None:
    body = page("".join(CARRIED.values()) if kind == "all of it" else CARRIED[kind])
    feed = parse("html", body, URL, {"content-type": "text/html"})
    assert len(body) > 40_000
    assert (feed.title, feed.language) == ("News of the <desk>", "en")
    assert [entry.title for entry in feed.entries] == HEADLINES


def test_what_a_large_page_tells_machines_is_read() -> None:
    things = [
        {"@type": "NewsArticle", "headline": f"Story {number} </div> of <b>", "url": f"/s/{number}"} for number in range(300)
    ]  # fmt: skip
    script = f"<script type='application/ld+json'>{json.dumps(things)}</script>"
    feed = parse("html", page(CARRIED["scripts"], head=script), URL, {"content-type": "text/html"})
    assert [entry.url for entry in feed.entries] == [f"https://desk.example/s/{number}" for number in range(300)]
    assert feed.entries[0].title == "Story 0 </div> of <b>"


def test_the_full_text_of_a_large_page_is_read() -> None:
    text = "".join(
        f"<p>Paragraph {number} says what happened at the port.</p>{CARRIED['scripts']}" for number in range(600)
    )
    feed = parse("fulltext", f"<html><div id=text>{text}</div></html>".encode(), URL, {}, Selectors(content="#text"))
    assert "Paragraph 599" in (feed.entries[0].content or "")


def test_feeds_linked_from_the_body_of_a_large_page_are_found() -> None:
    text = page("".join(CARRIED.values())).decode().replace("</body>", "<a href='/news/rss.xml'>RSS</a></body>")
    assert named_feeds(text, URL) == ("https://desk.example/news/rss.xml",)


DEEP = "<div>" * 50_000
HOSTILE = {
    "within a title": "<div <title></title> a='" + DEEP + "'>",
    "within a quoted title": "<p a='<title>'</title>" + DEEP + "'>",
    "within a script that is data": "<p <script type=application/ld+json>{}</script> a='" + DEEP + "'>",
    "after a drawing": "<svg><svg></svg>" + DEEP,
    "after a script that ends oddly": "<script>1</script <>" + DEEP,
    "marks that come together": "<scr<script></script>ipt>" + DEEP,
    "plainly": DEEP,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_is_left_out_hides_what_nests_without_end(name: str) -> None:
    start = time.monotonic()
    with pytest.raises(ParseError):
        parse("html", HOSTILE[name].encode(), URL, {"content-type": "text/html"})
    assert time.monotonic() - start < 5
