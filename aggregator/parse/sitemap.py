"""Sitemaps (sitemaps.org) and their news extension (Google): addresses with dates, and headlines where there are any."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed, Selectors
from aggregator.parse.charset import text_from_bytes
from aggregator.text.dates import parse_date

_OF_NEWS = re.compile(r"news|article|post", re.IGNORECASE)
_SMALL_WORD = 3
_NUMBER = re.compile(r"\d+")
_BASE = datetime(2020, 1, 1, tzinfo=UTC)  # of relative dates, which sitemaps have not
_PAGE = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)


def parse_sitemap(body: bytes, url: str, headers: Mapping[str, str], _selectors: Selectors | None = None) -> ParsedFeed:
    """The pages of a sitemap, newest last as it lists them. An index gives the newest of its sitemaps as ``wanted``."""
    from lxml import etree

    text, borne = text_from_bytes(body, headers.get("content-type", ""))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"the sitemap cannot be read: {error.msg}") from error
    if root is None or local(root) not in {"urlset", "sitemapindex"}:
        raise ParseError("this is no sitemap", state="not a feed")
    problems = (borne,) if borne else ()
    if local(root) == "sitemapindex":
        newest = most_promising([one for one in root if local(one) == "sitemap"])
        return ParsedFeed("sitemapindex", site_url=front_page(url), problems=problems, wanted=tuple(newest))
    pages = [one for one in root if local(one) == "url" and value(one, "loc")]
    news = [one for one in pages if child(one, "news") is not None]
    # Beside news, pages without a headline are the site's furniture.
    entries = tuple(entry_from_page(one) for one in news or pages)
    dated = tuple(entry for entry in entries if entry.published)
    if not dated:
        entries = from_both_ends(entries)
    elif 2 * len(dated) > len(entries):
        # Beside pages with dates, those without are the site's furniture: contacts, sections, the front page.
        entries = dated
    names = [name for one in news if (name := inner(one, "news", "publication", "name"))]
    return ParsedFeed(
        "sitemap",
        title=names[0].strip() if names else None,
        site_url=front_page(url),
        entries=entries,
        problems=problems,
    )


def entry_from_page(page: Any) -> ParsedEntry:
    """One address: with its headline, else with the words of the address itself."""
    place = value(page, "loc") or ""
    news = child(page, "news")
    image = inner(page, "image", "loc")
    if news is None:
        return ParsedEntry(
            url=place, title=words_of(place), title_is_html=False, published=value(page, "lastmod"), image=image
        )
    words = (value(news, "keywords") or "").split(",")
    return ParsedEntry(
        url=place,
        title=value(news, "title") or words_of(place),
        title_is_html=True,
        language=inner(news, "publication", "language"),
        published=value(news, "publication_date") or value(page, "lastmod"),
        categories=tuple(word.strip() for word in words if word.strip()),
        image=image,
    )


def local(node: Any) -> str:
    """The name of an element without its namespace; "" for comments."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def child(node: Any, name: str) -> Any | None:
    """The first child of a name, whatever its namespace: sitemaps get theirs wrong."""
    return next((one for one in node if local(one) == name), None)


def value(node: Any, name: str) -> str | None:
    """The text of a child."""
    found = child(node, name)
    return ((found.text or "").strip() or None) if found is not None else None


def inner(node: Any, *names: str) -> str | None:
    """The text of a child of a child."""
    for name in names[:-1]:
        node = child(node, name)
        if node is None:
            return None
    return value(node, names[-1])


def most_promising(sitemaps: list[Any]) -> list[str]:
    """The addresses of an index, those first that are likely to have the newest pages: changed last; of news by their name;
    with the highest number, since most systems begin another one when one is full."""

    def rank(one: Any) -> tuple[bool, datetime, tuple[int, ...]]:
        place, changed = value(one, "loc") or "", value(one, "lastmod")
        found = parse_date(changed, now=_BASE) if changed else None
        numbers = tuple(int(number[:18]) for number in _NUMBER.findall(urlsplit(place).path))
        is_news = _OF_NEWS.search(urlsplit(place).path) is not None
        return is_news, found.at if found else _BASE, numbers

    places = (value(one, "loc") for one in sorted(sitemaps, key=rank, reverse=True))
    return [place for place in places if place]


def from_both_ends(entries: tuple[ParsedEntry, ...]) -> tuple[ParsedEntry, ...]:
    """First, last, second, last but one …: without dates nobody knows at which end a sitemap grows."""
    order = [place for pair in zip(range(len(entries)), range(len(entries) - 1, -1, -1), strict=True) for place in pair]
    return tuple(entries[place] for place in dict.fromkeys(order))


def words_of(url: str) -> str | None:
    """The words of an address: ``/2026/01/aktau-port-grows.html`` → ``Aktau Port Grows``."""
    last = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    words = re.sub(r"[-_+]+", " ", _PAGE.sub("", last)).strip()
    if not any(letter.isalpha() for letter in words):
        return None
    # An address has no capitals, and a name without one is none.
    capitals = (word[:1].title() + word[1:] if len(word) > _SMALL_WORD else word for word in words.split())
    title = " ".join(capitals)
    return title[:1].title() + title[1:]


def front_page(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
