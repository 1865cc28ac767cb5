"""Copies of templates that change nothing until somebody changes them, and a manual that knows them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aggregator.errors import OutputError
from aggregator.publish import issueviews, views
from aggregator.publish.theme import builtin_theme, write_theme
from tests.commands import ROOT
from tests.publish import newsdesk

MANUAL = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
BLOCKS = [(name, block) for name, blocks in builtin_theme().listing() for block in blocks]


def pages(templates: Path | None = None) -> dict[str, bytes]:
    return {artifact.path: artifact.body for artifact in newsdesk.whole_site(templates=templates)}


def rows(heading: str) -> dict[str, str]:
    """The table under a heading of the manual: each name of the first column → the second column."""
    section = MANUAL.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| (`.+?) \| (.+) \|$", section, re.MULTILINE)
    return {name: second for first, second in found for name in re.findall(r"`([^`]+)`", first)}


def test_every_block_copied_alone_leaves_every_page_as_it_was(tmp_path: Path) -> None:
    before = pages()
    for name, block in BLOCKS:
        folder = tmp_path / f"{name}-{block}"
        write_theme(folder, builtin_theme().files([f"{name}:{block}"]))
        assert pages(folder) == before, f"{name}:{block}"


def test_everything_copied_at_once_leaves_every_page_as_it_was(tmp_path: Path) -> None:
    blocks = [f"{name}:{block}" for name, block in BLOCKS]
    whole = [name for name, found in builtin_theme().listing() if not found and not name.endswith(".css")]
    write_theme(tmp_path, builtin_theme().files([*blocks, *whole]))
    assert pages(tmp_path) == pages()


def test_a_copy_holds_the_block_that_was_asked_for_and_no_other(tmp_path: Path) -> None:
    files = builtin_theme().files(["base.html:footer"])
    assert list(files) == ["base.html"]
    assert re.findall(r"\{% block (\w+)", files["base.html"].decode()) == ["footer"]
    write_theme(
        tmp_path, {"base.html": files["base.html"].replace(b'<footer class="colophon">', b"<footer>Made in Tbilisi.")}
    )
    assert all(b"Made in Tbilisi." in body for path, body in pages(tmp_path).items() if path.startswith("region/"))


def test_a_block_may_be_of_one_sort_of_page_alone(tmp_path: Path) -> None:
    text = builtin_theme().files(["day.html:footer"])["day.html"]
    write_theme(tmp_path, {"day.html": text.replace(b'<footer class="colophon">', b"<footer>Of issues alone")})
    said = {path for path, body in pages(tmp_path).items() if b"Of issues alone" in body}
    assert said == {"index.html", "2026/01/15/index.html", "2026/01/14/index.html"}


def test_a_name_of_a_block_means_the_template_that_brings_it() -> None:
    assert list(builtin_theme().files(["footer", "sections"])) == ["base.html", "day.html"]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ("footr", "no template 'footr', did you mean footer?"),
        ("base.html:top", "base.html has no block 'top'; it has policy, head, skip, header, main, footer"),
        ("style.css:footer", "style.css has no blocks; it is copied whole"),
        ("../config.yaml", "no template '../config.yaml'"),
    ],
)
def test_what_there_is_not_is_said_in_a_line(wish: str, message: str) -> None:
    with pytest.raises(OutputError, match=re.escape(message)):
        builtin_theme().files([wish])


def test_the_manual_names_every_block_of_every_template() -> None:
    told = {(name, block) for name, text in rows("Blocks").items() for block in re.findall(r"`(\w+)`", text)}
    assert told == set(BLOCKS)


def test_the_manual_names_the_view_of_every_template() -> None:
    given = rows("What templates are given")
    assert set(given) == {name for name, blocks in builtin_theme().listing() if blocks and name != "base.html"}
    for name, text in given.items():
        view = re.search(r"`(\w+)`", text)[1]  # type: ignore[index]
        described = getattr(issueviews, view, None) or getattr(views, view)
        assert f"``{name}``" in described.__doc__, f"{view} does not say that {name} is given it"


def test_a_picture_is_copied_as_it_is(tmp_path: Path) -> None:
    write_theme(tmp_path, builtin_theme().files(["og.png"]))
    assert (tmp_path / "og.png").read_bytes().startswith(b"\x89PNG")
