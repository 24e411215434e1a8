"""Finds the actor that a name stands for, or those that it may stand for."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from bot.identity import Figure, identities, name_key
from bot.model import ArchivedActor
from bot.names import is_full, nearest, spelling_key, surname
from bot.tables import actors, aliases, appearances, dispute_side_actors
from bot.views import Workspaces, distinct, seen

_SLACK_IN_LENGTH: Final = 0.35
"""How much shorter or longer, for its length, a spelling that was meant may be."""
_LOOKED_THROUGH: Final = 100
"""Spellings like a name, in all workspaces, of which those that may be seen are offered: finding them takes no join."""
_DESCRIPTIONS: Final = 15
"""Articles that have a say in who somebody is: enough that one misread does not count, and few, as offices change."""
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
    """The actors that somebody may mean by a name; at most `limit` where nobody has it."""
    called = find_called(connection, name, workspaces)
    return Found(called) if called else Found(_nearest(connection, name, workspaces, limit), exactly=False)


def find_called(connection: Connection, name: str, workspaces: Workspaces) -> tuple[Identity, ...]:
    """The actors that have the name: one if it is a full name, or a body's, and else all who go by it."""
    for key in _keys(name):
        found = _heard(connection, _with_keys(connection, [key], workspaces))
        if found:
            exact = tuple(each for each in found if each.is_called(key))
            persons = any(figure.is_person for each in found for figure in each.figures)
            return exact if len(exact) == 1 and (is_full(name) or not persons) else found
    return ()


def _heard(connection: Connection, found: tuple[Identity, ...]) -> tuple[Identity, ...]:
    """Leaves out those who are only mentioned, unless all are: there is nothing to tell of them."""
    links = dispute_side_actors
    sides = set(connection.scalars(select(links.c.actor_id).where(links.c.actor_id.in_(ids_of(found))).distinct()))
    return tuple(each for each in found if each.statements or sides.intersection(each.ids)) or found


def ids_of(found: Iterable[Identity]) -> list[int]:
    """The rows of all of them."""
    return [actor_id for each in found for actor_id in each.ids]


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
    keys: list[str] = []
    wanted = distinct(filter(None, [name_key(name, "person"), spelling_key(surname(name))]))
    for key in wanted:
        slack = 1 + int(len(key) * _SLACK_IN_LENGTH)
        lengths = func.length(aliases.c.key).between(len(key) - slack, len(key) + slack)
        keys += nearest(key, connection.scalars(select(aliases.c.key).where(lengths).distinct()), _LOOKED_THROUGH)
    if wanted and len(wanted[0]) >= _LEAST_BEGINNING:
        begun = select(aliases.c.key).where(aliases.c.key.startswith(wanted[0], autoescape=True))
        keys += connection.scalars(begun.distinct().order_by(aliases.c.key).limit(_LOOKED_THROUGH))
    here = select(aliases.c.key).join(actors).where(aliases.c.key.in_(keys), seen(workspaces, actors.c.workspace))
    known = set(connection.scalars(here.distinct()))
    near = [key for key in distinct(keys) if key in known][:limit]
    first = {tuple(each.ids): each for key in near for each in _with_keys(connection, [key], workspaces)}
    return tuple(first.values())[:limit]


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
    """What the latest articles call it most; the latest of those that are as common."""
    described = appearances.c.description.is_not(None)
    query = select(appearances.c.description).where(appearances.c.actor_id.in_(identity.ids), described)
    latest = connection.scalars(query.order_by(appearances.c.at.desc()).limit(_DESCRIPTIONS)).all()
    times = Counter(map(str.casefold, latest))
    return max(latest, key=lambda description: times[description.casefold()], default=None)
