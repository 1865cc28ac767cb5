"""The figures of a desk as Prometheus reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import prometheus_client
import pytest
from prometheus_client.parser import text_string_to_metric_families

from aggregator.errors import StoreError
from aggregator.model import BuildReport, DeskFigures, PollReport, State
from aggregator.server import create_app, start
from aggregator.server.metrics import Metrics, figures_text, is_offered

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
FIGURES = DeskFigures({"ok": 2, "not found": 1}, items=30, requests=12, not_modified=7, last_poll=NOON)


def samples(text: str) -> dict[str, float]:
    """Every sample, by its name and the value of its label."""
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("setting", "host", "offered"),
    [
        ("auto", "127.0.0.1", True),
        ("auto", "127.1.2.3", True),
        ("auto", "::1", True),
        ("auto", "LocalHost", True),
        ("auto", "0.0.0.0", False),
        ("auto", "::", False),
        ("auto", "192.168.1.5", False),
        ("auto", "desk.example", False),
        ("auto", "", False),
        ("on", "0.0.0.0", True),
        ("off", "127.0.0.1", False),
    ],
)
def test_figures_are_for_this_machine_unless_the_editor_says_otherwise(setting: str, host: str, offered: bool) -> None:
    assert is_offered(setting, host) is offered


def test_the_figures_of_the_store_name_every_state() -> None:
    found = samples(figures_text(FIGURES))

    assert (found["aggregator_sources ok"], found["aggregator_sources not found"]) == (2, 1)
    assert found["aggregator_sources refused"] == 0
    assert found["aggregator_items"] == 30
    assert (found["aggregator_requests_total"], found["aggregator_not_modified_total"]) == (12, 7)
    assert found["aggregator_last_poll_timestamp_seconds"] == NOON.timestamp()
    assert "aggregator_polls_total changed" not in found


def test_a_desk_counts_its_polls_and_builds() -> None:
    metrics = Metrics()
    metrics.polled(
        [
            PollReport("a", "changed", State.OK, new=3, changed=1),
            PollReport("b", "unchanged", State.OK),
            PollReport("c", "failed", State.REFUSED),
            PollReport("d", "crashed", State.CRASHED),
            PollReport("e", "skipped", State.OK),
        ]
    )
    metrics.built(BuildReport(("index.html", "feeds/all.atom"), 5, failed=("x: the disk is full",)), 1.5, NOON)
    metrics.built(None, 0.5, NOON)
    found = samples(metrics.text())

    outcomes = {word: found[f"aggregator_polls_total {word}"] for word in ("changed", "unchanged", "failed", "crashed")}
    assert outcomes == {"changed": 1, "unchanged": 1, "failed": 1, "crashed": 1}
    assert (found["aggregator_failures_total refused"], found["aggregator_failures_total gone"]) == (1, 0)
    assert (found["aggregator_new_items_total"], found["aggregator_changed_items_total"]) == (3, 1)
    assert (found["aggregator_builds_total done"], found["aggregator_builds_total failed"]) == (1, 1)
    assert found["aggregator_build_duration_seconds_count"] == 2
    assert found["aggregator_build_duration_seconds_sum"] == 2
    assert (found["aggregator_files_written_total"], found["aggregator_files_not_written_total"]) == (2, 1)
    assert found["aggregator_last_build_timestamp_seconds"] == NOON.timestamp()


def test_a_desk_that_has_done_nothing_yet_has_zeros_and_no_times() -> None:
    found = samples(Metrics().text())

    assert found["aggregator_polls_total failed"] == 0
    assert "aggregator_items" not in found
    assert "aggregator_last_build_timestamp_seconds" not in found


def test_two_desks_in_one_process_share_nothing() -> None:
    one, other = Metrics(), Metrics(figures=FIGURES)
    one.polled([PollReport("a", "changed", State.OK, new=3)])

    assert samples(other.text())["aggregator_new_items_total"] == 0
    assert "aggregator" not in prometheus_client.generate_latest(prometheus_client.REGISTRY).decode()


async def test_the_page_is_there_for_who_gives_figures_and_is_never_kept(tmp_path: Path) -> None:
    server = await start(create_app(tmp_path, lambda: figures_text(FIGURES)), "127.0.0.1", 0)
    async with aiohttp.ClientSession(server.url) as session:
        async with session.get("/metrics") as answer:
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            assert answer.headers["Cache-Control"] == "no-store"
            assert samples(await answer.text())["aggregator_items"] == 30
        async with session.head("/metrics") as answer:
            assert answer.status == 200
        async with session.post("/metrics") as answer:
            assert answer.status == 405
    await server.close()


async def test_without_figures_there_is_no_page(tmp_path: Path) -> None:
    server = await start(create_app(tmp_path), "127.0.0.1", 0)
    async with aiohttp.ClientSession(server.url) as session, session.get("/metrics") as answer:
        assert answer.status == 404
    await server.close()


async def test_a_store_that_cannot_be_read_fails_the_scrape_and_names_no_path(tmp_path: Path) -> None:
    def broken() -> str:
        raise StoreError("/home/nino/desk/var/aggregator.sqlite: the database is damaged")

    server = await start(create_app(tmp_path, broken), "127.0.0.1", 0)
    async with aiohttp.ClientSession(server.url) as session, session.get("/metrics") as answer:
        assert (answer.status, await answer.text()) == (503, "the store cannot be read\n")
    await server.close()
