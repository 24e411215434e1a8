"""Answers whose buttons work, what readers found wrong, who may change settings, and how a channel wants digests."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    layout = sa.Column("layout", sa.Text, nullable=False, server_default="thread", comment="see bot.channels.Layout")
    op.add_column("channels", layout)
    planned_by = sa.Column("planned_by", sa.Text, comment="who gave it its schedule, as the platform calls that person")
    op.add_column("channels", planned_by)
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False, comment="the command, as it was typed"),
        sa.Column("reply", sa.Text, nullable=False, comment="JSON; see bot.answers"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_at", "answers", ["at"])
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False, comment="stays when the article goes"),
        sa.Column("item", sa.Text, nullable=False, comment="a statement's id in the article, or a disputed point"),
        sa.Column("fault", sa.Text, nullable=False, comment="see bot.reports.Fault"),
        sa.Column("shown", sa.Text, nullable=False, comment="what the reader saw"),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint(
            "workspace", "article_id", "item", "fault", "user", name="uq_reports_workspace_article_id_item_fault_user"
        ),
    )
    op.create_table(
        "rights",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("members_manage", sa.Boolean, nullable=False, comment="not only those who manage the workspace"),
        sa.PrimaryKeyConstraint("workspace", name="pk_rights"),
    )
    op.create_table(
        "events",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])
