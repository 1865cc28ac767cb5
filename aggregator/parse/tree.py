"""Pages of strangers as trees: only markup that was read through first is handed to a parser."""

from __future__ import annotations

from aggregator.errors import ParseError
from aggregator.parse.dom import Node
from aggregator.text.html import page_markup
from aggregator.text.nesting import is_too_deep


def safe_markup(text: str) -> str:
    """A page as a parser may read it: its head, then what it shows. Raises ParseError for one that nests without end."""
    told, shown = page_markup(text)
    if is_too_deep(shown):
        raise ParseError("the page nests deeper than any page should")
    return f"<!doctype html>{told}{shown}"


def tree_of(text: str) -> Node:
    """The tree of a page without what it does not show. Raises ParseError."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(safe_markup(text))
