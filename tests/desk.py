"""A desk whose items come from the test itself: a real configuration, a real store and real builds, without the polls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregator.app import Desk, open_desk
from aggregator.model import BuildReport, Item, PlannedItem, PollPlan, SourceState, State, Tag, item_id

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONFIG = """\
site: {title: The Desk, base_url: "https://desk.example/news/"}
sources:
  - {id: wire, url: "https://wire.example/feed", title: Wire, outlet: wire}
  - {id: post, url: "https://post.example/feed", title: The Post, outlet: post}
  - {id: post-two, url: "https://post.example/two", title: The Post again, outlet: post}
"""


@dataclass
class SmallDesk:
    """An open desk and its folder."""

    desk: Desk
    folder: Path
    made: int = field(default=0)

    def meet(self, count: int, now: datetime, *, source: str = "wire", **changes: Any) -> list[Item]:
        """So many new items of a source, met now; the last is the newest."""
        items = [self.item(now, source, **changes) for _ in range(count)]
        self.apply(
            [PlannedItem(item, (f"guid:{item.guid}",), item.title, (Tag("region", "georgia"),)) for item in items], now
        )
        return items

    def item(self, now: datetime, source: str, **changes: Any) -> Item:
        self.made += 1
        key = f"{source}-{self.made}"
        published = now - HOUR + timedelta(milliseconds=self.made)
        made = Item(
            id=item_id(source, key), source_id=source, guid=key, url=f"https://{source}.example/{key}", title=f"News {key}", summary="What was told",
            content="", authors=("Ana",), categories=(), enclosures=(), image=None, language="en", published=published, date_basis="published",
            precision="second", first_seen=now, updated=published, agency=None, content_hash=key,
        )  # fmt: skip
        return replace(made, **changes)

    def change(self, item: Item, now: datetime, **changes: Any) -> Item:
        """A new version of an item."""
        changed = replace(item, **{"content_hash": f"{item.content_hash}+", "updated": now, **changes})
        planned = PlannedItem(changed, (f"guid:{item.guid}",), changed.title, (Tag("region", "georgia"),))
        state = SourceState(item.source_id, state=State.OK)
        self.desk.store.apply([PollPlan(state=state, changed=(planned,))], now=now, tag_version=self.desk.tag_version)
        return changed

    def apply(self, planned: list[PlannedItem], now: datetime) -> None:
        source = planned[0].item.source_id if planned else "wire"
        state = SourceState(source, state=State.OK, last_poll=now, last_ok=now)
        self.desk.store.apply([PollPlan(state=state, new=tuple(planned))], now=now, tag_version=self.desk.tag_version)

    def build(self, now: datetime, **options: Any) -> BuildReport:
        report = self.desk.build(now, **options)
        assert report.failed == ()
        return report

    def read(self, path: str) -> bytes:
        return (self.folder / "output" / path).read_bytes()

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Bytes and modification time of everything that is published."""
        root = self.folder / "output"
        found = (path for path in root.rglob("*") if path.is_file())
        return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


@contextmanager
def open_small(folder: Path, more: str = "", config: str = CONFIG) -> Iterator[SmallDesk]:
    """The desk in a folder, on its configuration and ``more`` lines of it; the store stays from one time to the next."""
    folder.mkdir(exist_ok=True)
    path = folder / "config.yaml"
    path.write_text(config + more, encoding="utf-8")
    with open_desk(path, owner="a test", clock=lambda: NOW) as desk:
        yield SmallDesk(desk, folder)
