"""Sitemaps (sitemaps.org) and their news extension (Google): addresses with dates, and headlines where there are any."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed, Selectors
from aggregator.parse.charset import text_from_bytes

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
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
        places = [(value(one, "lastmod") or "", value(one, "loc")) for one in root if local(one) == "sitemap"]
        newest = [place for _, place in sorted(places, key=lambda pair: pair[0], reverse=True) if place]
        return ParsedFeed("sitemapindex", site_url=front_page(url), problems=problems, wanted=tuple(newest))
    pages = [one for one in root if local(one) == "url" and value(one, "loc")]
    news = [one for one in pages if one.find(f"{_NEWS}news") is not None]
    # Beside news, pages without a headline are the site's furniture.
    entries = tuple(entry_from_page(one) for one in news or pages)
    names = [name for one in news if (name := one.findtext(f"{_NEWS}news/{_NEWS}publication/{_NEWS}name"))]
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
    news = page.find(f"{_NEWS}news")
    image = page.findtext(f"{_IMAGE}image/{_IMAGE}loc")
    if news is None:
        return ParsedEntry(
            url=place, title=words_of(place), title_is_html=False, published=value(page, "lastmod"), image=image
        )
    words = (news.findtext(f"{_NEWS}keywords") or "").split(",")
    return ParsedEntry(
        url=place,
        title=(news.findtext(f"{_NEWS}title") or "").strip() or words_of(place),
        title_is_html=True,
        language=(news.findtext(f"{_NEWS}publication/{_NEWS}language") or "").strip() or None,
        published=(news.findtext(f"{_NEWS}publication_date") or "").strip() or value(page, "lastmod"),
        categories=tuple(word.strip() for word in words if word.strip()),
        image=image,
    )


def local(node: Any) -> str:
    """The name of an element without its namespace; "" for comments."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def value(node: Any, name: str) -> str | None:
    """The text of a child, whatever its namespace: sitemaps get theirs wrong."""
    for child in node:
        if local(child) == name:
            return (child.text or "").strip() or None
    return None


def words_of(url: str) -> str | None:
    """The words of an address: ``/2026/01/aktau-port-grows.html`` → ``Aktau port grows``."""
    last = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    words = re.sub(r"[-_+]+", " ", _PAGE.sub("", last)).strip()
    return words[:1].title() + words[1:] if any(letter.isalpha() for letter in words) else None


def front_page(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
