"""The tables of the archive, for SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite has no time zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _owner(table: str) -> Column[int]:
    return Column(
        f"{table.removesuffix('s')}_id", ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, index=True
    )


articles: Final = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("key", String, nullable=False),  # the address, or the digest of a text without one
    Column("digest", String(64), nullable=False),  # SHA-256 of the text
    Column("url", String),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", UtcDateTime),
    Column("language", String),
    Column("text", Text, nullable=False),
    Column("briefing", Text, nullable=False),  # JSON, its article without the text
    Column("added_at", UtcDateTime, nullable=False),
    UniqueConstraint("workspace", "key"),
    Index(None, "workspace", "digest"),
)

actors: Final = Table(
    "actors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("description", Text),
    Column("key", String, nullable=False),
    Column("surname_key", String, nullable=False),
    Column("is_short", Boolean, nullable=False),  # known by one word only
    Index(None, "key"),
    Index(None, "surname_key"),
)

aliases: Final = Table(
    "aliases",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner("actors"),
    Column("form", Text, nullable=False),
    Column("key", String, nullable=False),
    UniqueConstraint("actor_id", "form"),
    Index(None, "key"),
)

statements: Final = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner("articles"),
    Column("statement_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("cue", Text, nullable=False),
    Column("words", JSON, nullable=False),  # the article's own, a string for each span of the content
    Column("names", JSON, nullable=False),  # the actors as the article names them
    Column("confidence", Float, nullable=False),
)

statement_actors: Final = Table(
    "statement_actors",
    metadata,
    Column("statement_id", ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True),
    Column("actor_id", ForeignKey("actors.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),  # published, or else added: the latest are asked for
    Index(None, "actor_id", "at", "statement_id"),
)

disputes: Final = Table(
    "disputes",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner("articles"),
    Column("point", Text, nullable=False),
    Column("kind", String, nullable=False),
    Column("marking", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("sides", JSON, nullable=False),  # [{actors: names, stance, evidence: sentences}]
    Column("searched", Text, nullable=False),  # point, names and evidence, case-folded
    Column("at", UtcDateTime, nullable=False, index=True),
)

dispute_actors: Final = Table(
    "dispute_actors",
    metadata,
    Column("dispute_id", ForeignKey("disputes.id", ondelete="CASCADE"), primary_key=True),
    Column("actor_id", ForeignKey("actors.id", ondelete="CASCADE"), primary_key=True, index=True),
)
