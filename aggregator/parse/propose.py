"""Selectors that find the same items again, for an editor to paste: only such as have been tried on the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from aggregator.model import ParsedEntry, Selectors
from aggregator.parse.dating import Headline
from aggregator.parse.dom import Node, elements, shape_of
from aggregator.parse.selecting import by_selectors, date_from_box, pick, select, title_from_box, value_of
from aggregator.text.urls import resolve

#: Lists of more looks than these are described by no selector worth pasting.
MOST_SHAPES = 3
#: So many items tell which selectors are worth trying on all.
MOST_TRIED = 60
_SHORTEST_PREFIX = 4
_AWKWARD = re.compile(r"[^\w-]")
_DATES = (None, ":next", ":prev", ":next time", ":prev dt", ":prev h2", ":prev h3", ":prev h4")
_TITLES = (None, "h1", "h2", "h3", "h4", "h5", "h6", ":self")


def propose(
    headlines: Sequence[Headline], entries: Sequence[ParsedEntry], base: str, language: str | None
) -> Selectors | None:
    """Selectors by which the page gives exactly these entries; None where none are found that do."""
    if not headlines:
        return None
    top = headlines[0].link
    while top.parent is not None:
        top = top.parent
    wanted = [(entry.url, entry.title, entry.published) for entry in entries]
    for whole, is_link in ((True, False), (False, True)):
        boxes = [one.box if whole else one.link for one in headlines]
        parts = within(boxes, headlines, entries, base, language, is_link=is_link)
        if parts is None:
            continue
        for items in item_selectors(boxes, headlines):
            if [node.mem_id for node in select(top, items, "")] != [box.mem_id for box in boxes]:
                continue
            found = replace(parts, items=items)
            again, _ = by_selectors(top, found, base, language, [])
            return found if [(entry.url, entry.title, entry.published) for entry in again] == wanted else None
    return None


def within(
    boxes: Sequence[Node], headlines: Sequence[Headline], entries: Sequence[ParsedEntry], base: str, language: str | None,
    *, is_link: bool,
) -> Selectors | None:  # fmt: skip
    """Selectors of the links, titles and dates seen from these boxes. The first of them tell; all are tried in the end."""
    pairs = list(zip(boxes, entries, strict=True))[:MOST_TRIED]

    def first(
        choices: Sequence[str | None], holds: Callable[[Node, ParsedEntry, str | None], bool]
    ) -> list[str | None]:
        return [choice for choice in choices if all(holds(box, entry, choice) for box, entry in pairs)][:1]

    def leads(box: Node, entry: ParsedEntry, css: str | None) -> bool:
        node = pick(box, css or "a", "")
        address = value_of(node, css, "href") if node is not None and node.is_element_node else None
        return bool(address) and resolve(base, address or "") == entry.url

    links = first([":self"] if is_link else [None, *link_selectors(headlines)], leads)
    if not links:
        return None
    link = links[0]
    titles = first(
        [*_TITLES, *([] if is_link else link_selectors(headlines))],
        lambda box, entry, css: title_from_box(box, pick(box, link or "a", ""), Selectors(title=css)) == entry.title,
    )

    def told(box: Node, css: str | None) -> str | None:
        return date_from_box(box, pick(box, link or "a", ""), Selectors(date=css), language)

    dates = first(
        _DATES,
        lambda box, entry, css: (
            date_from_box(box, pick(box, link or "a", ""), Selectors(date=css), language) == entry.published
        ),
    )
    if not titles or not dates:
        return None
    summary = first(
        [None, "p"],
        lambda box, entry, css: (p.html if css and (p := pick(box, css, "")) is not None else None) == entry.summary,
    )
    return Selectors(title=titles[0], link=link or "a", date=dates[0], summary=summary[0] if summary else None)


def item_selectors(boxes: Sequence[Node], headlines: Sequence[Headline]) -> Iterator[str]:
    """Selectors that may find these boxes and nothing else, the plainest first."""
    by_shape: dict[tuple[str, ...], Node] = {}
    for box in boxes:
        by_shape.setdefault(shape_of(box), box)
    if len(by_shape) > MOST_SHAPES:
        return
    plain = [css_of(shape) for shape in by_shape]
    yield ", ".join(plain)
    around = [list(elements(box))[1:6] for box in by_shape.values()]
    for depth in range(min(map(len, around))):
        names = [name_of(path[depth]) for path in around]
        if depth == 0:
            yield ", ".join(f"{name} > {css}" for name, css in zip(names, plain, strict=True))
        yield ", ".join(f"{name} {css}" for name, css in zip(names, plain, strict=True))
        parents = [css_of(shape_of(path[0])) for path in around]
        if depth:
            yield ", ".join(f"{name} {parent} > {css}" for name, parent, css in zip(names, parents, plain, strict=True))
    if prefix := prefix_of(headlines):
        address = f'[href^="{prefix}"]'
        yield ", ".join(f"{css}{address}" if css.startswith("a") else f"{css}:has(> a{address})" for css in plain)
        yield ", ".join(f"{css}{address}" if css.startswith("a") else f"{css}:has(a{address})" for css in plain)


def link_selectors(headlines: Sequence[Headline]) -> list[str | None]:
    """Selectors that may find the link of a headline within its box."""
    link = headlines[0].link
    found: list[str | None] = [css_of(shape_of(link)), *(f"h{level} a" for level in range(1, 7))]
    found += [f"{css_of(shape_of(above))} > a" for above in list(elements(link))[1:3]]
    if prefix := prefix_of(headlines):
        found += [f'a[href^="{prefix}"]', f'a[href^="{prefix}"]:not(:has(img))']
    return [*found, "a:not([class])", "a:not(:has(img))", "a:last-of-type", "a:nth-of-type(2)", "a:nth-of-type(3)"]


def prefix_of(headlines: Sequence[Headline]) -> str:
    """What the addresses of all links begin with, as they are written; "" where that is little."""
    written = [one.link.attributes.get("href") or "" for one in headlines]
    least, most = min(written), max(written)
    size = next((place for place, pair in enumerate(zip(least, most, strict=False)) if pair[0] != pair[1]), len(least))
    shared = least[:size]
    end = max(shared.rfind(mark) for mark in "/?=&")
    prefix = shared[: end + 1]
    return prefix if len(prefix) >= _SHORTEST_PREFIX - 1 and '"' not in prefix and "\\" not in prefix else ""


def css_of(shape: Sequence[str]) -> str:
    """A tag with classes as CSS, whatever characters they have."""
    tag, *names = shape
    return ".".join((tag, *map(escaped, names)))


def name_of(node: Node) -> str:
    """An element by its id where it has one, else by its tag and classes."""
    name = (node.attributes.get("id") or "").strip()
    return f"#{escaped(name)}" if name and " " not in name and len(name) < 30 else css_of(shape_of(node))


def escaped(name: str) -> str:
    """A name as CSS writes it: ``md:w-1/2`` is ``md\\:w-1\\/2``."""
    first = f"\\{ord(name[0]):x} " if name[:1].isdigit() else ""
    return first + _AWKWARD.sub(lambda match: f"\\{match[0]}", name[1:] if first else name)
