"""Bytes to text: which encoding a document is really in, whatever its labels say.

The order is that of browsers (WHATWG Encoding; RFC 7303, section 3): byte order mark, charset of the HTTP header, declaration
(of XML, or a page's ``meta``), and what the letters say. It is mended where labels are known to lie: what is valid UTF-8 is
UTF-8, since no text in another encoding is that by chance; a label whose codec could not even hold the document's own first
``<`` is no label; one bad byte does not turn a whole document into mojibake.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from functools import lru_cache

from aggregator.parse.guess import guess

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)\s*[\"']", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_PAGE = re.compile(
    rb"\A[^<]*(?:<\?[^>]*>\s*)?<(?:!doctype\s+html|html|head|meta|title|script|link|body)\b", re.IGNORECASE
)
_META = re.compile(rb"<meta\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"(?<![a-z-])([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)
#: Where a page's own word is looked for. Browsers look at the first 1,024 bytes, and begin anew when it comes later.
_HEAD = 16_384
_ASCII = bytes(range(128))
#: Codecs that can hold markup and must not be believed: traps of Python, and encodings that hide markup from filters.
_NEVER = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "hz"}
#: Labels of the web that Python does not know (WHATWG Encoding, 4.2).
_OF_THE_WEB = {
    "windows-874": "cp874", "dos-874": "cp874", "windows-949": "cp949", "cseuckr": "cp949", "ksc_5601": "cp949",
    "ks_c_5601-1989": "cp949", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs", "gb_2312": "gb18030", "csgb2312": "gb18030",
    "x-gbk": "gb18030", "x-euc-jp": "euc_jp", "csshiftjis": "cp932", "koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "logical": "iso8859-8", "visual": "iso8859-8",
    "iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6", "x-mac-cyrillic": "mac_cyrillic", "x-mac-roman": "mac_roman",
    **{f"x-cp125{number}": f"cp125{number}" for number in range(9)},
    **{f"iso8859{number}": f"iso-8859-{number}" for number in range(1, 17)},
}  # fmt: skip
#: One bad byte in so many beyond ASCII is an accident in UTF-8; more is another encoding. More is borne where nothing says that
#: it is another one, since none looks like UTF-8 for three quarters, and most behind the mark of UTF-8; not all, because some
#: editors put that mark before whatever a script prints.
_ACCIDENT, _MIXTURE, _MARKED = 20, 4, 2


def text_from_bytes(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The document's text, and what had to be borne for it, "" when nothing.

    ``content_type`` is the HTTP header. Never fails: what cannot be decoded becomes U+FFFD.
    """
    mark, codec = next(((mark, codec) for mark, codec in _BOMS if body.startswith(mark)), (b"", "utf-8"))
    body = body[len(mark) :]
    wide = codec if codec != "utf-8" else wide_without_mark(body)
    if wide:
        return body.decode(wide, "replace").lstrip("\ufeff"), ""
    if not body.isascii():
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode().lstrip("\ufeff"), ""
    named = labels(body, content_type)
    if body.isascii():
        # Encodings that switch by escape sequences look like ASCII.
        return body.decode(named[0] if named else "ascii", "replace"), ""
    text = body.decode("utf-8", "replace")
    beyond = len(body.translate(None, _ASCII))
    bad = text.count("\ufffd")
    if bad * (_MARKED if mark else _MIXTURE if "utf-8" in named or not named else _ACCIDENT) <= beyond:
        return text.lstrip("\ufeff"), f"{bad} bytes are no UTF-8"
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
    told = f"it is not in {named[0]}, as it says" if named else "no label says what encoding this is"
    return body.decode(codec, "replace"), f"{told}; it was read as {codec}"


def labels(body: bytes, content_type: str) -> tuple[str, ...]:
    """Codecs that the document is labelled with and that may be believed, HTTP's first."""
    header, declared = _CHARSET.search(content_type), _DECLARED.match(body[:1000])
    names = (
        header[1] if header else "",
        label_of_page(body),
        declared[1].decode("ascii", "replace") if declared else "",
    )
    return tuple(dict.fromkeys(codec for codec in map(codec_of, names) if codec))


def label_of_page(body: bytes) -> str:
    """What a ``meta`` of a page says of its encoding; "" where none does, and for any other document."""
    head = _COMMENT.sub(b"", body[:_HEAD])
    if not _PAGE.match(head):
        return ""
    for tag in _META.findall(head):
        said = {name.lower(): b"".join(values).decode("ascii", "replace") for name, *values in _ATTRIBUTE.findall(tag)}
        if said.get(b"charset"):
            return said[b"charset"]
        if said.get(b"http-equiv", "").lower() == "content-type" and (
            found := _CHARSET.search(said.get(b"content", ""))
        ):
            return str(found[1])
    return ""


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """The codec a label means, or None for one that no ASCII-like document can be in."""
    from w3lib.encoding import resolve_encoding

    try:
        label = label.strip().lower()
        codec = resolve_encoding(_OF_THE_WEB.get(label, label)) or ""
        found = codecs.lookup(codec).name
        return codec if found not in _NEVER and b"<a>".decode(codec) == "<a>" else None
    except (LookupError, UnicodeError, ValueError):
        return None


def wide_without_mark(body: bytes) -> str | None:
    """UTF-16 or UTF-32 by the zeros around the first character (XML 1.0, appendix F)."""
    head = body[:4]
    first = head.replace(b"\0", b"")[:1]
    if b"\0" not in head or not first or first not in b"<{[ \t\r\n":
        return None
    if head == first + b"\0\0\0":
        return "utf-32-le"
    if head == b"\0\0\0" + first:
        return "utf-32-be"
    if head[:2] == first + b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:2] == b"\0" + first else None
