"""Issues as the editor has them: also what was frozen is corrected, placed elsewhere, pinned or hidden by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aggregator.model import Edits, Evidence, Issue, IssueEntry, IssueStory, ItemEdits, RegionTree
from aggregator.publish.issue import without


def edited(issue: Issue, edits: Edits, at: Mapping[str, datetime], tree: RegionTree) -> Issue:
    """An issue with what edits say of its items. ``at``: when each edit first took effect, by its key."""
    if not edits:
        return issue
    hidden: set[str] = set()
    stories = []
    for story in issue.stories:
        said = {entry.item_id: edits.of(entry.item_id, entry.url, story.id) for entry in story.entries}
        hidden.update(item for item, its in said.items() if its.is_hidden)
        stories.append(_edited_story(story, said, at, tree) if any(said.values()) else story)
    pinned = {
        story.id
        for story in stories
        if any(edits.of(entry.item_id, entry.url, story.id).is_pinned(issue.day) for entry in story.entries)
    }
    shown = tuple(replace(story, is_pinned=True) if story.id in pinned else story for story in stories)
    return without(replace(issue, stories=shown), hidden)


def _edited_story(
    story: IssueStory, said: Mapping[str, ItemEdits], at: Mapping[str, datetime], tree: RegionTree
) -> IssueStory:
    return replace(story, entries=tuple(_edited_entry(entry, said[entry.item_id], at, tree) for entry in story.entries))


def _edited_entry(entry: IssueEntry, edits: ItemEdits, at: Mapping[str, datetime], tree: RegionTree) -> IssueEntry:
    if edits.is_corrected:
        moments = [at[edit.key] for edit in edits.of("correct") if edit.key in at]
        entry = replace(
            entry,
            title=entry.title if edits.title is None else edits.title,
            summary=entry.summary if edits.summary is None else edits.summary,
            corrected=max(moments, default=None),
            reason=edits.reason("correct"),
        )
    return _retagged(entry, edits, tree) if edits.is_retagged else entry


def _retagged(entry: IssueEntry, edits: ItemEdits, tree: RegionTree) -> IssueEntry:
    """The regions that the editor gives it, closed upwards, most specific first."""
    proof = dict(zip(entry.regions, entry.proof, strict=False))
    removed = set(edits.remove)
    kept = entry.regions if edits.regions is None else edits.regions
    named = (*(region for region in kept if removed.isdisjoint(tree.closure(region))), *edits.add)
    closed = dict.fromkeys(above for region in named for above in tree.closure(region))
    regions = tuple(sorted(closed, key=lambda region: -len(tree.closure(region))))
    by_hand = Evidence("editor", edits.reason("retag"), "edits.yaml")
    is_kept = edits.regions is None
    return replace(
        entry,
        regions=regions,
        proof=tuple(proof[region] if is_kept and region in proof else by_hand for region in regions),
    )
