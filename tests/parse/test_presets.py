"""Selectors that come with the program: each reads a page of its site, made up to its structure."""

from __future__ import annotations

import pytest

from aggregator.model import ParsedFeed, Selectors
from aggregator.parse import parse
from aggregator.parse.presets import presets

CHANNEL = """<!DOCTYPE html><html><head><title>Desk – Telegram</title><meta property="og:site_name" content="Telegram">
<meta property="og:title" content="Desk of the Caucasus"></head><body>
<header class="tgme_header"><div class="tgme_channel_info_header_title"><span dir="auto">Desk of the Caucasus</span></div></header>
<main class="tgme_main"><section class="tgme_channel_history js-message_history">{posts}</section></main></body></html>"""
POST = """<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="desk/{n}">
<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name" href="https://t.me/desk">
<span dir="auto">Desk of the Caucasus</span></a></div>{inner}
<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info"><span class="tgme_widget_message_views">1.2K</span>
<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" href="https://t.me/desk/{n}">
<time datetime="2026-01-14T0{n}:00:00+00:00" class="time">0{n}:00</time></a></span></div></div></div></div></div>"""


def text(words: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'


def read(*posts: str, url: str = "https://t.me/s/desk", selectors: Selectors | None = None) -> ParsedFeed:
    body = CHANNEL.format(posts="".join(POST.format(n=number, inner=inner) for number, inner in enumerate(posts, 1)))
    return parse("html", body.encode(), url, {"content-type": "text/html; charset=utf-8"}, selectors)


def test_a_channel_is_read_by_its_address() -> None:
    photo = """<a class="tgme_widget_message_photo_wrap" href="https://t.me/desk/1" style="width:800px;background-image:url('https://cdn.example/a.jpg')"></a>"""
    feed = read(photo + text("<b>Батуми: порт снова открыт</b><br/>Первые суда вышли утром."), text("Коротко о погоде"))

    assert feed.title == "Desk of the Caucasus"
    first, second = feed.entries
    assert (first.url, first.title, first.published) == (
        "https://t.me/desk/1",
        "Батуми: порт снова открыт Первые суда вышли утром.",
        "2026-01-14T01:00:00+00:00",
    )
    assert "Первые суда" in (first.content or "")
    assert (first.image, second.image) == ("https://cdn.example/a.jpg", None)
    assert second.title == "Коротко о погоде"


def test_a_long_post_is_called_by_its_first_line() -> None:
    rest = "The ministry said so in a long statement. " * 8
    lines, sentence, endless = read(
        text(f"<b>Port of Poti reopens</b><br/><br/>{rest}"), text(rest), text("word " * 80)
    ).entries
    assert lines.title == "Port of Poti reopens"
    assert sentence.title == "The ministry said so in a long statement."
    assert endless.title is not None
    assert endless.title.endswith("word…")
    assert len(endless.title) <= 101


def test_replies_and_posts_without_words_are_left_out() -> None:
    reply = '<a class="tgme_widget_message_reply" href="https://t.me/desk/1"><div class="tgme_widget_message_text js-message_text">Earlier</div></a>'
    feed = read('<i class="tgme_widget_message_sticker"></i>', reply + text("An answer"))
    assert [(entry.url, entry.title) for entry in feed.entries] == [("https://t.me/desk/2", "An answer")]


def test_a_preset_may_be_named_and_changed() -> None:
    feed = read(
        text("One"), url="https://mirror.example/desk", selectors=Selectors(preset="telegram", link="time@datetime")
    )
    assert [entry.url for entry in feed.entries] == ["https://mirror.example/2026-01-14T01:00:00+00:00"]
    own = read(text("One"), selectors=Selectors(items=".tgme_widget_message", link="a"))
    assert [entry.url for entry in own.entries] == ["https://t.me/desk"]


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_has_what_an_item_needs(name: str) -> None:
    selectors = presets()[name].selectors
    assert selectors.items
    assert selectors.link
    assert selectors.preset == name
