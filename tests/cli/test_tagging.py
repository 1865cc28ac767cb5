"""``aggregator tag`` reads whatever comes: a bad line is answered with an error, and the next one is tagged."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.commands import command, environment

GOOD = b'{"id": 7, "title": "Snow in Yerevan"}'


def answers(folder: Path, *lines: bytes) -> list[dict[str, Any]]:
    """The objects of the output, each on a line of JSON that any program reads."""
    done = subprocess.run(
        command("tag", "--lang", "en"),
        check=True,
        cwd=folder,
        input=b"\n".join(lines) + b"\n",
        capture_output=True,
        env=environment(),
    )
    assert done.stderr == b""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "\\ud800", "title": "Paris"}',
        b"[" * 200_000,
        b'{"id": ' + b"[" * 200_000 + b"]" * 200_000 + b', "title": "Paris"}',
        b'{"id": NaN, "title": "Paris"}',
        b'{"id": 1e999, "title": "Paris"}',
        b'{"id": ' + b"1" * 5000 + b', "title": "Paris"}',
        b'{"id": 1, "title": "Par\xefs"}',
        b'{"id": 1, "title": ["Paris"]}',
        b'"Paris"',
        b"\x00",
    ],
    ids=["surrogate", "brackets", "deep id", "NaN", "infinite", "digits", "latin-1", "list", "text", "NUL"],
)
def test_a_bad_line_is_an_error_and_the_stream_goes_on(tmp_path: Path, line: bytes) -> None:
    bad, good = answers(tmp_path, line, GOOD)
    assert bad["error"].startswith("line 1: ")
    assert "countries" not in bad
    assert (good["id"], good["countries"]) == (7, ["AM"])


def test_strange_text_that_is_not_shown_harms_nobody(tmp_path: Path) -> None:
    (found,) = answers(tmp_path, b'{"id": 1, "title": "Paris", "text": "\\ud800 \\u0000"}')
    assert found["countries"] == ["FR"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    first, second = answers(tmp_path, b"\xef\xbb\xbf" + GOOD + b"\r", GOOD)
    assert first == second


def test_each_line_is_answered_before_the_next_is_read(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("tag"), cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(b'{"id": %d, "title": "Paris"}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()


def test_a_reader_that_has_read_enough_ends_it_quietly(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("tag"),
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(GOOD + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(GOOD + b"\n")
        process.stdin.flush()
        assert process.stderr.read() == b""
        assert process.wait() == 0
