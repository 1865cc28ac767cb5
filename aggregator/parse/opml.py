"""Lists of feeds: what readers export and ``aggregator import`` reads, and sources of ``type: opml``.

Such files are rarely right: nested folders, ``xmlurl``, titles escaped twice, the same feed in three folders.
listparser takes them all; we keep what can be polled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.errors import ParseError
from aggregator.model import Outline, ParsedFeed, Selectors
from aggregator.parse.charset import text_from_bytes
from aggregator.text.html import plain_text, shorten
from aggregator.text.plurals import counted
from aggregator.text.urls import canonical_url, redact, resolve

MOST_BYTES = 10_000_000
MOST_TAGS = 10
#: Feeds of a list that are polled. A list may stand on somebody else's server: it must not name work without end.
MOST_POLLED = 2000
_MOST_REFUSED = 5
_MOST_TAG, _MOST_TITLE = 64, 200
_LOOK = 4096
_FEED_SCHEME = re.compile(r"^\s*feed:(?:(?://)?(?=https?://)|(?=//))", re.IGNORECASE)
_END = re.compile(r"</(?:body|opml)\s*>\s*(?:<!--.*?-->\s*)?\Z|<body\s*/>", re.IGNORECASE | re.DOTALL)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What a list holds: feeds that can be polled, and the ``xmlUrl`` of those that cannot, as they were written."""

    sources: tuple[Outline, ...]
    refused: tuple[str, ...] = ()
    title: str = ""
    lists: int = 0  #: further lists that it points to


def parse_list(body: bytes, _url: str, _headers: Mapping[str, str], _selectors: Selectors | None = None) -> ParsedFeed:
    """A list as the document of a source: its feeds are ``outlines``, and it has no entries."""
    listed = list_from_opml(body)
    if _END.search(text_from_bytes(body)[0][-_LOOK:]) is None:
        raise ParseError("the list ends early; the feeds that it named before stay")
    problems = [f"not polled: {redact(url)[:200]}, only http and https addresses are" for url in listed.refused]
    if len(problems) > _MOST_REFUSED:
        problems[_MOST_REFUSED - 1 :] = [f"and {counted(len(problems) - _MOST_REFUSED + 1, 'more address')} like it"]
    if len(listed.sources) > MOST_POLLED:
        problems.append(f"{len(listed.sources)} feeds; the first {MOST_POLLED} of them are polled")
    if listed.lists:
        problems.append(f"{counted(listed.lists, 'list')} inside it not followed; give each a source of its own")
    if not listed.sources:
        problems.append("the list names no feed; those that it named before stay")
    outlines = listed.sources[:MOST_POLLED]
    return ParsedFeed("opml", title=listed.title or None, problems=tuple(problems), outlines=outlines)


def list_from_opml(body: bytes) -> OpmlList:
    """The feeds of an OPML document in its order, each once: two spellings of an address are one feed with both's tags.

    Outlines whose ``xmlUrl`` is no http or https address are refused, those that have none are no feeds. Raises ParseError
    for what is no OPML or larger than :data:`MOST_BYTES`.
    """
    import listparser

    if len(body) > MOST_BYTES:
        raise ParseError(f"the list is larger than {MOST_BYTES // 1_000_000} MB")
    text, _ = text_from_bytes(body)
    if "<opml" not in text[:_LOOK].lower():
        raise ParseError("this is no OPML list of feeds", state="not a feed")
    # As bytes: a string that begins like an address would be fetched. Without its declaration: listparser reads with an
    # HTML parser, which takes none for an answer.
    found = listparser.parse(b"\xef\xbb\xbf" + _DECLARED.sub("", text, count=1).encode("utf-8", "replace"))
    sources: dict[str, Outline] = {}
    refused: list[str] = []
    for feed in found["feeds"]:
        url = web_address(feed["url"])
        if url is None:
            refused.append(feed["url"])
            continue
        key, tags = canonical_url(url), tags_of(feed.get("categories", ()))
        known = sources.get(key)
        if known is None:
            sources[key] = Outline(url, plain_text(feed["title"]), tags[:MOST_TAGS])
        else:
            merged = tuple(dict.fromkeys((*known.tags, *tags)))[:MOST_TAGS]
            sources[key] = Outline(known.url, known.title or plain_text(feed["title"]), merged)
    title = shorten(plain_text(found["meta"].get("title") or ""), _MOST_TITLE)
    return OpmlList(tuple(sources.values()), tuple(dict.fromkeys(refused)), title, len(found["lists"]))


def web_address(url: str) -> str | None:
    """The address of a feed; ``feed:`` before it, as some readers write, means http where no other scheme follows."""
    match = _FEED_SCHEME.match(url)
    if match is None:
        return resolve(None, url)
    rest = url[match.end() :]
    return resolve(None, f"http:{rest}" if rest.startswith("//") else rest)


def tags_of(categories: list[list[str]]) -> tuple[str, ...]:
    """Names of folders as tags."""
    names = (shorten(plain_text(name), _MOST_TAG) for path in categories for name in path)
    return tuple(dict.fromkeys(filter(None, names)))
