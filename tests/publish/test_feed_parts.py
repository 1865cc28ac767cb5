"""What a feed and its entries carry besides the text: pictures, languages, hubs, archives."""

from __future__ import annotations

import json
from dataclasses import replace

from aggregator.publish.feeds import render_feed
from tests.publish import rules
from tests.publish.reading import atom_entries, items, read, rendered
from tests.publish.samples import NOON, SITE, SPEC, TREE, entry


def test_the_picture_of_an_entry_is_in_every_format() -> None:
    bodies = rendered([entry(image="https://wire.example/a.jpg?w=1"), entry(2, image="https://wire.example/picture")])

    for form in ("atom", "rss"):
        first, second = (found.media_content[0] for found in read(bodies[form]).entries)
        assert first == {"url": "https://wire.example/a.jpg?w=1", "medium": "image", "type": "image/jpeg"}
        assert second == {"url": "https://wire.example/picture", "medium": "image"}
    assert [item["image"] for item in json.loads(bodies["json"])["items"]] == [
        "https://wire.example/a.jpg?w=1",
        "https://wire.example/picture",
    ]


def test_each_entry_says_its_language_in_every_format() -> None:
    bodies = rendered([entry(language="ka"), entry(2, language="ru")])

    xml_lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [node.get(xml_lang) for node in atom_entries(bodies)] == ["ka", "ru"]
    assert [node.findtext("{http://purl.org/dc/elements/1.1/}language") for node in items(bodies)] == ["ka", "ru"]
    assert [item["language"] for item in json.loads(bodies["json"])["items"]] == ["ka", "ru"]


def test_hubs_and_the_newest_archive_are_named_by_the_feed() -> None:
    site = replace(SITE, hubs=("https://hub.example/", "https://other.example/hub"))
    made = render_feed(SPEC, [entry()], site, TREE, updated=NOON, previous="feeds/georgia/archive/2026-01.atom")
    bodies = {artifact.path.rsplit(".", 1)[1]: artifact.body for artifact in made}

    for form, body in bodies.items():
        rules.check(form, body, f"https://desk.example/news/feeds/georgia.{form}")
    for form in ("atom", "rss"):
        hubs = [link.href for link in read(bodies[form]).feed.links if link.rel == "hub"]
        assert hubs == ["https://hub.example/", "https://other.example/hub"]
    assert json.loads(bodies["json"])["hubs"] == [
        {"type": "WebSub", "url": "https://hub.example/"},
        {"type": "WebSub", "url": "https://other.example/hub"},
    ]
    archives = [link.href for link in read(bodies["atom"]).feed.links if link.rel == "prev-archive"]
    assert archives == ["https://desk.example/news/feeds/georgia/archive/2026-01.atom"]
    assert b"archive" not in bodies["rss"].replace(b"xmlns:", b"")
