"""The desk as its users meet it: subscribers read its feeds, readers its pages, and nothing moves when nothing happened."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
import yaml

from aggregator.app import read_config
from aggregator.store import open_store
from tests import newsroom
from tests.commands import run, stored_items
from tests.servers import RSS, Publisher

NOW = ("--now", newsroom.reference_now())


def every_file(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and modification time of everything that is published."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The newsroom's configuration, polled and built once."""
    config = newsroom.copy_newsroom(tmp_path_factory.mktemp("desk") / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    return config


@pytest.fixture
def output(desk: Path) -> Path:
    return desk.parent / "output"


def test_a_second_build_writes_nothing(desk: Path, output: Path) -> None:
    before = every_file(output)
    assert "0 files written" in run("build", *NOW, "--config", str(desk)).stderr
    assert "0 files written" in run("build", "--full", *NOW, "--config", str(desk)).stderr
    assert every_file(output) == before


def test_the_same_bytes_come_back_after_everything_was_deleted(desk: Path, output: Path) -> None:
    before = {name: body for name, (body, _) in every_file(output).items()}
    shutil.rmtree(output)
    run("build", *NOW, "--config", str(desk))
    assert {name: body for name, (body, _) in every_file(output).items()} == before


def test_what_a_site_needs_is_there(output: Path) -> None:
    names = set(every_file(output))
    assert {
        "index.html", "2026/01/14/index.html", "archive/index.html", "region/index.html", "region/georgia/index.html",
        "topic/borders/index.html", "feeds/index.html", "sources/index.html", "about/index.html", "404.html", "style.css",
        "feeds/all.atom", "feeds/all.rss", "feeds/all.json", "feeds/georgia.atom", "feeds/borders.rss",
        "feeds/south-caucasus-briefing.json", "feeds/all.opml", "feeds/sources.opml", "feed.xml", "health.json", "sitemap.xml",
        "robots.txt", "feeds/health.atom", "feeds/digest.atom", "feeds/digest.rss", "feeds/digest.json",
    } <= names  # fmt: skip


@pytest.mark.parametrize("name", ["all", "georgia", "borders", "south-caucasus-briefing"])
def test_feeds_read_back_say_what_is_stored(name: str, desk: Path, output: Path) -> None:
    rows = {row["url"]: row for row in stored_items(desk)}
    document = json.loads((output / "feeds" / f"{name}.json").read_text(encoding="utf-8"))
    order = [item["id"] for item in document["items"]]
    assert order
    assert len(order) == len(set(order))
    dates = [item["date_published"] for item in document["items"]]
    assert dates == sorted(dates, reverse=True)
    for form in ("atom", "rss"):
        feed = feedparser.parse((output / "feeds" / f"{name}.{form}").read_bytes())
        assert not feed.bozo
        assert [entry.id for entry in feed.entries] == order
        for entry in feed.entries:
            row = rows[entry.link]
            assert (entry.title, entry.id) == (row["title"], row["id" if name == "all" else "story"])
            assert entry.published_parsed[:6] == feedparser.datetimes._parse_date(row["published"])[:6]
            # RSS names a source by its feed's address, and these are files.
            assert entry.source.title if form == "atom" else entry.author


def test_every_document_is_well_formed(output: Path) -> None:
    for name, (body, _) in every_file(output).items():
        if name.endswith((".atom", ".rss", ".xml", ".opml")):
            ElementTree.fromstring(body)
        elif name.endswith(".json"):
            json.loads(body)


def test_the_digest_holds_the_items_of_the_newsroom(desk: Path, output: Path) -> None:
    import html

    page = html.unescape((output / "index.html").read_text(encoding="utf-8"))
    rows = stored_items(desk)
    assert [row["title"] for row in rows if row["title"] not in page and row["published"] >= "2026"] == []
    assert [row["title"] for row in rows if row["title"] in page and row["published"] < "2026"] == []


def test_the_next_morning_touches_only_what_changed_and_no_id_moves(tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    output = config.parent / "output"
    before = every_file(output)
    old = {item["id"]: item for item in json.loads(before["feeds/all.json"][0])["items"]}
    newsroom.turn_to_day_two(config.parent)

    run("poll", "--build", "--force", "--now", newsroom.day2_now(), "--config", str(config))

    after = every_file(output)
    assert after["2026/01/14/index.html"] == before["2026/01/14/index.html"]
    assert after["feeds/kyrgyzstan.atom"] == before["feeds/kyrgyzstan.atom"]
    assert after["feeds/armenia.atom"][0] != before["feeds/armenia.atom"][0]
    new = json.loads(after["feeds/all.json"][0])["items"]
    for item in new:
        if item["id"] in old and item["title"] == old[item["id"]]["title"]:
            assert item == old[item["id"]]


def test_a_lost_store_gives_the_same_ids_again(desk: Path, tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    text = config.read_text(encoding="utf-8").replace(
        "title: The Demo Desk", "title: Another\n  base_url: https://else.example/"
    )
    config.write_text(text, encoding="utf-8")
    run("poll", *NOW, "--config", str(config))
    assert {row["id"] for row in stored_items(config)} == {row["id"] for row in stored_items(desk)}


def test_a_changed_rule_counts_for_what_is_stored(tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("topics:\n", "topics:\n  snow:\n    match: {keywords: [snow, снег*, Schnee*]}\n", 1),
        encoding="utf-8",
    )

    replayed = run("check", "--replay", "4000d", "--config", str(config)).stdout
    run("build", *NOW, "--config", str(config))

    assert "topic snow: would add" in replayed
    feed = feedparser.parse((config.parent / "output" / "feeds" / "snow.atom").read_bytes())
    assert feed.entries
    assert (config.parent / "output" / "topic" / "snow" / "index.html").exists()


def test_a_feed_outlives_its_lines_in_the_configuration(tmp_path: Path) -> None:
    """Who subscribed to it keeps an address that answers, with what it held: also after everything was deleted."""
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    output = config.parent / "output"
    before = feedparser.parse((output / "feeds" / "borders.atom").read_bytes())
    regions = {path.name for path in (output / "feeds").glob("*.atom")}
    document = yaml.safe_load(config.read_text(encoding="utf-8"))
    del document["topics"]["borders"]
    document["outputs"]["per_region"] = False
    config.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    shutil.rmtree(output)
    run("build", *NOW, "--config", str(config))

    after = feedparser.parse((output / "feeds" / "borders.atom").read_bytes())
    assert before.entries
    assert (after.feed.id, after.feed.title) == (before.feed.id, before.feed.title)
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert {path.name for path in (output / "feeds").glob("*.atom")} == regions
    assert "borders" not in (output / "feeds" / "all.opml").read_text(encoding="utf-8")
    assert "0 files written" in run("build", *NOW, "--config", str(config)).stderr


def test_a_renamed_topic_keeps_its_addresses(tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("  borders:\n", "  frontiers:\n    was: [borders]\n", 1), encoding="utf-8")
    assert "borders" not in run("check", "--replay", "4000d", "--config", str(config)).stdout
    run("build", *NOW, "--config", str(config))
    old = (config.parent / "output" / "topic" / "borders" / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../topic/frontiers/"' in old
    assert (config.parent / "output" / "feeds" / "borders.atom").exists()


def test_regions_given_to_a_source_count_for_what_is_stored(tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("{id: tea-and-transit,", "{id: tea-and-transit, regions: [malta],"), encoding="utf-8"
    )
    run("build", *NOW, "--config", str(config))
    assert len(feedparser.parse((config.parent / "output" / "feeds" / "malta.atom").read_bytes()).entries) == 8


def test_a_machine_that_slept_makes_one_issue_of_all_it_missed(tmp_path: Path) -> None:
    """Issues are due at 22:00; asleep from the 14th to the morning of the 18th, the desk wakes and makes that of the 17th."""
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    newsroom.turn_to_day_two(config.parent)

    woken = run("poll", "--build", "--force", "--now", "2026-01-18T04:00:00Z", "--config", str(config))

    output = config.parent / "output"
    page = (output / "2026" / "01" / "17" / "index.html").read_text(encoding="utf-8")
    assert "issue of 2026-01-17: 4 items" in woken.stderr
    assert "Дорога через Верхний Ларс вновь открыта для фур" in page
    assert not (output / "2026" / "01" / "16").exists()
    assert 'href="../../../2026/01/14/"' in page
    assert 'href="../../../2026/01/17/"' in (output / "2026" / "01" / "14" / "index.html").read_text(encoding="utf-8")
    again = run("build", "--now", "2026-01-18T04:00:00Z", "--config", str(config))
    assert "0 files written" in again.stderr


def test_the_page_of_today_lives_until_its_hour(tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", *NOW, "--config", str(config))
    newsroom.turn_to_day_two(config.parent)
    home = config.parent / "output" / "index.html"

    run("poll", "--build", "--force", "--now", newsroom.day2_now(), "--config", str(config))
    live = home.read_text(encoding="utf-8")
    assert "Thursday, 15 January 2026" in live
    assert "Live." in live
    assert not (config.parent / "output" / "2026" / "01" / "15").exists()

    run("build", "--now", "2026-01-15T18:30:00Z", "--config", str(config))
    closed = home.read_text(encoding="utf-8")
    assert "Live." not in closed
    assert "Дорога через Верхний Ларс вновь открыта для фур" in closed
    assert (config.parent / "output" / "2026" / "01" / "15" / "index.html").exists()


def test_what_was_withdrawn_leaves_the_frozen_pages_too(tmp_path: Path) -> None:
    """Also an issue that lies days back, which no build touches otherwise."""
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--build", "--now", "2026-01-14T18:30:00Z", "--config", str(config))
    for day in ("15", "16", "17"):
        run("build", "--now", f"2026-01-{day}T18:30:00Z", "--config", str(config))
    page = config.parent / "output" / "2026" / "01" / "14" / "index.html"
    item = next(row for row in stored_items(config) if row["title"] in page.read_text(encoding="utf-8"))

    settings = read_config(config)
    with open_store(settings.store_url) as store:
        assert store.items.withdraw(
            item["id"].removeprefix("urn:uuid:"), "on request", datetime(2026, 1, 17, 19, tzinfo=UTC)
        )
    run("build", "--now", "2026-01-17T20:00:00Z", "--config", str(config))

    assert item["title"] not in page.read_text(encoding="utf-8")


def test_a_first_poll_that_reached_nobody_shows_on_the_home_page(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources:\n  - {id: one, url: 'file:none.xml'}\n  - {id: two, url: 'file:nothing.xml'}\n")
    run("poll", "--build", *NOW, "--config", str(config))
    page = (tmp_path / "output" / "index.html").read_text(encoding="utf-8")
    assert '<a class="bad" href="sources/">2 of 2 sources failed.</a>' in page
    run("build", "--now", "2026-01-14T18:20:00Z", "--config", str(config))
    assert (tmp_path / "output" / "index.html").read_text(encoding="utf-8") == page
    everything = b"".join(path.read_bytes() for path in (tmp_path / "output").rglob("*") if path.is_file())
    assert b"there is no file none.xml" in everything
    assert str(tmp_path).encode() not in everything


async def test_what_the_environment_fills_in_is_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in the query, in the path and in headers: not in feeds, pages, figures, ids, the store's sentences, or on the terminal."""
    monkeypatch.setenv("NEWS_KEY", "SeCrEt77/x")
    body = RSS.replace(b"https://desk.example/1", b"https://desk.example/1?from=feed")
    async with Publisher().running() as publisher:
        for path in ("/f", "/SeCrEt77/x/feed"):
            publisher.say(path, body)
        publisher.say("/moved", b"", 301, Location="/gone?key=SeCrEt77/x")
        config = tmp_path / "config.yaml"
        sources = [
            f"{publisher.url}/f?k=${{NEWS_KEY}}",
            f"{publisher.url}/${{NEWS_KEY}}/feed",
            f"{publisher.url}/moved?k=${{NEWS_KEY}}",
        ]
        rows = "".join(f"  - url: {url}\n    headers: {{X-Key: '${{NEWS_KEY}}'}}\n" for url in sources)
        config.write_text(f"sources:\n{rows}http: {{allow_private: true, host_delay: 0}}\n")
        said = ""
        for number in range(4):
            now = f"2026-01-14T1{number}:00:00Z"
            done = await asyncio.to_thread(
                run, "poll", "--build", "--force", "-v", "--now", now, "--config", str(config)
            )
            said += done.stdout + done.stderr
        for argv in (
            ("sources",),
            ("sources", "--json"),
            ("sources", "--etiquette", "127.0.0.1"),
            ("list", "--json"),
        ):
            done = await asyncio.to_thread(run, *argv, "--config", str(config))
            said += done.stdout + done.stderr
    published = b"".join(path.read_bytes() for path in (tmp_path / "output").rglob("*") if path.is_file())
    for secret in ("SeCrEt77", "secret77"):
        assert secret not in said
        assert secret.encode() not in published
    assert publisher.requests[0].headers["X-Key"] == "SeCrEt77/x"
