"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read with patience: what has the wrong type is left out and said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from aggregator.errors import ParseError
from aggregator.model import Enclosure, ParsedEntry, ParsedFeed
from aggregator.parse.feed import escape, length_of
from aggregator.text.urls import resolve

#: Members of an item that are texts.
_TEXTS = ("title", "url", "content_html", "content_text", "summary", "date_published", "date_modified")


def parse_json(text: str, url: str) -> ParsedFeed:
    """The JSON Feed in this text. Raises ParseError when it is none."""
    try:
        # Numbers as written: an id of a hundred digits is an id, and 1.10 is not 1.1.
        document = json.loads(
            text.lstrip("\ufeff"), strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the document is no JSON that can be read: {str(error)[:120]}") from error
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise ParseError("this is JSON, but no JSON Feed: it has no list of items", state="not a feed")
    problems: list[str] = []
    version = text_of(document.get("version"))
    if "jsonfeed.org" not in version:
        problems.append("the document does not name its version of JSON Feed")
    own_url = resolve(None, url) or resolve(None, text_of(document.get("feed_url"))) or url
    site_url = resolve(own_url, text_of(document.get("home_page_url")))
    entries = []
    for item in document["items"]:
        entry = entry_from_item(item, document, site_url or own_url) if isinstance(item, dict) else None
        if entry is None or not (entry.title or entry.url or entry.summary or entry.content):
            problems.append("an item is left out: it says nothing")
            continue
        problems.extend(f"{name} of an item is of the wrong type" for name in _TEXTS if is_wrong(item.get(name)))
        entries.append(entry)
    return ParsedFeed(
        format="json10" if version.rstrip("/").endswith("/1") else "json11",
        title=text_of(document.get("title")) or None,
        site_url=site_url,
        language=text_of(document.get("language")) or None,
        entries=tuple(entries),
        problems=tuple(dict.fromkeys(problems)),
    )


def is_wrong(value: Any) -> bool:
    """Whether something stands where a text should."""
    return value is not None and not isinstance(value, str)


def entry_from_item(item: dict[str, Any], feed: dict[str, Any], base: str) -> ParsedEntry:
    """One item. ``url`` is its own page, else the page it points to."""
    plain = text_of(item.get("content_text"))
    content = text_of(item.get("content_html")) or "<br>".join(
        escape(line) for line in plain.split("\n") if line.strip()
    )
    link = text_of(item.get("url")) or text_of(item.get("external_url"))
    identifier = text_of(item.get("id"))
    return ParsedEntry(
        guid=identifier or None,
        url=resolve(base, link) if link else resolve(None, identifier),
        title=text_of(item.get("title")) or None,
        title_is_html=False,
        summary=escape(text_of(item.get("summary"))) or None,
        content=content or None,
        base_url=base,
        authors=tuple(dict.fromkeys((*authors_of(item), *(() if tuple(authors_of(item)) else authors_of(feed))))),
        categories=tuple(dict.fromkeys(filter(None, map(text_of, list_of(item.get("tags")))))),
        enclosures=tuple(enclosures_of(item)),
        image=text_of(item.get("image")) or text_of(item.get("banner_image")) or None,
        language=text_of(item.get("language")) or None,
        published=text_of(item.get("date_published")) or None,
        updated=text_of(item.get("date_modified")) or None,
    )


def authors_of(thing: dict[str, Any]) -> Iterable[str]:
    """Names in ``authors`` (1.1), else in ``author`` (1.0)."""
    for author in (*list_of(thing.get("authors")), *([thing["author"]] if thing.get("author") else [])):
        name = text_of(author.get("name")) if isinstance(author, dict) else text_of(author)
        if name:
            yield name


def enclosures_of(item: dict[str, Any]) -> Iterable[Enclosure]:
    for attachment in list_of(item.get("attachments")):
        if isinstance(attachment, dict) and text_of(attachment.get("url")):
            length = length_of(attachment.get("size_in_bytes"))
            yield Enclosure(text_of(attachment["url"]), text_of(attachment.get("mime_type")) or None, length)


def text_of(value: Any) -> str:
    """A string, which numbers are here too, since ids may be numbers; "" for anything else."""
    return value if isinstance(value, str) else ""


def list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
