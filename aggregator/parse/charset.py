"""Bytes to text: which encoding a document is really in, whatever its labels say.

The order is that of RFC 7303, section 3: byte order mark, charset of the HTTP header, declaration. It is mended where labels
are known to lie: what is valid UTF-8 is UTF-8, since no text in another encoding is that by chance; a label whose codec
could not even hold the document's own first ``<`` is no label; one bad byte does not turn a whole document into mojibake.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)\s*[\"']", re.IGNORECASE)
_LANGUAGE = re.compile(rb"(?:<(?:\w+:)?language>\s*|xml:lang\s*=\s*[\"'])([a-z]{2})\b", re.IGNORECASE)
_RUN = re.compile(rb"[\xc0-\xff]{2,}")
_ASCII = bytes(range(128))
#: Codecs that can hold markup and must not be believed: traps of Python, and encodings that hide markup from filters.
_NEVER = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
#: Of languages whose letters stand where Cyrillic has its own.
_BY_LANGUAGE = {b"ar": "cp1256", b"fa": "cp1256", b"ur": "cp1256", b"he": "cp1255", b"el": "cp1253", b"tr": "cp1254"}
#: One bad byte in so many beyond ASCII is an accident in UTF-8; more is another encoding.
_ACCIDENT = 20


def text_from_bytes(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The document's text, and what had to be borne for it, "" when nothing.

    ``content_type`` is the HTTP header. Never fails: what cannot be decoded becomes U+FFFD.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark) and not (codec == "utf-8" and not is_utf8(body)):
            return body[len(mark) :].decode(codec, "replace").lstrip("\ufeff"), ""
    wide = wide_without_mark(body)
    if wide:
        return body.decode(wide, "replace"), ""
    named = labels(body, content_type)
    if body.isascii():
        # Encodings that switch by escape sequences look like ASCII.
        return body.decode(named[0] if named else "ascii", "replace"), ""
    text = body.decode("utf-8", "replace")
    beyond = len(body.translate(None, _ASCII))
    bad = 0 if is_utf8(body) else text.count("\ufffd")
    if bad * _ACCIDENT <= beyond:
        return text.lstrip("\ufeff"), f"{bad} bytes are no UTF-8" if bad else ""
    for codec in named:
        try:
            return body.decode(codec), ""
        except UnicodeDecodeError:
            continue
    for codec in named:
        text = body.decode(codec, "replace")
        if text.count("\ufffd") * _ACCIDENT <= beyond:
            return text, f"some bytes are no {codec}"
    codec = guess(body)
    return body.decode(codec, "replace"), f"no label says what encoding this is; it was read as {codec}"


def labels(body: bytes, content_type: str) -> tuple[str, ...]:
    """Codecs that the document is labelled with and that may be believed, HTTP's first."""
    header, declared = _CHARSET.search(content_type), _DECLARED.match(body[:1000])
    names = (header[1] if header else "", declared[1].decode("ascii", "replace") if declared else "")
    return tuple(dict.fromkeys(codec for codec in map(codec_of, names) if codec))


def codec_of(label: str) -> str | None:
    """The codec a label means, or None for one that no ASCII-like document can be in."""
    from w3lib.encoding import resolve_encoding

    try:
        codec = resolve_encoding(label) or ""
        found = codecs.lookup(codec).name
        return codec if found not in _NEVER and b"<a>".decode(codec) == "<a>" else None
    except (LookupError, UnicodeError, ValueError):
        return None


def wide_without_mark(body: bytes) -> str | None:
    """UTF-16 or UTF-32 by the zeros around the first character (XML 1.0, appendix F)."""
    head = body[:4]
    first = head.replace(b"\0", b"")[:1]
    if b"\0" not in head or first not in {b"<", b"{", b"["}:
        return None
    if head == first + b"\0\0\0":
        return "utf-32-le"
    if head == b"\0\0\0" + first:
        return "utf-32-be"
    if head[:2] == first + b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:2] == b"\0" + first else None


def guess(body: bytes) -> str:
    """The likeliest encoding of bytes beyond ASCII that nothing describes.

    Letters of other scripts come in runs, accented letters of Latin alone. Small Cyrillic letters, which are most, are the
    upper half of windows-1251 and the lower half of KOI8-R.
    """
    runs = b"".join(_RUN.findall(body))
    if len(runs) * 2 < len(body.translate(None, _ASCII)):
        return "cp1252"
    language = _LANGUAGE.search(body[:10_000])
    if language and language[1].lower() in _BY_LANGUAGE:
        return _BY_LANGUAGE[language[1].lower()]
    upper = len(runs.translate(None, bytes(range(0xE0))))
    return "cp1251" if upper * 2 >= len(runs) else "koi8-r"


def is_utf8(body: bytes) -> bool:
    """Whether the bytes are valid UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
