"""A demanding publisher: what it has a right to, case by case, played by a real server on simulated time.

Each table is one chapter; its rows name a rule (RFC 9110, 9111, 9112, 6585, RSS 2.0, or what publishers complain of).
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from pathlib import Path

import brotli
import pytest

from aggregator.model import State
from aggregator.parse.worker import Parser
from tests.guest import NOW, Answer, cut_off, ok, says, script, visiting
from tests.servers import RSS, Publisher, deflated_raw, gzipped

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PAGE = b"<!doctype html><html><head><title>Welcome</title></head><body><p>Hello.</p></body></html>"
DATED = RSS.replace(b"</item>", b"<pubDate>Wed, 14 Jan 2026 10:00:00 GMT</pubDate></item>")
STAMP, LATER = "Wed, 14 Jan 2026 10:00:00 GMT", "Wed, 14 Jan 2026 11:00:00 GMT"


# ---- Conditional requests: what is sent after these answers ----------------------------------------------------------

ETAG, MODIFIED = "If-None-Match", "If-Modified-Since"

CONDITIONS: dict[str, tuple[list[Answer], dict[str, str | None]]] = {
    "nothing was given, nothing is made up": ([ok()], {ETAG: None, MODIFIED: None}),
    "an ETag alone": ([ok(ETag='"a"')], {ETAG: '"a"', MODIFIED: None}),
    "a Last-Modified alone": ([ok(Last_Modified=STAMP)], {ETAG: None, MODIFIED: STAMP}),
    "both": ([ok(ETag='"a"', Last_Modified=STAMP)], {ETAG: '"a"', MODIFIED: STAMP}),
    "a weak ETag keeps its W/": ([ok(ETag='W/"a"')], {ETAG: 'W/"a"'}),
    "an ETag without quotes": ([ok(ETag="abc-123")], {ETAG: "abc-123"}),
    "an ETag of odd signs": ([ok(ETag=r'"a,b=c\d/e' + "'\"")], {ETAG: r'"a,b=c\d/e' + "'\""}),
    "an ETag that differs by coding": ([ok(ETag='"a-gzip"')], {ETAG: '"a-gzip"'}),
    "a Last-Modified of an odd form": ([ok(Last_Modified="2026-01-14 10:00 +0000")], {MODIFIED: "2026-01-14 10:00 +0000"}),
    "a Last-Modified in the future": ([ok(Last_Modified="Fri, 14 Jan 2050 10:00:00 GMT")], {MODIFIED: "Fri, 14 Jan 2050 10:00:00 GMT"}),
    "a 304 without validators clears none": ([ok(ETag='"a"', Last_Modified=STAMP), says(304)], {ETAG: '"a"', MODIFIED: STAMP}),
    "a 304 with a new ETag renews it": ([ok(ETag='"a"'), says(304, ETag='"b"')], {ETAG: '"b"'}),
    "a 304 with a new Last-Modified renews it": ([ok(Last_Modified=STAMP), says(304, Last_Modified=LATER)], {MODIFIED: LATER}),
    "a changed ETag": ([ok(ETag='"a"'), ok(RSS.replace(b"One", b"Two"), ETag='"b"')], {ETAG: '"b"'}),
    "a server that stopped sending ETags": ([ok(ETag='"a"'), ok(Last_Modified=STAMP)], {ETAG: None, MODIFIED: STAMP}),
    "a server that stopped sending any": ([ok(ETag='"a"', Last_Modified=STAMP), ok()], {ETAG: None, MODIFIED: None}),
    "an error in between": ([ok(ETag='"a"'), says(500)], {ETAG: '"a"'}),
    "a refusal in between": ([ok(ETag='"a"'), says(403, PAGE)], {ETAG: '"a"'}),
    "a lost connection in between": ([ok(ETag='"a"'), cut_off(ETag='"b"')], {ETAG: '"a"'}),
    "of a body that was cut off": ([cut_off(ETag='"cut"')], {ETAG: None}),
    "of an empty answer": ([ok(ETag='"a"'), ok(b"", ETag='"empty"')], {ETAG: '"a"'}),
    "of a page in place of the feed": ([ok(ETag='"a"'), ok(PAGE, ETag='"page"')], {ETAG: '"a"'}),
    "of a document that cannot be read": ([ok(ETag='"a"'), ok(b"{not json", ETag='"bad"')], {ETAG: '"a"'}),
}  # fmt: skip


@pytest.mark.parametrize("name", CONDITIONS)
async def test_validators_that_are_sent(name: str, publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    answers, wanted = CONDITIONS[name]
    url = script(publisher, "/feed", *answers)
    async with visiting(tmp_path, parser, url) as guest:
        await guest.poll_times(len(answers) + 1)
        sent = publisher.requests[-1].headers
        assert {field: sent.get(field) for field in wanted} == wanted
        assert len(publisher.requests) == len(answers) + 1
        are_whole = [b"<rss" in answer.body and "Content_Length" not in answer.headers for answer in answers]
        assert len(list(guest.desk.store.items.list())) == any(are_whole)


async def test_other_settings_ask_for_the_whole_document(publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    url = script(publisher, "/feed", ok(ETag='"a"'), says(304))
    async with visiting(tmp_path, parser, url) as guest:
        await guest.poll_times(2)
    async with visiting(tmp_path, parser, {"url": url, "headers": {"X-Key": "k"}}) as guest:
        guest.now += 3 * HOUR
        await guest.poll()
    assert [request.headers.get(ETAG) for request in publisher.requests] == [None, '"a"', None]


async def test_validators_go_to_the_address_they_came_from_alone(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    """A temporary redirect that leads elsewhere today: an equal ETag there would be an accident."""
    script(publisher, "/a", ok(ETag='"1"'))
    script(publisher, "/b", ok(RSS.replace(b"One", b"Two").replace(b"/1<", b"/2<"), ETag='"1"'))
    url = script(publisher, "/feed", says(302, Location="/a"), says(302, Location="/a"), says(302, Location="/b"))
    async with visiting(tmp_path, parser, url) as guest:
        await guest.poll_times(3)
        assert {stored.item.title for stored in guest.desk.store.items.list()} == {"One", "Two"}
    asked = [(request.path, request.headers.get(ETAG)) for request in publisher.requests if request.path != "/feed"]
    assert asked == [("/a", None), ("/a", '"1"'), ("/b", None)]


async def test_the_share_of_whole_documents_where_validators_were_known(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    url = script(publisher, "/feed", ok(ETag='"a"'), says(304))
    async with visiting(tmp_path, parser, {"url": url, "interval": "20m"}) as guest:
        await guest.live(72)
    assert len(publisher.requests) > 200
    assert sum(ETAG not in request.headers for request in publisher.requests) == 1


# ---- Redirects: the address asked first by the fifth poll, half an hour apart ----------------------------------------

MOVES: dict[str, tuple[dict[str, Answer], str]] = {
    "301": ({"/feed": says(301, Location="/new"), "/new": ok()}, "/new"),
    "308": ({"/feed": says(308, Location="/new"), "/new": ok()}, "/new"),
    "302": ({"/feed": says(302, Location="/new"), "/new": ok()}, "/feed"),
    "303": ({"/feed": says(303, Location="/new"), "/new": ok()}, "/feed"),
    "307": ({"/feed": says(307, Location="/new"), "/new": ok()}, "/feed"),
    "301, then 302": ({"/feed": says(301, Location="/mid"), "/mid": says(302, Location="/new"), "/new": ok()}, "/mid"),
    "302, then 301": ({"/feed": says(302, Location="/mid"), "/mid": says(301, Location="/new"), "/new": ok()}, "/feed"),
    "301, then 308": ({"/feed": says(301, Location="/mid"), "/mid": says(308, Location="/new"), "/new": ok()}, "/new"),
    "301 to a page that is no feed": ({"/feed": says(301, Location="/new"), "/new": ok(PAGE)}, "/feed"),
    "301 to nothing": ({"/feed": says(301, Location="/new"), "/new": says(404)}, "/feed"),
    "five hops": (
        {f"/{n}" if n else "/feed": says(302, Location=f"/{n + 1}") for n in range(5)} | {"/5": ok()}, "/feed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVES)
async def test_where_a_moved_source_is_asked(name: str, publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    routes, first = MOVES[name]
    urls = {path: script(publisher, path, answer) for path, answer in routes.items()}
    async with visiting(tmp_path, parser, urls["/feed"]) as guest:
        await guest.poll_times(4, apart=30 * MINUTE)
        publisher.requests.clear()
        await guest.poll(force=True)
        assert publisher.requests[0].path == first
        assert bool(list(guest.desk.store.items.list())) is any(
            answer.body == RSS for answer in routes.values() if answer.status == 200
        )


async def test_a_move_is_believed_after_three_polls_over_an_hour(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    script(publisher, "/new", ok())
    url = script(publisher, "/feed", says(301, Location="/new"))
    async with visiting(tmp_path, parser, url) as guest:
        firsts = []
        for _ in range(6):
            publisher.requests.clear()
            await guest.poll_times(1, apart=20 * MINUTE)
            firsts.append(publisher.requests[0].path)
        (state,) = guest.desk.store.sources.states().values()
    assert firsts == ["/feed"] * 4 + ["/new"] * 2
    assert state.state is State.MOVED
    assert "change line 1 of the configuration" in state.reason


async def test_a_circle_ends_soon(publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    script(publisher, "/b", says(302, Location="/feed"))
    async with visiting(tmp_path, parser, script(publisher, "/feed", says(302, Location="/b"))) as guest:
        await guest.poll()
    assert len(publisher.requests) <= 20


# ---- Pacing: polls within so many hours, and when the first of them may come -----------------------------------------

PACES: dict[str, tuple[list[Answer], float, range, timedelta]] = {
    # answers, hours to live, how many polls, the second one not before
    "nothing asked for": ([ok()], 3, range(5, 8), 27 * MINUTE),
    "max-age": ([ok(Cache_Control="public, max-age=7200")], 6, range(3, 5), 2 * HOUR),
    "max-age of a 304": ([ok(ETag='"a"', Cache_Control="max-age=7200"), says(304, Cache_Control="max-age=10800")], 9, range(4, 5), 2 * HOUR),
    "max-age wins over an Expires in the past": ([ok(Cache_Control="max-age=7200", Expires="Thu, 01 Jan 2026 00:00:00 GMT")], 5, range(3, 4), 2 * HOUR),
    "Age is taken off": ([ok(Cache_Control="max-age=7200", Age="3600")], 3, range(3, 5), HOUR),
    "s-maxage is for caches between": ([ok(Cache_Control="s-maxage=86400")], 3, range(5, 8), 27 * MINUTE),
    "no-store": ([ok(Cache_Control="no-store, max-age=86400")], 3, range(5, 8), 27 * MINUTE),
    "Expires": ([ok(Expires="Wed, 14 Jan 2026 14:00:00 GMT", Date="Wed, 14 Jan 2026 12:00:00 GMT")], 5, range(3, 4), 2 * HOUR),
    "a max-age of a year counts for a day": ([ok(Cache_Control="max-age=31536000")], 50, range(3, 4), 24 * HOUR),
    "ttl": ([ok(RSS.replace(b"<link>", b"<ttl>120</ttl><link>", 1))], 5, range(3, 4), 2 * HOUR),
    "ttl outlives a 304": ([ok(RSS.replace(b"<link>", b"<ttl>120</ttl><link>", 1), ETag='"a"'), says(304)], 9, range(5, 6), 2 * HOUR),
    "skipHours": ([ok(RSS.replace(b"<link>", b"<skipHours><hour>12</hour><hour>13</hour><hour>14</hour></skipHours><link>", 1))], 3.6, range(2, 3), 3 * HOUR),
    "skipDays": ([ok(RSS.replace(b"<link>", b"<skipDays><day>Wednesday</day></skipDays><link>", 1))], 12.6, range(2, 3), 12 * HOUR),
    "sy:updatePeriod and updateFrequency": (
        [ok(RSS.replace(b"<channel>", b'<channel xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>12</sy:updateFrequency>'))],
        5, range(3, 4), 2 * HOUR,
    ),
    "410 ends it": ([says(410)], 48, range(1, 2), timedelta()),
    "429 with Retry-After in seconds": ([says(429, Retry_After="7200")], 1.9, range(1, 2), timedelta()),
    "429 with Retry-After as a date": ([says(429, Retry_After="Wed, 14 Jan 2026 14:00:00 GMT", Date="Wed, 14 Jan 2026 12:00:00 GMT")], 1.9, range(1, 2), timedelta()),
    "503 with Retry-After in seconds": ([says(503, Retry_After="7200")], 1.9, range(1, 2), timedelta()),
    "503 with Retry-After as a date": ([says(503, Retry_After="Wed, 14 Jan 2026 14:00:00 GMT", Date="Wed, 14 Jan 2026 12:00:00 GMT")], 1.9, range(1, 2), timedelta()),
    "a Retry-After of two days": ([says(503, Retry_After="172800")], 47, range(1, 2), timedelta()),
    "429 without Retry-After": ([says(429)], 24, range(4, 9), 10 * MINUTE),
    "lasting 404": ([says(404)], 24 * 7, range(8, 18), 10 * MINUTE),
    "lasting 403": ([says(403)], 24 * 7, range(7, 16), 30 * MINUTE),
    "lasting 500": ([says(500)], 24 * 7, range(8, 18), 10 * MINUTE),
}  # fmt: skip


@pytest.mark.parametrize("name", PACES)
async def test_how_often_a_publisher_is_asked(name: str, publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    answers, hours, times, second = PACES[name]
    async with visiting(tmp_path, parser, script(publisher, "/feed", *answers)) as guest:
        polled = await guest.live(hours)
    assert len(publisher.requests) in times, polled
    assert len(polled) < 2 or polled[1] >= second


async def test_a_source_that_failed_for_long_comes_back_by_itself(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    url = script(publisher, "/feed", *[says(500)] * 9, ok(DATED))
    async with visiting(tmp_path, parser, url) as guest:
        await guest.live(24 * 8)
        (state,) = guest.desk.store.sources.states().values()
    assert (state.state, state.failures) == (State.OK, 0)


async def test_force_passes_over_the_schedule_but_never_over_a_retry_after(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    url = script(publisher, "/feed", ok(Cache_Control="max-age=7200", ETag='"a"'), says(503, Retry_After="3600"))
    async with visiting(tmp_path, parser, url) as guest:
        await guest.poll_times(4, apart=10 * MINUTE)
        assert len(publisher.requests) == 2
        assert publisher.requests[1].headers[ETAG] == '"a"'


async def test_a_restart_asks_nobody_again(publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    url = script(publisher, "/feed", ok())
    for _ in range(3):
        async with visiting(tmp_path, parser, url) as guest:
            await guest.poll()
    assert len(publisher.requests) == 1


# ---- Bodies ----------------------------------------------------------------------------------------------------------

KOI8 = '<?xml version="1.0" encoding="koi8-r"?><rss version="2.0"><channel><title>x</title><item><title>Граница</title></item></channel></rss>'
CP1251 = KOI8.replace(' encoding="koi8-r"', "")

BODIES: dict[str, tuple[Answer, str | State]] = {
    # the answer, and the title that is read from it, or the state word
    "gzip": (ok(gzipped(), Content_Encoding="gzip"), "One"),
    "deflate": (ok(zlib.compress(RSS), Content_Encoding="deflate"), "One"),
    "deflate in raw form": (ok(deflated_raw(), Content_Encoding="deflate"), "One"),
    "br": (ok(brotli.compress(RSS), Content_Encoding="br"), "One"),
    "gzip that nobody announced": (ok(gzipped()), "One"),
    "gzip with something after it": (ok(gzipped() + b"\0garbage", Content_Encoding="gzip"), "One"),
    "plain, labelled gzip": (ok(Content_Encoding="gzip"), "One"),
    "plain, labelled br": (ok(Content_Encoding="br"), "One"),
    "gzip that is cut off": (ok(gzipped()[:-20], Content_Encoding="gzip"), State.FAILING),
    "less than its length": (cut_off(), State.FAILING),
    "labelled text/html": (ok(Content_Type="text/html"), "One"),
    "labelled application/octet-stream": (ok(Content_Type="application/octet-stream"), "One"),
    "a charset in the header against the declaration": (
        ok(KOI8.encode("cp1251"), Content_Type="text/xml; charset=windows-1251"), "Граница",
    ),
    "a charset in the declaration alone": (ok(KOI8.encode("koi8-r"), Content_Type="application/xml"), "Граница"),
    "a charset in the header alone": (ok(CP1251.encode("cp1251"), Content_Type="application/xml; charset=cp1251"), "Граница"),
    "utf-16 by its mark": (ok(CP1251.encode("utf-16"), Content_Type="text/xml"), "Граница"),
    "headers of 30 kB": (ok(Content_Security_Policy="x" * 30_000), "One"),
    "an ordinary page": (ok(PAGE, Content_Type="text/html"), State.NOT_A_FEED),
    "a challenge, 200": (ok(PAGE.replace(b"Welcome", b"Just a moment..."), Content_Type="text/html"), State.BLOCKED),
    "a challenge, 403": (says(403, PAGE.replace(b"Hello", b"cf-chl-bypass"), Content_Type="text/html"), State.BLOCKED),
    "a challenge, 503": (says(503, PAGE.replace(b"<p>", b"<p>Checking your browser before accessing"), Content_Type="text/html"), State.BLOCKED),
    "a challenge told in a header": (says(403, b"", cf_mitigated="challenge"), State.BLOCKED),
    "a refusal": (says(403, PAGE, Content_Type="text/html"), State.REFUSED),
    "a login page": (ok(PAGE.replace(b"Hello.", b'<form><input name=p type="password"></form>').replace(b"Welcome", b"Sign in")), State.LOGIN),
    "a consent page": (ok(PAGE.replace(b"Welcome", b"Before you continue")), State.CONSENT),
    "an empty feed": (ok(b"<rss version='2.0'><channel><title>x</title></channel></rss>"), State.EMPTY),
    "a feed without dates": (ok(RSS.replace(b"One", b"Undated")), State.UNDATED),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
async def test_what_is_made_of_a_body(name: str, publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    answer, wanted = BODIES[name]
    async with visiting(tmp_path, parser, script(publisher, "/feed", answer)) as guest:
        (report,) = (await guest.poll()).reports
        if isinstance(wanted, State):
            assert report.state is wanted, report.reason
        else:
            assert [stored.item.title for stored in guest.desk.store.items.list()] == [wanted], report.reason


# ---- Manners ---------------------------------------------------------------------------------------------------------


async def test_who_asks_and_how(publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    url = script(
        publisher,
        "/feed?a=1&b=%20c",
        says(302, Location="/feed", Set_Cookie="id=1; Path=/"),
        ok(Set_Cookie="id=2; Path=/"),
    )
    script(publisher, "/feed", ok(Set_Cookie="id=3; Path=/"))
    async with visiting(tmp_path, parser, url) as guest:
        await guest.poll_times(3)
    for request in publisher.requests:
        assert request.method == "GET"
        assert not {"Cookie", "Referer", "From"} & set(request.headers)
        agent = request.headers["User-Agent"]
        assert agent.startswith("aggregator/")
        assert "http" in agent or "@" in agent
        assert "application/rss+xml" in request.headers["Accept"]
        assert "gzip" in request.headers["Accept-Encoding"]
        assert request.rel_url.raw_query_string in {"", "a=1&b=%20c"}


async def test_a_proxy_of_a_source_and_its_secrets(publisher: Publisher, parser: Parser, tmp_path: Path) -> None:
    """The publisher plays the proxy; a second one does not exist, and what is said of it must not hold the password."""
    script(publisher, "/feed", ok())
    through = {"url": "http://desk.example/feed", "proxy": publisher.url.replace("//", "//me:secret-1@")}
    broken = {"url": "http://other.example/feed", "proxy": "http://me:secret-2@127.0.0.1:1"}
    async with visiting(tmp_path, parser, through, broken) as guest:
        reports = (await guest.poll()).reports
        states = guest.desk.store.sources.states()
    (request,) = publisher.requests
    assert (request.host, request.headers["Proxy-Authorization"][:6]) == ("desk.example", "Basic ")
    assert sorted(report.state for report in reports) == [State.FAILING, State.UNDATED]
    assert "secret" not in repr(reports) + "".join(state.reason for state in states.values())


async def test_secrets_of_a_source_reach_its_host_alone_and_no_report(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    async with Publisher().running("127.0.0.2") as elsewhere:
        away = script(elsewhere, "/feed", says(403))
        url = script(publisher, "/feed", says(302, Location=away)).replace("//", "//me:secret-3@")
        async with visiting(tmp_path, parser, {"url": url, "headers": {"X-Key": "secret-4"}}) as guest:
            (report,) = (await guest.poll()).reports
        (here,), (there,) = publisher.requests, elsewhere.requests
    assert here.headers["Authorization"].startswith("Basic ")
    assert here.headers["X-Key"] == "secret-4"
    assert not {"Authorization", "X-Key"} & set(there.headers)
    assert "secret" not in repr(report)


async def test_a_source_that_vanished_and_came_back_is_polled_as_before(
    publisher: Publisher, parser: Parser, tmp_path: Path
) -> None:
    """What was asked at noon is not asked again because the configuration lost a line for an hour."""
    url = script(publisher, "/feed", ok(Cache_Control="max-age=7200"))
    for sources, moment in (([url], NOW), ([], NOW + HOUR), ([url], NOW + HOUR)):
        async with visiting(tmp_path, parser, *sources) as guest:
            guest.now = moment
            await guest.poll()
    assert len(publisher.requests) == 1
