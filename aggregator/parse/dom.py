"""Small questions to the tree of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aggregator.text.dateline import date_line
from aggregator.text.dates import parse_date
from aggregator.text.html import text_from_html

#: A node of selectolax: it has no types of its own that would help here.
Node: TypeAlias = Any

_BASE = datetime(2020, 1, 1, tzinfo=UTC)  # of relative dates, where only that they are dates counts


#: Classes that differ from one member of a list to the next.
_MOVING = re.compile(r"^(?:first|last|odd|even|active|current|col-.*|.*\d.*)$")
#: A date in pieces ("3", "Jan", "2026") has no more letters.
_LONGEST_PIECED = 40


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
    """The date that stands in an element, as it is written: of machines first, else for people, the one that stands most alone."""
    if (found := machine_date(node)) is not None:
        return found
    written = [text for holder, text in texts_in(node) if not is_within(holder, without)]
    return plainest_date(written, language) or date_in_pieces(node, language, without)


def date_in_pieces(node: Node, language: str | None, without: frozenset[int]) -> str | None:
    """A date whose parts stand in elements of their own: ``<b>3</b><i>Jan</i>``."""
    if node.is_text_node:
        return None
    for element in (node, *node.css("*")[:100]):
        pieces = [text for holder, text in texts_in(element) if not is_within(holder, without)]
        joined = " ".join(pieces)
        if len(pieces) > 1 and len(joined) <= _LONGEST_PIECED and is_date(joined, language):
            return joined
    return None


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
    """The date of a text that is a date line, as it is written; None for prose and for all other text."""
    found = date_line(text, language)
    return found.date if found else None


def is_date(text: str, language: str | None) -> bool:
    """Whether a text is a date and nothing else."""
    found = date_line(text, language)
    return found is not None and not found.words


def plainest_date(texts: Iterable[str], language: str | None) -> str | None:
    """The date among texts that has the fewest words beside it, the first of several."""
    found = [line for text in texts if (line := date_line(text, language))]
    return min(found, key=lambda line: line.rank).date if found else None


def is_within(node: Node, some: frozenset[int]) -> bool:
    """Whether a node is one of these, or lies below one."""
    return bool(some) and any(above.mem_id in some for above in elements(node))


def shape_of(node: Node | None) -> tuple[str, ...]:
    """The tag of an element and those of its classes that do not move from one member of a list to the next."""
    if node is None or not node.is_element_node:
        return ()
    names = (node.attributes.get("class") or "").split()
    return (str(node.tag), *sorted(name for name in names if not _MOVING.match(name.lower())))
