"""The desk that stays: polls on schedule, builds after changes, issues the digest, serves, and ends when told.

APScheduler runs a handful of jobs; what is due, and when, lives in the store, so a restart repeats nothing. A changed
configuration ends one session and begins the next on the same store; an invalid one is announced and changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from aggregator.app import Desk, find_private, open_desk_on, read_config
from aggregator.errors import AggregatorError, ConfigError
from aggregator.model import BuildReport, State
from aggregator.poll import wall_clock
from aggregator.reports import PollSummary
from aggregator.text.plurals import counted

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from aggregator.config import Config
    from aggregator.poll import Poller
    from aggregator.server import Server
    from aggregator.server.metrics import Metrics
    from aggregator.store import Store

log = logging.getLogger(__name__)

#: How config.yaml and the edits.yaml beside it lie there.
Stamps: TypeAlias = tuple[tuple[int, int] | None, tuple[int, int] | None]

#: How often the store is asked what is due, and the configuration file whether it changed.
TICK_SECONDS = 5
#: How long finished work may take to reach the store after the signal to end.
GRACE_SECONDS = 4.0

#: Options of every job: a job never overlaps itself, and one missed by a sleeping machine runs once on waking.
_JOB: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


@dataclass(slots=True)
class Daemon:
    """One process of ``aggregator run``."""

    config_path: Path
    with_server: bool = True
    host: str | None = None
    port: int | None = None
    say: Callable[[str], None] = print
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _reload: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: Stamps = (None, None)  #: of the configuration last looked at
    _lying: Stamps = (None, None)  #: the same, one turn ago
    _works: Config | None = None  #: the configuration that runs
    _next: Config | None = None  #: one that is to be taken up
    _server: Server | None = None
    _served: tuple[object, ...] | None = None  #: what the server was made of
    _metrics: Metrics | None = None  #: counts on over a change of configuration

    async def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, self._stop.set)
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(signal.SIGHUP, self._look_at_config, True)
        self._seen = self._lying = self._stamp()
        config = read_config(self.config_path)
        try:
            while not self._stop.is_set():
                self._reload.clear()
                try:
                    await self._run_on(config)
                except AggregatorError as error:
                    if self._works is None or config is self._works:
                        raise
                    self.say(f"{self.config_path} cannot be used: {error}; the desk goes on with the old one")
                    config = self._works
                    continue
                config, self._next = self._next or config, None
        finally:
            await self._close_server()
        self.say("stopped")

    async def _run_on(self, config: Config) -> None:
        """Open the store, serve, and work until there is another configuration or the end. Raises what cannot be opened."""
        with open_desk_on(config, owner="aggregator run") as desk:
            for line in (*map(str, config.warnings), *desk.notices):
                self.say(line)
            await self._serve(config)
            if self.port is not None and config.is_local and self._server is not None:
                # Without a base_url the feeds name the server's own address, which is not the configured one now.
                desk.config = replace(config, site=replace(config.site, base_url=self._server.url))
            self._works = config
            await self._session(desk)

    async def _session(self, desk: Desk) -> None:
        """Run on one configuration until it is replaced or the daemon ends."""
        async with desk.poller(
            on_report=lambda report: log.info(
                "%s: %s%s", report.source_id, report.outcome, f": {report.reason}" if report.reason else ""
            )
        ) as poller:
            session = Session(desk, poller, self.say, self._metrics)
            scheduler = self._schedule(desk.config, session)
            scheduler.start()
            try:
                await first_of(self._stop, self._reload)
            finally:
                # Paused, not shut down: that would cancel the jobs in the middle of what drain lets them finish.
                scheduler.pause()
                await session.drain(GRACE_SECONDS)
                scheduler.shutdown(wait=False)

    def _schedule(self, config: Config, session: Session) -> AsyncIOScheduler:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler
        from apscheduler.triggers.cron import CronTrigger
        from apscheduler.triggers.interval import IntervalTrigger

        zone = ZoneInfo(config.site.timezone)
        at = config.digest.at
        scheduler = AsyncIOScheduler(timezone=zone)
        scheduler.add_job(session.tick, IntervalTrigger(seconds=TICK_SECONDS), next_run_time=wall_clock(), **_JOB)
        scheduler.add_job(self._look_at_config, IntervalTrigger(seconds=TICK_SECONDS), **_JOB)
        scheduler.add_job(self._look_at_store, IntervalTrigger(seconds=TICK_SECONDS), (session.desk.store,), **_JOB)
        scheduler.add_job(session.build, CronTrigger(hour=at.hour, minute=at.minute, timezone=zone), **_JOB)
        if config.site.hubs:
            scheduler.add_job(session.tell_hubs, IntervalTrigger(seconds=TICK_SECONDS), **_JOB)
        if config.mail:
            scheduler.add_job(session.mail_issues, IntervalTrigger(seconds=TICK_SECONDS), **_JOB)
        # At midnight the pages turn to the new day.
        scheduler.add_job(session.build, CronTrigger(hour=0, minute=0, second=1, timezone=zone), **_JOB)
        return scheduler

    async def _serve(self, config: Config) -> None:
        """Serve the output directory; a server that stands right already is left alone over a change of configuration."""
        if not self.with_server:
            return
        from aggregator.server import create_app, start
        from aggregator.server.metrics import Metrics, is_offered

        port = config.serve.port if self.port is None else self.port
        host = self.host or config.serve.host
        self._metrics = (self._metrics or Metrics()) if is_offered(config.serve.metrics, host) else None
        place = (config.publish_dir, host, port, self._metrics is not None, config.site, config.store_url)
        if self._served == place:
            return
        await self._close_server()
        config.publish_dir.mkdir(parents=True, exist_ok=True)
        figures = self._metrics.text if self._metrics else None
        app = create_app(config.publish_dir, figures, site=config.site, private=partial(find_private, config))
        self._server, self._served = await start(app, host, port), place
        self.say(f"reading room: {self._server.url}")

    async def _close_server(self) -> None:
        if self._server is not None:
            await self._server.close()
        self._server, self._served = None, None

    @property
    def _edits(self) -> Path:
        from aggregator.config.addresses import edits_path

        return edits_path(self.config_path)

    def _stamp(self) -> Stamps:
        return stamp_of(self.config_path), stamp_of(self._edits)

    def _look_at_config(self, always: bool = False) -> None:
        """Announce a changed configuration; take it up when it is valid and whole.

        A file is looked at when it has lain still for one turn: an editor, or a copy over the network, may be at work.
        """
        stamp = self._stamp()
        if not always and (stamp == self._seen or stamp != self._lying):
            self._lying = stamp
            return
        is_edited = stamp[0] == self._seen[0] and stamp[1] != self._seen[1]
        changed = self._edits if is_edited else self.config_path
        self._seen = self._lying = stamp
        old = "the desk goes on with the old one"
        if stamp[0] is None:
            self.say(f"{self.config_path} is gone; {old}")
            return
        try:
            config = read_config(self.config_path)
        except ConfigError as error:
            self.say(f"{changed} changed, but cannot be used; {old}:\n{error}")
            return
        if self._works is not None and self._works.sources and not config.sources:
            self.say(f"{self.config_path} has no sources any more; {old} (restart it to run without sources)")
            return
        self._next = config
        what = counted(len(config.edits.edits), "edit") if is_edited else counted(len(config.sources), "source")
        self.say(f"{changed} changed: {what}; taking it up")
        self._reload.set()

    def _look_at_store(self, store: Store) -> None:
        """A store that was deleted under the desk would take every item into nowhere: begin a new one."""
        if store.is_lost():
            self.say("the store was deleted; the desk begins a new one")
            self._reload.set()


@dataclass(slots=True)
class Session:
    """The jobs of one configuration. Builds and polls take turns: they share one store."""

    desk: Desk
    poller: Poller
    say: Callable[[str], None]
    metrics: Metrics | None = None
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)
    _polling: asyncio.Task[PollSummary] | None = None
    _is_first: bool = True
    _is_stopped: bool = False
    _complaints: set[str] = field(default_factory=set)  #: what was said of hubs that fail
    _unmailed: set[str] = field(default_factory=set)  #: what was said of mails that failed
    _mailing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tick(self) -> None:
        """One turn; a store that fails is told of, and tried again at the next."""
        try:
            await self._turn()
        except AggregatorError as error:
            self.say(f"poll failed: {error}")

    async def _turn(self) -> None:
        """Poll what is due; build if that changed anything, and at the start."""
        async with self._busy:
            states = self.desk.store.sources.states()
            due = self.desk.is_anything_due(self.desk.sources, states, wall_clock())
            if self._is_first:
                # The pages stand before the first poll is through: a new desk is not a blank page for a minute. The
                # first issue waits for the poll, or it would hold only what an earlier run had left.
                await self._build(issue=not due)
            elif not due and (self._is_cleared() or self.desk.is_anything_settled(wall_clock())):
                await self._build()
            if not due:
                self._is_first = False
                return
            self._polling = asyncio.create_task(self.desk.round(self.poller, self.desk.sources, states))
            try:
                summary = await self._polling
            finally:
                self._polling = None
            if self.metrics is not None:
                self.metrics.polled(summary.reports)
            for report in summary.reports:
                if report.notice:
                    self.say(report.notice)
            if self._is_first or summary.new or summary.changed or summary.failed:
                self.say(summary.in_words())
            if self._is_first:
                self._warn_if_offline(summary)
            self._is_first = False
            if not summary.interrupted:
                await self._build()

    def _is_cleared(self) -> bool:
        """Whether somebody cleared the output directory: it is all in the store."""
        return not (self.desk.config.publish_dir / "index.html").exists()

    async def build(self) -> None:
        """The build of a fixed hour: the issue's, and midnight's."""
        async with self._busy:
            await self._build()

    async def tell_hubs(self) -> None:
        """Tell the hubs which feeds changed; whoever fails is told of once, and tried again later."""
        try:
            told = await self.desk.tell_hubs(wall_clock, self.poller.client.post)
        except AggregatorError as error:
            self.say(f"hubs not told: {error}")
            return
        for failure in told.failures:
            if failure not in self._complaints:
                self.say(f"not told: {failure}; it is tried again later")
        self._complaints = set(told.failures) or (set() if told.count else self._complaints)

    async def mail_issues(self) -> None:
        """Send the issues that are owed by e-mail; a server that fails is told of once, and tried again later."""
        if self._is_stopped or self._busy.locked():
            return  # a build may be at work on the pages that the issue leads to
        try:
            async with self._mailing:
                mailed = await self.desk.mail_issues()
        except AggregatorError as error:
            self.say(f"not mailed: {error}")
            return
        if mailed.count:
            self.say(f"issue mailed to {counted(mailed.count, 'recipient')}")
        for failure in mailed.failures:
            if failure not in self._unmailed:
                self.say(f"not mailed: {failure}")
        self._unmailed = set(mailed.failures) or (set() if mailed.count else self._unmailed)

    async def _build(self, *, issue: bool = True) -> None:
        if self._is_stopped:
            return
        report, begun = None, time.monotonic()
        try:
            report = await asyncio.to_thread(
                self.desk.build, wall_clock(), issue=issue, is_stopped=lambda: self._is_stopped
            )
        except AggregatorError as error:
            self.say(f"build failed: {error}")
        await self._measure(report, time.monotonic() - begun)
        if report is None:
            return
        for failure in report.failed:
            self.say(f"not written: {failure}")
        if report.issue:
            self.say(f"issue of {report.issue.isoformat()}: {counted(report.entries, 'item')}")
        if report.written:
            log.info("%s written", counted(len(report.written), "file"))

    async def _measure(self, report: BuildReport | None, seconds: float) -> None:
        """Count a build, and look how the desk stands after it."""
        if self.metrics is not None and not self._is_stopped:
            self.metrics.built(report, seconds, wall_clock())
            with contextlib.suppress(AggregatorError):  # a store that fails is told of by what needs it
                self.metrics.figures = await asyncio.to_thread(self.desk.figures, wall_clock())

    def _warn_if_offline(self, summary: PollSummary) -> None:
        """Tell a person whose very first poll reached nobody what to do about it."""
        polled = [report for report in summary.reports if report.outcome != "skipped"]
        if polled and all(report.state in {State.FAILING, State.REFUSED} for report in polled):
            self.say(
                f"none of {counted(len(polled), 'source')} could be reached; is this machine online?"
                " `make demo` shows the desk without a network, on a sample newsroom."
            )

    async def drain(self, seconds: float) -> None:
        """End a poll and a build that are under way; what they had finished stays."""
        self._is_stopped = True
        if self._polling is not None:
            self._polling.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._busy, self._mailing:
                pass


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Modification time and size of a file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


async def first_of(*events: asyncio.Event) -> None:
    """Return when the first of some events is set."""
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
