"""Markup made to choke a parser becomes plain text; markup of real articles never does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.text.html import clean_html, text_from_html
from aggregator.text.nesting import MOST_NESTED, is_too_deep

MANY = 20_000

#: Each of these, repeated, takes a parser seconds to minutes where only start and end tags are counted.
HOSTILE = {
    "elements never closed": "<div>",
    "quotations": "<blockquote><section><ul>",
    "ends that close nothing": "<div></x>",
    "ends in comments": "<div><!--</div>-->",
    "ends in attributes": '<div title="</div>">',
    "ends in a text area": "<div><textarea></div></textarea>",
    "ends that a block shields": "<span><div></span></div>",
    "ends that a paragraph shields": "<x-a><p></x-a></p>",
    "names that only look alike": "<x\xa0></x>",
    "a ruby without a ruby": "<rt>",
    "groups of options": "<optgroup>",
    "tables in cells": "<table><td>",
    "drawings": "<svg><g>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_nests_without_end_is_told_before_it_is_parsed(name: str) -> None:
    assert clean_html(f"before {HOSTILE[name] * MANY} after", None) in {"before after", "before"}


REPEATED = {
    "formatting that is repeated in every paragraph": "<p>"
    + "".join(f"<b title={number}>" for number in range(240))
    + "<p>x" * 8000,
    "one tag of very many attributes": "<p " + " ".join(f"a{number}=b" for number in range(50_000)) + ">x",
    "images without end": "<img " * MANY,
    "comments without end": "<!--" * MANY,
    "scripts without end": "<script" * MANY,
    "marks that come together when taken apart": "<![C" * MANY + "DATA[" * MANY,
}


@pytest.mark.parametrize("name", REPEATED)
def test_what_multiplies_is_told_before_it_is_parsed(name: str) -> None:
    markup = REPEATED[name]
    assert len(clean_html(markup, None)) <= len(markup)
    assert len(text_from_html(markup)) <= len(markup)


HARMLESS = {
    "paragraphs without ends": "<p>one<br>two" * 5000,
    "lists without ends": "<ul>" + "<li><p>one" * 3000 + "</ul>",
    "a large table": "<table>" + "<tr><td>one<td><b>two</b>" * 3000 + "</table>",
    "sloppy formatting": "<p><b><i>one</b></i></p>" * 3000,
    "formatting left open once": "<p><b>one</p>" + "<p>two</p>" * 3000,
    "pictures": '<figure><a href="https://desk.example/"><img src="https://desk.example/a.jpg" alt="a > b"></a></figure>' * 500,
    "scripts and drawings between": "<div><p>one</p><script>if (a < b) { x('<div>') }</script><svg><g><path/></g></svg></div>" * 500,
    "comments": "<!-- wp:paragraph --><p>one</p><!-- /wp:paragraph -->" * 500,
    "nested as deep as people do": "<div>" * 60 + "one" + "</div>" * 60,
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_articles_keep_their_markup(name: str) -> None:
    assert re.search(r"<(?:p|ul|table|figure|div)\b", clean_html(HARMLESS[name], None))


def test_three_hundred_levels_are_too_many() -> None:
    assert clean_html("<div>" * 300 + "deep" + "</div>" * 300, None) == "deep"
    assert not is_too_deep("<div>" * MOST_NESTED + "</div>" * MOST_NESTED)


NAMES = (
    "a",
    "b",
    "i",
    "p",
    "div",
    "span",
    "ul",
    "li",
    "dl",
    "dd",
    "table",
    "tr",
    "td",
    "x-y",
    "h1",
    "button",
    "option",
    "rt",
    "em",
)
PIECES = st.one_of(
    st.sampled_from(NAMES).map("<{}>".format),
    st.sampled_from(NAMES).map("</{}>".format),
    st.sampled_from(["text", "<br>", "<p class='>'>", "<!x>", "</ y>"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8))
def test_what_is_let_through_is_never_deep(pieces: list[str]) -> None:
    """Whatever is repeated: a parser's own tree is as shallow as promised (it adds a body and two levels to each table)."""
    import nh3

    markup = "".join(pieces) * 600
    if is_too_deep(markup):
        return
    tags = {*NAMES, "tbody", "br"}
    depth = deepest = 0
    for closing, name in re.findall(r"<(/?)([a-z0-9-]+)", nh3.clean(markup, tags=tags)):
        if name != "br":
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    assert deepest <= 3 * MOST_NESTED
