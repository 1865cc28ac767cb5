"""What feedgen leaves out or writes wrongly, put right entry by entry before it is serialised.

feedgen 1.0 loses ``rel``, ``type``, ``title`` and ``length`` of an entry's links in Atom (its issues 135 and 143),
gives ``atom:source`` neither id nor date, writes Atom dates with ``+00:00``, drops authors without a mail address from
RSS, takes one text for Atom's summary (plain) and RSS's description (HTML), and switches the locale of the process
for each RSS date. It calls its extensions by name, so these need no base.
"""

from __future__ import annotations

import html
import re
from datetime import datetime

from lxml.etree import SubElement, _Element

from aggregator.publish.also import also_in_html
from aggregator.publish.shown import Origin, ShownEntry
from aggregator.text.dates import rfc822, rfc3339

_DC = "http://purl.org/dc/elements/1.1/"
_GEORSS = "http://www.georss.org/georss"
_MEDIA = "http://search.yahoo.com/mrss/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_ATOM = "http://www.w3.org/2005/Atom"
_LOOKS_LIKE_TAG = re.compile(r"<[A-Za-z/!?]")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class AtomFeed:
    """The feed element of Atom (RFC 4287, 4.1.1)."""

    updated: datetime
    is_archive: bool = False

    def extend_ns(self) -> dict[str, str]:
        """GeoRSS, for points; Media RSS, for pictures; in archives the history of feeds (RFC 5005)."""
        return {"georss": _GEORSS, "media": _MEDIA, **({"fh": _HISTORY} if self.is_archive else {})}

    def extend_atom(self, feed: _Element) -> None:
        """Write the date as RFC 3339 with ``Z``; mark an archive."""
        _rewrite(feed, "updated", rfc3339(self.updated))
        if self.is_archive:
            SubElement(feed, f"{{{_HISTORY}}}archive")


class AtomEntry:
    """The entry element of Atom (RFC 4287, 4.1.2)."""

    shown: ShownEntry

    def extend_atom(self, node: _Element) -> None:
        """Language, dates, links and the feed it came from."""
        shown = self.shown
        if shown.language:
            node.set(_LANG, shown.language)
        _rewrite(node, "updated", rfc3339(shown.updated))
        SubElement(node, "published").text = rfc3339(shown.published)
        for mangled in (*node.findall("link"), *node.findall("source")):
            node.remove(mangled)
        _add_link(node, "alternate", shown.url)
        for attachment in shown.attachments:
            link = _add_link(node, "enclosure", attachment.url)
            link.set("type", attachment.media_type)
            if attachment.length is not None:
                link.set("length", str(attachment.length))
        _add_related(node, shown)
        _add_source(node, shown.origin)
        _add_point(node, shown)
        _add_image(node, shown)


class RssFeed:
    """The rss element."""

    hubs: tuple[str, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        """Dublin Core, for authors and languages; GeoRSS, for points; Media RSS, for pictures."""
        return {"dc": _DC, "georss": _GEORSS, "media": _MEDIA}

    def extend_rss(self, rss: _Element) -> None:
        """Name the hubs beside the feed's own address, which is all that feedgen writes."""
        for hub in self.hubs:
            SubElement(rss[0], f"{{{_ATOM}}}link", rel="hub", href=hub)


class RssEntry:
    """The item element of RSS 2.0."""

    shown: ShownEntry

    def extend_rss(self, node: _Element) -> None:
        """The description as HTML, authors, and the date as RFC 822 in English."""
        description = html_from_text(self.shown.summary) + also_in_html(self.shown.story)
        if description:
            _rewrite(node, "description", description)
        for author in self.shown.authors:
            SubElement(node, f"{{{_DC}}}creator").text = author
        SubElement(node, "pubDate").text = rfc822(self.shown.published)
        if self.shown.language:
            SubElement(node, f"{{{_DC}}}language").text = self.shown.language
        _add_point(node, self.shown)
        _add_image(node, self.shown)


def html_from_text(text: str) -> str:
    """HTML that shows as the text. Left as it is where no reader could take a part of it for a tag or a reference."""
    if _LOOKS_LIKE_TAG.search(text) or html.unescape(text) != text:
        return html.escape(text, quote=False)
    return text


def _add_link(node: _Element, rel: str, href: str) -> _Element:
    return SubElement(node, "link", rel=rel, href=href)


def _add_related(node: _Element, shown: ShownEntry) -> None:
    """What other outlets tell of the same event."""
    for one in shown.story.also if shown.story else ():
        if one.url:
            link = _add_link(node, "related", one.url)
            link.set("title", ": ".join(filter(None, (one.publisher, one.title))))


def _add_point(node: _Element, shown: ShownEntry) -> None:
    """Where it is about (GeoRSS-Simple): latitude, then longitude."""
    if shown.point is not None:
        SubElement(node, f"{{{_GEORSS}}}point").text = f"{shown.point[0]:.2f} {shown.point[1]:.2f}"


def _add_image(node: _Element, shown: ShownEntry) -> None:
    """Its picture (Media RSS), with its media type where its address tells."""
    if shown.image:
        content = SubElement(node, f"{{{_MEDIA}}}content", url=shown.image, medium="image")
        if shown.image_type:
            content.set("type", shown.image_type)


def _add_source(node: _Element, origin: Origin) -> None:
    """``atom:source`` with id, title and updated, as RFC 4287, 4.2.11 asks for."""
    source = SubElement(node, "source")
    SubElement(source, "id").text = origin.public_id
    SubElement(source, "title").text = origin.title
    SubElement(source, "updated").text = rfc3339(origin.updated)
    if origin.site_url:
        _add_link(source, "alternate", origin.site_url)
    if origin.feed_url:
        _add_link(source, "self", origin.feed_url)


def _rewrite(node: _Element, name: str, text: str) -> None:
    """Another text for a child that feedgen made."""
    for element in node.findall(name):
        element.text = text
