"""The editor's hand on what is stored: edits.yaml is held against the items, and what changed is carried out, once, and logged.

Everybody who reads the store afterwards sees what the editor made of it; what publishers say stays beside it, and comes back
when an edit is taken out.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from aggregator.model import Edit, Item, ItemEdits, Tag, public_id

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.store import Applied, Store, Subject

log = logging.getLogger(__name__)

#: The tags of an item, with what edits say of it.
TagWith: TypeAlias = Callable[[Item, ItemEdits], tuple[Tag, ...]]
MOST_LETTERS = 80


def apply_edits(
    store: Store, config: Config, tag: TagWith, version: Callable[[], str], now: datetime, unmet: set[str]
) -> None:
    """Bring the store up to what the edits say.

    ``tag`` and ``version`` are those of the rules of today; they are asked only when tags change. ``unmet`` holds the keys of edits
    of which was said that they are of no stored item, and is kept up to date.
    """
    from aggregator.store import Applied

    met = store.edits.resolved(config.edits)
    changes: dict[str, Applied] = {}
    reasons: dict[str, str] = {}
    tagged: dict[str, dict[str, tuple[Tag, ...]]] = {}
    lines: list[str] = []
    for subject in store.edits.subjects(met):
        item, before = subject.item, subject.applied
        wanted = met.of(item.id, item.url, subject.story)
        after = Applied(wanted.is_hidden, wanted.title, wanted.summary, tags_key(wanted))
        if is_retagged(subject, after, version):
            rules = f"{version()}+{after.tags}" if after.tags else version()
            tagged.setdefault(rules, {})[item.id] = tag(item, wanted)
        if after != before:
            changes[item.id], reasons[item.id] = after, wanted.reason("hide")
            lines += in_words(item, before, after, wanted)
    for rules, some in tagged.items():
        store.tags.replace(some, version=rules)
    if changes:
        store.edits.apply(changes, reasons, now)
    for line in lines:
        log.info("%s", line)
    for edit in store.edits.note(met, now):
        if edit.verb == "pin":
            log.info("pinned %s: %s", of_target(edit), edit.reason)
    for edit in met.unmet():
        if edit.key not in unmet:
            log.warning("%s:%d: %s", config.edits_path, edit.line, unmet_in_words(edit))
    unmet.clear()
    unmet.update(edit.key for edit in met.unmet())


def tags_key(edits: ItemEdits) -> str:
    """Changes with all that edits say about an item's tags: also a corrected headline is read for them. "" for nothing."""
    if not edits.is_retagged and not edits.is_corrected:
        return ""
    said = (edits.regions, edits.add, edits.remove, edits.reason("retag"), edits.title, edits.summary)
    return hashlib.blake2b(repr(said).encode(), digest_size=6).hexdigest()


def is_retagged(subject: Subject, after: Applied, version: Callable[[], str]) -> bool:
    """Whether an item's tags are others than the edits and the rules of today give."""
    if not after.tags:
        return bool(subject.applied.tags)
    return subject.tag_version != f"{version()}+{after.tags}"


def in_words(item: Item, before: Applied, after: Applied, edits: ItemEdits) -> Sequence[str]:
    """What changes for an item, and why."""
    name = f"{item.title[:MOST_LETTERS]!r} ({public_id(item.id)})"
    lines = []
    if after.is_hidden != before.is_hidden:
        lines.append(f"hidden: {name}: {edits.reason('hide')}" if after.is_hidden else f"not hidden any more: {name}")
    if (after.title, after.summary) != (before.title, before.summary):
        is_corrected = after.title is not None or after.summary is not None
        lines.append(
            f"corrected: {name}: {edits.reason('correct')}"
            if is_corrected
            else f"as its publisher has it again: {name}"
        )
    if after.tags != before.tags:
        if edits.is_retagged:
            lines.append(f"retagged: {name}: {edits.reason('retag')}")
        elif not edits.is_corrected:
            lines.append(f"tagged by its own words again: {name}")
    return lines


def of_target(edit: Edit) -> str:
    """What an edit is of, as a person would write it."""
    name = edit.target if "://" in edit.target else public_id(edit.target)
    return f"story {name}" if edit.is_story else name


def unmet_in_words(edit: Edit) -> str:
    """That an edit is of nothing that is stored."""
    return f"no stored item is {of_target(edit)}; the edit waits for one"
