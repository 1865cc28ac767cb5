"""What the environment filled into addresses and headers, kept out of everything that is shown."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from urllib.parse import quote

#: A shorter value is a word that stands in texts by chance: to take it out would spoil them and hide nothing.
SHORTEST = 6
MASK = "…"


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text without secrets, in whatever way it writes them: plain, escaped for an address, for markup, for JSON."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in forms_of(secret):
            if form in text:
                text = text.replace(form, MASK)
    return text


def masked_bytes(body: bytes, secrets: Iterable[str]) -> bytes:
    """The same for a document in UTF-8."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in forms_of(secret):
            if (needle := form.encode("utf-8", "replace")) in body:
                body = body.replace(needle, MASK.encode())
    return body


def forms_of(secret: str) -> tuple[str, ...]:
    """The ways in which documents write a value."""
    forms = (secret, quote(secret, safe=""), quote(secret), html.escape(secret), json.dumps(secret)[1:-1])
    return tuple(dict.fromkeys(forms))
