"""Making an issue: which stories it tells, which it leaves out since they were told before, and which come first.

Everything here is pure and depends on its arguments alone: the same items give the same issue, whatever order they come
in. Weights of stories are compared with each other and with no clock, so that an issue in the making keeps its order while
nothing comes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import log2
from typing import TypeAlias

from aggregator.model import Issue, IssueEntry, IssueStory, Item, OutputEntry, QuietRegion, StoryItem, origin_of
from aggregator.text import html

#: A summary on a page is two lines or three, in characters.
MOST_SUMMARY = 240
#: A story of twice the origins weighs as much as one that is newer by so much.
HALF_LIFE = timedelta(hours=12)


#: Chooses the item that stands for a story.
Lead: TypeAlias = Callable[[Sequence[Item]], Item]


@dataclass(frozen=True, slots=True)
class Known:
    """What a desk knows of the stories of an issue's items, beside the items."""

    story_of: Mapping[str, str] = field(default_factory=dict)  #: item → its story; one without is its own
    told: Mapping[str, Sequence[date]] = field(
        default_factory=dict
    )  #: story → days of the issues that told it, oldest first
    members: Mapping[str, Sequence[StoryItem]] = field(
        default_factory=dict
    )  #: all items of those that were told before
    changed: Mapping[str, datetime] = field(default_factory=dict)  #: item → when it last got another headline


@dataclass(frozen=True, slots=True)
class Polled:
    """What an issue says of the desk and its sources."""

    sources: int = 0
    failed: int = 0
    quiet: tuple[QuietRegion, ...] = ()
    coverage: tuple[tuple[str, tuple[int, ...]], ...] = ()


def compose_issue(
    day: date,
    entries: Sequence[OutputEntry],
    *,
    covers_from: datetime | None,
    covers_to: datetime,
    known: Known,
    polled: Polled,
    lead: Lead,
) -> Issue:
    """The issue of a day from the entries it covers, each once.

    An outlet that says the same headline twice (two of its feeds, a second edition) is heard once: the newest stays. A story
    that an earlier issue told is told again only if it moved on, and then by what is new.
    """
    heard = list(heard_once(entries))
    stories = []
    late = 0
    for story, fresh in by_story(heard, known.story_of).items():
        days = known.told.get(story, ())
        news = moved_on(fresh, known.members.get(story, ())) if days else fresh
        late += len(fresh) - len(news)
        if news:
            told = told_together(story, news, lead, known.changed)
            stories.append(replace(told, day=len(days) + 1, last=days[-1] if days else None))
    stories.sort(key=lambda told: (-weight(told), told.id))
    shown = {entry.item_id for told in stories for entry in told.entries}
    return Issue(
        day=day,
        covers_from=covers_from,
        covers_to=covers_to,
        stories=tuple(stories),
        outlets=len({outlet_key(entry) for entry in heard if entry.item.id in shown}),
        sources_polled=polled.sources,
        sources_failed=polled.failed,
        late=late,
        quiet=polled.quiet,
        coverage=polled.coverage,
    )


def heard_once(entries: Iterable[OutputEntry]) -> Iterable[OutputEntry]:
    """Entries newest first, each item once and each headline once an outlet; what has no headline is like no other."""
    ids: set[str] = set()
    said: set[tuple[str, str]] = set()
    for entry in sorted(entries, key=lambda entry: (-entry.item.published.timestamp(), entry.item.id)):
        saying = (outlet_key(entry), " ".join(entry.item.title.casefold().split()))
        if entry.item.id not in ids and saying not in said:
            ids.add(entry.item.id)
            if entry.item.title:
                said.add(saying)
            yield entry


def moved_on(fresh: Sequence[OutputEntry], members: Sequence[StoryItem]) -> list[OutputEntry]:
    """What is new to a reader who was told the story before: neither another copy of a report that was told, nor its headline."""
    own = {entry.item.id for entry in fresh}
    before = [member for member in members if member.id not in own]
    agencies = {member.agency for member in before if member.agency}
    titles = {letters(member.title) for member in before} - {""}
    return [entry for entry in fresh if entry.item.agency not in agencies and letters(entry.item.title) not in titles]


def by_story(entries: Iterable[OutputEntry], story_of: Mapping[str, str]) -> dict[str, list[OutputEntry]]:
    """Entries by their stories, in the order the first of each has among them."""
    found: dict[str, list[OutputEntry]] = {}
    for entry in entries:
        found.setdefault(story_of.get(entry.item.id) or entry.item.id, []).append(entry)
    return found


def told_together(
    story: str, entries: Sequence[OutputEntry], lead: Lead, changed: Mapping[str, datetime] | None = None
) -> IssueStory:
    """A story of one entry at least: its lead, then the others in the order of their time."""
    # What is only known of a source holds for its items.
    spoken = [replace(one.item, language=one.item.language or one.source.language) for one in entries]
    first = lead(spoken).id
    in_order = sorted(entries, key=lambda one: (one.item.id != first, one.item.published, one.item.id))
    return IssueStory(
        id=story,
        entries=tuple(issue_entry(one, (changed or {}).get(one.item.id)) for one in in_order),
        outlets=len({outlet_key(one) for one in entries}),
        origins=len({origin_of(one.item, outlet_key(one)) for one in entries}),
    )


def weight(story: IssueStory) -> float:
    """Independent origins times freshness, as a logarithm: differences between stories are the same at any hour."""
    newest = max(entry.published for entry in story.entries)
    return log2(story.origins) + newest.timestamp() / HALF_LIFE.total_seconds()


def outlet_key(entry: OutputEntry) -> str:
    """What tells outlets apart: feeds of one outlet count once."""
    return entry.source.outlet or entry.source.id


def letters(title: str) -> str:
    """The letters and figures of a headline, whatever stands between them."""
    return re.sub(r"[\W_]+", "", title.casefold())


def issue_entry(entry: OutputEntry, changed: datetime | None = None) -> IssueEntry:
    """A headline with all that a page needs; regions are those the item is about, not those it only mentions."""
    item, source = entry.item, entry.source
    about = {tag.term: tag for tag in reversed(entry.tags) if tag.scheme == "region" and tag.weight == "about"}
    summary = item.summary or html.text_from_html(item.content)
    return IssueEntry(
        item_id=item.id,
        title=item.title or html.shorten(summary, 100) or item.url or source.title or source.id,
        url=item.url,
        summary=html.shorten(summary, MOST_SUMMARY),
        source_id=source.id,
        outlet=source.title or source.outlet or source.id,
        ownership=source.ownership,
        language=item.language or source.language,
        published=item.published,
        precision=item.precision,
        date_basis=item.date_basis,
        regions=tuple(reversed(about)),
        proof=tuple(tag.evidence[0] if tag.evidence else None for tag in reversed(about.values())),
        agency=item.agency,
        changed=changed,
    )


def without(issue: Issue, items: Container[str]) -> Issue:
    """An issue without some items; where one led its story, the next does."""
    stories = []
    for story in issue.stories:
        kept = tuple(entry for entry in story.entries if entry.item_id not in items)
        if len(kept) == len(story.entries):
            stories.append(story)
        elif kept:
            outlets, origins = ({entry.outlet for entry in kept}, {entry.agency or entry.outlet for entry in kept})
            stories.append(replace(story, entries=kept, outlets=len(outlets), origins=len(origins)))
    return replace(issue, stories=tuple(stories))
