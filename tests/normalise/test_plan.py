"""Who an entry is, over everything that sources do: what must be new, changed, or as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Enclosure, Item, KnownItem, ParsedEntry, ParsedFeed, PlannedItem, SourceSpec, SourceState
from aggregator.normalise import ItemPlan, plan_items, prepare

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=6)
SPEC = SourceSpec("desk", "https://desk.example/feed", timezone="Asia/Tbilisi")
URL = SPEC.url


def entry(number: int = 1, **changes: object) -> ParsedEntry:
    made = ParsedEntry(
        guid=f"g{number}", url=f"https://desk.example/{number}", title=f"Title {number}", summary=f"Text of number {number}.",
        published="Wed, 14 Jan 2026 10:00:00 +0400",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def plan(
    entries: Sequence[ParsedEntry],
    known: dict[str, KnownItem] | None = None,
    *,
    now: datetime = NOW,
    mode: str = "guid",
    **spec: object,
) -> ItemPlan:
    return plan_items(
        prepare(
            ParsedFeed("rss20", language="en", entries=tuple(entries)),
            SPEC,
            SourceState("desk", identity_mode=mode),
            URL,
        ),
        known or {},
        replace(SPEC, **spec),  # type: ignore[arg-type]
        now,
    )


def remembered(*plans: ItemPlan) -> dict[str, KnownItem]:
    """What a store would know after these plans."""
    known: dict[str, KnownItem] = {}
    for made in plans:
        for planned in (*made.new, *made.changed):
            item = known_item(planned)
            known.update(dict.fromkeys(planned.identities, item))
    return known


def known_item(planned: PlannedItem) -> KnownItem:
    item = planned.item
    return KnownItem(
        item.id, planned.identities, item.guid, item.url, item.title, planned.text_hash, item.content_hash, item.published, item.date_basis,
        item.precision, item.first_seen, item.updated,
    )  # fmt: skip


def one(**changes: object) -> Item:
    (planned,) = plan([entry(**changes)]).new  # type: ignore[arg-type]
    return planned.item


def test_the_same_document_again_brings_nothing() -> None:
    entries = [entry(number) for number in range(10)]
    again = plan(entries, remembered(plan(entries)), now=LATER)
    assert (again.new, again.changed, len(again.seen)) == ((), (), 10)


FOLDED = {
    "the same entry twice": [entry(1), entry(1)],
    "one page under two guids": [entry(1), entry(1, guid="other")],
    "with the marks of a campaign": [entry(1), entry(1, guid=None, url="https://desk.example/1?utm_source=x")],
    "http and https": [entry(1, guid=None), entry(1, guid=None, url="http://www.desk.example/1/")],
}


@pytest.mark.parametrize("name", FOLDED)
def test_what_a_document_repeats_counts_once(name: str) -> None:
    assert len(plan(FOLDED[name]).new) == 1


APART = {
    "one page, two headlines": [entry(1), entry(1, guid="other", title="Another headline")],
    "the same headline on two pages": [entry(1), entry(2, title="Title 1")],
    "every link is the front page": [entry(number, url="https://desk.example/") for number in range(8)],
    "no links and no guids": [entry(number, url=None, guid=None) for number in range(3)],
}


@pytest.mark.parametrize("name", APART)
def test_what_differs_stays_apart(name: str) -> None:
    entries = APART[name]
    first = plan(entries)
    assert len(first.new) == len(entries)
    again = plan(list(reversed(entries)), remembered(first), now=LATER)
    assert (again.new, again.changed) == ((), ())


def test_a_guid_that_every_item_has_is_given_up_for_good() -> None:
    entries = [entry(number, guid="same") for number in range(10)]
    prepared = prepare(ParsedFeed("rss20", entries=tuple(entries)), SPEC, SourceState("desk"), URL)
    assert (len(prepared.entries), prepared.identity_mode) == (10, "url")
    first = plan(entries)
    alone = plan([entry(3, guid="same")], remembered(first), now=LATER, mode="url")
    assert (alone.new, alone.changed, len(alone.seen)) == ((), (), 1)


MIGRATIONS: dict[str, dict[str, str | None]] = {
    "guids renamed": {"guid": "new-{n}"},
    "guids dropped": {"guid": None},
    "guids renamed and links secured": {"guid": "https://desk.example/?p={n}", "url": "http://www.desk.example/{n}/"},
    "links moved under kept guids": {"url": "https://new.example/{n}"},
    "campaign marks added": {"url": "https://desk.example/{n}?utm_medium=rss"},
}


@pytest.mark.parametrize("name", MIGRATIONS)
def test_a_migration_floods_nobody(name: str) -> None:
    old = [entry(number) for number in range(500)]
    first = plan(old, limit=1000)
    renamed = [
        entry(number, **{key: value.format(n=number) if value else value for key, value in MIGRATIONS[name].items()})
        for number in range(500)
    ]
    known = remembered(first)
    moved = plan(renamed, known, now=LATER)
    assert moved.new == ()
    assert {item.item.id for item in moved.changed} <= {item.item.id for item in first.new}
    settled = plan(renamed, known | remembered(moved), now=LATER)
    assert (settled.new, settled.changed) == ((), ())


@pytest.mark.parametrize(
    ("link", "is_kept"),
    [
        ("http://www.desk.example/1/", True),
        ("https://desk.example/1?utm_medium=rss", True),
        ("https://desk.example/one", False),
        ("https://new.example/1", False),
    ],
)
def test_a_link_keeps_its_spelling_while_it_leads_to_the_same_page(link: str, is_kept: bool) -> None:
    """Some clients take an entry under another link for another entry."""
    first = plan([entry(1)])
    changed = plan([entry(1, url=link, categories=("new",))], remembered(first), now=LATER).changed
    assert [planned.item.url for planned in changed] == ["https://desk.example/1" if is_kept else link]


def test_an_edited_headline_is_a_change_that_keeps_id_and_date() -> None:
    first = plan([entry(1)])
    (changed,) = plan(
        [entry(1, title="Corrected title", published="Thu, 15 Jan 2026 10:00:00 +0400")], remembered(first), now=LATER
    ).changed
    before = first.new[0].item
    assert (changed.item.id, changed.item.published, changed.item.first_seen) == (before.id, before.published, NOW)
    assert (changed.item.title, changed.item.updated) == ("Corrected title", LATER)


def test_a_change_nobody_would_notice_moves_no_date() -> None:
    first = plan([entry(1)])
    (changed,) = plan([entry(1, title="TITLE  1!", categories=("new",))], remembered(first), now=LATER).changed
    assert changed.item.updated == first.new[0].item.updated


def test_the_publishers_own_date_of_change_is_taken() -> None:
    first = plan([entry(1)])
    (changed,) = plan([entry(1, title="New", updated="2026-01-14T15:00:00Z")], remembered(first), now=LATER).changed
    assert changed.item.updated == datetime(2026, 1, 14, 15, tzinfo=UTC)


def test_what_was_buried_does_not_return() -> None:
    known = {key: replace(item, is_tombstone=True) for key, item in remembered(plan([entry(1)])).items()}
    again = plan([entry(1, title="Back")], known, now=LATER)
    assert (again.new, again.changed) == ((), ())


def test_ids_are_the_same_again_after_a_lost_store() -> None:
    assert one().id == one(title="Another").id != one(number=2).id


DATES: dict[str, tuple[dict[str, str | None], tuple[str, str, str]]] = {
    "published": ({}, ("2026-01-14T06:00:00+00:00", "published", "second")),
    "updated alone": (
        {"published": None, "updated": "2026-01-14T05:00:00Z"},
        ("2026-01-14T05:00:00+00:00", "updated", "second"),
    ),
    "none": ({"published": None}, (NOW.isoformat(), "first_seen", "second")),
    "nonsense": ({"published": "soon"}, (NOW.isoformat(), "first_seen", "second")),
    "ten years ahead": ({"published": "Wed, 14 Jan 2036 10:00:00 GMT"}, (NOW.isoformat(), "first_seen", "second")),
    "half an hour ahead": ({"published": "2026-01-14T12:30:00Z"}, (NOW.isoformat(), "published", "second")),
    "local to the source": ({"published": "14.01.2026 10:00"}, ("2026-01-14T06:00:00+00:00", "published", "second")),
    "a day": ({"published": "2026-01-13"}, ("2026-01-13T08:00:00+00:00", "published", "day")),
    "today as a day": ({"published": "2026-01-14"}, ("2026-01-14T08:00:00+00:00", "published", "day")),
}


@pytest.mark.parametrize("name", DATES)
def test_dates_and_what_they_rest_on(name: str) -> None:
    changes, (published, basis, precision) = DATES[name]
    item = one(**changes)
    assert (item.published.isoformat(), item.date_basis, item.precision) == (published, basis, precision)
    assert item.updated >= item.published


def test_a_title_is_found_where_there_is_none() -> None:
    assert one(title=None).title == "Text of number 1."
    assert (
        one(title=" <b></b> ", summary=None, url="https://desk.example/a/the-border-opens?x=1").title
        == "the border opens"
    )


def test_the_text_is_clean_and_plain() -> None:
    item = one(
        title="A &amp;amp; B <script>x</script>",
        summary="<p>Short</p>",
        content='<p>Long <a href="/x" onclick="y">link</a></p><script>alert(1)</script>',
        authors=("<b>Ana</b>", "Ana", " "),
        categories=("a", "a", "b\x00"),
        enclosures=(Enclosure("/a.mp3", "audio/mpeg; x", 5), Enclosure("javascript:x"), Enclosure("/a.mp3")),
        image="//img.example/i.jpg",
    )
    assert (item.title, item.summary) == ("A & B", "Short")
    assert item.content == '<p>Long <a href="https://desk.example/x" rel="noopener noreferrer nofollow">link</a></p>'
    assert (item.authors, item.categories) == (("Ana",), ("a", "b"))
    assert item.enclosures == (Enclosure("https://desk.example/a.mp3", "audio/mpeg", 5),)
    assert item.image == "https://img.example/i.jpg"


def test_words_that_the_summary_holds_need_no_content() -> None:
    assert one(summary="<p>Only words.</p>").content == ""
    assert one(summary='<p>With a <a href="/x">link</a>.</p>').content != ""


def test_only_the_newest_entries_are_taken() -> None:
    prepared = prepare(
        ParsedFeed("rss20", entries=tuple(entry(n) for n in range(20))),
        replace(SPEC, limit=5),
        SourceState("desk"),
        URL,
    )
    assert [found.entry.guid for found in prepared.entries] == ["g0", "g1", "g2", "g3", "g4"]


def test_a_document_that_grows_at_its_end_is_taken_from_there() -> None:
    entries = tuple(entry(day, published=f"2026-01-{day:02}T10:00:00Z") for day in range(1, 13))
    prepared = prepare(ParsedFeed("rss20", entries=entries), replace(SPEC, limit=2), SourceState("desk"), URL)
    assert [found.entry.guid for found in prepared.entries] == ["g11", "g12"]


@settings(deadline=None)
@given(
    st.builds(
        ParsedEntry,
        guid=st.one_of(st.none(), st.text(max_size=20)),
        url=st.one_of(st.none(), st.text(max_size=20)),
        title=st.one_of(st.none(), st.text(max_size=60)),
        summary=st.one_of(st.none(), st.text(max_size=60)),
        content=st.one_of(st.none(), st.text(max_size=60)),
        published=st.one_of(st.none(), st.text(max_size=20)),
        authors=st.tuples(st.text(max_size=10)),
    )
)
def test_any_entry_gives_a_publishable_item_and_is_known_again(made: ParsedEntry) -> None:
    first = plan([made])
    for planned in first.new:
        item = planned.item
        assert item.title
        for text in (item.title, item.summary, item.content, *item.authors):
            text.encode()
            assert not any(ord(letter) < 32 and letter not in "\n\t\r" for letter in text)
        assert item.published <= NOW + timedelta(hours=24)
    again = plan([made], remembered(first), now=LATER)
    assert (again.new, again.changed) == ((), ())


def test_a_box_of_other_headlines_in_the_text_settles() -> None:
    first = plan([entry(1)])
    known, moment, taken = remembered(first), LATER, []
    for number in range(40):
        moment += timedelta(hours=1)
        brought = plan([entry(1, summary=f"On one. Also: {'abcdefgh'[number % 8] * 5}")], known, now=moment)
        taken.append(len(brought.changed))
        for key, was in remembered(brought).items():
            known[key] = replace(was, revisions=known[key].revisions + 1)
    assert sum(taken[:8]) == 8
    assert sum(taken[10:]) <= 5

    (edited,) = plan([entry(1, title="Another headline")], known, now=moment).changed
    assert edited.item.title == "Another headline"
