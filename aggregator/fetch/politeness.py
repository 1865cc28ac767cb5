"""How many at once, and how soon after one another: per host, and over all hosts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from aggregator.fetch.settings import HttpSettings

#: Requests in a row that a host may leave unanswered; the rest of its sources waits for the next round, so that a dead host of
#: a hundred sources holds a round up for two timeouts and not for a hundred.
MOST_SILENCES = 2


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    urls: dict[str, asyncio.Lock] = field(default_factory=dict)
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)  #: one at a time begins
    free_at: float = 0.0  #: monotonic time from which the next may begin
    users: int = 0  #: fetches that have a slot or wait for one


@dataclass(slots=True)
class Politeness:
    """Slots for fetches. A fetch waits for its host first and for the rest of the world after, so that the fetches that
    queue for one dead host hold no slot that another could use."""

    settings: HttpSettings
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _rests: set[str] = field(default_factory=set)  #: domains to be left alone
    _silences: dict[str, int] = field(default_factory=dict)  #: unanswered requests in a row, by host
    _all: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._all = asyncio.Semaphore(self.settings.concurrency)

    @contextlib.asynccontextmanager
    async def slot(self, host: str, url: str) -> AsyncIterator[None]:
        """Leave to ask a host, for as long as the context lasts. Two slots of one host begin ``host_delay`` apart, and
        one address is asked once at a time."""
        entry = self._hosts.get(host)
        if entry is None:
            entry = self._hosts[host] = _Host(asyncio.Semaphore(self.settings.per_host))
        entry.users += 1
        try:
            async with entry.urls.setdefault(url, asyncio.Lock()), entry.slots:
                await self._begin(entry)
                try:
                    yield
                finally:
                    self._all.release()
        finally:
            entry.users -= 1
            self._forget(host, entry)

    def rest(self, domain: str) -> None:
        """Leave a domain alone for the rest of a round; "" is none."""
        if domain:
            self._rests.add(domain)

    @property
    def has_rests(self) -> bool:
        return bool(self._rests)

    def rests(self, domain: str) -> bool:
        """Whether a domain is to be left alone."""
        return domain in self._rests

    def note(self, host: str, *, has_answered: bool) -> None:
        """Count the requests in a row that a host left without any answer."""
        self._silences[host] = 0 if has_answered else self._silences.get(host, 0) + 1

    def is_silent(self, host: str) -> bool:
        """Whether a host has left so many requests of a round unanswered that the next would only wait in vain."""
        return self._silences.get(host, 0) >= MOST_SILENCES

    def begin_round(self, resting: Iterable[str] = ()) -> None:
        """Forget it all but the domains that the schedule wants to be left alone."""
        self._rests = set(resting)
        self._silences.clear()

    def is_worth_keeping(self, host: str) -> bool:
        """Whether to keep a connection to this host open: somebody waits for it, or there are few hosts, so that open
        connections cost nothing. Thousands of hosts, each asked once, would use up the files a process may have open."""
        entry = self._hosts.get(host)
        is_awaited = entry is not None and entry.users > self.settings.per_host
        return is_awaited or len(self._hosts) <= self.settings.concurrency

    async def _begin(self, entry: _Host) -> None:
        """Wait for the gap, then for a place among all; the gap is counted from the moment both are there."""
        clock = asyncio.get_running_loop().time
        async with entry.gate:
            if (wait := entry.free_at - clock()) > 0:
                await asyncio.sleep(wait)
            await self._all.acquire()
            entry.free_at = clock() + self.settings.host_delay

    def _forget(self, host: str, entry: _Host) -> None:
        """Drop what is known of a host once nobody uses it and its gap is over."""
        if entry.users or self._hosts.get(host) is not entry:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= entry.free_at:
            del self._hosts[host]
        else:
            loop.call_at(entry.free_at, self._forget, host, entry)
