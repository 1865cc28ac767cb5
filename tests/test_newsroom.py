"""The whole way on real-looking input: the newsroom's documents in, exactly its known answers out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import newsroom
from tests.commands import run, stored_items


@pytest.fixture(scope="module")
def day_one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The newsroom, polled once at its own clock."""
    config = newsroom.copy_newsroom(tmp_path_factory.mktemp("desk") / "newsroom")
    run("poll", "--now", newsroom.reference_now(), "--config", str(config))
    return config, stored_items(config)


def of_source(rows: list[dict[str, Any]], document: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["source"] == newsroom.source_id(document)]


def answers_of(document: str) -> list[dict[str, Any]]:
    """What a document should give: repeated entries once."""
    return [item for item in newsroom.expected()["documents"][document]["items"] if not item.get("duplicate_of")]


def matching(rows: list[dict[str, Any]], answer: dict[str, Any]) -> dict[str, Any]:
    found = [row for row in rows if row["url"] == answer["link"]]
    assert len(found) == 1, f"{answer['key']}: {len(found)} items with the link {answer['link']}"
    return found[0]


@pytest.mark.parametrize("document", newsroom.DOCUMENTS)
def test_a_document_gives_exactly_its_items(document: str, day_one: tuple[Path, list[dict[str, Any]]]) -> None:
    rows = of_source(day_one[1], document)
    answers = answers_of(document)
    expected = {answer["link"] for answer in answers}
    optional = {answer["link"] for answer in answers if answer.get("optional")}

    assert expected - optional <= {row["url"] for row in rows} <= expected
    assert len(rows) == len({row["url"] for row in rows})


@pytest.mark.parametrize("document", newsroom.DOCUMENTS)
def test_titles_guids_and_languages_are_right(document: str, day_one: tuple[Path, list[dict[str, Any]]]) -> None:
    rows = of_source(day_one[1], document)
    for answer in answers_of(document):
        if answer.get("optional"):
            continue
        row = matching(rows, answer)
        assert row["title"] == answer["title"], answer["key"]
        assert row["guid"] == answer["guid"], answer["key"]
        assert row["language"] == answer["language"], answer["key"]
        assert row["agency"] == answer["agency"], answer["key"]


@pytest.mark.parametrize("document", newsroom.DOCUMENTS)
def test_dates_are_right(document: str, day_one: tuple[Path, list[dict[str, Any]]]) -> None:
    """Full dates to the second, days without a clock, none at all where the document gives none that can be used."""
    rows = of_source(day_one[1], document)
    zone = ZoneInfo(newsroom.expected()["documents"][document]["outlet_timezone"])
    now = datetime.fromisoformat(newsroom.reference_now())
    for answer in answers_of(document):
        if answer.get("optional"):
            continue
        row = matching(rows, answer)
        published = datetime.fromisoformat(row["published"]).astimezone(UTC)
        if answer["date_utc"] is None or "future" in answer["quirks"]:
            assert (row["date_basis"], published) == ("first_seen", now), answer["key"]
            continue
        moment = newsroom.moment_of(answer["date_utc"])
        if isinstance(moment, datetime):
            assert (row["precision"], published) == ("second", moment), answer["key"]
        else:
            assert isinstance(moment, date)
            local = published.astimezone(zone)
            assert (row["precision"], local.date(), local.hour) == ("day", moment, 12), answer["key"]


@pytest.mark.parametrize("document", newsroom.DOCUMENTS)
def test_text_holds_what_it_must_and_nothing_it_must_not(
    document: str, day_one: tuple[Path, list[dict[str, Any]]]
) -> None:
    rows = of_source(day_one[1], document)
    for answer in answers_of(document):
        if answer.get("optional"):
            continue
        row = matching(rows, answer)
        text = f"{row['summary']} {row['content']}"
        for word in answer.get("must_contain", ()):
            assert word in text, answer["key"]
        for word in answer.get("must_not_contain", ()):
            assert word.lower() not in text.lower(), answer["key"]


def test_the_next_morning_brings_exactly_the_new_and_the_changed(tmp_path: Path) -> None:
    folder = tmp_path / "newsroom"
    config = newsroom.copy_newsroom(folder)
    run("poll", "--now", newsroom.reference_now(), "--config", str(config))
    before = {row["id"]: row for row in stored_items(config)}

    newsroom.turn_to_day_two(folder)
    run("poll", "--force", "--now", newsroom.day2_now(), "--config", str(config))

    after = stored_items(config)
    for document in newsroom.DAY_TWO:
        rows = of_source(after, document)
        for answer in answers_of(f"day2/{document}"):
            row = matching(rows, answer)
            was = before.get(row["id"])
            if answer["change"] == "new":
                assert was is None, answer["key"]
            elif answer["change"] == "updated":
                assert was is not None, answer["key"]
                assert (was["title"], row["title"]) == (answer["old_title"], answer["title"])
                assert row["updated"] > was["updated"], answer["key"]
                assert row["published"] == was["published"], answer["key"]
            else:
                assert was == row, answer["key"]
    news = sum(answer["change"] == "new" for document in newsroom.DAY_TWO for answer in answers_of(f"day2/{document}"))
    assert len(after) == len(before) + news


def test_polling_again_changes_nothing(tmp_path: Path) -> None:
    config = newsroom.copy_newsroom(tmp_path / "newsroom")
    run("poll", "--now", newsroom.reference_now(), "--config", str(config))
    before = stored_items(config)

    again = run("poll", "--force", "--now", newsroom.day2_now(), "--config", str(config))

    assert "0 new items, 0 changed" in again.stderr
    assert stored_items(config) == before
