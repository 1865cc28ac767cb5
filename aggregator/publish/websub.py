"""WebSub, the publisher's side (W3C Recommendation, 2018): which files are topics, what a hub is told, and when again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from aggregator.model import SiteInfo
from aggregator.publish.shown import public_url

_FEED = re.compile(r"feed\.xml|feeds/[a-z0-9-]+\.(?:atom|rss|json)")
#: Feeds that name no hub.
_OTHERS = {"feeds/health.atom"}
#: How long after a failure a hub is told again; after the last, as long as it takes.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
#: How long it is tried to tell a hub of a change.
PATIENCE = timedelta(days=2)


def is_topic(path: str) -> bool:
    """Whether a published file is a feed that names its hubs."""
    return _FEED.fullmatch(path) is not None and path not in _OTHERS


def topics_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The topics among the files that a build wrote."""
    return tuple(sorted({path for path in paths if is_topic(path)}))


def ping_fields(topic: str, site: SiteInfo) -> dict[str, str]:
    """The form that tells a hub that a topic changed: as the hubs understand it, for the Recommendation leaves it open."""
    return {"hub.mode": "publish", "hub.url": public_url(site, topic)}


def link_header(path: str, site: SiteInfo) -> str | None:
    """The Link field of a feed's answer (RFC 8288): its hubs and its own address. None for what is no topic."""
    if not site.hubs or not is_topic(path):
        return None
    links = [*(f'<{hub}>; rel="hub"' for hub in site.hubs), f'<{public_url(site, path)}>; rel="self"']
    return ", ".join(links)


def next_try(since: datetime, tries: int, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When a hub that failed ``tries`` times is told again; None when that has no use any more.

    ``asked``: what it said itself, in Retry-After.
    """
    wait = max(_WAITS[min(tries, len(_WAITS)) - 1], asked or timedelta())
    return now + wait if now + wait - since <= PATIENCE else None
