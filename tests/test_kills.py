"""Killed at any moment, the desk loses nothing, doubles nothing, and leaves no file half written."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests import farm
from tests.commands import command, environment, run, stored_items

FEEDS, ENTRIES = 12, 20
NOW = ("--now", "2026-01-14T18:00:00Z")


def run_and_kill(argv: tuple[str, ...], after: float) -> bool:
    """Start a command and kill it with SIGKILL; says whether it was still running then."""
    with subprocess.Popen(
        command(*argv), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
        return False


def duration_of(*argv: str) -> float:
    begun = time.monotonic()
    run(*argv)
    return time.monotonic() - begun


def is_sound(database: Path) -> bool:
    with sqlite3.connect(database) as connection:
        answer: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return answer == "ok"


@pytest.mark.slow
@pytest.mark.xdist_group("kills")
def test_a_killed_poll_loses_and_doubles_nothing(tmp_path: Path, kills: int) -> None:
    dice = random.Random()
    with farm.running_farm(FEEDS, ENTRIES) as port:
        whole = duration_of("poll", *NOW, "--config", str(farm.write_config(tmp_path / "whole", port, FEEDS)))
        for number in range(kills):
            config = farm.write_config(tmp_path / f"desk-{number}", port, FEEDS)
            run_and_kill(("poll", *NOW, "--config", str(config)), dice.uniform(0.1, whole))
            database = config.parent / "var" / "aggregator.sqlite"
            if database.exists():
                assert is_sound(database)

            run("poll", "--force", *NOW, "--config", str(config))

            rows = stored_items(config)
            assert len(rows) == len({row["id"] for row in rows}) == FEEDS * ENTRIES
            assert len({row["url"] for row in rows}) == FEEDS * ENTRIES
            assert is_sound(database)


@pytest.mark.slow
@pytest.mark.xdist_group("kills")
def test_a_killed_build_leaves_every_file_whole(tmp_path: Path, kills: int) -> None:
    dice = random.Random()
    with farm.running_farm(FEEDS, ENTRIES) as port:
        config = farm.write_config(tmp_path / "desk", port, FEEDS)
        run("poll", *NOW, "--config", str(config))
    output = config.parent / "output"
    whole = duration_of("build", *NOW, "--config", str(config))
    wanted = contents(output)

    for _ in range(kills):
        for path in output.rglob("*"):
            if path.is_file():
                path.unlink()
        run_and_kill(("build", "--full", *NOW, "--config", str(config)), dice.uniform(0.1, whole))
        for name, body in contents(output).items():
            assert body == wanted[name], f"{name} is half written"

        run("build", *NOW, "--config", str(config))

        assert contents(output) == wanted
        assert {path.name for path in output.rglob("*") if path.is_file()} == {Path(name).name for name in wanted}


@pytest.mark.slow
@pytest.mark.xdist_group("kills")
def test_a_restart_in_the_middle_polls_again_nothing_that_was_stored(tmp_path: Path) -> None:
    """A thousand sources are due; killed after some hundreds, the next run asks the others alone."""
    sources = 1000
    argv = ("poll", "--verbose", *NOW, "--config")
    with farm.running_farm(sources, 1) as port:
        config = farm.write_config(tmp_path / "desk", port, sources)
        with subprocess.Popen(
            command(*argv, str(config)), stderr=subprocess.PIPE, text=True, env=environment()
        ) as process:
            assert process.stderr is not None
            for _ in range(300):
                assert process.stderr.readline()
            process.kill()
        with sqlite3.connect(config.parent / "var" / "aggregator.sqlite") as connection:
            stored = {row[0] for row in connection.execute("SELECT id FROM sources WHERE last_poll IS NOT NULL")}
        connection.close()
        lines = run(*argv, str(config)).stderr.splitlines()
    polled = {line.split(":")[0] for line in lines if line.startswith("feed-")}
    assert len(stored) >= 300
    assert polled == {f"feed-{number}" for number in range(sources)} - stored
    assert len(stored_items(config)) == sources


def contents(output: Path) -> dict[str, bytes]:
    """Every published file with its bytes; what a writer calls temporary is not published."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
