"""What may be seen: the walls between workspaces, and one of several copies of an article."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, or_, select, true

from bot.model import SHARED, ArticleRef
from bot.tables import articles

Workspaces = Collection[str] | None
"""The workspaces that somebody sees; None for all."""

_COPY = articles.alias("copy")
ARTICLE_COLUMNS = [articles.c[name] for name in ("url", "title", "publisher", "published")]


def seen_by(workspace: str) -> Workspaces:
    """A workspace sees its own and the shared collection; the command line sees all."""
    return (workspace, SHARED) if workspace != SHARED else None


def seen(workspaces: Workspaces, column: ColumnElement[str]) -> ColumnElement[bool]:
    """Is the row's workspace one of those that are seen?

    It never leads to few rows, which `coalesce` keeps SQLite from believing: it would begin a search there.
    """
    return true() if workspaces is None else func.coalesce(column, SHARED).in_(list(workspaces))


def articles_seen(workspaces: Workspaces) -> ColumnElement[bool]:
    """Is the article seen, and the latest copy of those that are: of one address, or of one text?"""
    here = seen(workspaces, articles.c.workspace)
    if workspaces is not None and len(workspaces) == 1:
        return here  # a workspace keeps no article twice
    same = or_(_COPY.c.key == articles.c.key, _COPY.c.content == articles.c.content)
    later = exists(select(_COPY.c.id).where(_COPY.c.id > articles.c.id, same, seen(workspaces, _COPY.c.workspace)))
    return and_(here, ~later)


def article_ref(row: Row[Any]) -> ArticleRef:
    """Where it was read, from a row with the article's id and columns."""
    return ArticleRef(row.article_id, row.url, row.title, row.publisher, row.published)


def names_of(connection: Connection, query: Any) -> dict[int, tuple[str, ...]]:
    """The names for each id, in their order, from a query of pairs."""
    names: dict[int, tuple[str, ...]] = {}
    for row_id, name in connection.execute(query):
        names[row_id] = (*names.get(row_id, ()), name)
    return names


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without repetitions, in their order."""
    return tuple(dict.fromkeys(texts))
