"""What a channel still waits for is found without all that it ever had."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.drop_index("ix_deliveries_channel_id_id", "deliveries")
    op.create_index("ix_deliveries_channel_id_state_id", "deliveries", ["channel_id", "state", "id"])
