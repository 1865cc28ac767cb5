"""What a page says to machines: articles in JSON-LD (schema.org) and h-feeds (microformats2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from aggregator.model import ParsedEntry
from aggregator.parse.dom import Node, date_in, text_of
from aggregator.parse.headlines import picture_of
from aggregator.text.urls import canonical_url, resolve

_ARTICLES = {
    "Article", "NewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle",
    "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting",
}  # fmt: skip
_HOLDERS = ("@graph", "itemListElement", "mainEntity", "item", "hasPart", "blogPost", "blogPosts")
MOST_THINGS = 2000


def find_structured(tree: Node, base: str, language: str | None) -> list[ParsedEntry]:
    """The entries that a page describes for machines, each address once; JSON-LD before microformats."""
    for made in (json_ld_entries(tree, base), microformat_entries(tree, base, language)):
        unique = {canonical_url(entry.url or ""): entry for entry in reversed(list(made))}
        if unique:
            return list(reversed(unique.values()))
    return []


def json_ld_entries(tree: Node, base: str) -> Iterator[ParsedEntry]:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            document = json.loads(script.text() or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for thing in things_in(document):
            entry = entry_from_thing(thing, base)
            if entry is not None:
                yield entry


def things_in(document: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document that may be an article, through lists, graphs and list items."""
    waiting, count = [document], 0
    while waiting and count < MOST_THINGS:
        thing = waiting.pop(0)
        count += 1
        if isinstance(thing, list):
            waiting[:0] = thing
        elif isinstance(thing, dict):
            yield thing
            waiting[:0] = [thing[name] for name in _HOLDERS if isinstance(thing.get(name), list | dict)]


def entry_from_thing(thing: dict[str, Any], base: str) -> ParsedEntry | None:
    kinds = thing.get("@type")
    if not _ARTICLES.intersection(kinds if isinstance(kinds, list) else [kinds]):
        return None
    title = first_text(thing.get("headline"), thing.get("name"))
    address = first_text(thing.get("url"), thing.get("mainEntityOfPage"), thing.get("@id"))
    url = resolve(base, address) if address else None
    if not title or url is None:
        return None
    body = first_text(thing.get("articleBody"))
    image = first_text(thing.get("image"), thing.get("thumbnailUrl"))
    return ParsedEntry(
        url=url,
        title=title,
        title_is_html=True,
        summary=first_text(thing.get("description"), thing.get("abstract")) or None,
        content=body or None,
        base_url=base,
        authors=tuple(names_of(thing.get("author"))),
        categories=tuple(names_of(thing.get("keywords"))),
        image=resolve(base, image) if image else None,
        language=first_text(thing.get("inLanguage")) or None,
        published=first_text(thing.get("datePublished"), thing.get("dateCreated")) or None,
        updated=first_text(thing.get("dateModified")) or None,
    )


def first_text(*values: Any) -> str:
    """The first text among values, looked for in objects under the names that hold addresses and words."""
    for value in values:
        one = next(iter(value), None) if isinstance(value, list) else value
        text = (one.get("url") or one.get("@id") or one.get("name")) if isinstance(one, dict) else one
        if isinstance(text, str) and text.strip():
            return text.strip()
    return ""


def names_of(value: Any) -> Iterator[str]:
    """Names of authors, or keywords: one or several, as objects or as text."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and name.strip():
            yield name.strip()


def microformat_entries(tree: Node, base: str, language: str | None) -> Iterator[ParsedEntry]:
    for box in tree.css(".h-entry"):
        name, link = box.css_first(".p-name"), box.css_first("a.u-url[href]") or box.css_first("a[href]")
        url = resolve(base, link.attributes.get("href") or "") if link is not None else None
        date = box.css_first(".dt-published")
        summary, content, author = (box.css_first(name) for name in (".p-summary", ".e-content", ".p-author"))
        if url is None or not (name or content):
            continue
        picture = box.css_first("img.u-photo")
        yield ParsedEntry(
            url=url,
            title=text_of(name) if name is not None else None,
            title_is_html=False,
            summary=summary.html if summary is not None else None,
            content=content.html if content is not None else None,
            base_url=base,
            authors=(text_of(author),) if author is not None else (),
            categories=tuple(text_of(node) for node in box.css(".p-category")),
            image=picture_of(picture, base) if picture is not None else None,
            published=date_in(date, language) if date is not None else None,
        )
