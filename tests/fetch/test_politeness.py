"""Hosts are asked one after the other and apart; none waits for another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from aggregator.fetch.politeness import Politeness
from aggregator.fetch.settings import HttpSettings

AGES = 3600.0  #: a gap that ends in no test


class Visitor:
    """A fetch that stays until it is sent away."""

    def __init__(self, politeness: Politeness, host: str) -> None:
        self.has_begun = asyncio.Event()
        self._leave = asyncio.Event()
        self.task = asyncio.create_task(self._visit(politeness, host))

    async def _visit(self, politeness: Politeness, host: str) -> None:
        async with politeness.slot(host, f"{host}/{id(self)}"):
            self.has_begun.set()
            await self._leave.wait()

    async def leave(self) -> None:
        self._leave.set()
        await self.task


def limits(**options: float) -> Politeness:
    return Politeness(HttpSettings("desk", **{"host_delay": 0, **options}))  # type: ignore[arg-type]


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def end(*visitors: Visitor) -> None:
    for visitor in visitors:
        visitor.task.cancel()
    await asyncio.gather(*(visitor.task for visitor in visitors), return_exceptions=True)


async def test_a_host_is_asked_by_as_many_as_it_may_be() -> None:
    politeness = limits(per_host=2)
    visitors = [Visitor(politeness, "a") for _ in range(3)]
    await settle()
    assert [visitor.has_begun.is_set() for visitor in visitors] == [True, True, False]

    await visitors[0].leave()
    await visitors[2].has_begun.wait()
    await end(*visitors)


async def test_connections_are_kept_for_those_who_wait_or_while_hosts_are_few() -> None:
    politeness = limits(concurrency=2)
    visitors = [Visitor(politeness, host) for host in ("a", "b")]
    await settle()
    assert politeness.is_worth_keeping("a")

    visitors += [Visitor(politeness, host) for host in ("b", "c")]
    await settle()
    assert not politeness.is_worth_keeping("a")
    assert politeness.is_worth_keeping("b")
    await end(*visitors)


async def test_two_requests_to_one_host_keep_their_distance_and_other_hosts_do_not_mind() -> None:
    politeness = limits(host_delay=AGES, per_host=8)
    first, second, other = (Visitor(politeness, host) for host in ("a", "a", "b"))
    await settle()
    assert (first.has_begun.is_set(), second.has_begun.is_set(), other.has_begun.is_set()) == (True, False, True)
    await end(first, second, other)


async def test_the_gap_counts_from_the_request_and_not_from_the_wish() -> None:
    """A fetch that waited for a place in the world longer than the gap lasts is followed by a whole gap all the same."""
    politeness = limits(host_delay=0.001, concurrency=1)
    busy = Visitor(politeness, "busy")
    await busy.has_begun.wait()
    first, second = Visitor(politeness, "a"), Visitor(politeness, "a")
    await settle()
    await asyncio.sleep(0.01)  # the gap after the wish is over
    politeness.settings = replace(politeness.settings, host_delay=AGES)

    await busy.leave()
    await first.has_begun.wait()
    await first.leave()
    await settle()

    assert not second.has_begun.is_set()
    await end(second)


async def test_the_queue_of_one_host_takes_no_place_from_the_others() -> None:
    politeness = limits(concurrency=2)
    dead = [Visitor(politeness, "dead") for _ in range(10)]
    living = Visitor(politeness, "living")
    await settle()
    assert living.has_begun.is_set()
    await end(*dead, living)


async def test_a_fetch_that_is_given_up_leaves_its_places_to_others() -> None:
    politeness = limits(concurrency=1)
    stuck, waiting = Visitor(politeness, "a"), Visitor(politeness, "a")
    await settle()
    await end(waiting, stuck)

    after = Visitor(politeness, "a")
    await settle()
    assert after.has_begun.is_set()
    await end(after)


async def test_hosts_are_forgotten_when_their_gap_is_over() -> None:
    politeness = limits(host_delay=0.01)
    for name in range(50):
        async with politeness.slot(f"host-{name}", f"{name}"):
            pass
    async with asyncio.timeout(10):
        while politeness._hosts:  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.001)
