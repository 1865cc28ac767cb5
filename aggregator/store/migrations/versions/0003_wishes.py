"""Sources remember what publishers ask for, and their rhythm, so that neither a 304 nor a failure makes us forget it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("validated_url", sa.Text(), nullable=True),
        sa.Column("interval", sa.Integer(), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("fresh_until", sa.BigInteger(), nullable=True),
        sa.Column("throttled", sa.Text(), nullable=True),
        sa.Column("rhythm", sa.Integer(), nullable=True),
        sa.Column("pace", sa.Integer(), nullable=True),
        sa.Column("lack", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("sources", column)
