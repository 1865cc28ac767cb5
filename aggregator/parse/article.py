"""The article that a page itself is about, where it is one: its heading, its own date, its paragraphs, and nothing of the lists
beside them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator.model import ParsedEntry
from aggregator.parse.dom import Node, date_text, elements, is_within, machine_date, text_of, texts_in
from aggregator.parse.headlines import is_long_enough, picture_of
from aggregator.text.dateline import date_line
from aggregator.text.urls import resolve

#: A page is an article when so much prose stands under its heading.
FEWEST_LETTERS = 200
_FRONT = re.compile(r"/*(?:[a-z]{2}(?:[-_][a-z]{2})?/*)?(?:(?:index|default|home)\.\w+)?", re.IGNORECASE)
_BLOCKS = {"p", "blockquote", "li", "h2", "h3", "h4", "pre", "td", "dt", "dd"}
_OUTSIDE = {"nav", "footer", "aside", "form", "header"}
_HEADINGS = {"h1", "h2", "h3", "h4"}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a line of text between breaks."""

    node: Node
    text: str
    markup: str
    is_heading: bool


def find_article(tree: Node, url: str, base: str, boxes: frozenset[int], language: str | None) -> ParsedEntry | None:
    """The page's own article. ``boxes`` are those of its list of headlines, which are no part of it."""
    heading = None if is_front_page(url) or is_front_page(own_address(tree, base) or url) else find_heading(tree, boxes)
    if heading is None:
        return None
    title = text_of(heading)
    regions = [*list(elements(heading))[1:], *([tree.body] if tree.body is not None else [])]
    proses = ((region, list(prose_after(region, heading, boxes))) for region in regions)
    found = next(((region, blocks) for region, blocks in proses if length_of(blocks) >= FEWEST_LETTERS), None)
    if found is None:
        return None
    region, blocks = found
    date = own_date(tree, region, boxes, language)
    prose = without_edges([block for block in blocks if date_text(block.text, language) is None], title)
    if date is None or not prose:
        return None
    picture = tree.css_first('meta[property="og:image"]')
    return ParsedEntry(
        url=own_address(tree, base) or url,
        title=title,
        title_is_html=False,
        summary=prose[0].markup,
        content="".join(block.markup for block in prose) if len(prose) > 1 else None,
        base_url=base,
        image=resolve(base, picture.attributes.get("content") or "") if picture else first_picture(region, base, boxes),
        published=date,
    )


def is_front_page(url: str) -> bool:
    """Whether an address is that of a whole site, or of its part in one language: such a page is about no single article."""
    parts = urlsplit(url)
    return parts.scheme != "file" and not parts.query and _FRONT.fullmatch(parts.path) is not None


def says_it_is_one(tree: Node, title: str) -> bool:
    """Whether a page calls itself an article: to machines, or by a title that begins with a whole headline, this one."""
    kind = tree.css_first('meta[property="og:type"]')
    if kind is not None and (kind.attributes.get("content") or "").strip().lower() == "article":
        return True
    named = tree.css_first("title")
    whole = " ".join(named.text().split()) if named is not None else ""
    return is_long_enough(title) and whole.startswith(title)


def length_of(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def find_heading(tree: Node, boxes: frozenset[int]) -> Node | None:
    """The heading of the page: its h1, else the element that says what the title of the document says."""
    for node in tree.css("h1"):
        if text_of(node) and not is_within(node, boxes) and len(tree.css("h1")) < 4:
            return node
    title = tree.css_first("title")
    wanted = " ".join(title.text().split()) if title is not None else ""
    if len(wanted) < 15:
        return None
    for node in tree.css("h2, h3, h4, div, span, strong, b, td, p"):
        text = text_of(node)
        if 15 <= len(text) <= len(wanted) and wanted.startswith(text) and not is_within(node, boxes):
            return node
    return None


def prose_after(region: Node, heading: Node, boxes: frozenset[int]) -> Iterator[Block]:
    """The blocks of text that follow the heading, up to the list of headlines."""
    has_begun, told = False, set[int]()
    outside = frozenset(node.mem_id for tag in _OUTSIDE for node in region.css(tag)) - {
        above.mem_id for above in elements(heading)
    }
    for holder, text in texts_in(region):
        if is_within(holder, frozenset({heading.mem_id})):
            has_begun = True
            continue
        if not has_begun or is_within(holder, outside):
            continue
        if is_within(holder, boxes):
            if told:
                return
            continue
        block = block_of(holder, region)
        if block is None:
            yield Block(holder, text, f"<p>{html.escape(text)}</p>", is_heading=False)
            told.add(-1)
        elif block.mem_id not in told:
            told.add(block.mem_id)
            whole = text_of(block)
            markup = block.html if block.tag in {"p", "blockquote", "pre"} else f"<p>{html.escape(whole)}</p>"
            yield Block(block, whole, markup or "", is_heading=block.tag in _HEADINGS)


def block_of(node: Node, region: Node) -> Node | None:
    """The block that a piece of text belongs to, if it is one that holds no other blocks."""
    for above in elements(node):
        if above.mem_id == region.mem_id:
            return None
        if above.tag in _BLOCKS:
            return (
                above
                if not [inner for inner in above.css("p, li, div, table, br") if inner.mem_id != above.mem_id]
                else None
            )
    return None


def without_edges(blocks: list[Block], title: str) -> list[Block]:
    """The blocks without headings at the end ("Latest news") and short lines that are no sentences there."""
    found = [block for block in blocks if block.text != title]
    while found and (
        found[-1].is_heading
        or (len(found[-1].text) < 40 and not found[-1].text.endswith((".", "!", "?", "»", "”", '"')))
    ):
        found.pop()
    return found


def own_date(tree: Node, region: Node, boxes: frozenset[int], language: str | None) -> str | None:
    """The article's date: as told to machines, else the most exact one that stands in its region outside the list."""
    for selector in ('meta[property="article:published_time"]', 'meta[itemprop="datePublished"]', 'meta[name="date"]'):
        node = tree.css_first(selector)
        if node is not None and (value := (node.attributes.get("content") or "").strip()):
            return value
    for node in region.css("[datetime]"):
        if not is_within(node, boxes) and (found := machine_date(node)):
            return found
    lines = [
        line
        for holder, text in texts_in(region)
        if not is_within(holder, boxes) and (line := date_line(text, language))
    ]
    best = min(lines, key=lambda line: (":" not in line.date, line.rank), default=None)
    return best.date if best else None


def own_address(tree: Node, base: str) -> str | None:
    """The address that the page gives itself."""
    for selector, name in (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        node = tree.css_first(selector)
        if node is not None and (found := resolve(base, node.attributes.get(name) or "")):
            return found
    return None


def first_picture(region: Node, base: str, boxes: frozenset[int]) -> str | None:
    return next(
        (
            found
            for img in region.css("p img, figure img")
            if not is_within(img, boxes) and (found := picture_of(img, base))
        ),
        None,
    )
