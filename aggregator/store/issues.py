"""Issues of the digest: stored as what they say, so that any template can show them again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import Evidence, Issue, IssueEntry
from aggregator.store.dialect import insert_new
from aggregator.store.engine import reading
from aggregator.store.schema import issues

FORMAT = 2
#: The fields of a headline where a stored issue has them as a list (format 1).
COLUMNS = (
    "item_id", "title", "url", "summary", "source_id", "outlet", "ownership", "language", "published", "precision", "date_basis",
    "regions", "proof",
)  # fmt: skip


class IssueStore:
    """The ``issues`` table."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def save(self, issue: Issue, *, made_at: datetime) -> None:
        """Keep an issue. One that is there already stays as it was: issues are frozen."""
        row = {
            "day": issue.day.isoformat(),
            "covers_from": issue.covers_from,
            "covers_to": issue.covers_to,
            "made_at": made_at,
            "entries": len(issue.entries),
            "snapshot": zlib.compress(json.dumps(document_from_issue(issue), ensure_ascii=False).encode(), 6),
        }
        with self._engine.begin() as connection:
            connection.execute(insert_new(connection, issues), [row])

    def last(self) -> Issue | None:
        """The newest issue."""
        return self._one(sa.select(issues.c.snapshot).order_by(issues.c.day.desc()).limit(1))

    def last_day(self) -> date | None:
        """The day of the newest issue."""
        with reading(self._engine) as connection:
            day = connection.execute(sa.select(sa.func.max(issues.c.day))).scalar()
        return date.fromisoformat(day) if day else None

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
        "entries": [row_from_entry(entry) for entry in issue.entries],
    }


def row_from_entry(entry: IssueEntry) -> dict[str, Any]:
    """A headline by the names of its fields."""
    return {**asdict(entry), "published": entry.published.isoformat()}


def issue_from_document(document: dict[str, Any]) -> Issue:
    """The issue that :func:`document_from_issue` described."""
    begin = document["covers_from"]
    return Issue(
        day=date.fromisoformat(document["day"]),
        covers_from=datetime.fromisoformat(begin) if begin else None,
        covers_to=datetime.fromisoformat(document["covers_to"]),
        entries=tuple(entry_from_row(row) for row in document["entries"]),
        outlets=document["outlets"],
        sources_polled=document["sources_polled"],
        sources_failed=document["sources_failed"],
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
        }
    )


def evidence_from(stored: dict[str, str] | str | None) -> Evidence | None:
    """The proof of one region; for a time only its words were kept."""
    if isinstance(stored, str):
        return Evidence("", stored, "") if stored else None
    return Evidence(**stored) if stored else None
