"""Adding sources: only what is new differs, byte by byte, whatever the file looks like."""

from __future__ import annotations

import difflib
import stat
from pathlib import Path

import pytest

from aggregator.config import load_config
from aggregator.config.edit import append_sources, starter_text
from aggregator.errors import AggregatorError

ROOT = Path(__file__).parents[2]
NEW = [
    {"url": "https://x.example/feed", "title": "X: y # z", "tags": ["a", "no"]},
    {"id": "y", "url": "https://y.example/feed"},
]


def added(folder: Path, body: bytes) -> bytes:
    path = folder / "config.yaml"
    path.write_bytes(body)
    append_sources(path, NEW)
    specs = load_config(path, {}).sources[-2:]
    assert [(spec.url, spec.title, spec.tags) for spec in specs] == [
        ("https://x.example/feed", "X: y # z", ("a", "no")),
        ("https://y.example/feed", None, ()),
    ]
    return path.read_bytes()


@pytest.mark.parametrize(
    "body",
    [
        (ROOT / "config.yaml").read_bytes(),
        (ROOT / "examples" / "newsroom" / "config.yaml").read_bytes(),
        starter_text().encode(),
        b"sources:\r\n  - url: https://a.example/  # x\r\n\r\n# end\r\nsite: {title: T}\r\n",
        b"\xef\xbb\xbfsources:\n- url: https://a.example/\n",
        b"sources:\n    -   url: https://a.example/\n        title:   yes\n\n    -   url: https://b.example/\nversion: 1\n",
        b"sources:\n  - url: https://a.example/\n    title: >-\n      long\n      text\n\n\nsite:   {title: 'T'   }\n",
        b"sources:\n  - url: https://a.example/\n    # lang: ka\n  # - url: https://off.example/\nhttp: {host_delay: 0}\n",
        b"site: {title: T}\n",
        b"# nothing yet\n",
        b"",
    ],
    ids=[
        "shipped",
        "newsroom",
        "starter",
        "crlf",
        "mark",
        "wide",
        "block text",
        "comments",
        "none",
        "comment",
        "empty",
    ],
)
def test_every_old_line_stays_as_it_was(body: bytes, tmp_path: Path) -> None:
    before, after = body.splitlines(keepends=True), added(tmp_path, body).splitlines(keepends=True)
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    assert [step[0] for step in steps if step[0] != "equal"] == ["insert"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"sources: []   # none yet\nversion: 1\n", b"sources:  # none yet\n  - url:"),
        (b"sources:\nversion: 1\n", b"sources:\n  - url:"),
        (b"sources: [{url: https://a.example/}]  # few\n", b"sources: [{url: https://a.example/}, {url:"),
        (b"sources:\n  - url: https://a.example/", b"  - url: https://a.example/\n  - url:"),
        ("sources:\n  - url: https://a.example/\n".encode("utf-16"), "a.example/\n  - url:".encode("utf-16-le")),
    ],
    ids=["empty list", "no list", "braces", "no line end", "utf-16"],
)
def test_lists_of_every_kind_can_be_added_to(body: bytes, expected: bytes, tmp_path: Path) -> None:
    assert expected in added(tmp_path, body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"sources:\n  - url: http://www.x.example/feed/\n", "already"),
        (b"sources:\n  - {id: y, url: https://other.example/}\n", "already"),
        (b"sources: [\n", "not YAML"),
        (b"- a\n- b\n", "by hand"),
        (b"sources: https://a.example/\n", "by hand|not YAML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "nested"),
    ],
    ids=["address", "id", "no yaml", "list on top", "words", "no text", "nested"],
)
def test_what_cannot_be_added_leaves_the_file_alone(body: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(body)
    with pytest.raises(AggregatorError, match=reason):
        append_sources(path, NEW)
    assert path.read_bytes() == body
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.yaml"]


def test_rights_and_links_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "config.yaml"
    real.write_bytes(b"sources: []\n")
    real.chmod(0o640)
    link.symlink_to(real)
    append_sources(link, NEW)
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert b"x.example" in real.read_bytes()
