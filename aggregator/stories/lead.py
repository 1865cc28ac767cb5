"""Which item of a story is shown, and who tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aggregator.model import Story, StoryItem


def find_lead(items: Sequence[StoryItem], site_language: str | None = None, present: str | None = None) -> StoryItem:
    """The item that stands for a story (of one item at least).

    The present lead (its id) stays as long as it is in the story, whoever joins. Without one: the earliest
    independent item in the site's language, else the earliest independent one, else the earliest in the site's
    language, else the earliest. Independent is what credits no agency. Earliest is by publication, then by first
    sight.
    """
    by_time = sorted(items, key=lambda one: (one.published, one.id))
    if present is not None:
        for item in by_time:
            if item.id == present:
                return item
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


def story_of(
    story: str,
    items: Sequence[StoryItem],
    site_language: str | None = None,
    present: str | None = None,
    regions: Iterable[str] = (),
) -> Story:
    """What a story looks like from outside.

    Outlets and origins are counted apart, each once: eleven copies of one agency report are eleven outlets and
    one origin. An outlet whose own report stands beside its copy of an agency's is an origin as well.
    """
    lead = find_lead(items, site_language, present)
    in_order = [lead, *(one for one in sorted(items, key=lambda one: one.n) if one.id != lead.id)]
    return Story(
        story,
        lead.id,
        tuple(one.id for one in sorted(items, key=lambda one: one.n)),
        tuple(dict.fromkeys(one.outlet for one in in_order)),
        tuple(dict.fromkeys(one.origin for one in in_order)),
        tuple(dict.fromkeys(regions)),
    )


def _is_in(item: StoryItem, language: str | None) -> bool:
    """Whether an item is in a language, whatever its region: ``en-GB`` is in ``en``."""
    return bool(language and item.language) and _primary(str(item.language)) == _primary(str(language))


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()
