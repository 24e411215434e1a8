"""Articles with their briefings, actors, statements and disputes."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _articles()
    _actors()
    _statements()
    _disputes()


def _part_of(column: str, table: str, of: str) -> sa.Column[int]:
    reference = sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Integer, reference, nullable=False)


def _id(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return sa.Column("id", sa.Integer, nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")


def _instant(name: str, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _articles() -> None:
    op.create_table(
        "articles",
        *_id("articles"),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, comment="of the address, or of the text where there is none"),
        sa.Column("content", sa.Text, nullable=False, comment="SHA-256 of the text"),
        sa.Column("url", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("publisher", sa.Text),
        _instant("published", nullable=True),
        sa.Column("language", sa.Text),
        sa.Column("briefing", sa.Text, nullable=False, comment="JSON, all of it"),
        _instant("added_at"),
        sa.UniqueConstraint("workspace", "key", name="uq_articles_workspace_key"),
    )
    op.create_index("ix_articles_key", "articles", ["key"])
    op.create_index("ix_articles_content", "articles", ["content"])


def _actors() -> None:
    op.create_table(
        "actors",
        *_id("actors"),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "aliases",
        *_id("aliases"),
        _part_of("actor_id", "aliases", "actors"),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, comment="see bot.names.spelling_key"),
        sa.UniqueConstraint("actor_id", "form", name="uq_aliases_actor_id_form"),
    )
    op.create_index("ix_aliases_key", "aliases", ["key"])
    op.create_table(
        "namings",
        _part_of("article_id", "namings", "articles"),
        _part_of("alias_id", "namings", "aliases"),
        sa.PrimaryKeyConstraint("article_id", "alias_id", name="pk_namings"),
    )
    op.create_index("ix_namings_alias_id", "namings", ["alias_id"])
    op.create_table(
        "appearances",
        _part_of("article_id", "appearances", "articles"),
        _part_of("actor_id", "appearances", "actors"),
        sa.Column("description", sa.Text),
        sa.Column("statements", sa.Integer, nullable=False),
        _instant("at"),
        sa.PrimaryKeyConstraint("article_id", "actor_id", name="pk_appearances"),
    )
    op.create_index("ix_appearances_actor_id_at", "appearances", ["actor_id", "at"])


def _statements() -> None:
    op.create_table(
        "statements",
        *_id("statements"),
        _part_of("article_id", "statements", "articles"),
        sa.Column("statement_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("cue", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    op.create_index("ix_statements_article_id", "statements", ["article_id"])
    op.create_table(
        "statement_actors",
        _part_of("statement_id", "statement_actors", "statements"),
        _part_of("actor_id", "statement_actors", "actors"),
        sa.Column("position", sa.Integer, nullable=False),
        _instant("at"),
        sa.PrimaryKeyConstraint("statement_id", "actor_id", name="pk_statement_actors"),
    )
    op.create_index("ix_statement_actors_actor_id_at", "statement_actors", ["actor_id", "at"])


def _disputes() -> None:
    op.create_table(
        "disputes",
        *_id("disputes"),
        _part_of("article_id", "disputes", "articles"),
        sa.Column("point", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("marking", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("search", sa.Text, nullable=False, comment="point, names and evidence; see bot.disputes.folded"),
        _instant("at"),
    )
    op.create_index("ix_disputes_article_id", "disputes", ["article_id"])
    op.create_index("ix_disputes_at", "disputes", ["at"])
    op.create_table(
        "dispute_sides",
        *_id("dispute_sides"),
        _part_of("dispute_id", "dispute_sides", "disputes"),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
    )
    op.create_index("ix_dispute_sides_dispute_id", "dispute_sides", ["dispute_id"])
    op.create_table(
        "dispute_side_actors",
        _part_of("side_id", "dispute_side_actors", "dispute_sides"),
        _part_of("actor_id", "dispute_side_actors", "actors"),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("side_id", "actor_id", name="pk_dispute_side_actors"),
    )
    op.create_index("ix_dispute_side_actors_actor_id", "dispute_side_actors", ["actor_id"])
