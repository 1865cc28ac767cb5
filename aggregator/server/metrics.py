"""Figures of a desk for Prometheus, in its text format 0.0.4.

What the store knows (sources, items, requests) is the same for every process; what a running desk counts begins anew with
it, as counters of Prometheus may. Nothing is kept in the library's own registry.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from aggregator import __version__
from aggregator.errors import AggregatorError
from aggregator.model import BuildReport, DeskFigures, PollReport, State

if TYPE_CHECKING:
    from prometheus_client import Metric

log = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_OUTCOMES = ("changed", "unchanged", "failed", "crashed")


def is_offered(setting: str, host: str) -> bool:
    """Whether ``serve.metrics`` (auto, on, off) offers the figures on a server that listens on ``host``.

    ``auto``: only where nobody but this machine can ask.
    """
    if setting != "auto":
        return setting == "on"
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """Answers with the figures of the moment."""

    text: Callable[[], str]

    async def answer(self, _request: web.Request) -> web.Response:
        """The figures; 503 while the store cannot be read, so that a scrape fails instead of showing zeros."""
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        try:
            text = await asyncio.to_thread(self.text)
        except AggregatorError as error:
            log.warning("no metrics: %s", error)
            return web.Response(status=503, text="the store cannot be read\n", headers=headers)
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE, **headers})


@dataclass(slots=True)
class Metrics:
    """What one running desk counts."""

    figures: DeskFigures | None = None  #: as of the last build; None before it
    polls: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_OUTCOMES, 0))
    failures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, State), 0))
    new: int = 0
    changed: int = 0
    builds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("done", "failed"), 0))
    build_seconds: float = 0.0
    written: int = 0
    not_written: int = 0
    last_build: datetime | None = None

    def polled(self, reports: Iterable[PollReport]) -> None:
        """Count what a round of polls brought. A source that was left alone was not polled."""
        for report in reports:
            if report.outcome == "skipped":
                continue
            self.polls[report.outcome] += 1
            self.new += report.new
            self.changed += report.changed
            if report.outcome in {"failed", "crashed"}:
                self.failures[str(report.state)] += 1

    def built(self, report: BuildReport | None, seconds: float, now: datetime) -> None:
        """Count a build; None is one that failed as a whole."""
        self.builds["done" if report else "failed"] += 1
        self.build_seconds += seconds
        if report:
            self.written += len(report.written)
            self.not_written += len(report.failed)
            self.last_build = now

    def text(self) -> str:
        """All of it, and what the process uses."""
        return text_from((*(families_from(self.figures) if self.figures else ()), *self._families()))

    def _families(self) -> Iterator[Metric]:
        from prometheus_client.core import SummaryMetricFamily

        yield counters("polls", "Polls of sources, by what came of them.", "outcome", self.polls)
        yield counters("failures", "Polls that failed, by the state of the source.", "state", self.failures)
        yield counter("new_items", "Items met for the first time.", self.new)
        yield counter("changed_items", "Items that were changed by their publishers.", self.changed)
        yield counters("builds", "Builds of the output directory, by their end.", "result", self.builds)
        yield SummaryMetricFamily(
            "aggregator_build_duration_seconds", "What builds took.", sum(self.builds.values()), self.build_seconds
        )
        yield counter("files_written", "Files of the output directory that were new or different.", self.written)
        yield counter("files_not_written", "Files that could not be written.", self.not_written)
        yield from moment("last_build", "When the last build was done.", self.last_build)


def figures_text(figures: DeskFigures) -> str:
    """What a server without a desk knows: the store's figures, and what the process uses."""
    return text_from(families_from(figures))


def families_from(figures: DeskFigures) -> Iterator[Metric]:
    """The store's figures."""
    from prometheus_client.core import GaugeMetricFamily

    sources = GaugeMetricFamily("aggregator_sources", "Configured sources, by state.", labels=["state"])
    for word, count in {**dict.fromkeys(map(str, State), 0), **figures.states}.items():
        sources.add_metric([word], count)
    yield sources
    yield GaugeMetricFamily("aggregator_items", "Items stored, of the configured sources.", figures.items)
    yield counter("requests", "Requests to publishers since the store was made.", figures.requests)
    yield counter("not_modified", "Requests of these that were answered with 304.", figures.not_modified)
    yield from moment("last_poll", "When a source was last polled.", figures.last_poll)


def counter(name: str, help_text: str, value: int) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    return CounterMetricFamily(f"aggregator_{name}", help_text, value)


def counters(name: str, help_text: str, label: str, values: Mapping[str, int]) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(f"aggregator_{name}", help_text, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def moment(name: str, help_text: str, at: datetime | None) -> Iterator[Metric]:
    """A time as seconds since 1970; nothing where there is none yet."""
    from prometheus_client.core import GaugeMetricFamily

    if at is not None:
        yield GaugeMetricFamily(f"aggregator_{name}_timestamp_seconds", help_text, at.timestamp())


@dataclass(frozen=True, slots=True, eq=False)
class _Families:
    """Families as a registry collects them, which knows its collectors by identity."""

    families: tuple[Metric, ...]

    def collect(self) -> tuple[Metric, ...]:
        return self.families


def text_from(families: Iterable[Metric]) -> str:
    """The families, the version and the process's own figures, from a registry that lives as long as the answer."""
    from prometheus_client import CollectorRegistry, ProcessCollector
    from prometheus_client.core import InfoMetricFamily
    from prometheus_client.exposition import generate_latest

    registry = CollectorRegistry()
    info = InfoMetricFamily("aggregator", "The program.", {"version": __version__})
    registry.register(_Families((info, *families)))
    ProcessCollector(registry=registry)
    return generate_latest(registry).decode()
