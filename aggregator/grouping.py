"""Stories: new items are read once, compared with those of the last days, and given a story for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        plan = group(new, window_for(store, new, since))
        read = [Read(item.n, blob_from_signature(item.signature), item.keys) for item in items]
        store.stories.save(read, plan, now=now, most_by_key=MOST_BY_KEY)
        count += len(batch)
    store.stories.sweep(before=since, day=now.toordinal())
    return count


def groupable(pending: PendingItem) -> Groupable:
    """A new item with its signature."""
    item = pending.item
    signature = signature_of(replace(item, text=item.text or text_from_html(pending.markup)))
    return Groupable(item.id, item.n, item.outlet, item.published, signature, wanted_keys(signature))


def window_for(store: Store, new: Sequence[Groupable], since: datetime) -> list[Groupable]:
    """The items of the last days that may tell the same as one of some new ones."""
    postings = store.stories.postings({key for item in new for key in item.keys})
    wanted = {n for item in new for n in find_candidates(item.keys, postings)}
    keys: dict[int, list[int]] = {n: [] for n in wanted}
    for key, numbers in postings.items():
        for n in wanted.intersection(numbers):
            keys[n].append(key)
    window = []
    for one in store.stories.candidates(wanted, since=since):
        signature = signature_from_blob(one.signature)
        if signature is not None:
            its = tuple(keys[one.n])
            window.append(Groupable(one.id, one.n, one.outlet, one.published, signature, its, one.story, one.founded))
    return window
