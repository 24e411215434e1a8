"""Reads disputed points out of the archive: by words, by who is a side of them, or all."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, false, func, select, true

from bot.model import ArchivedDispute, ArchivedSide
from bot.tables import actors, articles, dispute_side_actors, dispute_sides, disputes
from bot.views import ARTICLE_COLUMNS, Workspaces, article_ref, articles_seen, names_of

_MOST_WORDS: Final = 12
"""Words of a question that are looked for."""


def folded(text: str) -> str:
    """Text as it is searched: words in lower case without accents, a space before each."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(f" {word}" for word in re.findall(r"[^\W_]+", bare.casefold()))


def with_words(words: str) -> ColumnElement[bool]:
    """Has the dispute a word that begins with each of these, in its point, names or evidence?"""
    wanted = folded(words).split()[:_MOST_WORDS]
    if not wanted:
        return false()
    return and_(true(), *(disputes.c.search.contains(f" {word}", autoescape=True) for word in wanted))


def with_side(actor_ids: Collection[int]) -> ColumnElement[bool]:
    """Is one of the actors a side of the dispute?"""
    sides = select(dispute_sides.c.dispute_id).join(dispute_side_actors)
    return disputes.c.id.in_(sides.where(dispute_side_actors.c.actor_id.in_(actor_ids)))


def find_disputes(
    connection: Connection, which: ColumnElement[bool], workspaces: Workspaces, since: datetime | None, limit: int
) -> tuple[ArchivedDispute, ...]:
    """The latest disputes that are seen, the newest first."""
    columns = [disputes.c[name] for name in ("id", "article_id", "point", "kind", "marking", "confidence")]
    query = (
        select(*columns, *ARTICLE_COLUMNS)
        .join(articles)
        .where(_seen(which, workspaces, since))
        .order_by(disputes.c.at.desc(), disputes.c.id)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    sides = _sides(connection, [row.id for row in rows])
    return tuple(
        ArchivedDispute(article_ref(row), row.point, row.kind, row.marking, row.confidence, tuple(sides[row.id]))
        for row in rows
    )


def count_disputes(
    connection: Connection, which: ColumnElement[bool], workspaces: Workspaces, since: datetime | None
) -> int:
    """How many disputes are seen."""
    query = select(func.count()).select_from(disputes.join(articles)).where(_seen(which, workspaces, since))
    return connection.execute(query).scalar_one()


def _seen(which: ColumnElement[bool], workspaces: Workspaces, since: datetime | None) -> ColumnElement[bool]:
    lately = true() if since is None else disputes.c.at >= since
    return and_(which, lately, articles_seen(workspaces))


def _sides(connection: Connection, dispute_ids: Sequence[int]) -> defaultdict[int, list[ArchivedSide]]:
    query = select(dispute_sides).where(dispute_sides.c.dispute_id.in_(dispute_ids)).order_by(dispute_sides.c.id)
    rows: Sequence[Any] = connection.execute(query).all()
    links = dispute_side_actors
    cast = names_of(
        connection,
        select(links.c.side_id, actors.c.name)
        .join(actors)
        .where(links.c.side_id.in_([row.id for row in rows]))
        .order_by(links.c.side_id, links.c.position),
    )
    sides: defaultdict[int, list[ArchivedSide]] = defaultdict(list)
    for row in rows:
        sides[row.dispute_id].append(ArchivedSide(cast.get(row.id, ()), row.stance, row.evidence))
    return sides
