"""Reads an actor's dossier out of the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, true

from bot.disputes import with_side
from bot.ledger import find_points
from bot.lookup import Identity, archived_actors
from bot.model import ArchivedStatement, Dossier, Shift
from bot.shifts import Saying, shifts
from bot.tables import actors, appearances, articles, statement_actors, statements
from bot.views import ARTICLE_COLUMNS, Workspaces, article_ref, articles_seen, names_of

_COMPARED: Final = 400
"""Statements of an actor among which changes of mind are looked for."""
_SHIFTS: Final = 3


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose dossier it is, and what somebody sees of it."""

    identity: Identity
    workspaces: Workspaces
    since: datetime | None
    limit: int


def read_dossier(
    connection: Connection, identity: Identity, workspaces: Workspaces, since: datetime | None, limit: int
) -> Dossier:
    """The dossier with at most `limit` statements and as many disputes, of the time since then."""
    scope = _Scope(identity, workspaces, since, limit)
    count_of_articles, count_of_statements = _counts(connection, scope)
    return Dossier(
        archived_actors(connection, [identity])[0],
        _statements(connection, scope),
        find_points(connection, with_side(identity.ids), workspaces, since, limit)[0],
        count_of_articles,
        count_of_statements,
        since,
        _shifts(connection, scope),
    )


def _counts(connection: Connection, scope: _Scope) -> tuple[int, int]:
    here = appearances.c.actor_id.in_(scope.identity.ids)
    lately = true() if scope.since is None else appearances.c.at >= scope.since
    query = select(func.count(articles.c.id.distinct()), func.coalesce(func.sum(appearances.c.statements), 0))
    counted = query.select_from(appearances.join(articles)).where(here, lately, articles_seen(scope.workspaces))
    number, said = connection.execute(counted).one()
    return number, int(said)


def _statements(connection: Connection, scope: _Scope) -> tuple[ArchivedStatement, ...]:
    return _as_statements(connection, _said(connection, scope, scope.since, scope.limit))


def _shifts(connection: Connection, scope: _Scope) -> tuple[Shift, ...]:
    """The actor's latest changes of mind, among its latest statements; the later statement is of the time asked for."""
    rows = _said(connection, scope, None, _COMPARED)
    by_id = {row.id: row for row in rows}
    sayings = [Saying(row.id, row.article_id, row.at, row.cue, row.words, row.confidence) for row in rows]
    pairs = [pair for pair in shifts(sayings) if scope.since is None or pair[1].at >= scope.since][:_SHIFTS]
    return tuple(Shift(*_as_statements(connection, [by_id[each.id] for each in pair])) for pair in pairs)


def _said(connection: Connection, scope: _Scope, since: datetime | None, limit: int) -> Sequence[Any]:
    """The actor's statements, the latest first."""
    links = statement_actors
    lately = true() if since is None else links.c.at >= since
    query = (
        select(statements, *ARTICLE_COLUMNS, links.c.at)
        .select_from(links.join(statements).join(articles))
        .where(links.c.actor_id.in_(scope.identity.ids), lately, articles_seen(scope.workspaces))
        .order_by(links.c.at.desc(), statements.c.id)
        .limit(limit)
        .distinct()
    )
    return connection.execute(query).all()


def _as_statements(connection: Connection, rows: Sequence[Any]) -> tuple[ArchivedStatement, ...]:
    links = statement_actors
    cast = names_of(
        connection,
        select(links.c.statement_id, actors.c.name)
        .join(actors)
        .where(links.c.statement_id.in_([row.id for row in rows]))
        .order_by(links.c.statement_id, links.c.position),
    )
    return tuple(
        ArchivedStatement(
            article_ref(row), row.statement_id, cast.get(row.id, ()), row.kind, row.cue, row.words, row.confidence
        )
        for row in rows
    )
