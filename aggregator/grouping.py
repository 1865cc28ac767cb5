"""Stories: new items are read once, compared with those of the last days, and given a story for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aggregator.model import Groupable
from aggregator.stories import (
    MOST_BY_KEY,
    VERSION,
    blob_from_signature,
    find_candidates,
    group,
    signature_from_blob,
    signature_of,
    wanted_keys,
)
from aggregator.text.html import text_from_html

if TYPE_CHECKING:
    from aggregator.store import PendingItem, Store

#: Items published within it may tell the same.
WINDOW = timedelta(days=5)
BATCH = 1000


def group_items(store: Store, now: datetime, is_stopped: Callable[[], bool] = lambda: False) -> int:
    """Give every item that has none its story. Returns how many were read; what is left over comes the next time."""
    from aggregator.store import Read

    since = now - WINDOW
    store.stories.renew(VERSION)
    count = 0
    while not is_stopped() and (batch := store.stories.pending(since=since, limit=BATCH)):
        items = [groupable(one) for one in batch]
        new = [item for item, one in zip(items, batch, strict=True) if one.story is None]
        postings = store.stories.postings({key for item in items for key in item.keys})
        candidates = find_candidates(new, postings)
        own = {item.n for item in new}
        wanted = {n for found in candidates.values() for n in found} - own
        plan = group(new, window_of(store, wanted, since), candidates)
        read = [Read(item.n, blob_from_signature(item.signature), item.keys) for item in items]
        store.stories.save(read, plan, postings, now=now, most=MOST_BY_KEY)
        count += len(batch)
    store.stories.sweep(before=since, day=now.toordinal())
    return count


def groupable(pending: PendingItem) -> Groupable:
    """A new item with its signature."""
    item = pending.item
    signature = signature_of(replace(item, text=item.text or text_from_html(pending.markup)))
    return Groupable(item.id, item.n, item.outlet, item.published, signature, wanted_keys(signature))


def window_of(store: Store, numbers: Iterable[int], since: datetime) -> Iterator[Groupable]:
    """Those of some items that were published since a moment, with their stories."""
    for one in store.stories.candidates(numbers, since=since):
        signature = signature_from_blob(one.signature)
        if signature is not None:
            yield Groupable(one.id, one.n, one.outlet, one.published, signature, (), one.story, one.founded)
