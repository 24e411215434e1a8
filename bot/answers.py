"""What was answered, kept for as long as the buttons below an answer work, also over a restart."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, insert, select

from bot.database import reading, writing
from bot.model import Answer
from bot.quotas import MOST_ANSWERS
from bot.records import from_record, to_record
from bot.tables import answers

KEPT_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and the command that it answers."""

    command: str
    answer: Answer


class Answers:
    """The answers of all workspaces; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keep(self, workspace: str, asked: Asked, now: datetime) -> int:
        """Keeps an answer, and lets go of those that are too old or too many; gives its number."""
        row = {
            "workspace": workspace,
            "asked": asked.command,
            "reply": json.dumps(to_record(asked.answer), ensure_ascii=False),
            "at": now,
        }
        with writing(self.engine, lock="answers") as connection:
            connection.execute(delete(answers).where(answers.c.at < now - KEPT_FOR))
            here = answers.c.workspace == workspace
            too_many = select(answers.c.id).where(here).order_by(answers.c.id.desc()).offset(MOST_ANSWERS - 1)
            connection.execute(delete(answers).where(answers.c.id.in_(too_many)))
            return int(connection.execute(insert(answers).values(row).returning(answers.c.id)).scalar_one())

    def find(self, number: int, workspace: str) -> Asked | None:
        """The answer of that number, if it was given in the workspace and is still kept."""
        which = (answers.c.id == number) & (answers.c.workspace == workspace)
        with reading(self.engine) as connection:
            found = connection.execute(select(answers.c.asked, answers.c.reply).where(which)).first()
        return None if found is None else Asked(found.asked, from_record(json.loads(found.reply)))
