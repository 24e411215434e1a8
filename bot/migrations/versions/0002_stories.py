"""What articles are compared by, the stories that they tell, and the disputes between them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _stories()
    _disputes()


def _reference(column: str, table: str, of: str) -> sa.Column[int]:
    reference = sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{column}", ondelete="CASCADE")
    return sa.Column(column, sa.Integer, reference, nullable=False)


def _stories() -> None:
    op.create_table(
        "story_features",
        _reference("article_id", "story_features", "articles"),
        sa.Column("sketch", sa.Text, nullable=False, comment="JSON; see bot.stories.Features"),
        sa.Column("claims", sa.Text, nullable=False, comment="JSON; see bot.claims.Claim, with the archive's actors"),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_features"),
    )
    op.create_table(
        "story_terms",
        sa.Column("term", sa.Text, nullable=False),
        _reference("article_id", "story_terms", "articles"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("term", "article_id", name="pk_story_terms"),
    )
    op.create_index("ix_story_terms_article_id", "story_terms", ["article_id"])
    op.create_index("ix_story_terms_term_at", "story_terms", ["term", "at"])
    op.create_table(
        "story_links",
        _reference("article_id", "story_links", "articles"),
        _reference("other_id", "story_links", "articles"),
        sa.Column("relation", sa.Text, nullable=False, comment="see bot.stories.Relation"),
        sa.PrimaryKeyConstraint("article_id", "other_id", name="pk_story_links"),
    )
    op.create_index("ix_story_links_other_id", "story_links", ["other_id"])


def _disputes() -> None:
    spoken = "in the article that is contested; None where the outlet itself speaks"
    op.create_table(
        "contests",
        _reference("dispute_id", "contests", "disputes"),
        _reference("article_id", "contests", "articles"),
        sa.Column("statement_id", sa.Text, comment=spoken),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("dispute_id", name="pk_contests"),
    )
    op.create_index("ix_contests_article_id", "contests", ["article_id"])
    op.create_index("ix_contests_kept_at", "contests", ["kept_at"])
    op.create_table(
        "side_sources",
        _reference("side_id", "side_sources", "dispute_sides"),
        _reference("article_id", "side_sources", "articles"),
        sa.Column("voice", sa.Text, nullable=False, comment="who speaks, where that is no actor of the archive"),
        sa.PrimaryKeyConstraint("side_id", name="pk_side_sources"),
    )
    op.create_index("ix_side_sources_article_id", "side_sources", ["article_id"])
    op.create_table(
        "same_points",
        _reference("dispute_id", "same_points", "disputes"),
        _reference("other_id", "same_points", "disputes"),
        sa.Column("turned", sa.Boolean, nullable=False, comment="the sides are the other way round"),
        sa.PrimaryKeyConstraint("dispute_id", "other_id", name="pk_same_points"),
    )
    op.create_index("ix_same_points_other_id", "same_points", ["other_id"])
