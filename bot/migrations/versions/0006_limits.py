"""What workspaces used lately of what is limited; and indexes by which that of other tables is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False, comment="empty for the whole workspace"),
        sa.Column(
            "free_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when all that was used is free again; see bot.limits.Rate",
        ),
        sa.PrimaryKeyConstraint("workspace", "user", name="pk_rate_limits"),
    )
    op.create_index("ix_articles_added_at_workspace", "articles", ["added_at", "workspace"])
    op.create_index("ix_answers_workspace_id", "answers", ["workspace", "id"])
