"""The editor's hand: what edits.yaml hides, retags and corrects shows everywhere, once, and is taken back without a flood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aggregator.model import UNEDITED, Item
from tests.commands import run, stored_items
from tests.desk import DAY, HOUR, NOW, SmallDesk
from tests.publish import rules
from tests.test_stories import QUAKE, entries, open_outlets, outlets_told, tell
from tests.test_withdrawals import publish_others, published_with

VOTE = "Tbilisi votes in a runoff"
MINUTE = timedelta(minutes=1)


@contextmanager
def open_edited(folder: Path, edits: str = "", more: str = "") -> Iterator[SmallDesk]:
    """The desk of ten outlets with these edits; none take the file away."""
    folder.mkdir(exist_ok=True)
    path = folder / "edits.yaml"
    path.write_text(edits, encoding="utf-8") if edits else path.unlink(missing_ok=True)
    with open_outlets(folder, more) as desk:
        yield desk


def tell_tagged(desk: SmallDesk, title: str, outlet: int) -> Item:
    """An item with the tags that its own words give it."""
    (item,) = tell(desk, title, NOW, outlet)
    desk.desk.store.tags.replace({item.id: desk.desk.tag(item, UNEDITED)}, version=desk.desk.tag_version)
    return item


def titles(desk: SmallDesk, name: str = "georgia") -> list[str]:
    return [entry["title"] for entry in entries(desk, name)]


def is_silent(desk: SmallDesk, now: datetime, *, issue: bool = True) -> bool:
    """Whether another build changes no byte, and one that renders everything anew neither."""
    written = {path for full in (False, True) for path in desk.build(now, full=full, issue=issue).written}
    return written <= {"health.json"}


def test_what_is_hidden_is_gone_from_everything_and_comes_back_as_it_was(tmp_path: Path) -> None:
    feed = "outputs: {limit: 4, feeds: [{name: mine, keywords: [Tbilisi], secret: true}]}\n"
    with open_edited(tmp_path, more=feed) as desk:
        (item,) = tell(desk, VOTE, NOW, 0)
        desk.build(NOW)
        publish_others(desk, 3)
        before = {path: desk.read(path) for path in ("feeds/georgia.json", "feeds/all.atom", "feed.xml")}
    with open_edited(tmp_path, f"- hide: urn:uuid:{item.id}\n  reason: Told twice\n", feed) as desk:
        desk.build(NOW + HOUR)
        assert published_with(desk, VOTE) == []
        assert is_silent(desk, NOW + HOUR)
        token = desk.desk.store.private.tokens()["mine"]
        hidden = desk.desk.store.private.find(token, "atom")
        assert hidden is not None
        assert VOTE.encode() not in hidden.body
    with open_edited(tmp_path, more=feed) as desk:
        desk.build(NOW + 2 * HOUR)
        assert {path: desk.read(path) for path in before} == before
        assert is_silent(desk, NOW + 2 * HOUR)


def test_what_publishers_do_goes_on_behind_an_edit(tmp_path: Path) -> None:
    """By the program itself, over a file; the address is as a browser shows it."""
    item = f"<item><title>{VOTE}</title><link>https://civil.ge/vote</link><guid>1</guid></item>"
    feed = f'<rss version="2.0"><channel><title>Civil</title><link>https://civil.ge/</link>{item}</channel></rss>'
    (tmp_path / "feed.xml").write_text(feed, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("sources: [{url: 'file:feed.xml', id: civil}]\n", encoding="utf-8")
    edits = tmp_path / "edits.yaml"
    edits.write_text("- hide: https://www.civil.ge/vote/?utm_source=x\n  reason: An advertisement\n", encoding="utf-8")
    config, listed = str(tmp_path / "config.yaml"), tmp_path / "output" / "feeds" / "all.json"
    assert ": An advertisement" in run("poll", "--build", "--config", config).stderr
    assert (json.loads(listed.read_text())["items"], stored_items(tmp_path / "config.yaml")) == ([], [])
    (tmp_path / "feed.xml").write_text(feed.replace(VOTE, "Batumi votes"), encoding="utf-8")
    run("poll", "--force", "--build", "--config", config)
    assert json.loads(listed.read_text())["items"] == []
    edits.unlink()
    run("build", "--config", config)
    assert [entry["title"] for entry in json.loads(listed.read_text())["items"]] == ["Batumi votes"]
    edits.write_text("- {retag: https://civil.ge/vote, regions: armenia, reason: Another}\n", encoding="utf-8")
    run("build", "--config", config)
    (tmp_path / "feed.xml").write_text(feed.replace(VOTE, "Batumi has voted"), encoding="utf-8")
    run("poll", "--force", "--config", config)
    (row,) = stored_items(tmp_path / "config.yaml")
    assert (row["title"], row["countries"]) == ("Batumi has voted", ["AM"])


def test_a_whole_story_is_hidden_with_those_who_join_it_later(tmp_path: Path) -> None:
    with open_edited(tmp_path) as desk:
        first, _ = tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW)
        (before,) = entries(desk)
    with open_edited(tmp_path, f"- hide: story {first.url}\n  reason: A drill\n") as desk:
        desk.build(NOW + HOUR)
        assert published_with(desk, QUAKE) == []
        tell(desk, QUAKE, NOW + 2 * HOUR, 2, 3)
        desk.build(NOW + 2 * HOUR)
        assert published_with(desk, QUAKE) == []
        assert is_silent(desk, NOW + 2 * HOUR)
    with open_edited(tmp_path) as desk:
        desk.build(NOW + 4 * HOUR)
        (after,) = entries(desk)
        assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
        assert outlets_told(after) == 4


@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_one_who_tells_a_story_leaves_it_and_takes_the_old_place_again(hidden: int, tmp_path: Path) -> None:
    with open_edited(tmp_path) as desk:
        items = tell(desk, QUAKE, NOW, 0, 1, 2, 3, 4)
        desk.build(NOW)
        (before,) = entries(desk)
    with open_edited(tmp_path, f"- hide: {items[hidden].id}\n  reason: Copied\n") as desk:
        desk.build(NOW + HOUR)
        (less,) = entries(desk)
        assert (less["id"], outlets_told(less)) == (before["id"], 4)
        assert published_with(desk, f'"{items[hidden].url}"') == []
        assert is_silent(desk, NOW + HOUR)
    with open_edited(tmp_path) as desk:
        desk.build(NOW + 2 * HOUR)
        (after,) = entries(desk)
        before.pop("date_modified"), after.pop("date_modified")
        assert after == before
        assert is_silent(desk, NOW + 3 * HOUR)


def test_what_is_hidden_leaves_closed_archives_and_a_withdrawal_is_for_good(tmp_path: Path) -> None:
    with open_edited(tmp_path, more="outputs: {limit: 3}\n") as desk:
        (item,) = tell(desk, VOTE, NOW, 0)
        desk.build(NOW)
        publish_others(desk)
        assert "feeds/georgia/archive/2026-01.atom" in published_with(desk, VOTE)
    hide = f"- hide: {item.id}\n  reason: Told twice\n"
    with open_edited(tmp_path, hide, "outputs: {limit: 3}\n") as desk:
        desk.build(NOW + HOUR)
        assert published_with(desk, VOTE) == []
    with open_edited(tmp_path, more="outputs: {limit: 3}\n") as desk:
        desk.build(NOW + 2 * HOUR)
        assert any("georgia/archive/" in path for path in published_with(desk, VOTE))
        assert VOTE not in titles(desk)
        assert desk.desk.store.items.withdraw(item.id, "by a court", NOW + 3 * HOUR)
    with open_edited(tmp_path, hide, "outputs: {limit: 3}\n") as desk:
        desk.build(NOW + 3 * HOUR)
        assert published_with(desk, VOTE) == []
    with open_edited(tmp_path, more="outputs: {limit: 3}\n") as desk:
        desk.build(NOW + 4 * HOUR)
        assert published_with(desk, VOTE) == []


def test_a_hidden_item_that_is_withdrawn_does_not_come_back(tmp_path: Path) -> None:
    with open_edited(tmp_path) as desk:
        (item,) = tell(desk, VOTE, NOW, 0)
        desk.build(NOW)
    with open_edited(tmp_path, f"- hide: {item.id}\n  reason: Told twice\n") as desk:
        desk.build(NOW + HOUR)
        assert desk.desk.store.items.withdraw(item.id, "by a court", NOW + HOUR)
        assert not desk.desk.store.items.withdraw(item.id, "by a court", NOW + HOUR)
    with open_edited(tmp_path) as desk:
        desk.build(NOW + 2 * HOUR)
        assert published_with(desk, VOTE) == []


def test_regions_are_the_editors_and_survive_polls_and_rules(tmp_path: Path) -> None:
    feed = "outputs: {feeds: [{name: south, regions: [armenia]}]}\n"
    with open_edited(tmp_path, more=feed) as desk:
        item, _ = tell_tagged(desk, VOTE, 0), tell_tagged(desk, "Yerevan builds a metro", 1)
        desk.build(NOW)
        assert titles(desk, "georgia") == [VOTE]
        before = entries(desk)
    edits = f"- retag: {item.url}\n  regions: [armenia]\n  reason: A vote in a town of that name\n"
    with open_edited(tmp_path, edits, feed) as desk:
        desk.build(NOW + HOUR)
        assert titles(desk, "georgia") == []
        assert VOTE in titles(desk, "armenia")
        assert VOTE in titles(desk, "south")
        assert VOTE in titles(desk, "south-caucasus")
        assert VOTE.encode() not in desk.read("region/georgia/index.html")
        assert VOTE.encode() in desk.read("region/armenia/index.html")
        assert is_silent(desk, NOW + HOUR)
        desk.change(item, NOW + 2 * HOUR, summary="More of it")
        desk.build(NOW + 2 * HOUR)
        assert (titles(desk, "georgia"), VOTE in titles(desk, "armenia")) == ([], True)
    with open_edited(tmp_path, edits, feed + "topics: {votes: {match: [{keywords: [runoff]}]}}\n") as desk:
        desk.build(NOW + 3 * HOUR)
        assert (titles(desk, "georgia"), titles(desk, "votes")) == ([], [VOTE])
    with open_edited(tmp_path, more=feed) as desk:
        desk.build(NOW + 4 * HOUR)
        (after,) = entries(desk)
        assert [after[key] for key in ("id", "date_published")] == [before[0][key] for key in ("id", "date_published")]
        assert VOTE not in titles(desk, "armenia") + titles(desk, "south")


def test_a_region_is_added_or_removed_beside_those_that_were_found(tmp_path: Path) -> None:
    with open_edited(tmp_path) as desk:
        item = tell_tagged(desk, "Tbilisi and Yerevan build a railway", 0)
        desk.build(NOW)
    edits = f"- {{retag: {item.id}, add: azerbaijan, remove: [georgia], reason: It ends in Gardabani no more}}\n"
    with open_edited(tmp_path, edits) as desk:
        desk.build(NOW + HOUR)
        (row,) = stored_items(tmp_path / "config.yaml")
        assert {one["id"] for one in row["regions"]} >= {"armenia", "azerbaijan", "south-caucasus"}
        assert "georgia" not in {one["id"] for one in row["regions"]}
        assert row["countries"] == ["AM", "AZ"]


def test_a_correction_is_shown_everywhere_and_what_its_publisher_does_later_does_not_undo_it(tmp_path: Path) -> None:
    small = "outputs: {limit: 3}\n"
    with open_edited(tmp_path, more=small) as desk:
        (item,) = tell(desk, VOTE, NOW, 0)
        desk.build(NOW, issue=False)
        publish_others(desk, 2, issue=False)
        (before,) = [entry for entry in entries(desk) if entry["title"] == VOTE]
    edits = f"- correct: urn:uuid:{item.id}\n  title: Gori votes in a runoff\n  reason: It is in Gori\n"
    with open_edited(tmp_path, edits, small) as desk:
        desk.build(NOW + HOUR, issue=False)
        assert published_with(desk, VOTE) == []
        (after,) = [entry for entry in entries(desk) if entry["id"] == before["id"]]
        assert after["title"] == "Gori votes in a runoff"
        assert (after["date_modified"], after["date_published"]) == ("2026-01-14T13:00:00Z", before["date_published"])
        assert is_silent(desk, NOW + 2 * HOUR, issue=False)
        desk.change(item, NOW + 2 * HOUR, title="Kutaisi votes in a runoff")
        desk.build(NOW + 2 * HOUR, issue=False)
        assert [entry for entry in entries(desk) if entry["id"] == before["id"]] == [after]
        changes = json.loads(desk.read("feeds/headline-changes.json"))["items"]
        assert [one["title"] for one in changes] == [f"{VOTE} → Kutaisi votes in a runoff"]
        for form in ("atom", "rss", "json"):
            path = f"feeds/georgia.{form}"
            rules.check(form, desk.read(path), f"https://desk.example/news/{path}")
    with open_edited(tmp_path, more=small) as desk:
        desk.build(NOW + 3 * HOUR)
        (last,) = [entry for entry in entries(desk) if entry["id"] == before["id"]]
        assert (last["title"], last["date_modified"]) == ("Kutaisi votes in a runoff", "2026-01-14T15:00:00Z")


def test_a_correction_reaches_archives_and_those_who_tell_the_same(tmp_path: Path) -> None:
    with open_edited(tmp_path, more="outputs: {limit: 3}\n") as desk:
        first, other = tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW, issue=False)
        publish_others(desk, issue=False)
        assert "feeds/georgia/archive/2026-01.atom" in published_with(desk, QUAKE)
    edits = "".join(
        f"- {{correct: {item.id}, title: Quake of magnitude {size}, summary: '', reason: Measured anew}}\n"
        for item, size in ((first, 4), (other, 3))
    )
    with open_edited(tmp_path, edits, "outputs: {limit: 3}\n") as desk:
        desk.build(NOW + HOUR, issue=False)
        assert published_with(desk, QUAKE) == []
        body = desk.read("feeds/georgia/archive/2026-01.atom")
        assert b"Quake of magnitude 4" in body
        assert b"Outlet 1: Quake of magnitude 3" in body
        assert is_silent(desk, NOW + HOUR, issue=False)


def test_the_moment_of_an_edit_is_kept_whatever_becomes_of_its_reason(tmp_path: Path) -> None:
    with open_edited(tmp_path, "- {hide: https://o0.example/o0-1, reason: One}\n") as desk:
        (key,) = (edit.key for edit in desk.desk.config.edits.edits)
        desk.build(NOW)
        assert desk.desk.store.edits.since() == {}
        tell(desk, VOTE, NOW, 0)
        desk.build(NOW + HOUR)
    with open_edited(tmp_path, "- {hide: https://o0.example/o0-1, reason: Another}\n") as desk:
        desk.build(NOW + DAY)
        assert desk.desk.store.edits.since() == {key: NOW + HOUR}
        assert desk.desk.store.edits.since(NOW + 2 * HOUR) == {}
    with open_edited(tmp_path) as desk:
        desk.build(NOW + DAY)
        assert desk.desk.store.edits.since() == {}


def test_the_program_says_what_it_does_and_why(tmp_path: Path) -> None:
    config = str(tmp_path / "config.yaml")
    with open_edited(tmp_path) as desk:
        (item,) = tell(desk, VOTE, NOW, 0)
        desk.build(NOW)
    edits = (
        f"- hide: https://nowhere.example/1\n  reason: Gone\n- correct: {item.id}\n  title: Gori votes\n  reason: It is in Gori\n"
        f"- retag: {item.id}\n  regions: [armenia]\n  reason: No, in Armenia\n- pin: story {item.id}\n  until: 2026-01-20\n"
        "  reason: A day for it\n"
    )
    (tmp_path / "edits.yaml").write_text(edits, encoding="utf-8")
    waits = "no stored item is https://nowhere.example/1; the edit waits for one"
    assert f"edits.yaml:1:9: warning: [0].hide: {waits}" in run("check", "--config", config).stderr
    said = run("build", "--now", "2026-01-14T13:00:00Z", "--config", config).stderr
    told = (
        "corrected: 'Tbilisi votes",
        ": It is in Gori",
        "retagged: 'Tbilisi votes",
        ": No, in Armenia",
        "pinned story urn:uuid:",
    )
    assert [words for words in (*told, f"edits.yaml:1: {waits}") if words not in said] == []
    again = run("build", "--now", "2026-01-14T13:00:00Z", "--config", config).stderr
    assert [words for words in told if words in again] == []
    (row,) = stored_items(tmp_path / "config.yaml")
    assert (row["title"], row["countries"]) == ("Gori votes", ["AM"])
    why = run("explain", "Gori votes", "--config", config).stdout
    for words in (
        f"correct since 2026-01-14 13:00: It is in Gori (edits.yaml:3); its publisher has {VOTE!r}",
        "retag since 2026-01-14 13:00: No, in Armenia (edits.yaml:6)",
        "pin until 2026-01-20 since 2026-01-14 13:00: A day for it (edits.yaml:9)",
        "armenia (about): edits.yaml: No, in Armenia",
    ):
        assert words in why
    (tmp_path / "edits.yaml").write_text("- hide: x\n  raeson: y\n", encoding="utf-8")
    for verb in ("check", "build", "poll"):
        wrong = run(verb, "--config", config, expect=2).stderr
        assert 'edits.yaml:2:3: [0].raeson: unknown key; did you mean "reason"?' in wrong
