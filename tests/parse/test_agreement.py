"""Real feeds as feedparser reads them by itself and as the desk does: every difference is known, and has a reason.

The differences stand in ``tests/data/differences.yaml``. One that is not listed there is a fault of the desk's, or wants a
sentence that says why the desk's reading is the better one; one that is listed and gone says that the list is out of date.
"""

from __future__ import annotations

import calendar
import html
import io
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from aggregator.model import ParsedEntry, SourceSpec
from aggregator.normalise.item import read_date
from aggregator.parse import parse
from aggregator.text.html import plain_text
from tests.parse.test_corpus import CORPUS, documents

DIFFERENCES: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "differences.yaml").read_text(encoding="utf-8")
)
CAPTURED = [document for document in documents() if document["kind"] == "captured"]
#: Where every document is said to come from: its true address is not known.
URL = "https://desk.example/feed"
#: Later than any date in the collection, so that none is refused for lying ahead.
NOW = datetime(2027, 1, 14, 12, tzinfo=UTC)
SPEC = SourceSpec("desk", URL)
FIELDS = ("id", "title", "link", "published", "updated")

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"feed corpus not found at {CORPUS}: 85 captured feeds not compared with feedparser"
)

Reading = dict[str, str | datetime | None]


def read_by_feedparser(body: bytes, content_type: str) -> list[Reading]:
    """What a program that asks feedparser and nobody else would show."""
    import feedparser

    headers = {"content-location": URL, **({"content-type": content_type} if content_type else {})}
    return [reading_of(entry) for entry in feedparser.parse(io.BytesIO(body), response_headers=headers).entries]


def reading_of(entry: Any) -> Reading:
    title = entry.get("title") or ""
    if entry.get("title_detail", {}).get("type") != "text/plain":
        title = html.unescape(re.sub("<[^<>]+>", "", title))
    return {
        "id": entry.get("id") or None,
        "title": " ".join(title.split()),
        "link": entry.get("link") or None,
        "published": instant(entry, "published_parsed"),
        "updated": instant(entry, "updated_parsed"),
    }


def instant(entry: Any, key: str) -> datetime | None:
    """A date of feedparser's. Asked for a missing ``updated`` with get() it would answer the other one."""
    parts = entry[key] if key in entry else None
    return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None


def read_by_desk(body: bytes, content_type: str) -> list[Reading]:
    feed = parse("feed", body, URL, {"content-type": content_type})

    def date_of(raw: str | None, entry: ParsedEntry) -> datetime | None:
        found = read_date(raw, SPEC, entry.language or feed.language, NOW) if raw else None
        return found[0] if found else None

    return [
        {
            "id": entry.guid,
            "title": plain_text(entry.title or "", is_html=entry.title_is_html),
            "link": entry.url,
            "published": date_of(entry.published, entry),
            "updated": date_of(entry.updated, entry),
        }
        for entry in feed.entries
    ]


def differences(theirs: list[Reading], ours: list[Reading]) -> dict[str, int]:
    """In how many entries each field differs; ``entries``: how many one side has and the other has not."""
    found = Counter(
        field for one, other in zip(theirs, ours, strict=False) for field in FIELDS if one[field] != other[field]
    )
    found["entries"] = abs(len(theirs) - len(ours))
    return {field: number for field, number in found.items() if number}


@needs_corpus
@pytest.mark.parametrize("document", CAPTURED, ids=lambda document: document["path"])
def test_the_desk_reads_a_real_feed_as_feedparser_does_or_better(document: dict[str, Any]) -> None:
    body, content_type = (CORPUS / document["path"]).read_bytes(), document["content_type"] or ""
    theirs, ours = read_by_feedparser(body, content_type), read_by_desk(body, content_type)
    assert ours
    known = {field: row["entries"] for field, row in DIFFERENCES.get(document["path"], {}).items()}
    shown = [
        (field, one[field], other[field])
        for one, other in zip(theirs, ours, strict=False)
        for field in FIELDS
        if one[field] != other[field] and field not in known
    ]
    assert differences(theirs, ours) == known, f"(field, feedparser, desk): {shown[:5]}"


@needs_corpus
def test_every_listed_feed_is_one_of_the_collection() -> None:
    assert set(DIFFERENCES) <= {document["path"] for document in CAPTURED}


def test_every_difference_has_its_reason() -> None:
    for path, rows in DIFFERENCES.items():
        for field, row in rows.items():
            assert field in {*FIELDS, "entries"}, path
            assert set(row) == {"entries", "why"}, path
            assert len(row["why"].split()) > 5, path
            assert row["why"].endswith("."), path
