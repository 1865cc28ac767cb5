"""Values to publish: a site, outputs, sources and entries with one word changed where a test needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.model import (
    Enclosure,
    Evidence,
    Item,
    OutputEntry,
    OutputSpec,
    Region,
    RegionTree,
    SiteInfo,
    SourceHealth,
    SourceInfo,
    Tag,
    item_id,
)

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
SITE = SiteInfo(title="The Demo Desk", base_url="https://desk.example/news/", language="en")
TREE = RegionTree(
    [
        Region("south-caucasus", "South Caucasus"),
        Region("georgia", "Georgia", parents=("south-caucasus",), country="GE", point=(41.69, 44.83)),
        Region("armenia", "Armenia", parents=("south-caucasus",), country="AM"),
    ]
)
SPEC = OutputSpec("georgia", "Georgia", "News about Georgia", scheme="region", term="georgia", page="region/georgia/")
WIRE = SourceInfo(
    "kura-wire",
    "Kura Valley Wire",
    "https://wire.example/feed.rss",
    site_url="https://wire.example/",
    outlet="Kura Valley Wire",
    language="en",
)
TAGS = (
    Tag("region", "georgia", "about", (Evidence("title", "Tbilisi", "georgia"),)),
    Tag("region", "south-caucasus", "about"),
    Tag("region", "armenia", "mentions"),
    Tag("country", "GE", "about"),
    Tag("topic", "energy", "about"),
)
#: A word or a headline in many scripts, right-to-left ones among them.
SCRIPTS = {
    "ka": "მთავრობამ ახალი გზა გახსნა",
    "hy": "Կառավարությունը նոր ճանապարհ բացեց",
    "ru": "Правительство открыло новую дорогу",
    "ar": "الحكومة تفتح طريقا جديدا في تبليسي",
    "fa": "دولت می‌خواهد جادهٔ تازه‌ای باز کند",
    "he": "הממשלה פתחה כביש חדש",
    "zh": "政府开通新公路 🚧",
    "az": "Hökumət yeni yol açdı",
    "hi": "सरकार ने नई सड़क खोली",
}


def item(number: int = 1, source: SourceInfo = WIRE, **changes: Any) -> Item:
    """An item of some source; a higher number is older."""
    at = NOON - timedelta(hours=number)
    made = Item(
        id=item_id(source.id, f"guid-{number}"),
        source_id=source.id,
        guid=f"guid-{number}",
        url=f"https://wire.example/articles/{number}?a=1&b=2",
        title=f"Road {number} opens",
        summary=f"The road number {number} was opened in the morning.",
        content=f"<p>The road <b>number {number}</b> was opened.</p>",
        authors=("Nino A.",),
        categories=(),
        enclosures=(),
        image=None,
        language="en",
        published=at,
        date_basis="published",
        precision="second",
        first_seen=at,
        updated=at,
        agency=None,
        content_hash="",
    )
    return replace(made, **changes)


def entry(
    number: int = 1,
    source: SourceInfo = WIRE,
    *,
    tags: tuple[Tag, ...] = TAGS,
    updated: datetime | None = None,
    **changes: Any,
) -> OutputEntry:
    """An entry of an output; ``changes`` are those of its item."""
    made = item(number, source, **changes)
    moment = updated or made.updated
    return OutputEntry(made, source, NOON - timedelta(days=2), tags, entered=made.first_seen, updated=moment)


def entries(count: int, **changes: Any) -> list[OutputEntry]:
    """Entries, newest first."""
    return [entry(number, **changes) for number in range(1, count + 1)]


def health(source_id: str = "kura-wire", **changes: Any) -> SourceHealth:
    """A source in good health."""
    made = SourceHealth(
        id=source_id,
        url=f"https://{source_id}.example/feed",
        title=f"Title of {source_id}",
        outlet=source_id,
        state="ok",
        since=NOON - timedelta(days=3),
        reason="",
        last_poll=NOON,
        last_ok=NOON,
        last_new=None,
        next_poll=NOON + timedelta(hours=1),
        items=12,
        items_by_day=(1, 2, 3, 4, 0, 1, 1),
        requests=30,
        not_modified=20,
    )
    return replace(made, **changes)


PODCAST = (
    Enclosure("https://wire.example/a.mp3", "audio/mpeg", 1234),
    Enclosure("https://wire.example/b.mp4", None, None),
)
