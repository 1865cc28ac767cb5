"""JSON Feed carries what Atom and RSS have no place for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from aggregator.model import Enclosure, OutputEntry, OutputSpec, SourceInfo, Tag
from aggregator.publish.feeds import render_feed
from tests.publish import rules, samples
from tests.publish.samples import NOON, SCRIPTS, SITE, SPEC, TREE, entry


def body(entries: list[OutputEntry], spec: OutputSpec = SPEC) -> bytes:
    (artifact,) = render_feed(replace(spec, formats=("json",)), entries, SITE, TREE, updated=NOON)
    rules.check("json", artifact.body, "https://desk.example/news/feeds/georgia.json")
    return artifact.body


def feed(entries: list[OutputEntry], spec: OutputSpec = SPEC) -> Any:
    return json.loads(body(entries, spec))


def first(given: OutputEntry, spec: OutputSpec = SPEC) -> Any:
    return feed([given], spec)["items"][0]


def test_the_feed_says_who_and_where_it_is() -> None:
    found = feed([])

    assert found == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Georgia",
        "description": "News about Georgia",
        "home_page_url": "https://desk.example/news/region/georgia/",
        "feed_url": "https://desk.example/news/feeds/georgia.json",
        "language": "en",
        "authors": [{"name": "The Demo Desk"}],
        "items": [],
    }


def test_an_item_says_what_the_desk_knows_of_it() -> None:
    found = first(entry(precision="day", date_basis="first_seen"))

    assert found["_aggregator"] == {
        "source": {
            "id": "kura-wire",
            "title": "Kura Valley Wire",
            "url": "https://wire.example/feed.rss",
            "site": "https://wire.example/",
        },
        "regions": [
            {"id": "georgia", "weight": "about"},
            {"id": "south-caucasus", "weight": "about"},
            {"id": "armenia", "weight": "mentions"},
        ],
        "topics": ["energy"],
        "point": [41.69, 44.83],
        "date_basis": "first_seen",
        "precision": "day",
    }


def test_tags_are_the_ids_of_what_the_item_is_about() -> None:
    assert first(entry())["tags"] == ["georgia", "south-caucasus", "energy"]


def test_a_tag_is_listed_once_where_a_region_and_a_topic_share_its_name() -> None:
    assert first(entry(tags=(Tag("region", "georgia"), Tag("topic", "georgia"))))["tags"] == ["georgia"]


def test_files_come_with_a_media_type_and_their_size_where_it_is_known() -> None:
    enclosures = (*samples.PODCAST, Enclosure("https://wire.example/c", "junk", 0), Enclosure("https://wire.example/c"))

    assert first(entry(enclosures=enclosures))["attachments"] == [
        {"url": "https://wire.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234},
        {"url": "https://wire.example/b.mp4", "mime_type": "video/mp4"},
        {"url": "https://wire.example/c", "mime_type": "application/octet-stream", "size_in_bytes": 0},
    ]


def test_the_picture_is_linked() -> None:
    assert first(entry(image="https://wire.example/a.jpg"))["image"] == "https://wire.example/a.jpg"


def test_full_text_is_html_and_all_else_plain_text() -> None:
    full = first(entry(), replace(SPEC, content="full"))
    short = first(entry())

    assert full["content_html"] == "<p>The road <b>number 1</b> was opened.</p>"
    assert "content_text" not in full
    assert short["content_text"] == short["summary"] == "The road number 1 was opened in the morning."
    assert "content_html" not in short


def test_what_is_missing_is_left_out() -> None:
    bare = entry(source=SourceInfo("local", "Local paper", ""), tags=(), summary="", content="", language=None)

    found = first(bare)

    assert not {"summary", "image", "language", "tags", "attachments", "content_html"} & set(found)
    assert found["_aggregator"]["source"] == {"id": "local", "title": "Local paper"}


def test_every_script_is_written_in_its_letters() -> None:
    written = body([entry(number, title=text) for number, text in enumerate(SCRIPTS.values(), 1)]).decode()

    assert all(text in written for text in SCRIPTS.values())
    assert "\\u" not in written
    assert written.endswith("}\n")


def test_an_item_is_a_line_so_that_two_issues_can_be_compared() -> None:
    lines = body(samples.entries(3)).decode().splitlines()

    assert [json.loads(line.removesuffix(","))["title"] for line in lines[1:-1]] == [
        "Road 1 opens",
        "Road 2 opens",
        "Road 3 opens",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"title": ""},
        {"version": "https://jsonfeed.org/version/1"},
        {"author": {"name": "x"}},
        {"items": [{"id": ""}]},
        {"items": [{"id": "1"}]},
        {"items": [{"id": "1", "content_text": "x", "url": "/relative"}]},
        {"items": [{"id": "1", "content_text": "x", "date_published": "yesterday"}]},
        {"items": [{"id": "1", "content_text": "x", "attachments": [{"url": "https://a.example/"}]}]},
    ],
)
def test_the_schema_sees_what_is_wrong(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(feed([]) | broken, rules.SCHEMA)
