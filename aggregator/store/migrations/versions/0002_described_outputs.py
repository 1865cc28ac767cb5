"""Outputs remember how they were described, so that a feed outlives its lines in the configuration."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outputs", sa.Column("described", sa.Text(), nullable=True))
