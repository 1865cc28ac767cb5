"""Bringing a store to the newest schema. Alembic, with its environment made in code: nothing of it is needed outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run every script that the store has not seen yet, up to a revision, each in the transaction of ``connection``."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(__file__).parent))

    def steps(revision: Any, _context: MigrationContext) -> list[Any]:
        return list(scripts._upgrade_revs(to, revision))  # noqa: SLF001 - as in alembic's own env.py

    context = MigrationContext.configure(connection, opts={"fn": steps, "render_as_batch": True})
    with Operations.context(context):
        context.run_migrations()
