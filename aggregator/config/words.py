"""A rule in plain words, for pages and feed descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from aggregator.model import Caps, RegionTree, Rule, Topic
from aggregator.text.plurals import counted

MOST_WORDS = 12
#: Names of the languages that sources of the example desk are written in; another one is named by its code.
_LANGUAGES = {
    "en": "English", "ru": "Russian", "uk": "Ukrainian", "ka": "Georgian", "hy": "Armenian", "az": "Azerbaijani", "tr": "Turkish",
    "fa": "Persian", "ar": "Arabic", "fr": "French", "de": "German", "es": "Spanish", "sr": "Serbian", "bs": "Bosnian", "kk": "Kazakh",
    "ro": "Romanian",
}  # fmt: skip


def rule_in_words(rule: Rule, tree: RegionTree, topics: Sequence[Topic]) -> str:
    """``about Georgia or Armenia, and with “border” or “talks”; not from state outlets``."""
    text = condition(rule, tree, {topic.id: topic.title for topic in topics})
    return f"{text[:1].upper()}{text[1:]}" if text else "Everything"


def condition(rule: Rule, tree: RegionTree, topics: dict[str, str]) -> str:
    """One level of a rule; parts that are rules themselves stand in brackets."""
    parts = own_conditions(rule, tree, topics)
    parts.extend(bracketed(part, tree, topics) for part in rule.all)
    if rule.any:
        choices = [condition(part, tree, topics) for part in rule.any]
        parts.append(choices[0] if len(choices) == 1 else f"({', or '.join(choices)})")
    text = ", and ".join(part for part in parts if part)
    if rule.none:
        text += "; not " + ", nor ".join(condition(part, tree, topics) for part in rule.none)
    return text


def own_conditions(rule: Rule, tree: RegionTree, topics: dict[str, str]) -> list[str]:
    """What a level says itself, without the rules it holds."""
    parts: list[str] = []
    for names, verb in ((rule.regions, "about"), (rule.mentions, "naming")):
        if names:
            parts.append(f"{verb} {either(region.title if (region := tree.get(name)) else name for name in names)}")
    if rule.topics:
        parts.append(f"on {either(topics.get(name, name) for name in rule.topics)}")
    if rule.keywords:
        parts.append(f"with {either(f'“{word}”' for word in rule.keywords)}")
    if rule.languages:
        parts.append(f"in {either(_LANGUAGES.get(code, code) for code in rule.languages)}")
    if rule.ownership:
        parts.append(f"from {either(rule.ownership)} outlets")
    for names, what in ((rule.sources, "source"), (rule.outlets, "outlet")):
        if names:
            parts.append(f"from the {what} {either(names)}")
    if rule.tags:
        parts.append(f"from sources tagged {either(rule.tags)}")
    if rule.max_age:
        parts.append(f"at most {span_in_words(rule.max_age)} old")
    return parts


def span_in_words(span: timedelta) -> str:
    """``2 hours``, in the largest unit that fits."""
    minutes = round(span.total_seconds() / 60)
    for unit, length in (("day", 24 * 60), ("hour", 60)):
        if minutes % length == 0:
            return counted(minutes // length, unit)
    return counted(minutes, "minute")


def choice_in_words(*, min_origins: int, group: str, caps: Caps) -> str:
    """What a feed makes of what its rule takes, as the end of a sentence: ``; only what 2 origins tell``."""
    parts = []
    if min_origins > 1:
        parts.append(f"only what {min_origins} origins tell")
    if group == "item":
        parts.append("every item by itself")
    for most, what in ((caps.source, "source"), (caps.outlet, "outlet")):
        if most is not None:
            parts.append(f"at most {most} a day of one {what}")
    return "".join(f"; {part}" for part in parts)


def bracketed(rule: Rule, tree: RegionTree, topics: dict[str, str]) -> str:
    text = condition(rule, tree, topics)
    return f"({text})" if rule.any or rule.none else text


def either(words: Iterable[str]) -> str:
    """``a, b or c``, with an end where there are many."""
    names = list(words)
    shown = names[:MOST_WORDS]
    if len(names) > MOST_WORDS:
        return f"{', '.join(shown)} or {len(names) - MOST_WORDS} more"
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
