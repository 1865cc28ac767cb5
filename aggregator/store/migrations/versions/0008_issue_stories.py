"""Issues tell stories: which of them told which is remembered, also of the issues there are."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issue_stories",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("story", "day", name=op.f("pk_issue_stories")),
    )
    op.execute(
        "INSERT INTO issue_stories (story, day) SELECT DISTINCT coalesce(items.story, items.id), issues.day FROM issues"
        " JOIN items ON items.first_seen > coalesce(issues.covers_from, 0) AND items.first_seen <= issues.covers_to"
    )
    where = sa.text("number > 1")
    op.create_index(
        "ix_issue_stories_day", "issue_stories", ["day", "number"], sqlite_where=where, postgresql_where=where
    )
