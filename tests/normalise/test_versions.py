"""Documents of a source as they follow each other: what of each version is new, changed or unchanged, through the whole left loop.

A case is a folder of ``tests/data/identity``: the versions ``1.xml``, ``2.xml`` … and what each must bring.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from aggregator.app import open_desk
from tests.commands import stored_items

CASES = sorted(path for path in (Path(__file__).parents[1] / "data" / "identity").iterdir() if path.is_dir())
FIRST = datetime(2026, 1, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_each_version_brings_what_it_should(case: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources: [{id: desk, url: 'file:feed.xml', limit: 1000}]\n")
    expected = yaml.safe_load((case / "expect.yaml").read_text())
    ids: set[str] = set()
    for version, brings in expected.items():
        (tmp_path / "feed.xml").write_bytes((case / f"{version}.xml").read_bytes())
        now = FIRST + timedelta(hours=version)
        with open_desk(config, clock=lambda now=now: now) as desk:  # type: ignore[misc]
            (report,) = (await desk.poll(force=True, clock=lambda now=now: now)).reports  # type: ignore[misc]
        assert (report.new, report.changed) == (brings["new"], brings["changed"]), f"version {version}"
        now_known = {item["id"] for item in stored_items(config)}
        assert ids <= now_known, "an item lost its id"
        assert len(now_known) == len(ids) + brings["new"], f"version {version}"
        ids = now_known


async def test_a_clock_in_the_text_moves_no_date(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("sources: [{id: desk, url: 'file:feed.xml'}]\n")
    case = next(case for case in CASES if case.name.startswith("clock"))
    for version in range(1, 8):
        (tmp_path / "feed.xml").write_bytes((case / f"{version}.xml").read_bytes())
        now = FIRST + timedelta(hours=version)
        with open_desk(config, clock=lambda now=now: now) as desk:  # type: ignore[misc]
            await desk.poll(force=True, clock=lambda now=now: now)  # type: ignore[misc]
    (item,) = stored_items(config)
    assert item["updated"] == item["published"] == "2026-01-14T00:00:00Z"
