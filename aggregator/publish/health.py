"""The health of every source as a file for programs: ``health.json``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from aggregator.model import Artifact, SiteInfo, SourceHealth
from aggregator.text.dates import rfc3339
from aggregator.text.urls import redact


def health_json(healths: Sequence[SourceHealth], site: SiteInfo, *, now: datetime) -> Artifact:
    """``health.json``: ``generated``, ``site``, ``counts`` of sources by state, and ``sources`` in the order given.

    ``generated`` is the time of the last poll, since what the file says was true then; ``now`` where nothing was ever
    polled. So a build between two polls leaves the file as it is.
    """
    polls = [health.last_poll for health in healths if health.last_poll]
    document = {
        "generated": rfc3339(max(polls, default=now)),
        "site": site.title,
        "counts": dict(sorted(Counter(health.state for health in healths).items())),
        "sources": [health_row(public_health(health)) for health in healths],
    }
    return Artifact(
        "health.json", "application/json", (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    )


def public_health(health: SourceHealth) -> SourceHealth:
    """A source as everybody may see it: of a file on this machine its name alone, not the folders it lies in."""
    parts = urlsplit(health.url)
    if parts.scheme != "file":
        return health
    path = Path(url2pathname(parts.path))
    return replace(health, url=path.name, reason=health.reason.replace(str(path), path.name))


def health_row(health: SourceHealth) -> dict[str, Any]:
    """A source in the shape of ``sources --json``. Times are RFC 3339 in UTC or None."""
    return {
        "id": health.id,
        "url": redact(health.url),
        "title": health.title,
        "state": str(health.state),
        "since": _time(health.since),
        "reason": health.reason,
        "last_poll": _time(health.last_poll),
        "last_ok": _time(health.last_ok),
        "last_new": _time(health.last_new),
        "next_poll": _time(health.next_poll),
        "items": health.items,
        "requests": health.requests,
        "not_modified": health.not_modified,
    }


def _time(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment else None
