"""One entry of a feed, as feedparser would have filled its mapping: those of its keys that :mod:`aggregator.parse.feed` reads.

Each kind of element has a function; where it stands twice, or deeper than another, counts as it counts for feedparser.
Whatever feedparser would do something else with raises DeclinedError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from aggregator.parse.document import BASE, CAPTION, IS_PERMALINK, PODCAST_TEXT
from aggregator.parse.fastcontext import Context, author, base_in, contributor, file_address, ignore, language_in, link
from aggregator.parse.fastnames import MEANT, DeclinedError
from aggregator.parse.fasttext import (
    NO_ATTRIBUTES,
    XHTML,
    NameOf,
    attributes_of,
    attributes_without_base,
    mended,
    type_of,
)

#: More than any entry has; each is compared with all others.
_MOST_TAGS = 300
_DEEPEST = 32

_Reader: TypeAlias = "Callable[[Entry, Element, int], None]"


class Readers(dict[str, _Reader]):
    """What reads an element of an entry, by its tag: looked up once for a document."""

    def __init__(self, name_of: NameOf) -> None:
        super().__init__()
        self._name_of = name_of

    def __missing__(self, tag: str) -> _Reader:
        name = self._name_of(tag)
        self[tag] = reader = _READERS.get(name) or _unread(name)
        return reader


class Entry:
    """An entry being read."""

    __slots__ = ("context", "depths", "found", "has_content", "language", "readers")

    def __init__(self, context: Context, readers: Readers, language: str | None) -> None:
        self.context, self.readers, self.language = context, readers, language
        self.found: dict[str, Any] = {BASE: context.base}
        self.depths: dict[str, int] = {}
        self.has_content = False

    def keep(self, key: str, value: Any, depth: int) -> None:
        """Of elements of one kind the last counts, unless it lies deeper than one before."""
        if depth <= self.depths.get(key, depth):
            self.depths[key] = depth
            self.found[key] = value

    def read(self, children: Element, depth: int) -> None:
        """The elements within the entry, or within one that only groups them."""
        if depth > _DEEPEST:
            raise DeclinedError("elements within elements without end")
        readers = self.readers
        for child in children:
            readers[child.tag](self, child, depth)

    def read_within(self, element: Element, attributes: Mapping[str, str], depth: int) -> None:
        """What is in an element of the entry, as if it stood outside."""
        before = self.language
        self.language = language_in(attributes, before)
        self.read(element, depth + 1)
        self.language = before


def _unread(name: str) -> _Reader:
    def read(entry: Entry, element: Element, depth: int) -> None:
        if len(element) and name not in MEANT:
            entry.read_within(element, attributes_without_base(element), depth)
        else:
            ignore(element, name, entry.context)

    return read


def _text(key: str) -> _Reader:
    def read(entry: Entry, element: Element, depth: int) -> None:
        entry.keep(key, entry.context.plain_text(element), depth)

    return read


def _date(key: str) -> _Reader:
    def read(entry: Entry, element: Element, depth: int) -> None:
        entry.keep(key, entry.context.date(element), depth)

    return read


def _typed(key: str, otherwise: str) -> _Reader:
    """A reader of a text that may say its type, language and base address."""
    detail_key = f"{key}_detail"

    def read(entry: Entry, element: Element, depth: int) -> None:
        detail = _read_typed(entry, element, otherwise)
        if depth <= entry.depths.get(key, depth):
            entry.depths[key] = depth
            entry.found[key] = detail["value"]
        entry.found[detail_key] = detail

    return read


def _read_typed(entry: Entry, element: Element, otherwise: str) -> dict[str, Any]:
    if element.keys() or len(element):
        return _read_typed_with_more(entry, element, otherwise)
    context = entry.context
    value: str = (element.text or "").strip()
    if not value.isascii():
        value = mended(value, context.holds_controls)
    return {"type": otherwise, "language": entry.language, "base": context.base, "value": value}


def _read_typed_with_more(entry: Entry, element: Element, otherwise: str) -> dict[str, Any]:
    context = entry.context
    attributes = attributes_of(element)
    kind = type_of(attributes, otherwise)
    base = base_in(attributes, context.base)
    if base:
        context.base = base
    if kind == XHTML or len(element):
        kind, value = context.markup(element, kind)
    else:
        value = context.text(element)
    detail = {
        "type": kind,
        "language": language_in(attributes, entry.language),
        "base": context.base,
        "value": value,
    }
    if base and context.outer_base:
        context.base = context.outer_base
    return detail


_read_title = _typed("title", "text/plain")


def _title(entry: Entry, element: Element, depth: int) -> None:
    context = entry.context
    if -1 < context.title_depth <= depth:
        value = _read_typed(entry, element, "text/plain")["value"]
    else:
        _read_title(entry, element, depth)
        value = entry.found["title_detail"]["value"]
    if value:
        context.title_depth = depth


def _media_title(entry: Entry, element: Element, depth: int) -> None:
    before = entry.context.title_depth
    _title(entry, element, depth)
    entry.context.title_depth = before


def _description(otherwise: str) -> _Reader:
    read_summary = _typed("summary", otherwise)

    def read(entry: Entry, element: Element, depth: int) -> None:
        if "summary" in entry.found and not entry.has_content:
            raise DeclinedError("an entry has two descriptions")
        read_summary(entry, element, depth)

    return read


def _content(otherwise: str) -> _Reader:
    def read(entry: Entry, element: Element, _depth: int) -> None:
        entry.has_content = True
        detail = _read_typed(entry, element, otherwise)
        if detail["type"] == "text/plain" and not entry.context.is_atom:
            raise DeclinedError("a content that may be a plain text or not")
        entry.found.setdefault("content", []).append(detail)
        entry.found.setdefault("summary", detail["value"])

    return read


def _link(entry: Entry, element: Element, _depth: int) -> None:
    link(entry.found, element, entry.context, is_entry=True)


def _enclosure(entry: Entry, element: Element, _depth: int) -> None:
    entry.context.childless(element)
    attributes = attributes_without_base(element)
    file_address(attributes)
    entry.found.setdefault("links", []).append(attributes | {"rel": "enclosure"})


def _guid(entry: Entry, element: Element, depth: int) -> None:
    said = element.get("isPermaLink", "true")
    if element.keys() not in _PERMALINK_ALONE:
        said = attributes_without_base(element).get("ispermalink", "true")
    value = entry.context.text(element)
    entry.keep("id", value, depth)
    if said == "true":
        entry.found.setdefault("link", value)
    entry.found[IS_PERMALINK] = said.strip().lower() != "false"


_PERMALINK_ALONE: tuple[list[str], ...] = ([], ["isPermaLink"])


def _id(entry: Entry, element: Element, depth: int) -> None:
    attributes = attributes_without_base(element) if element.keys() else NO_ATTRIBUTES
    value = entry.context.text(element)
    entry.keep("id", value, depth)
    if attributes.get("ispermalink", "true") == "true":
        entry.found.setdefault("link", value)


def _add_tag(found: dict[str, Any], term: str | None, scheme: str | None, label: str | None) -> None:
    if term or scheme or label:
        tags = found.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": label}
        if tag not in tags:
            if len(tags) >= _MOST_TAGS:
                raise DeclinedError("an entry has hundreds of categories")
            tags.append(tag)


def _category(entry: Entry, element: Element, _depth: int, scheme: str | None = None) -> None:
    found = entry.found
    value = entry.context.text(element)
    if scheme or element.keys():
        attributes = attributes_without_base(element)
        scheme = attributes.get("scheme", scheme or attributes.get("domain"))
        _add_tag(found, attributes.get("term"), scheme, attributes.get("label"))
    if value:
        tags = found.get("tags")
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = value
        else:
            _add_tag(found, value, None, None)


def _media_category(entry: Entry, element: Element, depth: int) -> None:
    _category(entry, element, depth, "http://search.yahoo.com/mrss/category_schema")


def _itunes_category(entry: Entry, element: Element, _depth: int) -> None:
    value = entry.context.text(element)
    if value:
        raise DeclinedError("an element <itunes_category> with a text of its own")
    _add_tag(entry.found, attributes_without_base(element).get("text"), "http://www.itunes.com/", None)


def _keywords(scheme: str | None) -> _Reader:
    def read(entry: Entry, element: Element, _depth: int) -> None:
        if element.keys():
            raise DeclinedError("keywords with attributes")
        for term in entry.context.text(element).split(","):
            if term.strip():
                _add_tag(entry.found, term.strip(), scheme, None)

    return read


def _author(entry: Entry, element: Element, _depth: int) -> None:
    author(entry.found, element, entry.context)


def _contributor(entry: Entry, element: Element, _depth: int) -> None:
    contributor(element, entry.context)


def _group(entry: Entry, element: Element, depth: int) -> None:
    entry.read_within(element, attributes_without_base(element), depth)


def _media_content(entry: Entry, element: Element, depth: int) -> None:
    attributes = attributes_without_base(element)
    entry.found.setdefault("media_content", []).append(attributes)
    entry.read_within(element, attributes, depth)


def _media_thumbnail(entry: Entry, element: Element, _depth: int) -> None:
    attributes = attributes_without_base(element)
    if entry.context.text(element):
        raise DeclinedError("a thumbnail with a text")
    entry.found.setdefault("media_thumbnail", []).append(attributes)


def _itunes_image(entry: Entry, element: Element, _depth: int) -> None:
    attributes = attributes_without_base(element)
    entry.context.text(element)
    address = attributes.get("href") or attributes.get("url")
    if address:
        entry.found["image"] = {"href": address}


def _image(entry: Entry, element: Element, depth: int) -> None:
    """A picture of old feeds: an address as a text, or elements of which only the title means anything."""
    if attributes_without_base(element) and len(element):
        raise DeclinedError("an image with attributes and elements")
    entry.context.title_depth = -1
    for child in element:
        name = entry.context.name_of(child.tag)
        if name == "title":
            _title(entry, child, depth + 1)
        elif name in {"url", "width", "height"} or (name == "link" and not child.keys()):
            attributes_without_base(child)
            entry.context.childless(child)
        else:
            raise DeclinedError(f"an element <{name}> within <image>")


def _source(entry: Entry, element: Element, depth: int) -> None:
    """The feed that an entry was taken from. It is not read, but its title counts as one for feedparser."""
    context = entry.context
    attributes_without_base(element)
    context.title_depth = -1
    for child in element:
        name = context.name_of(child.tag)
        attributes = attributes_without_base(child)
        if name == "title":
            if context.markup(child, type_of(attributes, "text"))[1]:
                context.title_depth = depth + 1
        elif name in {"author", "contributor"}:
            contributor(child, context)
        elif name in {"subtitle", "rights"}:
            context.markup(child, type_of(attributes, "text"))
        elif name in {"updated", "published"}:
            context.date(child)
        elif name in {"id", "link", "category", "generator", "icon", "logo"}:
            context.childless(child)
        else:
            ignore(child, name, context, (), ())


def _license(entry: Entry, element: Element, depth: int) -> None:
    """Feedparser takes it out again, and breaks where it had not kept it for another."""
    attributes_without_base(element)
    entry.context.childless(element)
    if depth > entry.depths.setdefault("license", depth):
        raise DeclinedError("a licence deeper than another")
    entry.depths["license"] = depth


_READERS: dict[str, _Reader] = {
    **dict.fromkeys(("title", "dc_title"), _title),
    "media_title": _media_title,
    "link": _link,
    "guid": _guid,
    "id": _id,
    **dict.fromkeys(("description", "dc_description"), _description("text/html")),
    "summary": _description("text/plain"),
    "content": _content("text/plain"),
    **dict.fromkeys(("content_encoded", "fullitem"), _content("text/html")),
    **dict.fromkeys(("subtitle", "itunes_subtitle", "tagline"), _typed("subtitle", "text/plain")),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), _date("published")),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _date("updated")),
    **dict.fromkeys(("created", "dcterms_created"), _date("created")),
    **dict.fromkeys(("category", "keywords", "dc_subject"), _category),
    "media_category": _media_category,
    "itunes_category": _itunes_category,
    "itunes_keywords": _keywords("http://www.itunes.com/"),
    "media_keywords": _keywords(None),
    **dict.fromkeys(("author", "dc_creator", "dc_author", "itunes_author"), _author),
    "contributor": _contributor,
    "enclosure": _enclosure,
    **dict.fromkeys(("creativecommons_license", "media_license"), _license),
    "media_group": _group,
    "media_content": _media_content,
    "media_thumbnail": _media_thumbnail,
    **dict.fromkeys(("itunes_image", "itunes_link"), _itunes_image),
    "image": _image,
    "source": _source,
    **dict.fromkeys(("language", "dc_language"), _text("language")),
    **{key: _text(key) for key in ("feedburner_origlink", "prism_publicationdate", "yandex_full-text")},
    "media_description": _text(CAPTION),
    "itunes_summary": _text(PODCAST_TEXT),
}
