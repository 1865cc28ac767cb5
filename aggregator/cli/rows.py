"""The stable JSON shape of an item, as ``list --json`` prints it; documented in docs/formats.md."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from aggregator.model import SourceSpec, origin_of, public_id
from aggregator.text.dates import rfc3339

if TYPE_CHECKING:
    from aggregator.store import StoredItem


def item_row(stored: StoredItem, spec: SourceSpec | None) -> dict[str, Any]:
    """An item with its tags. ``countries`` and ``topics`` are ids; ``regions`` carry their weight."""
    item, tags = stored.item, stored.tags
    outlet = spec.outlet if spec else item.source_id
    return {
        "id": public_id(item.id),
        "source": item.source_id,
        "outlet": outlet,
        "guid": item.guid,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content": item.content,
        "authors": list(item.authors),
        "categories": list(item.categories),
        "language": item.language,
        "published": rfc3339(item.published),
        "precision": item.precision,
        "date_basis": item.date_basis,
        "updated": rfc3339(item.updated),
        "first_seen": rfc3339(item.first_seen),
        "agency": item.agency,
        "origin": origin_of(item, outlet),
        "countries": sorted(tag.term for tag in tags if tag.scheme == "country" and tag.weight == "about"),
        "regions": [{"id": tag.term, "weight": tag.weight} for tag in tags if tag.scheme == "region"],
        "topics": sorted(tag.term for tag in tags if tag.scheme == "topic"),
        "story": public_id(stored.story) if stored.story else None,
    }


def local(moment: datetime | None, zone: str) -> str:
    """A moment on the site's clock, to the minute; a dash for none."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if moment else "–"
