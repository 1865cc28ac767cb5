"""The headlines of a page that has no feed, found by how such lists are built: links of one site, each in a box of its own.

A headline's box is the largest element around its link that holds no other headline. Its date stands in the box, else
between it and the next one, or before it: whichever holds for more of them. Links without dates count only where a whole list
of them looks alike. No class name and no site is known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from aggregator.model import ParsedEntry
from aggregator.parse.dom import (
    Node,
    date_in,
    date_text,
    elements,
    is_date,
    machine_date,
    plainest_date,
    text_of,
    texts_in,
)
from aggregator.text.urls import canonical_url, registrable_domain, resolve

#: A headline has so many letters, or words: what is shorter is a menu.
FEWEST_LETTERS, FEWEST_WORDS = 20, 4
#: Links without dates make a list when so many of them look alike.
FEWEST_UNDATED = 5
MOST_LINKS = 600
_SHORTEST_SUMMARY = 20
_ASIDE = {"nav", "footer", "form"}
_ROLES = {"navigation", "contentinfo", "search"}
_MOVING = re.compile(r"^(?:first|last|odd|even|active|current|col-.*|.*\d.*)$")


@dataclass(frozen=True, slots=True)
class Headline:
    """A link that looks like a headline."""

    link: Node
    url: str
    title: str
    box: Node
    date: str | None = None

    @property
    def shape(self) -> tuple[str, ...]:
        """What boxes of one list have in common."""
        return (*shape_of(self.box), "<", *shape_of(self.box.parent))


def find_headlines(tree: Node, url: str, base: str, language: str | None) -> list[Headline]:
    """The headlines of a page in its order; none where no list of any kind is found."""
    found = dated(boxed(candidates(tree, url, base)), language)
    with_date = [headline for headline in found if headline.date]
    if with_date and 3 * len(with_date) >= min(len(found), 9):
        shapes = {headline.shape for headline in with_date}
        return [headline for headline in found if headline.date or headline.shape in shapes]
    lists = Counter(headline.shape for headline in found)
    if not lists:
        return []
    weight = {shape: sum(len(one.title) for one in found if one.shape == shape) for shape in lists}
    best = max(weight, key=weight.__getitem__)
    return [one for one in found if one.shape == best] if lists[best] >= FEWEST_UNDATED else []


def candidates(tree: Node, url: str, base: str) -> list[Headline]:
    """Links to pages of the same site with enough words, each address once, under its longest words."""
    site, own = registrable_domain(url), canonical_url(url)
    best: dict[str, Headline] = {}
    for link in tree.css("a[href]")[: 5 * MOST_LINKS]:
        target = resolve(base, link.attributes.get("href") or "")
        if target is None or registrable_domain(target) != site:
            continue
        key = canonical_url(target)
        if key == own or key.endswith(f"{site}") or is_aside(link):
            continue
        title = title_of_link(link)
        if len(title) > len(best[key].title if key in best else ""):
            best.pop(key, None)  # the place of the longer one counts
            best[key] = Headline(link, target, title, link)
    return [
        headline
        for headline in best.values()
        if len(headline.title) >= FEWEST_LETTERS or len(headline.title.split()) >= FEWEST_WORDS
    ][:MOST_LINKS]


def title_of_link(link: Node) -> str:
    """The words of a link: of the heading within it where it spans a whole card, without a date that is a line of its own."""
    heading = link.css_first("h1, h2, h3, h4, h5, h6")
    if heading is not None:
        return text_of(heading)
    pieces = [text for _, text in texts_in(link)]
    if len(pieces) > 1:
        return " ".join(text for text in pieces if not is_date(text, None))
    return text_of(link) or (link.attributes.get("title") or "").strip()


def is_aside(link: Node) -> bool:
    """Whether a link stands in a menu or at the foot of the page."""
    return any(above.tag in _ASIDE or (above.attributes.get("role") or "") in _ROLES for above in elements(link))


def boxed(headlines: Sequence[Headline]) -> list[Headline]:
    """Each headline with its box."""
    around: dict[int, set[str]] = {}
    for headline in headlines:
        for above in elements(headline.link):
            around.setdefault(above.mem_id, set()).add(headline.url)
    result = []
    for headline in headlines:
        box = headline.link
        for above in elements(headline.link):
            if len(around[above.mem_id]) > 1 or above.tag == "main":
                break
            box = above
        result.append(replace(headline, box=box))
    return result


def dated(headlines: Sequence[Headline], language: str | None) -> list[Headline]:
    """Each headline with its date, where it has one."""
    boxes = frozenset(headline.box.mem_id for headline in headlines)
    inside = [
        date_in(one.box, language, without=frozenset({one.link.mem_id})) or date_in_link(one.link, language)
        for one in headlines
    ]
    after = [
        one or date_beside(headline.box, boxes, "next", language)
        for headline, one in zip(headlines, inside, strict=True)
    ]
    before = [
        one or date_beside(headline.box, boxes, "prev", language)
        for headline, one in zip(headlines, inside, strict=True)
    ]
    dates = after if sum(map(bool, after)) >= sum(map(bool, before)) else before
    return [replace(headline, date=date) for headline, date in zip(headlines, dates, strict=True)]


def date_in_link(link: Node, language: str | None) -> str | None:
    """A date that is a piece of its own in a link around a whole card."""
    pieces = [text for _, text in texts_in(link)]
    return machine_date(link) or plainest_date((text for text in pieces[:20] if is_date(text, language)), language)


def date_beside(box: Node, boxes: frozenset[int], way: str, language: str | None) -> str | None:
    """The date between a box and the next one on its way, among the siblings and those of its parent."""
    node = getattr(box, way)
    for _ in range(8):
        if node is None:
            return None
        if not node.is_text_node and (
            node.mem_id in boxes or any(inner.mem_id in boxes for inner in node.css("*")[:200])
        ):
            return None
        found = machine_date(node)
        found = found or plainest_date((text for _, text in texts_in(node)), language)
        if found:
            return found
        node = getattr(node, way)
    return None


def entry_of(headline: Headline, base: str, language: str | None) -> ParsedEntry:
    """The headline as an entry, with the paragraphs and the picture of its box."""
    paragraphs = [
        paragraph.html or "" for paragraph in headline.box.css("p") if is_prose(text_of(paragraph), headline, language)
    ]
    image = next((src for img in headline.box.css("img") if (src := picture_of(img, base))), None)
    return ParsedEntry(
        url=headline.url,
        title=headline.title,
        title_is_html=False,
        summary=paragraphs[0] if paragraphs else None,
        content="".join(paragraphs) if len(paragraphs) > 1 else None,
        base_url=base,
        image=image,
        published=headline.date,
    )


def is_prose(text: str, headline: Headline, language: str | None) -> bool:
    return len(text) >= _SHORTEST_SUMMARY and text != headline.title and date_text(text, language) is None


def picture_of(img: Node, base: str) -> str | None:
    """The address of a picture, also of one that a script would load."""
    for name in ("data-src", "data-original", "src"):
        value = img.attributes.get(name) or ""
        if value and not value.startswith("data:"):
            return resolve(base, value)
    return None


def shape_of(node: Node | None) -> tuple[str, ...]:
    """The tag of an element and those of its classes that do not move from one member of a list to the next."""
    if node is None or not node.is_element_node:
        return ()
    names = (node.attributes.get("class") or "").split()
    return (str(node.tag), *sorted(name for name in names if not _MOVING.match(name.lower())))


def selector_of(headlines: Iterable[Headline]) -> str | None:
    """A CSS selector for the boxes of the largest list among them, to be pasted into a configuration."""
    shapes = Counter(shape_of(headline.box) for headline in headlines)
    if not shapes:
        return None
    tag, *names = shapes.most_common(1)[0][0]
    return ".".join((tag, *names))
