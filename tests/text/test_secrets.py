"""Secrets stay out of what is shown, in whatever way it is written."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest

from aggregator.text.secrets import masked, masked_bytes

SECRET = 'k&y "1"/é'


@pytest.mark.parametrize(
    "write", [str, quote, lambda text: quote(text, safe=""), html.escape, lambda text: json.dumps(text)[1:-1]]
)
def test_every_way_of_writing_one(write: object) -> None:
    text = f"https://desk.example/?key={write(SECRET)}&x=1"  # type: ignore[operator]
    assert masked(text, [SECRET]) == "https://desk.example/?key=…&x=1"
    assert masked_bytes(text.encode(), [SECRET]).decode() == "https://desk.example/?key=…&x=1"


def test_the_longer_one_goes_first() -> None:
    assert masked("secret-long secret", ["secret", "secret-long"]) == "… …"
