"""What search engines and archives read: ``sitemap.xml`` (sitemaps.org, 0.9) and ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree

from aggregator.model import Artifact, SiteInfo
from aggregator.publish.shown import public_url
from aggregator.text.dates import rfc3339


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page, and when what it shows last changed, by its data; None when nothing says so."""

    path: str  #: below the site's root, "" for the home page
    changed: datetime | date | None = None


def sitemap_xml(pages: Sequence[SitemapPage], site: SiteInfo) -> Artifact:
    """``sitemap.xml``: the pages in the order given, each once, with absolute addresses."""
    root = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    unique: dict[str, SitemapPage] = {}
    for page in pages:
        unique.setdefault(page.path, page)
    for page in unique.values():
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = public_url(site, page.path)
        if page.changed:
            changed = page.changed
            text = rfc3339(changed) if isinstance(changed, datetime) else changed.isoformat()
            ElementTree.SubElement(url, "lastmod").text = text
    ElementTree.indent(root, " ")
    whole = ElementTree.tostring(root, encoding="unicode")
    return Artifact("sitemap.xml", "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'.encode())


def robots_txt(site: SiteInfo) -> Artifact:
    """``robots.txt``: everything may be crawled. A page that asks not to be indexed can only be heard if it is read."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {public_url(site, 'sitemap.xml')}\n"
    return Artifact("robots.txt", "text/plain", text.encode())
