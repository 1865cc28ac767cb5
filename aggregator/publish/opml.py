"""Two lists in OPML 2.0: the feeds we make, for readers to import, and the sources we read.

Every feed is ``type="rss"`` whatever its format (opml.org, "Subscription lists"), and ``text`` and ``title`` are equal,
because readers differ in which one they show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree

from aggregator.model import Artifact, FeedFormat, OutputSpec, SiteInfo, SourceInfo
from aggregator.publish.shown import feed_path, output_title, public_url, source_title, web_url
from aggregator.publish.words import marked, words_of
from aggregator.text import xmlchars
from aggregator.text.dates import rfc822

MEDIA_TYPE = "text/x-opml"
#: Every reader takes the first; few take the last.
_BEST_FIRST: tuple[FeedFormat, ...] = ("atom", "rss", "json")
_FOLDERS = {"": marked("Feeds"), "region": marked("Regions"), "topic": marked("Topics")}


def outputs_opml(outputs: Sequence[OutputSpec], site: SiteInfo, *, updated: datetime) -> Artifact:
    """``feeds/all.opml``: the outputs in folders one level deep, feeds first, then regions, then topics."""
    words = words_of(site)
    document, body = _document(words.say("{site}: feeds", site=site.title), updated)
    for scheme, folder in _FOLDERS.items():
        members = [
            spec for spec in outputs if spec.formats and (spec.scheme if spec.scheme in _FOLDERS else "") == scheme
        ]
        if members:
            title = words.say(folder)
            parent = ElementTree.SubElement(body, "outline", text=title, title=title)
            for spec in members:
                _add_output(parent, spec, site)
    return _artifact("feeds/all.opml", document, body)


def sources_opml(sources: Sequence[SourceInfo], site: SiteInfo, *, updated: datetime) -> Artifact:
    """``feeds/sources.opml``: the sources that have a public address, flat, each address once.

    Flat, because what reads it back turns folders into tags of the sources.
    """
    document, body = _document(words_of(site).say("{site}: sources", site=site.title), updated)
    seen: set[str] = set()
    for source in sources:
        url = web_url(source.feed_url)
        if url and url not in seen:
            seen.add(url)
            _add_feed(body, source_title(source), url, web_url(source.site_url), language=source.language)
    return _artifact("feeds/sources.opml", document, body)


def _document(title: str, updated: datetime) -> tuple[ElementTree.Element, ElementTree.Element]:
    document = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(document, "head")
    ElementTree.SubElement(head, "title").text = xmlchars.replace(title)
    ElementTree.SubElement(head, "dateCreated").text = rfc822(updated)
    return document, ElementTree.SubElement(document, "body")


def _add_output(parent: ElementTree.Element, spec: OutputSpec, site: SiteInfo) -> None:
    form = next(form for form in _BEST_FIRST if form in spec.formats)
    url, page = public_url(site, feed_path(spec.name, form)), public_url(site, spec.page)
    _add_feed(parent, output_title(spec), url, page, description=spec.description, language=site.language)


def _add_feed(
    parent: ElementTree.Element,
    title: str,
    url: str,
    page: str | None,
    *,
    description: str = "",
    language: str | None = None,
) -> None:
    title = " ".join(xmlchars.replace(title).split())
    outline = ElementTree.SubElement(parent, "outline", type="rss", text=title, title=title, xmlUrl=url)
    optional = {"htmlUrl": page, "description": " ".join(xmlchars.replace(description).split()), "language": language}
    for name, value in optional.items():
        if value:
            outline.set(name, value)


def _artifact(path: str, document: ElementTree.Element, body: ElementTree.Element) -> Artifact:
    if not len(body):
        # OPML wants one outline at least; a folder without feeds is the one that no reader subscribes to.
        ElementTree.SubElement(body, "outline", text="No feeds with a public address")
    ElementTree.indent(document, " ")
    text = ElementTree.tostring(document, encoding="unicode")
    return Artifact(path, MEDIA_TYPE, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode())
