"""Who is who over many articles: an article's actor joins the archive's, and a name is looked up."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from bot.model import ArchivedActor
from bot.names import nearest, spelling_key, surname_key
from bot.tables import actors, aliases, statement_actors
from summarizers.briefing import Actor

NAMED: Final = frozenset({"person", "organization", "group", "place"})
"""Kinds whose names mean the same in another article; "a senior aide" there is another aide."""

_MOST_OFFERED: Final = 5
_MOST_COMPARED: Final = 50_000
"""Names that a misspelt one is compared with."""

Found = tuple[ArchivedActor, tuple[int, ...]]
"""An actor as shown, with its rows: one in each workspace that knows it."""


def join_actor(connection: Connection, workspace: str, actor: Actor) -> int:
    """The number of the archive's actor that an article's actor is, who is added, or fuller named, if need be."""
    key = spelling_key(actor.name) or actor.name
    number = _same_actor(connection, workspace, actor, key)
    if number is None:
        number = _add(connection, workspace, actor, key)
    _add_aliases(connection, number, {actor.name, *actor.aliases})
    return number


def _same_actor(connection: Connection, workspace: str, actor: Actor, key: str) -> int | None:
    """By the whole name or, for a person of whom one article gives the surname alone, by that if it fits one person."""
    same = _rows(connection, workspace, actors.c.key == key)
    if same:
        return int(same[0].id)
    if actor.kind != "person":
        acronym = [row for row in _rows_by_alias(connection, workspace, key) if row.kind == actor.kind]
        return int(acronym[0].id) if len(acronym) == 1 else None
    namesakes = [
        row for row in _rows(connection, workspace, actors.c.surname_key == surname_key(key)) if row.kind == "person"
    ]
    if len(namesakes) != 1 or (" " in key and not namesakes[0].is_short):
        return None
    if " " in key:
        _rename(connection, namesakes[0].id, actor, key)
    return int(namesakes[0].id)


def _rows(connection: Connection, workspace: str, condition: Any) -> Sequence[Row[Any]]:
    return connection.execute(select(actors).where(actors.c.workspace == workspace, condition)).all()


def _rows_by_alias(connection: Connection, workspace: str, key: str) -> Sequence[Row[Any]]:
    return _rows(connection, workspace, actors.c.id.in_(select(aliases.c.actor_id).where(aliases.c.key == key)))


def _add(connection: Connection, workspace: str, actor: Actor, key: str) -> int:
    added = connection.execute(
        insert(actors).values(
            workspace=workspace,
            name=actor.name,
            kind=actor.kind,
            description=actor.description,
            key=key,
            surname_key=surname_key(key),
            is_short=" " not in key,
        )
    )
    return int(added.inserted_primary_key[0])  # type: ignore[index]  # a single row always has one


def _rename(connection: Connection, number: int, actor: Actor, key: str) -> None:
    """The full name takes the place of a surname."""
    changes = {"name": actor.name, "key": key, "is_short": False}
    connection.execute(update(actors).where(actors.c.id == number).values(changes))


def describe_actor(connection: Connection, number: int, description: str) -> None:
    """The latest article's description of an actor stands."""
    connection.execute(update(actors).where(actors.c.id == number).values(description=description))


def _add_aliases(connection: Connection, number: int, forms: Iterable[str]) -> None:
    known = set(connection.scalars(select(aliases.c.form).where(aliases.c.actor_id == number)))
    new = [{"actor_id": number, "form": form, "key": spelling_key(form) or form} for form in sorted(set(forms) - known)]
    if new:
        connection.execute(insert(aliases), new)


def find_actors(connection: Connection, name: str, workspaces: tuple[str, ...] | None) -> list[Found]:
    """The actors that a name may mean, the most quoted first: by the whole name, else by alias, surname, first name."""
    key = spelling_key(name)
    whole = actors.c.key == key
    alias = actors.c.id.in_(select(aliases.c.actor_id).where(aliases.c.key == key))
    if " " in key:
        conditions = [whole, alias]
    else:
        conditions = [whole | alias | (actors.c.surname_key == key), actors.c.key.startswith(key + " ")]
    for condition in conditions if key else ():
        rows = connection.execute(_seen(select(actors).where(condition), workspaces)).all()
        if rows:
            return _as_found(connection, rows)
    return []


def _seen(query: Select[Any], workspaces: tuple[str, ...] | None) -> Select[Any]:
    return query if workspaces is None else query.where(actors.c.workspace.in_(workspaces))


def _as_found(connection: Connection, rows: Iterable[Row[Any]]) -> list[Found]:
    """Rows of one name in several workspaces are one actor, and a bare surname is the only person who bears it."""
    groups: dict[str, list[Row[Any]]] = {}
    for row in sorted(rows, key=lambda row: row.is_short):
        bearers = [key for key in groups if row.is_short and surname_key(key) == row.key]
        groups.setdefault(bearers[0] if len(bearers) == 1 else row.key, []).append(row)
    quoted = _quoted(connection, [row.id for group in groups.values() for row in group])
    ranked = sorted(groups.values(), key=lambda group: (-sum(quoted.get(row.id, 0) for row in group), group[0].name))
    return [(_actor(connection, group), tuple(row.id for row in group)) for group in ranked]


def _quoted(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """How many statements each of the actors has."""
    count = (
        select(statement_actors.c.actor_id, func.count().label("times"))
        .where(statement_actors.c.actor_id.in_(numbers))
        .group_by(statement_actors.c.actor_id)
    )
    return {row.actor_id: row.times for row in connection.execute(count)}


def _actor(connection: Connection, group: Sequence[Row[Any]]) -> ArchivedActor:
    forms = select(aliases.c.form).where(aliases.c.actor_id.in_([row.id for row in group]))
    first = group[0]
    others = sorted(set(connection.scalars(forms)) - {first.name})
    return ArchivedActor(first.id, first.name, first.kind, first.description, tuple(others))


def nearest_actors(connection: Connection, name: str, workspaces: tuple[str, ...] | None) -> Iterator[ArchivedActor]:
    """The actors whose names are spelled most like an unknown one."""
    key = spelling_key(name)
    query = _seen(select(actors.c.id, actors.c.key).order_by(actors.c.id.desc()).limit(_MOST_COMPARED), workspaces)
    known = connection.execute(query).all() if key else []
    numbers = [known[position].id for position in nearest(key, [row.key for row in known], _MOST_OFFERED)]
    rows = connection.execute(select(actors).where(actors.c.id.in_(numbers))).all()
    position = {number: place for place, number in enumerate(numbers)}
    yield from (actor for actor, _ in sorted(_as_found(connection, rows), key=lambda found: position[found[0].id]))
