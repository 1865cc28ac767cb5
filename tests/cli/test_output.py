"""Where answers go: to a disk that is full, to a reader that has read enough."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.commands import command, environment


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("verb", [("list", "--json"), ("schema",), ("--help",)], ids=lambda verb: verb[0])
def test_a_full_disk_is_said_in_one_line(tmp_path: Path, verb: tuple[str, ...]) -> None:
    (tmp_path / "config.yaml").write_text("sources: []\n")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command(*verb),
            check=False,
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
    assert (done.stderr, done.returncode) == ("aggregator: standard output: No space left on device\n", 1)


def test_a_reader_that_has_read_enough_hears_no_complaint(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("schema"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        process.stdout.close()
        assert process.stderr.read() == b""
