"""What was answered, kept for as long as the buttons below an answer work, also over a restart."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, delete, insert, select

from bot.database import reading, writing
from bot.model import Answer, DisputeList, Dossier
from bot.tables import answers
from summarizers.briefing import Briefing

if TYPE_CHECKING:
    from pydantic import TypeAdapter

KEPT_FOR: Final = timedelta(days=30)
_KINDS: Final = {each.__name__.lower(): each for each in (Briefing, Dossier, DisputeList)}


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
        """Keeps an answer, and lets go of those that are too old; gives its number."""
        row = {"workspace": workspace, "asked": asked.command, "reply": _dumped(asked.answer), "at": now}
        with writing(self.engine, lock="answers") as connection:
            connection.execute(delete(answers).where(answers.c.at < now - KEPT_FOR))
            return int(connection.execute(insert(answers).values(row).returning(answers.c.id)).scalar_one())

    def find(self, number: int, workspace: str) -> Asked | None:
        """The answer of that number, if it was given in the workspace and is still kept."""
        which = (answers.c.id == number) & (answers.c.workspace == workspace)
        with reading(self.engine) as connection:
            found = connection.execute(select(answers.c.asked, answers.c.reply).where(which)).first()
        return None if found is None else Asked(found.asked, _loaded(found.reply))


def _dumped(answer: Answer) -> str:
    kind = type(answer).__name__.lower()
    return json.dumps({"kind": kind, "reply": _adapter(kind).dump_python(answer, mode="json")}, ensure_ascii=False)


def _loaded(text: str) -> Answer:
    content = json.loads(text)
    answer: Answer = _adapter(content["kind"]).validate_python(content["reply"])
    return answer


@cache
def _adapter(kind: str) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # takes a while to import, and not every question needs it

    return TypeAdapter(_KINDS[kind])
