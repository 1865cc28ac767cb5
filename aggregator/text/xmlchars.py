"""Characters that may stand in XML 1.0, and those that only do harm in text made for people.

XML 1.0 (fifth edition, 2.2) forbids most controls, surrogates and U+FFFE and U+FFFF in every form, even as references. C1
controls and noncharacters are legal there but discouraged; bidi overrides and isolates can make a headline read as
another one (Unicode TR 36). Joiners and directional marks stay: Persian and Arabic need them.
"""

from __future__ import annotations

import re

_HARMFUL = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)


def clean(text: str) -> str:
    """Text without the characters that must not be published."""
    return text if _is_plain(text) else _HARMFUL.sub("", text)


def replace(text: str) -> str:
    """The same characters as U+FFFD: for text whose last cleaning is done, where leaving one out could join what it parted."""
    return text if _is_plain(text) else _HARMFUL.sub("\ufffd", text)


def _is_plain(text: str) -> bool:
    """Whether a look that costs little finds nothing to look at closely: printable is none of what does harm."""
    return text.isprintable() or text.replace("\n", "").isprintable()
