"""Pages without feeds, in the ways that sites build them: what must be found in each, and what must not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed, Selectors
from aggregator.parse import parse

URL = "https://desk.example/en/news/detail/2136"
LATEST = [
    ("Foreign Shores and Native Storms: The Ferry on the Brink", "11.Jan.2026"),
    ("“Muslim Railways”: Turkey’s New Strategic Vector", "10.Jan.2026"),
    ("The Use of the “Rowan” Gauge and a New Phase Around Ukraine", "09.Jan.2026"),
    ("Solidarity Deferred: Croatia and Romania’s Retreat", "08.Jan.2026"),
    ("Azerbaijan’s Initiative: Ambitions, Challenges, and Doubts", "07.Jan.2026"),
    ("The Great Rotation: Reshuffles in the Leadership", "06.Jan.2026"),
    ("The Ministry Did Not Confirm an Alleged Landslide", "05.Jan.2026"),
    ("The Fiber Optic Cable: A Digital Milestone", "04.Jan.2026"),
    ("Georgia Hopes for a Review of the Tariff", "04.Jan.2026"),
    ("Allies Discuss Security and the Future of a Settlement", "03.Jan.2026"),
]
TITLE = "Ministers called talks on the railway important and useful"
PROSE = [
    "The transport ministers of three countries called the talks on the reopening of the railway important and useful, TASS reports.",
    '"I consider this meeting useful, since we were able to come to an agreement," the minister said on Monday.',
    "He hopes that the line will benefit the whole region. Working groups are to meet in spring.",
]


def link(number: int, title: str) -> str:
    return f'<a href="/en/news/detail/{7000 - number}">{title}</a>'


LISTS: dict[str, Callable[[], str]] = {
    "divs": lambda: "".join(f'<div class="ln">{link(n, t)}<br><span>{d}</span></div>' for n, (t, d) in enumerate(LATEST)),
    "a list": lambda: "<ul>" + "".join(f"<li>{link(n, t)} {d}</li>" for n, (t, d) in enumerate(LATEST)) + "</ul>",
    "links and breaks": lambda: "".join(f"{link(n, t)}<br>{d}<br>" for n, (t, d) in enumerate(LATEST)),
    "links and divs": lambda: "".join(f"{link(n, t)}<div>{d}</div>" for n, (t, d) in enumerate(LATEST)),
    "rows of a table": lambda: "<table>" + "".join(f"<tr><td>{d}</td><td>{link(n, t)}</td></tr>" for n, (t, d) in enumerate(LATEST)) + "</table>",
    "dates before, in a definition list": lambda: "<dl>" + "".join(f"<dt>{d}</dt><dd>{link(n, t)}</dd>" for n, (t, d) in enumerate(LATEST)) + "</dl>",
    "the link around it all": lambda: "".join(
        f'<a class="card" href="/en/news/detail/{7000 - n}"><h4>{t}</h4><em>{d}</em></a>' for n, (t, d) in enumerate(LATEST)
    ),
    "headings, then dates in paragraphs": lambda: "".join(f"<h4>{link(n, t)}</h4><p>{d}</p>" for n, (t, d) in enumerate(LATEST)),
}  # fmt: skip

BODIES: dict[str, Callable[[], str]] = {
    "paragraphs": lambda: "".join(f"<p>{text}</p>" for text in PROSE),
    "breaks": lambda: "<div>" + "<br><br>".join(PROSE) + "</div>",
    "divs": lambda: "".join(f"<div>{text}</div>" for text in PROSE),
}

FRAMES: dict[str, str] = {
    "columns": "<div class='main'><h1>{title}</h1>{body}<div class='date'>12.01.2021 08:04</div></div>"
    "<div class='side'><h3>Latest news</h3>{latest}</div><div class='top'>14 Jan 2026</div>",
    "one after another": "<div id='c'><h1>{title}</h1>{body}<span>12.01.2021 08:04</span><h3>Latest news</h3>{latest}<p>14 Jan 2026</p></div>",
    "the date first": "<div>14 Jan 2026</div><div><h1>{title}</h1><small>12.01.2021 08:04</small>{body}</div><div><b>Latest news</b>{latest}</div>",
    "the list before": "<div><div class='side'><h2>Latest news</h2>{latest}</div><div><h1>{title}</h1>{body}<i>12.01.2021 08:04</i></div><footer>14 Jan 2026</footer></div>",
}  # fmt: skip

MENU = '<nav><a href="/">Home</a><a href="/en/">All news of the region and the world</a></nav><p><a href="/ru/">Русский</a></p>'


def page(frame: str, body: str, latest: str) -> bytes:
    whole = FRAMES[frame].format(title=TITLE, body=BODIES[body](), latest=LISTS[latest]())
    return f"<!doctype html><html lang=en><head><title>{TITLE} | The Desk</title></head><body>{MENU}{whole}</body></html>".encode()


def read(body: bytes, selectors: Selectors | None = None, url: str = URL) -> ParsedFeed:
    return parse("html", body, url, {"content-type": "text/html; charset=utf-8"}, selectors)


@pytest.mark.parametrize("latest", LISTS)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("frame", FRAMES)
def test_an_article_beside_a_list_of_headlines(frame: str, body: str, latest: str) -> None:
    feed = read(page(frame, body, latest))
    article = [entry for entry in feed.entries if entry.url == URL]
    others = [entry for entry in feed.entries if entry.url != URL]
    assert [(entry.title, entry.published) for entry in others] == LATEST
    assert [(entry.title, entry.published) for entry in article] == [(TITLE, "12.01.2021 08:04")]
    text = f"{article[0].summary} {article[0].content}"
    for part in ("talks on the reopening", "come to an agreement", "meet in spring"):
        assert part in text
    assert not [title for title, _ in LATEST if title in text]
    assert "Latest news" not in text
    assert "Jan 2026" not in text


def test_selectors_of_the_editor() -> None:
    rows = "".join(
        f'<li class=x><b>{title}</b><i data-day="{date}">a day</i><p class=s>About {number}.</p><img data-src="/p{number}.jpg">'
        f'<a class=more href="{number}.html">More</a><span class=ad>Buy!</span></li>'
        for number, (title, date) in enumerate(LATEST)
    )
    chosen = Selectors(".x", title="b", link="a.more", date="i@data-day", summary="p.s", image="img", remove=(".ad",))
    feed = read(f"<html><base href='https://desk.example/list/'><ul>{rows}</ul></html>".encode(), chosen)
    first = feed.entries[0]
    assert [(entry.title, entry.published) for entry in feed.entries] == LATEST
    assert (first.url, first.image) == ("https://desk.example/list/0.html", "https://desk.example/p0.jpg")
    assert first.summary == '<p class="s">About 0.</p>'


@pytest.mark.parametrize("latest", ["links and breaks", "links and divs"])
def test_an_item_that_is_the_link_itself_with_its_date_after_it(latest: str) -> None:
    chosen = Selectors('a[href*="/news/detail/"]', title=":self", link=":self", date=":next")
    feed = read(f"<html><body>{LISTS[latest]()}</body></html>".encode(), chosen)
    dates = [entry.published for entry in feed.entries]
    assert dates == ([date for _, date in LATEST] if latest == "links and divs" else dates)
    named = Selectors('a[href*="/news/detail/"]', title=":self", link=":self", date=":next div")
    if latest == "links and divs":
        assert [entry.published for entry in read(f"<html>{LISTS[latest]()}</html>".encode(), named).entries] == dates
    assert [entry.title for entry in feed.entries] == [title for title, _ in LATEST]


def test_several_items_with_one_link_are_refused_with_a_word() -> None:
    rows = "".join(f"<li><a href='/all'>Headline number {number}</a></li>" for number in range(3))
    feed = read(f"<html><ul>{rows}</ul></html>".encode(), Selectors("li"))
    assert len(feed.entries) == 1
    assert feed.problems == ("2 items have the link of another one; html.link must differ from item to item",)


@pytest.mark.parametrize(
    ("selectors", "words"),
    [(Selectors("li["), "html.items 'li[' is no CSS selector"), (Selectors(".none"), "nothing on the page matches html.items '.none'"),
     (Selectors("li", date="b::x("), "html.date 'b::x(' is no CSS selector")],
)  # fmt: skip
def test_a_selector_that_is_wrong_is_named(selectors: Selectors, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(b"<html><ul><li><a href='/a'>One headline</a></li></ul></html>", selectors)
    assert words in str(caught.value)


def structured(kind: str) -> bytes:
    things = [
        {
            "@type": "NewsArticle", "headline": title, "url": f"/story/{number}", "datePublished": f"2026-01-{14 - number:02}T10:00:00+04:00",
            "author": {"@type": "Person", "name": "Ana"}, "image": ["https://desk.example/p.jpg"],
        }
        for number, (title, _) in enumerate(LATEST)
    ]  # fmt: skip
    documents = {
        "a list of items": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": thing} for thing in things]},
        "a graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, *things]},
        "a plain list": things,
    }  # fmt: skip
    return f'<html><script type="application/ld+json">{json.dumps(documents[kind])}</script><p>x</p></html>'.encode()


@pytest.mark.parametrize("kind", ["a list of items", "a graph", "a plain list"])
def test_what_a_page_tells_machines_comes_first(kind: str) -> None:
    feed = read(structured(kind))
    assert [entry.title for entry in feed.entries] == [title for title, _ in LATEST]
    first = feed.entries[0]
    assert first.url == "https://desk.example/story/0"
    assert (first.published, first.authors, first.image) == (
        "2026-01-14T10:00:00+04:00", ("Ana",), "https://desk.example/p.jpg",
    )  # fmt: skip


def test_an_h_feed() -> None:
    rows = "".join(
        f'<div class="h-entry"><a class="u-url p-name" href="/{number}">{title}</a>'
        f'<time class="dt-published" datetime="2026-01-0{number + 1}">x</time><p class="p-summary">Sum {number}</p></div>'
        for number, (title, _) in enumerate(LATEST[:4])
    )
    feed = read(f'<html><div class="h-feed">{rows}</div></html>'.encode())
    assert next((entry.title, entry.published) for entry in feed.entries) == (LATEST[0][0], "2026-01-01")
    assert feed.entries[1].summary == '<p class="p-summary">Sum 1</p>'


def test_the_selectors_it_settled_on_find_the_same_again() -> None:
    body = page("columns", "paragraphs", "divs")
    first = read(body)
    assert first.selectors is not None
    assert first.selectors.items == "div.ln"
    again = read(body, first.selectors)
    assert [entry.url for entry in again.entries] == [entry.url for entry in first.entries]
    assert [entry.published for entry in again.entries] == [entry.published for entry in first.entries]


def urls(entries: tuple[ParsedEntry, ...]) -> list[str | None]:
    return [entry.url for entry in entries]


def test_links_without_dates_are_a_list_when_they_look_alike() -> None:
    rows = "".join(
        f'<li class="item"><a href="/s/{number}">{title}</a></li>' for number, (title, _) in enumerate(LATEST)
    )
    noise = '<div><a href="/about">About this newspaper and its people</a></div><a href="https://ads.example/x">Buy a house in the country now</a>'
    feed = read(f"<html>{noise}<ul>{rows}</ul></html>".encode())
    assert urls(feed.entries) == [f"https://desk.example/s/{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("body", "state", "words"),
    [
        (b"<html><p>Hello</p></html>", "not a feed", "no list of linked headlines"),
        (b"<rss version='2.0'><channel/></rss>", "not a feed", "this is a feed"),
        (b"<html><title>Just a moment...</title><div id=cf-chl></div></html>", "blocked", "keeps programs out"),
        (b"\0\1\2", "not a feed", ""),
        (b"<div>" * 100_000, "cannot parse", "nests"),
    ],
)
def test_pages_of_nothing(body: bytes, state: str, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(body)
    assert caught.value.state == state
    assert words in str(caught.value)
