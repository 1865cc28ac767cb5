"""The outputs of a configuration: which feeds there are, by which rules, and how they are made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from aggregator.config.models import Caps as CapsModel
from aggregator.config.models import ConfigModel, Feed, Match
from aggregator.config.words import choice_in_words, rule_in_words
from aggregator.model import NO_CAPS, Caps, OutputSpec, RegionTree, Rule, SiteInfo, Topic
from aggregator.publish.words import words_of


def rule_from(match: Match) -> Rule:
    """A condition as the tagger takes it."""

    def parts(inner: list[Match] | None) -> tuple[Rule, ...]:
        return tuple(rule_from(part) for part in inner or ())

    topic = getattr(match, "topic", None)  # of a feed alone
    return Rule(
        all=parts(match.all),
        any=parts(match.any),
        none=parts(match.not_),
        regions=tuple(match.regions),
        mentions=tuple(match.mentions),
        topics=(*match.topics, *([topic] if topic else [])),
        keywords=tuple(match.keywords),
        languages=tuple(match.lang),
        ownership=tuple(match.kind),
        sources=(*match.sources, *([match.source] if match.source else [])),
        outlets=(*match.outlets, *([match.outlet] if match.outlet else [])),
        tags=tuple(match.tags),
        max_age=match.max_age,
    )


def outputs_from(
    model: ConfigModel, topics: tuple[Topic, ...], tree: RegionTree, site: SiteInfo
) -> tuple[tuple[OutputSpec, Rule | None], ...]:
    """``all``, a feed per topic, and the feeds of the editor's own."""
    common, words = common_of(model), words_of(site)
    description = site.description or words.say("Everything from every source")
    everything = OutputSpec("all", site.title, description, "all", **common)
    found: list[tuple[OutputSpec, Rule | None]] = [(replace(everything, group="item", min_origins=1), None)]
    for topic in topics:
        about = topic.description or rule_in_words(topic.rule, tree, topics, words)
        page = f"topic/{topic.id}/"
        spec = OutputSpec(
            topic.id, f"{topic.title} · {site.title}", about, "topic", topic.id, page=page, was=topic.was, **common
        )
        found.append((spec, None))
    found.extend(output_from(feed, topics, tree, site) for feed in model.outputs.feeds)
    return tuple(found)


def common_of(model: ConfigModel) -> dict[str, Any]:
    """What the feed ``all`` and the feeds of topics and regions have in common."""
    outputs = model.outputs
    return {
        "limit": outputs.limit,
        "content": outputs.content,
        "formats": tuple(outputs.formats),
        "caps": caps_from(outputs.caps),
        "group": outputs.group,
        "min_origins": outputs.min_origins,
        "max_age": outputs.max_age,
        "is_limit_wanted": "limit" in outputs.model_fields_set,
    }


def caps_from(caps: CapsModel) -> Caps:
    return Caps(caps.source, caps.outlet) if caps.source or caps.outlet else NO_CAPS


def output_from(
    feed: Feed, topics: tuple[Topic, ...], tree: RegionTree, site: SiteInfo
) -> tuple[OutputSpec, Rule | None]:
    """One feed. A rule that names one region or one topic and nothing else is that tag; ``all`` when it names nothing."""
    rule, caps = weighed(rule_from(feed), feed.weight), caps_from(feed.caps)
    words = words_of(site)
    about = rule_in_words(rule, tree, topics, words)
    about += choice_in_words(words, min_origins=feed.min_origins, group=feed.group, caps=caps)
    spec = OutputSpec(
        name=feed.name,
        title=feed.title or f"{titled(feed.name)} · {site.title}",
        description=feed.description or about,
        scheme="output",
        term=feed.name,
        limit=feed.limit,
        content=feed.content,
        formats=tuple(feed.formats),
        was=tuple(feed.was),
        caps=caps,
        group=feed.group,
        min_origins=feed.min_origins,
        secret="true" if feed.secret is True else str(feed.secret or ""),
        is_limit_wanted="limit" in feed.model_fields_set,
    )
    if rule == Rule():
        return replace(spec, scheme="all", term=""), None
    if len(rule.regions) == 1 and rule == Rule(regions=rule.regions):
        return replace(spec, scheme="region", term=rule.regions[0], page=f"region/{rule.regions[0]}/"), None
    if len(rule.topics) == 1 and rule == Rule(topics=rule.topics):
        return replace(spec, scheme="topic", term=rule.topics[0], page=f"topic/{rule.topics[0]}/"), None
    return spec, rule


def weighed(rule: Rule, weight: Literal["about", "mentions", "any"]) -> Rule:
    """A rule whose regions are taken by another weight than ``about``: those it only names, or both."""
    if weight == "about" or not rule.regions:
        return rule
    rest = replace(rule, regions=(), all=(*rule.all, Rule(mentions=rule.regions)))
    return replace(rest, none=(*rule.none, Rule(regions=rule.regions))) if weight == "mentions" else rest


def titled(name: str) -> str:
    """``south-caucasus`` → ``South Caucasus``."""
    return " ".join(part[:1].upper() + part[1:] for part in name.split("-"))
