"""Stories: what items are compared by, and what outputs tell of them; what files and entries were made of."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    partial("ix_items_story", "items", ["story"], "story != id")
    partial("ix_items_withdrawn", "items", ["id", "first_seen"], "withdrawn_at IS NOT NULL")
    op.create_table(
        "signatures",
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_signatures")),
    )
    op.create_table(
        "story_keys",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=False, nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_story_keys")),
    )
    op.add_column("ledger", sa.Column("entry", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("head", sa.Integer(), nullable=True))
    op.add_column("ledger", sa.Column("told", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("settles", sa.BigInteger(), nullable=True))
    op.add_column("ledger", sa.Column("owed", sa.Boolean(), server_default=sa.false(), nullable=False))
    partial("ix_ledger_settles", "ledger", ["settles"], "settles IS NOT NULL")
    partial("ix_ledger_owed", "ledger", ["output"], "owed")
    partial(
        "ix_ledger_waiting", "ledger", ["output", "entered"], "archive IS NULL AND withdrawn IS NULL AND head IS NULL"
    )
    op.add_column("outputs", sa.Column("changed", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "stamps",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_of", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamps")),
    )
    op.create_table(
        "fragments",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("atom", sa.LargeBinary(), nullable=True),
        sa.Column("rss", sa.LargeBinary(), nullable=True),
        sa.Column("json", sa.LargeBinary(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fragments")),
    )
    op.create_index("ix_fragments_day", "fragments", ["day"])
