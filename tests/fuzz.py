"""Any bytes into every parser, and on through normalising: ``python -m tests.fuzz SECONDS`` (``make soak`` runs it).

atheris follows which lines of ours and of feedparser an input reaches, starting from the documents of ``tests/data``. What may
come out is a ParsedFeed or a ParseError, within the time that a child has for a document; anything else stops the run and
prints the bytes.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["aggregator", "feedparser", "listparser"]):
    from aggregator.errors import ParseError
    from aggregator.model import Selectors, SourceSpec, SourceState
    from aggregator.normalise import plan_items, prepare
    from aggregator.parse import KINDS, parse
    from aggregator.parse.worker import CPU_SECONDS

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
URL = "https://desk.example/news/feed"
DATA = Path(__file__).parent / "data"
NAMES = tuple(KINDS)
SELECTORS = (None, Selectors(items="li, article, p", title=":self", link="a", date=":next", content="div"))
CONTENT_TYPES = (
    "",
    "text/xml; charset=windows-1251",
    "text/html; charset=utf-16",
    "application/json",
    "text/xml; charset=x",
)


def read(body: bytes) -> None:
    """One document; its first two bytes say what it is taken for."""
    if len(body) < 2:
        return
    kind, content_type = NAMES[body[0] % len(NAMES)], CONTENT_TYPES[body[1] % len(CONTENT_TYPES)]
    selectors = SELECTORS[body[1] // 16 % len(SELECTORS)] if kind == "html" else None
    try:
        parsed = parse(kind, body[2:], URL, {"content-type": content_type}, selectors)
    except ParseError:
        return
    spec = SourceSpec("desk", URL, kind=kind)
    plan_items(prepare(parsed, spec, SourceState("desk"), URL), {}, spec, NOW)


def seeds(folder: Path) -> None:
    """The documents of the tests, each for every parser that might meet it."""
    endings = {".html": "html", ".opml": "opml"}
    for number, path in enumerate(sorted(DATA.rglob("*.*ml"))):
        body, own = path.read_bytes(), endings.get(path.suffix, "feed")
        if path.suffix == ".yaml" or len(body) > 20_000:
            continue
        for kind in {own, "sitemap" if b"sitemap" in body else own, "fulltext" if own == "html" else own}:
            (folder / f"{number}-{kind}").write_bytes(bytes([NAMES.index(kind), 0]) + body)


def main(seconds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        options = [
            f"-max_total_time={seconds}",
            f"-timeout={CPU_SECONDS}",
            "-rss_limit_mb=1500",
            "-max_len=20000",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, folder], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
