"""``feeds/headline-changes.*``: headlines that publishers changed, the old one and the new one, an entry for each change."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from aggregator.model import (
    ITEM_NAMESPACE,
    Artifact,
    HeadlineChange,
    OutputEntry,
    OutputSpec,
    RegionTree,
    SiteInfo,
    SourceInfo,
)
from aggregator.publish.datelines import Datelines
from aggregator.publish.feeds import render_feed
from aggregator.publish.shown import source_title
from aggregator.publish.words import words_of

_CHANGES = uuid.uuid5(ITEM_NAMESPACE, "headline changes")
NAME = "headline-changes"
#: Newest changes shown.
LIMIT = 100


def changes_output(site: SiteInfo) -> OutputSpec:
    """The feed as pages name it. It tells of news that other feeds have, so no subscription list has it."""
    words = words_of(site)
    return OutputSpec(
        NAME,
        words.say("Headline changes · {site}", site=site.title),
        words.say("Headlines that their publishers changed: the old one and the new one"),
        scheme="output",
        term=NAME,
        limit=LIMIT,
        page="feeds/",
    )


def changes_feed(
    changes: Sequence[HeadlineChange],
    infos: Mapping[str, SourceInfo],
    site: SiteInfo,
    tree: RegionTree,
    dates: Datelines,
    *,
    updated: datetime,
) -> tuple[Artifact, ...]:
    """The feed of these changes, newest first. ``updated``: the date of a feed without entries.

    An entry's id is of the item and the moment, its dates are those of the change, and nothing in it changes any more.
    """
    entries = [entry_of(change, infos, dates) for change in changes]
    return render_feed(changes_output(site), entries, site, tree, updated=changes[0].at if changes else updated)


def entry_of(change: HeadlineChange, infos: Mapping[str, SourceInfo], dates: Datelines) -> OutputEntry:
    """A change as an entry: by the outlet, and it leads to the article."""
    item = change.item
    source = infos.get(item.source_id) or SourceInfo(item.source_id, item.source_id, "")
    summary = dates.words.say(
        "{source} changed a headline; met on {moment}. Before: {before} Now: {after}",
        source=source_title(source),
        moment=dates.date_and_clock(change.at),
        before=change.before,
        after=change.after,
    )
    told = replace(
        item,
        id=str(uuid.uuid5(_CHANGES, f"{item.id}\n{change.at.isoformat()}")),
        title=f"{change.before} → {change.after}",
        summary=summary,
        content="",
        authors=(),
        enclosures=(),
        image=None,
        published=change.at,
        updated=change.at,
        precision="second",
        date_basis="first_seen",
    )
    return OutputEntry(told, source, item.first_seen, (), change.at, change.at)
