"""The text of an element and its attributes, letter for letter as feedparser would give them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias
from xml.etree.ElementTree import Element

from aggregator.parse.fastnames import MEANT, DeclinedError

NameOf: TypeAlias = Callable[[str], str]

#: Letters of Windows-1252 in the place of controls, as which no text means them.
_WINDOWS = {
    number: letter
    for number in range(0x80, 0xA0)
    if (letter := bytes([number]).decode("cp1252", "ignore"))
}  # fmt: skip
_C1 = re.compile("[\x80-\x9f]")
_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_REFERENCES = re.compile(rb"&#0*(?:1[2-5]\d;|[xX]0*[89])")
_QUALIFIED = {"http://www.w3.org/XML/1998/namespace": "xml", "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf"}
#: Attributes that are read, or change how others are.
_READ = frozenset({
    "about", "base", "domain", "filesize", "href", "ispermalink", "label", "lang", "lastmod", "length", "medium", "mode", "rel",
    "scheme", "src", "term", "text", "type", "uri", "url", "version",
})  # fmt: skip
_TYPES = {
    "text": "text/plain", "plain": "text/plain", "text/plain": "text/plain", "html": "text/html", "text/html": "text/html",
    "xhtml": "application/xhtml+xml", "application/xhtml+xml": "application/xhtml+xml",
}  # fmt: skip
XHTML = "application/xhtml+xml"
NO_ATTRIBUTES: Mapping[str, str] = {}


def holds_controls(document: bytes) -> bool:
    """Whether any text of a document may hold letters in the place of C1 controls."""
    return (b"\xc2" in document and _CONTROLS.search(document) is not None) or (
        b"&#" in document and _REFERENCES.search(document) is not None
    )


def mended(text: str, holds_controls: bool) -> str:
    """Text beyond ASCII: UTF-8 that was taken for Latin-1 is undone."""
    # One letter beyond Latin-1 is enough to tell; most texts in other scripts have one in the middle.
    if text[len(text) // 2] <= "\xff":
        with contextlib.suppress(UnicodeError):
            text = text.encode("latin-1").decode()
    return text.translate(_WINDOWS) if holds_controls and _C1.search(text) else text


def attributes_of(element: Element) -> dict[str, str]:
    """The attributes by name in lower case; of those of a namespace only ``xml:`` and ``rdf:`` are called by it."""
    found: dict[str, str] = {}
    for name, value in element.items():
        key = name.lower() if name[0] != "{" else _qualified(name)
        if key in found:
            raise DeclinedError("an element has one attribute twice")
        found[key] = value.lower() if key in {"rel", "type"} else value
    return found


def _qualified(name: str) -> str:
    uri, _, local = name[1:].partition("}")
    key = local.lower()
    if uri in _QUALIFIED:
        return f"{_QUALIFIED[uri]}:{key}"
    if key in _READ:
        raise DeclinedError("an attribute has a name of another namespace that is read without one")
    return name


def type_of(attributes: Mapping[str, str], otherwise: str) -> str:
    """The media type that a text says it is of."""
    kind = _TYPES.get(attributes.get("type", otherwise))
    if kind is None or attributes.get("mode", "escaped") not in {"escaped", "xml"}:
        raise DeclinedError("a text is of a type that is no text")
    return kind


def markup_of(element: Element, name_of: NameOf, *, without_div: bool) -> str:
    """What stands in an element as markup; on demand without a ``div`` around all of it."""
    if without_div and len(element) == 1 and not ((element.text or "") + (element[0].tail or "")).strip():
        inner = element[0]
        if _html_name(inner, name_of) == "div":
            _html_attributes(inner)
            element = inner
    pieces = [escaped(element.text)]
    _write(element, name_of, pieces)
    return "".join(pieces)


def unescaped_markup_of(element: Element, name_of: NameOf) -> str:
    """What stands in an element that was to hold escaped markup, and holds some that is not."""
    if _html_name(element[0], name_of) == "div":
        raise DeclinedError("a division where markup should be escaped")
    pieces = [element.text or ""]
    _write(element, name_of, pieces)
    return "".join(pieces)


def _write(element: Element, name_of: NameOf, pieces: list[str]) -> None:
    for child in element:
        name = _html_name(child, name_of)
        said = "".join(
            f' {key}="{escaped(value).replace(chr(34), "&quot;")}"' for key, value in _html_attributes(child)
        )
        pieces.append(f"<{name}{said}>{escaped(child.text)}")
        _write(child, name_of, pieces)
        pieces.append(f"</{name}>{escaped(child.tail)}")


def _html_name(element: Element, name_of: NameOf) -> str:
    local: str = element.tag.rpartition("}")[2].lower()
    # Feedparser takes the end of any element of a feed's for one, also within markup; and two elements have rules of their own.
    if name_of(element.tag) in MEANT or local in {"svg", "math"}:
        raise DeclinedError("markup holds an element that could as well be one of the feed")
    return local


def _html_attributes(element: Element) -> Iterable[tuple[str, str]]:
    attributes = attributes_without_base(element)
    if any(key[0] == "{" for key in attributes):
        raise DeclinedError("markup has attributes of other namespaces")
    return attributes.items()


def attributes_without_base(element: Element) -> dict[str, str]:
    """The attributes of an element that must not change what addresses belong to."""
    attributes = attributes_of(element)
    if "xml:base" in attributes or "base" in attributes:
        raise DeclinedError("an element has a base address that says nothing of its text")
    return attributes


def escaped(text: str | None) -> str:
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;") if text else ""
