"""``try``: what a source would yield, and why."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run

NOW = ("--now", "2026-01-14T12:00:00Z")


def shown(tmp_path: Path, name: str, body: str, **source: str) -> str:
    (tmp_path / name).write_text(body)
    keys = "".join(f", {key}: {value}" for key, value in source.items())
    (tmp_path / "config.yaml").write_text(f"sources: [{{id: desk, url: 'file:{name}'{keys}}}]\n")
    return run("try", "desk", *NOW, cwd=tmp_path).stdout


def rss(*items: str) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss version='2.0'><channel><title>Desk</title><language>en</language>{inner}</channel></rss>"


def test_each_entry_says_who_it_is_and_why(tmp_path: Path) -> None:
    link = "<link>https://desk.example/{}</link>"
    text = shown(
        tmp_path,
        "wire.xml",
        rss(
            f"<title>One</title><guid>a1</guid>{link.format(1)}",
            f"<title>Two</title>{link.format(2)}",
            "<title>Three</title>",
            "<description>The fourth has no title</description>" + link.format(4),
        ),
    )

    assert "identity  guid:a1 (its guid, which no other entry of the document has)" in text
    assert "identity  url:desk.example/2 (its link, since it has no guid)" in text
    assert "(its title and date, since it has neither a guid nor a link of its own)" in text
    assert "The fourth has no title  (it has no title; these are its first words)" in text


def test_guids_that_lie_are_told(tmp_path: Path) -> None:
    items = [f"<title>{n}</title><guid>same</guid><link>https://desk.example/{n}</link>" for n in range(4)]
    text = shown(tmp_path, "wire.xml", rss(*items))
    assert text.count("its link, since the guids of this source tell nothing apart") == 4


def test_each_date_says_how_it_was_read(tmp_path: Path) -> None:
    dates = ("Wed, 14 Jan 2026 09:00:00 +0400", "14.01.2026 09:00", "13.Jan.2026", "Thu, 01 Jan 1970 00:00:00 GMT")
    items = [
        f"<title>{n}</title><link>https://desk.example/{n}</link><pubDate>{date}</pubDate>"
        for n, date in enumerate(dates)
    ]
    text = shown(tmp_path, "wire.xml", rss(*items), timezone="Asia/Tbilisi")

    assert "2026-01-14 05:00 UTC, read from 'Wed, 14 Jan 2026 09:00:00 +0400': as the feed says" in text
    assert "read from '14.01.2026 09:00', in the source's zone Asia/Tbilisi: as the feed says" in text
    assert "read from '13.Jan.2026', in the source's zone Asia/Tbilisi: as the feed says; only the day is known" in text
    assert "when it was met; its date 'Thu, 01 Jan 1970 00:00:00 GMT' cannot be true or cannot be read" in text


def test_languages_agencies_and_missing_tags_are_told(tmp_path: Path) -> None:
    items = [
        "<title>ამინდი დღეს</title>",
        "<title>Quiet day</title><description>Nothing much, TASS reports.</description>",
    ]
    text = shown(tmp_path, "wire.xml", rss(*items))
    assert "language  ka, by its words" in text
    assert "language  en, as declared" in text
    assert "agency    TASS, which its text credits" in text
    assert "tags      none: no name of a region or topic was found in it" in text


def test_a_list_shows_its_feeds(tmp_path: Path) -> None:
    outline = '<outline text="Caucasus"><outline text="One" xmlUrl="https://one.example/feed"/></outline>'
    text = shown(
        tmp_path, "list.opml", f"<opml><head><title>Friends</title></head><body>{outline}</body></opml>", type="opml"
    )
    assert "opml: Friends\n1 feed\n\nOne\n  link      https://one.example/feed\n  tags      Caucasus\n" in text
