"""Compares an article that is filed with those that the archive has: its story, and what they dispute.

Candidates are found by an index over the features of articles, so the cost does not grow with the archive. What is
found does not depend on the order in which articles come, but for one thing: how usual a feature is, is counted when
an article is filed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, Connection, func, insert, literal, or_, select

from bot.claims import Claim, claims_of
from bot.clashes import Telling, clashes
from bot.contests import Neighbour, Texts, file_contests, join_points
from bot.identity import name_key
from bot.model import SHARED
from bot.points import grouped
from bot.stories import USUAL, WINDOW, Features, Weights, features_of, relation
from bot.tables import actors, articles, story_features, story_links, story_terms
from bot.views import Workspaces, seen
from summarizers.briefing import Briefing

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_MATTER: Final = timedelta(days=60)
"""How far back an article is looked for that is of the same matter."""
_ASKED: Final = 25
"""The rarest features of an article, by which others are looked for."""
_LED: Final = 600
"""Articles of the time to which these lead, together, at the most."""
_NEAREST: Final = 20
"""Articles that are compared with a new one, closely."""


@dataclass(frozen=True, slots=True)
class Filed:
    """An article that was just filed: where, when, and which actor of the archive each of its actors is."""

    id: int
    workspace: str
    at: datetime
    kept_at: datetime
    cast: Mapping[str, int]

    @property
    def visible(self) -> Workspaces:
        """The workspaces of the articles that it may be compared with: walls hold among the others."""
        return None if self.workspace == SHARED else (self.workspace, SHARED)


def match_article(connection: Connection, briefing: Briefing, filed: Filed) -> None:
    """Finds the article's story, and files the disputes between it and others."""
    features = features_of(briefing.article)
    claims = tuple(
        replace(claim, actors=tuple(str(filed.cast[each]) for each in claim.actors if each in filed.cast))
        for claim in claims_of(briefing)
    )
    _keep_features(connection, filed, features, claims)
    links = _relations(connection, filed, features)
    before = _story_of(connection, filed, [other for other, how in links.items() if how != "related"])
    rows = [{"article_id": filed.id, "other_id": other, "relation": how} for other, how in links.items()]
    if rows:
        connection.execute(insert(story_links), rows)
    near = _neighbours(connection, {filed.id, *links, *before})
    _file_clashes(connection, filed, near, links, before)
    join_points(connection, near, filed.id)


def _keep_features(connection: Connection, filed: Filed, features: Features, claims: tuple[Claim, ...]) -> None:
    row = {
        "article_id": filed.id,
        "sketch": _sketches().dump_json(features.sketch).decode(),
        "claims": _claims().dump_json(claims).decode(),
    }
    connection.execute(insert(story_features), row)
    terms = [{"term": term, "article_id": filed.id, "at": filed.at} for term in sorted(features.terms)]
    if terms:
        connection.execute(insert(story_terms), terms)


@cache
def _sketches() -> "TypeAdapter[frozenset[int]]":
    from pydantic import TypeAdapter  # takes a while to import, and is not needed to answer questions

    return TypeAdapter(frozenset[int])


@cache
def _claims() -> "TypeAdapter[tuple[Claim, ...]]":
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Claim, ...])


def _relations(connection: Connection, filed: Filed, features: Features) -> dict[int, str]:
    """The articles that have to do with this one, and what."""
    usual = _usual(connection, filed)
    weights = Weights(usual)
    near = _candidates(connection, filed, usual, weights)
    found: dict[int, str] = {}
    for other_id, (other, apart) in _features(connection, filed, near).items():
        how = relation(features, other, apart, weights)
        if how is not None:
            found[other_id] = how
    return found


def _usual(connection: Connection, filed: Filed) -> dict[str, int]:
    """In how many articles of the time each feature of the article stands, as far as that tells anything."""
    return _counts(connection, filed, WINDOW, USUAL)


def _counts(
    connection: Connection, filed: Filed, window: timedelta, most: int, terms: Collection[str] | None = None
) -> dict[str, int]:
    """In how many articles each feature stands, counted up to a number: the usual ones are in most of the archive."""
    mine = story_terms.alias()
    some = select(literal(1)).where(story_terms.c.term == mine.c.term, _in_time(filed, window))  # the index has all
    number = select(func.count()).select_from(some.limit(most).correlate(mine).subquery()).scalar_subquery()
    query = select(mine.c.term, number).where(mine.c.article_id == filed.id)
    if terms is not None:
        query = query.where(mine.c.term.in_(terms))
    return dict(tuple(row) for row in connection.execute(query))


def _in_time(filed: Filed, window: timedelta) -> ColumnElement[bool]:
    return story_terms.c.at.between(_shifted(filed.at, -window), _shifted(filed.at, window))


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:  # within weeks of the first or the last year that Python knows
        return moment


def _candidates(connection: Connection, filed: Filed, usual: Mapping[str, int], weights: Weights) -> list[int]:
    """The articles that share most of the rarest features, the nearest first.

    Of those that may be of the story more features are asked about than of those that may only be of its matter, since
    more and more articles have them, the further back they are looked for.
    """
    asked = _asked(usual, weights)
    before = _asked(_counts(connection, filed, _MATTER, _LED, asked), weights)
    shared: Counter[int] = Counter()
    total: defaultdict[int, float] = defaultdict(float)
    lately = [term for term in asked if term not in before]
    led = (_having(connection, filed, lately, WINDOW), _having(connection, filed, before, _MATTER))
    for article_id, term in chain(*led):
        shared[article_id] += 1
        total[article_id] += weights[term]
    likely = [each for each in total if shared[each] > 1]
    return sorted(likely, key=lambda each: (-total[each], each))[:_NEAREST]


def _having(connection: Connection, filed: Filed, terms: Collection[str], window: timedelta) -> list[tuple[int, str]]:
    """The articles that may be compared and have some of the features, with each that they have."""
    query = (
        select(story_terms.c.article_id, story_terms.c.term)
        .join(articles)
        .where(story_terms.c.term.in_(terms), _in_time(filed, window), story_terms.c.article_id != filed.id)
        .where(seen(filed.visible, articles.c.workspace))
    )
    return [(article_id, term) for article_id, term in connection.execute(query).all()]


def _asked(usual: Mapping[str, int], weights: Weights) -> list[str]:
    """The rarest features that another article has too, as many as lead to few enough articles."""
    asked: list[str] = []
    led = 0
    for term in sorted(usual, key=lambda term: (-weights[term], usual[term], term)):
        if usual[term] > 1 and weights[term] > 0:  # one is the article's own
            led += usual[term]
            if len(asked) == _ASKED or led > _LED:
                break
            asked.append(term)
    return asked


def _features(
    connection: Connection, filed: Filed, article_ids: Sequence[int]
) -> dict[int, tuple[Features, timedelta]]:
    terms: defaultdict[int, set[str]] = defaultdict(set)
    query = select(story_terms.c.article_id, story_terms.c.term).where(story_terms.c.article_id.in_(article_ids))
    for article_id, term in connection.execute(query).all():
        terms[article_id].add(term)
    times = _times(connection, article_ids)
    sketches = select(story_features.c.article_id, story_features.c.sketch)
    rows = connection.execute(sketches.where(story_features.c.article_id.in_(article_ids)))
    return {
        row.article_id: (
            Features(frozenset(terms[row.article_id]), _sketches().validate_json(row.sketch)),
            abs(times[row.article_id] - filed.at),
        )
        for row in rows
        if row.article_id in times
    }


def _times(connection: Connection, article_ids: Collection[int]) -> dict[int, datetime]:
    """When the articles were published, as far as they have been compared."""
    query = (
        select(story_terms.c.article_id, func.max(story_terms.c.at, type_=story_terms.c.at.type))
        .where(story_terms.c.article_id.in_(sorted(article_ids)))
        .group_by(story_terms.c.article_id)
    )
    return dict(tuple(row) for row in connection.execute(query))


def _story_of(connection: Connection, filed: Filed, members: Sequence[int]) -> dict[int, int]:
    """The articles of the stories that these are of, each with a number that the members of one story share."""
    found = set(members)
    pairs: set[tuple[int, int]] = set()
    edge = members
    while edge and len(found) < 3 * _NEAREST:
        query = select(story_links.c.article_id, story_links.c.other_id).where(
            or_(story_links.c.article_id.in_(edge), story_links.c.other_id.in_(edge)),
            story_links.c.relation != "related",
        )
        links = {(one, other) for one, other in connection.execute(query)}
        met = _seen_among(connection, filed, {each for pair in links for each in pair} - found)
        pairs |= links
        found |= met
        edge = sorted(met)
    return grouped(sorted(pairs), sorted(found))


def _seen_among(connection: Connection, filed: Filed, article_ids: Collection[int]) -> set[int]:
    query = select(articles.c.id).where(articles.c.id.in_(sorted(article_ids)), articles.c.id != filed.id)
    return set(connection.scalars(query.where(seen(filed.visible, articles.c.workspace))))


def _neighbours(connection: Connection, article_ids: Collection[int]) -> dict[int, Neighbour]:
    """The articles with their claims, as far as they have been compared."""
    query = (
        select(articles.c.id, articles.c.workspace, articles.c.publisher, articles.c.url, story_features.c.claims)
        .join(story_features)
        .where(articles.c.id.in_(sorted(article_ids)))
    )
    rows = connection.execute(query).all()
    claims = {row.id: _claims().validate_json(row.claims) for row in rows}
    keys = _keys(connection, {int(each) for found in claims.values() for claim in found for each in claim.actors})
    times = _times(connection, article_ids)
    return {
        row.id: Neighbour(
            row.workspace, Telling(row.id, row.publisher or row.url or "", times[row.id], claims[row.id], keys)
        )
        for row in rows
        if row.id in times
    }


def _keys(connection: Connection, actor_ids: Iterable[int]) -> dict[str, str]:
    """What names are compared by, for each actor but newsrooms, which are their outlets."""
    query = select(actors.c.id, actors.c.name, actors.c.kind).where(actors.c.id.in_(sorted(actor_ids)))
    return {str(row.id): name_key(row.name, row.kind) for row in connection.execute(query) if row.kind != "newsroom"}


def _file_clashes(
    connection: Connection,
    filed: Filed,
    near: Mapping[int, Neighbour],
    links: Mapping[int, str],
    stories: Mapping[int, int],
) -> None:
    """Between the article and those of its story or matter, and between stories that it shows to be one."""
    texts = Texts(connection)
    for other in sorted(near.keys() - {filed.id}):
        if links.get(other) != "repost":
            _file_pair(connection, filed, texts, near[filed.id], near[other], of_one_story=other in stories)
    joined = defaultdict(list)
    for member, story in sorted(stories.items()):
        if member in near:
            joined[story].append(member)
    for one, other in combinations(sorted(joined), 2):
        for mine, theirs in list(product(joined[one], joined[other]))[: _NEAREST * _NEAREST // 4]:
            _file_pair(connection, filed, texts, near[mine], near[theirs], of_one_story=True)


def _file_pair(
    connection: Connection, filed: Filed, texts: Texts, one: Neighbour, other: Neighbour, of_one_story: bool
) -> None:
    if one.may_meet(other):
        found = clashes(one.telling, other.telling, of_one_story)
        if found:
            file_contests(connection, filed.kept_at, one, other, found, texts)


def unmatched(connection: Connection, limit: int) -> list[int]:
    """Articles that have not been compared with others, the oldest first."""
    query = select(articles.c.id).outerjoin(story_features).where(story_features.c.article_id.is_(None))
    return list(connection.scalars(query.order_by(articles.c.id).limit(limit)))
