"""HTML of strangers: made safe, made plain, made short.

The order of cleaning matters. nh3 decodes character references, so its output can hold control characters that its input
did not; leaving those out afterwards can join the halves of ``java&#1;script:``. So: strip, clean, strip, clean, and after
that a character is only ever replaced.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Any

from aggregator.text import xmlchars
from aggregator.text.urls import resolve

#: Deeper than any article, and far below where an HTML parser starts to take minutes.
MOST_NESTED = 256
MOST_TITLE = 1000

_TAGS = {
    "a", "abbr", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
    "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "u", "ul", "var", "wbr",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "time": {"datetime"},
}
_WITH_CONTENT = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "title",
    "textarea",
    "select",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "audio",
    "video",
    "canvas",
}
_OPEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_UNCOUNTED = {
    "p",
    "br",
    "hr",
    "img",
    "input",
    "li",
    "td",
    "tr",
    "th",
    "dt",
    "dd",
    "col",
    "wbr",
    "option",
    "source",
    "link",
    "meta",
    "area",
    "base",
    "embed",
    "track",
    "param",
}
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_LAZY = re.compile(r"(<img\b[^>]*?)\ssrc=(['\"])(?:data:[^'\"]*)?\2([^>]*?)\sdata-(?:lazy-)?src=", re.IGNORECASE)
_LAZY_ALONE = re.compile(r"(<img\b(?![^>]*\ssrc=)[^>]*?)\sdata-(?:lazy-)?src=", re.IGNORECASE)
_PIXEL = re.compile(
    r"<img\b(?=[^>]*\bwidth=\"[01]\")[^>]*>|<img\b(?=[^>]*\bheight=\"[01]\")[^>]*>|<img(?![^>]*\bsrc=)[^>]*>"
)
_EMPTY = re.compile(
    r"<(p|div|span|a|figure|section|em|strong|b|i|center|article|blockquote|ul|ol|li)(?:\s[^<>]*)?>\s*</\1>"
)
_BLOCK = re.compile(
    r"<(?:/?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|section|article|header|footer|figure|figcaption|pre|hr|dd|dt|aside"
    r"|main|center|details|summary|caption))\b[^>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->|<![a-zA-Z][^<>]*>|<\?[^<>]*\?>", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_SPACE = re.compile(r"\s+")
_SCRIPTS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)


def unwrap_cdata(text: str) -> str:
    """Text without the marks of CDATA sections that were wrapped twice and reached us as letters."""
    return _CDATA.sub("", text) if "CDATA" in text or "]]>" in text else text


def is_too_deep(markup: str) -> bool:
    """Whether tags are nested deeper than :data:`MOST_NESTED`, by counting; paragraphs, cells and void tags do not nest."""
    depth = 0
    for closing, name in _OPEN.findall(markup):
        if name.lower() not in _UNCOUNTED:
            depth += -1 if closing else 1
            if depth > MOST_NESTED:
                return True
            depth = max(depth, 0)
    return False


def clean_html(markup: str, base_url: str | None) -> str:
    """Safe HTML with absolute links; ``""`` when nothing is left to see.

    Only tags and attributes of a list, only http, https and mailto links, no styles, no pixels that count readers.
    """
    markup = unwrap_cdata(xmlchars.clean(markup))
    if "<" not in markup and "&" not in markup:
        return html.escape(_SPACE.sub(" ", markup).strip(), quote=False)
    if is_too_deep(markup):
        return html.escape(text_from_html(markup), quote=False)
    markup = _LAZY_ALONE.sub(r"\1 src=", _LAZY.sub(r"\1\3 src=", markup))
    cleaner = _cleaner(base_url)
    once = _PIXEL.sub("", xmlchars.clean(cleaner.clean(markup)))
    while (shorter := _EMPTY.sub("", once)) != once:
        once = shorter
    # The last clean comes after every edit: what is taken out above may join what it parted.
    result = xmlchars.replace(cleaner.clean(once)).strip()
    return result if "<img" in result or text_from_html(result) else ""


@lru_cache(maxsize=16)
def _cleaner(base_url: str | None) -> Any:
    import nh3

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute in {"href", "src"}:
            if tag == "a" and value.strip().lower().startswith("mailto:"):
                return value.strip()
            return resolve(base_url, value)
        if attribute in {"width", "height", "colspan", "rowspan", "start"}:
            digits = value.strip().removesuffix("px")
            return digits if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
        if attribute == "dir":
            return value if value in {"ltr", "rtl", "auto"} else None
        return value

    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto"},
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
    )


@lru_cache(maxsize=128)
def text_from_html(markup: str) -> str:
    """Plain text on one line: blocks become spaces, inline tags nothing, references characters."""
    if "<" in markup:
        markup = _SCRIPTS.sub(" ", markup)
        markup = _TAG.sub("", _BLOCK.sub(" ", markup))
    return _SPACE.sub(" ", xmlchars.clean(html.unescape(markup))).strip()


def plain_text(text: str, *, is_html: bool = True) -> str:
    """A title, a name, a category: markup out, references decoded, also those that were escaped twice; one line.

    At most 1,000 characters. With ``is_html`` false angle brackets are letters and stay.
    """
    text = unwrap_cdata(text)
    if is_html:
        text = text_from_html(text)
    if _REFERENCE.search(text):
        text = html.unescape(text)
        if is_html and _REFERENCE.search(text):
            text = html.unescape(text)
    text = _SPACE.sub(" ", xmlchars.clean(text)).strip()
    return shorten(text, MOST_TITLE)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at the end of a word and never within a character of several code points."""
    if len(text) <= limit:
        return text
    cut = limit - 1
    space = text.rfind(" ", int(limit * 0.6), cut + 1)
    end = space if space > 0 else cut
    while end > 1 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip(" ,.;:–—-") + "…"
