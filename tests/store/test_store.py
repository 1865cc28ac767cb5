"""The store: what is written is there, once, for ever, whoever looks and whatever happens in between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from aggregator.errors import StoreError
from aggregator.model import (
    Evidence,
    Issue,
    IssueEntry,
    IssueStory,
    Item,
    OutputSpec,
    PlannedItem,
    PollPlan,
    QuietRegion,
    SourceSpec,
    SourceState,
    State,
    Tag,
    Validators,
    item_id,
)
from aggregator.store import LedgerEntry, Store, open_store
from aggregator.store.issues import issue_from_document
from aggregator.stories import tell

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GEORGIA = Tag("region", "georgia", "about", (Evidence("title", "Georgia", "georgia"),))


def spec(name: str = "desk", url: str = "https://desk.example/feed", **changes: object) -> SourceSpec:
    return replace(SourceSpec(name, url, outlet=name), **changes)  # type: ignore[arg-type]


def enter(store: Store, *specs: OutputSpec, now: datetime = NOW, max_age: dict[str, timedelta] | None = None) -> None:
    """What a build does before it renders."""
    store.ledger.enter(
        specs, now=now, max_age=max_age or {}, tell=lambda *story: tell(*story[:3], now=now, least_origins=story[3])
    )


def entries(store: Store, output: str, limit: int) -> tuple[LedgerEntry, ...]:
    """What an output shows, newest first."""
    rows = store.ledger.rows(output, limit=limit)
    held = store.ledger.load(output, [row.n for row in rows])
    return tuple(held[row.n] for row in rows)


def an_item(key: str = "guid:1", source: str = "desk", **changes: object) -> Item:
    item = Item(
        id=item_id(source, key), source_id=source, guid=key.removeprefix("guid:"), url=f"https://desk.example/{key[-1]}", title=f"Title {key}",
        summary="A summary", content="", authors=("Ana",), categories=(), enclosures=(), image=None, language="en", published=NOW - HOUR,
        date_basis="published", precision="second", first_seen=NOW, updated=NOW - HOUR, agency=None, content_hash=f"hash {key}",
    )  # fmt: skip
    return replace(item, **changes)  # type: ignore[arg-type]


def planned(item: Item, *tags: Tag, keys: tuple[str, ...] = ()) -> PlannedItem:
    return PlannedItem(item, keys or (f"guid:{item.guid}", f"url:{item.url}"), f"text {item.title}", tags)


def plan(*new: PlannedItem, source: str = "desk", **parts: object) -> PollPlan:
    state = SourceState(source, Validators('"1"'), state=State.OK, since=NOW, last_poll=NOW, last_ok=NOW)
    return replace(PollPlan(state=state, new=new), **parts)  # type: ignore[arg-type]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/var/store.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url, owner="a test") as opened:
        opened.sources.register([spec()], NOW)
        yield opened


def apply(store: Store, *plans: PollPlan, now: datetime = NOW) -> None:
    store.apply(plans, now=now, tag_version="1")


def test_an_item_comes_back_as_it_went_in(store: Store) -> None:
    item = an_item()
    apply(store, plan(planned(item, GEORGIA)))

    (stored,) = store.items.list()

    assert (stored.item, stored.tags) == (item, (GEORGIA,))
    assert store.sources.states()["desk"].validators == Validators('"1"')
    assert store.is_sound()


def test_a_plan_applied_twice_is_as_once(store: Store) -> None:
    whole = plan(planned(an_item("guid:1"), GEORGIA), planned(an_item("guid:2")))
    apply(store, whole)
    apply(store, whole, now=NOW + HOUR)
    assert len(list(store.items.list())) == 2


def test_an_item_is_known_by_every_identity_it_ever_had(store: Store) -> None:
    apply(store, plan(planned(an_item(), keys=("guid:1", "url:a"))))
    apply(store, plan(changed=(planned(an_item(), keys=("guid:1", "guid:new", "url:b")),)))

    known = store.items.known("desk", ["guid:1", "guid:new", "url:a", "url:b", "url:c"])

    assert set(known) == {"guid:1", "guid:new", "url:a", "url:b"}
    assert len({found.id for found in known.values()}) == 1
    assert store.items.known("other", ["guid:1"]) == {}


def test_a_changed_item_keeps_its_earlier_title_and_moves_in_its_outputs(store: Store) -> None:
    output = OutputSpec("all", "All", "", "all")
    apply(store, plan(planned(an_item())))
    enter(store, output)
    changed = an_item(title="Another title", content_hash="other", updated=NOW + HOUR)
    apply(store, plan(changed=(planned(changed, GEORGIA),)), now=NOW + HOUR)

    (entry,) = entries(store, "all", 10)

    assert entry.item.title == "Another title"
    assert (entry.entered, entry.updated) == (NOW, NOW + HOUR)
    assert store.items.history(changed.id) == ((NOW + HOUR, "Title guid:1"),)


def test_what_was_withdrawn_is_in_no_list_and_does_not_return(store: Store) -> None:
    item = an_item()
    apply(store, plan(planned(item)))
    assert store.items.withdraw(item.id, "asked to", NOW)
    apply(store, plan(planned(item)))

    assert list(store.items.list()) == []
    assert store.items.known("desk", ["guid:1"])["guid:1"].is_tombstone
    enter(store, OutputSpec("all", "All", "", "all"))
    assert entries(store, "all", 10) == ()


def test_an_old_backlog_is_stored_but_not_announced(store: Store) -> None:
    output = OutputSpec("georgia", "Georgia", "", "region", "georgia")
    apply(store, plan(planned(an_item("guid:1"), GEORGIA)))
    enter(store, output, now=NOW, max_age={"desk": timedelta(days=7)})
    old = an_item("guid:2", published=NOW - timedelta(days=60))
    apply(store, plan(planned(old, GEORGIA)))
    enter(store, output, now=NOW, max_age={"desk": timedelta(days=7)})
    assert [entry.item.guid for entry in entries(store, "georgia", 10)] == ["1"]


def test_a_new_output_of_old_items_is_not_empty(store: Store) -> None:
    old = [planned(an_item(f"guid:{n}", published=NOW - timedelta(days=60 + n)), GEORGIA) for n in range(30)]
    apply(store, plan(*old))
    enter(store, OutputSpec("georgia", "Georgia", "", "region", "georgia"))
    assert len(entries(store, "georgia", 100)) == 20


def test_a_retagged_item_leaves_and_returns_without_entering_anew(store: Store) -> None:
    output, item = OutputSpec("georgia", "Georgia", "", "region", "georgia"), an_item()
    apply(store, plan(planned(item, GEORGIA)))
    enter(store, output)
    assert [found.id for found in store.tags.stale("2", since=NOW - HOUR, limit=10)] == [item.id]

    store.tags.replace({item.id: ()}, version="2")
    enter(store, output, now=NOW + HOUR)
    assert entries(store, "georgia", 10) == ()

    store.tags.replace({item.id: (GEORGIA,)}, version="3")
    enter(store, output, now=NOW + 2 * HOUR)
    (entry,) = entries(store, "georgia", 10)
    assert entry.entered == NOW
    assert store.ledger.places(item.id)[0].withdrawn is None


def test_a_renamed_output_keeps_its_entries(store: Store) -> None:
    apply(store, plan(planned(an_item(), GEORGIA)))
    enter(store, OutputSpec("georgia", "G", "", "region", "georgia"))
    renamed = OutputSpec("sakartvelo", "G", "", "region", "georgia", was=("georgia",))
    enter(store, renamed, now=NOW + HOUR)
    assert [entry.entered for entry in entries(store, "sakartvelo", 10)] == [NOW]


def test_a_former_name_may_be_added_after_the_new_one_was_built(store: Store) -> None:
    apply(store, plan(planned(an_item(), GEORGIA)))
    for moment, spec in enumerate(
        (OutputSpec("old", "G", "", "region", "georgia"), OutputSpec("new", "G", "", "region", "georgia"))
    ):
        enter(store, spec, now=NOW + moment * HOUR)
    renamed = OutputSpec("new", "G", "", "region", "georgia", was=("old",))
    for _ in range(2):
        enter(store, renamed, now=NOW + 2 * HOUR)
    assert len(entries(store, "new", 10)) == 1


def test_an_output_that_is_configured_no_more_is_remembered_as_it_was_described(store: Store) -> None:
    apply(store, plan(planned(an_item(), GEORGIA)))
    georgia = OutputSpec("georgia", "Georgia", "All of it", "region", "georgia", limit=7, formats=("atom", "rss"))
    enter(store, georgia)
    assert store.ledger.retired({"georgia"}) == ()
    renamed = replace(georgia, title="Sakartvelo")
    enter(store, renamed)
    assert store.ledger.retired({"all"}) == (renamed,)


def test_a_derived_id_stays_with_its_address_and_a_written_one_takes_over(store: Store) -> None:
    first = store.sources.register([spec("desk-example-feed", "https://desk.example/feed", id_given=False)], NOW)
    assert [found.id for found in first.specs] == ["desk"]

    item = an_item()
    apply(store, plan(planned(item)))
    renamed = store.sources.register([spec("new-name", "http://www.desk.example/feed/")], NOW)

    assert "desk is called new-name now" in renamed.notices[0]
    (stored,) = store.items.list()
    assert (stored.item.id, stored.item.source_id) == (item.id, "new-name")
    assert store.sources.states()["new-name"].mint_id == "desk"
    assert store.items.known("new-name", ["guid:1"])


def test_two_sources_never_share_a_derived_id(store: Store) -> None:
    specs = [
        spec("feed", "https://a.example/feed", id_given=False),
        spec("feed", "https://b.example/feed", id_given=False),
    ]
    ids = [found.id for found in store.sources.register(specs, NOW).specs]
    assert len(set(ids)) == 2
    assert [found.id for found in store.sources.register(list(reversed(specs)), NOW).specs] == list(reversed(ids))


def test_a_source_that_takes_a_freed_id_mints_ids_of_its_own(store: Store) -> None:
    """Another source under the id of one that was renamed: the same guid of both is two items."""
    store.sources.register([spec("herald", was=("desk",))], NOW)
    store.sources.register([spec("herald"), spec("desk", "https://other.example/feed")], NOW)
    mints = [state.mint_id for state in store.sources.states().values()]
    assert len(set(mints)) == 2
    assert store.sources.states()["herald"].mint_id == "desk"


def test_items_are_found_by_whatever_is_at_hand(store: Store) -> None:
    item = an_item()
    apply(store, plan(planned(item, keys=("guid:1", "url:desk.example/1"))))
    for wanted in (
        item.id,
        f"urn:uuid:{item.id}",
        item.id[:8],
        item.url or "",
        "1",
        "http://www.desk.example/1/",
        "title GUID",
    ):
        assert [found.item.id for found in store.items.find(wanted)] == [item.id], wanted
    assert store.items.find("nothing like it") == ()


def test_a_cursor_gives_what_came_later(store: Store) -> None:
    apply(store, plan(planned(an_item("guid:1"))))
    (first,) = store.items.since(None)
    apply(store, plan(planned(an_item("guid:2"))))
    assert [found.item.guid for found in store.items.since(first.cursor)] == ["2"]


def test_an_issue_comes_back_and_stays_as_it_was(store: Store) -> None:
    proof = (Evidence("title", "Tbilisi", "georgia: Tbilisi (en, town)"), None)
    entry = IssueEntry(
        "x", "T", None, "S", "desk", "Desk", "state", "ka", NOW, "day", "first_seen", ("georgia", "caucasus"), proof
    )
    story = IssueStory("x", (entry, replace(entry, item_id="y", changed=NOW)), 2, 1, 3, date(2026, 1, 13))
    quiet = (QuietRegion("armenia", NOW, 7, 6), QuietRegion("iran", None, 0, 0))
    issue = Issue(date(2026, 1, 14), None, NOW, (story,), 1, 5, 2, 4, quiet, (("georgia", (1, 2, 3)),))
    store.issues.save(issue, made_at=NOW)
    store.issues.save(replace(issue, stories=()), made_at=NOW)
    assert store.issues.last() == store.issues.get(date(2026, 1, 14)) == issue
    assert store.issues.days() == ((date(2026, 1, 14), 2),)


@pytest.mark.parametrize(
    ("rest", "proof"),
    [([], ()), ([["Tbilisi", ""]], (Evidence("", "Tbilisi", ""), None))],
    ids=["without proof", "with the words alone"],
)
def test_issues_of_older_versions_are_read(rest: list[list[str]], proof: tuple[Evidence | None, ...]) -> None:
    row = [
        "x",
        "T",
        None,
        "S",
        "desk",
        "Desk",
        "state",
        "ka",
        NOW.isoformat(),
        "day",
        "first_seen",
        ["georgia", "caucasus"],
        *rest,
    ]
    document = {
        "format": 1,
        "day": "2026-01-14",
        "covers_from": None,
        "covers_to": NOW.isoformat(),
        "outlets": 1,
        "sources_polled": 5,
    }
    (found,) = issue_from_document({**document, "sources_failed": 2, "entries": [row]}).entries
    assert found == IssueEntry(
        "x", "T", None, "S", "desk", "Desk", "state", "ka", NOW, "day", "first_seen", ("georgia", "caucasus"), proof
    )


def test_each_change_of_a_state_word_is_written_down(store: Store, url: str) -> None:
    for number, word in enumerate((State.OK, State.OK, State.FAILING)):
        apply(store, plan(state=SourceState("desk", state=word)), now=NOW + number * HOUR)
    with sa.create_engine(url).connect() as connection:
        words = connection.exec_driver_sql("SELECT state FROM state_changes ORDER BY at").scalars().all()
    assert words == ["ok", "failing"]


def test_a_second_writer_is_told_who_has_the_store(url: str) -> None:
    code = f"from aggregator.store import open_store\nwith open_store({url!r}, owner='aggregator poll', wait=0.1): pass"
    with open_store(url, owner="aggregator run"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "is in use by aggregator run (process" in done.stderr
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_readers_need_no_lock_and_see_an_empty_store_where_there_is_none(url: str, tmp_path: Path) -> None:
    with open_store(url, read_only=True) as empty:
        assert list(empty.items.list()) == []
    assert not (tmp_path / "var").exists()
    with open_store(url) as writer:
        writer.sources.register([spec()], NOW)
        apply(writer, plan(planned(an_item())))
        with open_store(url, read_only=True) as reader:
            assert len(list(reader.items.list())) == 1
            registered = reader.sources.register([spec("other", "https://other.example/")], NOW)
            assert [found.id for found in registered.specs] == ["other"]
            assert set(reader.sources.states()) == {"desk"}


@pytest.mark.parametrize(
    "content", [b"this is no database, whatever it may be called " * 50, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_damaged_file_is_named_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"store.sqlite: .*(move it away|no store)"), open_store(f"sqlite:///{path}"):
        pass
    assert path.read_bytes() == content


def test_a_folder_and_a_newer_store_are_refused_in_words(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="is a folder"), open_store(f"sqlite:///{tmp_path}"):
        pass
    with open_store(url):
        pass
    with sa.create_engine(url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"), open_store(url):
        pass
