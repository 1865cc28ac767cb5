"""Polling a publisher over HTTP: conditional requests, unchanged bodies, failures and recoveries, as the store remembers them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.app import open_desk
from aggregator.model import State
from aggregator.reports import PollSummary
from tests import farm
from tests.commands import stored_items
from tests.servers import RSS, Publisher

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running


def write(folder: Path, *urls: str) -> Path:
    config = folder / "config.yaml"
    sources = json.dumps([{"id": f"s{number}", "url": url} for number, url in enumerate(urls)])
    config.write_text(f"sources: {sources}\nhttp: {{allow_private: true, host_delay: 0, per_host: 8}}\n")
    return config


def write_named(folder: Path, **urls: str) -> Path:
    config = folder / "config.yaml"
    sources = json.dumps([{"id": name, "url": url} for name, url in urls.items()])
    config.write_text(f"sources: {sources}\nhttp: {{allow_private: true, host_delay: 0}}\n")
    return config


def feed_of(*numbers: int) -> bytes:
    items = "".join(
        f"<item><title>Title {number}</title><link>https://news.example/{number}</link></item>" for number in numbers
    )
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


async def poll(config: Path, hours: float = 0, *, force: bool = True) -> PollSummary:
    moment = NOW + timedelta(hours=hours)
    with open_desk(config, clock=lambda: moment) as desk:
        return await desk.poll(force=force, clock=lambda: moment)


async def test_validators_are_sent_and_a_304_costs_nothing(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.say("/feed", RSS, ETag='"one"', Last_Modified="Wed, 14 Jan 2026 10:00:00 GMT")
    config = write(tmp_path, url)
    assert (await poll(config)).new == 1
    publisher.say("/feed", b"", 304)

    again = await poll(config, 1)

    assert publisher.requests[1].headers["If-None-Match"] == '"one"'
    assert publisher.requests[1].headers["If-Modified-Since"] == "Wed, 14 Jan 2026 10:00:00 GMT"
    assert [report.outcome for report in again.reports] == ["unchanged"]
    await poll(config, 2)
    assert publisher.requests[2].headers["If-None-Match"] == '"one"'
    with open_desk(config, read_only=True) as desk:
        state = desk.store.sources.states()["s0"]
        assert (state.requests, state.not_modified, state.last_ok) == (3, 2, NOW + timedelta(hours=2))


async def test_the_same_body_without_validators_is_skipped(publisher: Publisher, tmp_path: Path) -> None:
    config = write(tmp_path, publisher.say("/feed"))
    await poll(config)
    assert [report.outcome for report in (await poll(config, 1)).reports] == ["unchanged"]


async def test_nothing_is_polled_before_its_time(publisher: Publisher, tmp_path: Path) -> None:
    config = write(tmp_path, publisher.say("/feed", RSS, Cache_Control="max-age=7200"))
    await poll(config, force=False)
    assert (await poll(config, 1, force=False)).reports == ()
    assert len(publisher.requests) == 1
    assert len((await poll(config, 3, force=False)).reports) == 1


async def test_a_failure_keeps_what_was_known_and_a_recovery_goes_on(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.say("/feed", RSS, ETag='"one"')
    config = write(tmp_path, url)
    await poll(config)
    publisher.say("/feed", b"oops", 500)
    (report,) = (await poll(config, 1)).reports
    assert (report.outcome, report.reason) == ("failed", "the server answered 500 Internal Server Error")
    publisher.say("/feed", b"<html><body>login</body></html>", 200, ETag='"page"')
    (report,) = (await poll(config, 2)).reports
    assert (report.outcome, report.state) == ("failed", State.NOT_A_FEED)
    publisher.say("/feed", RSS, ETag='"two"')
    (report,) = (await poll(config, 3)).reports
    assert publisher.requests[-1].headers["If-None-Match"] == '"one"'
    assert (report.outcome, report.state) == ("unchanged", State.UNDATED)


async def test_retry_after_is_obeyed_even_when_forced(publisher: Publisher, tmp_path: Path) -> None:
    config = write(tmp_path, publisher.say("/feed", b"", 503, Retry_After="7200"))
    await poll(config)
    assert (await poll(config, 1)).reports == ()
    assert len((await poll(config, 3)).reports) == 1


async def test_a_source_that_is_gone_is_asked_no_more_for_days(publisher: Publisher, tmp_path: Path) -> None:
    config = write(tmp_path, publisher.say("/feed", b"", 410))
    await poll(config)
    assert (await poll(config, 48)).reports == ()
    assert len((await poll(config, 24 * 8)).reports) == 1


async def test_a_moved_source_is_followed_and_the_editor_is_told(publisher: Publisher, tmp_path: Path) -> None:
    publisher.say("/new", RSS)
    config = write(tmp_path, publisher.say("/old", b"", 301, Location="/new"))
    for hours in (0, 1, 2, 3):
        (report,) = (await poll(config, hours)).reports
    assert [request.path for request in publisher.requests[-1:]] == ["/new"]
    assert publisher.requests[-2].path != "/old"
    assert report.state is State.MOVED
    assert "moved for good to" in report.reason
    assert "line 1 of the configuration" in report.reason


async def test_a_source_under_a_new_id_and_address_is_known_by_its_links(publisher: Publisher, tmp_path: Path) -> None:
    """A hand-edited configuration, a moved site: nothing is announced again, and the editor is told."""
    await poll(write_named(tmp_path, old=publisher.say("/old", feed_of(1, 2, 3, 4))))
    first = stored_items(tmp_path / "config.yaml")

    moved = await poll(write_named(tmp_path, new=publisher.say("/new", feed_of(3, 4, 5, 6, 2))), 1)

    (report,) = moved.reports
    assert (report.new, report.changed) == (2, 0)
    assert "new was found to be old" in report.notice
    now = stored_items(tmp_path / "config.yaml")
    assert {row["source"] for row in now} == {"new"}
    assert {row["id"] for row in first} < {row["id"] for row in now}
    assert (await poll(write_named(tmp_path, new=f"{publisher.url}/new"), 2)).new == 0


async def test_a_source_that_shares_a_few_links_with_a_removed_one_is_another(
    publisher: Publisher, tmp_path: Path
) -> None:
    await poll(write_named(tmp_path, old=publisher.say("/old", feed_of(1, 2, 3, 4))))
    (report,) = (await poll(write_named(tmp_path, new=publisher.say("/new", feed_of(3, 4, 5, 6, 7))), 1)).reports
    assert (report.new, report.notice) == (5, "")


async def test_an_index_of_sitemaps_draws_in_its_newest_parts(publisher: Publisher, tmp_path: Path) -> None:
    def part(number: int) -> str:
        page = f"<url><loc>https://desk.example/story-{number}</loc><lastmod>2026-01-0{number}</lastmod></url>"
        return publisher.say(f"/{number}.xml", f"<urlset>{page}</urlset>".encode())

    rows = "".join(f"<sitemap><loc>{part(n)}</loc><lastmod>2026-01-0{n}</lastmod></sitemap>" for n in range(1, 6))
    publisher.say("/5.xml", b"", 500)
    url = publisher.say("/index.xml", f"<sitemapindex>{rows}</sitemapindex>".encode())
    config = tmp_path / "config.yaml"
    config.write_text(
        f"sources: [{{id: map, url: '{url}', type: sitemap}}]\nhttp: {{allow_private: true, host_delay: 0}}\n"
    )

    (report,) = (await poll(config)).reports

    assert [request.path for request in publisher.requests] == ["/index.xml", "/5.xml", "/4.xml", "/3.xml"]
    assert (report.new, report.requests) == (2, 4)
    assert "500" in report.problems[0]


async def test_an_interrupted_poll_keeps_what_it_had(publisher: Publisher, tmp_path: Path) -> None:
    from aiohttp import web

    waiting = asyncio.Event()

    async def never(_request: web.Request) -> web.StreamResponse:
        waiting.set()
        await publisher.closing.wait()
        return web.Response()

    config = write(tmp_path, publisher.say("/feed"), publisher.on("/never", never))
    done = asyncio.Event()
    with open_desk(config, clock=lambda: NOW) as desk:
        task = asyncio.create_task(desk.poll(force=True, clock=lambda: NOW, on_report=lambda _report: done.set()))
        await waiting.wait()
        await done.wait()
        task.cancel()
        summary = await task
        assert summary.interrupted
        assert len(list(desk.store.items.list())) == 1


async def test_a_store_that_fails_ends_the_round_and_not_the_next(tmp_path: Path) -> None:
    """More sources than the queue between them and the writer holds: nobody may wait for a writer that is gone."""
    from aggregator.errors import StoreError

    (tmp_path / "feed.xml").write_bytes(RSS)
    config = write(tmp_path, *(f"file:feed.xml?{number}" for number in range(150)))
    with open_desk(config, clock=lambda: NOW) as desk:
        real = desk.store.apply

        def full(*_args: object, **_kwargs: object) -> None:
            raise StoreError("the disk is full")

        async with desk.poller(lambda: NOW) as poller:
            desk.store.apply = full  # type: ignore[method-assign]
            with pytest.raises(StoreError, match="disk is full"):
                async with asyncio.timeout(60):
                    await poller.run(desk.sources, {})
            desk.store.apply = real  # type: ignore[method-assign]
            summary = await poller.run(desk.sources, {})
    assert len(summary.reports) == 150


async def test_a_bug_with_one_source_is_told_and_stops_nobody(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import aggregator.poll

    def broken(prepared: object, *_args: object, **_kwargs: object) -> object:
        if "Outlet 1" in str(prepared) or "outlet-1" in str(prepared):
            raise KeyError("bug")
        return real(prepared, *_args, **_kwargs)

    real = aggregator.poll.plan_items
    monkeypatch.setattr(aggregator.poll, "plan_items", broken)
    config = write(tmp_path, *(publisher.say(f"/{number}", farm.feed(number, 3)) for number in (1, 2)))
    summary = await poll(config)
    assert [report.source_id for report in summary.crashed] == ["s0"]
    assert summary.new == 3
    with open_desk(config, read_only=True) as desk:
        assert desk.store.sources.states()["s0"].state is State.CRASHED
