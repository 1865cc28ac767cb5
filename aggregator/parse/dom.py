"""Small questions to the tree of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aggregator.text.dates import parse_date
from aggregator.text.html import text_from_html

#: A node of selectolax: it has no types of its own that would help here.
Node: TypeAlias = Any

_BASE = datetime(2020, 1, 1, tzinfo=UTC)  # of relative dates, where only that they are dates counts
_LONGEST_DATE = 45
_DATE_WITHIN = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}[./-](?:\d{1,2}|[^\W\d_]{3,9})[./-]\d{2,4}(?:,?\s+\d{1,2}:\d\d)?"
    r"|\d{1,2}\s+[^\W\d_]{3,12}\.?,?\s+\d{4}(?:,?\s+\d{1,2}:\d\d)?"
)


def text_of(node: Node) -> str:
    """The text of an element on one line, blocks parted by spaces."""
    return text_from_html(node.html or "")


def texts_in(node: Node) -> Iterator[tuple[Node, str]]:
    """Every piece of text below a node, with the element it stands in, in the order of the document."""
    if node.is_text_node:
        if text := " ".join((node.text() or "").split()):
            yield node.parent, text
        return
    if node.tag in {"script", "style", "noscript", "template", "select", "textarea"}:
        return
    child = node.first_child
    while child is not None:
        yield from texts_in(child)
        child = child.next


def elements(node: Node) -> Iterator[Node]:
    """A node and all elements above it, from the inside out, up to the body."""
    while node is not None and node.tag not in {"body", "html", "-undef", "-document"}:
        yield node
        node = node.parent


def date_in(node: Node, language: str | None, *, without: frozenset[int] = frozenset()) -> str | None:
    """The date that stands in an element, as it is written: of machines first, else for people."""
    if (found := machine_date(node)) is not None:
        return found
    written = [text for holder, text in texts_in(node) if not is_within(holder, without)]
    return next((date for text in written if (date := date_text(text, language))), None)


def machine_date(node: Node) -> str | None:
    """The ``datetime`` of a time element, or of whatever carries one."""
    if node.is_text_node:
        return None
    for marked in (node, *node.css("[datetime]")):
        value = (marked.attributes.get("datetime") or "").strip()
        if value and parse_date(value, now=_BASE):
            return value
    return None


def date_text(text: str, language: str | None) -> str | None:
    """The date within a short text; None for text that only has a number in it."""
    if match := _DATE_WITHIN.search(text[:200]):
        found = match[0]
        return found if len(text) <= 3 * _LONGEST_DATE and parse_date(found, now=_BASE, language=language) else None
    has_figure = any(letter.isdigit() for letter in text)
    is_short = len(text) <= _LONGEST_DATE and len(text.split()) <= (6 if has_figure else 2)
    if not is_short or text.endswith((".", "!", "?")) or text.replace(" ", "").isdigit():
        return None
    return text if parse_date(text, now=_BASE, language=language) else None


def is_within(node: Node, some: frozenset[int]) -> bool:
    """Whether a node is one of these, or lies below one."""
    return bool(some) and any(above.mem_id in some for above in elements(node))
