"""The ``outputs`` table: how far each output has looked at the items, what it was last described as, and what moved in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from aggregator.model import OutputSpec
from aggregator.store.dialect import upsert
from aggregator.store.rows import chunks
from aggregator.store.schema import ledger, outputs, private_addresses, snapshots


def described(spec: OutputSpec) -> dict[str, Any]:
    """What a feed says of itself and how it is made, as JSON."""
    return {
        "title": spec.title,
        "description": spec.description,
        "limit": spec.limit,
        "content": spec.content,
        "formats": list(spec.formats),
        "group": spec.group,
        "min_origins": spec.min_origins,
        **({"secret": True} if spec.secret else {}),
    }


def is_secret(row: Any) -> bool:
    """Whether an output was private when it was last configured: it is never published afterwards."""
    return bool(row.described.get("secret"))


def spec_from_row(row: Any) -> OutputSpec:
    """An output as it was last described."""
    facts = {**row.described, "formats": tuple(row.described["formats"])}
    facts.pop("secret", None)
    return OutputSpec(row.name, scheme=row.scheme, term=row.term, **facts)


def retired(connection: sa.Connection, configured: Collection[str]) -> tuple[OutputSpec, ...]:
    """Outputs that were published once and are configured no more."""
    query = sa.select(outputs).where(outputs.c.described.is_not(None)).order_by(outputs.c.name)
    rows = [row for row in connection.execute(query) if row.name not in configured]
    return tuple(spec_from_row(row) for row in rows if not is_secret(row))


def take_over_renamed(connection: sa.Connection, specs: Sequence[OutputSpec]) -> None:
    """What an output of a former name held is the new one's."""
    for spec in specs:
        for old in spec.was:
            held = sa.select(ledger.c.item).where(ledger.c.output == spec.name).scalar_subquery()
            only_old = sa.and_(ledger.c.output == old, ledger.c.item.not_in(held))
            connection.execute(sa.update(ledger).where(only_old).values(output=spec.name))
            connection.execute(sa.delete(ledger).where(ledger.c.output == old))
            connection.execute(sa.delete(outputs).where(outputs.c.name == old))
            for table in (snapshots, private_addresses):
                connection.execute(sa.update(table).where(table.c.output == old).values(output=spec.name))


def remember(connection: sa.Connection, specs: Iterable[OutputSpec], mark: int) -> None:
    """Write down that outputs have looked at everything up to a mark, and what they are."""
    rows = [
        {"name": spec.name, "scheme": spec.scheme, "term": spec.term, "mark": mark, "described": described(spec)}
        for spec in specs
    ]
    if rows:
        connection.execute(upsert(connection, outputs, ["name"], ["scheme", "term", "mark", "described"]), rows)


def move(connection: sa.Connection, names: Iterable[str]) -> None:
    """Count a change in outputs: their files are made anew."""
    for part in chunks(names):
        there = sa.update(outputs).where(outputs.c.name.in_(part))
        connection.execute(there.values(changed=outputs.c.changed + 1))


def move_by_tags(connection: sa.Connection, terms: Iterable[tuple[str, str]]) -> None:
    """Count a change in the outputs that these (scheme, term) select: also pages show what has such a tag."""
    wanted = set(terms)
    if not wanted:
        return
    rows = connection.execute(sa.select(outputs.c.name, outputs.c.scheme, outputs.c.term)).all()
    move(connection, [row.name for row in rows if (row.scheme, row.term) in wanted])
