"""feedparser, with those of its handlers mended that lose what a document says.

feedparser keeps its handlers in two classes of its module ``api``. Ours are put in their place while it reads:

* ids stay as given: joined to ``xml:base`` they would change with the address (``can_be_relative_uri``);
* a guid remembers whether it may stand for the link, whatever comes before or after it;
* descriptions of pictures and of podcasts are no texts of the entry (it takes them for its summary or content);
* authors are kept whole and apart: it cuts addresses with long top-level domains in the middle of a name;
* ``skipHours`` and ``skipDays`` are lists: it keeps the last hour and the last day only;
* the base address of each entry is kept;
* elements that it has no handler for keep their text also where they have attributes (it keeps the attributes instead), and one
  that is called as something of feedparser's own does not take its place.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from aggregator.parse.document import BASE, CAPTION, DAYS, HOURS, IS_PERMALINK, PODCAST_TEXT, Document

#: Elements of text that feedparser has no handlers for.
_TEXTS = (
    "yandex_full-text",
    "feedburner_origlink",
    "prism_publicationdate",
    "ttl",
    "sy_updateperiod",
    "sy_updatefrequency",
)
#: What feedparser, or this module, keeps lists and mappings under.
_RESERVED = (
    "links", "tags", "authors", "contributors", "enclosures", "title_detail", "summary_detail",
    "content_detail", "author_detail", IS_PERMALINK, BASE, HOURS, DAYS,
)  # fmt: skip


class _Mended:
    """Handlers that go before feedparser's own. ``self`` is one of its parsers."""

    def _start_item(self: Any, attrs: dict[str, str]) -> None:
        super()._start_item(attrs)  # type: ignore[misc]
        self.entries[-1][BASE] = self.baseuri

    _start_entry = _start_item

    def _start_guid(self: Any, attrs: dict[str, str]) -> None:
        super()._start_guid(attrs)  # type: ignore[misc]
        self._get_context()[IS_PERMALINK] = attrs.get("ispermalink", "true").strip().lower() != "false"

    def _end_author(self: Any) -> None:
        text = self.pop("author")
        self.inauthor = 0
        authors = self._get_context().get("authors")
        if authors and text and text.strip() and not authors[-1]:
            authors[-1]["name"] = text

    def _start_media_description(self: Any, attrs: dict[str, str]) -> None:
        self.push(CAPTION, 1)

    def _end_media_description(self: Any) -> None:
        self.pop(CAPTION)

    def _start_itunes_summary(self: Any, attrs: dict[str, str]) -> None:
        self.push(PODCAST_TEXT, 1)

    def _end_itunes_summary(self: Any) -> None:
        self.pop(PODCAST_TEXT)

    def _end_hour(self: Any) -> None:
        self.keep_of_feed(HOURS, self.pop("hour"))

    def _end_day(self: Any) -> None:
        self.keep_of_feed(DAYS, self.pop("day"))

    def keep_of_feed(self: Any, key: str, value: str | None) -> None:
        """Add to a list of the feed's; an entry that has an hour and a day is an event."""
        if value and not self.inentry:
            self.feeddata.setdefault(key, []).append(value)


def _handlers(name: str, key: str) -> dict[str, Any]:
    """Handlers that keep the text of an element under a key."""

    def start(self: Any, _attrs: dict[str, str]) -> None:
        self.push(key, 1)

    def end(self: Any) -> None:
        self.pop(key)

    return {f"_start_{name}": start, f"_end_{name}": end}


@cache
def _parsers() -> tuple[type, type]:
    from feedparser import api

    strict, loose = api.StrictFeedParser, api.LooseFeedParser
    own = {"can_be_relative_uri": strict.can_be_relative_uri - {"id"}}
    for name in _TEXTS:
        own |= _handlers(name, name)
    for name in _RESERVED:
        own |= _handlers(name, f"element_{name}")
    return type("StrictFeedParser", (_Mended, strict), own), type("LooseFeedParser", (_Mended, loose), own)


@contextlib.contextmanager
def _own_handlers() -> Iterator[None]:
    from feedparser import api

    ours, theirs = _parsers(), (api.StrictFeedParser, api.LooseFeedParser)
    api.StrictFeedParser, api.LooseFeedParser = ours
    try:
        yield
    finally:
        api.StrictFeedParser, api.LooseFeedParser = theirs


def read(text: str) -> Document:
    """feedparser's result for a document, unsanitised and with relative addresses as they are.

    The document is handed over as a stream: text and even bytes could be taken for an address or the name of a file.
    """
    import feedparser

    stream = io.BytesIO(text.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8"}
    with _own_handlers():
        found = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False, response_headers=headers)
    fault = (found.get("bozo_exception") or "") if found.get("bozo") else None
    return Document(found.get("version") or "", found.feed, found.entries, fault)
