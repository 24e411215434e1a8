"""Feeds and their entries, channels with their schedules and watches, and what is sent there."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _feeds()
    _channels()
    _deliveries()


def _reference(column: str, table: str, of: str) -> sa.Column[int]:
    reference = sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Integer, reference, nullable=False)


def _loose(column: str, table: str, of: str, comment: str | None = None) -> sa.Column[int]:
    reference = sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{column}", ondelete="SET NULL")
    return sa.Column(column, sa.Integer, reference, comment=comment)


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False, comment="see bot.links.link_key"),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("modified", sa.Text),
        sa.Column("checked_at", sa.DateTime(timezone=True), comment="None until it has been fetched once"),
        sa.Column("fresh_at", sa.DateTime(timezone=True), comment="when an entry was new last"),
        sa.Column("due_at", sa.DateTime(timezone=True), comment="when it is fetched next; None for not by itself"),
        sa.Column("failures", sa.Integer, nullable=False, comment="since it could be read last"),
        sa.Column("trouble", sa.Text, comment="what is wrong with it, in words; None for nothing"),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("key", name="uq_feeds_key"),
    )
    op.create_index("ix_feeds_due_at", "feeds", ["due_at"])
    op.create_table(
        "follows",
        _reference("feed_id", "follows", "feeds"),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean, nullable=False, comment="the workspace knows of the trouble with it"),
        sa.PrimaryKeyConstraint("feed_id", "workspace", name="pk_follows"),
    )
    op.create_index("ix_follows_workspace", "follows", ["workspace"])
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, nullable=False),
        _reference("feed_id", "entries", "feeds"),
        sa.Column("url", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("published", sa.DateTime(timezone=True)),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False, comment="see bot.following.EntryState"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="when it is read, or tried again"),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("trouble", sa.Text),
        sa.Column("article_key", sa.Text, comment="key of the article that was read"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
    )
    op.create_index("ix_entries_article_key", "entries", ["article_key"])
    op.create_index("ix_entries_feed_id", "entries", ["feed_id"])
    op.create_index("ix_entries_state_due_at", "entries", ["state", "due_at"])
    op.create_index("ix_entries_url", "entries", ["url"])
    op.create_table(
        "entry_keys",
        _reference("feed_id", "entry_keys", "feeds"),
        sa.Column("key", sa.Text, nullable=False, comment="see bot.feeds.entry_keys"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="when the feed last had it"),
        sa.PrimaryKeyConstraint("feed_id", "key", name="pk_entry_keys"),
    )


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False, comment="what the platform calls the channel"),
        sa.Column("schedule", sa.Text, comment="JSON; see bot.schedule.Schedule; None for no digests"),
        sa.Column("due_at", sa.DateTime(timezone=True), comment="of the next digest"),
        sa.Column("budget", sa.Integer, nullable=False, comment="stories of a digest"),
        sa.Column("says_nothing_new", sa.Boolean, nullable=False, comment="in one line, rather than be silent"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True), comment="of the last digest"),
        sa.Column("paused", sa.Text, comment="why nothing is sent to it, in words; None where it is"),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("platform", "workspace", "address", name="uq_channels_platform_workspace_address"),
    )
    op.create_index("ix_channels_due_at", "channels", ["due_at"])
    op.create_table(
        "watches",
        _reference("channel_id", "watches", "channels"),
        sa.Column("key", sa.Text, nullable=False, comment="see bot.names.spelling_key"),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("muted", sa.Boolean, nullable=False, comment="kept out of digests rather than put first"),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "key", name="pk_watches"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        _reference("channel_id", "deliveries", "channels"),
        sa.Column("key", sa.Text, nullable=False, comment="by which a platform can tell that it has it already"),
        _loose("thread_id", "deliveries", "deliveries", comment="in whose thread it goes"),
        sa.Column("body", sa.Text, nullable=False, comment="JSON; see bot.outbox.Body"),
        sa.Column("state", sa.Text, nullable=False, comment="see bot.outbox.State"),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text, comment="what the platform calls the message"),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("trouble", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_channel_id_id", "deliveries", ["channel_id", "id"])
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_table(
        "postings",
        _reference("channel_id", "postings", "channels"),
        sa.Column("key", sa.Text, nullable=False, comment="as of articles"),
        sa.Column("content", sa.Text, nullable=False, comment="as of articles"),
        sa.Column("article_id", sa.Integer, nullable=False, comment="stays when the article goes"),
        _loose("delivery_id", "postings", "deliveries"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "key", name="pk_postings"),
    )
    op.create_index("ix_postings_article_id", "postings", ["article_id"])
    op.create_index("ix_postings_channel_id_content", "postings", ["channel_id", "content"])
    op.create_index("ix_postings_delivery_id", "postings", ["delivery_id"])
