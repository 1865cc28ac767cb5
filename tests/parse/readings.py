"""Documents of every collection, and each read twice: by the fast reader, and by feedparser."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed
from aggregator.parse.charset import text_from_bytes
from aggregator.parse.document import Document
from aggregator.parse.fastfeed import Declined, read_fast
from aggregator.parse.feed import feed_from_document, parse_thoroughly

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AGGREGATOR_SHARED") or ROOT.parent / "shared")
URL = "https://desk.example/feed"
#: Collections that travel with the project, and those that lie beside it where they are there at all.
OWN, BESIDE = ("documents", "newsroom"), ("captured", "suite", "farm")


@dataclass(frozen=True, slots=True)
class Sample:
    """A document of some collection, as text."""

    collection: str
    name: str
    body: bytes
    content_type: str = ""

    @property
    def text(self) -> str:
        return text_from_bytes(self.body, self.content_type)[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the two readers make of a document. ``slow`` is a sentence where feedparser refuses."""

    fast: ParsedFeed | None
    reason: str  #: why the fast reader declined, "" where it did not
    slow: ParsedFeed | str | None


def read_fastly(text: str) -> ParsedFeed | Declined:
    document = read_fast(text)
    return feed_from_document(document, URL) if isinstance(document, Document) else document


def read_slowly(text: str) -> ParsedFeed | str | None:
    try:
        return parse_thoroughly(text, URL)
    except ParseError as error:
        return str(error)


def read_twice(text: str) -> Reading:
    fast = read_fastly(text)
    is_declined = isinstance(fast, Declined)
    return Reading(None if is_declined else fast, fast.reason if is_declined else "", read_slowly(text))


def samples(collection: str, farm_feeds: int = 40) -> list[Sample]:
    """The XML documents of a collection; none where it is not there."""
    found = {
        "documents": lambda: _files(collection, ROOT / "tests" / "data" / "parse", {".xml"}),
        "newsroom": lambda: _files(collection, ROOT / "examples" / "newsroom", {".rss", ".atom", ".rdf", ".xml"}),
        "captured": lambda: _corpus(collection),
        "suite": lambda: _corpus(collection),
        "farm": lambda: _farm(farm_feeds),
    }
    return list(found[collection]())


def _files(collection: str, folder: Path, endings: set[str]) -> Iterator[Sample]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings:
            yield Sample(collection, str(path.relative_to(folder)), path.read_bytes(), "application/xml")


def _corpus(kind: str) -> Iterator[Sample]:
    manifest = SHARED / "corpus" / "manifest.jsonl"
    for line in manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else ():
        row = json.loads(line)
        if row["kind"] == kind and row["format"] not in {"json", "opml"}:
            body = (SHARED / "corpus" / row["path"]).read_bytes()
            yield Sample(kind, row["path"], body, row["content_type"] or "")


def _farm(feeds: int) -> Iterator[Sample]:
    path = SHARED / "bench" / "corpus.py"
    spec = importlib.util.spec_from_file_location("farm_corpus", path)
    if not path.is_file() or spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for number in range(feeds):
        yield Sample("farm", f"{number}.xml", module.feed_bytes(1, number, 0, 0), "application/xml")
