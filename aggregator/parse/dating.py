"""Which date belongs to which headline of a list: one within its box, one beside it, or that of the day it stands under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.parse.dom import (
    Node,
    date_in,
    elements,
    is_date,
    machine_date,
    plainest_date,
    shape_of,
    text_of,
    texts_in,
)
from aggregator.text.dateline import cut_date

_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE)
#: Headlines that carry their dates in their own words do so as a rule.
_FEWEST_CUT = 3


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


def dated(headlines: Sequence[Headline], language: str | None) -> list[Headline]:
    """Each headline with its date, where it has one."""
    found = [replace(one, date=date_inside(one, language)) for one in headlines]
    found = [*map(replace_date, found, by_days(found, language))]
    found = [*map(replace_date, found, beside(found, language))]
    return without_dates(found, language)


def replace_date(headline: Headline, date: str | None) -> Headline:
    return headline if headline.date or not date else replace(headline, date=date)


def date_inside(headline: Headline, language: str | None) -> str | None:
    without = frozenset({headline.link.mem_id})
    return date_in(headline.box, language, without=without) or date_in_link(headline.link, language)


def date_in_link(link: Node, language: str | None) -> str | None:
    """A date that is a piece of its own in a link around a whole card."""
    pieces = [text for _, text in texts_in(link)]
    return machine_date(link) or plainest_date((text for text in pieces[:20] if is_date(text, language)), language)


def beside(headlines: Sequence[Headline], language: str | None) -> list[str | None]:
    """The dates after the boxes, or before them: whichever holds for more. A date beside few of them is of none."""
    boxes = frozenset(headline.box.mem_id for headline in headlines)
    ways = [
        [None if one.date else date_beside(one.box, boxes, way, language) for one in headlines]
        for way in ("next", "prev")
    ]
    best = max(ways, key=lambda dates: sum(map(bool, dates)))
    undated = sum(not one.date for one in headlines)
    count = sum(map(bool, best))
    return best if 2 * count > undated or 4 * count >= max(undated, 8) else [None] * len(headlines)


def date_beside(box: Node, boxes: frozenset[int], way: str, language: str | None) -> str | None:
    """The date between a box and the next one on its way, among the siblings."""
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


def by_days(headlines: Sequence[Headline], language: str | None) -> list[str | None]:
    """The date of the day that each headline stands under, with the time of day beside it.

    Days are lines of one look, each with headlines below it, the first above them all. One alone is of the page rather than of
    the headlines, unless they have times of day that it would be missing from.
    """
    none: list[str | None] = [None] * len(headlines)
    undated = [one for one in headlines if not one.date]
    region = common_region([one.box for one in undated]) if len(undated) > 1 else None
    if region is None:
        return none
    boxes = frozenset(one.box.mem_id for one in headlines)
    days = days_in(region, boxes, language) or day_above(region, boxes, language)
    shapes = Counter(day.shape for day in days if day.boxes)
    if not shapes:
        return none
    (shape, count), *_ = shapes.most_common(1)
    under = {box: day.text for day in days if day.shape == shape for box in day.boxes}
    clocks = [None if one.date else clock_in(one) for one in headlines]
    is_after = not next(day.boxes for day in reversed(days) if day.shape == shape)
    if is_after or any(one.box.mem_id not in under for one in undated):
        return none
    if count == 1 and 2 * sum(map(bool, clocks)) <= len(undated):
        return none
    dates = [under.get(one.box.mem_id) for one in headlines]
    return [
        f"{date} {clock}" if date and clock and ":" not in date else date
        for date, clock in zip(dates, clocks, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """A line that is a date, and the boxes between it and the next one."""

    shape: tuple[str, ...]
    text: str
    boxes: set[int]


def days_in(region: Node, boxes: frozenset[int], language: str | None) -> list[Day]:
    days: list[Day] = []
    for holder, text in texts_in(region):
        box = next((above.mem_id for above in elements(holder) if above.mem_id in boxes), None)
        if box is None and is_date(text, language):
            days.append(Day((*shape_of(holder), "<", *shape_of(holder.parent)), text, set()))
        elif box is not None and days:
            days[-1].boxes.add(box)
    return days


def day_above(region: Node, boxes: frozenset[int], language: str | None) -> list[Day]:
    """The date that is the heading of a whole list."""
    node = region.prev
    while node is not None and node.is_text_node and not (node.text() or "").strip():
        node = node.prev
    text = text_of(node) if node is not None and node.is_element_node else ""
    return [Day(shape_of(node), text, set(boxes))] if is_date(text, language) else []


def clock_in(headline: Headline) -> str | None:
    """The time of day that stands alone in a headline's box."""
    return next((text for _, text in texts_in(headline.box) if _CLOCK.fullmatch(text)), None)


def common_region(nodes: Sequence[Node]) -> Node | None:
    """The innermost element that holds all of some nodes."""
    paths = [list(elements(node))[1:] for node in nodes]
    shared = set.intersection(*({above.mem_id for above in path} for path in paths))
    return next((above for above in paths[0] if above.mem_id in shared), None) or top_of(nodes[0])


def top_of(node: Node) -> Node:
    """The body that a node stands in."""
    while node.parent is not None and node.tag not in {"body", "html"}:
        node = node.parent
    return node


def without_dates(headlines: list[Headline], language: str | None) -> list[Headline]:
    """Headlines without the date that stands at their beginning or end, where that is where the list has its dates."""
    cuts = {
        number: cut for number, one in enumerate(headlines) if not one.date and (cut := cut_date(one.title, language))
    }
    if len(cuts) < _FEWEST_CUT or 2 * len(cuts) < len(headlines):
        return headlines
    return [
        replace(one, date=cuts[number][0], title=cuts[number][1]) if number in cuts else one
        for number, one in enumerate(headlines)
    ]
