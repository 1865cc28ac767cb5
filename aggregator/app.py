"""The composition root: from a configuration file to a desk that can poll, build and answer.

The only module that knows every concrete part. It wires and hands out; it decides nothing about news.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.errors import OutputError
from aggregator.mailing import Mailed
from aggregator.model import DeskFigures, PollReport, PrivateFeed, SourceHealth, SourceSpec, SourceState, title_of
from aggregator.pinging import Pinged, Post, tell_hubs
from aggregator.poll import Clock, Poller, wall_clock
from aggregator.reports import PollSummary
from aggregator.text.plurals import named
from aggregator.text.secrets import masked

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.edition import Edition
    from aggregator.fetch.client import Client
    from aggregator.model import BuildReport, FeedFormat, Item, ItemEdits, OutputSpec, Tag
    from aggregator.parse.worker import Parser
    from aggregator.store import Registered, Store
    from aggregator.tag import Tagger

#: Items older than this are not tagged anew when a rule changes: no page and no feed shows them.
RETAG_WINDOW = timedelta(days=30)
RETAG_BATCH = 500
#: What is owed while the command after a build has not gone well, or the hubs have not been noted down.
AFTER, HUBS = "publish.after", "hubs"
HEALTH = "health.json"
#: What a command after a build may take.
AFTER_SECONDS = 300
#: Names in one sentence.
MOST_NAMED = 5


@dataclass(slots=True)
class Desk:
    """A configuration, its store and its tagger: everything short of the network."""

    config: Config
    store: Store
    sources: tuple[SourceSpec, ...]  #: with their permanent ids; those of the configuration, then those of its lists
    notices: tuple[str, ...]  #: what the store had to say about the sources, for the editor
    _tagger: Tagger | None = None
    _unmet: set[str] = field(default_factory=set)  #: keys of edits that are known to wait for their items

    @property
    def tagger(self) -> Tagger:
        """Built when first needed: its tables are large."""
        if self._tagger is None:
            self._tagger = make_tagger(self.config)
        return self._tagger

    @property
    def tag_version(self) -> str:
        """Of all that tags depend on: the tagger's tables and rules, and what the sources say of themselves."""
        facts = sorted((spec.id, spec.regions, spec.tags, spec.ownership, spec.outlet) for spec in self.sources)
        return hashlib.blake2b(repr((self.tagger.version, facts)).encode(), digest_size=12).hexdigest()

    def source(self, source_id: str) -> SourceSpec | None:
        return next((spec for spec in self.sources if spec.id == source_id), None)

    def titles(self) -> dict[str, str]:
        """What every source is called, by id; also those that are configured no more."""
        infos, specs = self.store.sources.infos(), {spec.id: spec for spec in self.sources}
        return {name: title_of(name, specs.get(name), infos.get(name)) for name in infos | specs}

    @contextlib.asynccontextmanager
    async def poller(
        self, clock: Clock = wall_clock, on_report: Callable[[PollReport], None] = lambda _report: None
    ) -> AsyncIterator[Poller]:
        """A poller with its network session and its parser; both end with the context."""
        async with open_client(self.config) as client, open_parser() as parser:
            yield Poller(
                client,
                parser,
                self.store,
                self.tagger,
                self.tag_version,
                clock=clock,
                on_report=on_report,
                secrets=self.config.secrets,
            )

    async def poll(
        self,
        ids: Sequence[str] = (),
        *,
        force: bool = False,
        clock: Clock = wall_clock,
        on_report: Callable[[PollReport], None] = lambda _report: None,
    ) -> PollSummary:
        """One round over all sources, or those named."""
        specs = tuple(spec for spec in self.sources if not ids or spec.id in ids)
        states = self.store.sources.states()
        if not self.is_anything_due(specs, states, clock(), force=force):
            return PollSummary(waiting=sum(spec.enabled for spec in specs))
        async with self.poller(clock, on_report) as poller:
            return await self.round(poller, specs, states, force=force)

    async def round(
        self, poller: Poller, specs: Sequence[SourceSpec], states: dict[str, SourceState], *, force: bool = False
    ) -> PollSummary:
        """Poll what is due of these sources, and then what the lists among them name for the first time."""
        summary = await poller.run(specs, states, force=force)
        if summary.new or summary.changed:
            # What was polled anew got the tags of the rules alone.
            await asyncio.to_thread(self.edit, poller.clock())
        changed = {report.source_id for report in summary.reports if report.outcome == "changed"}
        if summary.interrupted or not any(spec.kind == "opml" and spec.id in changed for spec in specs):
            return summary
        before = {spec.id for spec in self.sources}
        self.sources = register(self.config, self.store, poller.clock()).specs
        poller.tag_version = self.tag_version
        fresh = [spec for spec in self.sources if spec.id not in before]
        return summary.and_then(await poller.run(fresh, self.store.sources.states()))

    def is_anything_due(
        self, specs: Sequence[SourceSpec], states: dict[str, SourceState], now: datetime, *, force: bool = False
    ) -> bool:
        from aggregator.fetch.schedule import due_sources

        return bool(due_sources(specs, states, now=now, force=force))

    def is_anything_settled(self, now: datetime) -> bool:
        """Whether an entry of a feed is to be told anew, though nothing was polled: no other outlet has joined its story."""
        settles = self.store.ledger.settles()
        return settles is not None and settles <= now

    def retag(self, now: datetime) -> int:
        """Give the items of the last weeks the tags that the rules of today give. Returns how many were looked at."""
        version = self.tag_version
        count = 0
        specs = {spec.id: spec for spec in self.sources}
        while stale := self.store.tags.stale(version, since=now - RETAG_WINDOW, limit=RETAG_BATCH):
            tags: dict[str, tuple[Tag, ...]] = {
                item.id: self.tagger.tag(item, specs[item.source_id]) for item in stale if item.source_id in specs
            }
            self.store.tags.replace(tags, version=version)
            # Of a source that is gone nobody knows any more what its tags and regions were: its items keep what they have.
            self.store.tags.keep((item.id for item in stale if item.source_id not in specs), version=version)
            count += len(stale)
        return count

    def edit(self, now: datetime) -> None:
        """Carry out what edits.yaml says, and take back what it says no more."""
        from aggregator.editing import apply_edits

        apply_edits(self.store, self.config, self.tag, lambda: self.tag_version, now, self._unmet)

    def tag(self, item: Item, edits: ItemEdits) -> tuple[Tag, ...]:
        """The tags of a stored item by the rules of today. Of a source that is gone only its name is known."""
        info = self.store.sources.infos().get(item.source_id)
        gone = SourceSpec(item.source_id, "", outlet=info.outlet if info else "")
        return self.tagger.tag(item, self.source(item.source_id) or gone, edits)

    def build(
        self, now: datetime, *, full: bool = False, issue: bool = True, is_stopped: Callable[[], bool] = lambda: False
    ) -> BuildReport:
        """Write what has changed into the output directory. ``is_stopped`` ends it between two files."""
        from aggregator.build import Build

        self.retag(now)
        # Owed from before the first file is written until it has gone well: neither a process that ends in between nor a network
        # that fails once must leave subscribers, or the public site, behind.
        hubs, after = self.config.site.hubs, self.config.publish_after
        owed = {what for what in (HUBS, AFTER) if self.store.owes(what)}
        for what, is_wanted in ((HUBS, hubs), (AFTER, after)):
            if is_wanted and what not in owed:
                self.store.owe(what, is_owed=True)
        report = Build(self.edition(now), is_stopped, partial(self.edit, now)).run(full=full, make_issue=issue)
        if hubs:
            from aggregator.publish.websub import topics_of

            folder = self.config.publish_dir / "feeds"
            everything = [f"feeds/{path.name}" for path in sorted(folder.glob("*.*"))] if HUBS in owed else []
            self.store.pings.add(hubs, topics_of((*report.written, *everything)), now)
            self.store.owe(HUBS, is_owed=False)
        if after:
            # When it was last polled is no news.
            if AFTER in owed or set(report.written) - {HEALTH}:
                run_after(after, self.config.publish_dir, is_stopped)
            self.store.owe(AFTER, is_owed=False)
        return report

    def edition(self, now: datetime) -> Edition:
        """What a build at a time sees of the desk."""
        from aggregator.edition import Edition

        return Edition(self.config, self.store, self.sources, now)

    def outputs(self, now: datetime) -> tuple[tuple[OutputSpec, dict[FeedFormat, str]], ...]:
        """Every output with the addresses of its feeds; a private one has none before it was built."""
        from aggregator.privately import private_path
        from aggregator.publish.digestfeed import digest_output
        from aggregator.publish.shown import feed_path

        tokens, base = self.store.private.tokens(), self.config.site.base_url

        def addresses(spec: OutputSpec) -> dict[FeedFormat, str]:
            if not spec.secret:
                return {form: f"{base}{feed_path(spec.name, form)}" for form in spec.formats}
            token = tokens.get(spec.name)
            return {form: f"{self.config.server_url}{private_path(token, form)}" for form in spec.formats if token}

        digest = digest_output(self.config.site, self.config.digest.formats)
        outputs = (*self.edition(now).outputs, digest)
        return tuple((spec, addresses(spec)) for spec in outputs)

    async def tell_hubs(self, clock: Clock = wall_clock, post: Post | None = None) -> Pinged:
        """Tell the hubs of the feeds that changed, if any did. ``post`` sends a form; without it a session is made for that."""
        if not self.config.site.hubs or not self.store.pings.due(clock(), limit=1):
            return Pinged()
        if post is not None:
            return await tell_hubs(self.store, self.config.site, post, clock)
        async with open_client(self.config) as client:
            return await tell_hubs(self.store, self.config.site, client.post, clock)

    async def mail_issues(self, clock: Clock = wall_clock) -> Mailed:
        """Send the issues that are owed by e-mail, if any are."""
        if self.config.mail is None:
            return Mailed()
        from aggregator.fetch.mail import Mailer
        from aggregator.mailing import MailRoom

        async with contextlib.aclosing(Mailer(self.config.mail)) as mailer:
            return await MailRoom(self.store, self.config.mail, self.edition(clock())).send(mailer.send, clock)

    def health(self, now: datetime) -> tuple[SourceHealth, ...]:
        """Every configured source as people should see it."""
        from aggregator.sourcehealth import healths_of

        secrets = self.config.secrets
        return tuple(
            replace(health, url=masked(health.url, secrets), reason=masked(health.reason, secrets))
            for health in healths_of(self.store, self.sources, now, self.config.site.timezone)
        )

    def figures(self, now: datetime) -> DeskFigures:
        """The desk in numbers."""
        healths, states = self.health(now), self.store.sources.states().values()
        return DeskFigures(
            states=Counter(str(health.state) for health in healths),
            items=sum(health.items for health in healths),
            requests=sum(state.requests for state in states),
            not_modified=sum(state.not_modified for state in states),
            last_poll=max((state.last_poll for state in states if state.last_poll), default=None),
        )


@contextlib.contextmanager
def open_desk(path: Path, *, owner: str = "", read_only: bool = False, clock: Clock = wall_clock) -> Iterator[Desk]:
    """A desk on a configuration file. ``owner`` names the holder of the store to whoever else wants it."""
    config = read_config(path)
    with open_desk_on(config, owner=owner, read_only=read_only, clock=clock) as desk:
        yield desk


@contextlib.contextmanager
def open_desk_on(
    config: Config, *, owner: str = "", read_only: bool = False, clock: Clock = wall_clock
) -> Iterator[Desk]:
    """A desk on a configuration that was read already."""
    from aggregator.store import open_store

    with open_store(config.store_url, owner=owner, read_only=read_only) as store:
        registered = register(config, store, clock())
        notices = registered.notices if read_only else (*registered.notices, *vanished_feeds(config, store))
        yield Desk(config, store, registered.specs, notices)


def register(config: Config, store: Store, now: datetime) -> Registered:
    """The sources of the configuration and of its lists, with their permanent ids."""
    from aggregator.config.lists import listed_sources

    if all(spec.kind != "opml" for spec in config.sources):
        return store.sources.register(config.sources, now)
    own = store.sources.identify(config.sources)
    outlines = {own.renames.get(name, name): named for name, named in store.sources.outlines().items()}
    listed = listed_sources(own.specs, outlines, config.interval, allow_private=config.http.allow_private)
    return store.sources.register((*config.sources, *listed), now)


def vanished_feeds(config: Config, store: Store) -> Iterator[str]:
    """A sentence about the feeds that the last build listed and this configuration does not know.

    Only until the next build, which lists them no more: whoever took one out on purpose has read it once.
    """
    from aggregator.publish.digestfeed import NAME as DIGEST

    regions = (name for region in config.tree for name in (region.id, *region.was))
    known = {DIGEST, *regions, *(name for spec, _ in config.outputs for name in (spec.name, *spec.was))}
    try:
        listed = (config.publish_dir / "feeds" / "all.opml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    names = [spec.name for spec in store.ledger.retired(known) if f"/feeds/{spec.name}." in listed]
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        yield (
            f"note: gone from {config.path}: {named(len(names), 'feed')} {', '.join(names[:MOST_NAMED])}{more}; who subscribed"
            f" keeps what was there. If one only has another name now, write `was: [{names[0]}]` under the new name"
        )


def read_figures(config: Config, now: datetime) -> DeskFigures:
    """The numbers of a desk that another process may be running. Disturbs it in nothing."""
    with open_desk_on(config, read_only=True, clock=lambda: now) as desk:
        return desk.figures(now)


def find_private(config: Config, token: str, form: str) -> PrivateFeed | str | None:
    """The private feed at an address; "gone" for an address that was one of ours. Disturbs nobody who runs the desk."""
    from aggregator.store import open_store

    with open_store(config.store_url, read_only=True) as store:
        return store.private.find(token, form) or ("gone" if store.private.was_given(token) else None)


def read_config(path: Path) -> Config:
    """The configuration, or a ConfigError with every problem of it."""
    from aggregator.config import load_config

    return load_config(path, os.environ)


def run_after(command: str, folder: Path, is_stopped: Callable[[], bool] = lambda: False) -> None:
    """The editor's own command, in the output directory. Raises OutputError when it fails, takes too long or is ended.

    It runs in a group of its own, so that all it started ends with it when the desk is told to end.
    """
    deadline = time.monotonic() + AFTER_SECONDS
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S602 - a shell is what the editor wrote it for
            command, cwd=folder, shell=True, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        ) as process,
    ):
        while True:
            try:
                process.wait(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                if is_stopped() or time.monotonic() > deadline:
                    os.killpg(process.pid, signal.SIGKILL)
                    why = "since the desk ends" if is_stopped() else f"after {AFTER_SECONDS} s"
                    raise OutputError(f"publish.after was ended {why}: {command}") from None
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
    if process.returncode:
        raise OutputError(f"publish.after ended with {process.returncode}: {lines[-1] if lines else 'it said nothing'}")


def make_tagger(config: Config) -> Tagger:
    """The tagger for the regions, topics and output rules of a configuration."""
    from aggregator.tag import Tagger

    rules = {spec.term: rule for spec, rule in config.outputs if rule is not None}
    return Tagger(config.tree, config.topics, rules)


@contextlib.asynccontextmanager
async def open_client(config: Config) -> AsyncIterator[Client]:
    """A network session with the limits of the configuration."""
    from aggregator.fetch.client import open_client as connect

    async with connect(config.http) as client:
        yield client


@contextlib.asynccontextmanager
async def open_parser() -> AsyncIterator[Parser]:
    """A parser in a child process of its own, started when first needed."""
    from aggregator.parse.worker import open_parser as start

    async with start() as parser:
        yield parser
