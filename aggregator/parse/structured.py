"""What a page says to machines: articles in JSON-LD (schema.org), h-feeds (microformats2) and Open Graph."""

from __future__ import annotations

import html
import json
import re
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
#: What a member of a list is called that is an article, or anything else.
_UNNAMED = {"ListItem", "Thing", "WebPage", "CreativeWork"}
_WRAPPING = re.compile(r"(?://\s*)?(?:-->|\]\]>)?[\s;]*$")
_LAST_COMMA = re.compile(r",(\s*[}\]])")
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
        for thing, is_listed in things_in(json_of(script.text() or "")):
            entry = entry_from_thing(thing, base, is_listed=is_listed)
            if entry is not None:
                yield entry


def json_of(text: str) -> Any:
    """The document in a script, also one in a comment or with a comma too many; None where it is none."""
    bare = _WRAPPING.sub("", text)
    for candidate in (text, bare, _LAST_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def things_in(document: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every object of a document that may be an article, through lists, graphs and list items; and whether it stands in a list."""
    waiting, count = [(document, False)], 0
    while waiting and count < MOST_THINGS:
        thing, is_listed = waiting.pop(0)
        count += 1
        if isinstance(thing, list):
            waiting[:0] = [(one, is_listed) for one in thing]
        elif isinstance(thing, dict):
            kinds = kinds_of(thing)
            holds = bool(kinds & {"ItemList"}) or (is_listed and "ListItem" in kinds)
            yield thing, is_listed and not kinds - _UNNAMED and not isinstance(thing.get("item"), dict)
            waiting[:0] = [(thing[name], holds) for name in _HOLDERS if isinstance(thing.get(name), list | dict)]


def kinds_of(thing: dict[str, Any]) -> set[str]:
    """The types of an object, without the vocabulary that they may be written with."""
    kinds = thing.get("@type")
    return {
        kind.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].removeprefix("schema:")
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    }


def entry_from_thing(thing: dict[str, Any], base: str, *, is_listed: bool = False) -> ParsedEntry | None:
    """An article, or a member of a list of pages that is named no further. Of several addresses the first that can be used."""
    if not (kinds_of(thing) & _ARTICLES or is_listed):
        return None
    title = first_text(thing.get("headline"), thing.get("name"))
    addresses = (first_text(thing.get(name)) for name in ("url", "mainEntityOfPage", "@id"))
    url = next((url for address in addresses if address and (url := resolve(base, address))), None)
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


def open_graph_entry(tree: Node, base: str) -> ParsedEntry | None:
    """The article that a page says it is to social networks, where it says when it was published."""
    said = {
        (node.attributes.get("property") or node.attributes.get("name") or "").lower(): (
            node.attributes.get("content") or ""
        ).strip()
        for node in reversed(tree.css("meta[content]"))
    }
    url, title = resolve(base, said.get("og:url") or ""), said.get("og:title")
    published = said.get("article:published_time") or said.get("og:published_time")
    if said.get("og:type", "").lower() != "article" or not (said.get("og:url") and url and title and published):
        return None
    image, author = said.get("og:image"), said.get("article:author") or ""
    return ParsedEntry(
        url=url,
        title=title,
        title_is_html=False,
        summary=html.escape(said.get("og:description") or "", quote=False) or None,
        base_url=base,
        authors=(author,) if author and "://" not in author else (),
        image=resolve(base, image) if image else None,
        published=published,
        updated=said.get("article:modified_time") or None,
    )
