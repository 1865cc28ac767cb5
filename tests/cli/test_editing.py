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


def test_the_footer_is_changed_in_three_commands(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("outputs: {templates: my-templates}\n")
    run("init", "--theme", "footer", cwd=tmp_path)
    template = tmp_path / "my-templates" / "base.html"
    template.write_text(template.read_text().replace("Headlines belong", "Made in Tbilisi. Headlines belong"))
    run("build", "--full", cwd=tmp_path)
    assert "Made in Tbilisi." in (tmp_path / "output" / "about" / "index.html").read_text()


def test_a_theme_without_a_folder_of_its_own_says_which_line_is_missing(tmp_path: Path) -> None:
    done = run("init", "--theme", "style.css", "--theme", "footer", cwd=tmp_path)
    assert "add to config.yaml, under `outputs:`, the line `templates: my-templates`" in done.stderr
    assert {path.name for path in (tmp_path / "my-templates").iterdir()} == {"style.css", "base.html"}


def test_a_theme_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "my-templates").mkdir()
    (tmp_path / "my-templates" / "base.html").write_text("mine")
    done = run("init", "--theme", "style.css", "footer", cwd=tmp_path, expect=1)
    assert done.stderr == "aggregator: my-templates/base.html exists already; nothing was written\n"
    assert [path.name for path in (tmp_path / "my-templates").iterdir()] == ["base.html"]


def test_a_theme_without_a_name_lists_what_there_is(tmp_path: Path) -> None:
    done = run("init", "--theme", cwd=tmp_path)
    assert "base.html: policy, head, skip, header, main, footer\n" in done.stdout
    assert list(tmp_path.iterdir()) == []
