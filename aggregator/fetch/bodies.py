"""Bodies: unpacked by our own hand, counted before and after, so that no bomb goes off."""

from __future__ import annotations

import re
from typing import Any

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
#: What a document begins with that was never packed, whatever its label says.
_PLAIN = re.compile(rb"\s*(?:\xef\xbb\xbf\s*)?[<{\[][^\x00-\x08\x0e-\x1f]{0,200}\Z|\xff\xfe[<{]\x00|\xfe\xff\x00[<{]")
#: Packed data goes through the unpackers in pieces, so that what follows a member is never copied whole.
_PIECE = 65536
#: Members of one gzip body, frames of one zstd body. Each costs a fresh unpacker, however little it holds.
MOST_MEMBERS = 1000
#: Codings one body may lie under. Servers that repack what was packed already use two.
MOST_CODINGS = 3
#: Window of a zstd frame, as the logarithm of its bytes: 8 MB, what every receiver must bear (RFC 9659, 3).
_ZSTD_WINDOW = 23


class TooLargeError(Exception):
    """A body that is larger than it may be."""


class DamagedError(Exception):
    """A body that ended before its end, or cannot be unpacked."""


def unpack(body: bytes, coding: str, limit: int) -> bytes:
    """The body without its content codings, outermost first; at most ``limit`` bytes, held at no time by more than a piece.

    The bytes are believed before the label, as servers do all of this with whole feeds (seen in the wild; no rule): a body
    that is not packed at all is taken as it is, what follows the end of a gzip member is dropped, and gzip that nobody
    announced is unpacked. Raises TooLargeError and DamagedError.
    """
    names = [part.strip().lower() for part in coding.split(",") if part.strip()]
    if len(names) > MOST_CODINGS:
        raise DamagedError("the body lies under too many content codings")
    for name in reversed(names):
        body = _unpack_one(body, name, limit)
    if body[:2] == _GZIP:
        body = _gunzip(body, limit)
    if len(body) > limit:
        raise TooLargeError
    return body


def _unpack_one(body: bytes, coding: str, limit: int) -> bytes:
    if coding == "identity" or not body:
        return body
    if coding in {"gzip", "x-gzip"}:
        return _gunzip(body, limit) if body[:2] == _GZIP else body
    if coding == "zstd":
        return _unzstd(body, limit) if body[:4] == _ZSTD or not is_plain(body) else body
    unpackers = {"deflate": _inflate, "br": _unbrotli}
    if coding not in unpackers:
        raise DamagedError(f"unknown content coding {coding[:40]!r}")
    try:
        return unpackers[coding](body, limit)
    except DamagedError:
        if is_plain(body):
            return body
        raise


def is_plain(body: bytes) -> bool:
    """Whether a body begins like a document. Packed data may do so by chance: to be asked once unpacking has failed."""
    return _PLAIN.match(body[:200]) is not None


def _zlib() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:  # a platform without it has the slower one
        import zlib

        return zlib
    return isal_zlib


def _gunzip(body: bytes, limit: int) -> bytes:
    zlib = _zlib()
    out, view, at = bytearray(), memoryview(body), 0
    for _ in range(MOST_MEMBERS):
        inflater = zlib.decompressobj(31)
        while not inflater.eof:
            piece = view[at : at + _PIECE]
            if not piece:
                raise DamagedError("the gzip body is cut off")
            try:
                out += inflater.decompress(piece, limit - len(out) + 1)
            except zlib.error as error:
                raise DamagedError("the gzip body cannot be unpacked") from error
            if len(out) > limit:
                raise TooLargeError
            at += len(piece) - len(inflater.unused_data)
        if view[at : at + 2] != _GZIP:
            return bytes(out)
    raise DamagedError("the gzip body has too many members")


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
    raise DamagedError("the deflate body is cut off or cannot be unpacked")


def _unbrotli(body: bytes, limit: int) -> bytes:
    """Taken out in pieces: a few hundred bytes of brotli can hold gigabytes."""
    import brotli

    inflater = brotli.Decompressor()
    out, piece = bytearray(), body
    try:
        while not inflater.is_finished():
            got = inflater.process(piece, output_buffer_limit=_PIECE)
            if not got and inflater.can_accept_more_data() and not inflater.is_finished():
                raise DamagedError("the brotli body is cut off")
            out += got
            if len(out) > limit:
                raise TooLargeError
            piece = b""
    except brotli.error as error:
        raise DamagedError("the brotli body cannot be unpacked") from error
    return bytes(out)


def _unzstd(body: bytes, limit: int) -> bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from backports import zstd

    options = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
    out, view, at = bytearray(), memoryview(body), 0
    for _ in range(MOST_MEMBERS):
        inflater = zstd.ZstdDecompressor(options=options)
        while not inflater.eof:
            piece = view[at : at + _PIECE]
            if not piece:
                raise DamagedError("the zstd body is cut off")
            try:
                out += inflater.decompress(piece, limit - len(out) + 1)
            except zstd.ZstdError as error:
                raise DamagedError("the zstd body cannot be unpacked") from error
            if len(out) > limit:
                raise TooLargeError
            at += len(piece) - len(inflater.unused_data)
        if view[at : at + 4] != _ZSTD:
            return bytes(out)
    raise DamagedError("the zstd body has too many frames")
