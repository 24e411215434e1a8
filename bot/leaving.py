"""What becomes of a workspace that removes the bot: all that it had is deleted, and nothing of anybody else."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, delete, exists, select

from bot.database import take_locks, writing
from bot.installations import delete_installation
from bot.tables import (
    actors,
    answers,
    articles,
    channels,
    dispute_sides,
    disputes,
    feeds,
    follows,
    installations,
    rate_limits,
    reports,
    rights,
    side_sources,
)

_LOCKS: Final = ("answers", "channels", "feeds", "installations", "outbox", "rates", "reports", "rights")
"""Of all who write what is deleted here, taken before anything is, so that none of them waits for a row meanwhile."""


def leave(engine: Engine, platform: str, workspace: str, at: datetime) -> bool:
    """Deletes what a workspace had when it removed the bot at that moment; all or nothing.

    Where it has added the bot again since then nothing is deleted: tells whether it was. Raises an ArchiveError.
    """
    with writing(engine, lock=workspace) as connection:
        take_locks(connection, _LOCKS)
        if _came_back(connection, platform, workspace, at):
            return False
        here = (channels.c.platform == platform) & (channels.c.workspace == workspace)
        connection.execute(delete(channels).where(here))
        for table in (answers, rate_limits, reports, rights, follows):
            connection.execute(delete(table).where(table.c.workspace == workspace))
        connection.execute(delete(feeds).where(~exists().where(follows.c.feed_id == feeds.c.id)))
        _delete_articles(connection, workspace)
        delete_installation(connection, platform, workspace, at)
    return True


def _came_back(connection: Connection, platform: str, workspace: str, at: datetime) -> bool:
    own = (installations.c.platform == platform) & (installations.c.workspace == workspace)
    again = select(installations.c.workspace).where(own, installations.c.installed_at > at)
    return connection.execute(again).first() is not None


def _delete_articles(connection: Connection, workspace: str) -> None:
    """Disputes between them and articles of the shared collection go too: only this workspace has seen them."""
    own = select(articles.c.id).where(articles.c.workspace == workspace)
    between = select(dispute_sides.c.dispute_id).join(side_sources).where(side_sources.c.article_id.in_(own))
    connection.execute(delete(disputes).where(disputes.c.id.in_(between)))
    connection.execute(delete(articles).where(articles.c.workspace == workspace))
    connection.execute(delete(actors).where(actors.c.workspace == workspace))
