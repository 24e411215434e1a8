"""The tables of the archive, of feeds, and of channels and what is sent there; the same on SQLite and PostgreSQL.

Rows that came out of an article go with it (ON DELETE CASCADE). Every time is stored in UTC. `at` is when something
was published, or else kept; it is repeated where lists are sorted by it, so that an index can serve them.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def storable(text: str) -> str:
    """The text without what a database cannot hold: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


class Words(TypeDecorator[str]):
    """Text from outside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class WordsList(TypeDecorator[tuple[str, ...]]):
    """Several texts from outside, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps([storable(text) for text in value], ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Instant(TypeDecorator[datetime]):
    """A point in time, always in UTC outside; one that names no time zone is taken for UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else in_utc(value)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC."""
    if moment.utcoffset() is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # within hours of the first or the last year that Python knows
        return moment.replace(tzinfo=UTC)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _part_of(table: str, *, key: bool = False) -> Column[int]:
    """A reference to what a row belongs to, and goes with."""
    name = _SINGULAR[table] + "_id"
    return Column(name, ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=key, nullable=False)


def _other(table: str) -> Column[int]:
    """A reference to another row of the same kind, with which a row goes as well."""
    return Column("other_id", ForeignKey(f"{table}.id", ondelete="CASCADE"), primary_key=True, nullable=False)


_SINGULAR: Final = {
    "articles": "article",
    "actors": "actor",
    "aliases": "alias",
    "statements": "statement",
    "disputes": "dispute",
    "dispute_sides": "side",
    "feeds": "feed",
    "entries": "entry",
    "channels": "channel",
}

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("workspace", Words, nullable=False),
    Column("key", Text, nullable=False, comment="of the address, or of the text where there is none"),
    Column("content", Text, nullable=False, index=True, comment="SHA-256 of the text"),
    Column("url", Words),
    Column("title", Words),
    Column("publisher", Words),
    Column("published", Instant),
    Column("language", Words),
    Column("briefing", Text, nullable=False, comment="JSON, all of it"),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("workspace", "key"),
    Index(None, "key"),
    Index(None, "added_at", "workspace"),
)

actors = Table(
    "actors",
    metadata,
    _id(),
    Column("workspace", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Words, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    _id(),
    _part_of("actors"),
    Column("form", Words, nullable=False),
    Column("key", Text, nullable=False, index=True, comment="see bot.names.spelling_key"),
    UniqueConstraint("actor_id", "form"),
)
"""Every form by which an actor is found, its name among them."""

namings = Table(
    "namings",
    metadata,
    _part_of("articles", key=True),
    _part_of("aliases", key=True),
    Index(None, "alias_id"),
)
"""The articles in which a form stands; a form without any goes."""

appearances = Table(
    "appearances",
    metadata,
    _part_of("articles", key=True),
    _part_of("actors", key=True),
    Column("description", Words),
    Column("statements", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "actor_id", "at"),
)
"""The articles in which an actor speaks or acts; an actor without any goes."""

statements = Table(
    "statements",
    metadata,
    _id(),
    _part_of("articles"),
    Column("statement_id", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cue", Words, nullable=False),
    Column("words", WordsList, nullable=False),
    Column("confidence", Float, nullable=False),
    Index(None, "article_id"),
)

statement_actors = Table(
    "statement_actors",
    metadata,
    _part_of("statements", key=True),
    _part_of("actors", key=True),
    Column("position", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "actor_id", "at"),
)

disputes = Table(
    "disputes",
    metadata,
    _id(),
    _part_of("articles"),
    Column("point", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("marking", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("search", Words, nullable=False, comment="point, names and evidence; see bot.disputes.folded"),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "article_id"),
)

dispute_sides = Table(
    "dispute_sides",
    metadata,
    _id(),
    _part_of("disputes"),
    Column("stance", Text, nullable=False),
    Column("evidence", WordsList, nullable=False),
    Index(None, "dispute_id"),
)

dispute_side_actors = Table(
    "dispute_side_actors",
    metadata,
    _part_of("dispute_sides", key=True),
    _part_of("actors", key=True),
    Column("position", Integer, nullable=False),
    Index(None, "actor_id"),
)

story_features = Table(
    "story_features",
    metadata,
    _part_of("articles", key=True),
    Column("sketch", Text, nullable=False, comment="JSON; see bot.stories.Features"),
    Column("claims", Text, nullable=False, comment="JSON; see bot.claims.Claim, with the archive's actors"),
)
"""What an article is compared by with others; one without has not been compared yet."""

story_terms = Table(
    "story_terms",
    metadata,
    Column("term", Words, primary_key=True),
    _part_of("articles", key=True),
    Column("at", Instant, nullable=False),
    Index(None, "article_id"),
    Index(None, "term", "at"),
)
"""In which articles a feature stands, so that those that share some are found without looking at the others."""

story_links = Table(
    "story_links",
    metadata,
    _part_of("articles", key=True),
    _other("articles"),
    Column("relation", Text, nullable=False, comment="see bot.stories.Relation"),
    Index(None, "other_id"),
)
"""Articles that tell one story, or are of one matter: the newer row's first."""

contests = Table(
    "contests",
    metadata,
    _part_of("disputes", key=True),
    _part_of("articles"),
    Column("statement_id", Words, comment="in the article that is contested; None where the outlet itself speaks"),
    Column("kept_at", Instant, nullable=False, index=True),
    Index(None, "article_id"),
)
"""Disputes between articles: those of a later one (`disputes.article_id`) that contest what an earlier one has."""

side_sources = Table(
    "side_sources",
    metadata,
    _part_of("dispute_sides", key=True),
    _part_of("articles"),
    Column("voice", Words, nullable=False, comment="who speaks, where that is no actor of the archive"),
    Index(None, "article_id"),
)
"""Where a side of a dispute between articles stands."""

same_points = Table(
    "same_points",
    metadata,
    _part_of("disputes", key=True),
    _other("disputes"),
    Column("turned", Boolean, nullable=False, comment="the sides are the other way round"),
    Index(None, "other_id"),
)
"""Disputes that are one point."""

feeds = Table(
    "feeds",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True, comment="see bot.links.link_key"),
    Column("url", Words, nullable=False),
    Column("title", Words),
    Column("etag", Words),
    Column("modified", Words),
    Column("checked_at", Instant, comment="None until it has been fetched once"),
    Column("fresh_at", Instant, comment="when an entry was new last"),
    Column("due_at", Instant, index=True, comment="when it is fetched next; None for not by itself"),
    Column("failures", Integer, nullable=False, comment="since it could be read last"),
    Column("trouble", Words, comment="what is wrong with it, in words; None for nothing"),
)

follows = Table(
    "follows",
    metadata,
    _part_of("feeds", key=True),
    Column("workspace", Words, primary_key=True),
    Column("added_at", Instant, nullable=False),
    Column("told", Boolean, nullable=False, comment="the workspace knows of the trouble with it"),
    Index(None, "workspace"),
)
"""Whose feeds they are; a feed that nobody follows goes."""

entries = Table(
    "entries",
    metadata,
    _id(),
    _part_of("feeds"),
    Column("url", Words),
    Column("title", Words),
    Column("published", Instant),
    Column("found_at", Instant, nullable=False),
    Column("state", Text, nullable=False, comment="see bot.following.EntryState"),
    Column("due_at", Instant, nullable=False, comment="when it is read, or tried again"),
    Column("tries", Integer, nullable=False),
    Column("trouble", Words),
    Column("article_key", Text, index=True, comment="key of the article that was read"),
    Index(None, "state", "due_at"),
    Index(None, "feed_id"),
    Index(None, "url"),
)

entry_keys = Table(
    "entry_keys",
    metadata,
    _part_of("feeds", key=True),
    Column("key", Words, primary_key=True, comment="see bot.feeds.entry_keys"),
    Column("seen_at", Instant, nullable=False, comment="when the feed last had it"),
)
"""By what an entry is known again; it stays when the entry goes, and goes when the feed has not had it for long."""

channels = Table(
    "channels",
    metadata,
    _id(),
    Column("platform", Text, nullable=False),
    Column("workspace", Words, nullable=False),
    Column("address", Words, nullable=False, comment="what the platform calls the channel"),
    Column("schedule", Text, comment="JSON; see bot.schedule.Schedule; None for no digests"),
    Column("due_at", Instant, index=True, comment="of the next digest"),
    Column("budget", Integer, nullable=False, comment="stories of a digest"),
    Column("says_nothing_new", Boolean, nullable=False, comment="in one line, rather than be silent"),
    Column("added_at", Instant, nullable=False),
    Column("digest_at", Instant, comment="of the last digest"),
    Column("paused", Words, comment="why nothing is sent to it, in words; None where it is"),
    Column("layout", Text, nullable=False, server_default="thread", comment="see bot.channels.Layout"),
    Column("planned_by", Words, comment="who gave it its schedule, as the platform calls that person"),
    UniqueConstraint("platform", "workspace", "address"),
)

watches = Table(
    "watches",
    metadata,
    _part_of("channels", key=True),
    Column("key", Words, primary_key=True, comment="see bot.names.spelling_key"),
    Column("words", Words, nullable=False),
    Column("muted", Boolean, nullable=False, comment="kept out of digests rather than put first"),
    Column("added_at", Instant, nullable=False),
)

postings = Table(
    "postings",
    metadata,
    _part_of("channels", key=True),
    Column("key", Text, primary_key=True, comment="as of articles"),
    Column("content", Text, nullable=False, comment="as of articles"),
    Column("article_id", Integer, nullable=False, index=True, comment="stays when the article goes"),
    Column("delivery_id", ForeignKey("deliveries.id", ondelete="SET NULL"), index=True),
    Column("at", Instant, nullable=False),
    Index(None, "channel_id", "content"),
)
"""The articles that a channel had; without a delivery those that a digest had no room for."""

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    _part_of("channels"),
    Column("key", Text, nullable=False, unique=True, comment="by which a platform can tell that it has it already"),
    Column(
        "thread_id", ForeignKey("deliveries.id", ondelete="SET NULL"), index=True, comment="in whose thread it goes"
    ),
    Column("body", Text, nullable=False, comment="JSON; see bot.outbox.Body"),
    Column("state", Text, nullable=False, comment="see bot.outbox.State"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("message", Words, comment="what the platform calls the message"),
    Column("sent_at", Instant),
    Column("trouble", Words),
    Index(None, "state", "due_at"),
    Index(None, "channel_id", "state", "id"),
)
"""What is to be sent, what is being sent and what was."""

answers = Table(
    "answers",
    metadata,
    _id(),
    Column("workspace", Words, nullable=False),
    Column("asked", Words, nullable=False, comment="the command, as it was typed"),
    Column("reply", Text, nullable=False, comment="JSON; see bot.answers"),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "workspace", "id"),
    sqlite_autoincrement=True,
)
"""What was answered, for as long as the buttons below it work; a number is never used again."""

reports = Table(
    "reports",
    metadata,
    _id(),
    Column("workspace", Words, nullable=False),
    Column("article_id", Integer, nullable=False, comment="stays when the article goes"),
    Column("item", Words, nullable=False, comment="a statement's id in the article, or a disputed point"),
    Column("fault", Text, nullable=False, comment="see bot.reports.Fault"),
    Column("shown", Words, nullable=False, comment="what the reader saw"),
    Column("user", Words, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("workspace", "article_id", "item", "fault", "user"),
)
"""What readers found wrong."""

rights = Table(
    "rights",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("members_manage", Boolean, nullable=False, comment="not only those who manage the workspace"),
)
"""Who may change what the bot does in a workspace; one without a row leaves it to those who manage it."""

rate_limits = Table(
    "rate_limits",
    metadata,
    Column("workspace", Words, primary_key=True),
    Column("user", Words, primary_key=True, comment="empty for the whole workspace"),
    Column("free_at", Instant, nullable=False, comment="when all that was used is free again; see bot.limits.Rate"),
)
"""What was read on demand lately; one without a row has all free."""

events = Table(
    "events",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)
"""What platforms told and may tell again: each is answered once."""

installations = Table(
    "installations",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("workspace", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("bot_user", Words, nullable=False, comment="what the platform calls the bot there"),
    Column("token", Text, nullable=False, comment="encrypted; see bot.encryption"),
    Column("refresh_token", Text, comment="encrypted; None where the token does not expire"),
    Column("expires_at", Instant, comment="of the token"),
    Column("renewed_until", Instant, comment="until when whoever renews the token has the right to"),
    Column("scopes", WordsList, nullable=False),
    Column("installed_by", Words, nullable=False, comment="as the platform calls that person"),
    Column("installed_at", Instant, nullable=False),
)
"""The workspaces that have added the bot, where they bring tokens of their own."""

departures = Table(
    "departures",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("workspace", Words, primary_key=True),
    Column("left_at", Instant, nullable=False),
)
"""The workspaces that the bot was taken out of, for as long as they can come back to what they had."""


def of_workspace(table: Table, platform: str, workspace: str) -> ColumnElement[bool]:
    """The rows of a workspace, in a table that knows the platform of each."""
    return (table.c.platform == platform) & (table.c.workspace == workspace)
