"""A small desk that lives through all that a subscriber must not notice, and what it published after each of these days.

An edition is the output directory as it stood then. Documents, configuration and clock are made up here; the desk is the real one.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from aggregator.app import open_desk
from tests.commands import run

BEGIN = datetime(2026, 1, 14, 12, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
#: What the clients subscribe to: everything, a region, and a topic whose rule changes.
OUTPUTS = ("all", "georgia", "borders")

RULE = "[border, crossing, customs]"
CONFIG = """\
site: {{title: Made-up desk, timezone: Asia/Tbilisi}}
sources:
  - {{id: wire, url: "file:wire.rss", title: Kura Wire, lang: en}}
  - {{id: review, url: "file:review.rss", title: Hill Review, lang: en}}
  - {{id: post, url: "file:post.rss", title: Harbour Post, lang: en{regions}}}
topics:
  borders: {{title: Borders, match: {{keywords: {rule}}}}}
"""
#: Who tells what at the beginning: the first two of each tell of one event.
TOLD = {
    "wire": (
        "Georgia and Armenia reopen the Sadakhlo border crossing after repairs",
        "Avalanche blocks the Georgian Military Road, two lorry drivers killed",
        "Georgian parliament passes the budget for next year in third reading",
        "Tbilisi metro buys forty new carriages for its second line",
        "Kutaisi airport cancels all flights as fog stays for a third day",
    ),
    "review": (
        "Sadakhlo border crossing reopened by Georgia and Armenia after repairs",
        "Rescuers dig cars out of the snow near Gudauri",
        "Yerevan court frees three opposition mayors on bail",
        "Why wine growers of Kakheti fear the late frost",
        "Customs officers of Georgia stop nine tons of smuggled hazelnuts in Poti",
    ),
    "post": (
        "Poti harbour loads its first container train for Baku",
        "Batumi theatre opens with a play about emigrants",
        "Georgian chess team wins the Olympiad in Budapest",
        "A & B <draw> in the cup: Dinamo Tbilisi meet Saburtalo again",
    ),
}
#: How many entries each source has told in the end.
COUNTS = {"wire": 5, "review": 5, "post": 7}


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a source's document."""

    title: str
    link: str
    guid: str
    at: datetime

    def xml(self) -> str:
        text = f"{self.title}. So say officials, and those who were there. Both were asked on {self.at:%A}."
        return (
            f"<item><title>{escape(self.title)}</title><link>{escape(self.link)}</link><guid isPermaLink='false'>{self.guid}</guid>"
            f"<pubDate>{format_datetime(self.at)}</pubDate><description>{escape(escape(text))}</description></item>"
        )


@dataclass(frozen=True)
class Edition:
    """What was published after one day's work."""

    name: str
    folder: Path
    at: datetime  #: when it was published
    most_new: dict[str, int] = field(default_factory=dict)  #: entries that a subscriber of an output may meet as new
    most_retold: int = 0  #: entries whose text may have changed
    most_new_stories: int = 0  #: entries of the region that may be new where one story is one entry

    @cached_property
    def ids(self) -> dict[str, tuple[str, ...]]:
        """By output, the ids of its entries in their order."""
        return {output: tuple(entry.findtext("a:id", "", ATOM) for entry in self.entries(output)) for output in OUTPUTS}

    def entries(self, output: str) -> list[etree._Element]:
        return etree.parse(self.folder / "feeds" / f"{output}.atom").findall("a:entry", ATOM)

    def links(self, output: str) -> set[str]:
        """Every address that an output leads to, of items and of those a story is told by besides."""
        found = (link for entry in self.entries(output) for link in entry.findall("a:link", ATOM))
        return {link.get("href", "") for link in found if link.get("rel") in {"alternate", "related"}}

    @property
    def is_of_stories(self) -> bool:
        """Whether outputs show stories: entries with others who tell the same."""
        return any(entry.find("a:link[@rel='related']", ATOM) is not None for entry in self.entries("georgia"))


class Newsroom:
    """The desk, its sources' documents, and the clock on its wall."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "desk"
        self.folder.mkdir(parents=True)
        self.config = self.folder / "config.yaml"
        self.now = BEGIN
        self.documents = {
            source: [
                Told(
                    title,
                    f"http://{source}.example/{number}",
                    f"{source}:{number}",
                    BEGIN - timedelta(hours=3 * number + len(source)),
                )
                for number, title in enumerate(titles, 1)
            ]
            for source, titles in TOLD.items()
        }
        self.configure()

    def configure(self, rule: str = RULE, regions: str = "") -> None:
        self.config.write_text(CONFIG.format(rule=rule, regions=regions), encoding="utf-8")

    def print_documents(self) -> None:
        for source, told in self.documents.items():
            items = "".join(entry.xml() for entry in sorted(told, key=lambda entry: entry.at, reverse=True))
            (self.folder / f"{source}.rss").write_text(
                f"<rss version='2.0'><channel><title>{source}</title><link>http://{source}.example/</link>"
                f"<description>Made up</description>{items}</channel></rss>",
                encoding="utf-8",
            )

    def work(self) -> None:
        """An hour passes; then poll and build, as ``aggregator poll --build --force --now`` does."""
        self.now += timedelta(hours=1)
        with open_desk(self.config, clock=lambda: self.now) as desk:
            asyncio.run(desk.poll(force=True, clock=lambda: self.now))
            desk.build(self.now)

    def work_on_documents(self) -> None:
        self.print_documents()
        self.work()

    def tell(self, source: str, title: str) -> None:
        """A source publishes one more entry."""
        number = len(self.documents[source]) + 1
        entry = Told(title, f"http://{source}.example/{number}", f"{source}:{number}", self.now)
        self.documents[source].append(entry)

    def retell(self, source: str, place: int, **changes: str) -> None:
        """An entry as its source writes it now."""
        was = self.documents[source][place]
        self.documents[source][place] = Told(
            changes.get("title", was.title), changes.get("link", was.link), changes.get("guid", was.guid), was.at
        )


# ---- What happens, day by day: each leaves an edition -------------------------------------------------------------------


def begin(desk: Newsroom) -> None:
    desk.work_on_documents()


def idle(desk: Newsroom) -> None:
    desk.work()


def lose_the_store(desk: Newsroom) -> None:
    """The desk begins anew on an empty store."""
    shutil.rmtree(desk.folder / "var")
    shutil.rmtree(desk.folder / "output")
    desk.work()


def publish_news(desk: Newsroom) -> None:
    """One event that nobody told yet, and one that two others told before."""
    desk.tell("post", "Fishermen of Batumi catch a sturgeon as long as their boat")
    desk.tell("post", "Armenia and Georgia reopen Sadakhlo border crossing after its repairs")
    desk.work_on_documents()


def migrate_a_source(desk: Newsroom) -> None:
    """Another system at the wire: new guids for everything, and links by https."""
    for place, was in enumerate(list(desk.documents["wire"])):
        link = was.link.replace("http://", "https://")
        desk.retell("wire", place, guid=f"https://wire.example/?p={place + 700}", link=link)
    desk.work_on_documents()


def edit_a_headline(desk: Newsroom) -> None:
    desk.retell("review", 2, title="Yerevan court frees two opposition mayors on bail, keeps a third")
    desk.work_on_documents()


def restart(desk: Newsroom) -> None:
    """The output directory is lost, and built again by a new process."""
    desk.now += timedelta(minutes=10)
    shutil.rmtree(desk.folder / "output")
    run("build", "--full", "--now", desk.now.isoformat(), "--config", str(desk.config))


def retag(desk: Newsroom) -> None:
    """The rule of the topic takes less and more, and a source is given a region."""
    desk.configure(rule="[crossing, harbour, snow]", regions=", regions: [georgia]")
    desk.work()


def tag_as_before(desk: Newsroom) -> None:
    desk.configure()
    desk.work()


def lose_a_source(desk: Newsroom) -> None:
    """A source answers with nothing, another not at all."""
    (desk.folder / "wire.rss").unlink()
    (desk.folder / "review.rss").write_text("<rss version='2.0'><channel><title>Back soon</title></channel></rss>")
    desk.work()


def find_it_again(desk: Newsroom) -> None:
    desk.work_on_documents()


def merge_stories(desk: Newsroom) -> None:
    """What two sources told in different words turns out to be one event: one edits its headline, a third tells both sides."""
    desk.retell("review", 1, title="Avalanche near Gudauri blocks the Georgian Military Road, two lorry drivers killed")
    desk.tell("post", "Two lorry drivers killed as avalanche blocks the Georgian Military Road near Gudauri")
    desk.work_on_documents()


#: What happens · what may be new in each output · how many entries may read otherwise than before · and how many stories of the
#: region may be new.
DAYS: tuple[tuple[Callable[[Newsroom], None], dict[str, int], int, int], ...] = (
    (begin, {"all": 14, "georgia": 12, "borders": 3}, 0, 11),
    (idle, {}, 0, 0),
    (lose_the_store, {}, 0, 0),
    (publish_news, {"all": 2, "georgia": 2, "borders": 1}, 1, 1),
    (migrate_a_source, {}, 0, 0),
    (edit_a_headline, {}, 1, 0),
    (restart, {}, 0, 0),
    (retag, {"georgia": 1, "borders": 2}, 0, 1),
    (tag_as_before, {}, 0, 0),
    (lose_a_source, {}, 0, 0),
    (find_it_again, {}, 0, 0),
    (merge_stories, {"all": 1, "georgia": 1}, 2, 0),
    (idle, {}, 0, 0),
)


def editions(folder: Path) -> Iterator[Edition]:
    """Live through all days; gives what stood in the output directory after each."""
    desk = Newsroom(folder)
    for number, (happen, most_new, most_retold, stories) in enumerate(DAYS, 1):
        happen(desk)
        name = re.sub("_", " ", happen.__name__)
        kept = folder / f"edition-{number}"
        shutil.copytree(desk.folder / "output", kept)
        yield Edition(name, kept, desk.now, most_new, most_retold, stories)
