"""What pages tell machines, in the shapes that sites write it in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aggregator.model import ParsedFeed
from aggregator.parse import parse

URL = "https://desk.example/news/"
NUMBERS = range(4)


def read(*scripts: str, body: str = "<p>x</p>", head: str = "") -> ParsedFeed:
    told = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return parse(
        "html",
        f"<!doctype html><head>{head}</head><body>{told}{body}".encode(),
        URL,
        {"content-type": "text/html; charset=utf-8"},
    )


def listed(*members: dict[str, Any]) -> str:
    return json.dumps({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": members})


def article(number: int, **more: object) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "headline": f"Headline number {number}",
        "url": f"/a/{number}",
        "datePublished": f"2026-01-1{number}",
        **more,
    }


SCRIPTS = {
    "members with an address and a name": listed(
        *({"@type": "ListItem", "position": n, "url": f"/a/{n}", "name": f"Headline number {n}"} for n in NUMBERS)
    ),
    "members that hold an address and a name": listed(
        *({"@type": "ListItem", "item": {"@id": f"https://desk.example/a/{n}", "name": f"Headline number {n}"}} for n in NUMBERS)
    ),
    "members that hold a thing": listed(
        *({"@type": "ListItem", "item": {"@type": "Thing", "@id": f"/a/{n}", "name": f"Headline number {n}"}} for n in NUMBERS)
    ),
    "types that are addresses": json.dumps([article(n, **{"@type": "http://schema.org/NewsArticle"}) for n in NUMBERS]),
    "types with a prefix": json.dumps([article(n, **{"@type": ["schema:NewsArticle"]}) for n in NUMBERS]),
    "in a comment": f"<!--\n{json.dumps([article(n) for n in NUMBERS])}\n-->",
    "in a section of characters": f"//<![CDATA[\n{json.dumps([article(n) for n in NUMBERS])}\n//]]>",
    "a comma too many": json.dumps([article(n) for n in NUMBERS]).replace("}]", "},]"),
    "an address that is none": json.dumps([article(n, url="javascript:void(0)", mainEntityOfPage={"@id": f"/a/{n}"}) for n in NUMBERS]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SCRIPTS)
def test_lists_and_articles_in_the_shapes_that_sites_write(kind: str) -> None:
    entries = read(SCRIPTS[kind]).entries
    assert [(entry.url, entry.title) for entry in entries] == [
        (f"https://desk.example/a/{n}", f"Headline number {n}") for n in NUMBERS
    ]


def test_the_way_to_a_page_is_no_list_of_articles() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": f"Section {n}", "item": f"https://desk.example/s/{n}"}
            for n in range(5)
        ],
    }
    rows = "".join(
        f"<li><a href='/n/{n}'>The government takes decision {n}</a> {n}.01.2026</li>" for n in range(10, 15)
    )
    assert [entry.url for entry in read(json.dumps(crumbs), body=f"<ul>{rows}</ul>").entries] == [
        f"https://desk.example/n/{n}" for n in range(10, 15)
    ]


def test_an_article_that_says_so_to_social_networks_alone() -> None:
    said = {
        "og:type": "article", "og:title": "Fire kills two", "og:url": "https://desk.example/a/77", "og:description": "A fire & smoke.",
        "article:published_time": "2026-01-14T10:00:00+04:00", "og:image": "/p.jpg",
    }  # fmt: skip
    head = "".join(f'<meta property="{name}" content="{value}">' for name, value in said.items())
    (entry,) = read(head=head, body="<div id=app></div>").entries
    assert (entry.url, entry.title, entry.published) == (
        "https://desk.example/a/77",
        "Fire kills two",
        "2026-01-14T10:00:00+04:00",
    )
    assert (entry.summary, entry.image) == ("A fire &amp; smoke.", "https://desk.example/p.jpg")


def test_an_article_that_machines_are_told_of_keeps_its_text() -> None:
    text = "".join(
        f"<p>Paragraph {n} of the story says what happened at the port, and who saw it there.</p>" for n in range(6)
    )
    body = f"<h1>Fire kills two people in a town</h1><i>12.01.2021 08:04</i>{text}"
    head = '<link rel="canonical" href="https://desk.example/a/7">'
    (entry,) = read(json.dumps(article(7)), body=body, head=head).entries
    assert (entry.title, entry.published) == ("Headline number 7", "2026-01-17")
    assert "Paragraph 5" in (entry.content or "")
    said = '<meta property="og:type" content="article"><meta property="og:title" content="x"><meta property="og:url" content="/a/7">'
    (shown,) = read(
        body=body, head=head + said + '<meta property="article:published_time" content="2021-01-12T08:04:00Z">'
    ).entries
    assert (shown.title, shown.published) == ("Fire kills two people in a town", "2021-01-12T08:04:00Z")
    assert "Paragraph 5" in (shown.content or "")
