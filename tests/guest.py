"""A guest and its host: a whole desk that polls a scripted publisher on simulated time, and what it asked for and when."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from aggregator.app import Desk, open_client, open_desk
from aggregator.parse.worker import Parser
from aggregator.poll import Poller
from aggregator.reports import PollSummary
from tests.servers import RSS, Publisher

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)  # a Wednesday


@dataclass(frozen=True)
class Answer:
    """What the publisher says once. Underscores in the names of header fields stand for hyphens."""

    status: int = 200
    body: bytes = RSS
    headers: dict[str, str] = field(default_factory=dict)


def ok(body: bytes = RSS, **headers: str) -> Answer:
    return Answer(200, body, headers)


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, body, headers)


def cut_off(**headers: str) -> Answer:
    """A body that is shorter than it says."""
    return ok(RSS[:-30], Content_Length=str(len(RSS)), **headers)


def script(publisher: Publisher, path: str, *answers: Answer) -> str:
    """Answer the requests for a path one after another; the last answer is given for ever. Gives the whole address."""
    count = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal count
        said = answers[min(count, len(answers) - 1)]
        count += 1
        named = {name.replace("_", "-"): value for name, value in said.headers.items()}
        whole = int(named.pop("Content-Length", len(said.body)))
        response = web.StreamResponse(status=said.status, headers={"Content-Type": "application/rss+xml", **named})
        if said.status != 304:
            response.content_length = whole
        await response.prepare(request)
        await response.write(said.body)
        if whole > len(said.body) and request.transport is not None:
            request.transport.close()
        return response

    return publisher.on(path, answer)


class Guest:
    """A desk over some sources. ``now`` is its only clock."""

    def __init__(self, desk: Desk, poller: Poller) -> None:
        self.desk = desk
        self.now = NOW
        poller.clock = lambda: self.now
        self._poller = poller

    async def poll(self, *, force: bool = False) -> PollSummary:
        """Poll what is due now."""
        return await self._poller.run(self.desk.sources, self.desk.store.sources.states(), force=force)

    async def poll_times(self, times: int, *, apart: timedelta = timedelta(hours=1)) -> None:
        """Poll so many times whatever the schedule says, as far as an editor may."""
        for _ in range(times):
            await self.poll(force=True)
            self.now += apart

    async def live(self, hours: float) -> list[timedelta]:
        """Do as the schedule says for so many hours. Gives when polls were made, from the beginning on."""
        begin, end = self.now, self.now + timedelta(hours=hours)
        polled = []
        while self.now <= end:
            summary = await self.poll()
            if any(report.outcome != "skipped" for report in summary.reports):
                polled.append(self.now - begin)
            states = self.desk.store.sources.states().values()
            ahead = [state.next_poll for state in states if state.next_poll and state.next_poll > self.now]
            if not ahead:
                break
            self.now = min(ahead)
        self.now = end
        return polled


@contextlib.asynccontextmanager
async def visiting(
    folder: Path, parser: Parser, *sources: str | dict[str, object], **http: object
) -> AsyncIterator[Guest]:
    """A guest on sources given by address, or as the configuration writes them, as ``http`` of the configuration says."""
    config = folder / "config.yaml"
    rows = [{"id": f"s{n}", **({"url": row} if isinstance(row, str) else row)} for n, row in enumerate(sources)]
    options = {"allow_private": True, "host_delay": 0, **http}
    config.write_text(json.dumps({"site": {"contact": "mailto:desk@example.org"}, "sources": rows, "http": options}))
    with open_desk(config, clock=lambda: NOW) as desk:
        async with open_client(desk.config) as client:
            poller = Poller(client, parser, desk.store, desk.tagger, desk.tag_version)
            yield Guest(desk, poller)
