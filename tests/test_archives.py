"""Archives (RFC 5005): who follows them misses nothing, and what is closed stays as it is."""

from __future__ import annotations

import logging
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import etree

from aggregator.model import Tag
from aggregator.publish.feeds import MOST_BYTES
from aggregator.store.archives import Closing
from tests.desk import DAY, HOUR, NOW, SmallDesk, open_small
from tests.publish import rules
from tests.publish.rules import ATOM

BASE = "https://desk.example/news/"
SMALL = "outputs: {limit: 10}\n"


def links(body: bytes, rel: str) -> list[str]:
    feed = etree.fromstring(body)
    return [link.get("href", "") for link in feed.findall(f"{ATOM}link") if link.get("rel") == rel]


def ids(body: bytes) -> list[str]:
    return [node.findtext(f"{ATOM}id") or "" for node in etree.fromstring(body).findall(f"{ATOM}entry")]


def walk(desk: SmallDesk, name: str = "all", known: set[str] | None = None) -> tuple[list[str], list[str]]:
    """What a slow reader finds: (ids, addresses of the archives it read). It stops at a document that it knows."""
    body, found, read = desk.read(f"feeds/{name}.atom"), [], []
    rules.check_atom(body, f"{BASE}feeds/{name}.atom")
    found += ids(body)
    while previous := links(body, "prev-archive"):
        (address,) = previous
        if address in (known or ()) or address in read:
            break
        read.append(address)
        body = desk.read(address.removeprefix(BASE))
        rules.check_atom(body, address)
        assert links(body, "current") == [f"{BASE}feeds/{name}.atom"]
        assert len(body) <= MOST_BYTES
        found += ids(body)
    return found, read


def test_a_reader_who_was_away_finds_every_entry_through_the_archives(tmp_path: Path) -> None:
    with open_small(tmp_path, SMALL) as desk:
        wanted = []
        for hour in range(60):
            now = NOW + hour * 9 * HOUR
            wanted += desk.meet(3, now)
            desk.build(now)

        found, read = walk(desk)

        assert set(found) == {f"urn:uuid:{item.id}" for item in wanted}
        assert len(read) > 10
        assert {re.search(r"archive/(\d{4}-\d\d)", address)[1] for address in read} == {"2026-01", "2026-02"}  # type: ignore[index]


def test_a_reader_who_stops_at_what_it_knows_misses_nothing(tmp_path: Path) -> None:
    with open_small(tmp_path, SMALL) as desk:
        seen: set[str] = set()
        known: set[str] = set()
        wanted: set[str] = set()
        for turn in range(30):
            now = NOW + turn * DAY
            for part in range(turn % 4):
                wanted |= {f"urn:uuid:{item.id}" for item in desk.meet(5, now + part * HOUR)}
                desk.build(now + part * HOUR)
            if turn % 3 == 0 and wanted:
                found, read = walk(desk, known=known)
                seen |= set(found)
                known |= set(read)
                assert seen == wanted


def test_a_month_that_is_over_is_closed_with_all_its_entries(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        old = desk.meet(4, NOW)
        desk.build(NOW)
        assert links(desk.read("feeds/all.atom"), "prev-archive") == []

        new = desk.meet(1, datetime(2026, 2, 1, 0, 0, 1, tzinfo=UTC))
        desk.build(datetime(2026, 2, 1, 0, 0, 1, tzinfo=UTC))

        found, read = walk(desk)
        assert read == [f"{BASE}feeds/all/archive/2026-01-2.atom", f"{BASE}feeds/all/archive/2026-01.atom"]
        assert found[:5] == [f"urn:uuid:{item.id}" for item in (*new, *reversed(old))]
        assert found[5:] == found[1:5]


def test_a_small_feed_has_one_document_a_month_and_none_for_a_month_without_entries(tmp_path: Path) -> None:
    with open_small(tmp_path) as desk:
        for month in (1, 2, 4):
            now = datetime(2026, month, 10, tzinfo=UTC)
            desk.meet(2, now)
            desk.build(now)
        desk.build(datetime(2026, 6, 1, tzinfo=UTC))
        names = sorted(path.name for path in (tmp_path / "output/feeds/all/archive").iterdir())
        assert names == ["2026-01-2.atom", "2026-01.atom", "2026-02.atom", "2026-04.atom"]


def test_a_closed_archive_never_changes(tmp_path: Path) -> None:
    with open_small(tmp_path, SMALL) as desk:
        first = desk.meet(25, NOW)
        desk.build(NOW)
        before = {name: file for name, file in desk.files().items() if "/archive/" in name}
        assert before

        desk.change(first[0], NOW + HOUR, title="Another headline")
        desk.meet(40, NOW + 40 * DAY)
        desk.build(NOW + 40 * DAY)
        desk.build(NOW + 40 * DAY, full=True)

        after = desk.files()
        assert {name: after[name] for name in before} == before


def test_no_change_touches_no_file(tmp_path: Path) -> None:
    with open_small(tmp_path, SMALL) as desk:
        desk.meet(25, NOW)
        desk.build(NOW)
        before = desk.files()
        assert desk.build(NOW).written == desk.build(NOW + HOUR / 2, full=True).written == ()
        assert desk.files() == before


def test_lost_archives_come_back_byte_for_byte_and_move_with_the_site(tmp_path: Path) -> None:
    with open_small(tmp_path, SMALL) as desk:
        desk.meet(25, NOW)
        desk.build(NOW)
        before = {name: body for name, (body, _) in desk.files().items()}
        shutil.rmtree(tmp_path / "output")
        desk.build(NOW)
        assert {name: body for name, (body, _) in desk.files().items()} == before
    config = (tmp_path / "config.yaml").read_text().replace("desk.example/news", "else.example/a&b")
    with open_small(tmp_path, config=config) as desk:
        desk.build(NOW)
        body = desk.read("feeds/all/archive/2026-01.atom")
        assert links(body, "self") == ["https://else.example/a&b/feeds/all/archive/2026-01.atom"]
        assert b"desk.example" not in body


def test_what_was_withdrawn_leaves_closed_archives_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_small(tmp_path, SMALL) as desk:
        items = desk.meet(30, NOW)
        desk.build(NOW)
        before = {name: body for name, (body, _) in desk.files().items() if "/archive/" in name}
        wanted = [name for name, body in before.items() if items[3].id.encode() in body]
        assert len(wanted) == 2  # of all, and of its region

        desk.desk.store.items.withdraw(items[3].id, "asked", NOW)
        with caplog.at_level(logging.WARNING):
            report = desk.build(NOW + HOUR)

        assert set(wanted) <= set(report.written)
        assert items[3].id in caplog.text
        for name, body in before.items():
            now = desk.read(name)
            rules.check_atom(now, BASE + name)
            assert ids(now) == [one for one in ids(body) if items[3].id not in one]
            assert name in wanted or now == body
        assert desk.build(NOW + HOUR).written == ()


def test_a_renamed_output_keeps_the_archives_of_its_old_name(tmp_path: Path) -> None:
    feeds = "outputs: {per_region: false, feeds: [{name: %s, limit: 5, regions: [georgia]%s}]}\n"
    with open_small(tmp_path, feeds % ("old", "")) as desk:
        wanted = desk.meet(12, NOW)
        desk.build(NOW)
        before = {name: file for name, file in desk.files().items() if "/archive/" in name}
    with open_small(tmp_path, feeds % ("new", ", was: [old]")) as desk:
        desk.made = 100
        wanted += desk.meet(7, NOW + HOUR)
        desk.build(NOW + HOUR)
        body, found = desk.read("feeds/new.atom"), set()
        while True:
            found |= set(ids(body))
            previous = links(body, "prev-archive")
            if not previous:
                break
            body = desk.read(urljoin(BASE, previous[0]).removeprefix(BASE))
        assert {f"urn:uuid:{item.id}" for item in wanted} == found
        after = desk.files()
        assert {name: after[name] for name in before} == before


def test_large_entries_leave_the_feed_before_its_limit_and_are_in_the_archive(tmp_path: Path) -> None:
    config = "outputs: {content: full, per_region: false}\n"
    with open_small(tmp_path, config) as desk:
        text = "<p>" + "x" * 40_000 + "</p>"
        wanted = desk.meet(30, NOW, content=text)
        desk.build(NOW)
        assert len(ids(desk.read("feeds/all.atom"))) < 15
        found, _ = walk(desk)
        assert set(found) == {f"urn:uuid:{item.id}" for item in wanted}


def test_an_output_without_atom_has_no_archive(tmp_path: Path) -> None:
    with open_small(tmp_path, "outputs: {limit: 5, formats: [rss]}\n") as desk:
        desk.meet(20, NOW)
        desk.build(NOW)
        assert not [name for name in desk.files() if "archive/2026" in name]
        assert ids(desk.read("feed.xml"))


def test_a_feed_that_is_configured_no_more_keeps_its_archives_and_holds_nothing_that_was_withdrawn(
    tmp_path: Path,
) -> None:
    feeds = "outputs: {per_region: false, feeds: [{name: mine, regions: [georgia], limit: 5}]}\n"
    with open_small(tmp_path, feeds) as desk:
        items = desk.meet(12, NOW)
        desk.build(NOW)
    with open_small(tmp_path, "outputs: {per_region: false}\n") as desk:
        gone = [items[0], items[11]]  # in the archive alone, and in both
        for item in gone:
            desk.desk.store.items.withdraw(item.id, "asked", NOW)
        desk.build(NOW + 40 * DAY)
        found, read = walk(desk, "mine")
        assert read
        assert set(found) == {f"urn:uuid:{item.id}" for item in items if item not in gone}
        assert desk.build(NOW + 40 * DAY, full=True).written == ()


def test_closing_that_is_interrupted_closes_nothing_and_is_done_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_small(tmp_path, SMALL) as desk:
        items = desk.meet(700, NOW)
        close, calls = Closing.close, 0

        def failing(self: Closing, *args: object, **options: object) -> None:
            nonlocal calls
            calls += 1
            if calls == 3:
                raise KeyboardInterrupt
            close(self, *args, **options)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(Closing, "close", failing)
            with pytest.raises(KeyboardInterrupt):
                desk.build(NOW)
        assert desk.desk.store.archives.names() == {}

        desk.build(NOW)
        found, _ = walk(desk)
        assert set(found) == {f"urn:uuid:{item.id}" for item in items}


def test_an_entry_that_left_and_came_back_is_lost_to_nobody(tmp_path: Path) -> None:
    with open_small(tmp_path, SMALL) as desk:
        items = desk.meet(3, NOW)
        desk.build(NOW)
        ledger = [place.output for place in desk.desk.store.ledger.places(items[0].id)]
        assert ledger == ["all", "georgia"]
        desk.desk.store.tags.replace({items[0].id: ()}, version=desk.desk.tag_version)
        desk.build(NOW + HOUR)
        desk.meet(25, NOW + 2 * HOUR)
        desk.build(NOW + 2 * HOUR)
        desk.desk.store.tags.replace({items[0].id: (Tag("region", "georgia"),)}, version=desk.desk.tag_version)
        desk.build(NOW + 3 * HOUR)
        found, _ = walk(desk, "georgia")
        assert f"urn:uuid:{items[0].id}" in found
