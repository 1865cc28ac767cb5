"""Real feeds of public test collections, where they lie beside this checkout: no crash, and no entry overlooked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import ParseError
from aggregator.parse import parse

SHARED = Path(os.environ.get("AGGREGATOR_SHARED") or Path(__file__).parents[3] / "shared")
CORPUS = SHARED / "corpus"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"feed corpus not found at {CORPUS}: 329 documents not tested"
)


def documents() -> list[dict[str, Any]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "manifest.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def says_something(entry: Mapping[str, Any]) -> bool:
    """Whether an entry has a title, a link that leads anywhere, or a text."""
    content = "".join(part.get("value") or "" for part in entry.get("content") or ())
    is_link = str(entry.get("link") or "").startswith(("http://", "https://", "/"))
    return bool(entry.get("title") or is_link or entry.get("summary") or content)


@pytest.mark.parametrize("document", documents(), ids=lambda document: document["path"])
def test_a_document_gives_an_item_wherever_it_has_one(document: dict[str, Any]) -> None:
    import feedparser

    body = (CORPUS / document["path"]).read_bytes()
    headers = {"content-type": document["content_type"] or ""}
    try:
        entries = len(parse("feed", body, "https://desk.example/feed", headers).entries)
    except ParseError as error:
        assert str(error)
        entries = 0
    if document["format"] == "opml":
        assert entries == 0
        return
    wanted = [
        entry
        for entry in feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False).entries
        if says_something(entry)
    ]
    if document["format"] == "json" and document.get("json_items"):
        items = json.loads(body.decode("utf-8-sig"))["items"]
        keys = ("title", "url", "external_url", "summary", "content_text", "content_html")
        wanted = [item for item in items if any(item.get(key) for key in keys)]
    if wanted:
        assert entries >= 1
