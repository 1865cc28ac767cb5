"""Bodies: unpacked by our own hand, counted before and after, so that no bomb goes off."""

from __future__ import annotations

from typing import Any


class TooLargeError(Exception):
    """A body that is larger than it may be."""


class DamagedError(Exception):
    """A body that ended before its end, or cannot be unpacked."""


def unpack(body: bytes, coding: str, limit: int) -> bytes:
    """The body without its content codings, outermost first; at most ``limit`` bytes.

    A body labelled gzip that is none is taken as it is, and what follows the end of a gzip member is dropped: servers do
    both, and the feed is whole (seen in the wild; no rule).
    """
    for name in reversed([part.strip().lower() for part in coding.split(",") if part.strip()]):
        body = _unpack_one(body, name, limit)
    if len(body) > limit:
        raise TooLargeError
    return body


def _unpack_one(body: bytes, coding: str, limit: int) -> bytes:
    if coding in {"identity", ""} or not body:
        return body
    if coding in {"gzip", "x-gzip"}:
        return _gunzip(body, limit) if body[:2] == b"\x1f\x8b" else body
    if coding == "deflate":
        return _inflate(body, limit)
    if coding == "br":
        return _unbrotli(body, limit)
    if coding == "zstd":
        return _unzstd(body, limit)
    raise DamagedError(f"unknown content coding {coding!r}")


def _zlib() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:  # a platform without it has the slower one
        import zlib

        return zlib
    return isal_zlib


def _gunzip(body: bytes, limit: int) -> bytes:
    zlib = _zlib()
    out, rest = b"", body
    while rest[:2] == b"\x1f\x8b":
        inflater = zlib.decompressobj(31)
        try:
            part = inflater.decompress(rest, limit - len(out) + 1)
        except zlib.error as error:
            raise DamagedError("the gzip body cannot be unpacked") from error
        out += part
        if len(out) > limit:
            raise TooLargeError
        if not inflater.eof:
            raise DamagedError("the gzip body is cut off")
        rest = inflater.unused_data
    return out


def _inflate(body: bytes, limit: int) -> bytes:
    """zlib form as the rule says (RFC 9110, 8.4.1.2), raw form as many servers do."""
    import zlib

    for window in (15, -15):
        inflater = zlib.decompressobj(window)
        try:
            out = inflater.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(out) > limit:
            raise TooLargeError
        if inflater.eof:
            return out
    raise DamagedError("the deflate body cannot be unpacked")


def _unbrotli(body: bytes, limit: int) -> bytes:
    import brotli

    inflater = brotli.Decompressor()
    out = bytearray()
    try:
        for start in range(0, len(body), 4096):
            out += inflater.process(body[start : start + 4096])
            if len(out) > limit:
                raise TooLargeError
    except brotli.error as error:
        raise DamagedError("the brotli body cannot be unpacked") from error
    if not inflater.is_finished():
        raise DamagedError("the brotli body is cut off")
    return bytes(out)


def _unzstd(body: bytes, limit: int) -> bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from backports import zstd

    inflater = zstd.ZstdDecompressor()
    try:
        out: bytes = inflater.decompress(body, limit + 1)
    except zstd.ZstdError as error:
        raise DamagedError("the zstd body cannot be unpacked") from error
    if len(out) > limit:
        raise TooLargeError
    if not inflater.eof:
        raise DamagedError("the zstd body is cut off")
    return out
