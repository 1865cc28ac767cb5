"""Which item of a story is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aggregator.model import StoryItem


def find_lead(items: Sequence[StoryItem], site_language: str | None = None) -> StoryItem:
    """The item that stands for a story (of one item at least) that nobody stands for yet.

    The earliest independent item in the site's language, else the earliest independent one, else the earliest in the
    site's language, else the earliest. Independent is what credits no agency. Earliest is by publication, then by id: the
    order of polling never shows.
    """
    by_time = sorted(items, key=lambda one: (one.published, one.id))
    rules: tuple[Callable[[StoryItem], bool], ...] = (
        lambda one: one.agency is None and _is_in(one, site_language),
        lambda one: one.agency is None,
        lambda one: _is_in(one, site_language),
    )
    for rule in rules:
        for item in by_time:
            if rule(item):
                return item
    return by_time[0]


def _is_in(item: StoryItem, language: str | None) -> bool:
    """Whether an item is in a language, whatever its region: ``en-GB`` is in ``en``."""
    return bool(language and item.language) and _primary(str(item.language)) == _primary(str(language))


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()
