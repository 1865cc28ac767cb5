"""The verbs, as a person types them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests import newsroom
from tests.commands import run, stored_items

NOW = ("--now", newsroom.reference_now())
FEED = (newsroom.FOLDER / "01-kura-valley-wire.rss").as_uri()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = newsroom.copy_newsroom(tmp_path_factory.mktemp("desk") / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    return config


def test_help_teaches_every_verb() -> None:
    text = run("--help").stdout
    for verb in (
        "run",
        "serve",
        "poll",
        "build",
        "try",
        "check",
        "list",
        "sources",
        "explain",
        "tag",
        "init",
        "schema",
        "import",
        "export",
    ):
        assert verb in text
        assert len(run(verb, "--help").stdout) > 100


def test_a_wrong_verb_is_told_the_right_one() -> None:
    assert "did you mean sources" in run("source", expect=2).stderr


def test_a_missing_or_bad_configuration_is_wrong_use(tmp_path: Path) -> None:
    assert "no such file" in run("poll", "--config", str(tmp_path / "none.yaml"), expect=2).stderr
    (tmp_path / "config.yaml").write_text("sources: [{url: https://a.example/, langauge: ka}]")
    done = run("poll", "--config", str(tmp_path / "config.yaml"), expect=2)
    assert 'config.yaml:1:37: sources[0].langauge: unknown key; did you mean "lang"?' in done.stderr
    assert done.stdout == ""


def test_one_failing_source_stops_nobody(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        f"sources:\n  - {{id: good, url: '{FEED}'}}\n  - {{id: gone, url: 'file:none.xml'}}\n  - {{id: page, url: 'file:feeds.opml', type: opml}}\n"
    )

    done = run("poll", *NOW, "--config", str(config))

    assert "gone: failed (not found): there is no file" in done.stderr
    assert "3 sources polled, 13 new items, 0 changed, 0 sources unchanged, 2 failed" in done.stderr
    assert run("poll", "--force", "--strict", *NOW, "--config", str(config), expect=3)
    rows = {row["id"]: row for row in json.loads(run("sources", "--json", "--config", str(config)).stdout)}
    assert (rows["gone"]["state"], rows["page"]["state"]) == ("not found", "not found")
    # Polled long ago by the wall clock, it may have fallen silent since.
    assert rows["good"]["state"] in {"ok", "slow", "stale"}
    assert rows["good"]["items"] == 13
    assert set(rows["good"]) >= {
        "url",
        "title",
        "since",
        "reason",
        "last_poll",
        "last_ok",
        "last_new",
        "next_poll",
        "requests",
        "not_modified",
    }


def test_nothing_due_says_so(desk: Path) -> None:
    assert "nothing due; 17 sources wait" in run("poll", *NOW, "--config", str(desk)).stderr


def test_an_unknown_source_is_wrong_use(desk: Path) -> None:
    assert "no source 'nobody'" in run("poll", "nobody", "--config", str(desk), expect=2).stderr


def test_list_for_people_and_for_programs(desk: Path) -> None:
    rows = stored_items(desk)
    assert list(rows[0]) == [
        "id", "source", "outlet", "guid", "url", "title", "summary", "content", "authors", "categories", "language", "published", "precision",
        "date_basis", "updated", "first_seen", "agency", "origin", "countries", "regions", "topics", "story",
    ]  # fmt: skip
    assert [row["published"] for row in rows] == sorted((row["published"] for row in rows), reverse=True)
    by_title = {row["title"]: row for row in rows}
    border = by_title["Armenia and Azerbaijan sign border protocol"]
    assert border["countries"] == ["AM", "AZ"]
    assert {"id": "south-caucasus", "weight": "about"} in border["regions"]
    assert "borders" in border["topics"]

    assert len(run("list", "--titles", "--limit", "3", "--config", str(desk)).stdout.splitlines()) == 3
    assert len(run("list", "--config", str(desk)).stdout.splitlines()) == 30
    lines = [json.loads(line) for line in run("list", "--jsonl", "--config", str(desk)).stdout.splitlines()]
    assert len(lines) == len(rows)
    rest = run("list", "--jsonl", "--since", lines[-3]["cursor"], "--config", str(desk)).stdout.splitlines()
    assert [json.loads(line)["id"] for line in rest] == [line["id"] for line in lines[-2:]]
    one = json.loads(run("list", "--json", "--source", "terek-info", "--config", str(desk)).stdout)
    assert {row["source"] for row in one} == {"terek-info"}


def test_list_of_an_empty_desk_is_an_empty_array(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sources: []\n")
    assert json.loads(run("list", "--json", "--config", str(tmp_path / "config.yaml")).stdout) == []
    assert not (tmp_path / "var").exists()


def test_explain_gives_the_proof(desk: Path) -> None:
    row = next(row for row in stored_items(desk) if row["title"] == "Armenia and Azerbaijan sign border protocol")
    for wanted in (row["id"], row["url"], row["guid"]):
        text = run("explain", wanted, "--config", str(desk)).stdout
        assert "armenia (about): 'Armenia' in the title" in text
        assert "as the feed says" in text
        assert "all, entered 2026-01-14 22:00" in text
    assert "no stored item matches" in run("explain", "nothing", "--config", str(desk), expect=2).stderr


def test_tag_is_a_filter_over_json_lines(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "lang": "ru", "title": "Снег в Армении и Грузии"}',
        "no json",
        '{"id": 3, "title": 5}',
        "",
        '{"id": 4, "title": "Nothing here"}',
    ]
    done = run("tag", "--lang", "en", cwd=tmp_path, stdin="\n".join(lines) + "\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["countries"] == ["AM", "GE"]
    assert {"armenia", "georgia", "south-caucasus", "caucasus"} <= set(rows[0]["regions"])
    assert {proof["words"] for proof in rows[0]["evidence"]} >= {"Армении", "Грузии"}
    assert "error" in rows[1]
    assert rows[2]["id"] == 3
    assert "error" in rows[2]
    assert rows[3] == {"id": 4, "countries": [], "regions": [], "evidence": []}


def test_try_shows_what_a_source_would_yield_and_stores_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("sources: []\n")
    done = run("try", str(newsroom.FOLDER / "05-terek-info.rss"), *NOW, "--config", str(tmp_path / "config.yaml"))
    assert "11 entries, 11 items" in done.stdout
    assert "Верхний Ларс закрыт из-за схода оползня" in done.stdout
    assert "region    georgia (about)" in done.stdout
    assert not (tmp_path / "var").exists()
    page = run(
        "try", str(newsroom.FOLDER / "13-alazani-observer.html"), *NOW, "--config", str(tmp_path / "config.yaml")
    )
    assert "html: " in page.stdout
    assert "read as `type: html`" in page.stdout


def test_check_online_names_the_line_of_what_does_not_answer(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"sources:\n  - url: '{FEED}'\n  - url: 'file:none.xml'\n")
    done = run("check", "--online", "--config", str(config))
    assert "config.yaml:3:1: warning: none-xml: not found: there is no file" in done.stderr
    assert "0 errors, 1 warning" in done.stderr


def test_check_reports_for_programs(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources: [{url: nowhere}]\n")
    (problem,) = json.loads(run("check", "--format", "json", "--config", str(config), expect=2).stdout)
    assert (problem["line"], problem["column"], problem["path"], problem["level"]) == (1, 17, "sources[0].url", "error")


def test_golden_headlines_are_checked(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        'topics:\n  war:\n    match: {keywords: [war]}\n    examples:\n      "yes": [War ends, Peace begins]\n      "no": [War again, Warsaw]\n'
    )
    done = run("check", "--config", str(config), expect=2)
    assert "config.yaml:4:1: topics.war.examples: 'Peace begins' does not match war" in done.stderr
    assert "'War again' matches war" in done.stderr
    assert "Warsaw" not in done.stderr


def test_init_makes_a_desk_that_checks_and_refuses_to_overwrite(tmp_path: Path) -> None:
    run("init", str(tmp_path / "desk"))
    assert "3 sources, 1 topic; 0 errors" in run("check", cwd=tmp_path / "desk").stderr
    assert json.loads((tmp_path / "desk" / "config.schema.json").read_text())["$schema"].startswith(
        "http://json-schema.org/draft-07"
    )
    assert "exists already" in run("init", str(tmp_path / "desk"), expect=1).stderr
    run("init", "--full", str(tmp_path / "full"))
    assert "90 sources" in run("check", cwd=tmp_path / "full").stderr


def test_import_and_export_are_each_others_opposite(tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><head><title>t</title></head><body><outline text="Caucasus"><outline type="rss" text="One" xmlUrl="https://one.example/feed"/>'
        '</outline><outline type="rss" text="Two" xmlUrl="https://two.example/feed"/></body></opml>'
    )
    run("init", str(tmp_path))
    assert "2 sources added" in run("import", str(opml), cwd=tmp_path).stderr
    assert "0 sources added" in run("import", str(opml), cwd=tmp_path).stderr
    config = yaml.safe_load((tmp_path / "config.yaml").read_text())
    assert {"url": "https://one.example/feed", "title": "One", "tags": ["Caucasus"]} in config["sources"]
    assert "# one line is enough" in (tmp_path / "config.yaml").read_text()
    exported = run("export", cwd=tmp_path).stdout
    assert 'xmlUrl="https://two.example/feed"' in exported
    (tmp_path / "out.opml").write_text(exported)
    assert "0 sources added" in run("import", str(tmp_path / "out.opml"), cwd=tmp_path).stderr


def test_a_command_runs_after_a_build_that_changed_something(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"sources: [{{url: '{FEED}'}}]\npublish: {{after: 'echo built >> ../after.txt'}}\n")
    run("poll", "--build", *NOW, "--config", str(config))
    run("build", *NOW, "--config", str(config))
    assert (tmp_path / "after.txt").read_text() == "built\n"

    config.write_text(config.read_text().replace("echo built >> ../after.txt", "echo no room >&2; false"))
    (tmp_path / "output" / "index.html").unlink()
    assert "publish.after ended with 1: no room" in run("build", *NOW, "--config", str(config), expect=1).stderr
    # It is owed until it has gone well, whether or not there is anything new.
    config.write_text(config.read_text().replace("echo no room >&2; false", "echo later >> ../after.txt"))
    run("build", *NOW, "--config", str(config))
    run("build", *NOW, "--config", str(config))
    assert (tmp_path / "after.txt").read_text() == "built\nlater\n"


@pytest.mark.parametrize("place", ["/dev/null", "/proc/none/desk"])
def test_init_where_nothing_can_be_written_says_so(place: str) -> None:
    done = run("init", place, expect=None)
    assert done.returncode in {1, 2}
    assert "a bug" not in done.stderr


def test_schema_is_json(desk: Path) -> None:
    assert "borders" in run("schema", "--config", str(desk)).stdout
