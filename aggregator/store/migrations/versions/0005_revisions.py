"""Items count how often they were changed, so that pages that never stand still settle."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("revisions", sa.Integer(), server_default="0", nullable=False))
