"""A feed that vanishes from the configuration is mostly one that got another name: its editor hears of `was` in time."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands import run

FEED = """<rss version="2.0"><channel><title>Kura Valley Wire</title>
<item><title>A road opens</title><guid>g-1</guid><pubDate>Wed, 14 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
NOW = ("--now", "2026-01-14T12:00:00Z")


def desk(folder: Path, topics: str) -> None:
    (folder / "wire.xml").write_text(FEED)
    (folder / "config.yaml").write_text(f"sources: [{{id: wire, url: 'file:wire.xml'}}]\ntopics: {topics}\n")


def test_a_vanished_feed_is_named_until_the_next_build(tmp_path: Path) -> None:
    desk(tmp_path, "{roads: {match: {keywords: [road]}}}")
    run("poll", "--build", *NOW, cwd=tmp_path)
    desk(tmp_path, "{streets: {match: {keywords: [road]}}}")

    said = run("build", *NOW, cwd=tmp_path).stderr.splitlines()[0]
    assert said.startswith("note: gone from config.yaml: feed roads; who subscribed keeps what was there.")
    assert "write `was: [roads]` under the new name" in said
    assert "roads" not in run("build", *NOW, cwd=tmp_path).stderr


def test_a_feed_with_a_new_name_that_says_so_has_not_vanished(tmp_path: Path) -> None:
    desk(tmp_path, "{roads: {match: {keywords: [road]}}}")
    run("poll", "--build", *NOW, cwd=tmp_path)
    desk(tmp_path, "{streets: {was: [roads], match: {keywords: [road]}}}")

    assert "gone from" not in run("build", *NOW, cwd=tmp_path).stderr
    assert (tmp_path / "output" / "feeds" / "roads.atom").read_bytes() == (
        tmp_path / "output" / "feeds" / "streets.atom"
    ).read_bytes()


def test_many_are_counted(tmp_path: Path) -> None:
    topics = ", ".join(f"t{number}: {{match: {{keywords: [road]}}}}" for number in range(7))
    desk(tmp_path, f"{{{topics}}}")
    run("poll", "--build", *NOW, cwd=tmp_path)
    desk(tmp_path, "{}")

    assert "feeds t0, t1, t2, t3, t4 and 2 more" in run("build", *NOW, cwd=tmp_path).stderr


def test_a_built_in_region_gets_another_id_and_its_feed_stays_where_it_was(tmp_path: Path) -> None:
    (tmp_path / "wire.xml").write_text(FEED.replace("A road opens", "A road opens in Tbilisi"))
    sources = "sources: [{id: wire, url: 'file:wire.xml'}]\n"
    (tmp_path / "config.yaml").write_text(sources)
    run("poll", "--build", *NOW, cwd=tmp_path)
    feed = tmp_path / "output" / "feeds" / "georgia.json"
    before = json.loads(feed.read_text())
    (tmp_path / "config.yaml").write_text(f"{sources}regions: {{sakartvelo: {{was: georgia}}}}\n")

    assert "gone from" not in run("build", *NOW, cwd=tmp_path).stderr
    after = json.loads(feed.read_text())
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
    assert feed.read_bytes() == (tmp_path / "output" / "feeds" / "sakartvelo.json").read_bytes()
    assert after["items"][0]["tags"][0] == "sakartvelo"
    assert "region/sakartvelo/" in (tmp_path / "output" / "region" / "georgia" / "index.html").read_text()
