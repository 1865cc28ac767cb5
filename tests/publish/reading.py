"""Feeds made of entries, checked by the rules of their formats, and read back."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from typing import Any

import feedparser
from lxml import etree

from aggregator.model import OutputEntry, OutputSpec, RegionTree, SiteInfo
from aggregator.publish.feeds import render_feed
from tests.publish import rules
from tests.publish.rules import ATOM
from tests.publish.samples import NOON, SITE, SPEC, TREE


def rendered(
    entries: list[OutputEntry],
    spec: OutputSpec = SPEC,
    site: SiteInfo = SITE,
    tree: RegionTree = TREE,
    updated: datetime = NOON,
    topics: dict[str, str] | None = None,
) -> dict[str, bytes]:
    """Format → document; each is checked against the rules of its format."""
    artifacts = render_feed(spec, entries, site, tree, updated=updated, topics=topics or {})
    bodies = {artifact.path.rsplit(".", 1)[1]: artifact.body for artifact in artifacts}
    for form, body in bodies.items():
        rules.check(form, body, f"{site.base_url}feeds/{spec.name}.{form}")
    return bodies


def read(body: bytes) -> Any:
    return feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)


def atom_entries(bodies: dict[str, bytes]) -> list[etree._Element]:
    return rules.strict(bodies["atom"]).findall(f"{ATOM}entry")


def items(bodies: dict[str, bytes]) -> list[etree._Element]:
    return rules.strict(bodies["rss"]).findall("channel/item")


def moment(parsed: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
