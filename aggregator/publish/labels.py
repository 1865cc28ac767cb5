"""Labels of sources in words for readers: who owns an outlet, and how a source is."""

from __future__ import annotations

from aggregator.publish.words import Words, marked

#: A longer title is folded to a few lines.
MOST_TITLE = 300

_OWNERSHIP = frozenset(
    (marked("private"), marked("public"), marked("state"), marked("government"), marked("un"), marked("thinktank"))
)
_STATES = frozenset(
    (
        marked("never polled"), marked("ok"), marked("empty"), marked("slow"), marked("stale"), marked("undated"), marked("moved"),
        marked("refused"), marked("not found"), marked("gone"), marked("blocked"), marked("login page"), marked("consent page"),
        marked("failing"), marked("not a feed"), marked("cannot parse"), marked("crashed"), marked("off"),
    )
)  # fmt: skip


def ownership_in_words(ownership: str | None, words: Words) -> str:
    """``state``; "" where nothing is known."""
    return words.say(ownership) if ownership in _OWNERSHIP else ownership or ""


def remarkable_ownership(ownership: str | None, words: Words) -> str:
    """Beside a headline: "" for private outlets too, which most are."""
    return "" if ownership == "private" else ownership_in_words(ownership, words)


def state_in_words(state: str, words: Words) -> str:
    """``not found``"""
    return words.say(state) if state in _STATES else state


def is_long(title: str) -> bool:
    """Whether a title is one that would fill the page."""
    return len(title) > MOST_TITLE
