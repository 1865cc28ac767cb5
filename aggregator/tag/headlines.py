"""A headline as an item of its own, for trying rules on sample headlines before they count."""

from __future__ import annotations

from datetime import UTC, datetime

from aggregator.model import Item, SourceSpec
from aggregator.text.language import language_from_script

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def item_from_headline(headline: str) -> tuple[Item, SourceSpec]:
    """An item of nothing but a title, and a source of which nothing is known. It is new: no rule finds it too old."""
    item = Item(
        id="headline",
        source_id="headline",
        guid=None,
        url=None,
        title=headline,
        summary="",
        content="",
        authors=(),
        categories=(),
        enclosures=(),
        image=None,
        language=language_from_script(headline),
        published=_EPOCH,
        date_basis="first_seen",
        precision="second",
        first_seen=_EPOCH,
        updated=_EPOCH,
        agency=None,
        content_hash="",
    )
    return item, SourceSpec("headline", url="")
