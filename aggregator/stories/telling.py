"""What an output tells of a story: one entry, under one id for ever, whose text moves only when enough has changed.

Readers compare dates, and many the texts as well: whatever moves in an entry may be shown to a person again. So an entry
says of its story what was known when it entered, and is told anew when two, four and eight outlets carry it, once
nobody has joined for a quarter of an hour, and an hour after the threshold at the latest. The item that leads stays,
whoever joins. When two stories become one, the entry that came first stays and the other goes without a word; when the
leading item is gone (withdrawn by hand, or no longer about what the output is about), another one leads under the same
id.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.model import Also, StoryItem, StoryPlace, Told, public_id
from aggregator.stories.lead import find_lead

#: So many outlets make an entry be told anew.
THRESHOLDS = (2, 4, 8)
#: For so long nobody must have joined; what never comes to rest is told after so long all the same.
SETTLED, PATIENCE = timedelta(minutes=15), timedelta(hours=1)


def tell(
    story: str,
    places: Sequence[StoryPlace],
    members: Sequence[StoryItem],
    *,
    now: datetime,
    language: str | None = None,
    least_origins: int = 1,
) -> tuple[StoryPlace, ...]:
    """The places of a story in one output as they should be; only those that change.

    ``places`` are those of its items in that output, ``members`` all items of the story that were not withdrawn,
    whether the output has them or not; ``language`` is the site's. A story that fewer than ``least_origins``
    independent origins tell waits, and enters as new once there are enough.
    """
    by_number = {member.n: member for member in members}
    there = [place for place in places if place.is_wanted and place.item in by_number]
    if not there:
        return ()
    shown = sorted((place for place in places if place.was_shown), key=lambda place: (place.entered, place.id))
    if not shown and len({member.origin for member in members}) < least_origins:
        return tuple(replace(place, is_waiting=True) for place in there if not place.is_waiting)
    head = _head(story, shown, there, by_number, now, language)
    folded = (_folded(place, head.item) for place in places if place.item != head.item)
    before = {place.item: place for place in places}
    return tuple(place for place in (_told(head, members, now), *folded) if place != before[place.item])


def _head(
    story: str,
    shown: Sequence[StoryPlace],
    there: Sequence[StoryPlace],
    members: dict[int, StoryItem],
    now: datetime,
    language: str | None,
) -> StoryPlace:
    """The place that is the entry: the one that was shown first and still is; else the lead's, under the id of the entry within
    which its items were told so far, if they were."""
    still_shown = next((place for place in shown if place in there), None)
    if still_shown is not None:
        return still_shown
    lead = find_lead([members[place.item] for place in there], language)
    place = next(place for place in there if place.item == lead.n)
    followed = {place.head for place in there}
    first = next((gone for gone in shown if gone.item in followed), None)
    if first is not None:
        return replace(
            place, id=first.id, entered=first.entered, updated=max(first.updated, now), published=first.published, told=first.told,
            # An archive keeps the entry as it was, unless its item was withdrawn: then it goes there too.
            archive=first.archive if first.item in members else None, head=None, is_fresh=False, is_waiting=False,
        )  # fmt: skip
    # Nobody shows the story, or nobody does any more, and no one saw these: they are news, and no id comes twice.
    identifier = public_id(lead.id if shown else story)
    entered = place.entered if place.is_fresh else now
    return replace(place, id=identifier, entered=entered, head=None, is_fresh=True, is_waiting=False)


def _folded(place: StoryPlace, head: int) -> StoryPlace:
    """A place within the entry of another one."""
    return replace(place, head=head, settles=None, is_fresh=place.is_fresh or place.is_waiting, is_waiting=False)


def _told(head: StoryPlace, members: Sequence[StoryItem], now: datetime) -> StoryPlace:
    """The entry with what it tells of the story."""
    lead = next(member for member in members if member.n == head.item)
    known = told_of(lead, members)
    if head.is_fresh:
        return replace(head, told=known)
    told = head.told
    others = {member.id: member for member in members if member.id != lead.id}
    kept = tuple(replace(one, url=others[one.item].url) for one in told.also if one.item in others)
    if len(kept) < len(told.also):
        # Withdrawn by hand, or leading now: that cannot wait.
        told = Told(len(kept) + 1, min(told.origins, len(kept) + 1), kept)
        head = replace(head, told=told, updated=max(head.updated, now))
    elif kept != told.also:
        # A publisher has moved: nobody needs to be told, and nobody should meet a dead link.
        told = replace(told, also=kept)
        head = replace(head, told=told)
    if _level(known.outlets) <= _level(told.outlets):
        return replace(head, settles=None)
    joined = max(member.first_seen for member in members)
    settles = min(joined + SETTLED, _crossed(told.outlets, lead, members) + PATIENCE)
    if now < settles:
        return replace(head, settles=settles)
    return replace(head, told=known, updated=max(head.updated, joined), settles=None)


def _level(outlets: int) -> int:
    """How many thresholds a number of outlets has passed."""
    return bisect_right(THRESHOLDS, outlets)


def _crossed(told: int, lead: StoryItem, members: Sequence[StoryItem]) -> datetime:
    """When the story got as many outlets as the threshold after those that were ``told`` asks for."""
    joined: dict[str, datetime] = {}
    for member in members:
        if member.outlet != lead.outlet:
            joined[member.outlet] = min(member.first_seen, joined.get(member.outlet, member.first_seen))
    return sorted(joined.values())[THRESHOLDS[_level(told)] - 2]


def told_of(lead: StoryItem, members: Sequence[StoryItem]) -> Told:
    """What is known of a story beside its lead: each other outlet once, with the item it told first."""
    also: dict[str, Also] = {}
    for member in sorted(members, key=lambda member: (member.first_seen, member.published, member.id)):
        if member.outlet != lead.outlet and member.outlet not in also:
            also[member.outlet] = Also(member.id, member.publisher or member.outlet, member.url, member.title)
    return Told(len(also) + 1, len({member.origin for member in members}), tuple(also.values()))
