"""Numbers and what they count, in English."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 source``, ``2 sources``, ``0 new entries``."""
    return f"{number} {named(number, noun)}"


def named(number: int, noun: str) -> str:
    """A noun as it stands after a number; ``entry`` becomes ``entries``."""
    if number == 1:
        return noun
    is_consonant = noun[-2:-1] not in {"a", "e", "i", "o", "u"}
    return f"{noun[:-1]}ies" if noun.endswith("y") and is_consonant else f"{noun}s"
