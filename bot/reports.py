"""What readers found wrong in a briefing, kept for those who manage the workspace."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from sqlalchemy import Engine, delete, insert, select

from bot.database import reading, writing
from bot.errors import AnswerGone
from bot.quotas import MOST_REPORTS
from bot.tables import reports

Fault = Literal["speaker", "words", "dispute"]
"""The wrong speaker, not what was said, and not a dispute."""
MOST: Final = 50
"""Reports that are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A statement, or a disputed point, of an archived article, as a reader saw it."""

    article_id: int
    item: str
    shown: str


@dataclass(frozen=True, slots=True)
class Report:
    """Who found what wrong, and when."""

    suspect: Suspect
    fault: Fault
    user: str
    at: datetime


class Reports:
    """The reports of all workspaces; every method raises an ArchiveError where the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, workspace: str, report: Report) -> None:
        """Keeps a report, and lets go of the oldest of too many; what one person says of a thing twice counts once."""
        suspect = report.suspect
        same: dict[str, Any] = {
            "workspace": workspace,
            "article_id": suspect.article_id,
            "item": suspect.item,
            "fault": report.fault,
            "user": report.user,
        }
        with writing(self.engine, lock="reports") as connection:
            connection.execute(delete(reports).filter_by(**same))
            connection.execute(insert(reports).values(shown=suspect.shown, at=report.at, **same))
            here = select(reports.c.id).where(reports.c.workspace == workspace)
            too_many = here.order_by(reports.c.at.desc(), reports.c.id.desc()).offset(MOST_REPORTS)
            connection.execute(delete(reports).where(reports.c.id.in_(too_many)))

    def latest(self, workspace: str) -> tuple[Report, ...]:
        """The latest reports of a workspace, newest first."""
        query = select(reports).where(reports.c.workspace == workspace).order_by(reports.c.at.desc(), reports.c.id)
        with reading(self.engine) as connection:
            rows = connection.execute(query.limit(MOST)).all()
        return tuple(Report(Suspect(row.article_id, row.item, row.shown), row.fault, row.user, row.at) for row in rows)


def fault_of(word: str) -> Fault:
    """The fault that is called so; raises AnswerGone for what was never offered."""
    for fault in get_args(Fault):
        if fault == word:
            found: Fault = fault
            return found
    raise AnswerGone
