"""Parsing in a child process that may be killed: one hostile document costs itself alone.

feedparser needs minutes for some documents of a megabyte, and memory without bound for others. A child has limits on time,
processor and memory; one that breaks them is killed and replaced, and the document is a ParseError. Each child has a pipe of
its own and reads one document at a time, so that a death, whenever it comes, concerns exactly one document and leaves no
lock behind.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import multiprocessing
import signal
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import TypeAlias, TypeVar

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed, Selectors
from aggregator.parse import KINDS

#: Seconds of wall time for one document; and of processor time, which a busy machine does not eat up.
TIMEOUT = 25.0
CPU_SECONDS = 15
MEMORY = 1_500_000_000
#: Seconds for a child to start: a quarter of one, but for a machine that is busy.
START_UP = 30.0
#: A child is replaced after so many documents: what a parser leaks goes with it.
DOCUMENTS_A_CHILD = 2000

Job: TypeAlias = tuple[str, bytes, str, dict[str, str], Selectors | None]
_T = TypeVar("_T")


class Child:
    """A process that parses, as its parent sees it. Whatever blocks is called in a thread."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="parser", daemon=True)
        self._process.start()
        theirs.close()
        self.documents = 0

    def wait(self) -> bool:
        """Until it is ready. Blocks. False when it died instead."""
        return self._receive() is not None

    def parse(self, job: Job) -> ParsedFeed | Exception | None:
        """What came of a document: the feed, what was raised, or None when the child died. Blocks."""
        self.documents += 1
        try:
            self._pipe.send(job)
        except OSError:
            return None
        answer = self._receive()
        return answer if isinstance(answer, ParsedFeed | Exception) else None

    def _receive(self) -> object:
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            return None

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.is_alive()

    def end(self) -> int | None:
        """Kill it, if it still lives. Returns its exit code, negative for a signal."""
        self._process.kill()
        self._process.join()
        return self._process.exitcode


class Parser:
    """Children that parse, started when documents come."""

    def __init__(self, workers: int, timeout: float) -> None:
        self._timeout = timeout
        self._slots = asyncio.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, "parser")
        self._children: set[Child] = set()
        self._idle: list[Child] = []

    async def parse(
        self, kind: str, body: bytes, url: str, headers: Mapping[str, str], selectors: Selectors | None = None
    ) -> ParsedFeed:
        """Read one document. Raises ParseError, also when the child had to be killed."""
        _ = KINDS[kind]
        async with self._slots:
            child = await self._take()
            answer = await self._ask(
                child, lambda: child.parse((kind, body, url, dict(headers), selectors)), self._timeout
            )
            if answer is None:
                raise ParseError(death_in_words(self._bury(child)))
            if child.documents >= DOCUMENTS_A_CHILD:
                self._bury(child)
            else:
                self._idle.append(child)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def _take(self) -> Child:
        """A child that is ready. One that died while it had nothing to do is replaced without a word."""
        while self._idle:
            child = self._idle.pop()
            if child.is_alive():
                return child
            self._bury(child)
        child = Child()
        self._children.add(child)
        if not await self._ask(child, child.wait, START_UP):
            raise ParseError(f"no parser could be started: {death_in_words(self._bury(child))}")
        return child

    async def _ask(self, child: Child, question: Callable[[], _T], seconds: float) -> _T:
        """The child's answer. One that takes too long, or that nobody waits for any more, is killed."""
        call = asyncio.get_running_loop().run_in_executor(self._threads, question)
        try:
            done, _ = await asyncio.wait({call}, timeout=seconds)
        except asyncio.CancelledError:
            self._bury(child)
            raise
        if not done:
            self._bury(child)
            await call
            raise ParseError(f"reading the document took longer than {seconds:.0f} s")
        return call.result()

    def _bury(self, child: Child) -> int | None:
        self._children.discard(child)
        return child.end()

    def close(self) -> None:
        """Kill the children; what they were reading is given up."""
        for child in tuple(self._children):
            self._bury(child)
        self._idle.clear()
        self._threads.shutdown()


@contextlib.asynccontextmanager
async def open_parser(*, workers: int = 2, timeout: float = TIMEOUT) -> AsyncIterator[Parser]:  # noqa: ASYNC109 - of the child
    """A parser whose children end with the context."""
    parser = Parser(workers, timeout)
    # Children heed no signal of the group: where the context is never left, they would be waited for without end.
    atexit.register(parser.close)
    try:
        yield parser
    finally:
        parser.close()
        atexit.unregister(parser.close)


def death_in_words(exit_code: int | None) -> str:
    """What to say of a document whose reader died."""
    if exit_code == -getattr(signal, "SIGXCPU", 0):
        return f"reading the document took more than {CPU_SECONDS} s of processor time"
    return "reading the document took too much time or memory"


def _serve(pipe: Connection) -> None:
    """In the child: documents in, feeds out, until the parent closes its end or is gone."""
    # Signals sent to the whole group, by a terminal or a service manager, are the parent's business.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _limit_memory()
    with contextlib.suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            pipe.send(_outcome(pipe.recv()))


def _outcome(job: Job) -> ParsedFeed | Exception:
    from aggregator.parse import parse

    _limit_cpu()
    try:
        return parse(*job)
    except ParseError as error:
        return error
    except MemoryError:
        return ParseError("reading the document took too much memory")
    except Exception:  # noqa: BLE001 - a bug of ours; the parent raises it
        return RuntimeError(f"the parser failed:\n{traceback.format_exc()}")


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_cpu() -> None:
    """Raise the soft limit by what one document may use: it counts the whole life of the child."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS, hard))
