"""Telling hubs which feeds changed: what is due, one after the other, and what failed again later."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from aggregator.model import FetchFailed, SiteInfo

if TYPE_CHECKING:
    from aggregator.store import Store

log = logging.getLogger(__name__)

#: Gives None when the form was taken, else why not.
Post: TypeAlias = Callable[[str, Mapping[str, str]], Awaitable[FetchFailed | None]]
#: Pings in one go.
MOST = 500


@dataclass(frozen=True, slots=True)
class Pinged:
    """What became of some pings: how many were taken, and a sentence for each hub that failed."""

    count: int = 0
    failures: tuple[str, ...] = ()


async def tell_hubs(store: Store, site: SiteInfo, post: Post, clock: Callable[[], datetime]) -> Pinged:
    """Send every ping that is due. A hub that fails is left alone for a while, with all that it has yet to be told."""
    from aggregator.publish.websub import next_try, ping_fields

    count, failures, resting = 0, {}, set()
    for ping in store.pings.due(clock(), limit=MOST):
        if ping.hub in resting:
            continue
        failure = await post(ping.hub, ping_fields(ping.topic, site))
        if failure is None:
            store.pings.done(ping)
            count += 1
            continue
        failures[ping.hub] = f"hub {ping.hub}: {failure.reason}"
        again = next_try(ping.since, ping.tries + 1, clock(), failure.retry_after)
        log.info("%s was not told of %s: %s; again %s", ping.hub, ping.topic, failure.reason, again or "no more")
        if again is None:
            store.pings.done(ping)
            continue
        store.pings.failed(ping, again)
        if failure.status is None or failure.is_soft:
            # It is the hub that fails, not this feed that it does not want.
            store.pings.postpone(ping.hub, again)
            resting.add(ping.hub)
    return Pinged(count, tuple(failures.values()))
