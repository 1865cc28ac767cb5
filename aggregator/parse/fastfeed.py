"""RSS, RDF and Atom that are well-formed, read in a tenth of the time that feedparser needs.

feedparser is the one who knows what a document means. This reader gives what it would give, to the letter, or declines and says
why: wherever something stands that it is not certain of, feedparser is asked. It never guesses and mends nothing.

It has the same parser of XML as feedparser (expat), as a tree in place of events. A document with a document type is declined,
so there are no entities to expand and none to fetch; one that nests deeper than any feed is declined too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from aggregator.parse.document import DAYS, HOURS, Document
from aggregator.parse.fastcontext import Context, author, base_in, contributor, ignore, language_in, link
from aggregator.parse.fastentry import Entry, Readers
from aggregator.parse.fastnames import (
    ATOM,
    IGNORED_OF_FEED,
    IGNORED_TEXTS_OF_FEED,
    RSS090,
    RSS10,
    DeclinedError,
    Names,
)
from aggregator.parse.fasttext import attributes_of, attributes_without_base, holds_controls, type_of

#: What may stand before the root: the declaration, comments, and instructions for browsers.
_PROLOG = re.compile(
    r"(?P<declaration><\?xml[ \t\r\n][^<>?]*\?>)?"
    r"(?:[ \t\r\n]++|<!--[^-]*+(?:-(?!-)[^-]*+)*+-->"
    r"|<\?(?![xX][mM][lL][^A-Za-z0-9.-])[A-Za-z][A-Za-z0-9.-]*+(?:[ \t\r\n][^?>]*+)?\?>)*+(?=<[A-Za-z_])"
)
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XLINK = "http://www.w3.org/1999/xlink"
_RSS_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_ATOM_VERSIONS = {"0.1": "atom01", "0.2": "atom02", "0.3": "atom03"}
_OF_IMAGES = frozenset({"description", "height", "href", "link", "title", "url", "width"})
_OF_INPUTS = frozenset({"description", "link", "name", "title"})
_LISTS = frozenset({"rdf_seq", "rdf_bag", "rdf_li"})


@dataclass(frozen=True, slots=True)
class Declined:
    """A document that is for feedparser, and why."""

    reason: str


def read_fast(text: str) -> Document | Declined:
    """The document, or why it is not certain what feedparser would make of it."""
    try:
        return _read(text)
    except DeclinedError as declined:
        return Declined(str(declined))
    except (RecursionError, MemoryError) as error:
        return Declined(f"too much to hold at once: {type(error).__name__}")


def _read(text: str) -> Document:
    text = text.lstrip()
    prolog = _PROLOG.match(text)
    if prolog is None or _DOCTYPE.search(prolog[0]):
        raise DeclinedError("a document type, or something else than a feed, before the root")
    try:
        data = text[prolog.end("declaration") if prolog["declaration"] else 0 :].encode()
    except UnicodeEncodeError as error:
        raise DeclinedError("a character that is none") from error
    return _Feed(*_tree(data), holds_controls(data)).document()


def _tree(data: bytes) -> tuple[Element, tuple[tuple[str, str], ...]]:
    """The root, and each declaration of a namespace in the order of the document. The parser is feedparser's own."""
    events = ElementTree.iterparse(io.BytesIO(data), events=("start-ns",))
    try:
        declared = tuple(pair for _, pair in events)
    except ElementTree.ParseError as error:
        raise DeclinedError("not well-formed") from error
    if any(uri == _XLINK for _, uri in declared):
        # Feedparser writes its declaration into markup.
        raise DeclinedError("links of XLink")
    return events.root, declared  # type: ignore[attr-defined]


class _Feed:
    """A document being read."""

    def __init__(self, root: Element, declared: Iterable[tuple[str, str]], has_controls: bool) -> None:
        self._root = root
        names = Names(declared)
        self._name = names(root.tag)
        self._attributes = attributes_of(root)
        self._version = version_of(root.tag, self._name, self._attributes, declared)
        self._context = Context(names, self._version, holds_controls=has_controls)
        self._readers = Readers(names)
        self._feed: dict[str, Any] = {}
        self._entries: list[dict[str, Any]] = []

    def document(self) -> Document:
        root, context = self._root, self._context
        language = self._open(self._attributes, None)
        if language and self._name != "rdf_rdf":
            self._feed["language"] = language
        if self._name == "feed":
            self._read_feed(root, language, 2)
            return Document(self._version, self._feed, self._entries)
        outer, channels = context.base, 0
        for child in root:
            context.outer_base = outer
            name = context.name_of(child.tag)
            if name == "channel":
                channels += 1
                attributes = attributes_of(child)
                if "lastmod" in attributes or "href" in attributes or channels > 1:
                    raise DeclinedError("a channel of another format")
                inner = self._open(attributes, language)
                self._read_feed(child, inner, 3)
            elif self._name == "rdf_rdf" and name == "item":
                self._read_entry(child, language, 3)
            elif self._name == "rdf_rdf" and name in {"image", "textinput"}:
                self._skip_box(child, name, 3)
            elif self._name == "rdf_rdf":
                ignore(child, name, context, (), ())
            else:
                raise DeclinedError(f"an element <{name}> beside the channel")
            if outer:
                context.base = outer
        return Document(self._version, self._feed, self._entries)

    def _open(self, attributes: dict[str, str], language: str | None) -> str | None:
        """Begin an element that holds others; returns its language."""
        base = base_in(attributes, self._context.base)
        if base:
            self._context.base = base
        self._context.outer_base = self._context.base
        return language_in(attributes, language)

    def _read_feed(self, children: Element, language: str | None, depth: int) -> None:
        context, outer = self._context, self._context.outer_base
        for child in children:
            name = context.name_of(child.tag)
            if name in {"item", "entry"}:
                self._read_entry(child, language, depth + 1)
                context.outer_base = outer
                if outer:
                    context.base = outer
            else:
                self._read_detail(child, name, depth)

    def _read_detail(self, element: Element, name: str, depth: int) -> None:
        """What is said of the whole feed."""
        context, feed = self._context, self._feed
        if name in {"title", "dc_title"}:
            self._title(element, depth)
        elif name == "link":
            link(feed, element, context, is_entry=False)
        elif name in {"language", "dc_language", "ttl", "sy_updateperiod", "sy_updatefrequency"}:
            feed[name.removeprefix("dc_")] = context.plain_text(element)
        elif name in {"author", "dc_creator", "dc_author", "itunes_author"}:
            author(feed, element, context)
        elif name in {"skiphours", "skipdays"}:
            self._skips(element)
        elif name in {"image", "textinput"}:
            self._skip_box(element, name, depth + 1)
        elif name in _GROUPS:
            self._skip_group(element, name)
        elif name == "contributor":
            contributor(element, context)
        elif name in {"hour", "day"} or (name == "managingeditor" and context.is_atom):
            raise DeclinedError(f"an element <{name}> where it is not expected")
        else:
            ignore(element, name, context, IGNORED_OF_FEED, IGNORED_TEXTS_OF_FEED)

    def _title(self, element: Element, depth: int) -> None:
        context = self._context
        _, value = context.markup(element, type_of(attributes_without_base(element), "text"))
        if not -1 < context.title_depth <= depth:
            self._feed["title"] = value
        if value:
            context.title_depth = depth

    def _skips(self, element: Element) -> None:
        """Hours and days on which nobody should ask."""
        attributes_without_base(element)
        for child in element:
            name = self._context.name_of(child.tag)
            if name not in {"hour", "day"} or child.keys():
                raise DeclinedError(f"an element <{name}> where it is not expected")
            value = self._context.text(child)
            if value:
                self._feed.setdefault(HOURS if name == "hour" else DAYS, []).append(value)

    def _skip_box(self, element: Element, name: str, depth: int) -> None:
        """An image, or a field to type in: not read, but its title counts as one for feedparser."""
        context = self._context
        attributes_without_base(element)
        context.title_depth = -1
        allowed = _OF_IMAGES if name == "image" else _OF_INPUTS
        for child in element:
            inner = context.name_of(child.tag)
            if inner not in allowed:
                raise DeclinedError(f"an element <{inner}> within <{name}>")
            attributes = attributes_without_base(child)
            if inner in {"title", "description"}:
                type_of(attributes, "text")
            if context.text(child) and inner == "title":
                context.title_depth = depth

    def _skip_group(self, element: Element, name: str) -> None:
        """An element with others in it of which none is read."""
        allowed = _GROUPS[name]
        if name == "itunes_owner" and self._context.is_atom:
            raise DeclinedError("an owner where feedparser takes it for an author")
        for inner in element.iter():
            attributes_without_base(inner)
            if inner is not element and self._context.name_of(inner.tag) not in allowed:
                raise DeclinedError(f"an element <{self._context.name_of(inner.tag)}> within <{name}>")

    def _read_entry(self, element: Element, language: str | None, depth: int) -> None:
        attributes = attributes_of(element) if element.keys() else {}
        if "lastmod" in attributes or "href" in attributes:
            raise DeclinedError("an entry of another format")
        inner = self._open(attributes, language)
        self._context.title_depth = -1
        entry = Entry(self._context, self._readers, inner)
        if attributes.get("rdf:about"):
            entry.found["id"] = attributes["rdf:about"]
        entry.read(element, depth)
        self._entries.append(entry.found)


_GROUPS = {
    "itunes_category": frozenset({"itunes_category"}),
    "itunes_owner": frozenset({"itunes_name", "itunes_email"}),
    "items": _LISTS,
}


def version_of(tag: str, name: str, attributes: Mapping[str, str], declared: Iterable[tuple[str, str]]) -> str:
    """What feedparser calls the format. For it the first namespace of a feed counts for more than the root."""
    found = [version for prefix, uri in declared if (version := _version_by(uri.lower(), prefix))]
    said = attributes.get("version", "")
    if name == "rss" and set(found) <= {"atom10"}:
        return _RSS_VERSIONS.get(said) or ("rss20" if said.startswith("2.") else "rss")
    if name == "feed" and not found:
        return _ATOM_VERSIONS.get(said, "atom")
    if name == "feed" and set(found) == {"atom10"} and tag[1:].lower().startswith(ATOM):
        return "atom10"
    if name == "rdf_rdf" and found and found[0] != "atom10":
        return found[0]
    raise DeclinedError("the root is not one of a feed")


def _version_by(uri: str, prefix: str) -> str | None:
    if uri == RSS090:
        return None if prefix else "rss090"
    return {ATOM: "atom10", RSS10: "rss10"}.get(uri)
