"""What holds at a place of a document, and what feeds and their entries have in common: texts, links, people.

Where feedparser would do something else than is done here, DeclinedError is raised.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from aggregator.parse.fastnames import DATES, IGNORED, IGNORED_TEXTS, MEANT, DeclinedError, Names
from aggregator.parse.fasttext import (
    XHTML,
    attributes_without_base,
    escaped,
    markup_of,
    mended,
    type_of,
    unescaped_markup_of,
)

_PARAMETER = re.compile(r"&([A-Za-z0-9_]+);")
_PAGE_TYPES = {"html", "text/html", "xhtml", XHTML}
#: An address that joining leaves as it is.
_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+(?::\d+)?(?:/[\w/~%,+.@!-]*)?(?:\?[\w/~%,+.@!=&-]+)?(?:#[\w/~%,+.@!=&-]+)?", re.ASCII
)


class Context:
    """What holds for the document where it is being read: names, version, languages and base addresses.

    A base address holds for the element it stands at. Feedparser forgets to take it back where nothing held before.
    """

    __slots__ = ("base", "holds_controls", "is_atom", "is_atom10", "name_of", "outer_base", "title_depth")

    def __init__(self, names: Names, version: str, *, holds_controls: bool) -> None:
        self.name_of, self.holds_controls = names, holds_controls
        self.is_atom, self.is_atom10 = version.startswith("atom"), version == "atom10"
        self.base = self.outer_base = ""
        #: How deep the title stood that holds, -1 for none. It outlives the entry.
        self.title_depth = -1

    def childless(self, element: Element) -> None:
        """Refuse an element that holds others."""
        if len(element):
            raise DeclinedError("an element holds others where a text should be")

    def text(self, element: Element) -> str:
        """The text of an element without children."""
        if len(element):
            raise DeclinedError("an element holds others where a text should be")
        text: str = (element.text or "").strip()
        return text if text.isascii() else mended(text, self.holds_controls)

    def plain_text(self, element: Element) -> str:
        """The text of an element that says no more than its text."""
        if element.keys():
            attributes_without_base(element)
        if len(element):
            raise DeclinedError("an element holds others where a text should be")
        text: str = (element.text or "").strip()
        return text if text.isascii() else mended(text, self.holds_controls)

    def date(self, element: Element) -> str:
        """The text of a date."""
        text = self.plain_text(element)
        if "/" in text and -1 < text.find(",") < text.rfind("/"):
            raise DeclinedError("a date of a form that breaks feedparser")
        return text

    def markup(self, element: Element, kind: str) -> tuple[str, str]:
        """The text of an element that may hold markup, and of which type it turns out to be."""
        if not len(element):
            text = escaped(element.text) if kind == XHTML else element.text or ""
        elif kind == XHTML:
            text = markup_of(element, self.name_of, without_div=self.is_atom10)
        else:
            kind, text = XHTML, unescaped_markup_of(element, self.name_of)
        text = text.strip()
        return kind, text if text.isascii() else mended(text, self.holds_controls)


def language_in(attributes: Mapping[str, str], inherited: str | None) -> str | None:
    """The language that an element says it is in."""
    language = attributes.get("xml:lang", attributes.get("lang"))
    return inherited if language is None else language.replace("_", "-") or None


def base_in(attributes: Mapping[str, str], before: str) -> str | None:
    """The base address that holds after an element, None where it says none."""
    said = attributes.get("xml:base", attributes.get("base"))
    if not said:
        return None
    if _ADDRESS.fullmatch(said):
        return said
    if not said.startswith(("/", "#")) or ":///" in said or (before and not _ADDRESS.fullmatch(before)):
        raise DeclinedError("a base address that is not plain")
    # Feedparser joins it to itself in each element that follows, and keeps it where that leads nowhere.
    try:
        new = urljoin(before, said)
        is_stable = not before or urljoin(new, new) == new
    except ValueError:
        is_stable = False
    if not is_stable:
        raise DeclinedError("a base address that is not plain")
    return new


def ignore(
    element: Element,
    name: str,
    context: Context,
    ignored: Collection[str] = IGNORED,
    texts: Collection[str] = IGNORED_TEXTS,
) -> None:
    """Leave an element out, if nothing in it could be read."""
    attributes = attributes_without_base(element)
    if name in texts:
        context.markup(element, type_of(attributes, "text"))
    elif name in ignored and name in DATES:
        context.date(element)
    elif name in ignored:
        context.childless(element)
    elif name in MEANT:
        raise DeclinedError(f"an element <{name}> where it is not expected")
    else:
        for child in element:
            ignore(child, context.name_of(child.tag), context, (), ())


def file_address(attributes: dict[str, str]) -> None:
    """File the address of an element under ``href``, whatever it is called."""
    address = attributes.get("url", attributes.get("uri", attributes.get("href")))
    if address:
        attributes.pop("url", None)
        attributes.pop("uri", None)
        attributes["href"] = address


def joined(address: str, context: Context) -> str:
    """An address joined to the base address, as feedparser joins it."""
    if ":///" in address:
        raise DeclinedError("an address has too many slashes")
    if not context.base or _ADDRESS.fullmatch(address):
        return address
    try:
        return urljoin(context.base, address)
    except ValueError:
        return ""


def link(found: dict[str, Any], element: Element, context: Context, *, is_entry: bool) -> None:
    """A link: one by attributes, or one by its text."""
    context.childless(element)
    attributes = {"rel": "alternate", "type": "text/html"}
    if element.keys():
        said = attributes_without_base(element)
        file_address(said)
        if said.get("rel") == "self":
            attributes["type"] = "application/atom+xml"
        attributes |= said
    found.setdefault("links", []).append(attributes)
    if "href" in attributes:
        attributes["href"] = joined(attributes["href"], context)
        if attributes["rel"] == "alternate" and attributes["type"] in _PAGE_TYPES:
            found["link"] = attributes["href"]
        return
    address = (element.text or "").strip()
    if context.base or ":///" in address:
        address = joined(address, context) if address else ""
    if not address.isascii():
        address = mended(address, context.holds_controls)
    if "&" in address:
        address = _PARAMETER.sub(r"&\1", address.replace("&amp;", "&") if is_entry else address)
    found["link"] = address
    if address or not is_entry:
        attributes["href"] = address


def author(found: dict[str, Any], element: Element, context: Context) -> None:
    """An author: a name, or elements with the name and more."""
    if not len(element):
        text = context.plain_text(element)
        found.setdefault("authors", []).append({"name": text} if text else {})
        return
    attributes_without_base(element)
    person: dict[str, str] = {}
    found.setdefault("authors", []).append(person)
    for child in element:
        name = context.name_of(child.tag)
        if name in _OF_PERSONS:
            attributes_without_base(child)
            context.childless(child)
            person[_OF_PERSONS[name]] = (child.text or "").strip()
        else:
            ignore(child, name, context, (), ())
    if not person or ("name" not in person and len(found["authors"]) > 1):
        # Feedparser gives this one the name of the one before.
        raise DeclinedError("an author without a name")


_OF_PERSONS = {"name": "name", "email": "email", "uri": "href", "url": "href", "homepage": "href"}


def contributor(element: Element, context: Context) -> None:
    """Somebody who is not read of."""
    if len(element):
        author({}, element, context)
    else:
        attributes_without_base(element)
