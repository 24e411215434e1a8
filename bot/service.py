"""The use cases, the same for the command line and for every chat platform."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.archive import Archive
from bot.model import SHARED, Candidates, DisputeList, Dossier
from summarizers.briefing import Article, Briefing

SHOWN = 10
"""Statements in a dossier, and disputes in a list."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the bot can do, over an archive, a way to fetch an article, a reader and a clock."""

    archive: Archive
    fetch_article: Callable[[str], Article]
    read: Callable[[Article, str], Briefing]
    clock: Callable[[], datetime]

    def brief(self, url: str, workspace: str) -> Briefing:
        """Reads the article at an address and keeps it for the workspace; raises a SourceError."""
        briefing = self.read(self.fetch_article(url), url)
        self.archive.keep(briefing, workspace, self.clock())
        return briefing

    def who(self, name: str, workspace: str) -> Dossier | Candidates:
        """The dossier of an actor, or the actors that may be meant."""
        return self.archive.who(name, seen_by(workspace), None, SHOWN)

    def disputes(self, words: str | None, workspace: str) -> DisputeList:
        """The disputed points that hold the words, or that an actor of this name is a side of; all without words."""
        return self.archive.disputes(words, None, seen_by(workspace), None, SHOWN)


def seen_by(workspace: str) -> tuple[str, ...] | None:
    """A workspace sees its own and the shared collection; the command line sees all."""
    return (workspace, SHARED) if workspace != SHARED else None
