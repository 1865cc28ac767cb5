"""What is published is whole: the old file or the new one, and untouched where nothing changed."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aggregator.errors import OutputError
from aggregator.model import Artifact
from aggregator.publish.files import remove_leftovers, write_artifact

ROOT = Path(__file__).parents[2]


def artifact(body: bytes = b"new", path: str = "feeds/all.atom") -> Artifact:
    return Artifact(path, "application/atom+xml", body)


def files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A limit that fails a write the way a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    assert write_artifact(tmp_path / "output", artifact(path="2026/01/14/index.html"))

    assert files(tmp_path) == {"output/2026/01/14/index.html": b"new"}


def test_equal_bytes_are_not_written_and_the_time_of_the_file_stays(tmp_path: Path) -> None:
    write_artifact(tmp_path, artifact())
    target = tmp_path / "feeds/all.atom"
    os.utime(target, ns=(1_000_000_000, 1_000_000_000))
    before = target.stat()

    assert not write_artifact(tmp_path, artifact())
    assert (target.stat().st_mtime_ns, target.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@pytest.mark.parametrize("body", [b"old", b"longer than before", b""])
def test_other_bytes_take_the_place_of_the_old_ones(tmp_path: Path, body: bytes) -> None:
    write_artifact(tmp_path, artifact())

    assert write_artifact(tmp_path, artifact(body))
    assert files(tmp_path) == {"feeds/all.atom": body}


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o000, 0o644)])
def test_a_web_server_may_read_it_unless_the_umask_says_no(tmp_path: Path, mask: int, mode: int) -> None:
    with umask(mask):
        write_artifact(tmp_path, artifact())

    assert stat.S_IMODE((tmp_path / "feeds/all.atom").stat().st_mode) == mode


@pytest.mark.parametrize(
    "path",
    ["", "../out", "feeds/../../out", "/etc/out", "feeds//x", "./x", "feeds/", "a\\..\\b", "a\x00b", "C:/x", "a\nb"],
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="no path below"):
        write_artifact(tmp_path / "output", artifact(path=path))

    assert files(tmp_path) == {}


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    write_artifact(tmp_path, artifact(b"old"))

    with largest_file(1_000), pytest.raises(OutputError, match=r"cannot write .*all\.atom"):
        write_artifact(tmp_path, artifact(b"x" * 100_000))

    assert files(tmp_path) == {"feeds/all.atom": b"old"}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir(mode=0o500)

    with pytest.raises(OutputError, match=r"all\.atom: Permission denied"):
        write_artifact(tmp_path, artifact())


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "feeds").write_text("in the way")

    with pytest.raises(OutputError, match=r"all\.atom: Not a directory"):
        write_artifact(tmp_path, artifact())


def test_a_folder_where_a_file_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "feeds/all.atom/x").mkdir(parents=True)

    with pytest.raises(OutputError, match=r"all\.atom: Is a directory"):
        write_artifact(tmp_path, artifact())

    assert files(tmp_path) == {}


def test_a_link_is_replaced_and_what_it_led_to_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"precious")
    (tmp_path / "output/feeds").mkdir(parents=True)
    (tmp_path / "output/feeds/all.atom").symlink_to(elsewhere)

    write_artifact(tmp_path / "output", artifact())

    assert files(tmp_path) == {"elsewhere": b"precious", "output/feeds/all.atom": b"new"}


WRITER = """
import sys
from pathlib import Path
from aggregator.model import Artifact
from aggregator.publish.files import write_artifact
number = 0
while True:
    number += 1
    write_artifact(Path(sys.argv[1]), Artifact("feeds/all.atom", "", (b"a", b"b")[number % 2] * 300_000))
    print(number, flush=True)
"""


@pytest.mark.parametrize("writes", [1, 2, 5, 9])
def test_a_killed_writer_leaves_one_version_whole(tmp_path: Path, writes: int) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(writes):
            process.stdout.readline()
        process.kill()

    remove_leftovers(tmp_path)

    assert [(name, body in {b"a" * 300_000, b"b" * 300_000}) for name, body in files(tmp_path).items()] == [
        ("feeds/all.atom", True)
    ]


def test_only_what_a_killed_run_left_behind_is_removed(tmp_path: Path) -> None:
    write_artifact(tmp_path, artifact())
    mine = ["feeds/.aggregator-0123456789abcdef.tmp", ".aggregator-fedcba9876543210.tmp"]
    others = [".htaccess", "feeds/draft.tmp", "feeds/.aggregator-x.tmp", "CNAME"]
    for name in (*mine, *others):
        (tmp_path / name).write_bytes(b"half")

    assert remove_leftovers(tmp_path) == 2
    assert set(files(tmp_path)) == {"feeds/all.atom", *others}


def test_a_directory_that_is_not_there_yet_has_no_leftovers(tmp_path: Path) -> None:
    assert remove_leftovers(tmp_path / "output") == 0
