"""Finds the actor that a name stands for, or those that it may stand for."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from bot.identity import Figure, identities, name_key
from bot.model import ArchivedActor
from bot.names import is_full, nearest, spelling_key, surname
from bot.tables import actors, aliases, appearances
from bot.views import Workspaces, distinct, seen

_SLACK_IN_LENGTH: Final = 0.35
"""How much shorter or longer, for its length, a spelling that was meant may be."""
_LEAST_BEGINNING: Final = 3
"""Letters of a first name from which those who bear it are offered."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One actor: the rows that are it, in all workspaces that are seen, and how much it said."""

    figures: tuple[Figure, ...]
    statements: int

    @property
    def ids(self) -> list[int]:
        return [figure.id for figure in self.figures if figure.id is not None]

    def is_called(self, key: str) -> bool:
        """Is this its very name, not only one of its forms?"""
        return any(figure.key == key for figure in self.figures)


@dataclass(frozen=True, slots=True)
class Found:
    """The actors that have the name, those with most statements first, or else the nearest (`exactly` is false)."""

    identities: tuple[Identity, ...]
    exactly: bool = True

    @property
    def only(self) -> Identity | None:
        """The one that is meant for certain."""
        return self.identities[0] if self.exactly and len(self.identities) == 1 else None


def find_actor(connection: Connection, name: str, workspaces: Workspaces, limit: int) -> Found:
    """The actors that somebody may mean by a name."""
    keys = _keys(name)
    for key in keys:
        found = _with_keys(connection, [key], workspaces)
        if found:
            exact = tuple(each for each in found if each.is_called(key))
            persons = any(figure.is_person for each in found for figure in each.figures)
            if len(exact) == 1 and (is_full(name) or not persons):
                return Found(exact)
            return Found(found)
    return Found(_nearest(connection, name, workspaces, limit), exactly=False)


def ids_of(connection: Connection, name: str, workspaces: Workspaces) -> list[int]:
    """The rows of all actors that have the name."""
    found = find_actor(connection, name, workspaces, limit=0)
    return [actor_id for each in found.identities for actor_id in each.ids] if found.exactly else []


def _keys(name: str) -> tuple[str, ...]:
    """What the name is looked for by: as it is, without "the", without titles."""
    return distinct(filter(None, (spelling_key(name), name_key(name, "organization"), name_key(name, "person"))))


def _with_keys(connection: Connection, keys: Sequence[str], workspaces: Workspaces) -> tuple[Identity, ...]:
    rows = connection.execute(
        select(actors.c.id, actors.c.kind, actors.c.name)
        .where(seen(workspaces, actors.c.workspace))
        .where(actors.c.id.in_(select(aliases.c.actor_id).where(aliases.c.key.in_(keys))))
        .order_by(actors.c.id)
    )
    groups = identities(Figure(row.id, row.kind, row.name) for row in rows)
    said = _statements(connection, [figure.id for group in groups for figure in group if figure.id is not None])
    found = [Identity(tuple(group), sum(said.get(figure.id or 0, 0) for figure in group)) for group in groups]
    return tuple(sorted(found, key=lambda each: -each.statements))


def _statements(connection: Connection, actor_ids: Collection[int]) -> dict[int, int]:
    query = select(appearances.c.actor_id, func.sum(appearances.c.statements))
    query = query.where(appearances.c.actor_id.in_(actor_ids)).group_by(appearances.c.actor_id)
    return {actor_id: int(total) for actor_id, total in connection.execute(query)}


def _nearest(connection: Connection, name: str, workspaces: Workspaces, limit: int) -> tuple[Identity, ...]:
    """Those of a like spelling, of the same or a like surname, or whose names begin like this ("Volodymyr")."""
    found: list[str] = []
    wanted = distinct(filter(None, [name_key(name, "person"), spelling_key(surname(name))]))
    for key in wanted:
        slack = 1 + int(len(key) * _SLACK_IN_LENGTH)
        lengths = func.length(aliases.c.key).between(len(key) - slack, len(key) + slack)
        found += nearest(key, _known_keys(connection, lengths, workspaces), limit)
    if wanted and len(wanted[0]) >= _LEAST_BEGINNING:
        begun = aliases.c.key.startswith(wanted[0], autoescape=True)
        found += _known_keys(connection, begun, workspaces)[:limit]
    by_key = (_with_keys(connection, [key], workspaces) for key in distinct(found))
    first = {tuple(each.ids): each for group in by_key for each in group}
    return tuple(first.values())[:limit]


def _known_keys(connection: Connection, which: ColumnElement[bool], workspaces: Workspaces) -> Sequence[str]:
    query = select(aliases.c.key).join(actors).where(which, seen(workspaces, actors.c.workspace))
    return connection.scalars(query.distinct().order_by(aliases.c.key)).all()


def suggest_names(connection: Connection, beginning: str, workspaces: Workspaces, limit: int) -> tuple[str, ...]:
    """Names of which a form begins like this, those with most statements first."""
    key = spelling_key(beginning)
    named = select(aliases.c.actor_id).where(aliases.c.key.startswith(key, autoescape=True))
    query = (
        select(actors.c.name)
        .join(appearances)
        .where(actors.c.id.in_(named), seen(workspaces, actors.c.workspace))
        .group_by(actors.c.name)
        .order_by(func.sum(appearances.c.statements).desc(), actors.c.name)
        .limit(limit)
    )
    return tuple(connection.scalars(query))


def archived_actors(connection: Connection, found: Iterable[Identity]) -> tuple[ArchivedActor, ...]:
    """What the archive knows about each."""
    return tuple(_archived_actor(connection, each) for each in found)


def _archived_actor(connection: Connection, identity: Identity) -> ArchivedActor:
    first = identity.figures[0]
    forms = connection.scalars(
        select(aliases.c.form).where(aliases.c.actor_id.in_(identity.ids)).order_by(aliases.c.id)
    )
    others = tuple(form for form in distinct(forms) if form != first.name)
    return ArchivedActor(first.id or 0, first.name, first.kind, _description(connection, identity), others)


def _description(connection: Connection, identity: Identity) -> str | None:
    """What the latest article that says so calls it."""
    described = appearances.c.description.is_not(None)
    query = select(appearances.c.description).where(appearances.c.actor_id.in_(identity.ids), described)
    return connection.scalars(query.order_by(appearances.c.at.desc()).limit(1)).first()
