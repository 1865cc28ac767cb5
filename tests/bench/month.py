"""A month of the desk in minutes: sixty outlets, twenty thousand items, and subscribers who poll every hour.

Outlets edit headlines, change all their guids and links, are down for days; stories are joined, merge, and lose the item that led
them; rules and regions change and change back; the desk is restarted, and its output directory lost. The desk is the real one, in
this process, on a simulated clock. It fails when a subscriber misses an item or a story, meets one twice, sees a date go backwards,
an entry come back or read otherwise for no reason; `python -m tests.bench.month --help`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from aggregator.app import Desk, open_desk
from aggregator.poll import Poller
from tests.bench.newsmakers import LANGUAGES, Outlet, World, language_of
from tests.bench.subscriber import Subscriber, Violations, key_of

BEGIN = datetime(2026, 1, 10, 6, tzinfo=UTC)  #: a month from here ends in another month
HOUR = timedelta(hours=1)
BASE = "https://desk.example/"
#: What is subscribed to: every item, the stories of a region, and those that two origins tell. Pages and feeds of all the other
#: regions would take the most time.
FEEDS = ("all", "georgian-news", "confirmed")
#: Hours after which somebody takes the item out that leads a story.
WITHDRAWS = 29
#: Outlets that are said to be of the region, every other time that the desk is restarted.
AT_HOME = (6, 17)
RULES = ("[bridge, мост, Brücke, köprü]", "[bridge, archive, архив, Archiv, arşivi]")


@dataclass
class Month:
    """One run. Everything in it follows from the seed."""

    folder: Path
    world: World
    every: int = 1  #: hours between polls
    until: float = float("inf")  #: by the monotonic clock: there it ends early
    violations: Violations = field(default_factory=Violations)
    offered: dict[str, str] = field(default_factory=dict)  #: items that a poll could meet → their first headline
    backlog: frozenset[str] = frozenset()  #: those of the first poll: a feed need not have room for all of them
    polls: int = 0
    built: float = 0.0  #: seconds
    polled: float = 0.0
    archives_read: int = -1
    missed_away: int = 0
    told_away: int = 0
    withdrawn: set[str] = field(default_factory=set)  #: items taken out by hand
    figures: tuple[str, ...] = ()  #: what there is to say of stories
    closed: dict[Path, bytes] = field(default_factory=dict)  #: archives of months that are over
    memory: list[int] = field(default_factory=list)  #: bytes after every day

    def __post_init__(self) -> None:
        self.config = self.folder / "config.yaml"
        self.output = self.folder / "output"
        (self.folder / "pages").mkdir()
        for name in ("day.html", "today.html"):  # nobody reads the pages here, and these grow with the items
            (self.folder / "pages" / name).write_text("<title>{{ page.site_title }}</title>", encoding="utf-8")
        self.now = self.world.begin
        self.kept = StoriesKept()
        self.hourly = [self.subscribe(name) for name in FEEDS]
        self.traveller = self.subscribe("all")
        length = self.world.end - self.world.begin
        self.leaves, self.returns = self.world.begin + length * 0.4, self.world.begin + length * (0.4 + 1 / 3)

    def subscribe(self, name: str) -> Subscriber:
        return Subscriber(name, f"{BASE}feeds/{name}.atom", self.fetch, self.violations)

    def fetch(self, address: str) -> bytes | None:
        """What the web server would answer."""
        path = self.output / address.removeprefix(BASE)
        return path.read_bytes() if path.is_file() else None

    def configure(self, number: int) -> None:
        """The configuration of the desk's so-and-so-many-th start."""
        sources = "".join(source_line(outlet, is_odd=number % 2 == 1) for outlet in self.world.outlets)
        self.config.write_text(
            f"site: {{base_url: '{BASE}', title: Simulated desk}}\nsources:\n{sources}"
            f"topics:\n  bridges: {{match: {{keywords: {RULES[number % 2]}}}}}\n"
            "outputs:\n  templates: pages\n  per_region: false\n  formats: [atom]\n  feeds:\n"
            "    - {name: georgian-news, title: Georgia, regions: [georgia], formats: [atom]}\n"
            "    - {name: confirmed, title: Confirmed, regions: [georgia], min_origins: 2, formats: [atom]}\n",
            encoding="utf-8",
        )

    @contextlib.asynccontextmanager
    async def started(self) -> AsyncIterator[tuple[Desk, Poller]]:
        """The desk, as its process starts it."""
        with open_desk(self.config, clock=lambda: self.now) as desk:
            async with desk.poller(lambda: self.now) as poller:
                yield desk, poller

    async def run(self) -> None:
        """All hours; the desk is restarted every few days, between them with other rules or without its output directory."""
        restarts = restart_hours(self.world.days)
        for number, (first, last) in enumerate(restarts):
            self.configure(number)
            if number % 3 == 2:
                shutil.rmtree(self.output)
            async with self.started() as (desk, poller):
                for hour in range(first, last, self.every):
                    if time.monotonic() > self.until:
                        return
                    self.now = self.world.begin + hour * HOUR
                    await self.live(desk, poller)
                    if hour % 24 == 0:
                        self.check_silence(desk)

    async def live(self, desk: Desk, poller: Poller) -> None:
        """One hour: documents, poll, build, and those who read."""
        self.world.live(self.now)
        for telling in self.world.print_documents(self.folder, self.now):
            self.offered.setdefault(telling.key, telling.title)
        if not self.polls:
            self.backlog = frozenset(self.offered)
        if self.polls * self.every % WITHDRAWS >= WITHDRAWS - self.every:
            self.withdraw_a_lead(desk)
        begun = time.monotonic()
        summary = await desk.round(poller, desk.sources, desk.store.sources.states(), force=True)
        polled = time.monotonic()
        report = desk.build(self.now)
        self.polled, self.built = self.polled + polled - begun, self.built + time.monotonic() - polled
        self.polls += 1
        for fault in (*summary.crashed, *report.failed):
            self.violations.note("a fault of the desk", str(fault))
        for subscriber in self.hourly:
            subscriber.poll(self.now)
        self.travel()
        self.keep_archives()

    def withdraw_a_lead(self, desk: Desk) -> None:
        """Somebody takes out the item that leads the newest story of the region."""
        stories = [entry for entry in self.hourly[1].entries.values() if len(entry.items) > 1]
        newest = max(stories, key=lambda entry: (entry.last_here, entry.published), default=None)
        for stored in desk.store.items.find(newest.link) if newest else ():
            if newest and key_of(stored.item.url or "") == newest.lead:
                desk.store.items.withdraw(stored.item.id, "a mistake", self.now)
                self.withdrawn.add(newest.lead)

    def travel(self) -> None:
        """One subscriber is away for a third of the time, and looks up afterwards what was in between."""
        if self.now < self.leaves or self.archives_read >= 0:
            self.traveller.poll(self.now)
        elif self.now >= self.returns:
            self.archives_read = self.traveller.catch_up(self.now)
            told = {entry.id for entry in self.hourly[0].entries.values()}
            self.told_away = len(told)
            hidden = {entry.id for entry in self.hourly[0].entries.values() if entry.lead in self.withdrawn}
            missed = told - hidden - self.traveller.entries.keys()
            self.missed_away = len(missed)
            for identifier in missed:
                entry = self.hourly[0].entries[identifier]
                self.violations.note("an entry that no archive has", f"{entry.lead} {entry.text[:60]!r}")

    def keep_archives(self) -> None:
        """Archives of a month that is over must not change any more; a day is given to close one."""
        for path in (self.output / "feeds").glob("*/archive/*.atom"):
            if path in self.closed:
                if path.read_bytes() != self.closed[path]:
                    self.violations.note("a closed archive that changed", f"{path.name} at {self.now:%d %H:%M}")
                    self.closed[path] = path.read_bytes()
            elif path.name[:7] < (self.now - timedelta(days=1)).strftime("%Y-%m"):
                self.closed[path] = path.read_bytes()

    def check_silence(self, desk: Desk) -> None:
        """A build after which nothing came writes nothing."""
        self.memory.append(psutil.Process().memory_info().rss)
        for path in desk.build(self.now).written:
            self.violations.note("a file written though nothing came", f"{path} at {self.now:%d %H:%M}")

    def check_all_was_seen(self) -> None:
        """Every item that a source offered stands in the feed of all, and every story about the region in its own."""
        for key in sorted(self.offered.keys() - self.hourly[0].homes.keys() - self.backlog - self.withdrawn):
            self.violations.note("an item that was never seen", f"{key} {self.offered[key][:60]!r}")
        with open_desk(self.config, clock=lambda: self.now) as desk:
            self.kept = kept = StoriesKept.of(desk, self.folder)
        events = {telling.key: self.world.what_it_was(telling) for telling in self.world.told}
        late = self.now - 2 * HOUR  # what came in the last hours may still be on its way
        for subscriber, least in zip(self.hourly[1:], (1, 2), strict=True):
            seen = {kept.stories[key] for key in subscriber.homes if key in kept.stories}
            for key in sorted(kept.tagged - self.backlog):
                story = kept.stories[key]
                if story not in seen and len(kept.origins[story]) >= least and kept.is_due(key, late):
                    sample = f"{subscriber.name}: {key} {self.offered.get(key, '')[:60]!r}"
                    self.violations.note("a story that was never seen", sample)
        self.figures = tuple(kept.report(events, self.hourly[1]))

    @property
    def lived(self) -> float:
        """Days up to the last poll."""
        return (self.now - self.world.begin + self.every * HOUR) / timedelta(days=1)

    def report(self) -> Iterator[str]:
        """The figures."""
        world = self.world
        moved = sum(outlet.moves_at is not None for outlet in world.outlets)
        down = sum(bool(outlet.down) for outlet in world.outlets)
        yield (
            f"{self.lived:.1f} of {world.days:g} days, {len(world.outlets)} sources, {len(self.offered):,} items of {len(world.events):,} events; "
            f"{world.edits:,} edits, {moved} migrations, {down} sources down for a while, {len(restart_hours(world.days)) - 1} restarts"
        )
        for one in self.hourly:
            yield (
                f"feed {one.name}: {one.documents:,} documents, {len(one.entries):,} entries of {len(one.homes):,} items; "
                f"{one.retold:,} times an entry read otherwise than before"
            )
        yield from self.figures
        yield f"{len(self.withdrawn)} items that led a story were taken out by hand"
        yield self.words_for_the_traveller()
        yield (
            f"{self.polls:,} polls: {self.polled / self.polls * 1000:.0f} ms a poll, {self.built / self.polls * 1000:.0f} ms a build; "
            f"memory {self.memory[len(self.memory) // 4] / 2**20:.0f} MiB after a quarter, {self.memory[-1] / 2**20:.0f} MiB at the end, "
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MiB at most"
        )
        counts = self.violations.counts
        doubles = counts["an item again under another id"] + counts["a story anew of nothing but items that were told"]
        misses = counts["an item that was never seen"] + counts["a story that was never seen"]
        yield f"{doubles} doubles, {misses} misses, {self.violations.counts.total()} violations in all"

    def words_for_the_traveller(self) -> str:
        if self.archives_read < 0:
            return "nobody was away"
        away = self.returns - self.leaves
        return f"{self.missed_away:,} of {self.told_away:,} entries missed by one who was away for {away}, {self.archives_read} archives read"


@dataclass
class StoriesKept:
    """What the desk holds in the end, by the keys of items."""

    stories: dict[str, str] = field(default_factory=dict)
    origins: dict[str, set[str]] = field(default_factory=dict)  #: of each story
    first_seen: dict[str, datetime] = field(default_factory=dict)
    tagged: set[str] = field(default_factory=set)  #: items about the region
    merged: int = 0  #: stories that went into others

    def is_due(self, key: str, late: datetime) -> bool:
        """Whether it must have been seen. What is of the region by a rule that came later may have been too old by then."""
        return self.first_seen[key] < late and int(key.split("/", maxsplit=1)[0]) not in AT_HOME

    @classmethod
    def of(cls, desk: Desk, folder: Path) -> StoriesKept:
        kept = cls()
        for one in desk.store.items.list():
            key = key_of(one.item.url or "")
            story = kept.stories[key] = one.story or one.item.id
            kept.origins.setdefault(story, set()).add(one.item.agency or one.item.source_id)
            kept.first_seen[key] = one.item.first_seen
            if any((tag.scheme, tag.term, tag.weight) == ("region", "georgia", "about") for tag in one.tags):
                kept.tagged.add(key)
        with closing(sqlite3.connect(folder / "var" / "aggregator.sqlite")) as store:
            (kept.merged,) = store.execute("SELECT count(*) FROM story_aliases").fetchone()
        return kept

    def report(self, events: Mapping[str, int], regional: Subscriber) -> Iterator[str]:
        """How well stories are found, by what really happened."""
        together: dict[str, set[int]] = {}
        apart: dict[tuple[int, str], set[str]] = {}
        for key in self.tagged & events.keys():
            language = LANGUAGES.index(language_of(int(key.split("/")[0])))
            together.setdefault(self.stories[key], set()).add(events[key])
            apart.setdefault((events[key], str(language)), set()).add(self.stories[key])
        entries: dict[str, int] = {}
        for entry in regional.entries.values():
            story = self.stories.get(entry.lead, "")
            entries[story] = entries.get(story, 0) + 1
        mixed = sum(len(found) > 1 for found in together.values())
        split = sum(len(found) > 1 for found in apart.values())
        told_apart = sum(count > 1 for count in entries.values())
        yield (
            f"stories of the region: {len(together):,} of {len(self.tagged):,} items; {mixed} tell of several events, {split} of {len(apart):,} events "
            f"are several stories in one language; {self.merged} stories of all went into others, {told_apart} were several entries before they did"
        )


def source_line(outlet: Outlet, *, is_odd: bool) -> str:
    home = ", regions: [georgia]" if is_odd and outlet.number in AT_HOME else ""
    return f"  - {{id: o{outlet.number}, url: 'file:{outlet.number}.rss', title: Outlet {outlet.number}{home}}}\n"


def restart_hours(days: float) -> list[tuple[int, int]]:
    """From hour to hour, the spans between restarts: seven in a month, each at another time of day."""
    hours = round(days * 24)
    step = max(hours // 8, 16) + 1
    return [(first, min(first + step, hours)) for first in range(0, hours, step)]


def simulate(
    folder: Path, *, seed: int, days: float, sources: int, items: int, every: int = 1, minutes: float = float("inf")
) -> Month:
    """Run a month of any length in a folder, for so many minutes at most. Its violations say what was wrong."""
    month = Month(folder, World(seed, BEGIN, days, sources, items), every, time.monotonic() + minutes * 60)
    asyncio.run(month.run())
    month.check_all_was_seen()
    return month


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    options.add_argument("--days", type=float, default=30)
    options.add_argument("--sources", type=int, default=60)
    options.add_argument("--items", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=40, help="end early after so many")
    chosen = options.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        month = simulate(
            Path(name), seed=chosen.seed, days=chosen.days, sources=chosen.sources, items=chosen.items, minutes=chosen.minutes
        )  # fmt: skip
    print("\n".join((*month.report(), *month.violations.in_words())))
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in usage)
    print(f"{time.monotonic() - begun:.0f} s, {cpu:.0f} s of processor time")
    return 1 if month.violations.counts else 0


if __name__ == "__main__":
    sys.exit(main())
