"""Which item of a story is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar


class Leading(Protocol):
    """What may stand for a story: an item, in whatever form."""

    @property
    def id(self) -> str: ...
    @property
    def published(self) -> datetime: ...
    @property
    def agency(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...


Candidate = TypeVar("Candidate", bound=Leading)


def find_lead(items: Sequence[Candidate], site_language: str | None = None) -> Candidate:
    """The item that stands for a story (of one item at least) that nobody stands for yet.

    The earliest independent item in the site's language, else the earliest independent one, else the earliest in the
    site's language, else the earliest. Independent is what credits no agency. Earliest is by publication, then by id: the
    order of polling never shows.
    """
    by_time = sorted(items, key=lambda one: (one.published, one.id))
    rules: tuple[Callable[[Candidate], bool], ...] = (
        lambda one: one.agency is None and _is_in(one, site_language),
        lambda one: one.agency is None,
        lambda one: _is_in(one, site_language),
    )
    for rule in rules:
        for item in by_time:
            if rule(item):
                return item
    return by_time[0]


def _is_in(item: Leading, language: str | None) -> bool:
    """Whether an item is in a language, whatever its region: ``en-GB`` is in ``en``."""
    return bool(language and item.language) and _primary(str(item.language)) == _primary(str(language))


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()
