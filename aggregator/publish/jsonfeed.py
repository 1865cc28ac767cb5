"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with an extension object ``_aggregator`` in each item.

``tags`` are ids of the regions and topics an item is about, as the site's addresses use them. ``_aggregator`` holds
``source`` (``id``, ``title``, ``url`` of its feed, ``site``), ``regions`` (``id``, ``weight``), ``topics``,
``date_basis``, ``precision`` and, where others tell the same, ``story`` (``outlets``, ``origins``, ``also``: ``id``, ``outlet``,
``title`` and ``url`` of what each of them told first).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from aggregator.model import OutputSpec, SiteInfo
from aggregator.publish.also import also_in_html, with_story
from aggregator.publish.shown import ShownEntry, ShownStory, output_description, output_title, public_url, site_title
from aggregator.text.dates import rfc3339

_VERSION = "https://jsonfeed.org/version/1.1"


def json_head(spec: OutputSpec, site: SiteInfo, *, feed_url: str, hubs: Sequence[str] = ()) -> bytes:
    """The document without items: UTF-8 without a mark, keys sorted, so that equal entries give equal bytes; an item a line."""
    feed = {
        "version": _VERSION,
        "title": output_title(spec),
        "home_page_url": public_url(site, spec.page),
        "feed_url": feed_url,
        "description": output_description(spec),
        "language": site.language,
        "authors": [{"name": site_title(site, output_title(spec))}],
        **({"hubs": [{"type": "WebSub", "url": hub} for hub in hubs]} if hubs else {}),
    }
    # Python's indenting encoder takes longer than all of RSS; lines of our own cost nothing and can be compared.
    return f'{_dumps(feed)[:-1]}, "items": [\n\n]}}\n'.encode()


def _dumps(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def json_item(shown: ShownEntry) -> bytes:
    """An item as one line."""
    item = {
        "id": shown.id,
        "url": shown.url,
        "title": shown.title,
        "summary": shown.summary,
        "image": shown.image,
        "date_published": rfc3339(shown.published),
        "date_modified": rfc3339(shown.updated),
        "authors": [{"name": name} for name in shown.authors],
        "tags": list(dict.fromkeys(label.term for label in shown.labels)),
        "language": shown.language,
        "attachments": [
            _present({"url": file.url, "mime_type": file.media_type, "size_in_bytes": file.length})
            for file in shown.attachments
        ],
        "_aggregator": _extension(shown),
    }
    # One of the two is required; readers pass over an item whose content is empty.
    if shown.content:
        item["content_html"] = shown.content + also_in_html(shown.story)
    else:
        item["content_text"] = with_story(shown) or shown.title
    return _dumps(_present(item)).encode()


def _extension(shown: ShownEntry) -> dict[str, Any]:
    origin = shown.origin
    return {
        "source": _present(
            {"id": origin.id, "title": origin.title, "url": origin.feed_url, "site": origin.site_url},
        ),
        "regions": [{"id": term, "weight": weight} for term, weight in shown.regions],
        "topics": list(shown.topics),
        **({"point": list(shown.point)} if shown.point else {}),
        **({"story": _story(shown.story)} if shown.story else {}),
        "date_basis": shown.date_basis,
        "precision": shown.precision,
    }


def _story(story: ShownStory) -> dict[str, Any]:
    also = [_present({"id": one.id, "outlet": one.publisher, "title": one.title, "url": one.url}) for one in story.also]
    return {"outlets": story.outlets, "origins": story.origins, "also": also}


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what is missing: the specification has no null. An attachment of 0 bytes keeps its size."""
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
