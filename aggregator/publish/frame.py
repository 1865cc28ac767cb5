"""What all pages of a site share: addresses, the head, the navigation, the links to feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from aggregator.model import FeedFormat, OutputSpec, SiteInfo
from aggregator.publish.datelines import Datelines
from aggregator.publish.feeds import MEDIA_TYPES, feed_path
from aggregator.publish.shown import public_url
from aggregator.publish.views import FeedLink, Link, Page
from aggregator.text import html
from aggregator.text.language import direction

_FORMATS: dict[FeedFormat, str] = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
_MOST_DESCRIPTION = 300


def day_page(day: date) -> str:
    """Where the page of an issue lies."""
    return f"{day:%Y/%m/%d}/index.html"


def file_of(page: str) -> str:
    """The file of a page named by its folder: ``region/georgia/`` → ``region/georgia/index.html``."""
    return page if page.endswith(".html") else f"{page}index.html"


def root_of(path: str) -> str:
    """The way from a page to the site's root: "" for one that lies there."""
    return "../" * path.count("/")


class Frame:
    """Makes the shared part of pages, and every link between them.

    Links name the file (``archive/index.html``), so that a copy of the site also works without a web server.
    """

    def __init__(
        self, site: SiteInfo, outputs: Sequence[OutputSpec], datelines: Datelines, *, has_topics: bool
    ) -> None:
        self._site = site
        self._datelines = datelines
        self.everything = next((spec for spec in outputs if spec.scheme == "all"), None)
        self._regions = {spec.term: spec for spec in outputs if spec.scheme == "region" and spec.page}
        self._topics = {spec.term: spec for spec in outputs if spec.scheme == "topic" and spec.page}
        topics = [("Topics", "topic/index.html")] if has_topics else []
        self._nav = (
            ("Today", "index.html"),
            ("Archive", "archive/index.html"),
            ("Regions", "region/index.html"),
            *topics,
            ("Feeds", "feeds/index.html"),
            ("Sources", "sources/index.html"),
        )

    def page(
        self,
        path: str,
        heading: str,
        description: str,
        *,
        own: OutputSpec | None = None,
        kind: Literal["website", "article"] = "website",
        previous: date | None = None,
        following: date | None = None,
    ) -> Page:
        """The shared part of the page at ``path``. ``own``: the feed that says what the page says."""
        site, root = self._site, root_of(path)
        specs = dict.fromkeys(spec for spec in (own, self.everything) if spec)
        folder = path.removesuffix("index.html")
        return Page(
            path=path,
            root=root,
            language=site.language,
            direction=direction(site.language),
            site_title=site.title,
            site_description=site.description,
            title=f"{heading} · {site.title}" if heading else site.title,
            description=html.shorten(" ".join(description.split()), _MOST_DESCRIPTION),
            canonical=public_url(site, folder) if site.base_url else "",
            kind=kind,
            locale=str(self._datelines.locale) if "-" in site.language else site.language,
            robots=site.robots,
            nav=tuple(Link(title, root + target, current=target == path) for title, target in self._nav),
            feeds=tuple(link for spec in specs for link in self.feed_links(spec, root)),
            previous=self._issue_link(previous, root),
            next=self._issue_link(following, root),
            contact=contact_address(site.contact),
        )

    def _issue_link(self, day: date | None, root: str) -> Link | None:
        return Link(self._datelines.short_day(day), root + day_page(day)) if day else None

    def feed_links(self, spec: OutputSpec | None, root: str) -> tuple[FeedLink, ...]:
        """A feed in its formats, the one most readers know first."""
        if spec is None:
            return ()
        return tuple(
            FeedLink(spec.title, name, MEDIA_TYPES[form], root + feed_path(spec.name, form))
            for form, name in _FORMATS.items()
            if form in spec.formats
        )

    def address(self, spec: OutputSpec) -> str:
        """The address of a feed to copy into a reader: in full, or from the root of a site that has none."""
        form = next((form for form in _FORMATS if form in spec.formats), None)
        if form is None:
            return ""
        path = feed_path(spec.name, form)
        return public_url(self._site, path) if self._site.base_url else path

    def region_page(self, region: str, root: str) -> str:
        """The way to a region's page; "" where it has none."""
        spec = self._regions.get(region)
        return root + file_of(spec.page) if spec else ""

    def region_feed(self, region: str, root: str) -> str:
        """The way to a region's feed; "" where it has none."""
        links = self.feed_links(self._regions.get(region), root)
        return links[0].href if links else ""

    def topic_page(self, topic: str, root: str) -> str:
        """The way to a topic's page; "" where it has none."""
        spec = self._topics.get(topic)
        return root + file_of(spec.page) if spec else ""

    def has_region_page(self, region: str) -> bool:
        """Whether a region has a page of its own."""
        return region in self._regions


def contact_address(contact: str | None) -> str:
    """An address people can follow: mail, or a page; a bare mail address becomes a link, anything else is left out."""
    found = (contact or "").strip()
    if found.lower().startswith(("mailto:", "https://", "http://")):
        return found
    return f"mailto:{found}" if "@" in found and " " not in found and ":" not in found else ""
