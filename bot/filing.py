"""Putting a briefing into the archive, in place of an earlier one of the same article."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from bot.identity import NAMED, describe_actor, join_actor
from bot.tables import actors, articles, dispute_actors, disputes, statement_actors, statements
from summarizers.briefing import Article, Briefing, Dispute, Statement
from summarizers.schema import to_json


def file_briefing(connection: Connection, briefing: Briefing, workspace: str, now: datetime) -> int:
    """Files the article with its actors, statements and disputes; gives the article's number."""
    _remove_earlier(connection, briefing.article, workspace)
    number = _file_article(connection, briefing, workspace, now)
    joined = _join_actors(connection, briefing, workspace)
    at = briefing.article.published or now
    for statement in briefing.statements:
        _file_statement(connection, briefing, statement, number, joined, at)
    for dispute in briefing.disputes:
        _file_dispute(connection, briefing, dispute, number, joined, at)
    return number


def digest_of(article: Article) -> str:
    """SHA-256 of the text, in hexadecimal."""
    return sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()


def _remove_earlier(connection: Connection, article: Article, workspace: str) -> None:
    """The same address, or the same text under another; and the actors that were in nothing else."""
    same = or_(articles.c.key == (article.url or digest_of(article)), articles.c.digest == digest_of(article))
    numbers = connection.scalars(select(articles.c.id).where(articles.c.workspace == workspace, same)).all()
    if not numbers:
        return
    connection.execute(delete(articles).where(articles.c.id.in_(numbers)))
    in_use = select(statement_actors.c.actor_id).union(select(dispute_actors.c.actor_id))
    connection.execute(delete(actors).where(actors.c.workspace == workspace, actors.c.id.not_in(in_use)))


def _file_article(connection: Connection, briefing: Briefing, workspace: str, now: datetime) -> int:
    article = briefing.article
    without_text = replace(briefing, article=replace(article, text=""))
    filed = connection.execute(
        insert(articles).values(
            workspace=workspace,
            key=article.url or digest_of(article),
            digest=digest_of(article),
            url=article.url,
            title=article.title,
            publisher=article.publisher,
            published=article.published,
            language=article.language,
            text=article.text,
            briefing=to_json(without_text),
            added_at=now,
        )
    )
    return int(filed.inserted_primary_key[0])  # type: ignore[index]  # a single row always has one


def _join_actors(connection: Connection, briefing: Briefing, workspace: str) -> dict[str, int]:
    """The archive's number for each named actor that says something or takes a side."""
    speaking = {each for statement in briefing.statements for each in statement.actors}
    speaking |= {each for dispute in briefing.disputes for side in dispute.sides for each in side.actors}
    joined: dict[str, int] = {}
    for actor in briefing.actors:
        if actor.kind in NAMED and actor.id in speaking:
            joined[actor.id] = join_actor(connection, workspace, actor)
            if actor.description:
                describe_actor(connection, joined[actor.id], actor.description)
    return joined


def _file_statement(
    connection: Connection, briefing: Briefing, statement: Statement, number: int, joined: dict[str, int], at: datetime
) -> None:
    article = briefing.article
    filed = connection.execute(
        insert(statements).values(
            article_id=number,
            statement_id=statement.id,
            kind=statement.kind,
            cue=" ".join(article.words(statement.cue)),
            words=list(article.words(statement.content)),
            names=_names(briefing, statement.actors),
            confidence=statement.confidence,
        )
    )
    statement_number = filed.inserted_primary_key[0]  # type: ignore[index]  # as above
    rows = [
        {"statement_id": statement_number, "actor_id": each, "at": at} for each in _numbers(statement.actors, joined)
    ]
    if rows:
        connection.execute(insert(statement_actors), rows)


def _file_dispute(
    connection: Connection, briefing: Briefing, dispute: Dispute, number: int, joined: dict[str, int], at: datetime
) -> None:
    sides: list[dict[str, Any]] = [
        {
            "actors": _names(briefing, side.actors),
            "stance": side.stance,
            "evidence": list(briefing.article.words(side.evidence)),
        }
        for side in dispute.sides
    ]
    searched = [dispute.point, *(text for side in sides for text in (*side["actors"], *side["evidence"]))]
    filed = connection.execute(
        insert(disputes).values(
            article_id=number,
            point=dispute.point,
            kind=dispute.kind,
            marking=dispute.marking,
            confidence=dispute.confidence,
            sides=sides,
            searched="\n".join(searched).casefold(),
            at=at,
        )
    )
    dispute_number = filed.inserted_primary_key[0]  # type: ignore[index]  # as above
    everybody = [each for side in dispute.sides for each in side.actors]
    rows = [{"dispute_id": dispute_number, "actor_id": each} for each in _numbers(everybody, joined)]
    if rows:
        connection.execute(insert(dispute_actors), rows)


def _names(briefing: Briefing, actor_ids: Iterable[str]) -> list[str]:
    return [briefing.actor(each).name for each in actor_ids]


def _numbers(actor_ids: Iterable[str], joined: dict[str, int]) -> list[int]:
    return sorted({joined[each] for each in actor_ids if each in joined})
