"""Every real feed of the public collections, served over HTTP and polled the whole way, where they lie beside this checkout."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.app import open_desk
from aggregator.errors import ParseError
from aggregator.parse import parse
from tests.parse.test_corpus import CORPUS, documents
from tests.servers import Publisher

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="feed corpus not found at ../shared/corpus: 329 documents not polled")
async def test_every_document_is_polled_and_published_without_a_fault(tmp_path: Path) -> None:
    """No crash, and an item of each source whose document has entries."""
    wanted: dict[str, int] = {}
    async with Publisher().running() as publisher:
        sources = []
        for number, document in enumerate(documents()):
            body = (CORPUS / document["path"]).read_bytes()
            content_type = document["content_type"] or "application/xml"
            url = publisher.say(f"/{number}", body, Content_Type=content_type)
            sources.append({"id": f"d{number}", "url": url, "max_age": "9999d"})
            try:
                wanted[f"d{number}"] = len(parse("feed", body, url, {"content-type": content_type}).entries)
            except ParseError:
                wanted[f"d{number}"] = 0
        config = tmp_path / "config.yaml"
        config.write_text(
            f"sources: {json.dumps(sources)}\nhttp: {{allow_private: true, host_delay: 0, per_host: 16}}\n",
            encoding="utf-8",
        )
        with open_desk(config, clock=lambda: NOW) as desk:
            summary = await desk.poll(clock=lambda: NOW)
            report = desk.build(NOW)
            stored = {name: figures.items for name, figures in desk.store.sources.figures(NOW.date(), "UTC").items()}
            assert desk.store.is_sound()

    assert summary.crashed == ()
    assert len(summary.reports) == len(sources)
    assert report.failed == ()
    states = {report.source_id: report.reason for report in summary.reports}
    assert {name: states[name] for name, entries in wanted.items() if entries and not stored.get(name)} == {}
