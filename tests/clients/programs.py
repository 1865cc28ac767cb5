"""The programs themselves. Each has a home of its own, and answers the same three questions.

They are run as people run them, with their defaults but for what is said at each. Nothing they do leaves this machine: they
poll addresses on loopback alone, and mail goes into a folder.
"""

from __future__ import annotations

import importlib.util
import mailbox
import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

#: A feed of ours as a client knows it, and the id of an entry.
Place = tuple[str, str]


class Program:
    """A client with its subscriptions: the name of each feed, and its address."""

    package = ""  #: what to install, and how, where it is missing
    binary = ""
    forms: ClassVar[tuple[str, ...]] = ("atom", "rss")

    def __init__(self, home: Path, feeds: Mapping[str, str]) -> None:
        self.home = home
        self.feeds = dict(feeds)
        self.names = {url: name for name, url in feeds.items()}
        home.mkdir(parents=True)
        self.subscribe()

    @classmethod
    def missing(cls) -> str:
        """Why it cannot be run here; nothing where it can."""
        return "" if shutil.which(cls.binary) else f"{cls.binary} is not installed: {cls.package}"

    def subscribe(self) -> None:
        raise NotImplementedError

    def poll(self) -> None:
        """Ask for all feeds once."""
        raise NotImplementedError

    def alerts(self) -> Counter[Place]:
        """What it presents as new since it was last asked. The person has read it then."""
        raise NotImplementedError

    def held(self) -> Counter[Place]:
        """Everything it holds, and how many times."""
        raise NotImplementedError

    def do(self, *argv: str, fails: bool = False) -> str:
        """Run it to its end, knowing nothing of this machine's user; gives what it printed."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "TZ": "UTC",
            "no_proxy": "*",
        }
        done = subprocess.run(
            argv,
            cwd=self.home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0 or fails, f"{argv}: exit {done.returncode}\n{done.stdout}"
        return done.stdout


class Newsboat(Program):
    """A reader in the terminal, run without one. Of an id that stands in several feeds it keeps the last one, so that each feed
    of ours has a cache of its own here."""

    package = "apt install newsboat"
    binary = "newsboat"
    settings: ClassVar[str] = ""

    def subscribe(self) -> None:
        for name, url in self.feeds.items():
            (self.home / f"{name}.urls").write_text(f"{url}\n", encoding="utf-8")
            (self.home / f"{name}.config").write_text(self.settings.format(url=url), encoding="utf-8")

    def newsboat(self, name: str, *argv: str) -> str:
        return self.do("newsboat", "-u", f"{name}.urls", "-C", f"{name}.config", "-c", f"{name}.db", *argv)

    def poll(self) -> None:
        for name in self.feeds:
            self.newsboat(name, "-x", "reload")

    def alerts(self) -> Counter[Place]:
        unread = self._items("unread = 1")
        for name in self.feeds:
            own = [guid for feed, guid in unread.elements() if feed == name]
            said = self.newsboat(name, "-x", "print-unread")
            assert said.split()[0] == str(len(own)), said
            if own:
                (self.home / "read").write_text("".join(f"{guid}\n" for guid in own), encoding="utf-8")
                self.newsboat(name, "-I", "read")
        return unread

    def held(self) -> Counter[Place]:
        return self._items("1 = 1")

    def _items(self, where: str) -> Counter[Place]:
        found: Counter[Place] = Counter()
        for name in self.feeds:
            with closing(sqlite3.connect(self.home / f"{name}.db")) as cache:
                rows = cache.execute(f"SELECT guid FROM rss_item WHERE deleted = 0 AND {where}")
                found.update((name, guid) for (guid,) in rows)
        return found


class StrictNewsboat(Newsboat):
    """Newsboat that shows an entry as unread again when its text has changed."""

    forms = ("atom",)
    settings = 'reset-unread-on-update "{url}"\n'


class Rss2email(Program):
    """Mails every new entry; here into a folder of mails."""

    package = "apt install rss2email"
    binary = "r2e"
    options: ClassVar[str] = ""

    def subscribe(self) -> None:
        self.told = 0
        (self.home / "mails").mkdir()
        (self.home / "rss2email.cfg").write_text(
            "[DEFAULT]\nfrom = desk@localhost\nto = reader@localhost\nemail-protocol = maildir\n"
            f"maildir-path = {self.home}/mails\nmaildir-mailbox = new\n{self.options}",
            encoding="utf-8",
        )
        for name, url in self.feeds.items():
            self.r2e("add", name.replace(".", "-"), url)

    def r2e(self, *argv: str) -> str:
        return self.do("r2e", "-c", "rss2email.cfg", "-d", "rss2email.json", *argv)

    def poll(self) -> None:
        self.r2e("run")

    def alerts(self) -> Counter[Place]:
        mails = self._mails()
        told, self.told = self.told, len(mails)
        return Counter(mails[told:])

    def held(self) -> Counter[Place]:
        return Counter(self._mails())

    def _mails(self) -> list[Place]:
        box = mailbox.Maildir(self.home / "mails" / "new", create=False)
        mails = sorted(box.items(), key=lambda mail: mail[1].get_date())
        return [(self.names[mail["X-RSS-Feed"]], mail["X-RSS-ID"]) for _, mail in mails]


class StrictRss2email(Rss2email):
    """Rss2email that mails an entry again, as a reply, when it has changed."""

    forms = ("atom",)
    options = "reply-changes = True\n"


class Sfeed(Program):
    """Keeps feeds as lines of text. By default it takes another headline for another item; here its merge is by id alone."""

    package = "apt install sfeed"
    binary = "sfeed_update"
    merge: ClassVar[str] = 'merge() { sort -t \'\t\' -s -u -k6,6 "$3" "$2"; }\n'

    def subscribe(self) -> None:
        self.told: set[Place] = set()
        feeds = "".join(f'feed "{name}" "{url}"\n' for name, url in self.feeds.items())
        (self.home / "sfeedrc").write_text(
            f'sfeedpath="{self.home}/feeds"\n{self.merge}feeds() {{\n{feeds}}}\n', encoding="utf-8"
        )

    def poll(self) -> None:
        said = self.do("sfeed_update", "sfeedrc")
        assert "FAIL" not in said, said

    def alerts(self) -> Counter[Place]:
        new = Counter(place for place in self.held() if place not in self.told)
        self.told |= set(new)
        return new

    def held(self) -> Counter[Place]:
        return Counter((name, row[5]) for name, row in self.rows())

    def rows(self) -> list[tuple[str, list[str]]]:
        """Feed and fields of every line: time, title, link, text, type of text, id, …"""
        files = {name: self.home / "feeds" / name for name in self.feeds}
        lines = ((name, line) for name, file in files.items() for line in file.read_text("utf-8").splitlines())
        return [(name, line.split("\t")) for name, line in lines]


class DefaultSfeed(Sfeed):
    """Sfeed as it comes: a line for every id with its headline and its link."""

    forms = ("atom",)
    merge = ""


class Reader(Program):
    """The Python library of that name, in this process."""

    package = "pip install reader sgmllib3k"
    forms = ("atom", "rss", "json")

    @classmethod
    def missing(cls) -> str:
        return "" if importlib.util.find_spec("reader") else f"reader is not installed: {cls.package}"

    def subscribe(self) -> None:
        with self._open() as reader:
            for url in self.feeds.values():
                reader.add_feed(url)

    def poll(self) -> None:
        with self._open() as reader:
            for result in reader.update_feeds_iter(scheduled=False):
                assert not isinstance(result.value, Exception), result

    def alerts(self) -> Counter[Place]:
        with self._open() as reader:
            unread = list(reader.get_entries(read=False))
            for entry in unread:
                reader.mark_entry_as_read(entry)
            return self._places(unread)

    def held(self) -> Counter[Place]:
        with self._open() as reader:
            return self._places(list(reader.get_entries()))

    def _places(self, entries: list[Any]) -> Counter[Place]:
        return Counter((self.names[entry.feed_url], entry.id) for entry in entries)

    def _open(self) -> Any:
        from reader import make_reader

        return closing(make_reader(str(self.home / "reader.sqlite")))
