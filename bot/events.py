"""What platforms tell, and tell again where they think that nobody listened."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, insert, select

from bot.database import writing
from bot.tables import events

KEPT_FOR: Final = timedelta(hours=6)
"""Slack repeats an event up to an hour later."""


class Events:
    """The events of all platforms; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def is_first(self, key: str, now: datetime) -> bool:
        """Is this the first time that an event of this key is told, to any process?"""
        with writing(self.engine, lock="events") as connection:
            if connection.scalar(select(events.c.key).where(events.c.key == key)) is not None:
                return False
            connection.execute(delete(events).where(events.c.at < now - KEPT_FOR))
            connection.execute(insert(events).values(key=key, at=now))
            return True
