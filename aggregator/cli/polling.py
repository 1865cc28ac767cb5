"""``poll`` and ``build``: the two loops, once."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from aggregator.app import Desk, open_desk
from aggregator.cli.options import clock_at, config_option, is_terminal, no_source, now_option, printable, say
from aggregator.model import BuildReport, PollReport
from aggregator.poll import Clock
from aggregator.reports import PollSummary
from aggregator.text.plurals import counted


@click.command("poll")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--force", is_flag=True, help="Poll before the time has come; a publisher's Retry-After is still obeyed.")
@click.option("--build", "then_build", is_flag=True, help="Build the outputs afterwards.")
@click.option("--strict", is_flag=True, help="Exit with 3 when some source failed.")
@click.option("-v", "--verbose", is_flag=True, help="A line for every source.")
@now_option
@config_option
def poll_command(
    ids: tuple[str, ...],
    force: bool,
    then_build: bool,
    strict: bool,
    verbose: bool,
    now: datetime | None,
    config_path: Path,
) -> int:
    """Poll every source that is due, once, and exit.

    With IDs only those sources. Sources that fail do not stop the others and do not make the command fail, unless
    --strict is given. An interrupted poll keeps what it had finished.
    """
    clock = clock_at(now)
    with open_desk(config_path, owner="aggregator poll", clock=clock) as desk:
        announce(desk)
        unknown = [source_id for source_id in ids if desk.source(source_id) is None]
        if unknown:
            raise no_source(unknown[0], (spec.id for spec in desk.sources), config_path)
        with progress(len(ids or desk.sources), verbose) as on_report:
            summary, caught = interruptible(desk.poll(ids, force=force, clock=clock, on_report=on_report))
        tell(summary, verbose=verbose)
        if caught:
            return 128 + caught
        if then_build:
            built = desk.build(clock())
            tell_build(built, desk)
            tell_hubs(desk, clock)
            mail_issues(desk, clock)
            if built.failed:
                return 1
        if summary.crashed:
            return 1
        return 3 if strict and summary.failed else 0


@click.command("build")
@click.option("--full", is_flag=True, help="Render everything anew, also what cannot have changed.")
@now_option
@config_option
def build_command(full: bool, now: datetime | None, config_path: Path) -> int:
    """Write what has changed into the output directory.

    A file whose content is the same is not touched. With --now a build is reproducible: the same store, configuration
    and time give the same bytes.
    """
    clock = clock_at(now)
    with open_desk(config_path, owner="aggregator build", clock=clock) as desk:
        announce(desk)
        report = desk.build(clock(), full=full)
        tell_build(report, desk)
        tell_hubs(desk, clock)
        mail_issues(desk, clock)
        return 1 if report.failed else 0


def announce(desk: Desk) -> None:
    """Warnings of the configuration, and what the store noticed about its sources."""
    for warning in desk.config.warnings:
        say(str(warning))
    for notice in desk.notices:
        say(notice)


def interruptible(work: Coroutine[Any, Any, PollSummary]) -> tuple[PollSummary, int]:
    """Run a poll to its end, or to the signal that ends it; returns the signal's number, 0 for none."""

    async def watch() -> tuple[PollSummary, int]:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)
        caught = 0

        def stop(number: int) -> None:
            nonlocal caught
            caught = number
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, stop, number)
        try:
            return await task, caught
        except asyncio.CancelledError:
            return PollSummary(interrupted=True), caught

    outcome: tuple[PollSummary, int] = run_loop(watch())
    return outcome


def run_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """``asyncio.run``, on uvloop where that installs."""
    gc.freeze()  # the configuration stays to the end: a collector that walks 10,000 sources again and again finds nothing
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


@contextlib.contextmanager
def progress(total: int, verbose: bool) -> Iterator[Callable[[PollReport], None]]:
    """A bar on a terminal; lines where they were asked for; else silence until the summary."""
    if verbose:
        yield lambda report: say(line_of(report))
        return
    if not is_terminal():
        yield lambda _report: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("polling"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda report: bar.update(task, advance=1, description=report.source_id)


def line_of(report: PollReport) -> str:
    """One source in one line."""
    count = f"{report.new} new, {report.changed} changed" if report.outcome == "changed" else report.outcome
    said = "; ".join(filter(None, (report.reason, *report.problems)))
    return f"{report.source_id}: {count} ({report.state})" + (f": {printable(said)}" if said else "")


def tell(summary: PollSummary, *, verbose: bool) -> None:
    """The summary, why what failed did, and what the editor should know."""
    for report in summary.reports:
        if report.notice:
            say(report.notice)
    if not verbose:
        for report in summary.failed:
            say(line_of(report))
    say(summary.in_words())


def tell_hubs(desk: Desk, clock: Clock) -> None:
    """Tell the hubs what changed, and people how that went. What failed is told them by the next build, or by the daemon."""
    told = run_loop(desk.tell_hubs(clock)) if desk.config.site.hubs else None
    if told is not None and told.count:
        say(f"hubs told of {counted(told.count, 'changed feed')}")
    for failure in told.failures if told is not None else ():
        say(f"not told: {failure}")


def mail_issues(desk: Desk, clock: Clock) -> None:
    """Send the issues that are owed by e-mail. What failed is sent after the next build, or by the daemon."""
    if desk.config.mail is None:
        return
    mailed = run_loop(desk.mail_issues(clock))
    if mailed.count:
        say(f"issue mailed to {counted(mailed.count, 'recipient')}")
    for failure in mailed.failures:
        say(f"not mailed: {failure}")


def tell_build(report: BuildReport, desk: Desk) -> None:
    for failure in report.failed:
        say(f"not written: {failure}")
    if report.issue:
        say(f"issue of {report.issue.isoformat()}: {counted(report.entries, 'item')}")
    say(f"{counted(len(report.written), 'file')} written, {report.unchanged} unchanged in {desk.config.publish_dir}")
