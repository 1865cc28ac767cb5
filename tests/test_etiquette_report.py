"""`aggregator sources --etiquette`: what a publisher is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.cli.etiquette import etiquette_of, etiquette_row, etiquette_text, matching, nearest, span, why_then
from aggregator.fetch.caching import spec_hash
from aggregator.fetch.settings import HttpSettings
from aggregator.model import SiteInfo, SourceSpec, SourceState, State, Validators, Wishes
from aggregator.parse.worker import open_parser
from tests.commands import run
from tests.guest import ok, says, script, visiting
from tests.servers import Publisher

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HTTP = HttpSettings("desk/1.0 (+https://desk.example/about/)")
SITE = SiteInfo("The Desk", "https://desk.example/", contact="mailto:nino@desk.example")
FEED = SourceSpec("civil-ge", "https://civil.ge/feed")
POLLED = SourceState(
    "civil-ge",
    Validators('"a"', None),
    spec_hash=spec_hash(FEED),
    last_poll=NOON - HOUR,
    next_poll=NOON + HOUR,
    state=State.OK,
    since=NOON - 30 * HOUR,
    requests=8,
    not_modified=6,
)


def text(spec: SourceSpec = FEED, state: SourceState | None = POLLED, site: SiteInfo = SITE) -> str:
    states = {spec.id: state} if state else {}
    made = etiquette_of("civil.ge", [spec], states, {spec.id: NOON - 90 * HOUR}, HTTP, site, NOON)
    assert json.loads(json.dumps(etiquette_row(made)))["sources"][0]["id"] == spec.id
    return etiquette_text(made)


def test_a_publisher_reads_who_asks_what_and_how_often() -> None:
    assert (
        text()
        == """\
How The Desk polls civil.ge (2026-01-14 12:00 UTC)

  User-Agent:   desk/1.0 (+https://desk.example/about/)
  about us:     https://desk.example/about/
  contact:      nino@desk.example
  requests:     one GET a poll, redirects aside, conditional where the last answer allows it; no cookies, no referrer
  to a host:    1 at a time, 2 s between two
  to all:       128 at a time

https://civil.ge/feed  (civil-ge)
  how often:    15 min to 4 h, in its own rhythm, rarer when it is silent or asks for it
  last poll:    2026-01-14 11:00 UTC
  next poll:    2026-01-14 13:00 UTC, its own rhythm
  requests:     8 since 2026-01-10, 6 of them answered 304 (75 %)
  conditional:  ETag kept and sent back
  Retry-After:  none in force
  state:        ok since 2026-01-13 06:00 UTC

To be asked less often: Cache-Control: max-age, Expires, ttl, skipHours and skipDays are kept, within reason.
To be left alone for a while: 429 or 503 with Retry-After, for up to a week. 410 Gone: once a week.
To be left alone for good: write to nino@desk.example."""
    )


WHY: dict[str, tuple[Callable[[SourceSpec, SourceState], tuple[SourceSpec, SourceState]], str]] = {
    "never polled": (lambda spec, _: (spec, SourceState("x")), "at the next round: nothing stands against it"),
    "switched off": (lambda spec, state: (replace(spec, enabled=False), state), "switched off: it is not asked"),
    "an interval": (lambda spec, state: (replace(spec, interval=1.5 * HOUR), state), "the interval of 1 h 30 min"),
    "a rhythm": (
        lambda spec, state: (spec, replace(state, rhythm=2 * HOUR)),
        "its own rhythm (an item every 2 h)",
    ),
    "hours to skip": (
        lambda spec, state: (spec, replace(state, wishes=Wishes(skip_hours=(1, 2)))),
        "its own rhythm, its hours and days to skip left out",
    ),
    "max-age": (
        lambda spec, state: (spec, replace(state, fresh_until=state.next_poll)),
        "as its Cache-Control, Expires or ttl asks",
    ),
    "one failure": (
        lambda spec, state: (spec, replace(state, failures=1, state=State.FAILING)),
        "after 1 failure: more rarely each time",
    ),
    "failures": (
        lambda spec, state: (spec, replace(state, failures=3, state=State.REFUSED)),
        "after 3 failures in a row: more rarely each time",
    ),
    "gone": (
        lambda spec, state: (spec, replace(state, failures=1, state=State.GONE)),
        "it answered 410 Gone: once a week",
    ),
    "Retry-After": (
        lambda spec, state: (spec, replace(state, failures=1, state=State.FAILING, retry_at=state.next_poll)),
        "as its Retry-After asks",
    ),
}


@pytest.mark.parametrize("name", WHY)
def test_the_next_poll_has_a_reason(name: str) -> None:
    change, wanted = WHY[name]
    spec, state = change(FEED, POLLED)

    assert why_then(spec, state) == wanted
    assert wanted in text(spec, state)


def test_what_is_secret_is_shown_to_nobody() -> None:
    secret = replace(
        FEED,
        url="https://nino:s3cret@civil.ge/feed?api_key=s3cret&lang=ka",
        headers={"X-Key": "s3cret", "Cookie": "s3cret"},
        user_agent="desk (+https://nino:s3cret@desk.example/)",
    )
    moved = replace(
        POLLED,
        spec_hash=spec_hash(secret),
        url_override="https://civil.ge/new?token=s3cret",
        state=State.MOVED,
        reason="moved for good to https://civil.ge/new?token=s3cret; change line 3",
    )
    made = etiquette_of(secret.url, [secret], {secret.id: moved}, {}, HTTP, SITE, NOON)
    shown = etiquette_text(made) + json.dumps(etiquette_row(made), ensure_ascii=False)

    assert "s3cret" not in shown
    assert "https://civil.ge/feed?api_key=…&lang=ka" in shown
    assert "asked now at: https://civil.ge/new?token=…" in shown
    assert "Cookie, X-Key (values not shown)" in shown


def test_the_parts_of_a_sitemap_are_not_passed_over() -> None:
    assert "besides:      up to 3 of its parts, where it is an index" in text(replace(FEED, kind="sitemap"))
    assert "besides:" not in text()


def test_validators_of_other_settings_are_not_sent_and_not_claimed() -> None:
    assert "ETag kept" not in text(replace(FEED, language="ka"))


def test_a_desk_without_an_address_says_so() -> None:
    shown = text(site=SiteInfo("The Desk", "http://127.0.0.1:8080/"))

    assert "contact:      none is configured" in shown
    assert "about us" not in shown


SPECS = [
    SourceSpec("feed", "https://www.civil.ge/feed"),
    SourceSpec("ka", "https://ka.civil.ge/feed/?cat=1"),
    SourceSpec("bbc", "https://feeds.bbci.co.uk/news/rss.xml"),
    SourceSpec("file", "file:///srv/civil.ge/feed.xml"),
    SourceSpec("idn", "https://новости.рф/rss"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("civil.ge", ["feed", "ka"]),
        ("https://civil.ge/", ["feed", "ka"]),
        ("https://WWW.Civil.ge/about", ["feed", "ka"]),
        ("ka.civil.ge", ["ka"]),
        ("https://civil.ge/feed", ["feed"]),
        ("http://www.civil.ge/feed/", ["feed"]),
        ("civil.ge/feed", ["feed"]),
        ("https://ka.civil.ge/feed?cat=1", ["ka"]),
        ("bbci.co.uk", ["bbc"]),
        ("co.uk", []),
        ("ge", []),
        ("il.ge", []),
        ("evil-civil.ge", []),
        ("новости.рф", ["idn"]),
        ("xn--b1amnebsh.xn--p1ai", ["idn"]),
        ("file:///srv/civil.ge/feed.xml", ["file"]),
        ("http://[", []),
        ("", []),
    ],
)
def test_a_publisher_is_found_by_address_or_host(wanted: str, found: list[str]) -> None:
    assert [spec.id for spec in matching(wanted, SPECS, {})] == found


def test_a_publisher_is_found_where_the_source_has_moved_to() -> None:
    spec = SPECS[0]
    states = {spec.id: SourceState(spec.id, spec_hash=spec_hash(spec), url_override="https://new.example/feed")}

    assert matching("new.example", SPECS, states) == (spec,)


def test_what_looks_alike_is_offered() -> None:
    assert nearest("civil.gee", SPECS)[0] == "civil.ge"


@pytest.mark.parametrize(
    ("length", "words"),
    [(30, "30 s"), (900, "15 min"), (5400, "1 h 30 min"), (86400, "1 d"), (90061, "1 d 1 h"), (0, "0 s")],
)
def test_lengths_of_time_are_short(length: int, words: str) -> None:
    assert span(timedelta(seconds=length)) == words


async def test_the_report_tells_what_the_server_saw(tmp_path: Path) -> None:
    async with Publisher().running() as publisher, open_parser() as parser:
        url = script(
            publisher, "/feed", ok(ETag='"a"', Cache_Control="max-age=7200"), says(304), says(503, Retry_After="86400")
        )
        async with visiting(tmp_path, parser, {"url": url, "interval": "30m"}) as guest:
            await guest.poll_times(3)
        asked = len(publisher.requests)
    argv = ("sources", "--etiquette", url, "--config", str(tmp_path / "config.yaml"))
    report = json.loads(run(*argv, "--json").stdout)
    (source,) = report["sources"]

    assert (source["requests"], source["not_modified"]) == (asked, 1)
    assert (source["etag"], source["last_modified"], source["interval"]) == (True, False, 1800)
    assert source["why"] == "as its Retry-After asks"
    assert source["since"] == "2026-01-14T12:00:00Z"
    assert report["contact"] == "desk@example.org"
    assert report["user_agent"] == publisher.requests[-1].headers["User-Agent"]
    assert url in run(*argv).stdout


def test_a_stranger_is_wrong_use_and_the_nearest_is_named(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources: [{url: https://civil.ge/feed}]\n")

    done = run("sources", "--etiquette", "civl.ge", "--config", str(config), expect=2)
    assert "no configured source has the address or host 'civl.ge'; nearest: civil.ge" in done.stderr
    assert done.stdout == ""
    done = run("sources", "--etiquette", "https://nino:s3cret@zzz.example/", "--config", str(config), expect=2)
    assert "s3cret" not in done.stderr
    assert "`aggregator sources` lists them" in done.stderr
    done = run("sources", "--etiquette", "civil.ge", "--config", str(config))
    assert "state:        never polled" in done.stdout
    assert "set site.contact" in done.stderr
