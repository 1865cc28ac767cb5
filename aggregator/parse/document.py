"""A feed as its reader saw it, before anybody asks what it means: feedparser's mappings, or ones that are like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Keys of the mappings that are ours, not feedparser's.
IS_PERMALINK = "guid_is_permalink"
BASE = "xml_base"
HOURS, DAYS = "skip_hours", "skip_days"
CAPTION, PODCAST_TEXT = "media_description", "itunes_summary"


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found. ``version`` is "" where it found no feed."""

    version: str
    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    fault: Any = None  #: the error of a parser of XML, where the document is not well-formed
