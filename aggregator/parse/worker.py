"""Parsing in a child process that may be killed: one hostile document costs itself alone.

feedparser needs minutes for some documents of a megabyte, and memory without bound for others. The child has limits on
time, processor and memory; one that breaks them is killed and replaced, and the document is a ParseError.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import signal
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed

#: Seconds of wall time for one document; and of processor time, which a busy machine does not eat up.
TIMEOUT = 25.0
CPU_SECONDS = 15
MEMORY = 1_500_000_000
#: A child is replaced after so many documents: what a parser leaks goes with it.
DOCUMENTS_A_CHILD = 2000


class Parser:
    """Children that parse, started when the first document comes."""

    def __init__(self, workers: int, timeout: float) -> None:
        self._workers = workers
        self._timeout = timeout
        self._pool: Any = None

    async def parse(self, kind: str, body: bytes, url: str, headers: Mapping[str, str]) -> ParsedFeed:
        """Read one document. Raises ParseError, also when the child had to be killed."""
        from pebble import ProcessExpired

        job = (kind, body, url, dict(headers))
        try:
            try:
                parsed = await self._run(job)
            except BrokenProcessPool:
                # Every child died at once (somebody's kill, the system out of memory): that says nothing of this document.
                await self.close()
                parsed = await self._run(job)
        except FutureTimeoutError:
            raise ParseError(f"reading the document took longer than {self._timeout:.0f} s") from None
        except ProcessExpired:
            raise ParseError("reading the document took too much time or memory") from None
        except MemoryError:
            raise ParseError("reading the document took too much memory") from None
        return parsed

    async def _run(self, job: tuple[str, bytes, str, dict[str, str]]) -> ParsedFeed:
        future = self._start().schedule(_job, args=job, timeout=self._timeout)
        parsed: ParsedFeed = await asyncio.wrap_future(future)
        return parsed

    def _start(self) -> Any:
        if self._pool is None:
            from pebble import ProcessPool

            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=DOCUMENTS_A_CHILD,
                initializer=_prepare,
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    async def close(self) -> None:
        """End the children; what they were reading is given up."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.stop()
            await asyncio.to_thread(pool.join, 5)


@contextlib.asynccontextmanager
async def open_parser(*, workers: int = 2, timeout: float = TIMEOUT) -> AsyncIterator[Parser]:  # noqa: ASYNC109 - of the child
    """A parser whose children end with the context."""
    parser = Parser(workers, timeout)
    try:
        yield parser
    finally:
        await parser.close()


def _prepare() -> None:
    """In the child, once: signals are the parent's business, memory is limited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _job(kind: str, body: bytes, url: str, headers: dict[str, str]) -> ParsedFeed:
    """In the child, for each document."""
    from aggregator.parse import parse

    _limit_cpu()
    return parse(kind, body, url, headers)


def _limit_cpu() -> None:
    """Raise the soft limit by what one document may use: it counts the whole life of the child."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS, hard))
