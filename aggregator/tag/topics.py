"""Topics and outputs: rules of the configuration, tried on one item, with the proof of what held.

Keys side by side must all hold; within a key any one entry is enough; ``all``, ``any`` and ``not`` nest. A region in a
rule means the region or anything below it, and that the item is about it; under ``mentions``, that it names it at all.
Keywords are looked for in title, summary and content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.model import Evidence, Item, Rule, SourceSpec, Topic
from aggregator.tag.keywords import find_keyword
from aggregator.tag.matcher import Text

Proof = tuple[Evidence, ...]


@dataclass(slots=True)
class Facts:
    """What is known of an item when rules are tried on it."""

    item: Item
    spec: SourceSpec
    texts: Mapping[str, Text]  #: field → text
    regions: Mapping[str, Proof]  #: what it is about, closed upwards
    mentioned: Mapping[str, Proof]  #: that, and what it only names
    topics: Mapping[str, Topic]
    _found: dict[str, Proof | None] = field(default_factory=dict)

    def topic(self, topic_id: str) -> Proof | None:
        """Whether the item belongs to a topic. A topic that refers to itself does not hold."""
        if topic_id not in self._found:
            self._found[topic_id] = None
            topic = self.topics.get(topic_id)
            if topic is not None:
                self._found[topic_id] = match_rule(topic.rule, self)
        return self._found[topic_id]


def match_rule(rule: Rule, facts: Facts) -> Proof | None:
    """The proof that a rule holds, empty for a rule without conditions; None when it does not hold."""
    if any(match_rule(part, facts) is not None for part in rule.none):
        return None
    proof: dict[Evidence, None] = {}
    for part in rule.all:
        found = match_rule(part, facts)
        if found is None:
            return None
        proof.update(dict.fromkeys(found))
    for is_asked, check in (
        (rule.any, _any),
        (rule.regions, _regions),
        (rule.mentions, _mentions),
        (rule.topics, _topics),
        (rule.keywords, _keywords),
        (rule.languages, _languages),
        (rule.ownership or rule.sources or rule.outlets or rule.tags, _source),
        (rule.max_age is not None, _age),
    ):
        if is_asked:
            found = check(rule, facts)
            if found is None:
                return None
            proof.update(dict.fromkeys(found))
    return tuple(proof)


def _any(rule: Rule, facts: Facts) -> Proof | None:
    return next((found for part in rule.any if (found := match_rule(part, facts)) is not None), None)


def _regions(rule: Rule, facts: Facts) -> Proof | None:
    """Tags are closed upwards, so that a region stands for all below it."""
    return next((facts.regions[region] for region in rule.regions if region in facts.regions), None)


def _mentions(rule: Rule, facts: Facts) -> Proof | None:
    return next((facts.mentioned[region] for region in rule.mentions if region in facts.mentioned), None)


def _topics(rule: Rule, facts: Facts) -> Proof | None:
    for topic in rule.topics:
        found = facts.topic(topic)
        if found is not None:
            return found or (Evidence("source", facts.spec.id, f"topic: {topic}"),)
    return None


def _keywords(rule: Rule, facts: Facts) -> Proof | None:
    for name, text in facts.texts.items():
        hit = find_keyword(rule.keywords, text)
        if hit is not None:
            return (Evidence(name, hit[0], f"keyword: {hit[1]}"),)
    return None


def _languages(rule: Rule, facts: Facts) -> Proof | None:
    """``en`` stands for ``en-US`` too, not the other way round."""
    language = (facts.item.language or facts.spec.language or "").lower()
    for wanted in rule.languages:
        if language == wanted.lower() or language.startswith(f"{wanted.lower()}-"):
            return (Evidence("source", language, f"lang: {wanted}"),)
    return None


def _source(rule: Rule, facts: Facts) -> Proof | None:
    """What the configuration says of the source; each of the keys must hold."""
    proof = []
    spec = facts.spec
    for key, wanted, values in (
        ("kind", rule.ownership, (spec.ownership,)),
        ("source", rule.sources, (spec.id, *spec.was)),
        ("outlet", rule.outlets, (spec.outlet,)),
        ("tag", rule.tags, spec.tags),
    ):
        if not wanted:
            continue
        found = next((value for value in values if value in wanted), None)
        if found is None:
            return None
        proof.append(Evidence("source", found, f"{key}: {found}"))
    return tuple(proof)


def _age(rule: Rule, facts: Facts) -> Proof | None:
    """Age at first sight: it never changes, so neither does the answer."""
    item = facts.item
    return () if rule.max_age is None or item.first_seen - item.published <= rule.max_age else None
