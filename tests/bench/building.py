"""What a build costs beyond start-up: thirty regions in three formats, whole, and after a poll that changed one source in twenty.

``python -m tests.bench.building``. Sixty outlets have published for ten days, an issue came every morning; then three of them
have something new. Feeds and pages are counted apart.
"""

from __future__ import annotations

import gzip
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from aggregator.issues import IssueRoom
from aggregator.model import Evidence, PlannedItem, RegionTree, Tag
from aggregator.press import Bundle, Press
from aggregator.tag import builtin_regions
from tests.desk import DAY, HOUR, NOW, SmallDesk, open_small

OUTLETS, COUNTRIES, DAYS, ITEMS_A_DAY = 60, 24, 10, 5
CONFIG = 'site: {title: The Desk, base_url: "https://desk.example/news/"}\nsources:\n' + "".join(
    f'  - {{id: o{n}, url: "https://o{n}.example/feed", title: Outlet {n}, outlet: o{n}}}\n' for n in range(OUTLETS)
)


@dataclass
class Clock:
    """Processor seconds by what they went into."""

    spent: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def counting(self, what: str) -> Iterator[None]:
        begun = time.process_time()
        try:
            yield
        finally:
            self.spent[what] += time.process_time() - begun


class Newsroom:
    """Makes items about countries, in words of its own."""

    def __init__(self, desk: SmallDesk, seed: int = 1) -> None:
        self.desk = desk
        self.chance = random.Random(seed)
        self.tree = RegionTree(builtin_regions())
        self.countries = [region.id for region in self.tree if region.country][:COUNTRIES]
        self.words = ["".join(self.chance.choice("bdgklmnprstvz") + self.chance.choice("aeiou") for _ in range(3)) for _ in range(5000)]  # fmt: skip

    def publish(self, outlet: int, count: int, now: datetime) -> None:
        planned = []
        for _ in range(count):
            title = " ".join(self.chance.choices(self.words, k=9)).capitalize()
            summary = " ".join(self.chance.choices(self.words, k=30)).capitalize()
            item = self.desk.item(now, f"o{outlet}", title=title, summary=summary)
            regions = self.with_parents(self.chance.choice(self.countries))
            proof = (Evidence("title", title.split()[0], "a name"),)
            planned.append(PlannedItem(item, (item.guid or "",), title, tuple(Tag("region", one, "about", proof) for one in regions)))  # fmt: skip
        self.desk.apply(planned, now)

    def with_parents(self, region: str) -> Sequence[str]:
        found, queue = [], [region]
        while queue:
            current = queue.pop(0)
            if current in self.tree and current not in found:
                found.append(current)
                queue.extend(self.tree[current].parents)
        return found


def build(desk: SmallDesk, now: datetime, *, full: bool = False) -> tuple[float, float, int]:
    """Processor milliseconds of a build without its pages, and of the pages; files written."""
    clock, printing = Clock(), Press.print

    def counted(press: Press, bundle: Bundle) -> None:
        with clock.counting("feeds" if bundle.name.startswith("feed ") else "pages"):
            printing(press, bundle)

    with patch.object(Press, "print", counted), clock.counting("all"):
        report = desk.build(now, full=full)
    return (clock.spent["all"] - clock.spent["pages"]) * 1000, clock.spent["pages"] * 1000, len(report.written)


def issue_page(desk: SmallDesk, now: datetime) -> str:
    """What the page of the largest issue costs once the templates are compiled, and how large it is; the best of five."""
    issue = max(desk.desk.store.issues.newest(DAYS), key=lambda issue: issue.count)
    pages, spent, body = IssueRoom(desk.desk.edition(now)).pages, [], b""
    for _ in range(6):
        clock = Clock()
        with clock.counting("page"):
            body = pages.day(issue, previous=None, following=None)[0].body
        spent.append(clock.spent["page"] * 1000)
    sizes = f"{len(body) / 1000:.0f} kB, {len(gzip.compress(body)) / 1000:.0f} kB compressed"
    return (
        f"  the page of an issue of {issue.count} items: {min(spent[1:]):.0f} ms (goal 100), {sizes} (goals 200 and 50)"
    )


def report() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, open_small(Path(folder), config=CONFIG) as desk:
        newsroom = Newsroom(desk)
        for day in range(DAYS):
            for outlet in range(OUTLETS):
                newsroom.publish(outlet, ITEMS_A_DAY, NOW + day * DAY)
            desk.build(NOW + day * DAY)
        now = NOW + DAYS * DAY
        desk.build(now)
        feeds = len(list((Path(folder) / "output" / "feeds").glob("*.atom")))
        rows = {"nothing changed": build(desk, now + timedelta(minutes=1))}
        rows["a full build"] = build(desk, now, full=True)
        yield issue_page(desk, now)
        for outlet in range(0, OUTLETS, OUTLETS // 3):
            newsroom.publish(outlet, 1, now + HOUR)
        rows["after 3 of 60 sources had news"] = build(desk, now + HOUR)
        yield f"a build of {OUTLETS * ITEMS_A_DAY * DAYS:,} items, {feeds} feeds in three formats, in milliseconds of processor time:"
        for name, (of_feeds, of_pages, written) in rows.items():
            yield f"  {name}: feeds {of_feeds:.0f}, pages {of_pages:.0f} ({written} files written)"
        yield f"  goals for 30 x 3: 60 after news, 150 in full; here {feeds} x 3"


if __name__ == "__main__":
    print("\n".join(report()))
