"""Edits: what the editor makes of items, and when each edit first took effect."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("edited", sa.Text(), nullable=True))
    where = sa.text("edited IS NOT NULL")
    op.create_index("ix_items_edited", "items", ["n"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "edits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_edits")),
    )
