"""The editor's hand: what is hidden, pinned, told to be about something else, or corrected, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from aggregator.model.items import Item

EditVerb: TypeAlias = Literal["hide", "pin", "retag", "correct"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one item, or of a whole story: of every item that tells it, also those that join later."""

    verb: EditVerb
    target: str  #: id of an item without ``urn:uuid:``, or the address of its article
    reason: str
    is_story: bool = False  #: the target names an item, and its whole story is meant
    until: date | None = None  #: of a pin: its last day
    regions: tuple[str, ...] | None = None  #: of a retag: what it is about, instead of what was found
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    title: str | None = None  #: of a correction; likewise the summary
    summary: str | None = None
    holds: tuple[str, ...] = field(default=(), compare=False)  #: ids of the items, or the stories, that the store found
    line: int = field(default=0, compare=False, repr=False)  #: where it stands in edits.yaml
    column: int = field(default=0, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The same as long as it does the same, whatever reason is given for it."""
        said = repr(replace(self, reason="", holds=()))
        return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class ItemEdits:
    """What the edits come to for one item. Where two say different things, the later in the file counts."""

    edits: tuple[Edit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits)

    def of(self, verb: EditVerb) -> tuple[Edit, ...]:
        """The edits of one kind."""
        return tuple(edit for edit in self.edits if edit.verb == verb)

    def reason(self, verb: EditVerb) -> str:
        """Why the item is hidden, pinned, retagged or corrected; "" where it is not."""
        return "; ".join(dict.fromkeys(edit.reason for edit in self.of(verb)))

    @property
    def is_hidden(self) -> bool:
        return bool(self.of("hide"))

    def is_pinned(self, day: date) -> bool:
        """Whether it stands first on a day of the site."""
        return any(edit.until is None or day <= edit.until for edit in self.of("pin"))

    @property
    def is_retagged(self) -> bool:
        return bool(self.of("retag"))

    @property
    def regions(self) -> tuple[str, ...] | None:
        """What it is about, instead of what was found; None where that stays, but for ``add`` and ``remove``."""
        return next((edit.regions for edit in reversed(self.edits) if edit.regions is not None), None)

    @property
    def add(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for edit in self.edits for name in edit.add))

    @property
    def remove(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for edit in self.edits for name in edit.remove))

    @property
    def is_corrected(self) -> bool:
        return bool(self.of("correct"))

    @property
    def title(self) -> str | None:
        return next((edit.title for edit in reversed(self.edits) if edit.title is not None), None)

    @property
    def summary(self) -> str | None:
        return next((edit.summary for edit in reversed(self.edits) if edit.summary is not None), None)

    def corrected(self, item: Item) -> Item:
        """The item with the editor's title and summary."""
        title, summary = self.title, self.summary
        return replace(
            item,
            title=item.title if title is None else title,
            summary=item.summary if summary is None else summary,
        )


#: Of an item that nobody edited.
UNEDITED = ItemEdits()


@dataclass(frozen=True, slots=True)
class Edits:
    """All edits, in the order of the file. Its ``repr`` is the same as long as they say the same of the same items."""

    edits: tuple[Edit, ...] = ()
    _by_name: dict[tuple[bool, str], list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[tuple[bool, str], list[int]] = {}
        for place, edit in enumerate(self.edits):
            for name in (edit.target, *edit.holds):
                by_name.setdefault((edit.is_story, name), []).append(place)
        object.__setattr__(self, "_by_name", by_name)

    def __bool__(self) -> bool:
        return bool(self.edits)

    def of(self, item_id: str, url: str | None = None, story_id: str | None = None) -> ItemEdits:
        """What is said of an item. ``story_id``: of the item that founded its story, None where that is not known.

        An address is found by its letters alone here, unless the store has said which items it :attr:`Edit.holds`.
        """
        if not self.edits:
            return UNEDITED
        names = ((False, item_id), (False, url), (True, item_id), (True, url), (True, story_id))
        places = {place for is_story, name in names if name for place in self._by_name.get((is_story, name), ())}
        return ItemEdits(tuple(self.edits[place] for place in sorted(places))) if places else UNEDITED

    def unmet(self) -> Iterable[Edit]:
        """Those for which the store found no item. Of edits that it was asked about."""
        return (edit for edit in self.edits if not edit.holds)


#: Of a desk without edits.yaml.
NO_EDITS = Edits()
