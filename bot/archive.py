"""The archive: keeps briefings, and answers who said what and what is disputed.

Every question says whose eyes it is asked with: `workspaces` are those that may be seen, None for all.
"""

from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select, true

from bot.database import open_engine, reading, writing
from bot.disputes import with_side, with_words
from bot.dossiers import read_dossier
from bot.filing import file_briefing
from bot.ledger import contested_since, find_points
from bot.lookup import archived_actors, find_actor, find_called, ids_of, suggest_names
from bot.model import Candidates, Contested, DisputeList, Dossier
from bot.tables import articles, contests, disputes, statements
from bot.views import Workspaces, seen
from summarizers.briefing import Briefing
from summarizers.schema import from_json


def open_archive(url: str) -> "Archive":
    """The archive in an SQLite file or a PostgreSQL database, made if it is not there yet.

    Raises SettingsError for a malformed address, else an ArchiveError: ArchiveOlder and ArchiveNewer for another
    schema, ArchiveForeign for something else than an archive.
    """
    return Archive(open_engine(url))


class Archive:
    """Keeps briefings for workspaces, and finds them again; every method raises an ArchiveError where it cannot.

    It may be shared among threads, and its database among processes.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    def keep(self, briefing: Briefing, workspace: str, now: datetime) -> int:
        """Keeps a briefing for a workspace, in the place of an earlier one of the same article; gives the article's id.

        The same article has the same address (see `bot.links.link_key`) or the same text.
        """
        with writing(self.engine, lock=workspace) as connection:
            return file_briefing(connection, briefing, workspace, now)

    def briefing(self, article_id: int, workspaces: Workspaces) -> Briefing | None:
        """The briefing of an article as it was kept; None where there is none to be seen."""
        kept = select(articles.c.briefing).where(articles.c.id == article_id, seen(workspaces, articles.c.workspace))
        with reading(self.engine) as connection:
            found = connection.scalars(kept).first()
        return None if found is None else from_json(found)

    def kept(self, key: str, workspace: str) -> tuple[int, Briefing] | None:
        """The article of that key (see `bot.links.page_key`) in a workspace: its id, and its briefing."""
        which = (articles.c.key == key) & (articles.c.workspace == workspace)
        with reading(self.engine) as connection:
            found = connection.execute(select(articles.c.id, articles.c.briefing).where(which)).first()
        return None if found is None else (found.id, from_json(found.briefing))

    def who(self, name: str, workspaces: Workspaces, since: datetime | None, limit: int) -> Dossier | Candidates:
        """The dossier of the actor of that name; or those who may be meant, where there are several or none."""
        with reading(self.engine) as connection:
            found = find_actor(connection, name, workspaces, limit)
            if found.only is not None:
                return read_dossier(connection, found.only, workspaces, since, limit)
            return Candidates(name, archived_actors(connection, found.identities[:limit]), ambiguous=found.exactly)

    def disputes(
        self, words: str | None, actor: str | None, workspaces: Workspaces, since: datetime | None, limit: int
    ) -> DisputeList:
        """The latest disputed points that have the words, or a side called so; and that have the actor as a side."""
        with reading(self.engine) as connection:
            which: ColumnElement[bool] = true()
            if words:
                which = or_(with_words(words), with_side(ids_of(find_called(connection, words, workspaces))))
            if actor:
                which = and_(which, with_side(ids_of(find_called(connection, actor, workspaces))))
            query = " ".join(filter(None, (actor, words))) or None
            return DisputeList(query, *find_points(connection, which, workspaces, since, limit))

    def contested_since(self, since: datetime, workspaces: Workspaces) -> tuple[Contested, ...]:
        """Claims of earlier articles that later ones contest, as far as that came to be known since then.

        In the order in which it did, so that whoever was shown the earlier article can be told.
        """
        with reading(self.engine) as connection:
            return contested_since(connection, since, workspaces)

    def actor_names(self, beginning: str, workspaces: Workspaces, limit: int) -> tuple[str, ...]:
        """Names to suggest to somebody who has typed a beginning, those with most statements first."""
        with reading(self.engine) as connection:
            return suggest_names(connection, beginning, workspaces, limit)

    def counts(self, workspaces: Workspaces = None) -> tuple[int, int, int]:
        """How many articles, statements, and disputes within articles are kept, counted for each workspace."""
        inside = seen(workspaces, articles.c.workspace)
        within = disputes.c.id.not_in(select(contests.c.dispute_id))
        queries = (
            select(func.count()).select_from(articles).where(inside),
            select(func.count()).select_from(statements.join(articles)).where(inside),
            select(func.count()).select_from(disputes.join(articles)).where(inside, within),
        )
        with reading(self.engine) as connection:
            kept, said, disputed = (connection.execute(query).scalar_one() for query in queries)
        return kept, said, disputed
