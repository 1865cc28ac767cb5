"""Archives of feeds, entries withheld by caps, pings to hubs, private outputs; feeds in the order of entering."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger", sa.Column("withheld", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("archive", sa.Text(), nullable=True))
    op.drop_index("ix_ledger_output_published_item", "ledger")
    op.create_index("ix_ledger_output_entered_published_item", "ledger", ["output", "entered", "published", "item"])
    op.create_index("ix_ledger_output_archive", "ledger", ["output", "archive"])
    op.create_index("ix_history_at", "history", ["at"])
    op.add_column("snapshots", sa.Column("place", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "pings",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("hub", "topic", name=op.f("pk_pings")),
    )
    op.create_table(
        "private_addresses",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_private_addresses")),
    )
    op.create_table(
        "private_feeds",
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("output", "format", name=op.f("pk_private_feeds")),
    )
