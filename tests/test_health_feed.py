"""The health of sources over time, from the poll to the editor's feed reader."""

from __future__ import annotations

from pathlib import Path

import feedparser

from tests.commands import run
from tests.servers import RSS
from tests.test_end_to_end import every_file

DATED = RSS.replace(b"</item>", b"<pubDate>Wed, 14 Jan 2026 10:00:00 GMT</pubDate></item>")


def test_a_failure_and_its_end_are_two_entries_and_nothing_else_moves(tmp_path: Path) -> None:
    feed, config = tmp_path / "feed.xml", tmp_path / "config.yaml"
    feed.write_bytes(DATED)
    config.write_text("sources:\n  - {id: one, url: 'file:feed.xml', title: The Wire}\n")
    health = tmp_path / "output" / "feeds" / "health.atom"

    def poll(now: str) -> list[str]:
        run("poll", "--build", "--force", "--now", now, "--config", str(config))
        return [entry.title for entry in feedparser.parse(health.read_bytes()).entries]

    assert poll("2026-01-14T12:00:00Z") == []
    feed.unlink()
    failed = poll("2026-01-14T13:00:00Z")
    assert failed == ["The Wire: not found since 14 Jan 2026, 13:00"]
    before = every_file(health.parent)["health.atom"]
    assert poll("2026-01-14T14:00:00Z") == failed
    assert every_file(health.parent)["health.atom"] == before
    feed.write_bytes(DATED)
    assert poll("2026-01-14T15:00:00Z") == ["The Wire is well again", *failed]

    assert "health" not in (health.parent / "all.opml").read_text()
    kept = health.read_bytes()
    health.unlink()
    run("build", "--now", "2026-01-14T15:00:00Z", "--config", str(config))
    assert health.read_bytes() == kept
