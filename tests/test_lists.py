"""A list of feeds as a source: what it names is polled, and follows it as it changes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.app import open_desk
from aggregator.reports import PollSummary
from tests.commands import stored_items
from tests.servers import Publisher

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running


def feed(publisher: Publisher, name: str) -> str:
    link = f"https://{name}.example/1"
    body = f"<rss version='2.0'><channel><title>{name}</title><item><title>News of {name}</title><link>{link}</link></item></channel></rss>"
    return publisher.say(f"/{name}.rss", body.encode())


def outline(url: str, folder: str = "") -> str:
    one = f'<outline type="rss" text="" xmlUrl="{url}"/>'
    return f'<outline text="{folder}">{one}</outline>' if folder else one


def opml(*outlines: str) -> bytes:
    return (
        f'<opml version="2.0"><head><title>Our friends</title></head><body>{"".join(outlines)}</body></opml>'.encode()
    )


def configured(folder: Path, *sources: dict[str, object], **defaults: object) -> Path:
    config = folder / "config.yaml"
    http = {"allow_private": True, "host_delay": 0}
    config.write_text(json.dumps({"sources": sources, "http": http, "defaults": defaults}))
    return config


async def poll(config: Path, hours: float = 0) -> PollSummary:
    moment = NOW + timedelta(hours=hours)
    with open_desk(config, clock=lambda: moment) as desk:
        return await desk.poll(force=True, clock=lambda: moment)


def listed(config: Path) -> dict[str, tuple[str, ...]]:
    with open_desk(config, read_only=True) as desk:
        return {spec.url.rsplit("/", 1)[-1]: spec.tags for spec in desk.sources if spec.kind == "feed"}


async def test_what_a_list_names_is_polled_in_the_same_go(publisher: Publisher, tmp_path: Path) -> None:
    body = opml(outline(feed(publisher, "one"), "Caucasus"), outline(feed(publisher, "two")))
    config = configured(tmp_path, {"id": "friends", "type": "opml", "url": publisher.say("/list.opml", body)})

    summary = await poll(config)

    assert summary.in_words() == "3 sources polled, 2 new items, 0 changed, 0 sources unchanged, 0 failed"
    assert [report.notice for report in summary.reports if report.notice] == ["friends names 2 feeds now: 2 new"]
    assert listed(config) == {"one.rss": ("Caucasus",), "two.rss": ()}
    assert {item["title"] for item in stored_items(config)} == {"News of one", "News of two"}


async def test_a_list_is_kept_in_sync(publisher: Publisher, tmp_path: Path) -> None:
    one, two, three = (feed(publisher, name) for name in ("one", "two", "three"))
    config = configured(
        tmp_path,
        {"id": "friends", "type": "opml", "url": publisher.say("/list.opml", opml(outline(one), outline(two)))},
    )
    await poll(config)
    publisher.say("/list.opml", opml(outline(three), outline(one, "News")))

    assert (await poll(config, 1)).new == 1
    assert listed(config) == {"three.rss": (), "one.rss": ("News",)}
    assert len(stored_items(config)) == 3  # what left the list stays until it ages out

    publisher.say("/list.opml", opml(outline(one), outline(two), outline(three)))
    assert (await poll(config, 2)).new == 0  # and is not new when it comes back


@pytest.mark.parametrize(
    "body", [opml(), opml(outline("https://two.example/"))[:-20], b"<html><body>We are moving</body></html>", b""]
)
async def test_a_list_that_names_nothing_takes_nothing_away(body: bytes, publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.say("/list.opml", opml(outline(feed(publisher, "one"))))
    config = configured(tmp_path, {"id": "friends", "type": "opml", "url": url})
    await poll(config)
    publisher.say("/list.opml", body)

    await poll(config, 1)

    assert listed(config) == {"one.rss": ()}


async def test_what_is_written_at_the_list_holds_for_its_feeds_but_not_its_headers(
    publisher: Publisher, tmp_path: Path
) -> None:
    url = publisher.say("/list.opml", opml(outline(feed(publisher, "one"), "Daily")))
    config = configured(
        tmp_path,
        {
            "id": "friends", "type": "opml", "url": url, "lang": "ka", "regions": ["georgia"], "tags": ["friends"], "kind": "private",
            "headers": {"X-Key": "secret"}, "interval": "1d",
        },
        interval="15m",
    )  # fmt: skip
    await poll(config)

    with open_desk(config, read_only=True) as desk:
        spec = next(spec for spec in desk.sources if spec.kind == "feed")
    assert (spec.language, spec.regions, spec.tags, spec.ownership) == (
        "ka",
        ("georgia",),
        ("friends", "Daily"),
        "private",
    )
    assert spec.interval == timedelta(minutes=15)
    keys = {request.path: request.headers.get("X-Key") for request in publisher.requests}
    assert keys == {"/list.opml": "secret", "/one.rss": None}


async def test_a_feed_of_the_configuration_is_its_own(publisher: Publisher, tmp_path: Path) -> None:
    one = feed(publisher, "one")
    url = publisher.say("/list.opml", opml(outline(f"{one}#again"), outline(one)))
    config = configured(tmp_path, {"id": "mine", "url": one}, {"id": "friends", "type": "opml", "url": url})

    assert (await poll(config)).new == 1
    with open_desk(config, read_only=True) as desk:
        assert [spec.id for spec in desk.sources] == ["mine", "friends"]


async def test_a_list_may_be_renamed(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.say("/list.opml", opml(outline(feed(publisher, "one"))))
    await poll(configured(tmp_path, {"id": "friends", "type": "opml", "url": url}))

    config = configured(tmp_path, {"id": "partners", "was": ["friends"], "type": "opml", "url": url})

    with open_desk(config, clock=lambda: NOW) as desk:
        assert [spec.kind for spec in desk.sources] == ["opml", "feed"]
        assert desk.notices[0] == "source friends is called partners now; its items were taken over"
    assert listed(config) == {"one.rss": ()}


async def test_a_list_taken_out_takes_its_feeds_along(publisher: Publisher, tmp_path: Path) -> None:
    one, two = feed(publisher, "one"), feed(publisher, "two")
    url = publisher.say("/list.opml", opml(outline(one)))
    await poll(configured(tmp_path, {"id": "friends", "type": "opml", "url": url}))

    assert listed(configured(tmp_path, {"id": "mine", "url": two})) == {"two.rss": ()}
