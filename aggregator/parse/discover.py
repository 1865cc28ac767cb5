"""Where a site may keep its feeds: what its page names, what its page links to, and where feeds usually lie. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aggregator.errors import ParseError
from aggregator.parse.dom import text_of
from aggregator.parse.page import base_of
from aggregator.parse.sniff import LIKELY_TYPES, advertised_feeds, leads_to_feed
from aggregator.parse.tree import tree_of
from aggregator.text.urls import canonical_url, registrable_domain, resolve

#: Paths that feeds lie at when nobody names them, the most frequent first.
USUAL = (
    "/feed",
    "/rss",
    "/feed/",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/rss/",
    "/en/rss",
    "/feeds/posts/default",
    "/feed.json",
)
MOST_NAMED, MOST_USUAL = 40, 12
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._=?-])(?:rss|feed|feeds|atom|rdf)(?:[/._=?&-]|\d*$)|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
#: What a link to feeds, or to a page of them, is called.
_IS_CALLED_FEED = re.compile(
    r"\W*(?:our |all )?(?:rss|atom|xml|news|web)?[\s-]*(?:rss|atom|feeds?|лент[аы]|стрічк[аи])(?:[\s-]*(?:2\.0|feeds?|лент[аы]))?\W*",
    re.IGNORECASE,
)
#: Hosts that keep the feeds of others.
_HOST = re.compile(r"https?://(?:feeds?\d*\.|feedproxy\.)", re.IGNORECASE)
_OF_NO_FEED = re.compile(r"/wp-json/|oembed|manifest\.json|opensearch", re.IGNORECASE)
_OF_COMMENTS = re.compile(r"comment|/replies|відгук|коммент", re.IGNORECASE)


def named_feeds(text: str, url: str) -> tuple[str, ...]:
    """Addresses that a page gives for feeds: in its head, then in its links; feeds of comments last."""
    found = {canonical_url(feed): feed for feed in reversed([*advertised_feeds(text, url), *linked_feeds(text, url)])}
    unique = list(reversed(found.values()))
    return tuple(sorted(unique, key=lambda feed: _OF_COMMENTS.search(feed) is not None)[:MOST_NAMED])


def linked_feeds(text: str, url: str) -> tuple[str, ...]:
    """Addresses that look like feeds: of link elements anywhere, then of links to the same site, or called a feed."""
    try:
        tree = tree_of(text)
    except ParseError:
        return ()
    base, site = base_of(tree, url), registrable_domain(url)
    found: dict[str, None] = {}
    for link in tree.css("link[rel][href]"):
        target = resolve(base, link.attributes.get("href") or "")
        if target and leads_to_feed(link, LIKELY_TYPES) and not _OF_NO_FEED.search(target):
            found[target.split("#", 1)[0]] = None
    for link in tree.css("a[href]")[:3000]:
        target = resolve(base, link.attributes.get("href") or "")
        if target is None or target.split("#", 1)[0] == url.split("#", 1)[0]:
            continue
        parts, is_called_feed = urlsplit(target), _IS_CALLED_FEED.fullmatch(text_of(link)) is not None
        looks_like_one = _LOOKS_LIKE_FEED.search(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        is_own = registrable_domain(target) == site
        if (is_own and (looks_like_one or is_called_feed)) or (
            is_called_feed and (looks_like_one or _HOST.match(target))
        ):
            found[target.split("#", 1)[0]] = None
    return tuple(found)


def usual_places(url: str) -> tuple[str, ...]:
    """Addresses on a site where feeds usually lie: below the page that was asked for, then below the site's root."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.rstrip("/")
    below = [f"{root}{folder}{path}" for path in USUAL[:3]] if folder and "." not in folder.rsplit("/", 1)[-1] else []
    return tuple(dict.fromkeys([*below, *(f"{root}{path}" for path in USUAL)]))[:MOST_USUAL]
