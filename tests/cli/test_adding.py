"""`aggregator add`: from the address of a site to a line of the configuration."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from aggregator.app import read_config
from aggregator.parse.discover import named_feeds, usual_places
from tests.commands import run
from tests.servers import RSS, Publisher

CONFIG = """\
# My desk.
http: {allow_private: true, host_delay: 0}   # at home
sources:
  # the first
  - id: one
    url: https://one.example/feed   # keep
topics:
  borders: {match: {keywords: [border]}}
"""
DATED = RSS.replace(b"<link>", b"<language>ka</language><link>", 1).replace(
    b"</item>", b"<pubDate>Wed, 14 Jan 2026 10:00:00 GMT</pubDate></item>"
)


@pytest.fixture
async def publisher() -> AsyncIterator[Publisher]:
    async with Publisher().running() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    return path


async def add(config: Path, *argv: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(run, "add", *argv, "--config", str(config), expect=expect)


def html(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><html><head><title>A desk</title>{head}</head><body>{body}</body></html>".encode()


async def test_the_feed_a_page_names_is_added_and_every_other_byte_stays(publisher: Publisher, config: Path) -> None:
    publisher.say("/news.xml", DATED)
    url = publisher.say("/", html('<link rel="alternate" type="application/rss+xml" href="/news.xml">'))

    done = await add(config, url, "--tag", "core", "--lang", "ka")

    assert "1 item, newest 2026-01-14 10:00" in done.stdout
    assert "(rss20, ka" in done.stdout
    text = config.read_text()
    name = read_config(config).sources[1].id
    lines = f"  - id: {name}\n    url: {publisher.url}/news.xml\n    title: A desk\n    lang: ka\n    tags: [core]\n"
    assert text.startswith(CONFIG.split("topics:", maxsplit=1)[0] + lines)
    assert text.endswith(CONFIG[CONFIG.index("topics:") :])


async def test_the_address_of_a_feed_is_added_as_it_is(publisher: Publisher, config: Path) -> None:
    await add(config, publisher.say("/feed", DATED), "--title", "Mine", "--id", "mine")
    added = read_config(config).sources[1]
    assert (added.id, added.url, added.title) == ("mine", f"{publisher.url}/feed", "Mine")


async def test_of_several_feeds_one_is_chosen_and_those_of_comments_come_last(
    publisher: Publisher, config: Path
) -> None:
    for path in ("/comments/feed", "/all.xml", "/sport.rss"):
        publisher.say(path, DATED)
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}">' for path in ("/comments/feed", "/all.xml")
    )
    url = publisher.say("/", html(links, '<a href="/sport.rss">RSS</a><a href="/feedback">Write to us</a>'))

    listed = (await add(config, url, "--dry-run")).stdout
    await add(config, url, "--choose", "2")

    assert [line.split("/", 3)[3] for line in listed.splitlines() if line[0].isdigit()] == [
        "all.xml",
        "sport.rss",
        "comments/feed",
    ]
    assert read_config(config).sources[1].url.endswith("/sport.rss")
    assert "only 3 to choose from" in (await add(config, url, "--choose", "9", expect=2)).stderr


async def test_a_site_that_names_no_feed_is_searched_where_feeds_usually_lie(
    publisher: Publisher, config: Path
) -> None:
    publisher.say("/rss.xml", DATED)
    done = await add(config, publisher.say("/news", html()))
    assert "looking where feeds usually lie" in done.stderr
    assert read_config(config).sources[1].url.endswith("/rss.xml")


async def test_a_site_without_feeds_is_added_as_a_page(publisher: Publisher, config: Path) -> None:
    rows = "".join(
        f"<li><a href='/s/{n}'>A headline about the railway, {n}</a> {n}.01.2026</li>" for n in range(10, 15)
    )
    done = await add(config, publisher.say("/news", html(body=f"<ul>{rows}</ul>")))
    assert "the page itself can be read" in done.stderr
    added = read_config(config).sources[1]
    assert (added.kind, added.url) == ("html", f"{publisher.url}/news")
    polled = await asyncio.to_thread(run, "poll", added.id, "--now", "2026-01-15T12:00:00Z", "--config", str(config))
    assert "5 new items" in polled.stderr


@pytest.mark.parametrize("again", ["https://one.example/feed", "http://www.one.example/feed/", "one.example/feed"])
async def test_what_is_there_already_is_refused_with_its_line(again: str, config: Path) -> None:
    assert "in line 5 of" in (await add(config, again, expect=1)).stderr
    assert config.read_text() == CONFIG


async def test_what_leads_nowhere_says_so_and_writes_nothing(publisher: Publisher, config: Path) -> None:
    nothing = await add(config, publisher.say("/", html(body="<p>Hello</p>")), expect=1)
    refused = await add(config, publisher.say("/no", b"", 403), expect=1)
    assert "no feed was found" in nothing.stderr
    assert "the server answered 403 Forbidden; nothing was added" in refused.stderr
    assert "is no http or https address" in (await add(config, "file:feed.xml", expect=2)).stderr
    assert config.read_text() == CONFIG


def test_links_that_look_like_feeds_and_links_that_do_not() -> None:
    page = "".join(
        f'<a href="{href}">x</a>'
        for href in (
            "/rss",
            "/feed/rss2?cat=1",
            "/en/atom.xml",
            "?feed=rss2",
            "/feedback",
            "/press",
            "/trss-1",
            "https://other.example/feed",
        )
    )
    assert named_feeds(f"<html>{page}</html>", "https://desk.example/en/") == (
        "https://desk.example/rss", "https://desk.example/feed/rss2?cat=1", "https://desk.example/en/atom.xml", "https://desk.example/en/?feed=rss2",
    )  # fmt: skip


def test_usual_places_begin_below_the_page() -> None:
    places = usual_places("https://desk.example/blog/")
    assert places[0] == "https://desk.example/blog/feed"
    assert "https://desk.example/feed" in places
    assert usual_places("https://desk.example/a.html")[0] == "https://desk.example/feed"


async def test_the_address_that_was_given_is_written_and_not_where_it_led_for_a_while(
    publisher: Publisher, config: Path
) -> None:
    publisher.say("/session", DATED)
    url = publisher.say("/feed", b"", 302, Location="/session").replace("//", "//me:pw@")
    done = await add(config, url)
    assert read_config(config).sources[1].url == url
    assert "pw" not in done.stdout + done.stderr
    publisher.say("/old", b"", 301, Location="/session")
    await add(config, f"{publisher.url}/old")
    assert read_config(config).sources[2].url == f"{publisher.url}/session"


async def test_a_feed_that_was_found_counts_though_others_do_not_answer(publisher: Publisher, config: Path) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await publisher.closing.wait()
        return web.Response()

    config.write_text(CONFIG.replace("host_delay: 0", "host_delay: 0, timeout: 1"))
    publisher.say("/good", DATED)
    publisher.on("/s1", never)
    publisher.on("/s2", never)
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{name}">' for name in ("good", "s1", "s2", "x")
    )
    await add(config, publisher.say("/", html(links)))
    assert read_config(config).sources[1].url.endswith("/good")


async def test_a_page_in_another_charset_and_a_login_page(publisher: Publisher, config: Path) -> None:
    publisher.say("/лента", DATED)
    page = html('<link rel="alternate" type="application/rss+xml" href="/лента">').decode().encode("cp1251")
    await add(config, publisher.say("/", page, Content_Type="text/html; charset=windows-1251"))
    assert read_config(config).sources[1].url.endswith("/лента")
    login = publisher.say("/login", html(body='<form><input type="password" name="p"></form>'))
    before = len(publisher.requests)
    assert "login page" in (await add(config, login, expect=1)).stderr
    assert len(publisher.requests) == before + 1


@pytest.mark.parametrize("wrong", [("--id", "Bad Id"), ("--lang", "klingon!!")])
async def test_what_would_make_the_configuration_invalid_is_not_written(
    wrong: tuple[str, str], publisher: Publisher, config: Path
) -> None:
    done = await add(config, publisher.say("/feed", DATED), *wrong, expect=2)
    assert wrong[1] in done.stderr
    assert config.read_text() == CONFIG


async def test_a_sitemap_is_added_as_one(publisher: Publisher, config: Path) -> None:
    await add(config, publisher.say("/map.xml", b"<urlset><url><loc>https://desk.example/a-b</loc></url></urlset>"))
    assert read_config(config).sources[1].kind == "sitemap"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<link rel="alternate" type="text/xml" href="/one">', ""), ('<link rel="feed" href="/one">', ""),
        ('<link rel="alternate" type="application/json" href="/one"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">', ""),
        ("", '<link rel="alternate" type="application/rss+xml" href="/one">'), ('<base href="/sub/">', '<a href="../one">RSS</a>'),
        ("", '<a href="/one">RSS 2.0</a>'), ("", '<a href="/ленты">RSS-ленты</a>'), ("", '<a href="/rss-list">Subscribe</a>'),
    ],
)  # fmt: skip
async def test_feeds_are_found_however_a_page_names_them(
    head: str, body: str, publisher: Publisher, config: Path
) -> None:
    publisher.say("/one", DATED)
    for path in ("/ленты", "/rss-list"):
        publisher.say(
            path, html(body="<p>Our feeds:</p><a href='/one'>Feed</a>"), Content_Type="text/html; charset=utf-8"
        )
    url = publisher.say("/page", html(head, body), Content_Type="text/html; charset=utf-8")
    done = await add(config, url)
    assert read_config(config).sources[1].url == f"{publisher.url}/one"
    assert "looking where feeds usually lie" not in done.stderr


async def test_a_list_of_feeds_is_added_as_one(publisher: Publisher, config: Path) -> None:
    outline = "<opml version='2.0'><body><outline text='One' xmlUrl='https://two.example/f'/></body></opml>"
    done = await add(config, publisher.say("/list.opml", outline.encode()))
    assert "(opml, 1 feed)" in done.stdout
    assert read_config(config).sources[1].kind == "opml"


async def test_the_language_of_a_feed_that_declares_none_is_told_by_its_words(
    publisher: Publisher, config: Path
) -> None:
    feed = DATED.replace(b"<language>ka</language>", b"").replace(
        b"<item>", "<item><title>Правительство приняло новый закон</title>".encode()
    )
    assert "rss20, ru by its words, 1 item" in (await add(config, publisher.say("/feed", feed), "--dry-run")).stdout


@pytest.mark.parametrize("kind", ["feed", "sitemap", "opml", "html"])
async def test_an_address_that_is_not_configured_is_tried_as_whatever_it_is(
    kind: str, publisher: Publisher, config: Path
) -> None:
    rows = "".join(
        f"<li><a href='/s/{n}'>A headline about the railway, {n}</a> {n}.01.2026</li>" for n in range(10, 15)
    )
    bodies = {
        "feed": DATED, "sitemap": b"<urlset><url><loc>https://desk.example/a-b</loc></url></urlset>",
        "opml": b"<opml version='2.0'><body><outline text='One' xmlUrl='https://two.example/f'/></body></opml>",
        "html": html('<link rel="alternate" type="application/rss+xml" href="/feed">', f"<ul>{rows}</ul>"),
    }  # fmt: skip
    url = publisher.say("/it", bodies[kind])
    done = await asyncio.to_thread(run, "try", url, "--config", str(config))
    assert f"read as `type: {kind}`" in done.stdout
    assert ("it offers 1: " in done.stdout) is (kind == "html")
    if kind == "html":
        assert 'selectors that find these again: html: {items: "li", link: "a"}' in done.stdout


async def test_an_address_that_is_nothing_does_not_send_anybody_in_a_circle(publisher: Publisher, config: Path) -> None:
    url = publisher.say("/it", html(body="<p>Hello</p>"))
    done = await asyncio.to_thread(run, "try", url, "--config", str(config), expect=1)
    assert "as a page: no list of linked headlines was found" in done.stderr
    assert "aggregator try" not in done.stderr
