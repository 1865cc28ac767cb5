"""A demanding publisher of many sources: what one of them is told counts for the others, and no more than that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.parse.worker import Parser
from tests.guest import ok, says, script, visiting
from tests.servers import Publisher

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOUR = timedelta(hours=1)
ETAG = "If-None-Match"


async def test_429_rests_the_whole_domain_also_within_one_round(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    """The publisher plays a proxy, so that the sites have names."""
    script(publisher, "/a", says(429, Retry_After="3600"))
    script(publisher, "/b", ok())
    sites = "http://one.desk.example/a", "http://one.desk.example/b", "http://two.desk.example/b"
    async with visiting(tmp_path, parser, *sites, "http://other.example/b", proxy=publisher.url) as guest:
        await guest.poll()
        asked = [f"{request.host}{request.path}" for request in publisher.requests]
        assert "one.desk.example/b" not in asked
        assert "other.example/b" in asked
        publisher.requests.clear()
        guest.now += timedelta(minutes=59)
        await guest.poll(force=True)
        assert [request.host for request in publisher.requests] == ["other.example"]
        guest.now += timedelta(minutes=2)
        await guest.poll()
        assert "one.desk.example" in {request.host for request in publisher.requests}


async def test_503_rests_the_source_alone(publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    busy, other = script(publisher, "/a", says(503, Retry_After="3600")), script(publisher, "/b", ok())
    async with visiting(tmp_path, parser, busy, other) as guest:
        await guest.poll_times(2, apart=timedelta(minutes=10))
    assert [request.path for request in publisher.requests].count("/a") == 1
    assert [request.path for request in publisher.requests].count("/b") == 2


async def test_one_address_that_always_says_429_does_not_silence_its_domain(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    script(publisher, "/bad", says(429))
    sites = ["http://one.desk.example/bad", *(f"http://one.desk.example/{number}" for number in range(3))]
    for number in range(3):
        script(publisher, f"/{number}", ok())
    async with visiting(tmp_path, parser, *sites, proxy=publisher.url) as guest:
        await guest.live(24)
    paths = [request.path for request in publisher.requests]
    assert paths.count("/bad") < 12
    assert min(paths.count(f"/{number}") for number in range(3)) > 10


async def test_sources_that_lead_to_a_host_which_asks_for_rest_keep_away_from_it(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    """Ten addresses of ten domains, all moved to one service: what it says to one counts for all, tick after tick."""
    script(publisher, "/service", says(429, Retry_After="3600"))
    script(publisher, "/feed", says(302, Location="http://service.example/service"))
    sites = [f"http://desk-{number}.example/feed" for number in range(10)]
    async with visiting(tmp_path, parser, *sites, proxy=publisher.url) as guest:
        for _ in range(100):
            await guest.poll()
            guest.now += timedelta(seconds=5)
        asked = [request.path for request in publisher.requests]
        assert asked.count("/service") == 1
        assert asked.count("/feed") == 10
        (states,) = [guest.desk.store.sources.states()]
    assert sum(state.requests for state in states.values()) == 11


async def test_secrets_of_a_source_go_to_no_part_on_another_host(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    async with Publisher().running("127.0.0.2") as elsewhere:
        here = script(publisher, "/a.xml", ok(b"<urlset><url><loc>https://desk.example/a-b</loc></url></urlset>"))
        there = script(elsewhere, "/b.xml", ok(b"<urlset><url><loc>https://desk.example/c-d</loc></url></urlset>"))
        index = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in (here, there))
        url = script(publisher, "/index.xml", ok(f"<sitemapindex>{index}</sitemapindex>".encode())).replace(
            "//", "//me:pw@"
        )
        async with visiting(tmp_path, parser, {"url": url, "type": "sitemap", "headers": {"X-Key": "k"}}) as guest:
            await guest.poll()
        (stranger,) = elsewhere.requests
    assert not {"Authorization", "X-Key"} & set(stranger.headers)
    assert all({"Authorization", "X-Key"} <= set(request.headers) for request in publisher.requests)


async def test_a_part_that_fails_is_had_later_and_its_retry_after_counts(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    part = script(
        publisher,
        "/b.xml",
        says(503, Retry_After="7200"),
        ok(b"<urlset><url><loc>https://desk.example/a-b</loc></url></urlset>"),
    )
    index = f"<sitemapindex><sitemap><loc>{part}</loc></sitemap><sitemap><loc>{part}?2</loc></sitemap></sitemapindex>".encode()
    url = script(publisher, "/index.xml", ok(index, ETag='"1"'), ok(index, ETag='"1"'), says(304))
    async with visiting(tmp_path, parser, {"url": url, "type": "sitemap", "interval": "20m"}) as guest:
        polled = await guest.live(4)
        assert len(list(guest.desk.store.items.list())) == 1
    assert polled[1] >= 2 * HOUR
    assert publisher.requests[-1].headers.get(ETAG) == '"1"'
