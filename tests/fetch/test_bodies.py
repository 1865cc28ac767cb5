"""Bodies are unpacked however they are labelled, and no bomb goes off."""

from __future__ import annotations

import contextlib
import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.bodies import MOST_MEMBERS, DamagedError, TooLargeError, unpack

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 1_000_000
FEED = b"<rss><channel>%s</channel></rss>" % b"".join(b"<guid>%x</guid>" % (n**7) for n in range(20_000))
PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_comes_out_as_it_went_in(coding: str) -> None:
    assert unpack(PACKERS[coding](FEED), coding, LIMIT) == FEED


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_is_left_after_its_limit_and_takes_no_more_memory(coding: str) -> None:
    bomb = PACKERS[coding](b"0" * 60_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            unpack(bomb, coding, LIMIT)
        assert tracemalloc.get_traced_memory()[1] < 8 * LIMIT
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("coding", PACKERS)
def test_a_body_of_exactly_the_limit_is_taken_and_one_more_byte_is_not(coding: str) -> None:
    assert unpack(PACKERS[coding](b"<" * LIMIT), coding, LIMIT) == b"<" * LIMIT
    with pytest.raises(TooLargeError):
        unpack(PACKERS[coding](b"<" * (LIMIT + 1)), coding, LIMIT)


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize("share", [0.3, 0.99])
def test_a_body_that_is_cut_off_is_damaged(coding: str, share: float) -> None:
    packed = PACKERS[coding](FEED)
    with pytest.raises(DamagedError):
        unpack(packed[: int(len(packed) * share)], coding, LIMIT)


@pytest.mark.parametrize("coding", PACKERS)
def test_a_plain_document_under_the_label_of_a_coding_is_taken_as_it_is(coding: str) -> None:
    for document in (
        FEED,
        b'\xef\xbb\xbf<?xml version="1.0"?><feed/>',
        b'{"version": "https://jsonfeed.org/version/1.1"}',
    ):
        assert unpack(document, coding, LIMIT) == document


@pytest.mark.parametrize(
    ("coding", "body"),
    {
        "gzip in two members": ("gzip", gzip.compress(FEED[:9]) + gzip.compress(FEED[9:])),
        "garbage after gzip": ("gzip", gzip.compress(FEED) + b"\r\n<!-- cached -->"),
        "zstd in two frames": ("zstd", zstd.compress(FEED[:9]) + zstd.compress(FEED[9:])),
        "raw deflate": ("deflate", zlib.compress(FEED)[2:-4]),
        "gzip that nobody announced": ("", gzip.compress(FEED)),
        "gzip twice, announced once": ("gzip", gzip.compress(gzip.compress(FEED))),
        "two codings": ("gzip, br", brotli.compress(gzip.compress(FEED))),
        "identity": ("Identity", FEED),
        "x-gzip": ("X-Gzip", gzip.compress(FEED)),
    }.values(),
)
def test_what_servers_make_of_the_rules_is_read(coding: str, body: bytes) -> None:
    assert unpack(body, coding, LIMIT) == FEED


def test_members_without_number_are_left() -> None:
    with pytest.raises(DamagedError):
        unpack(gzip.compress(b"") * (MOST_MEMBERS + 1), "gzip", LIMIT)


@pytest.mark.parametrize("coding", ["gzip, " * 10 + "gzip", "pack200"])
def test_codings_beyond_reason_are_damaged_bodies(coding: str) -> None:
    with pytest.raises(DamagedError):
        unpack(b"\x00\x01", coding, LIMIT)


@given(st.binary(max_size=300), st.sampled_from(["", *PACKERS]), st.sampled_from(["", *PACKERS]))
def test_any_bytes_give_a_bounded_body_or_one_of_two_errors(body: bytes, label: str, coding: str) -> None:
    packed = PACKERS[coding](body) if coding else body
    with contextlib.suppress(DamagedError, TooLargeError):
        assert len(unpack(packed, label, 200)) <= 200
