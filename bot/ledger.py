"""Reads the ledger of disputes: each disputed point once, with its history over all articles that somebody sees."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, case, null, or_, select, true

from bot.disputes import cast_of
from bot.model import ArchivedDispute, ArchivedSide, ArchivedStatement, ArticleRef, Contested, Status, Turn
from bot.points import Point, Stand, grouped
from bot.shifts import SETTLING, Saying, status_of
from bot.tables import (
    actors,
    articles,
    contests,
    dispute_sides,
    disputes,
    same_points,
    side_sources,
    statement_actors,
    statements,
)
from bot.views import ARTICLE_COLUMNS, Workspaces, article_ref, articles_seen, distinct
from summarizers.briefing import Stance

_MOST_ROWS: Final = 60
"""Disputes of single articles that are put together as one; the first ones."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A dispute as an article shows it, or two do; `sides` with the ids of their actors."""

    id: int
    at: datetime
    point: str
    kind: Any
    marking: Any
    confidence: float
    between: bool
    sides: tuple[tuple[Turn, tuple[int, ...]], ...]


def find_points(
    connection: Connection, which: ColumnElement[bool], workspaces: Workspaces, since: datetime | None, limit: int
) -> tuple[tuple[ArchivedDispute, ...], int]:
    """The points with a dispute that is seen, those disputed last first; and how many there are in all."""
    lately = true() if since is None else disputes.c.at >= since
    found = select(disputes.c.id).join(articles).where(which, lately, is_seen(workspaces))
    asked = connection.scalars(found.order_by(disputes.c.at.desc(), disputes.c.id)).all()
    if not asked:
        return (), 0
    point_of = _joined(connection, found, workspaces)
    chosen = list(dict.fromkeys(point_of[each] for each in asked))
    members: defaultdict[int, list[int]] = defaultdict(list)
    for dispute_id, point in sorted(point_of.items()):
        members[point].append(dispute_id)
    shown = [members[each][:_MOST_ROWS] for each in chosen[:limit]]
    rows = _rows(connection, [each for group in shown for each in group])
    return tuple(_dispute(connection, [rows[each] for each in group], workspaces) for group in shown), len(chosen)


def _joined(connection: Connection, found: Select[tuple[int]], workspaces: Workspaces) -> dict[int, int]:
    """What was found and all that is seen of the same points: for each dispute the first one of its point."""
    one, other = same_points.c.dispute_id, same_points.c.other_id
    reached = found.add_columns(null().cast(Integer).label("beside")).cte("reached", recursive=True)
    across = case((one == reached.c.id, other), else_=one)
    further = (
        select(disputes.c.id, reached.c.id)
        .select_from(reached)
        .join(same_points, or_(one == reached.c.id, other == reached.c.id))
        .join(disputes, disputes.c.id == across)
        .join(articles, articles.c.id == disputes.c.article_id)
        .where(is_seen(workspaces))
    )
    pairs = connection.execute(select(reached.union(further))).all()
    return grouped(((row.id, row.beside) for row in pairs if row.beside is not None), {row.id for row in pairs})


def is_seen(workspaces: Workspaces) -> ColumnElement[bool]:
    """Are all articles of the dispute seen: its own, and the earlier one that it contests?"""
    beyond = (
        select(contests.c.dispute_id)
        .join(articles, articles.c.id == contests.c.article_id)
        .where(~articles_seen(workspaces))
        .correlate(None)
    )
    return and_(articles_seen(workspaces), disputes.c.id.not_in(beyond))


def contested_since(connection: Connection, since: datetime, workspaces: Workspaces) -> tuple[Contested, ...]:
    """The claims of earlier articles that later ones contest, kept since then, in the order in which they came."""
    query = (
        select(contests.c.dispute_id, contests.c.statement_id, contests.c.kept_at)
        .join(disputes, disputes.c.id == contests.c.dispute_id)
        .join(articles, articles.c.id == disputes.c.article_id)
        .where(contests.c.kept_at >= since, is_seen(workspaces))
        .order_by(contests.c.kept_at, contests.c.dispute_id)
    )
    found = connection.execute(query).all()
    rows = _rows(connection, [each.dispute_id for each in found])
    return tuple(_contested(rows[each.dispute_id], each.statement_id, each.kept_at) for each in found)


def _contested(row: _Row, statement_id: str | None, kept_at: datetime) -> Contested:
    claim, contest = sorted((turn for turn, _ in row.sides), key=lambda turn: (turn.at, turn.article.id))
    return Contested(claim, contest, statement_id, row.point, kept_at)


def _rows(connection: Connection, dispute_ids: Sequence[int]) -> dict[int, _Row]:
    query = (
        select(disputes, contests.c.article_id.label("between"))
        .outerjoin(contests, contests.c.dispute_id == disputes.c.id)
        .where(disputes.c.id.in_(dispute_ids))
    )
    found: Sequence[Any] = connection.execute(query).all()
    sides = _sides(connection, dispute_ids)
    return {
        row.id: _Row(
            row.id,
            row.at,
            row.point,
            row.kind,
            row.marking,
            row.confidence,
            row.between is not None,
            tuple(sides[row.id]),
        )
        for row in found
    }


def _sides(connection: Connection, dispute_ids: Sequence[int]) -> defaultdict[int, list[tuple[Turn, tuple[int, ...]]]]:
    """The sides of each dispute: as turns in the article where each stands, with the actors' ids."""
    query = (
        select(
            dispute_sides.c.id.label("side_id"),
            dispute_sides.c.dispute_id,
            dispute_sides.c.stance,
            dispute_sides.c.evidence,
            side_sources.c.voice,
            articles.c.id.label("article_id"),
            articles.c.added_at,
            *ARTICLE_COLUMNS,
        )
        .join(disputes, disputes.c.id == dispute_sides.c.dispute_id)
        .outerjoin(side_sources, side_sources.c.side_id == dispute_sides.c.id)
        .join(
            articles,
            or_(
                articles.c.id == side_sources.c.article_id,
                and_(side_sources.c.article_id.is_(None), articles.c.id == disputes.c.article_id),
            ),
        )
        .where(dispute_sides.c.dispute_id.in_(dispute_ids))
        .order_by(dispute_sides.c.id)
    )
    rows: Sequence[Any] = connection.execute(query).all()
    cast = cast_of(connection, [row.side_id for row in rows])
    sides: defaultdict[int, list[tuple[Turn, tuple[int, ...]]]] = defaultdict(list)
    for row in rows:
        ids, names = (tuple(getattr(each, of) for each in cast[row.side_id]) for of in ("id", "name"))
        at = min(row.published or row.added_at, row.added_at)
        turn = Turn(article_ref(row), at, names or ((row.voice,) if row.voice else ()), row.stance, row.evidence)
        sides[row.dispute_id].append((turn, ids))
    return sides


def _dispute(connection: Connection, rows: Sequence[_Row], workspaces: Workspaces) -> ArchivedDispute:
    """One point from the disputes that show it; what it is, is told by the first of them."""
    first = min(rows, key=lambda row: (row.at, row.between, row.id))
    turned = _turned(connection, first.id, [row.id for row in rows])
    placed = [
        (_as_stance(turn, turned[row.id]), ids)
        for row in sorted(rows, key=lambda row: (row.at, row.id))
        for turn, ids in row.sides
    ]
    history = _history([turn for turn, _ in placed])
    status, settled = _settlement(connection, first, placed, workspaces)
    return ArchivedDispute(
        max((turn.article for turn in history), key=lambda ref: (_time(ref, history), ref.id)),
        first.point,
        first.kind,
        "explicit" if any(row.marking == "explicit" for row in rows) else "implicit",
        max(row.confidence for row in rows),
        _merged(history) if len(rows) > 1 else tuple(ArchivedSide(t.actors, t.stance, t.evidence) for t, _ in placed),
        history,
        status,
        settled,
    )


def _time(article: ArticleRef, history: Iterable[Turn]) -> datetime:
    return next(turn.at for turn in history if turn.article == article)


def _turned(connection: Connection, first: int, dispute_ids: Sequence[int]) -> dict[int, bool]:
    """For each dispute, whether its sides are the other way round than those of the first."""
    query = select(same_points).where(
        same_points.c.dispute_id.in_(dispute_ids), same_points.c.other_id.in_(dispute_ids)
    )
    links: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for one, other, turned in connection.execute(query.order_by(same_points.c.dispute_id, same_points.c.other_id)):
        links[one].append((other, turned))
        links[other].append((one, turned))
    ways, edge = {first: False}, [first]
    while edge:
        here = edge.pop(0)
        for other, turned in links[here]:
            if other not in ways:
                ways[other] = ways[here] != turned
                edge.append(other)
    return ways | {each: False for each in dispute_ids if each not in ways}


def _as_stance(turn: Turn, turned: bool) -> Turn:
    if not turned:
        return turn
    stance: Stance = "denies" if turn.stance == "asserts" else "asserts"
    return Turn(turn.article, turn.at, turn.actors, stance, turn.evidence)


def _history(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """By time, the assertion first; what one article shows of one voice together."""
    together: dict[tuple[int, tuple[str, ...], bool], Turn] = {}
    for turn in turns:
        key = (turn.article.id, turn.actors, turn.stance == "asserts")
        known = together.get(key)
        evidence = distinct((*known.evidence, *turn.evidence)) if known else turn.evidence
        together[key] = Turn(turn.article, turn.at, turn.actors, known.stance if known else turn.stance, evidence)
    in_time = sorted(together.values(), key=lambda turn: (turn.at, turn.stance != "asserts", turn.article.id))
    first = next((turn for turn in in_time if turn.stance == "asserts"), None)
    return tuple(in_time if first is None else [first, *(turn for turn in in_time if turn is not first)])


def _merged(history: Sequence[Turn]) -> tuple[ArchivedSide, ...]:
    """The two sides over all articles."""
    sides = [[turn for turn in history if (turn.stance == "asserts") == asserts] for asserts in (True, False)]
    return tuple(
        ArchivedSide(
            distinct(name for turn in side for name in turn.actors),
            side[0].stance,
            distinct(words for turn in side for words in turn.evidence),
        )
        for side in sides
        if side
    )


def _settlement(
    connection: Connection, first: _Row, placed: Sequence[tuple[Turn, tuple[int, ...]]], workspaces: Workspaces
) -> tuple[Status, ArchivedStatement | None]:
    """What became of the point, by the last statement of an actor on a side that says so."""
    sides = {actor_id: turn.stance == "asserts" for turn, ids in placed for actor_id in ids}
    point = Point.of(first.point, Stand(), Stand()).claim
    for row in _settling(connection, sides, first.at, workspaces):
        saying = Saying(row.id, row.article_id, row.at, row.cue, row.words, row.confidence)
        status = status_of(saying, point, sides[row.actor_id])
        if status != "open":
            said = ArchivedStatement(
                article_ref(row), row.statement_id, (row.name,), row.kind, row.cue, row.words, row.confidence
            )
            return status, said
    return "open", None


def _settling(
    connection: Connection, actor_ids: Collection[int], since: datetime, workspaces: Workspaces
) -> Sequence[Any]:
    """The statements with which the actors may have settled something later, the latest first."""
    links = statement_actors
    query = (
        select(statements, *ARTICLE_COLUMNS, links.c.at, links.c.actor_id, actors.c.name)
        .select_from(links.join(statements).join(articles).join(actors, actors.c.id == links.c.actor_id))
        .where(links.c.actor_id.in_(sorted(actor_ids)), links.c.at > since, articles_seen(workspaces))
        .where(or_(*(statements.c.cue.ilike(f"%{beginning}%") for beginning in SETTLING)))
        .order_by(links.c.at.desc(), statements.c.id)
        .limit(_MOST_ROWS)
    )
    return connection.execute(query).all()
