"""Lists of feeds are polled: what they name is remembered, and no source is called unsupported any more."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outlines",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("list", "place", name=op.f("pk_outlines")),
    )
    op.execute("UPDATE sources SET state = 'never polled', next_poll = NULL WHERE state = 'not supported yet'")
    op.execute("DELETE FROM state_changes WHERE state = 'not supported yet'")
