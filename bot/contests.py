"""Files the disputes between two articles, and joins disputes that are one point."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from bot.claims import Claim
from bot.clashes import Clash, Rarity, Telling
from bot.disputes import cast_of, folded
from bot.identity import name_key
from bot.model import SHARED
from bot.points import Point, Stand, same_point, worded
from bot.tables import (
    actors,
    articles,
    contests,
    dispute_side_actors,
    dispute_sides,
    disputes,
    same_points,
    side_sources,
)
from bot.terms import terms
from summarizers.briefing import Stance

_CONFIDENCE: Final = {"count": 0.7, "denial": 0.6}
_MOST_POINTS: Final = 200
"""Disputes of other articles that those of an article are compared with."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article that another is compared with, and whose it is."""

    workspace: str
    telling: Telling

    def may_meet(self, other: "Neighbour") -> bool:
        """May somebody see both?"""
        return self.workspace == other.workspace or SHARED in (self.workspace, other.workspace)


@dataclass(frozen=True, slots=True)
class _Text:
    """An article's text and title."""

    words: str
    title: str

    def sentence(self, claim: Claim) -> str:
        return self.words[slice(*claim.sentence)]


class Texts(dict[int, _Text]):
    """The texts of articles, each read once."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, article_id: int) -> _Text:
        kept = select(articles.c.briefing).where(articles.c.id == article_id)
        article = json.loads(self._connection.execute(kept).scalar_one())["article"]
        self[article_id] = _Text(article["text"], article["title"] or "")
        return self[article_id]


def file_contests(
    connection: Connection, kept_at: datetime, one: Neighbour, other: Neighbour, found: Sequence[Clash], texts: Texts
) -> None:
    """Files what two articles dispute; several clashes over one sentence are one dispute."""
    earlier, later = sorted((one.telling, other.telling), key=lambda each: (each.at, each.id))
    for group in _of_one_sentence(found):
        dispute_id = _file_dispute(connection, earlier, later, texts, group)
        statement = next((clash.earlier.statement for clash in group if clash.earlier.statement), None)
        row = {"article_id": earlier.id, "statement_id": statement, "kept_at": kept_at, "dispute_id": dispute_id}
        connection.execute(insert(contests), row)


def _of_one_sentence(found: Sequence[Clash]) -> list[list[Clash]]:
    """The clashes in groups that share a sentence on either side, and the way in which they clash."""
    groups: list[list[Clash]] = []
    for clash in found:
        for group in groups:
            if any(_shares(clash, each) for each in group):
                group.append(clash)
                break
        else:
            groups.append([clash])
    return groups


def _shares(one: Clash, other: Clash) -> bool:
    units = [each.counts[0].unit if each.counts else "" for each in (one, other)]
    sentence = one.earlier.sentence == other.earlier.sentence or one.later.sentence == other.later.sentence
    return units[0] == units[1] and (sentence or (one.counts is not None and one.counts[0].is_toll))


def _file_dispute(
    connection: Connection, earlier: Telling, later: Telling, texts: Mapping[int, _Text], group: Sequence[Clash]
) -> int:
    first = group[0]
    contested = bool(first.earlier.contests) or (
        first.way == "denial" and not first.later.contests and bool(first.earlier.negated & first.later.predicates)
    )
    asserting = (later, first.later) if contested else (earlier, first.earlier)
    point = worded(texts[asserting[0].id].words[slice(*asserting[1].clause)])
    sides = ((earlier, [each.earlier for each in group]), (later, [each.later for each in group]))
    shown = [texts[telling.id].sentence(claim) for telling, claims in sides for claim in claims]
    names = [texts[later.id].title, texts[earlier.id].title, earlier.outlet, later.outlet]
    row = {
        "article_id": later.id,
        "point": point,
        "kind": first.earlier.mode,
        "marking": "explicit" if any(clash.later.contests or clash.earlier.contests for clash in group) else "implicit",
        "confidence": _CONFIDENCE[first.way],
        "search": folded(" ".join([point, *names, *_names(connection, sides), *dict.fromkeys(shown)])),
        "at": later.at,
    }
    dispute_id = connection.execute(insert(disputes).values(row).returning(disputes.c.id)).scalar_one()
    for telling, claims in reversed(sides) if contested else sides:
        _file_side(connection, dispute_id, telling, claims, texts[telling.id], asserts=telling is asserting[0])
    return int(dispute_id)


def _names(connection: Connection, sides: Sequence[tuple[Telling, Sequence[Claim]]]) -> list[str]:
    ids = {int(each) for _, claims in sides for claim in claims for each in claim.actors}
    return list(connection.scalars(select(actors.c.name).where(actors.c.id.in_(sorted(ids))).order_by(actors.c.id)))


def _file_side(
    connection: Connection, dispute_id: int, telling: Telling, claims: Sequence[Claim], text: _Text, asserts: bool
) -> None:
    stance: Stance = "asserts" if asserts else next((each.contests for each in claims if each.contests), "denies")
    evidence = tuple(dict.fromkeys(map(text.sentence, claims)))
    side = {"dispute_id": dispute_id, "stance": stance, "evidence": evidence}
    side_id = connection.execute(insert(dispute_sides).values(side).returning(dispute_sides.c.id)).scalar_one()
    voice = next((claim.voice for claim in claims if claim.voice), "") or telling.outlet
    source = {"side_id": side_id, "article_id": telling.id, "voice": voice}
    connection.execute(insert(side_sources), source)
    cast = list(dict.fromkeys(int(each) for claim in claims for each in claim.actors))
    rows = [{"side_id": side_id, "actor_id": each, "position": number} for number, each in enumerate(cast)]
    if rows:
        connection.execute(insert(dispute_side_actors), rows)


class _Rarities(dict[frozenset[int], Rarity]):
    """How rare words are in some articles together, each counted once."""

    def __init__(self, near: Mapping[int, Neighbour]) -> None:
        super().__init__()
        self._near = near

    def __missing__(self, article_ids: frozenset[int]) -> Rarity:
        self[article_ids] = Rarity(claim for each in sorted(article_ids) for claim in self._near[each].telling.claims)
        return self[article_ids]


def join_points(connection: Connection, near: Mapping[int, Neighbour], article_id: int) -> None:
    """Joins the disputes that the article is part of with those of its neighbours, where they are one point."""
    points = _points(connection, near.keys())
    rarity = _Rarities(near)
    mine = [each for each, (_, where) in points.items() if article_id in where]
    rows = [
        {"dispute_id": max(one, other), "other_id": min(one, other), "turned": turned}
        for one in mine
        for other in points
        if one != other and not (other in mine and other < one)
        if (turned := _joined(near, rarity, points[one], points[other])) is not None
    ]
    known = _known(connection, mine)
    fresh = [row for row in rows if (row["dispute_id"], row["other_id"]) not in known]
    if fresh:
        connection.execute(insert(same_points), fresh)


def _known(connection: Connection, dispute_ids: Collection[int]) -> set[tuple[int, int]]:
    query = select(same_points.c.dispute_id, same_points.c.other_id).where(same_points.c.dispute_id.in_(dispute_ids))
    return {(one, other) for one, other in connection.execute(query)}


def _joined(
    near: Mapping[int, Neighbour],
    rarities: _Rarities,
    one: tuple[Point, frozenset[int]],
    other: tuple[Point, frozenset[int]],
) -> bool | None:
    """Whether the two are one point and turned; how rare a word is, is told by the articles that show them."""
    where = one[1] | other[1]
    if not all(near[mine].may_meet(near[theirs]) for mine in where for theirs in where):
        return None
    return same_point(one[0], other[0], rarities[where])


def _points(connection: Connection, article_ids: Collection[int]) -> dict[int, tuple[Point, frozenset[int]]]:
    """The disputes that only these articles show, each with the articles."""
    rows: Sequence[Any] = connection.execute(
        select(
            disputes.c.id,
            disputes.c.point,
            dispute_sides.c.id.label("side_id"),
            dispute_sides.c.stance,
            dispute_sides.c.evidence,
            disputes.c.article_id,
            side_sources.c.article_id.label("elsewhere"),
            side_sources.c.voice,
        )
        .join(dispute_sides, dispute_sides.c.dispute_id == disputes.c.id)
        .outerjoin(side_sources, side_sources.c.side_id == dispute_sides.c.id)
        .where(disputes.c.article_id.in_(sorted(article_ids)))
        .order_by(disputes.c.id.desc(), dispute_sides.c.id)
        .limit(2 * _MOST_POINTS)
    ).all()
    cast = cast_of(connection, [row.side_id for row in rows])
    sides: defaultdict[int, dict[bool, Stand]] = defaultdict(dict)
    where: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        article = row.elsewhere or row.article_id
        where[row.id].add(article)
        keys = frozenset(name_key(each.name, each.kind) for each in cast[row.side_id])
        voices = keys or frozenset({(row.voice or "").casefold()})
        evidence = frozenset((article, it) for it in row.evidence)
        names = frozenset(terms(" ".join(each.name for each in cast[row.side_id])))
        sides[row.id].setdefault(row.stance == "asserts", Stand(voices, evidence, names))
    words = {row.id: row.point for row in rows}
    return {
        each: (Point.of(words[each], stands.get(True, Stand()), stands.get(False, Stand())), frozenset(where[each]))
        for each, stands in sides.items()
        if where[each] <= set(article_ids)
    }
