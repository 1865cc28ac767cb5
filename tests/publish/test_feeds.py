"""A subscriber gets every entry once, with its own id, title, link and dates, in every format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from lxml import etree

from aggregator.errors import OutputError
from aggregator.model import Region, RegionTree, SourceInfo, Tag
from aggregator.publish.feeds import MOST_BYTES, render_feed
from aggregator.publish.shown import shown_entry
from tests.publish import rules, samples
from tests.publish.reading import atom_entries, items, moment, read, rendered
from tests.publish.rules import ATOM
from tests.publish.samples import NOON, SITE, SPEC, TREE, WIRE, entry

CONTENTS = ("headline", "summary", "full")


def test_each_format_has_its_own_file_and_media_type() -> None:
    artifacts = render_feed(SPEC, samples.entries(2), SITE, TREE, updated=NOON)

    assert [(artifact.path, artifact.media_type) for artifact in artifacts] == [
        ("feeds/georgia.atom", "application/atom+xml"),
        ("feeds/georgia.rss", "application/rss+xml"),
        ("feeds/georgia.json", "application/feed+json"),
    ]


def test_only_the_formats_of_the_output_are_made() -> None:
    artifacts = render_feed(replace(SPEC, formats=("rss",)), [entry()], SITE, TREE, updated=NOON)

    assert [artifact.path for artifact in artifacts] == ["feeds/georgia.rss"]


def test_a_renamed_output_keeps_its_old_addresses_and_its_id() -> None:
    renamed = replace(SPEC, name="sakartvelo", was=("georgia",))
    before = {artifact.path: artifact.body for artifact in render_feed(SPEC, [entry()], SITE, TREE, updated=NOON)}
    after = {artifact.path: artifact.body for artifact in render_feed(renamed, [entry()], SITE, TREE, updated=NOON)}

    assert set(before) < set(after)
    assert after["feeds/georgia.atom"] == after["feeds/sakartvelo.atom"]
    assert read(after["feeds/sakartvelo.atom"]).feed.id == read(before["feeds/georgia.atom"]).feed.id


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_reader_finds_every_entry_as_it_is(form: str, content: Any) -> None:
    given_entries = samples.entries(30)

    parsed = read(rendered(given_entries, replace(SPEC, content=content))[form])

    assert not parsed.bozo
    assert [found.id for found in parsed.entries] == [each.id for each in given_entries]
    for found, each in zip(parsed.entries, given_entries, strict=True):
        assert found.title == each.item.title
        assert found.link == each.item.url
        assert found.author == "Nino A."
        assert moment(found.published_parsed) == each.item.published


@pytest.mark.parametrize("content", CONTENTS)
def test_json_feed_says_the_same(content: Any) -> None:
    given_entries = samples.entries(5, updated=NOON)

    feed = json.loads(rendered(given_entries, replace(SPEC, content=content))["json"])

    assert [item["id"] for item in feed["items"]] == [each.id for each in given_entries]
    assert [item["title"] for item in feed["items"]] == [each.item.title for each in given_entries]
    assert [item["url"] for item in feed["items"]] == [each.item.url for each in given_entries]
    assert {item["date_modified"] for item in feed["items"]} == {"2026-01-14T12:00:00Z"}


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_entries_keep_the_order_they_came_in(form: str) -> None:
    shuffled = [entry(3), entry(1), entry(2)]

    body = rendered(shuffled)[form].decode()

    positions = [body.index(each.id) for each in shuffled]
    assert positions == sorted(positions)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_the_same_entries_give_the_same_bytes(form: str) -> None:
    assert rendered(samples.entries(12))[form] == rendered(samples.entries(12))[form]


def test_no_format_states_a_time_or_a_version_of_its_own() -> None:
    bodies = rendered([entry(updated=NOON, published=NOON)], updated=NOON)

    text = (bodies["atom"] + bodies["rss"]).decode().replace("http://www.w3.org/2005/Atom", "")
    years = re.findall(r"\b20\d\d\b", re.sub(r"urn:uuid:[0-9a-f-]+", "", text))
    assert set(years) == {"2026"}
    assert etree.fromstring(bodies["atom"]).find(f"{ATOM}generator").attrib == {}  # type: ignore[union-attr]


def test_dates_are_written_in_utc_whatever_zone_they_come_in() -> None:
    tbilisi = datetime(2026, 1, 14, 1, 30, 15, 999, tzinfo=timezone(timedelta(hours=4)))

    bodies = rendered([entry(updated=tbilisi, published=tbilisi)], updated=tbilisi)

    assert atom_entries(bodies)[0].findtext(f"{ATOM}published") == "2026-01-13T21:30:15Z"
    assert atom_entries(bodies)[0].findtext(f"{ATOM}updated") == "2026-01-13T21:30:15Z"
    assert rules.strict(bodies["atom"]).findtext(f"{ATOM}updated") == "2026-01-13T21:30:15Z"
    assert items(bodies)[0].findtext("pubDate") == "Tue, 13 Jan 2026 21:30:15 +0000"
    assert rules.strict(bodies["rss"]).findtext("channel/lastBuildDate") == "Tue, 13 Jan 2026 21:30:15 +0000"


def test_an_empty_feed_is_a_valid_feed() -> None:
    bodies = rendered([])

    assert read(bodies["atom"]).feed.title == read(bodies["rss"]).feed.title == "Georgia"
    assert json.loads(bodies["json"])["items"] == []


def test_the_channel_leads_to_its_page_and_each_format_knows_its_own_address() -> None:
    bodies = rendered([entry()])

    assert rules.strict(bodies["rss"]).findtext("channel/link") == "https://desk.example/news/region/georgia/"
    assert read(bodies["atom"]).feed.link == "https://desk.example/news/region/georgia/"
    assert json.loads(bodies["json"])["home_page_url"] == "https://desk.example/news/region/georgia/"


def test_ids_outlive_the_address_of_the_site() -> None:
    elsewhere = replace(SITE, base_url="http://other.example/")
    here, there = rendered([entry()])["atom"], rendered([entry()], site=elsewhere)["atom"]

    for path in (f"{ATOM}id", f"{ATOM}entry/{ATOM}id", f"{ATOM}entry/{ATOM}source/{ATOM}id"):
        assert rules.strict(here).findtext(path) == rules.strict(there).findtext(path)
        assert "desk.example" not in (rules.strict(here).findtext(path) or "")
    schemes = {node.get("scheme") for node in rules.strict(there).iter(f"{ATOM}category")}
    assert schemes == {"urn:aggregator:region", "urn:aggregator:topic"}


def test_links_of_an_atom_entry_keep_relation_type_and_length() -> None:
    node = atom_entries(rendered([entry(enclosures=samples.PODCAST)]))[0]

    assert [dict(link.attrib) for link in node.findall(f"{ATOM}link")] == [
        {"rel": "alternate", "href": "https://wire.example/articles/1?a=1&b=2"},
        {"rel": "enclosure", "href": "https://wire.example/a.mp3", "type": "audio/mpeg", "length": "1234"},
        {"rel": "enclosure", "href": "https://wire.example/b.mp4", "type": "video/mp4"},
    ]


def test_rss_carries_the_first_enclosure() -> None:
    enclosures = items(rendered([entry(enclosures=samples.PODCAST)]))[0].findall("enclosure")

    assert [dict(node.attrib) for node in enclosures] == [
        {"url": "https://wire.example/a.mp3", "type": "audio/mpeg", "length": "1234"}
    ]


def test_atom_source_names_the_feed_it_came_from() -> None:
    source = atom_entries(rendered([entry()]))[0].find(f"{ATOM}source")

    assert source is not None
    assert source.findtext(f"{ATOM}title") == "Kura Valley Wire"
    assert source.findtext(f"{ATOM}updated") == "2026-01-12T12:00:00Z"
    assert {link.get("rel"): link.get("href") for link in source.findall(f"{ATOM}link")} == {
        "alternate": "https://wire.example/",
        "self": "https://wire.example/feed.rss",
    }


def test_rss_source_has_the_address_of_the_feed() -> None:
    source = items(rendered([entry()]))[0].find("source")

    assert source is not None
    assert (source.get("url"), source.text) == ("https://wire.example/feed.rss", "Kura Valley Wire")


def test_a_source_without_a_public_address_is_named_and_not_linked() -> None:
    from_file = SourceInfo("local", "Local paper", "")

    bodies = rendered([entry(source=from_file)])

    source = atom_entries(bodies)[0].find(f"{ATOM}source")
    assert source is not None
    assert source.findtext(f"{ATOM}title") == "Local paper"
    assert source.findall(f"{ATOM}link") == []
    assert items(bodies)[0].find("source") is None


def test_the_password_of_a_source_is_never_published() -> None:
    secret = replace(WIRE, feed_url="https://nino:s3cret@wire.example/feed.rss")

    bodies = rendered([entry(source=secret)])

    assert all(b"s3cret" not in body for body in bodies.values())
    assert b"https://wire.example/feed.rss" in bodies["rss"]


def test_an_entry_without_authors_is_by_its_outlet() -> None:
    bodies = rendered([entry(authors=())])

    assert read(bodies["rss"]).entries[0].author == "Kura Valley Wire"
    assert read(bodies["atom"]).entries[0].author == "Kura Valley Wire"
    assert json.loads(bodies["json"])["items"][0]["authors"] == [{"name": "Kura Valley Wire"}]


def test_every_author_is_named() -> None:
    bodies = rendered([entry(authors=("Nino A.", "گ. ب."))])

    assert [node.text for node in items(bodies)[0].findall("{http://purl.org/dc/elements/1.1/}creator")] == [
        "Nino A.",
        "گ. ب.",
    ]
    assert [node.text for node in atom_entries(bodies)[0].iter(f"{ATOM}name")] == ["Nino A.", "گ. ب."]


def test_categories_are_what_the_entry_is_about() -> None:
    """Regions that the text only mentions stay out, and so do country codes, which the regions say in words."""
    bodies = rendered([entry()])

    assert [(node.get("term"), node.get("label")) for node in atom_entries(bodies)[0].findall(f"{ATOM}category")] == [
        ("georgia", "Georgia"),
        ("south-caucasus", "South Caucasus"),
        ("energy", "energy"),
    ]
    assert [(node.get("domain"), node.text) for node in items(bodies)[0].findall("category")] == [
        ("urn:aggregator:region", "Georgia"),
        ("urn:aggregator:region", "South Caucasus"),
        ("urn:aggregator:topic", "energy"),
    ]


def test_a_topic_is_called_by_its_title_and_by_its_id_once_it_is_gone() -> None:
    tags = (Tag("topic", "energy"), Tag("topic", "roads"))
    bodies = rendered([entry(tags=tags)], topics={"energy": "Gas, power and oil"})

    assert [(node.get("term"), node.get("label")) for node in atom_entries(bodies)[0].findall(f"{ATOM}category")] == [
        ("energy", "Gas, power and oil"),
        ("roads", "roads"),
    ]
    assert [node.text for node in items(bodies)[0].findall("category")] == ["Gas, power and oil", "roads"]


def test_a_region_that_left_the_tree_is_named_by_its_id() -> None:
    bodies = rendered([entry(tags=(Tag("region", "atlantis"),))])

    assert items(bodies)[0].findtext("category") == "atlantis"


def test_headlines_alone_let_no_text_out() -> None:
    bodies = rendered([entry(image="https://wire.example/a.jpg")], replace(SPEC, content="headline"))

    assert all(b"opened" not in body and b"a.jpg" not in body for body in bodies.values())


def test_summaries_are_plain_text_without_the_body() -> None:
    bodies = rendered([entry()])

    assert read(bodies["rss"]).entries[0].summary == "The road number 1 was opened in the morning."
    node = atom_entries(bodies)[0]
    assert node.findtext(f"{ATOM}summary") == "The road number 1 was opened in the morning."
    assert node.find(f"{ATOM}summary").get("type") == "text"  # type: ignore[union-attr]
    assert all(b"number 1&lt;/b&gt;" not in body and b"<b>" not in body for body in bodies.values())


def test_full_text_comes_with_its_summary() -> None:
    bodies = rendered([entry()], replace(SPEC, content="full"))

    html = "<p>The road <b>number 1</b> was opened.</p>"
    assert read(bodies["rss"]).entries[0].content[0].value == html
    assert read(bodies["rss"]).entries[0].summary == "The road number 1 was opened in the morning."
    assert read(bodies["atom"]).entries[0].content[0].value == html
    assert atom_entries(bodies)[0].find(f"{ATOM}content").get("type") == "html"  # type: ignore[union-attr]


def test_an_entry_with_a_body_alone_is_summed_up_from_it() -> None:
    bodies = rendered([entry(summary="")])

    assert read(bodies["rss"]).entries[0].summary == "The road number 1 was opened."


@pytest.mark.parametrize("content", CONTENTS)
def test_an_entry_with_a_title_alone_is_valid(content: Any) -> None:
    bodies = rendered([entry(summary="", content="", authors=())], replace(SPEC, content=content))

    assert json.loads(bodies["json"])["items"][0]["content_text"] == "Road 1 opens"
    assert read(bodies["atom"]).entries[0].title == "Road 1 opens"


@pytest.mark.parametrize("content", CONTENTS)
def test_an_entry_without_an_address_leads_to_the_page_of_the_output(content: Any) -> None:
    bodies = rendered([entry(url=None)], replace(SPEC, content=content))

    assert read(bodies["atom"]).entries[0].link == "https://desk.example/news/region/georgia/"
    assert read(bodies["rss"]).entries[0].link == "https://desk.example/news/region/georgia/"


def test_an_entry_without_a_title_is_called_by_what_it_says() -> None:
    bodies = rendered(
        [entry(title=""), entry(2, title=" ", summary="", content=""), entry(3, title="", summary="", url=None)]
    )

    assert [found.title for found in read(bodies["rss"]).entries] == [
        "The road number 1 was opened in the morning.",
        "https://wire.example/articles/2?a=1&b=2",
        "Kura Valley Wire",
    ]


def test_a_feed_over_the_limit_loses_its_oldest_entries_and_no_more_than_needed() -> None:
    large = [entry(number, content=f"<p>{'x' * 20_000}</p>") for number in range(1, 61)]
    spec = replace(SPEC, content="full")

    bodies = rendered(large, spec)

    kept = len(read(bodies["atom"]).entries)
    assert 20 < kept < 60
    assert all(len(body) <= MOST_BYTES for body in bodies.values())
    assert [found.id for found in read(bodies["rss"]).entries] == [each.id for each in large[:kept]]
    assert len(json.loads(bodies["json"])["items"]) == kept
    assert max(map(len, bodies.values())) > MOST_BYTES - 25_000


def test_an_entry_stays_however_large_it_is() -> None:
    large = [entry(number, content=f"<p>{'x' * 600_000}</p>") for number in range(1, 4)]

    assert len(read(rendered(large, replace(SPEC, content="full"))["atom"]).entries) == 1


def test_a_limit_that_the_editor_wrote_wins_over_the_size() -> None:
    large = [entry(number, content=f"<p>{'x' * 40_000}</p>") for number in range(1, 31)]

    bodies = rendered(large, replace(SPEC, content="full", is_limit_wanted=True))

    assert len(read(bodies["atom"]).entries) == len(read(bodies["rss"]).entries) == 30


def test_a_document_that_would_not_be_well_formed_is_an_error_with_its_name() -> None:
    """Topics have ids that configuration keeps clean; were one not, the document would be withheld, not published."""
    broken = entry(tags=(Tag("topic", "a\x0bb"),))

    with pytest.raises(OutputError, match=r"feeds/georgia\.atom would not be well-formed"):
        render_feed(SPEC, [broken], SITE, TREE, updated=NOON)


def test_an_entry_says_where_it_is_about() -> None:
    """GeoRSS-Simple: latitude, then longitude, of the most specific region; none where no region is a place."""
    made = {
        artifact.path.rsplit(".", 1)[-1]: artifact.body
        for artifact in render_feed(SPEC, [entry()], SITE, TREE, updated=NOON)
    }
    for form in ("atom", "rss"):
        assert b"<georss:point>41.69 44.83</georss:point>" in made[form]
    assert json.loads(made["json"])["items"][0]["_aggregator"]["point"] == [41.69, 44.83]
    nowhere = {
        artifact.path: artifact.body for artifact in render_feed(SPEC, [entry(tags=())], SITE, TREE, updated=NOON)
    }
    assert not any(b"georss:point" in body for body in nowhere.values())


def test_a_map_shows_the_most_specific_region_or_what_it_lies_in() -> None:
    """Talks on a part of Armenia are not held in Baku, only because Azerbaijan is named beside it."""
    regions = (*TREE, Region("azerbaijan", "Azerbaijan", country="AZ", point=(40.38, 49.89)))
    armenia = Region("armenia", "Armenia", ("south-caucasus",), country="AM", point=(40.18, 44.51))
    named = tuple(Tag("region", term) for term in ("syunik", "azerbaijan", "armenia"))
    for syunik, place in (
        (Region("syunik", "Syunik", ("armenia",)), (40.18, 44.51)),
        (Region("syunik", "Syunik", ("armenia",), point=(39.2, 46.41)), (39.2, 46.41)),
        (Region("syunik", "Syunik"), None),
    ):
        tree = RegionTree((*regions, armenia, syunik))
        assert shown_entry(entry(tags=named), SPEC, SITE, tree).point == place
