"""The newsroom's feeds, read one by one: every entry, its guid as given, its link made absolute."""

from __future__ import annotations

import pytest

from aggregator.parse import parse
from tests import newsroom


@pytest.mark.parametrize("document", [*newsroom.FEEDS, *(f"day2/{name}" for name in newsroom.DAY_TWO)])
def test_guids_and_links_are_those_of_the_document(document: str) -> None:
    known = newsroom.expected()["documents"][document]
    body = (newsroom.FOLDER / document).read_bytes()
    feed = parse("feed", body, known["url"], {"content-type": known["content_type"]})

    assert feed.title == known["title"]
    assert known.get("entry_count_min", known["entry_count"]) <= len(feed.entries) <= known["entry_count"]
    wanted = [(item["guid"], item["link"]) for item in known["items"]]
    seen = [(entry.guid, entry.url) for entry in feed.entries]
    certain = sum(not item.get("optional") for item in known["items"])
    assert seen[:certain] == wanted[:certain]
    assert bool(feed.problems) is not known["well_formed"]
