"""Stories: what items are compared by, and what outputs tell of them; what files and entries were made of."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    several, settling = sa.text("story != id"), sa.text("settles IS NOT NULL")
    op.create_index("ix_items_story", "items", ["story"], sqlite_where=several, postgresql_where=several)
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
    op.create_index("ix_ledger_settles", "ledger", ["settles"], sqlite_where=settling, postgresql_where=settling)
    op.add_column("outputs", sa.Column("changed", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "stamps",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_of", sa.Text(), nullable=False),
        sa.Column("paths", sa.Text(), nullable=True),
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
