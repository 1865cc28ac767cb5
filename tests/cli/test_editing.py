"""Lists of feeds that come in and go out, and what is said of those that cannot."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run


def test_import_names_what_it_left_out(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline text="One" xmlUrl="feed://one.example/rss"/>'
        '<outline text="Two" xmlUrl="ftp://me:secret@two.example/rss"/></body></opml>'
    )
    done = run("import", "feeds.opml", cwd=tmp_path)
    assert "not imported: ftp://two.example/rss, only http and https addresses are" in done.stderr
    assert "url: http://one.example/rss" in (tmp_path / "config.yaml").read_text()


def test_export_says_when_no_source_can_be_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sources: [{url: 'file:wire.xml'}]\n")
    assert "note: no source has an http or https address" in run("export", cwd=tmp_path).stderr
