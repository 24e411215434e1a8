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
    departures,
    dispute_sides,
    disputes,
    feeds,
    follows,
    installations,
    of_workspace,
    rate_limits,
    reports,
    rights,
    side_sources,
)

_LOCKS: Final = ("answers", "channels", "feeds", "installations", "outbox", "rates", "reports", "rights")
"""Of all who write what is deleted here, taken before anything is, so that none of them waits for a row meanwhile."""


def leave(engine: Engine, platform: str, workspace: str, at: datetime) -> bool:
    """Deletes what a workspace had when it removed the bot at that moment; all or nothing.

    Where it has the bot again nothing is deleted: tells whether it was. Raises an ArchiveError.
    """
    with writing(engine, lock=workspace) as connection:
        take_locks(connection, _LOCKS)
        if _came_back(connection, platform, workspace, at):
            return False
        _delete(connection, platform, workspace, at)
    return True


def forget(engine: Engine, platform: str, workspace: str, left_at: datetime) -> bool:
    """As `leave`, for a workspace of `departures`; one that is not there any more has the bot again."""
    gone = of_workspace(departures, platform, workspace) & (departures.c.left_at == left_at)
    with writing(engine, lock=workspace) as connection:
        take_locks(connection, _LOCKS)
        if connection.execute(select(departures.c.workspace).where(gone)).first() is None:
            return False
        _delete(connection, platform, workspace, left_at)
    return True


def _delete(connection: Connection, platform: str, workspace: str, at: datetime) -> None:
    for table in (channels, departures):
        connection.execute(delete(table).where(of_workspace(table, platform, workspace)))
    for table in (answers, rate_limits, reports, rights, follows):
        connection.execute(delete(table).where(table.c.workspace == workspace))
    connection.execute(delete(feeds).where(~exists().where(follows.c.feed_id == feeds.c.id)))
    _delete_articles(connection, workspace)
    delete_installation(connection, platform, workspace, at)


def _came_back(connection: Connection, platform: str, workspace: str, at: datetime) -> bool:
    own = of_workspace(installations, platform, workspace)
    again = select(installations.c.workspace).where(own, installations.c.installed_at > at)
    return connection.execute(again).first() is not None


def _delete_articles(connection: Connection, workspace: str) -> None:
    """Disputes between them and articles of the shared collection go too: only this workspace has seen them."""
    own = select(articles.c.id).where(articles.c.workspace == workspace)
    between = select(dispute_sides.c.dispute_id).join(side_sources).where(side_sources.c.article_id.in_(own))
    connection.execute(delete(disputes).where(disputes.c.id.in_(between)))
    connection.execute(delete(articles).where(articles.c.workspace == workspace))
    connection.execute(delete(actors).where(actors.c.workspace == workspace))
