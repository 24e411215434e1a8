"""The archive: briefings kept with their actors joined over articles. Data classes in and out, no row leaves it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, select

from bot.database import open_database, reported
from bot.filing import file_briefing
from bot.identity import find_actors, nearest_actors
from bot.model import (
    ArchivedActor,
    ArchivedDispute,
    ArchivedSide,
    ArchivedStatement,
    ArticleRef,
    Candidates,
    DisputeList,
    Dossier,
)
from bot.tables import articles, dispute_actors, disputes, statement_actors, statements
from summarizers.briefing import Briefing

Workspaces = tuple[str, ...] | None
"""The workspaces whose rows may be seen; None for all of them."""

_ARTICLE_COLUMNS: Final = (
    articles.c.id.label("article_number"),
    articles.c.url,
    articles.c.title,
    articles.c.publisher,
    articles.c.published,
)


def open_archive(url: str) -> "Archive":
    """The archive in the database of an SQLAlchemy URL; an empty database is made ready first."""
    return Archive(open_database(url))


class Archive:
    """What was briefed, for looking up. Every reading names the workspaces that may be seen."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.engine.dispose()

    def keep(self, briefing: Briefing, workspace: str, now: datetime) -> int:
        """Keeps a briefing and gives its article's number; one of the same address or text is replaced."""
        with reported(self.engine.url), self.engine.begin() as connection:
            return file_briefing(connection, briefing, workspace, now)

    def who(self, name: str, workspaces: Workspaces, since: datetime | None, limit: int) -> Dossier | Candidates:
        """The dossier of the one actor that a name fits, however spelled; else those it may mean, or the nearest."""
        with reported(self.engine.url), self.engine.connect() as connection:
            found = find_actors(connection, name, workspaces)
            if len(found) == 1:
                return _dossier(connection, *found[0], since, limit)
            if found:
                return Candidates(name, tuple(actor for actor, _ in found), ambiguous=True)
            return Candidates(name, tuple(nearest_actors(connection, name, workspaces)), ambiguous=False)

    def disputes(
        self, words: str | None, actor: str | None, workspaces: Workspaces, since: datetime | None, limit: int
    ) -> DisputeList:
        """Disputed points, newest first, that hold all the words, or that the actor of that name is a side of."""
        with reported(self.engine.url), self.engine.connect() as connection:
            query = _seen(select(disputes, *_ARTICLE_COLUMNS).join(articles), workspaces)
            if since is not None:
                query = query.where(disputes.c.at >= since)
            if actor is not None:
                query = query.where(disputes.c.id.in_(_disputes_of(_actor_ids(connection, actor, workspaces))))
            elif words:
                ids = _actor_ids(connection, words, workspaces)
                named = disputes.c.id.in_(_disputes_of(ids))
                query = query.where(named | _holds_all(words)) if ids else query.where(_holds_all(words))
            return DisputeList(
                actor or words, tuple(_latest_disputes(connection, query, limit)), _count(connection, query)
            )

    def count(self) -> tuple[int, int, int]:
        """How many articles, statements and disputes are kept, over all workspaces."""
        with reported(self.engine.url), self.engine.connect() as connection:
            articles_kept, statements_kept, disputes_kept = (
                connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (articles, statements, disputes)
            )
        return articles_kept, statements_kept, disputes_kept


def _seen(query: Select[Any], workspaces: Workspaces) -> Select[Any]:
    return query if workspaces is None else query.where(articles.c.workspace.in_(workspaces))


def _dossier(
    connection: Connection, actor: ArchivedActor, ids: Sequence[int], since: datetime | None, limit: int
) -> Dossier:
    said = (
        select(statements, *_ARTICLE_COLUMNS)
        .join(statement_actors, statement_actors.c.statement_id == statements.c.id)
        .join(articles, articles.c.id == statements.c.article_id)
        .where(statement_actors.c.actor_id.in_(ids))
    )
    disputed = select(disputes, *_ARTICLE_COLUMNS).join(articles).where(disputes.c.id.in_(_disputes_of(ids)))
    if since is not None:
        said = said.where(statement_actors.c.at >= since)
        disputed = disputed.where(disputes.c.at >= since)
    latest = said.order_by(statement_actors.c.at.desc(), statements.c.id).limit(limit)
    return Dossier(
        actor=actor,
        statements=tuple(_statement(row) for row in connection.execute(latest)),
        disputes=tuple(_latest_disputes(connection, disputed, limit)),
        articles=_count(connection, said.with_only_columns(statements.c.article_id).distinct()),
        statements_in_all=_count(connection, said),
        since=since,
    )


def _count(connection: Connection, query: Select[Any]) -> int:
    return connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _disputes_of(ids: Sequence[int]) -> Select[tuple[int]]:
    return select(dispute_actors.c.dispute_id).where(dispute_actors.c.actor_id.in_(ids))


def _actor_ids(connection: Connection, name: str, workspaces: Workspaces) -> list[int]:
    return [each for _, ids in find_actors(connection, name, workspaces) for each in ids]


def _holds_all(words: str) -> ColumnElement[bool]:
    """Has a dispute each of the words in its point, its names or its evidence?"""
    return and_(*(disputes.c.searched.contains(word, autoescape=True) for word in words.casefold().split()))


def _latest_disputes(connection: Connection, query: Select[Any], limit: int) -> Iterator[ArchivedDispute]:
    latest = query.order_by(disputes.c.at.desc(), disputes.c.confidence.desc(), disputes.c.id).limit(limit)
    for row in connection.execute(latest):
        yield ArchivedDispute(
            article=_article(row),
            point=row.point,
            kind=row.kind,
            marking=row.marking,
            confidence=row.confidence,
            sides=tuple(
                ArchivedSide(tuple(side["actors"]), side["stance"], tuple(side["evidence"])) for side in row.sides
            ),
        )


def _statement(row: Row[Any]) -> ArchivedStatement:
    return ArchivedStatement(
        article=_article(row),
        statement_id=row.statement_id,
        actors=tuple(row.names),
        kind=row.kind,
        cue=row.cue,
        words=tuple(row.words),
        confidence=row.confidence,
    )


def _article(row: Row[Any]) -> ArticleRef:
    return ArticleRef(row.article_number, row.url, row.title, row.publisher, row.published)
