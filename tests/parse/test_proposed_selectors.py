"""The selectors that ``try`` prints: pasted into a configuration they find the same items, or they are not printed."""

from __future__ import annotations

import pytest

from aggregator.model import ParsedFeed, Selectors
from aggregator.parse import parse

URL = "https://desk.example/news/"
ROWS = {
    "a definition list": ("<dl>{}</dl>", "<dt>{n} Jan 2026</dt><dd><a href='/n/{n}'>{title}</a></dd>"),
    "several to a day": ("<dl>{}</dl>", "<dt>{n} Jan 2026</dt><dd><a href='/n/{n}'>{title}</a></dd><dd><a href='/n/{n}b'>{title}, again</a></dd>"),
    "links and breaks": ("<div>{}</div>", "<a href='/n/{n}'>{title}</a><br><i>{n}.01.2026</i><br>"),
    "links, breaks and bare dates": ("<div>{}</div>", "<a href='/n/{n}'>{title}</a><br>{n}.01.2026<br>"),
    "plain divs": ("<div class=latest><h3>Latest news</h3>{}</div>", "<div><i>{n}.01.2026</i> <a href='/n/{n}'>{title}</a></div>"),
    "pictures before": ("<ul>{}</ul>", "<li><a href='/n/{n}'><img src=/i.jpg></a><a href='/n/{n}'>{title}</a><i>{n}.01.2026</i></li>"),
    "sections before": ("<ul>{}</ul>", "<li><a class=cat href='/c/{n}'>Politics</a><a href='/n/{n}'>{title}</a><i>{n}.01.2026</i></li>"),
    "classes with signs": ("<main>{}</main>", "<div class='w-full lg:flex hover:bg-x md:w-1/2'><h2><a href='/n/{n}'>{title}</a></h2><i>{n}.01.2026</i></div>"),
    "classes that begin with figures": ("<main>{}</main>", "<div class='c x-y'><a class='t' href='/n/{n}'>{title}</a><i>{n}.01.2026</i></div>"),
    "texts": ("<main>{}</main>", "<section><h2><a href='/n/{n}'>{title}</a></h2><p>A text about it, with words enough.</p><i>{n}.01.2026</i></section>"),
    "no dates": ("<ul class=list>{}</ul>", "<li><a href='/n/{n}'>{title}</a></li>"),
    "menus of the same tags": ("<ul>{}</ul><ul><li><a href='/x'>Home</a></li></ul>", "<li><a href='/n/{n}'>{title}</a> <i>{n}.01.2026</i></li>"),
}  # fmt: skip
MENU = "<div id=top><a href='/'>Home</a></div><p>See <a href='/about'>us</a></p>"


def read(body: str, selectors: Selectors | None = None) -> ParsedFeed:
    page = f"<!doctype html><html lang=en><body>{MENU}{body}</body></html>"
    return parse("html", page.encode(), URL, {"content-type": "text/html; charset=utf-8"}, selectors)


@pytest.mark.parametrize("kind", ROWS)
def test_what_is_printed_finds_the_same_again(kind: str) -> None:
    around, row = ROWS[kind]
    body = around.format(
        "".join(row.format(n=n, title=f"The government takes decision number {n}") for n in range(10, 19))
    )
    first = read(body)
    assert len(first.entries) >= 9
    assert first.selectors is not None
    again = read(body, first.selectors)
    assert [(one.url, one.title, one.published, one.summary) for one in again.entries] == [
        (one.url, one.title, one.published, one.summary) for one in first.entries
    ]
    assert not again.problems


def test_what_no_selector_finds_is_not_printed() -> None:
    rows = "".join(
        f"<li><a href='/n/{n}'>{n}/01/2026 - The government takes decision number {n}</a></li>" for n in range(10, 19)
    )
    feed = read(f"<ul>{rows}</ul>")
    assert feed.entries[0].published == "10/01/2026"
    assert feed.selectors is None


def test_what_comes_before_an_item() -> None:
    rows = "".join(
        f"<dt>{n} Jan 2026</dt><dd><a href='/n/{n}'>Title {n}</a></dd><dd><a href='/m/{n}'>Title</a></dd>"
        for n in (3, 4)
    )
    feed = read(f"<dl>{rows}</dl>", Selectors("dd", date=":prev dt"))
    assert [entry.published for entry in feed.entries] == ["3 Jan 2026", "3 Jan 2026", "4 Jan 2026", "4 Jan 2026"]
    near = read("<p>3 Jan 2026</p><div class=x><a href='/a'>One</a></div>", Selectors(".x", date=":prev"))
    assert near.entries[0].published == "3 Jan 2026"
