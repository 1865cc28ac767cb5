"""``feeds/health.atom``: what changed in the health of the sources, for editors who do not want to look every day.

Atom alone (RFC 4287). Every entry is one change, dated by it and never touched again: when the next try is due is left
out, so that the bytes stay until the next change.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree

from aggregator.model import ITEM_NAMESPACE, Artifact, OutputSpec, SiteInfo, StateChange, public_id
from aggregator.publish.datelines import Datelines
from aggregator.publish.directories import source_anchor
from aggregator.publish.feeds import MEDIA_TYPES
from aggregator.publish.labels import state_in_words
from aggregator.publish.shown import feed_path, output_description, output_id, output_title, public_url, site_title
from aggregator.publish.words import words_of
from aggregator.text import xmlchars
from aggregator.text.dates import rfc3339
from aggregator.text.urls import redact_text

_CHANGES = uuid.uuid5(ITEM_NAMESPACE, "state changes")
#: Newest changes shown.
LIMIT = 100
WELL = "ok"


def health_output(site: SiteInfo) -> OutputSpec:
    """The feed as pages name it. It holds no news, so no subscription list has it."""
    words = words_of(site)
    return OutputSpec(
        "health",
        words.say("Source health · {site}", site=site.title),
        words.say("Sources that fail, or are well again, and what can be done about it"),
        scheme="output",
        term="health",
        limit=LIMIT,
        formats=("atom",),
        page="sources/",
    )


def health_feed(
    changes: Sequence[StateChange],
    titles: Mapping[str, str],
    advice: Mapping[str, str],
    site: SiteInfo,
    dates: Datelines,
    *,
    updated: datetime,
) -> Artifact:
    """The feed of these changes, newest first.

    ``titles``: names of sources by id. ``advice``: what an editor can do, by state word. ``updated``: the date of a feed
    without entries.
    """
    spec = health_output(site)
    path = feed_path(spec.name, "atom")
    title = output_title(spec)
    feed = ElementTree.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": site.language})
    _add(feed, "id", output_id(spec))
    _add(feed, "title", title)
    subtitle = dates.words.say(
        "{description}. Times are of {zone}.", description=output_description(spec), zone=site.timezone
    )
    _add(feed, "subtitle", subtitle)
    _add(feed, "updated", rfc3339(changes[0].at if changes else updated))
    _add(_add(feed, "author"), "name", site_title(site, title))
    _add(feed, "generator", "aggregator")
    _add(feed, "link", rel="self", type=MEDIA_TYPES["atom"], href=public_url(site, path))
    _add(feed, "link", rel="alternate", type="text/html", href=public_url(site, spec.page))
    for change in changes:
        entry = _add(feed, "entry")
        _add(entry, "id", change_id(change))
        _add(entry, "title", title_of(change, titles.get(change.source_id) or change.source_id, dates))
        _add(entry, "updated", rfc3339(change.at))
        _add(entry, "published", rfc3339(change.at))
        _add(_add(entry, "author"), "name", site_title(site, title))
        anchor = source_anchor(change.source_id)
        _add(entry, "link", rel="alternate", type="text/html", href=public_url(site, f"{spec.page}#{anchor}"))
        _add(entry, "category", scheme="urn:aggregator:state", term=change.state)
        _add(entry, "summary", text_of(change, advice.get(change.state, ""), dates), type="text")
    ElementTree.indent(feed, " ")
    text = ElementTree.tostring(feed, encoding="unicode")
    return Artifact(path, MEDIA_TYPES["atom"], f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode())


def change_id(change: StateChange) -> str:
    """The permanent id of a change: of the source's permanent id, the moment and the word."""
    return public_id(str(uuid.uuid5(_CHANGES, f"{change.mint_id}\n{change.at.isoformat()}\n{change.state}")))


def title_of(change: StateChange, title: str, dates: Datelines) -> str:
    """``Civil Georgia: refused since 14 Jan 2026, 12:05``, ``Civil Georgia is well again``."""
    name = " ".join(title.split())
    if change.state == WELL:
        return dates.words.say("{source} is well again", source=name)
    state, since = state_in_words(change.state, dates.words), dates.date_and_clock(change.at)
    return dates.words.say("{source}: {state} since {moment}", source=name, state=state, moment=since)


def text_of(change: StateChange, advice: str, dates: Datelines) -> str:
    """Why, what to do about it, and how it was before."""
    say = dates.words.say
    begin = dates.date_and_clock(change.before_at) if change.before_at else ""
    before = state_in_words(change.before or "", dates.words)
    if change.state == WELL:
        return say(
            "It was {state} from {begin} to {end}.", state=before, begin=begin, end=dates.date_and_clock(change.at)
        )
    state = state_in_words(change.state, dates.words)
    parts = [
        sentence(redact_text(change.reason) or say("It is {state}", state=state)),
        sentence(say("What you can do: {advice}", advice=advice)) if advice else "",
        say("Before, it was {state} since {begin}.", state=before, begin=begin) if before else "",
    ]
    return " ".join(filter(None, parts))


def sentence(text: str) -> str:
    """The text with a capital in front and a full stop behind."""
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?", "…")) else ".")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = xmlchars.replace(text) if text is not None else None
    return element
