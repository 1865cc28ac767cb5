"""Which regions of the world an item is about, and which topics and outputs it belongs to, with proof.

Pure and offline: the tables are packaged, loaded when the first text is tagged, and the same item, source and
configuration always give the same tags in the same order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.model import UNEDITED, Evidence, Item, ItemEdits, RegionTree, Rule, SourceSpec, Tag, Topic
from aggregator.tag.gazetteer import table_version
from aggregator.tag.headlines import item_from_headline
from aggregator.tag.keywords import keyword_problem
from aggregator.tag.matcher import Text, read
from aggregator.tag.regions import add_source, find_regions, region_tags, retagged
from aggregator.tag.topics import Facts, Proof, match_rule
from aggregator.tag.tree import builtin_regions
from aggregator.text.language import language_from_script

__all__ = ["Tagger", "TextTags", "builtin_regions", "item_from_headline", "keyword_problem", "tag_text"]

MOST_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class TextTags:
    """What a text is about: ids closed upwards, each with its proof."""

    countries: tuple[str, ...]  #: ISO 3166-1 alpha-2, upper case
    regions: tuple[str, ...]  #: most specific first
    evidence: tuple[tuple[str, Evidence], ...]  #: (country code or region id, proof)


class Tagger:
    """Tags items by the tree, the topics and the output rules of a configuration."""

    def __init__(self, tree: RegionTree, topics: Sequence[Topic], outputs: Mapping[str, Rule]) -> None:
        self._tree = tree
        self._topics = {topic.id: topic for topic in topics}
        self._outputs = dict(outputs)
        self._version = ""

    @property
    def version(self) -> str:
        """Changes whenever an item might get other tags: another table, tree, topic or output rule."""
        if not self._version:
            rules = repr((tuple(self._tree), tuple(self._topics.values()), tuple(self._outputs.items())))
            self._version = hashlib.sha256(f"{table_version()}\n{rules}".encode()).hexdigest()[:16]
        return self._version

    def tag(self, item: Item, spec: SourceSpec, edits: ItemEdits = UNEDITED) -> tuple[Tag, ...]:
        """Tags of the schemes region, country, topic and output, in this order. What the editor says of regions counts before all
        rules, so that topics and outputs follow it."""
        item = edits.corrected(item)
        texts = _texts_of(item)
        home = frozenset(implied for region in spec.regions for implied in self._tree.closure(region))
        claims = find_regions(texts, _primary(item.language or spec.language), self._tree, home=home)
        add_source(claims, spec.id, spec.regions)
        if edits.is_retagged:
            claims = retagged(claims, edits, self._tree)
        tags = region_tags(claims, self._tree)
        about = {tag.term: tag.evidence for tag in tags if tag.scheme == "region" and tag.weight == "about"}
        named = {tag.term: tag.evidence for tag in tags if tag.scheme == "region"}
        facts = Facts(item, spec, texts, about, named, self._topics)
        topics = {topic: facts.topic(topic) for topic in self._topics}
        outputs = {name: match_rule(rule, facts) for name, rule in self._outputs.items()}
        return (*tags, *_rule_tags("topic", topics), *_rule_tags("output", outputs))


def beyond(summary: str, content: str) -> str:
    """What the content says after the summary, which is most often its beginning: no need to read that twice.

    A little of the end is read again, since the cut may part a name of several words.
    """
    head = summary.rstrip("…")
    return content[max(0, len(head) - 60) :] if content.startswith(head) else content


def tag_text(tree: RegionTree, title: str, text: str, language: str | None = None, home: str | None = None) -> TextTags:
    """What a title and a text are about.

    ``language`` is BCP 47, None when not known. ``home`` is the country of the outlet, as ISO code or region id: it
    decides between places of one name.
    """
    texts = {"title": read(title), "text": read(text)}
    known = _primary(language or language_from_script(f"{title} {text}"))
    claims = find_regions(texts, known, tree, home=_home_regions(tree, home))
    tags = region_tags(claims, tree)
    return TextTags(
        tuple(tag.term for tag in tags if tag.scheme == "country"),
        tuple(tag.term for tag in tags if tag.scheme == "region"),
        tuple((tag.term, evidence) for tag in tags for evidence in tag.evidence),
    )


def _home_regions(tree: RegionTree, home: str | None) -> frozenset[str]:
    if not home:
        return frozenset()
    named = tree.present(home.lower())
    return frozenset(region.id for region in tree if region.id == named or region.country == home.upper())


def _texts_of(item: Item) -> dict[str, Text]:
    """Field → its words; fields without text are left out."""
    texts = {"title": read(item.title), "summary": read(item.summary)}
    if item.content:
        from aggregator.text.html import text_from_html

        texts["content"] = read(beyond(item.summary, text_from_html(item.content)))
    return {name: text for name, text in texts.items() if text.words}


def _primary(language: str | None) -> str | None:
    """``en-US`` → ``en``."""
    return language.split("-")[0].lower() if language else None


def _rule_tags(scheme: str, found: Mapping[str, Proof | None]) -> tuple[Tag, ...]:
    return tuple(
        Tag(scheme, term, "about", proof[:MOST_EVIDENCE]) for term, proof in found.items() if proof is not None
    )
