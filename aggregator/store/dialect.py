"""The few statements that SQLite and PostgreSQL spell in ways of their own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def insert_new(connection: sa.Connection, table: sa.Table) -> Any:
    """INSERT that passes over rows which are there already."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table).on_conflict_do_nothing()


def upsert(connection: sa.Connection, table: sa.Table, key: list[str], columns: list[str]) -> Any:
    """INSERT that replaces ``columns`` of a row with the same ``key``."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        made: Any = postgresql.insert(table)
    else:
        from sqlalchemy.dialects import sqlite

        made = sqlite.insert(table)
    return made.on_conflict_do_update(index_elements=key, set_={name: made.excluded[name] for name in columns})
