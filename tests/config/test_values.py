"""Values in words: what may be written, and what is refused with a remedy."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from aggregator.config.values import clock, duration, interval, point, seconds, size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("24 h", timedelta(days=1)),
        ("7D", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("1h30m", timedelta(minutes=90)),
    ],
)
def test_durations(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize(
    "text",
    [30, "30", "", "m", "soon", "-5m", "0m", "1.5h", "5 minutes", "40000d", "999999999w", "9" * 400 + "d", None, []],
)
def test_what_is_no_duration_is_told_with_an_example(text: Any) -> None:
    with pytest.raises(ValueError, match="write it like 30m, 24h or 7d"):
        duration(text)


def test_no_interval_is_shorter_than_a_minute() -> None:
    assert interval("1m") == timedelta(minutes=1)
    with pytest.raises(ValueError, match="write 1m or more"):
        interval("59s")


@pytest.mark.parametrize(
    ("text", "expected"),
    [(0, 0), (2, 2), (0.5, 0.5), ("2s", 2), ("500ms", 0.5), ("1m30s", 90), ("0.25 s", 0.25), ("0", 0)],
)
def test_seconds_may_be_a_number_or_a_duration(text: Any, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["-1", "2h", "fast", "", None, "inf", "nan", "1e3", 3601])
def test_what_is_no_number_of_seconds_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match=r"no number of seconds|longer than an hour"):
        seconds(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5MB", 5_000_000), ("500 kB", 500_000), (1048576, 1_048_576), ("1.5m", 1_500_000), ("1GB", 10**9)],
)
def test_sizes(text: Any, expected: int) -> None:
    assert size(text) == expected


@pytest.mark.parametrize("text", [0, "-1", "5TB", "big", "", "9999999GB", "9" * 30, None])
def test_what_is_no_size_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="write it like 5MB or 500kB"):
        size(text)


def test_times_of_day() -> None:
    assert [clock(text) for text in ("07:00", "7:05", "23:59")] == [time(7), time(7, 5), time(23, 59)]
    for text in ("24:00", "25:00", "7", "1020", "07:60", "7pm", None):
        with pytest.raises(ValueError, match='like "07:00"'):
            clock(text)


def test_a_point_is_a_latitude_and_a_longitude() -> None:
    assert point([41.69, 44.83]) == (41.69, 44.83)
    assert point(["-33", "151.2"]) == (-33, 151.2)
    for wrong in (
        [141.69, 44.83],
        [41.69, 200],
        [41.69],
        [1, 2, 3],
        "41.69, 44.83",
        ["north", "east"],
        ["nan", 1],
        None,
        [True, 1],
    ):
        with pytest.raises(ValueError, match=r"write it like \[41\.69, 44\.83\]"):
            point(wrong)
