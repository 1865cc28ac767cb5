"""Sentences that a program puts together should read as if somebody had written them."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run

FEED = """<rss version="2.0"><channel><title>Kura Valley Wire</title>
<item><title>A road opens</title><guid>g-1</guid><pubDate>Wed, 14 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
NOW = ("--now", "2026-01-14T12:00:00Z")


def test_one_is_one_and_no_zone_is_named_twice(tmp_path: Path) -> None:
    (tmp_path / "wire.xml").write_text(FEED)
    (tmp_path / "config.yaml").write_text("sources: [{url: 'file:wire.xml'}]\n")

    said = run("poll", "--build", *NOW, cwd=tmp_path).stderr
    assert "1 source polled, 1 new item, 0 changed, 0 sources unchanged, 0 failed" in said
    assert "issue of 2026-01-14: 1 item\n" in said
    assert "1 entry, 1 item " in run("try", "wire.xml", *NOW, cwd=tmp_path).stdout
    assert "1 source, 1 needs a look" in run("sources", cwd=tmp_path).stderr
    assert "1 source, 0 topics; 0 errors, 0 warnings" in run("check", cwd=tmp_path).stderr

    page = (tmp_path / "output" / "index.html").read_text()
    assert "1 item from 1 outlet, up to Wednesday 12:00 (UTC)." in page


def test_a_document_that_ends_early_says_so_to_whoever_looks(tmp_path: Path) -> None:
    (tmp_path / "wire.xml").write_text(FEED.removesuffix("</channel></rss>"))
    (tmp_path / "config.yaml").write_text("sources: [{id: wire, url: 'file:wire.xml'}]\n")
    words = "the document ends early; what comes before is taken"
    assert f"problem: {words}" in run("try", "wire", cwd=tmp_path).stdout
    assert f"wire: 1 new, 0 changed (ok): {words}" in run("poll", "-v", *NOW, cwd=tmp_path).stderr


def test_try_calls_its_argument_by_one_name() -> None:
    text = run("try", "--help").stdout
    assert "URL_OR_ID is the id" in text
    assert "TARGET" not in text


def test_no_message_names_a_package_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("version: 2\nsources: []\n")
    assert "upgrade this one" in run("check", cwd=tmp_path, expect=2).stderr
