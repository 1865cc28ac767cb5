"""Parsing in a child: it reads what the parent would, it can be killed, and it takes nobody with it."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed
from aggregator.parse import parse, worker
from aggregator.parse.worker import Parser, death_in_words, open_parser

URL = "https://desk.example/feed"
FEED = b'<rss version="2.0"><channel><title>Desk</title><item><title>One</title></item></channel></rss>'
#: feedparser needs minutes for an element with as many attributes, and is who reads what has a document type.
SLOW = (
    b'<?xml version="1.0"?>\n<!DOCTYPE rss>\n<rss version="2.0"><channel><item '
    + b" ".join(b'a%d="x"' % n for n in range(100_000))
    + b"></item></channel></rss>"
)


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.01)


def is_busy() -> bool:
    return any(child.cpu_times().user > 0.5 for child in children())


async def read(parser: Parser, body: bytes = FEED) -> ParsedFeed:
    return await parser.parse("feed", body, URL, {"content-type": "application/xml"})


async def test_a_child_reads_what_the_parent_would() -> None:
    async with open_parser(workers=1) as parser:
        assert await read(parser) == parse("feed", FEED, URL, {"content-type": "application/xml"})
    assert children() == []


async def test_no_child_is_started_for_nothing() -> None:
    async with open_parser():
        assert children() == []


async def test_a_document_that_burns_is_given_up_and_the_next_one_is_read() -> None:
    async with open_parser(workers=1, timeout=1) as parser:
        with pytest.raises(ParseError, match="longer than 1 s") as caught:
            await read(parser, SLOW)
        assert caught.value.state == "cannot parse"
        assert len((await read(parser)).entries) == 1
    assert children() == []


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_CPU"), reason="this system has no limits for processes")
async def test_a_document_may_use_so_much_processor_time_and_memory_and_no_more() -> None:
    async with open_parser(workers=1) as parser:
        await read(parser)
        (child,) = children()
        soft, _ = child.rlimit(psutil.RLIMIT_CPU)
        assert worker.CPU_SECONDS <= soft <= worker.CPU_SECONDS + 5
        assert child.rlimit(psutil.RLIMIT_AS) == (worker.MEMORY, worker.MEMORY)
        # What its predecessors used up is given to each document anew.
        child.rlimit(psutil.RLIMIT_CPU, (worker.CPU_SECONDS - 5, -1))
        await read(parser)
        assert child.rlimit(psutil.RLIMIT_CPU)[0] >= worker.CPU_SECONDS


def test_a_death_is_told_as_what_it_was() -> None:
    assert "15 s of processor time" in death_in_words(-signal.SIGXCPU)
    assert "time or memory" in death_in_words(-signal.SIGKILL)


async def test_a_child_that_is_killed_at_work_costs_its_document_only() -> None:
    async with open_parser(workers=1) as parser:
        task = asyncio.create_task(read(parser, SLOW))
        waiting = [asyncio.create_task(read(parser)) for _ in range(5)]
        await until(is_busy)
        for child in children():
            os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(ParseError, match="too much time or memory"):
            await task
        assert [len(feed.entries) for feed in await asyncio.gather(*waiting)] == [1] * 5


@pytest.mark.parametrize("workers", [1, 2])
async def test_children_that_die_idle_are_replaced_and_no_document_waits_for_ever(workers: int) -> None:
    async with open_parser(workers=workers) as parser:
        await asyncio.gather(*(read(parser) for _ in range(workers)))
        dying = children()
        for child in dying:
            child.kill()
        await until(lambda: all(not child.is_running() or child.status() == psutil.STATUS_ZOMBIE for child in dying))
        async with asyncio.timeout(20):
            assert [len(feed.entries) for feed in await asyncio.gather(*(read(parser) for _ in range(12)))] == [1] * 12


async def test_whoever_stops_waiting_frees_the_child() -> None:
    async with open_parser(workers=1) as parser:
        task = asyncio.create_task(read(parser, SLOW))
        await until(is_busy)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len((await read(parser)).entries) == 1


async def test_leaving_kills_what_is_under_way() -> None:
    async with open_parser(workers=2) as parser:
        tasks = [asyncio.create_task(read(parser, SLOW)) for _ in range(2)]
        await until(is_busy)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, ParseError) for result in results)
    assert children() == []


async def test_signals_to_the_group_are_not_for_the_child() -> None:
    async with open_parser(workers=1) as parser:
        await read(parser)
        (child,) = children()
        for number in (signal.SIGINT, signal.SIGTERM):
            child.send_signal(number)
        assert len((await read(parser)).entries) == 1
        assert children() == [child]


async def test_a_child_is_replaced_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "DOCUMENTS_A_CHILD", 2)
    async with open_parser(workers=1) as parser:
        seen = []
        for _ in range(3):
            await read(parser)
            seen.extend(children())
    assert len(set(seen)) == 2


async def test_what_the_child_refuses_reaches_the_parent_with_its_word() -> None:
    async with open_parser(workers=1) as parser:
        with pytest.raises(ParseError, match="web page") as caught:
            await read(parser, b"<html><body>x</body></html>")
        assert caught.value.state == "not a feed"


async def test_an_unknown_kind_is_a_bug() -> None:
    async with open_parser(workers=1) as parser:
        with pytest.raises(KeyError):
            await parser.parse("carrier pigeon", b"", URL, {})


def test_an_error_keeps_its_word_on_its_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ParseError("no feed", state="not a feed")))
    assert (str(error), error.state) == ("no feed", "not a feed")


def test_no_child_outlives_its_parent(tmp_path: Path) -> None:
    """Neither a parent that is killed, nor one that leaves without a word."""
    for ending in ("os.kill(os.getpid(), signal.SIGKILL)", "pass"):
        script = tmp_path / "desk.py"
        script.write_text(
            "import asyncio, os, signal, psutil\n"
            "from aggregator.parse.worker import open_parser\n"
            "if __name__ == '__main__':\n"
            "    loop = asyncio.new_event_loop()\n"
            "    context = open_parser(workers=1)\n"
            "    parser = loop.run_until_complete(context.__aenter__())\n"
            f"    loop.run_until_complete(parser.parse('feed', {FEED!r}, 'https://desk.example/', {{}}))\n"
            "    print(*(child.pid for child in psutil.Process().children() if 'spawn_main' in ' '.join(child.cmdline())), flush=True)\n"
            f"    {ending}\n",
            encoding="utf-8",
        )
        root = Path(worker.__file__).parents[2]
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(script)],
            stdout=subprocess.PIPE, timeout=30, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False,
        )  # fmt: skip
        (pid,) = map(int, done.stdout.split())
        gone, _ = psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
        alive = psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        assert not alive, f"after {ending}: {pid} lives, {gone}"
