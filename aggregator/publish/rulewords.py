"""What a feed or a topic takes in, in words: readers should know why something is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aggregator.model import RegionTree, Rule

_MOST_WORDS = 12


def words_from_rule(rule: Rule, tree: RegionTree, language_name: Callable[[str], str] = str) -> str:
    """A rule as a phrase, ``about Georgia; with “gas” or “oil”``; "" for the rule that takes everything."""
    parts = [
        _listed("about", [tree[region].title if region in tree else region for region in rule.regions]),
        _listed("on the topic", rule.topics),
        _listed("with", [f"“{word}”" for word in rule.keywords]),
        _listed("in", [language_name(language) for language in rule.languages]),
        _listed("from outlets owned as", rule.ownership),
        _listed("from the source", rule.sources),
        _listed("from", rule.outlets),
        _listed("from sources tagged", rule.tags),
        f"no older than {_days(rule.max_age.total_seconds())} when first seen" if rule.max_age else "",
        *(_nested(inner, tree, language_name) for inner in rule.all),
        _joined([_nested(inner, tree, language_name) for inner in rule.any]),
        *(f"not {_nested(inner, tree, language_name)}" for inner in rule.none),
    ]
    return "; ".join(filter(None, parts))


def _nested(rule: Rule, tree: RegionTree, language_name: Callable[[str], str]) -> str:
    words = words_from_rule(rule, tree, language_name)
    return f"({words})" if "; " in words else words


def _listed(start: str, words: Sequence[str]) -> str:
    if not words:
        return ""
    shown = list(words[:_MOST_WORDS])
    if len(words) > _MOST_WORDS:
        return f"{start} {', '.join(shown)} or one of {len(words) - _MOST_WORDS} more"
    return f"{start} {_joined(shown)}"


def _joined(words: Sequence[str]) -> str:
    said = [word for word in words if word]
    return " or ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def _days(seconds: float) -> str:
    hours = round(seconds / 3600)
    if hours % 24 or not hours:
        return f"{hours} hour{'s' if hours != 1 else ''}"
    return f"{hours // 24} day{'s' if hours != 24 else ''}"
