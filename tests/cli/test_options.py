"""What may be given to the options that many verbs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run


@pytest.mark.parametrize("now", ["0001-01-01", "0001-01-01T00:00:00+04:00", "9999-12-31T23:59:59-05:00", "1989-12-31"])
def test_a_clock_is_set_within_reach(tmp_path: Path, now: str) -> None:
    (tmp_path / "config.yaml").write_text("sources: []\n")
    done = run("build", "--now", now, cwd=tmp_path, expect=2)
    assert f"{now!r} is out of reach; give a time in the years 1990 to 2200" in done.stderr


@pytest.mark.parametrize("now", ["1990-01-01T00:00:00+14:00", "2200-12-31T23:59:59-12:00"])
def test_the_first_and_the_last_year_are_within_it(tmp_path: Path, now: str) -> None:
    (tmp_path / "config.yaml").write_text("sources: []\n")
    run("build", "--now", now, cwd=tmp_path)
