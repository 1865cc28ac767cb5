"""The document is the test: each file of ``tests/data/parse`` is read, and lies beside what must be seen in it.

``<case>.expect.json`` holds ``entries``, a list with an object for each entry: only the fields it names are compared;
``feed``, the same for the feed; or ``error``, words of the refusal, and its ``state``. ``url`` and ``content_type`` are what
the document came with, ``problem`` is a part of one of its problems.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed
from aggregator.parse import parse

FOLDER = Path(__file__).parents[1] / "data" / "parse"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expect.json"))


def read(document: Path, expected: dict[str, Any]) -> ParsedFeed:
    url = expected.get("url", f"https://outlet.example/{document.name}")
    return parse("feed", document.read_bytes(), url, {"content-type": expected.get("content_type", "application/xml")})


def shown(thing: ParsedEntry | ParsedFeed, name: str) -> Any:
    """A field as JSON writes it."""
    if name == "ttl_minutes":
        ttl = thing.wishes.ttl if isinstance(thing, ParsedFeed) else None
        return None if ttl is None else ttl / timedelta(minutes=1)
    value = getattr(thing.wishes if isinstance(thing, ParsedFeed) and name.startswith("skip_") else thing, name)
    if name == "enclosures":
        return [[enclosure.url, enclosure.media_type, enclosure.length] for enclosure in value]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
def test_a_document_says_what_lies_beside_it(document: Path) -> None:
    expected = json.loads(document.with_name(f"{document.stem}.expect.json").read_text(encoding="utf-8"))
    if "error" in expected:
        with pytest.raises(ParseError) as caught:
            read(document, expected)
        assert expected["error"] in str(caught.value)
        assert caught.value.state == expected.get("state", "cannot parse")
        return
    feed = read(document, expected)
    if "entries" in expected:
        seen = [
            {name: shown(entry, name) for name in fields}
            for entry, fields in zip(feed.entries, expected["entries"], strict=True)
        ]
        assert seen == expected["entries"]
    else:
        fewest, most = expected["entry_count"]
        assert fewest <= len(feed.entries) <= most
    wanted = expected.get("feed", {})
    assert {name: shown(feed, name) for name in wanted} == wanted
    if "problem" in expected:
        assert any(expected["problem"] in problem for problem in feed.problems), feed.problems
    if expected.get("no_problem"):
        assert feed.problems == ()


def test_no_expectation_lies_alone() -> None:
    stems = {document.stem for document in DOCUMENTS}
    assert {path.name.removesuffix(".expect.json") for path in FOLDER.glob("*.expect.json")} == stems
