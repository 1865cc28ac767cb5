"""The two lists can be imported by any reader, and by ourselves."""

from __future__ import annotations

from dataclasses import replace

import listparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import OutputSpec, SourceInfo
from aggregator.parse.opml import list_from_opml
from aggregator.publish.opml import outputs_opml, sources_opml
from tests.publish import rules
from tests.publish.samples import NOON, SCRIPTS, SITE, SPEC, WIRE

ALL = OutputSpec("all", "Everything", "All that came in", scheme="all")
ENERGY = OutputSpec("energy", "Gas & power", "", scheme="topic", term="energy", page="topic/energy/")
BRIEFING = OutputSpec("briefing", "Briefing", "", scheme="output", term="briefing")


def outputs(*specs: OutputSpec) -> bytes:
    artifact = outputs_opml(specs, SITE, updated=NOON)
    assert (artifact.path, artifact.media_type) == ("feeds/all.opml", "text/x-opml")
    rules.check("opml", artifact.body, "https://desk.example/news/feeds/all.opml")
    return artifact.body


def sources(*infos: SourceInfo) -> bytes:
    artifact = sources_opml(infos, SITE, updated=NOON)
    assert artifact.path == "feeds/sources.opml"
    rules.check("opml", artifact.body, "https://desk.example/news/feeds/sources.opml")
    return artifact.body


def test_outputs_lie_in_folders_one_level_deep() -> None:
    tree = rules.strict(outputs(SPEC, ENERGY, ALL, BRIEFING))

    assert {folder.get("text"): [feed.get("text") for feed in folder] for folder in tree[1]} == {
        "Feeds": ["Everything", "Briefing"],
        "Regions": ["Georgia"],
        "Topics": ["Gas & power"],
    }


def test_an_output_has_all_that_readers_look_for() -> None:
    (feed,) = rules.strict(outputs(SPEC)).iterfind("body/outline/outline")

    assert dict(feed.attrib) == {
        "type": "rss",
        "text": "Georgia",
        "title": "Georgia",
        "xmlUrl": "https://desk.example/news/feeds/georgia.atom",
        "htmlUrl": "https://desk.example/news/region/georgia/",
        "description": "News about Georgia",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("formats", "ending"),
    [(("json", "rss", "atom"), "atom"), (("json", "rss"), "rss"), (("json",), "json")],
)
def test_the_format_that_most_readers_take_is_listed(formats: tuple[str, ...], ending: str) -> None:
    found = listparser.parse(outputs(replace(SPEC, formats=formats)))

    assert [feed["url"] for feed in found["feeds"]] == [f"https://desk.example/news/feeds/georgia.{ending}"]


def test_an_output_without_feeds_is_not_listed() -> None:
    assert listparser.parse(outputs(ALL, replace(SPEC, formats=())))["feeds"][0]["title"] == "Everything"


def test_a_reader_finds_the_folders_and_the_date() -> None:
    found = listparser.parse(outputs(ALL, SPEC))

    assert not found["bozo"]
    assert [feed["tags"] for feed in found["feeds"]] == [["Feeds"], ["Regions"]]
    assert found["meta"]["title"] == "The Demo Desk: feeds"
    assert found["meta"]["created"] == "Wed, 14 Jan 2026 12:00:00 +0000"


def test_sources_are_listed_flat_with_their_language() -> None:
    (feed,) = rules.strict(sources(WIRE))[1]

    assert dict(feed.attrib) == {
        "type": "rss",
        "text": "Kura Valley Wire",
        "title": "Kura Valley Wire",
        "xmlUrl": "https://wire.example/feed.rss",
        "htmlUrl": "https://wire.example/",
        "language": "en",
    }


def test_sources_without_a_public_address_are_left_out() -> None:
    found = list_from_opml(
        sources(
            WIRE,
            SourceInfo("local", "Local", ""),
            SourceInfo("file", "File", "file:///srv/secret.rss"),
            SourceInfo("twin", "Twin", WIRE.feed_url),
        )
    )

    assert [source.url for source in found.sources] == ["https://wire.example/feed.rss"]


def test_a_list_of_files_alone_is_still_a_valid_list() -> None:
    body = sources(SourceInfo("file", "File", "file:///srv/secret.rss"))

    assert list_from_opml(body).sources == ()
    assert b"secret" not in body


def test_passwords_stay_at_home() -> None:
    body = sources(replace(WIRE, feed_url="https://nino:s3cret@wire.example/feed.rss"))

    assert b"s3cret" not in body
    assert b"https://wire.example/feed.rss" in body


def test_a_source_without_a_title_is_called_by_its_outlet_or_its_id() -> None:
    nameless = replace(WIRE, title="", outlet="")

    assert [feed.get("text") for feed in rules.strict(sources(nameless))[1]] == ["kura-wire"]


def test_every_script_survives_the_way_there_and_back() -> None:
    infos = [SourceInfo(tag, text, f"https://{tag}.example/feed", language=tag) for tag, text in SCRIPTS.items()]

    assert [source.title for source in list_from_opml(sources(*infos)).sources] == list(SCRIPTS.values())


def test_the_same_lists_give_the_same_bytes() -> None:
    assert outputs(ALL, SPEC) == outputs(ALL, SPEC)
    assert sources(WIRE) == sources(WIRE)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_title_and_no_address_breaks_a_list(title: str, address: str) -> None:
    hostile = SourceInfo("hostile", title, f"https://a.example/{address}", site_url=address, outlet=title)

    assert [feed.get("xmlUrl") for feed in rules.strict(sources(hostile, WIRE))[1]][-1] == WIRE.feed_url
    outputs(replace(SPEC, title=title, description=address), ALL)
