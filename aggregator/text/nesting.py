"""How deep markup would nest, told before a parser of HTML has to find out.

Parsers of HTML take time that grows with the square of the depth, and repeat formatting that was left open in every
paragraph that follows: some ten kilobytes of markup can cost minutes, or gigabytes. Here it is only read through once,
with a stack that never holds less than the parser's own would: an end tag counts where it closes the innermost element
for certain, and nowhere else.
"""

from __future__ import annotations

import re

#: Deeper than any article, and far below where a parser gets slow.
MOST_NESTED = 256
#: Formatting elements that a parser may have to repeat, over a whole document.
MOST_REPEATED = 50_000
#: Attributes of one tag, counted where it is this long (in characters): each is compared with all others.
MOST_ATTRIBUTES, LONG_TAG = 2_000, 8_000

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_ROWS = _CELLS | {"tr"}
_GROUPS = _ROWS | {"tbody", "thead", "tfoot"}
#: Which innermost elements a start tag closes by itself (HTML, 13.2.6.4.7 and the modes of tables).
_CLOSES = {
    "p": frozenset({"p"}), "li": frozenset({"li"}), "dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option"}), "td": _CELLS, "th": _CELLS, "tr": _ROWS, "tbody": _GROUPS, "thead": _GROUPS, "tfoot": _GROUPS,
}  # fmt: skip
#: Elements whose end tag also closes what may go without an end tag of its own.
_BLOCKS = _GROUPS | {
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "header", "li", "main", "nav", "ol", "section", "summary", "table", "ul",
}  # fmt: skip

#: Elements whose content is no markup, or markup of another kind: what a parser makes of it, expressions cannot tell.
_FOREIGN = re.compile(
    r"<(?:!--|(?:svg|math|script|style|noscript|iframe|template|textarea|title|xmp|noembed|noframes|plaintext|select)(?![a-z0-9]))",
    re.IGNORECASE,
)
_START = re.compile(r"<[a-zA-Z]")
_ATTRIBUTE = re.compile(r"[ \t\n\r\f/\"'][^ \t\n\r\f/>]")
#: A tag as browsers read it (HTML, 13.2.5): a ``>`` in a quoted value does not end it, and only five characters are space.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^ \t\n\r\f/>]*+)"
    r"(?:[ \t\n\r\f/]++|[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+"
    r"(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>\"'][^ \t\n\r\f>]*+)?+)?+)*+"
    r">?|<[!?/][^>]*+>?"
)


def is_too_deep(markup: str) -> bool:
    """Whether markup might nest deeper than :data:`MOST_NESTED`, or make a parser repeat more than it is worth.

    Never says no wrongly; says yes too where hundreds of tags were left open or crossed each other.
    """
    if len(markup) < LONG_TAG and sum(1 for _ in _START.finditer(markup)) <= MOST_NESTED:
        return False
    if _FOREIGN.search(markup):
        return True
    stack: list[str] = []
    formatting = repeated = 0
    for match in _TAG.finditer(markup):
        name = match["name"]
        if name is None:
            continue
        if len(match[0]) > LONG_TAG and sum(1 for _ in _ATTRIBUTE.finditer(match[0])) > MOST_ATTRIBUTES:
            return True
        name = name.lower() if name.isascii() else name
        if match["end"]:
            formatting -= _close(stack, name)
        elif name in _FORMATTING:
            stack.append(name)
            formatting += 1
            continue
        elif name not in _VOID:
            _open(stack, name)
        repeated += formatting
        if len(stack) > MOST_NESTED or repeated > MOST_REPEATED:
            return True
    return len(stack) > MOST_NESTED


def without_tags(markup: str) -> str:
    """The text between the tags, for markup that no parser should be asked to read."""
    return _TAG.sub(" ", markup)


def _open(stack: list[str], name: str) -> None:
    closed = _CLOSES.get(name)
    if closed is not None:
        if len(stack) > 1 and stack[-1] == "p" and stack[-2] in closed:
            stack.pop()
        while stack and stack[-1] in closed:
            stack.pop()
    stack.append(name)


def _close(stack: list[str], name: str) -> int:
    """Take the element that an end tag closes off the stack; 1 when it was a formatting one, else 0."""
    depth = len(stack)
    if name in _FORMATTING:
        # Formatting that crosses other formatting: the rest stays open.
        while depth and stack[depth - 1] in _FORMATTING and stack[depth - 1] != name:
            depth -= 1
        if depth and stack[depth - 1] == name:
            del stack[depth - 1]
            return 1
        return 0
    if name in _BLOCKS:
        while depth and stack[depth - 1] in _CLOSES and stack[depth - 1] != name:
            depth -= 1
    if depth and stack[depth - 1] == name:
        del stack[depth - 1 :]
    return 0
