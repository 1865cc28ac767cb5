"""The items of a page by selectors: those that an editor wrote, or that the desk settled on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, Selectors
from aggregator.parse.dom import Node, date_in, date_text, text_of
from aggregator.parse.headlines import picture_of
from aggregator.text.dateline import date_within
from aggregator.text.html import shorten, text_from_html
from aggregator.text.plurals import counted
from aggregator.text.urls import resolve

_ATTRIBUTE = re.compile(r"@([\w:-]+)$")
#: A longer headline is a text, and stands for its first line.
LONGEST_TITLE = 200
_LINE_END = re.compile(r"<br\b[^>]*>|</(?:p|div|li|h[1-6]|blockquote)>|\n", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…։؟])\s")
_STYLE_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_HEADINGS = "h1, h2, h3, h4, h5, h6"


def by_selectors(
    tree: Node, selectors: Selectors, base: str, language: str | None, problems: list[str]
) -> tuple[list[ParsedEntry], frozenset[int]]:
    """The items that the editor's selectors find. Several with one link are one, with a word about it."""
    boxes = select(tree, selectors.items or "", "html.items")
    entries: dict[str, ParsedEntry] = {}
    repeated, empty = 0, 0
    for box in boxes:
        entry = entry_from_box(box, selectors, base, language)
        if entry is None:
            empty += 1
        elif entry.url in entries:
            repeated += 1
        else:
            entries[entry.url or entry.title or ""] = entry
    if repeated:
        have = "has" if repeated == 1 else "have"
        told = f"{counted(repeated, 'item')} {have} the link of another one"
        problems.append(f"{told}; html.link must differ from item to item")
    if empty and not entries:
        names = f"html.title {selectors.title or 'h1 to h6'!r}, html.link {selectors.link or 'a'!r}"
        hint = "; links are relative: give it html.base" if base.startswith("file:") else ""
        raise ParseError(f"{counted(empty, 'element')} of html.items, none with a title and a link ({names}){hint}")
    if empty:
        problems.append(f"{empty} of {len(boxes)} elements of html.items have no title or no link")
    return list(entries.values()), frozenset(box.mem_id for box in boxes)


def entry_from_box(box: Node, selectors: Selectors, base: str, language: str | None) -> ParsedEntry | None:
    link = pick(box, selectors.link or "a", "html.link")
    address = value_of(link, selectors.link, "href") if link is not None else None
    url = resolve(base, address) if address else None
    title = title_from_box(box, link, selectors)
    if url is None or not title:
        return None
    image = pick(box, selectors.image or "img", "html.image")
    named = address_of(image, selectors.image) if image is not None and "@" in (selectors.image or "") else None
    return ParsedEntry(
        url=url,
        title=title,
        title_is_html=False,
        summary=markup_of(box, selectors.summary, "html.summary"),
        content=markup_of(box, selectors.content, "html.content"),
        base_url=base,
        image=resolve(base, named) if named else picture_of(image, base) if image is not None else None,
        published=date_from_box(box, link, selectors, language),
    )


def title_from_box(box: Node, link: Node | None, selectors: Selectors) -> str:
    if not selectors.title:
        node = box.css_first(_HEADINGS) or link
        return text_of(node) if node is not None else ""
    node = pick(box, selectors.title, "html.title")
    title = (value_of(node, selectors.title, "") or "") if node is not None else ""
    if node is None or len(title) <= LONGEST_TITLE or node.is_text_node or parts_of(selectors.title)[1]:
        return title
    return first_line(node)


def first_line(node: Node) -> str:
    """The headline of a text that has none: its first line, else its first sentence, else its first words."""
    line = next((words for part in _LINE_END.split(node.html or "") if (words := text_from_html(part))), "")
    if len(line) <= LONGEST_TITLE:
        return line
    sentence = _SENTENCE_END.split(line, maxsplit=1)[0]
    return sentence if len(sentence) <= LONGEST_TITLE else shorten(line, LONGEST_TITLE // 2)


def date_from_box(box: Node, link: Node | None, selectors: Selectors, language: str | None) -> str | None:
    """The date as written: of the selector, else whatever looks like one in the item. A time element's own value comes first."""
    if not selectors.date:
        without = frozenset({link.mem_id}) if link is not None else frozenset()
        return date_in(box, language, without=without) or date_in(box, language)
    node = pick(box, selectors.date, "html.date")
    if node is None:
        return None
    if "@" in selectors.date:
        return value_of(node, selectors.date, "")
    text = " ".join((node.text() or "").split()) if node.is_text_node else text_of(node)
    return (
        (None if node.is_text_node else node.attributes.get("datetime"))
        or date_text(text, language)
        or date_within(text, language)
        or text
        or None
    )


def markup_of(box: Node, selector: str | None, name: str) -> str | None:
    if not selector:
        return None
    node = pick(box, selector, name)
    if node is None:
        return None
    return value_of(node, selector, "") if "@" in selector or node.is_text_node else node.html


def pick(box: Node, selector: str, name: str) -> Node | None:
    """The node that a selector means, seen from an item.

    Itself (``:self``), what comes after it (``:next``, or ``:next CSS`` for the first sibling that matches) or before it
    (``:prev``), else the first element inside it, or itself where it matches.
    """
    css, _ = parts_of(selector)
    if css in {"", ":self"}:
        return box
    for way in ("next", "prev"):
        if css == f":{way}" or css.startswith(f":{way} "):
            return neighbour(box, way, css[5:].strip(), name)
    return next(iter(select(box, css, name)), None) or (box if matches(box, css) else None)


def parts_of(selector: str) -> tuple[str, str]:
    """The CSS of a selector, and the attribute it takes, "" for none: ``time@datetime``."""
    text = selector.strip()
    found = _ATTRIBUTE.search(text)
    return (text[: found.start()].strip(), found[1]) if found else (text, "")


def neighbour(box: Node, way: str, css: str, name: str) -> Node | None:
    """The sibling after an item, or before it: the nearest with words in it, or the nearest element that matches."""
    node = getattr(box, way)
    for _ in range(20):
        if node is None:
            return None
        if css and node.is_element_node:
            inner = node if matches(node, css) else next(iter(select(node, css, name)), None)
            if inner is not None:
                return inner
        elif not css and (node.text() or "").strip():
            return node
        node = getattr(node, way)
    return None


def value_of(node: Node, selector: str | None, default: str) -> str | None:
    """What a selector takes of its node: the attribute it names, else the ``default`` attribute, else the text."""
    name = parts_of(selector or "")[1] or default
    if name:
        return (node.attributes.get(name) or "").strip() or None
    text = " ".join((node.text() or "").split()) if node.is_text_node else text_of(node)
    return text or None


def address_of(node: Node, selector: str | None) -> str | None:
    """The address in an attribute; of a style, that of its picture."""
    value = value_of(node, selector, "")
    match = _STYLE_ADDRESS.search(value or "")
    return match[1] if match else value


def select(node: Node, css: str, name: str) -> Sequence[Node]:
    from selectolax.lexbor import SelectolaxError

    try:
        return list(node.css(css))
    except (SelectolaxError, ValueError) as error:
        raise ParseError(f"{name} {css!r} is no CSS selector", state="cannot parse") from error


def matches(node: Node, css: str) -> bool:
    # Asked of the parent: the node's own answer counts what lies below it.
    around = node.parent
    return around is not None and any(found.mem_id == node.mem_id for found in around.css(css))
