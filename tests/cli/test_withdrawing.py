"""``withdraw``: an item is gone from everything that is published."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run
from tests.desk import NOW
from tests.test_stories import QUAKE, open_outlets, tell


def test_an_item_is_gone_from_everything_that_is_published(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        (item,) = tell(desk, QUAKE, NOW, 0)
        tell(desk, "Wine exports to Poland rise", NOW, 1)
        desk.build(NOW)
    config = str(tmp_path / "config.yaml")
    said = run("withdraw", str(item.url), "--reason", "asked for by a court", "--config", config)
    assert f"withdrawn: {QUAKE}" in said.stderr
    published = [path for path in (tmp_path / "output").rglob("*") if path.is_file()]
    assert [path.name for path in published if QUAKE in path.read_text(encoding="utf-8", errors="replace")] == []
    assert QUAKE not in run("list", "--titles", "--config", config).stdout


def test_nothing_is_withdrawn_on_a_guess(tmp_path: Path) -> None:
    with open_outlets(tmp_path) as desk:
        tell(desk, QUAKE, NOW, 0, 1)
        desk.build(NOW)
    config = str(tmp_path / "config.yaml")
    assert "may be any of these" in run("withdraw", "Earthquake", "--reason", "x", "--config", config, expect=2).stderr
    assert "no stored item" in run("withdraw", "Flood", "--reason", "x", "--config", config, expect=2).stderr
