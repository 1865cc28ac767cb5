"""HTML of strangers: made safe, made plain, made short.

The order of cleaning matters. nh3 decodes character references, so its output can hold control characters that its input
did not; leaving those out afterwards can join the halves of ``java&#1;script:``. So: strip, clean, strip, clean, and after
that a character is only ever replaced.
"""

from __future__ import annotations

import html
import re
import threading
from functools import lru_cache
from typing import Any

from aggregator.text import xmlchars
from aggregator.text.nesting import is_too_deep, without_tags
from aggregator.text.urls import resolve

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
    "form",
    "button",
}
#: The marks of a CDATA section that was wrapped twice and reached us as letters, or escaped.
_CDATA = re.compile(r"(?:<|&lt;)!\[CDATA\[|\]\](?:>|&gt;)")
#: What nh3 would leave out with all it holds. Gone before, it cannot hide from :mod:`aggregator.text.nesting` what is in it.
_DROPPED = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(svg|math|script|style|noscript|iframe|template|textarea|title|xmp|noembed|noframes|select)(?![\w-]).*?(?:</\1(?![\w-])[^<>]*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_FOR_MACHINES = re.compile(
    r"<script\b[^<>]*application/ld\+json[^<>]*>(.*?)(?:</script|\Z)|<title\b[^<>]*>(.*?)(?:</title|\Z)",
    re.IGNORECASE | re.DOTALL,
)
#: What old pages begin their scripts with, for browsers that know none.
_WRAPPED = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)")
_VALUE = r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_LAZY = re.compile(r"\sdata-(?:lazy-src|src|original)" + _VALUE, re.IGNORECASE)
_SRC = re.compile(r"\ssrc" + _VALUE, re.IGNORECASE)
_HIDDEN = re.compile(
    r"\sstyle\s*=\s*[\"'][^\"']*(?<![\w-])(?:display\s*:\s*none|(?:width|height)\s*:\s*[01]px)", re.IGNORECASE
)
_PIXEL = re.compile(r"\s(?:width|height)=\"[01]\"")
#: Elements that are nothing without content.
_HOLDERS = {
    "p", "div", "span", "a", "figure", "section", "em", "strong", "b", "i", "center", "article", "blockquote", "ul", "ol", "li",
}  # fmt: skip
_EMPTY = re.compile(r"<([a-z0-9]+)(?:\s[^<>]*)?>(?:\s|&nbsp;|<br>)*</\1>")
_PIECE = re.compile(r"(</?[a-z0-9]+[^<>]*>)")
_NO_END = {"br", "hr", "img", "wbr", "col"}
_BLOCKS = {
    "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "section", "article", "header", "footer", "figure", "figcaption", "pre", "hr", "dd", "dt", "dl", "aside", "main",
    "center", "details", "summary", "caption", "option",
}  # fmt: skip
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<![a-zA-Z][^<>]*>|<\?[^<>]*>")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")


def unwrap_cdata(text: str) -> str:
    """Text without the marks of CDATA sections that were wrapped twice and reached us as letters."""
    for _ in range(4):
        if "CDATA" not in text and "]]" not in text:
            return text
        text, found = _CDATA.subn("", text)
        if not found:
            return text
    # What is wrapped this often is made to come together again whenever it is taken apart.
    return _CDATA.sub(" ", text)


def page_markup(page: str) -> tuple[str, str]:
    """A whole page in two parts: its title and its data for machines, written anew, and the markup of what it shows.

    The first part goes to the front. Left where they stood, a title and a script could end a tag or an attribute that
    :mod:`aggregator.text.nesting` took for longer.
    """
    told: list[str] = []

    def drop(match: re.Match[str]) -> str:
        found = _FOR_MACHINES.match(match[0])
        if found and found[1]:
            data = _WRAPPED.sub("", found[1]).replace("<", "\\u003c")
            told.append(f'<script type="application/ld+json">{data}</script>')
        elif found and found[2] and not any(part.startswith("<title>") for part in told):
            told.append(f"<title>{found[2].replace('<', '&lt;')}</title>")
        return ""

    shown = _DROPPED.sub(drop, page)
    return "".join(told), shown


def clean_html(markup: str, base_url: str | None) -> str:
    """Safe HTML with absolute links; ``""`` when nothing is left to see.

    Only tags and attributes of a list, only http, https and mailto links, no styles, no pixels that count readers. What
    nests deeper than any article becomes plain text.
    """
    markup = unwrap_cdata(xmlchars.clean(markup))
    if "<" not in markup and "&" not in markup:
        return html.escape(_one_line(markup), quote=False)
    markup = _DROPPED.sub("", markup)
    if is_too_deep(markup):
        return html.escape(_one_line(html.unescape(without_tags(markup))), quote=False)
    _here.base_url, cleaner = base_url, _cleaner()
    once = xmlchars.clean(cleaner.clean(_IMG.sub(_shown_image, markup)))
    once = _without_empty(_IMG.sub(_counted_image, once)).strip()
    if "<" not in once:
        once = " ".join(once.split())
    # The last clean comes after every edit: what is taken out above may join what it parted.
    result = xmlchars.replace(cleaner.clean(once))
    return result if "<img" in result or text_from_html(result) else ""


def _shown_image(tag: re.Match[str]) -> str:
    """An image tag of a stranger: the address that a script would put in is put in, a hidden image is left out."""
    text = tag[0]
    if _HIDDEN.search(text):
        return ""
    lazy = _LAZY.search(text)
    address = next((value for value in lazy.groups() if value), "") if lazy else ""
    if not address or address.lstrip().lower().startswith("data:"):
        return text
    return f'<img src="{address.replace(chr(34), "&quot;")}"{_SRC.sub("", text[4:])}'


def _counted_image(tag: re.Match[str]) -> str:
    """A clean image tag, left out where it is a pixel or has no address that may be shown."""
    return "" if " src=" not in tag[0] or _PIXEL.search(tag[0]) else tag[0]


def _without_empty(markup: str) -> str:
    """Clean markup without elements that hold nothing: what frames, forms and pixels leave behind."""
    if not _EMPTY.search(markup):
        return markup
    kept: list[str] = []
    opened: list[tuple[int, bool]] = []  # where in kept an element begins, and whether anything is in it
    is_full = False
    for piece in _PIECE.split(markup):
        name = piece.strip("</>").split(" ", 1)[0]
        if not piece.startswith("<"):
            is_full = is_full or bool(piece.replace("&nbsp;", " ").strip())
        elif piece.startswith("</"):
            start, was_full = opened.pop() if opened else (0, True)
            is_full = is_full or name not in _HOLDERS
            if not is_full:
                del kept[start:]
                is_full = was_full
                continue
        elif name in _NO_END:
            is_full = is_full or name != "br"
        else:
            opened.append((len(kept), is_full))
            is_full = False
        kept.append(piece)
    return "".join(kept)


#: The address that links of the document in hand are relative to. A cleaner is dear to make, so that there is one for all.
_here = threading.local()


@lru_cache(maxsize=1)
def _cleaner() -> Any:
    import nh3

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute in {"href", "src"}:
            if tag == "a" and value.strip().lower().startswith("mailto:"):
                return value.strip()
            return resolve(_here.base_url, value)
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
        markup = _TAG.sub(lambda tag: " " if (tag[1] or "").lower() in _BLOCKS else "", _DROPPED.sub(" ", markup))
    return _one_line(html.unescape(markup))


def _one_line(text: str) -> str:
    """Text without what must not be published, each run of white space one space. A control that is a space parts words."""
    return " ".join(xmlchars.clean(" ".join(text.split())).split())


def plain_text(text: str, *, is_html: bool = True) -> str:
    """A title, a name, a category: markup out, references decoded, also those that were escaped twice; one line.

    At most 1,000 characters. With ``is_html`` false angle brackets are letters and stay.
    """
    text = unwrap_cdata(text)
    if is_html:
        text = text_from_html(text)
    for _ in range(2 if is_html else 1):
        if _REFERENCE.search(text):
            text = html.unescape(text)
    return shorten(_one_line(unwrap_cdata(text)), MOST_TITLE)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at the end of a word and never within a character of several code points."""
    if len(text) <= limit:
        return text
    cut = limit - 1
    end = text.rfind(" ", int(limit * 0.6), cut + 1)
    if end <= 0:
        import regex

        # A word longer than the space there is: whole characters as readers see them (Unicode, annex 29).
        ends = [match.end() for match in regex.finditer(r"\X", text[: limit + 32]) if match.end() <= cut]
        end = ends[-1] if ends else 0
    return text[:end].rstrip(" ,.;:–—-") + "…"
