"""The workspaces that have added the bot, with their tokens; and an index without which leaving takes hours."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("bot_user", sa.Text, nullable=False, comment="what the platform calls the bot there"),
        sa.Column("token", sa.Text, nullable=False, comment="encrypted; see bot.encryption"),
        sa.Column("refresh_token", sa.Text, comment="encrypted; None where the token does not expire"),
        sa.Column("expires_at", sa.DateTime(timezone=True), comment="of the token"),
        sa.Column(
            "renewed_until",
            sa.DateTime(timezone=True),
            comment="until when whoever renews the token has the right to",
        ),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("installed_by", sa.Text, nullable=False, comment="as the platform calls that person"),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_installations"),
    )
    op.create_index("ix_deliveries_thread_id", "deliveries", ["thread_id"])
