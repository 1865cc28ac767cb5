"""Entries as each format writes them, apart from the documents they stand in.

An entry reads the same in every feed that has it and in every build, as long as it is made of the same things, so it is rendered
once; a feed is a head with such fragments in it. feedgen renders them, several at a time, and a strict parser reads them before
they are handed out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from aggregator.errors import OutputError
from aggregator.model import FeedFormat, OutputEntry, OutputSpec, RegionTree, SiteInfo
from aggregator.publish.also import also_in_html, with_story
from aggregator.publish.jsonfeed import json_item
from aggregator.publish.shown import NO_TITLES, ShownEntry, feed_path, shown_entry

#: An entry in each format that was asked for; whole lines, in JSON without the comma behind.
Fragment: TypeAlias = Mapping[FeedFormat, bytes]

_TITLE = re.compile(rb"<title>([^<]*)</title>")
_ENTRIES: dict[FeedFormat, re.Pattern[bytes]] = {
    "atom": re.compile(rb"^  <entry[ >].*?^  </entry>\n", re.DOTALL | re.MULTILINE),
    "rss": re.compile(rb"^    <item>.*?^    </item>\n", re.DOTALL | re.MULTILINE),
}


def render_fragments(
    spec: OutputSpec,
    entries: Sequence[OutputEntry],
    site: SiteInfo,
    tree: RegionTree,
    topics: Mapping[str, str] = NO_TITLES,
) -> tuple[Fragment, ...]:
    """Entries in the formats of an output. Raises OutputError for what would not be well-formed."""
    shown = [shown_entry(entry, spec, site, tree, topics) for entry in entries]
    by_format: dict[FeedFormat, list[bytes]] = {}
    generator = _generator(shown) if shown and {"atom", "rss"} & set(spec.formats) else None
    for form in spec.formats:
        if form == "json":
            by_format[form] = [json_item(entry) for entry in shown]
        elif generator is not None:
            body = serialised(generator, form, feed_path(spec.name, form))
            by_format[form] = _ENTRIES[form].findall(body)
    return tuple({form: bodies[place] for form, bodies in by_format.items()} for place in range(len(shown)))


def serialised(generator: Any, form: FeedFormat, what: str) -> bytes:
    """A document, serialised and read again: what a strict parser refuses is not handed out. Raises OutputError naming ``what``."""
    from lxml import etree

    try:
        body: bytes = generator.atom_str(pretty=True) if form == "atom" else generator.rss_str(pretty=True)
        if form == "rss":
            body = _TITLE.sub(_with_hexadecimal_references, body)
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise OutputError(f"{what} would not be well-formed XML: {error}") from error
    return body


def new_generator() -> Any:
    """feedgen's feed, with the extensions that put right what it writes."""
    from feedgen.feed import FeedGenerator

    from aggregator.publish.extensions import AtomEntry, AtomFeed, RssEntry, RssFeed

    feed = FeedGenerator()
    feed.register_extension("desk_atom", AtomFeed, AtomEntry, atom=True, rss=False)
    feed.register_extension("desk_rss", RssFeed, RssEntry, atom=False, rss=True)
    return feed


def _generator(shown: Sequence[ShownEntry]) -> Any:
    """A feed of these entries, whose head nobody will see."""
    feed = new_generator()
    feed.desk_atom.updated = shown[0].updated
    feed.id("urn:aggregator:entries")
    feed.title("entries")
    feed.description("entries")
    feed.link(href="urn:aggregator:entries")
    feed.updated(shown[0].updated)
    for entry in shown:
        _add_entry(feed, entry)
    return feed


def _add_entry(feed: Any, shown: ShownEntry) -> None:
    """An entry as feedgen wants it; its extensions do the rest."""
    entry = feed.add_entry(order="append")
    entry.desk_atom.shown = entry.desk_rss.shown = shown
    entry.id(shown.id)
    entry.title(shown.title)
    entry.updated(shown.updated)
    entry.link(href=shown.url, rel="alternate")
    entry.author([{"name": name} for name in shown.authors])
    if summary := with_story(shown):
        entry.summary(summary, type="text")
    if shown.content:
        entry.content(shown.content + also_in_html(shown.story), type="html")
    for label in shown.labels:
        entry.category(term=label.term, scheme=label.scheme, label=label.title)
    if shown.attachments:
        # RSS has room for one, and feedgen would keep the last; the extension gives Atom all of them.
        first = shown.attachments[0]
        entry.enclosure(first.url, first.length or 0, first.media_type)
    if shown.origin.feed_url:
        entry.source(url=shown.origin.feed_url, title=shown.origin.title)


def _with_hexadecimal_references(title: re.Match[bytes]) -> bytes:
    escaped = title[1].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")
    return b"<title>" + escaped + b"</title>"
