"""Search engines and archives find every page and are let in."""

from __future__ import annotations

import urllib.robotparser
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from aggregator.publish.sitemap import SitemapPage, robots_txt, sitemap_xml
from tests.publish import rules
from tests.publish.samples import NOON, SITE

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGES = [SitemapPage("", NOON), SitemapPage("2026/01/14/", NOON), SitemapPage("about/"), SitemapPage("")]


def test_pages_have_absolute_addresses_once_each_and_the_dates_of_their_data() -> None:
    artifact = sitemap_xml(PAGES, SITE)

    assert (artifact.path, artifact.media_type) == ("sitemap.xml", "application/xml")
    root = rules.strict(artifact.body)
    assert root.tag == f"{NS}urlset"
    assert [(url.findtext(f"{NS}loc"), url.findtext(f"{NS}lastmod")) for url in root] == [
        ("https://desk.example/news/", "2026-01-14T12:00:00Z"),
        ("https://desk.example/news/2026/01/14/", "2026-01-14T12:00:00Z"),
        ("https://desk.example/news/about/", None),
    ]


def test_dates_are_in_utc() -> None:
    there = datetime(2026, 1, 14, 1, tzinfo=timezone(timedelta(hours=4)))

    assert b"2026-01-13T21:00:00Z" in sitemap_xml([SitemapPage("", there)], SITE).body


def test_the_same_pages_give_the_same_bytes() -> None:
    assert sitemap_xml(PAGES, SITE) == sitemap_xml(PAGES, SITE)


def test_robots_may_read_the_pages_that_tell_them_not_to_index() -> None:
    artifact = robots_txt(replace(SITE, robots="noindex"))

    assert (artifact.path, artifact.media_type) == ("robots.txt", "text/plain")
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(artifact.body.decode().splitlines())
    assert parser.can_fetch("anybot", "https://desk.example/news/region/georgia/")
    assert parser.site_maps() == ["https://desk.example/news/sitemap.xml"]
