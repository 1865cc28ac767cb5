"""Issues of the digest: stored as what they say, so that any template can show them again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import Evidence, Issue, IssueEntry, IssueStory, QuietRegion
from aggregator.store.dialect import insert_new
from aggregator.store.engine import reading
from aggregator.store.mails import mails
from aggregator.store.rows import chunks
from aggregator.store.schema import issue_stories, issues, items, story_aliases

FORMAT = 3
#: The fields of a headline where a stored issue has them as a list (format 1).
COLUMNS = (
    "item_id", "title", "url", "summary", "source_id", "outlet", "ownership", "language", "published", "precision", "date_basis",
    "regions", "proof",
)  # fmt: skip

#: The fields that are kept; the others are made anew whenever an issue is shown.
FROZEN = tuple(one.name for one in fields(IssueEntry) if one.name not in {"corrected", "reason"})


class IssueStore:
    """The ``issues`` table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def save(self, issue: Issue, *, made_at: datetime, recipients: Collection[str] = ()) -> None:
        """Keep an issue. One that is there already stays as it was: issues are frozen. From then on it is owed to recipients."""
        row = {
            "day": issue.day.isoformat(),
            "covers_from": issue.covers_from,
            "covers_to": issue.covers_to,
            "made_at": made_at,
            "entries": issue.count,
            "snapshot": zlib.compress(json.dumps(document_from_issue(issue), ensure_ascii=False).encode(), 6),
        }
        told = [{"story": story.id, "day": row["day"], "number": story.day} for story in issue.stories]
        owed = [{"day": row["day"], "recipient": one, "since": made_at, "due": made_at} for one in recipients]
        with self._engine.begin() as connection:
            is_new = bool(connection.execute(insert_new(connection, issues), [row]).rowcount)
            if is_new and told:
                connection.execute(insert_new(connection, issue_stories), told)
            if is_new and owed:
                connection.execute(insert_new(connection, mails), owed)

    def last(self) -> Issue | None:
        """The newest issue."""
        return self._one(sa.select(issues.c.snapshot).order_by(issues.c.day.desc()).limit(1))

    def last_day(self) -> date | None:
        """The day of the newest issue."""
        with reading(self._engine) as connection:
            day = connection.execute(sa.select(sa.func.max(issues.c.day))).scalar()
        return date.fromisoformat(day) if day else None

    def newest_end(self) -> tuple[date | None, datetime | None]:
        """The day of the newest issue, and up to when it covers."""
        query = sa.select(issues.c.day, issues.c.covers_to).order_by(issues.c.day.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return (date.fromisoformat(row.day), row.covers_to) if row else (None, None)

    def newest(self, limit: int) -> Iterator[Issue]:
        """The newest issues, newest first, one at a time."""
        for day, _ in reversed(self.days()[-limit:]):
            issue = self.get(day)
            if issue is not None:
                yield issue

    def get(self, day: date) -> Issue | None:
        """The issue of a day."""
        return self._one(sa.select(issues.c.snapshot).where(issues.c.day == day.isoformat()))

    def _one(self, query: Any) -> Issue | None:
        with reading(self._engine) as connection:
            body = connection.execute(query).scalar()
        return issue_from_document(json.loads(zlib.decompress(body))) if body else None

    def days(self) -> tuple[tuple[date, int], ...]:
        """(day, number of entries) of every issue, oldest first."""
        query = sa.select(issues.c.day, issues.c.entries).order_by(issues.c.day)
        with reading(self._engine) as connection:
            return tuple((date.fromisoformat(row.day), row.entries) for row in connection.execute(query))

    def told(self, stories: Iterable[str]) -> dict[str, tuple[date, ...]]:
        """The days on which stories were told, oldest first, under whatever ids; only of those that were."""
        found: dict[str, set[str]] = {}
        with reading(self._engine) as connection:
            names = former_ids(connection, stories)
            for part in chunks(names):
                query = sa.select(issue_stories.c.story, issue_stories.c.day).where(issue_stories.c.story.in_(part))
                for row in connection.execute(query):
                    found.setdefault(names[row.story], set()).add(row.day)
        return {story: tuple(map(date.fromisoformat, sorted(days))) for story, days in found.items()}

    def former(self, stories: Iterable[str]) -> dict[str, dict[date, str]]:
        """Of stories that issues told under ids that they have no more: those ids, by the days of the issues."""
        found: dict[str, dict[date, str]] = {}
        with reading(self._engine) as connection:
            names = {name: story for name, story in former_ids(connection, stories).items() if name != story}
            for part in chunks(names):
                for row in connection.execute(sa.select(issue_stories).where(issue_stories.c.story.in_(part))):
                    found.setdefault(names[row.story], {})[date.fromisoformat(row.day)] = row.story
        return found

    def lasting(self, since: date) -> dict[str, tuple[date, ...]]:
        """The stories that several issues told, the last of them since a day, by the ids they have now, with their days."""
        return self._lasting(issue_stories.c.number > 1, issue_stories.c.day >= since.isoformat())

    def lasting_in(self, month: str) -> dict[str, tuple[date, ...]]:
        """The stories that were told again in a month (``2026-01``)."""
        return self._lasting(issue_stories.c.number > 1, issue_stories.c.day.startswith(month))

    def lasting_months(self) -> dict[str, int]:
        """How many stories were told again in each month, ``2026-01``, oldest first."""
        month = sa.func.substr(issue_stories.c.day, 1, 7).label("month")
        count = sa.func.count(issue_stories.c.story.distinct())
        query = sa.select(month, count).where(issue_stories.c.number > 1).group_by(month)
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query.order_by(month))}

    def changed_months(self) -> dict[str, list[tuple[str, int, int]]]:
        """By the months in which they were told again, the stories of which items were withdrawn or edited:
        (story, how many items, a number that grows when one of them changes)."""
        name = sa.func.coalesce(items.c.story, items.c.id)
        is_changed = sa.or_(items.c.withdrawn_at.is_not(None), items.c.edited.is_not(None))
        query = sa.select(name, sa.func.count(), sa.func.max(items.c.touched)).where(is_changed).group_by(name)
        found: dict[str, set[tuple[str, int, int]]] = {}
        with reading(self._engine) as connection:
            changed = {row[0]: (row[0], row[1], row[2]) for row in connection.execute(query)}
            names = former_ids(connection, changed)
            for part in chunks(names):
                again = sa.select(issue_stories).where(issue_stories.c.story.in_(part), issue_stories.c.number > 1)
                for row in connection.execute(again):
                    found.setdefault(row.day[: len("2026-01")], set()).add(changed[names[row.story]])
        return {month: sorted(stories) for month, stories in found.items()}

    def _lasting(self, *conditions: Any) -> dict[str, tuple[date, ...]]:
        name = sa.func.coalesce(story_aliases.c.story, issue_stories.c.story)
        joined = issue_stories.outerjoin(story_aliases, story_aliases.c.alias == issue_stories.c.story)
        with reading(self._engine) as connection:
            query = sa.select(name).select_from(joined).where(*conditions).distinct()
            stories = sorted(connection.execute(query).scalars())
        return self.told(stories)

    def covering(self, moments: Iterable[datetime]) -> frozenset[date]:
        """The days whose issues cover these moments."""
        wanted = set(moments)
        if not wanted:
            return frozenset()
        query = sa.select(issues.c.day, issues.c.covers_from, issues.c.covers_to)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return frozenset(
            date.fromisoformat(row.day)
            for row in rows
            if any((row.covers_from is None or row.covers_from < at) and at <= row.covers_to for at in wanted)
        )


def former_ids(connection: sa.Connection, stories: Iterable[str]) -> dict[str, str]:
    """Every id that some stories have or had → the one they have."""
    found: dict[str, str] = {}
    for part in chunks(stories):
        found.update((story, story) for story in part)
        query = sa.select(story_aliases.c.alias, story_aliases.c.story).where(story_aliases.c.story.in_(part))
        found.update((row.alias, row.story) for row in connection.execute(query))
    return found


def document_from_issue(issue: Issue) -> dict[str, Any]:
    """An issue as JSON can hold it."""
    return {
        "format": FORMAT,
        "day": issue.day.isoformat(),
        "covers_from": issue.covers_from.isoformat() if issue.covers_from else None,
        "covers_to": issue.covers_to.isoformat(),
        "outlets": issue.outlets,
        "sources_polled": issue.sources_polled,
        "sources_failed": issue.sources_failed,
        "late": issue.late,
        "quiet": [
            {**asdict(region), "since": region.since.isoformat() if region.since else None} for region in issue.quiet
        ],
        "coverage": [[region, list(counts)] for region, counts in issue.coverage],
        "stories": [
            {
                **{name: getattr(story, name) for name in ("id", "outlets", "origins", "day")},
                "last": story.last.isoformat() if story.last else None,
                "entries": [row_from_entry(entry) for entry in story.entries],
            }
            for story in issue.stories
        ],
    }


def row_from_entry(entry: IssueEntry) -> dict[str, Any]:
    """A headline by the names of its fields."""
    row = {name: getattr(entry, name) for name in FROZEN}
    row["published"] = entry.published.isoformat()
    row["changed"] = entry.changed.isoformat() if entry.changed else None
    row["proof"] = [{"field": one.field, "words": one.words, "row": one.row} if one else None for one in entry.proof]
    return row


def issue_from_document(document: dict[str, Any]) -> Issue:
    """The issue that :func:`document_from_issue` described. Those of the formats before 3 knew items alone."""
    begin = document["covers_from"]
    alone = (entry_from_row(row) for row in document.get("entries", ()))
    return Issue(
        day=date.fromisoformat(document["day"]),
        covers_from=datetime.fromisoformat(begin) if begin else None,
        covers_to=datetime.fromisoformat(document["covers_to"]),
        stories=(
            *(IssueStory(entry.item_id, (entry,)) for entry in alone),
            *map(story_from_document, document.get("stories", ())),
        ),
        outlets=document["outlets"],
        sources_polled=document["sources_polled"],
        sources_failed=document["sources_failed"],
        late=document.get("late", 0),
        quiet=tuple(
            QuietRegion(**{**region, "since": datetime.fromisoformat(region["since"]) if region["since"] else None})
            for region in document.get("quiet", ())
        ),
        coverage=tuple((region, tuple(counts)) for region, counts in document.get("coverage", ())),
    )


def story_from_document(document: dict[str, Any]) -> IssueStory:
    """One story of a stored issue."""
    last = document["last"]
    entries = tuple(map(entry_from_row, document["entries"]))
    return IssueStory(
        **{**document, "entries": entries, "last": date.fromisoformat(last) if last else None},
    )


def entry_from_row(row: dict[str, Any] | list[Any]) -> IssueEntry:
    """One headline of a stored issue."""
    values = row if isinstance(row, dict) else dict(zip(COLUMNS, row, strict=False))
    return IssueEntry(
        **{
            **values,
            "published": datetime.fromisoformat(values["published"]),
            "regions": tuple(values["regions"]),
            "proof": tuple(map(evidence_from, values.get("proof", ()))),
            "changed": datetime.fromisoformat(values["changed"]) if values.get("changed") else None,
        }
    )


def evidence_from(stored: dict[str, str] | str | None) -> Evidence | None:
    """The proof of one region; for a time only its words were kept."""
    if isinstance(stored, str):
        return Evidence("", stored, "") if stored else None
    return Evidence(**stored) if stored else None
