"""Puts a briefing into the archive, in place of an earlier one of the same article."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, exists, insert, or_, select, update

from bot.disputes import folded
from bot.identity import UNJOINED, Figure, Register, forms_of
from bot.links import digest, page_key
from bot.matching import Filed, match_article, unmatched
from bot.tables import (
    actors,
    aliases,
    appearances,
    articles,
    contests,
    dispute_side_actors,
    dispute_sides,
    disputes,
    in_utc,
    namings,
    statement_actors,
    statements,
    storable,
    story_features,
    story_links,
    story_terms,
)
from summarizers.briefing import NAMED, SHOWN, Article, Briefing, Dispute
from summarizers.schema import from_json, to_json


def file_briefing(connection: Connection, briefing: Briefing, workspace: str, now: datetime) -> int:
    """Files the article with its actors, statements and disputes; gives the article's id."""
    article_id = _file_article(connection, briefing, workspace, now)
    cast = _file_cast(connection, briefing, workspace)
    filing = _Filing(connection, briefing, article_id, _moment(briefing.article, now), cast)
    filing.file_appearances()
    filing.file_statements()
    filing.file_disputes()
    match_article(connection, briefing, Filed(article_id, workspace, filing.at, now, cast))
    return article_id


def match_kept(connection: Connection) -> None:
    """Compares the articles that an older program kept, in the order in which it did."""
    while waiting := unmatched(connection, _AT_ONCE):
        for row in connection.execute(select(articles).where(articles.c.id.in_(waiting)).order_by(articles.c.id)).all():
            briefing = from_json(row.briefing)
            keys = {key for actor in briefing.actors for key in forms_of(actor).values()}
            named = {actor.id: actor for actor in briefing.actors}
            cast = {
                actor_id: figure.id
                for actor_id, figure in Register(_figures(connection, row.workspace, keys))
                .resolve(briefing.actors)
                .items()
                if figure.id is not None and named[actor_id].kind not in UNJOINED
            }
            at = _moment(briefing.article, row.added_at)
            match_article(connection, briefing, Filed(row.id, row.workspace, at, row.added_at, cast))


_AT_ONCE: Final = 50
"""Briefings held in memory."""


def _moment(article: Article, now: datetime) -> datetime:
    """When it was published; a date in the future is not believed, as it would stay on top for ever."""
    return now if article.published is None else min(in_utc(article.published), in_utc(now))


def _file_article(connection: Connection, briefing: Briefing, workspace: str, now: datetime) -> int:
    """The same article has the same address, or the same text under another one (or none)."""
    article = briefing.article
    content = digest(article.text)
    key = page_key(article.url) if article.url else content
    row = {"key": key, "content": content, "briefing": to_json(_encodable(briefing))}
    facts = {name: getattr(article, name) for name in ("url", "title", "publisher", "published", "language")}
    same = or_(articles.c.key == key, articles.c.content == content)
    found = connection.execute(
        select(articles).where(articles.c.workspace == workspace, same).order_by(articles.c.key != key, articles.c.id)
    ).all()
    for each in found:
        _forget(connection, each.id)
    if not found:
        added = insert(articles).values(workspace=workspace, added_at=now, **row, **facts)
        return int(connection.execute(added.returning(articles.c.id)).scalar_one())
    first, *others = found
    connection.execute(delete(articles).where(articles.c.id.in_([each.id for each in others])))
    if article.url is None and first.url is not None:  # a text that is known from the web stays where it was found
        row["key"] = first.key
        facts = {name: getattr(first, name) if value is None else value for name, value in facts.items()}
    connection.execute(update(articles).where(articles.c.id == first.id).values(**row, **facts))
    return int(first.id)


def _encodable(briefing: Briefing) -> Briefing:
    """The briefing with an id that JSON can hold; a file's name may be no proper text."""
    return replace(briefing, id=briefing.id.encode(errors="replace").decode())


def _forget(connection: Connection, article_id: int) -> None:
    """Removes what was read in an article, and the actors and forms that stand in no other."""
    cast = select(appearances.c.actor_id).where(appearances.c.article_id == article_id)
    actor_ids = connection.scalars(cast).all()
    contested = select(contests.c.dispute_id).where(contests.c.article_id == article_id)
    connection.execute(delete(disputes).where(disputes.c.id.in_(contested)))
    connection.execute(delete(story_links).where(story_links.c.other_id == article_id))
    for table in (statements, disputes, namings, appearances, story_features, story_terms, story_links):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    unused = ~exists().where(namings.c.alias_id == aliases.c.id)
    connection.execute(delete(aliases).where(aliases.c.actor_id.in_(actor_ids), unused))
    absent = ~exists().where(appearances.c.actor_id == actors.c.id)
    connection.execute(delete(actors).where(actors.c.id.in_(actor_ids), absent))


def _file_cast(connection: Connection, briefing: Briefing, workspace: str) -> dict[str, int]:
    """The archive's ids of the article's actors; enters new ones, and fuller names of old ones."""
    keys = {key for actor in briefing.actors for key in forms_of(actor).values()}
    known = _figures(connection, workspace, keys)
    names = {figure.id: figure.name for figure in known}
    figures = Register(known).resolve(briefing.actors)
    for figure in dict.fromkeys(figures.values()):
        if figure.id is None:
            row = {"workspace": workspace, "kind": figure.kind, "name": figure.name}
            figure.id = connection.execute(insert(actors).values(row).returning(actors.c.id)).scalar_one()
        elif figure.name != names[figure.id]:
            connection.execute(update(actors).where(actors.c.id == figure.id).values(name=figure.name))
    return {actor_id: figure.id for actor_id, figure in figures.items() if figure.id is not None}


def _figures(connection: Connection, workspace: str, keys: set[str]) -> list[Figure]:
    """The workspace's actors that share a key, each with its shared keys."""
    found = connection.execute(
        select(actors.c.id, actors.c.kind, actors.c.name, aliases.c.key)
        .join(aliases)
        .where(actors.c.workspace == workspace, aliases.c.key.in_(keys))
        .order_by(actors.c.id)
    )
    figures: dict[int, Figure] = {}
    for actor_id, kind, name, key in found:
        figures.setdefault(actor_id, Figure(actor_id, kind, name)).keys.add(key)
    return list(figures.values())


@dataclass(frozen=True, slots=True)
class _Filing:
    """An article whose row and actors are there, and whose statements and disputes are to come."""

    connection: Connection
    briefing: Briefing
    article_id: int
    at: datetime
    cast: Mapping[str, int]

    def file_appearances(self) -> None:
        said = Counter(
            actor_id for statement in self.briefing.statements for actor_id in self._figures_of(statement.actors)
        )
        descriptions: dict[int, str | None] = {}
        for actor in self.briefing.actors:
            descriptions[self.cast[actor.id]] = descriptions.get(self.cast[actor.id]) or actor.description
        rows = [
            {
                "article_id": self.article_id,
                "actor_id": actor_id,
                "description": description,
                "statements": said[actor_id],
                "at": self.at,
            }
            for actor_id, description in descriptions.items()
        ]
        self._insert(appearances, rows)
        self._file_namings()

    def _file_namings(self) -> None:
        forms = {
            (self.cast[actor.id], storable(form)): key
            for actor in self.briefing.actors
            for form, key in forms_of(actor).items()
        }
        known = self.connection.execute(
            select(aliases.c.actor_id, aliases.c.form, aliases.c.id).where(aliases.c.actor_id.in_(self.cast.values()))
        )
        alias_ids = {(actor_id, form): alias_id for actor_id, form, alias_id in known}
        new = [
            {"actor_id": actor_id, "form": form, "key": key}
            for (actor_id, form), key in forms.items()
            if (actor_id, form) not in alias_ids
        ]
        added = self._insert_for_ids(aliases, new)
        alias_ids |= {(row["actor_id"], row["form"]): added_id for row, added_id in zip(new, added, strict=True)}
        self._insert(namings, [{"article_id": self.article_id, "alias_id": alias_ids[form]} for form in forms])

    def file_statements(self) -> None:
        article = self.briefing.article
        rows = [
            {
                "article_id": self.article_id,
                "statement_id": statement.id,
                "kind": statement.kind,
                "cue": " ".join(article.words(statement.cue)),
                "words": article.words(statement.content),
                "confidence": statement.confidence,
            }
            for statement in self.briefing.statements
        ]
        ids = self._insert_for_ids(statements, rows)
        links = [
            {"statement_id": row_id, "actor_id": actor_id, "position": position, "at": self.at}
            for row_id, statement in zip(ids, self.briefing.statements, strict=True)
            for position, actor_id in enumerate(self._figures_of(statement.actors))
        ]
        self._insert(statement_actors, links)

    def file_disputes(self) -> None:
        """Files those that are sure enough to be shown: the others stay in the kept briefing alone."""
        sure = [dispute for dispute in self.briefing.disputes if dispute.confidence >= SHOWN]
        rows = [
            {
                "article_id": self.article_id,
                "point": dispute.point,
                "kind": dispute.kind,
                "marking": dispute.marking,
                "confidence": dispute.confidence,
                "search": self._searched(dispute),
                "at": self.at,
            }
            for dispute in sure
        ]
        for dispute_id, dispute in zip(self._insert_for_ids(disputes, rows), sure, strict=True):
            self._file_sides(dispute_id, dispute)

    def _file_sides(self, dispute_id: int, dispute: Dispute) -> None:
        rows = [
            {
                "dispute_id": dispute_id,
                "stance": side.stance,
                "evidence": self.briefing.article.words(side.evidence),
            }
            for side in dispute.sides
        ]
        links = [
            {"side_id": side_id, "actor_id": actor_id, "position": position}
            for side_id, side in zip(self._insert_for_ids(dispute_sides, rows), dispute.sides, strict=True)
            for position, actor_id in enumerate(self._figures_of(side.actors[:NAMED]))
        ]
        self._insert(dispute_side_actors, links)

    def _searched(self, dispute: Dispute) -> str:
        cast = [actor_id for side in dispute.sides for actor_id in side.actors]
        names = [actor.name for actor in self.briefing.actors if actor.id in cast]
        evidence = [words for side in dispute.sides for words in self.briefing.article.words(side.evidence)]
        title = self.briefing.article.title or ""
        return folded(" ".join([title, dispute.point, *names, *dict.fromkeys(evidence)]))

    def _figures_of(self, actor_ids: Sequence[str]) -> list[int]:
        return list(dict.fromkeys(self.cast[actor_id] for actor_id in actor_ids if actor_id in self.cast))

    def _insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(insert(table), rows)

    def _insert_for_ids(self, table: Table, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
        """The ids of the new rows, in the order of the rows."""
        if not rows:
            return ()
        added = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return self.connection.execute(added, rows).scalars().all()
