"""Two days of the simulated month (`make soak` has all of it), and whether its subscriber would notice what must not happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.bench.month import Month, simulate
from tests.bench.subscriber import Subscriber, Violations

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


pytestmark = pytest.mark.xdist_group("month")


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """Two days of ten outlets."""
    return simulate(tmp_path_factory.mktemp("month"), seed=3, days=2, sources=10, items=320, every=3)


@pytest.mark.slow
def test_a_subscriber_sees_everything_once(month: Month) -> None:
    assert list(month.violations.in_words()) == []
    assert len(month.hourly[0].homes) > 250
    assert month.world.edits > 0


def test_one_who_was_away_finds_everything_in_the_archives(month: Month) -> None:
    assert month.archives_read > 0
    assert month.missed_away == 0


def test_one_story_is_one_entry(month: Month) -> None:
    _, regional, confirmed = month.hourly
    assert 20 < len(regional.entries) < len(regional.homes)
    assert 0 < len(confirmed.entries) < len(regional.entries)
    assert month.kept.merged > 0
    assert month.withdrawn


def entry(identifier: str, item: int, title: str = "A title", hour: int = 12, also: tuple[int, ...] = ()) -> str:
    related = "".join(f"<link rel='related' href='https://outlet-7.example/news/{other}'/>" for other in also)
    return (
        f"<entry><id>{identifier}</id><title>{title}</title><published>2026-01-14T08:00:00Z</published>"
        f"<updated>2026-01-14T{hour}:00:00Z</updated><link rel='alternate' href='http://outlet-7.example/news/{item}'/>{related}</entry>"
    )


def feed(*entries: str, hour: int = 12, links: str = "") -> bytes:
    head = f"<updated>2026-01-14T{hour}:00:00Z</updated>{links}"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{''.join(entries)}</feed>".encode()


def read(*bodies: bytes, apart: timedelta = timedelta(hours=1)) -> Subscriber:
    """Someone who has polled these documents one after another."""
    documents = iter(bodies)
    subscriber = Subscriber(
        "all", "https://desk.example/feeds/all.atom", lambda _address: next(documents), Violations()
    )
    for number in range(len(bodies)):
        subscriber.poll(NOON + number * apart)
    return subscriber


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [
        ("an item again under another id", (feed(entry("a", 1)), feed(entry("b", 1), entry("a", 1)))),
        (
            "a story anew of nothing but items that were told",
            (feed(entry("a", 1, also=(2, 3))), feed(entry("b", 2, also=(3,)), entry("a", 1))),
        ),
        ("an entry whose date goes backwards", (feed(entry("a", 1, hour=13)), feed(entry("a", 1)))),
        ("a feed whose date goes backwards", (feed(entry("a", 1)), feed(entry("a", 1), hour=11))),
        ("an entry twice in a document", (feed(entry("a", 1), entry("a", 1)),)),
        (
            "an entry that reads otherwise for no reason",
            (feed(entry("a", 1, also=(2,))), feed(entry("a", 1, also=(2, 3), hour=13).replace("</title>", "</title><summary>Also</summary>"), hour=13)),
        ),
        ("an old item as new", (feed(entry("b", 2)), feed(entry("a", 1).replace("2026-01-14T08", "2026-01-02T08")))),
        ("an entry that left and came back", (feed(entry("a", 1)), *(feed(entry("b", 2), hour=13),) * 30, feed(entry("a", 1), hour=13))),
    ],
)  # fmt: skip
def test_what_must_not_happen_is_noticed(kind: str, bodies: tuple[bytes, ...]) -> None:
    assert set(read(*bodies).violations.counts) == {kind}


def test_what_may_happen_is_no_violation() -> None:
    """An edited headline, an outlet that joins a story, an entry that leaves for an hour."""
    told = read(
        feed(entry("a", 1), entry("b", 9)),
        feed(entry("b", 9), hour=12),
        feed(entry("c", 3), entry("a", 1, title="Another", hour=13, also=(2,)), entry("b", 9), hour=13),
    )
    assert not told.violations.counts
    assert told.homes == {"7/1": "a", "7/9": "b", "7/2": "a", "7/3": "c"}
    assert told.retold == 1


def test_one_who_was_away_reads_the_archives_back_to_what_was_known() -> None:
    def link(rel: str, name: str) -> str:
        return f"<link rel='{rel}' href='https://desk.example/feeds/{name}.atom'/>"

    documents = {
        "all": feed(entry("e", 5), links=link("prev-archive", "third")),
        "third": feed(entry("d", 4), links=link("prev-archive", "second")),
        "second": feed(entry("c", 3), entry("b", 2), links=link("prev-archive", "first")),
        "first": feed(entry("a", 1)),
    }
    away = Subscriber(
        "all", "all", lambda address: documents[address.rsplit("/", 1)[-1].removesuffix(".atom")], Violations()
    )
    documents["all"], newest = feed(entry("b", 2)), documents["all"]
    away.poll(NOON)
    documents["all"] = newest
    assert away.catch_up(NOON + timedelta(days=10)) == 2
    assert set(away.entries) == {"b", "c", "d", "e"}
    assert not away.violations.counts
