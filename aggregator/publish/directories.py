"""The overviews: regions, topics, feeds, sources. From what there is to what the page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from aggregator.model import OutputSpec, RegionTree, Rule, SourceHealth, State, Topic
from aggregator.publish.datelines import Datelines
from aggregator.publish.frame import Frame, file_of
from aggregator.publish.headlines import language_of_name, shown_ownership
from aggregator.publish.shown import web_url
from aggregator.publish.views import (
    Branch,
    FeedRow,
    FeedShelf,
    FeedsView,
    Link,
    RegionsView,
    SourceRow,
    SourcesView,
    Stamp,
    TopicRow,
    TopicsView,
)

#: State → how bad it is. The order is that of the page: what needs a person first.
LEVELS: dict[str, Literal["bad", "warn", "ok", "off"]] = {
    State.GONE: "bad",
    State.CRASHED: "bad",
    State.NOT_FOUND: "bad",
    State.NOT_A_FEED: "bad",
    State.CANNOT_PARSE: "bad",
    State.BLOCKED: "bad",
    State.REFUSED: "bad",
    State.FAILING: "bad",
    State.MOVED: "warn",
    State.EMPTY: "warn",
    State.SLOW: "warn",
    State.UNSUPPORTED: "warn",
    State.OK: "ok",
    State.NEW: "off",
    State.OFF: "off",
}
_SHELVES = {"region": ("Regions", "regions"), "topic": ("Topics", "topics")}


def regions_view(
    tree: RegionTree, counts: Mapping[str, int], frame: Frame, datelines: Datelines, root: str
) -> RegionsView:
    """The tree, as far as there are pages; a region with several parents stands under each."""

    def branch(region: str) -> Branch | None:
        children = tuple(found for child in tree.children(region) if (found := branch(child)))
        href = frame.region_page(region, root)
        if not href and not children:
            return None
        count = datelines.number(counts[region]) if region in counts else ""
        return Branch(Link(tree[region].title, href, count), children)

    tops = [region.id for region in tree if not any(parent in tree for parent in region.parents)]
    branches = tuple(found for top in tops if (found := branch(top)))
    summary = (
        "The number beside a region is its items of the last seven days."
        if branches
        else "No region has had items yet."
    )
    return RegionsView(summary, branches)


def topics_view(
    topics: Sequence[Topic],
    counts: Mapping[str, int],
    frame: Frame,
    datelines: Datelines,
    root: str,
    words: Callable[[Rule], str],
) -> TopicsView:
    """Every topic with its rule in words."""
    rows = tuple(
        TopicRow(
            Link(topic.title, frame.topic_page(topic.id, root), datelines.number(counts.get(topic.id, 0))),
            topic.description,
            words(topic.rule),
        )
        for topic in topics
    )
    return TopicsView(
        "The number beside a topic is its items of the last seven days." if rows else "No topics yet.", rows
    )


def feeds_view(
    outputs: Sequence[OutputSpec],
    rules: Mapping[str, str],
    frame: Frame,
    tree: RegionTree,
    datelines: Datelines,
    root: str,
) -> FeedsView:
    """The directory. ``rules``: what an output takes in, in words, by its name."""
    shelves: dict[tuple[str, str], list[FeedRow]] = {
        ("Feeds", "main"): [],
        **{shelf: [] for shelf in _SHELVES.values()},
    }
    for spec in outputs:
        if spec.formats:
            rule = spec.description or _rule_of(spec, rules, tree)
            shelves[_SHELVES.get(spec.scheme, ("Feeds", "main"))].append(
                FeedRow(
                    title=spec.title,
                    page=root + file_of(spec.page) if spec.page else "",
                    rule=rule,
                    limit=f"newest {datelines.number(spec.limit)}",
                    feeds=frame.feed_links(spec, root),
                    address=frame.address(spec),
                )
            )
    return FeedsView(
        tuple(FeedShelf(title, f"shelf-{anchor}", tuple(rows)) for (title, anchor), rows in shelves.items() if rows),
        f"{root}feeds/all.opml",
        f"{root}feeds/sources.opml",
    )


def _rule_of(spec: OutputSpec, rules: Mapping[str, str], tree: RegionTree) -> str:
    if spec.scheme == "all":
        return "Everything."
    if spec.scheme == "region":
        region = tree.get(spec.term)
        return f"Items about {region.title if region else spec.term} or any part of it."
    words = rules.get(spec.name, "")
    return f"Items {words}." if words else ""


def sources_view(healths: Sequence[SourceHealth], datelines: Datelines, today: date) -> SourcesView:
    """Sources, worst first, then by state and name."""
    ranks = {str(state): rank for rank, state in enumerate(LEVELS)}
    rows = sorted(
        healths, key=lambda health: (ranks.get(health.state, 0), (health.title or health.id).casefold(), health.id)
    )
    states = Counter(LEVELS.get(health.state, "bad") for health in healths)
    number = datelines.number
    facts = [
        f"{number(len(healths))} {'source' if len(healths) == 1 else 'sources'}",
        f"{number(states['ok'])} ok",
        *([f"{number(states['warn'])} to look at"] if states["warn"] else []),
        *([f"{number(states['bad'])} failing"] if states["bad"] else []),
    ]
    summary = f"{', '.join(facts)}. Items are those of the seven days to {datelines.long_day(today)}."
    return SourcesView(summary if healths else "No sources yet.", tuple(_row(health, datelines) for health in rows))


def _row(health: SourceHealth, datelines: Datelines) -> SourceRow:
    def day(moment: datetime | None) -> Stamp | None:
        if moment is None:
            return None
        found = datelines.local_day(moment)
        return Stamp(found.isoformat(), datelines.long_day(found))

    title = health.title or health.outlet or health.id
    return SourceRow(
        title=title,
        language=language_of_name(title, health.language),
        url=web_url(health.url) or "",
        ownership=shown_ownership(health.ownership),
        state=str(health.state),
        level=LEVELS.get(health.state, "bad"),
        reason=health.reason,
        since=day(health.since),
        last_new=day(health.last_new),
        items=datelines.number(sum(health.items_by_day)),
    )
