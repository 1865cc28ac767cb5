"""Issues of the digest: stored as what they say, so that any template can show them again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from aggregator.model import Issue, IssueEntry
from aggregator.store.dialect import insert_new
from aggregator.store.engine import reading
from aggregator.store.schema import issues

FORMAT = 1


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
        found: set[date] = set()
        with reading(self._engine) as connection:
            for moment in set(moments):
                begins = sa.or_(issues.c.covers_from.is_(None), issues.c.covers_from < moment)
                query = sa.select(issues.c.day).where(begins, issues.c.covers_to >= moment)
                found.update(date.fromisoformat(day) for day in connection.execute(query).scalars())
        return frozenset(found)


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
        "entries": [
            [
                entry.item_id, entry.title, entry.url, entry.summary, entry.source_id, entry.outlet, entry.ownership, entry.language,
                entry.published.isoformat(), entry.precision, entry.date_basis, list(entry.regions), list(entry.proof),
            ]
            for entry in issue.entries
        ],
    }  # fmt: skip


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


def entry_from_row(row: list[Any]) -> IssueEntry:
    """One headline of a stored issue."""
    (
        item_id,
        title,
        url,
        summary,
        source_id,
        outlet,
        ownership,
        language,
        published,
        precision,
        basis,
        regions,
        *rest,
    ) = row
    return IssueEntry(
        item_id=item_id,
        title=title,
        url=url,
        summary=summary,
        source_id=source_id,
        outlet=outlet,
        ownership=ownership,
        language=language,
        published=datetime.fromisoformat(published),
        precision=precision,
        date_basis=basis,
        regions=tuple(regions),
        proof=tuple(rest[0]) if rest else (),
    )
