"""The workspaces that the bot was taken out of: for some time they can come back to what they had."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.database import reading, writing
from bot.leaving import forget
from bot.tables import channels, departures, of_workspace

GRACE: Final = timedelta(days=14)
"""Long enough that nobody who takes the bot out by mistake has to set it up again."""
_TAKEN_OUT: Final = "the bot was taken out of this server"


class Departures:
    """All departures; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def left(self, platform: str, workspace: str, now: datetime) -> None:
        """The bot was taken out of a workspace: nothing is sent there any more."""
        with writing(self.engine, lock="channels") as connection:
            _depart(connection, platform, workspace, now)

    def back(self, platform: str, workspace: str) -> None:
        """The bot is in a workspace: its channels go on where they had stopped as it was taken out."""
        with writing(self.engine, lock="channels") as connection:
            _come_back(connection, platform, workspace)

    def see(self, platform: str, present: Collection[str], now: datetime) -> None:
        """The bot is in these workspaces of a platform and in no other: it may have been away as that changed."""
        with writing(self.engine, lock="channels") as connection:
            known = _workspaces(connection, platform)
            for workspace in known.difference(present):
                _depart(connection, platform, workspace, now)
            for workspace in _away(connection, platform).intersection(present):
                _come_back(connection, platform, workspace)

    def forget(self, now: datetime) -> int:
        """Deletes all that those had who left long ago; gives the number of workspaces."""
        with reading(self.engine) as connection:
            gone = connection.execute(select(departures).where(departures.c.left_at <= now - GRACE)).all()
        return sum(forget(self.engine, row.platform, row.workspace, row.left_at) for row in gone)


def _depart(connection: Connection, platform: str, workspace: str, now: datetime) -> None:
    here = of_workspace(departures, platform, workspace)
    if connection.execute(select(departures.c.left_at).where(here)).first() is None:
        connection.execute(insert(departures).values(platform=platform, workspace=workspace, left_at=now))
    going_on = of_workspace(channels, platform, workspace) & channels.c.paused.is_(None)
    connection.execute(update(channels).where(going_on).values(paused=_TAKEN_OUT))


def _come_back(connection: Connection, platform: str, workspace: str) -> None:
    connection.execute(delete(departures).where(of_workspace(departures, platform, workspace)))
    stopped = of_workspace(channels, platform, workspace) & (channels.c.paused == _TAKEN_OUT)
    connection.execute(update(channels).where(stopped).values(paused=None))


def _away(connection: Connection, platform: str) -> set[str]:
    """Those that the bot was taken out of, as far as it was told."""
    left = select(departures.c.workspace).where(departures.c.platform == platform)
    stopped = select(channels.c.workspace).where(channels.c.platform == platform, channels.c.paused == _TAKEN_OUT)
    return {*connection.scalars(left), *connection.scalars(stopped)}


def _workspaces(connection: Connection, platform: str) -> set[str]:
    """Those with channels; a person's own is none that the bot could be taken out of."""
    query = select(channels.c.workspace).distinct().where(channels.c.platform == platform)
    return {workspace for workspace in connection.scalars(query) if not workspace.startswith("@")}
