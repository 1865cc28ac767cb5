"""A rule in words, for pages and feed descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aggregator.model import Caps, RegionTree, Rule, Topic
from aggregator.publish.labels import ownership_in_words
from aggregator.publish.words import Words, countable, marked

MOST_WORDS = 12
#: Names of the languages that sources of the example desk are written in; another one is named by its code in English.
_LANGUAGES = {
    "en": "English", "ru": "Russian", "uk": "Ukrainian", "ka": "Georgian", "hy": "Armenian", "az": "Azerbaijani", "tr": "Turkish",
    "fa": "Persian", "ar": "Arabic", "fr": "French", "de": "German", "es": "Spanish", "sr": "Serbian", "bs": "Bosnian", "kk": "Kazakh",
    "ro": "Romanian",
}  # fmt: skip

_OF_A_SOURCE = countable("at most {number} a day of one source", "at most {number} a day of one source")
_OF_AN_OUTLET = countable("at most {number} a day of one outlet", "at most {number} a day of one outlet")


def rule_in_words(rule: Rule, tree: RegionTree, topics: Sequence[Topic], words: Words) -> str:
    """``About Georgia or Armenia, and with “border” or “talks”; not from state outlets``."""
    text = Sentences(tree, {topic.id: topic.title for topic in topics}, words).condition(rule)
    return words.capital(text) if text else words.say("Everything")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Says rules in the words of a language, with regions and topics by their titles."""

    tree: RegionTree
    topics: dict[str, str]
    words: Words

    def condition(self, rule: Rule) -> str:
        """One level of a rule; parts that are rules themselves stand in brackets."""
        parts = [*self.own_conditions(rule), *map(self._bracketed, rule.all)]
        if rule.any:
            choices = self._joined(marked("{first}, or {second}"), map(self.condition, rule.any))
            parts.append(choices if len(rule.any) == 1 else f"({choices})")
        text = self._joined(marked("{first}, and {second}"), parts)
        if not rule.none:
            return text
        exceptions = self._joined(marked("{first}, nor {second}"), map(self.condition, rule.none))
        return self.words.say("{rule}; not {exceptions}", rule=text, exceptions=exceptions)

    def own_conditions(self, rule: Rule) -> list[str]:
        """What a level says itself, without the rules it holds."""
        say = self.words.say
        parts: list[str] = []
        if rule.regions:
            parts.append(say("about {regions}", regions=self._regions(rule.regions)))
        if rule.mentions:
            parts.append(say("naming {regions}", regions=self._regions(rule.mentions)))
        if rule.topics:
            parts.append(say("on {topics}", topics=self._either(self.topics.get(name, name) for name in rule.topics)))
        if rule.keywords:
            quoted = (say("“{word}”", word=word) for word in rule.keywords)
            parts.append(say("with {keywords}", keywords=self._either(quoted)))
        if rule.languages:
            parts.append(say("in {languages}", languages=self._either(map(self._language, rule.languages))))
        if rule.ownership:
            owners = (ownership_in_words(name, self.words) for name in rule.ownership)
            parts.append(say("from {owners} outlets", owners=self._either(owners)))
        if rule.sources:
            parts.append(say("from the source {sources}", sources=self._either(rule.sources)))
        if rule.outlets:
            parts.append(say("from the outlet {outlets}", outlets=self._either(rule.outlets)))
        if rule.tags:
            parts.append(say("from sources tagged {tags}", tags=self._either(rule.tags)))
        if rule.max_age:
            parts.append(say("at most {span} old", span=span_in_words(rule.max_age, self.words)))
        return parts

    def _regions(self, names: Iterable[str]) -> str:
        return self._either(region.title if (region := self.tree.get(name)) else name for name in names)

    def _language(self, code: str) -> str:
        return _LANGUAGES.get(code, code) if self.words.is_english else self.words.language_name(code)

    def _bracketed(self, rule: Rule) -> str:
        text = self.condition(rule)
        return f"({text})" if rule.any or rule.none else text

    def _joined(self, message: str, parts: Iterable[str]) -> str:
        """Parts two by two, in order."""
        joined = ""
        for part in filter(None, parts):
            joined = self.words.say(message, first=joined, second=part) if joined else part
        return joined

    def _either(self, words: Iterable[str]) -> str:
        """``a, b or c``, with an end where there are many."""
        names = list(words)
        rest = len(names) - MOST_WORDS
        if rest > 0:
            shown = ", ".join(names[:MOST_WORDS])
            return self.words.count("{names} or {number} more", "{names} or {number} more", rest, names=shown)
        if len(names) < 2:
            return "".join(names)
        return self.words.say("{names} or {last}", names=", ".join(names[:-1]), last=names[-1])


def span_in_words(span: timedelta, words: Words) -> str:
    """``2 hours``, in the largest unit that fits."""
    minutes = round(span.total_seconds() / 60)
    if minutes % (24 * 60) == 0:
        return words.count("{number} day", "{number} days", minutes // (24 * 60))
    if minutes % 60 == 0:
        return words.count("{number} hour", "{number} hours", minutes // 60)
    return words.count("{number} minute", "{number} minutes", minutes)


def choice_in_words(words: Words, *, min_origins: int, group: str, caps: Caps) -> str:
    """What a feed makes of what its rule takes, as the end of a sentence: ``; only what 2 origins tell``."""
    parts = []
    if min_origins > 1:
        parts.append(words.count("only what {number} origin tells", "only what {number} origins tell", min_origins))
    if group == "item":
        parts.append(words.say("every item by itself"))
    if caps.source is not None:
        parts.append(words.count(*_OF_A_SOURCE, caps.source))
    if caps.outlet is not None:
        parts.append(words.count(*_OF_AN_OUTLET, caps.outlet))
    return "".join(f"; {part}" for part in parts)
