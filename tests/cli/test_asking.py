"""Questions that have no answer: what the verbs that read the store say then, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run

FEED = """<rss version="2.0"><channel><title>Kura Valley Wire</title><link>https://wire.example/</link>
<item><title>A road opens</title><guid>g-1</guid><pubDate>Wed, 14 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
NOW = ("--now", "2026-01-14T12:00:00Z")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of one small source."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "wire.xml").write_text(FEED)
    config = folder / "config.yaml"
    config.write_text(
        "sources:\n  - {id: kura-wire, url: 'file:wire.xml'}\ntopics:\n  roads: {title: Roads and rails, match: {keywords: [road]}}\n"
    )
    run("poll", "--build", *NOW, "--config", str(config))
    return config


@pytest.mark.parametrize("verb", [("list", "--source", "kura-wir"), ("poll", "kura-wir")], ids=lambda verb: verb[0])
def test_an_id_that_no_source_has_is_wrong_use_and_told_the_nearest(desk: Path, verb: tuple[str, ...]) -> None:
    done = run(*verb, "--config", str(desk), expect=2)
    assert done.stderr.splitlines() == [
        f"Error: no source 'kura-wir' in {desk}; did you mean kura-wire? (`aggregator sources` lists them)"
    ]
    assert done.stdout == ""


def test_an_id_that_is_like_no_other_is_told_where_they_are_listed(desk: Path) -> None:
    done = run("list", "--source", "nobody", "--config", str(desk), expect=2)
    assert "no source 'nobody'" in done.stderr
    assert "did you mean" not in done.stderr
    assert "`aggregator sources` lists them" in done.stderr


def test_what_a_removed_source_left_can_still_be_listed(desk: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"sources: []\nstore: {{url: 'sqlite:///{desk.parent}/var/aggregator.sqlite'}}\n")
    assert "A road opens" in run("list", "--source", "kura-wire", "--config", str(config)).stdout


def test_explain_says_what_may_be_given(desk: Path) -> None:
    (line,) = run("explain", "nosuch", "--config", str(desk), expect=2).stderr.splitlines()
    assert line.startswith("Error: no stored item matches 'nosuch'; give its id, link, guid or words of its title")
    assert "aggregator list --json" in line


def test_a_replay_over_nothing_is_a_note(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources:\n  - {url: 'https://wire.example/feed'}\n")
    last = run("check", "--replay", "7d", "--config", str(config)).stderr.splitlines()[-1]
    assert last == "note: nothing is stored from the last 7d yet; `aggregator poll` brings the first items"


def test_a_source_without_a_title_is_called_everywhere_as_its_feed_calls_itself(desk: Path) -> None:
    for verb in (("list",), ("sources",), ("explain", "g-1"), ("sources", "--json")):
        assert "Kura Valley Wire" in run(*verb, "--config", str(desk)).stdout, verb
    feed = (desk.parent / "output" / "feeds" / "all.atom").read_text()
    assert feed.count("<name>Kura Valley Wire</name>") == 1
    assert "<title>Kura Valley Wire</title>" in feed
    assert 'term="roads" scheme="urn:aggregator:topic" label="Roads and rails"' in feed


def test_a_configured_title_counts_at_once_and_an_unknown_source_is_called_by_its_outlet(
    desk: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text(
        "sources:\n  - {id: kura-wire, url: 'https://wire.example/', title: The Wire}\n  - {id: new, url: 'https://new.example/feed'}\n"
        f"store: {{url: 'sqlite:///{desk.parent}/var/aggregator.sqlite'}}\n"
    )
    assert "The Wire" in run("list", cwd=tmp_path).stdout
    exported = run("export", cwd=tmp_path).stdout
    assert 'text="The Wire"' in exported
    assert 'text="new.example"' in exported
