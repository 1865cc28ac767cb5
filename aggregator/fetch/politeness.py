"""How many at once, and how soon after one another: per host, and over all hosts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aggregator.fetch.settings import HttpSettings


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    free_at: float = 0.0  #: monotonic time of the next request
    users: int = 0


@dataclass(slots=True)
class Politeness:
    """Slots for fetches. A fetch waits for its host first and for the rest of the world after, so that the fetches that
    queue for one dead host hold no slot that another could use."""

    settings: HttpSettings
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _all: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._all = asyncio.Semaphore(self.settings.concurrency)

    @contextlib.asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Leave to ask a host, for as long as the context lasts."""
        entry = self._hosts.setdefault(host, _Host(asyncio.Semaphore(self.settings.per_host)))
        entry.users += 1
        try:
            async with entry.slots:
                await self._wait_for_gap(entry)
                async with self._all:
                    yield
        finally:
            entry.users -= 1
            if not entry.users and asyncio.get_running_loop().time() >= entry.free_at:
                self._hosts.pop(host, None)

    async def _wait_for_gap(self, entry: _Host) -> None:
        now = asyncio.get_running_loop().time()
        begin = max(now, entry.free_at)
        entry.free_at = begin + self.settings.host_delay
        if begin > now:
            await asyncio.sleep(begin - now)
