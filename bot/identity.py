"""Who is who across articles: which actor of the archive an article's actor is, and which rows are one and the same.

All of it is within one workspace, except `identities`, which puts together what somebody may see.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.names import (
    is_acronym,
    is_full,
    short_surname,
    spelling_key,
    surname,
    without_article,
    without_initials,
    without_titles,
)
from summarizers.briefing import Actor, ActorKind

UNJOINED: Final = ("unnamed", "newsroom")
"""Kinds that are somebody else in every article, and cannot be asked for by name."""
_LONGEST_FORM: Final = 200
"""Characters; what is longer is no name."""


@dataclass(slots=True, eq=False)
class Figure:
    """An actor of the archive, with the keys of its forms; without an id as long as it has no row."""

    id: int | None
    kind: ActorKind
    name: str
    keys: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return name_key(self.name, self.kind)

    @property
    def is_person(self) -> bool:
        return self.kind == "person"

    @property
    def is_short(self) -> bool:
        """May the name stand for a longer one: a surname, or a body's initials?"""
        return not is_full(self.name) if self.is_person else is_acronym(self.name)


def name_key(name: str, kind: ActorKind) -> str:
    """What tells an actor's name from others."""
    return spelling_key(without_titles(name) if kind == "person" else without_article(name))


def forms_of(actor: Actor) -> dict[str, str]:
    """The forms by which the actor can be found, with their keys; none for those that cannot."""
    if actor.kind in UNJOINED:
        return {}
    forms = [actor.name, *actor.aliases]
    if actor.kind == "person":
        forms += [without_initials(actor.name), surname(actor.name), short_surname(actor.name)]
    keys = {form: name_key(form, actor.kind) for form in forms if len(form) <= _LONGEST_FORM}
    return {form: key for form, key in keys.items() if key}


class Register:
    """The figures that an article's cast may be; learns the cast as it is asked."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = list(figures)

    def resolve(self, cast: Sequence[Actor]) -> dict[str, Figure]:
        """The figure of each actor by the actor's id, old or new. Full names first: short ones may stand for them."""
        ordered = sorted(cast, key=lambda actor: _is_short(actor.name, actor.kind))
        return {actor.id: self._enter(actor, cast) for actor in ordered}

    def _enter(self, actor: Actor, cast: Sequence[Actor]) -> Figure:
        keys = set(forms_of(actor).values())
        figure = self._find(actor, keys, cast)
        if figure is None:
            figure = Figure(None, actor.kind, actor.name)
            self._figures.append(figure)
        figure.keys |= keys
        return figure

    def _find(self, actor: Actor, keys: set[str], cast: Sequence[Actor]) -> Figure | None:
        if actor.kind in UNJOINED:
            return None
        if actor.kind != "person":
            return self._namesake(actor) or self._body(actor, keys)
        if not is_full(actor.name):
            return self._surname(actor)
        return self._namesake(actor) or self._person(actor) or self._upgraded(actor, keys, cast)

    def _namesake(self, actor: Actor) -> Figure | None:
        """One of the same name; a name of several words outweighs that the kind was read otherwise."""
        key = name_key(actor.name, actor.kind)
        same = [figure for figure in self._figures if key and figure.key == key]
        alike = [figure for figure in same if figure.is_person == (actor.kind == "person")]
        several_words = len(actor.name.split()) > 1
        return next(iter(alike or (same if several_words else [])), None)

    def _surname(self, actor: Actor) -> Figure | None:
        key = name_key(actor.name, actor.kind)
        fitting = [figure for figure in self._persons() if key in figure.keys]
        full = [figure for figure in fitting if not figure.is_short]
        return full[0] if len(full) == 1 else self._namesake(actor)

    def _person(self, actor: Actor) -> Figure | None:
        """One who is also called so, or is called so but for the initials."""
        key, plain = name_key(actor.name, "person"), name_key(without_initials(actor.name), "person")
        full = [figure for figure in self._persons() if not figure.is_short]
        return _only(f for f in full if key in f.keys) or _only(f for f in full if plain == f.key)

    def _upgraded(self, actor: Actor, keys: set[str], cast: Sequence[Actor]) -> Figure | None:
        """One that was known by surname only, and gets the full name now unless it may be somebody else's."""
        short = _only(figure for figure in self._persons() if figure.is_short and figure.key in keys)
        if short is None:
            return None
        known = (figure for figure in self._persons() if not figure.is_short and short.key in figure.keys)
        others = (each for each in cast if each.kind == "person" and each is not actor and is_full(each.name))
        if any(known) or any(short.key in forms_of(each).values() for each in others):
            return None
        short.name = actor.name
        return short

    def _body(self, actor: Actor, keys: set[str]) -> Figure | None:
        """One that has this name among others, or is known by initials that this one has."""
        key = name_key(actor.name, actor.kind)
        bodies = [figure for figure in self._figures if not figure.is_person]
        if is_acronym(actor.name) or len(actor.name.split()) > 1:
            found = _only(figure for figure in bodies if key in figure.keys)
            if found is not None or is_acronym(actor.name):
                return found
        short = _only(figure for figure in bodies if figure.is_short and figure.key in keys)
        if short is not None:
            short.name = actor.name
        return short

    def _persons(self) -> Iterator[Figure]:
        return (figure for figure in self._figures if figure.is_person)


def _only(figures: Iterable[Figure]) -> Figure | None:
    found = list(figures)
    return found[0] if len(found) == 1 else None


def _is_short(name: str, kind: ActorKind) -> bool:
    return Figure(None, kind, name).is_short


def identities(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Puts together the rows of one and the same actor in several workspaces, the fullest name first."""
    figures = list(figures)
    persons = [figure for figure in figures if figure.is_person]
    bodies = [figure for figure in figures if not figure.is_person]
    return [*_together(persons), *_together(bodies)]


def _together(figures: list[Figure]) -> list[list[Figure]]:
    """Short names go with the long one if there is only one; else each stays by itself."""
    long = list(_by_name(figure for figure in figures if not figure.is_short))
    short = list(_by_name(figure for figure in figures if figure.is_short))
    if len(long) == 1:
        return [[*long[0], *(figure for group in short for figure in group)]]
    return [*long, *short]


def _by_name(figures: Iterable[Figure]) -> Iterator[list[Figure]]:
    """Those of one name, where initials in its middle do not count unless there are different ones."""
    by_plain: defaultdict[str, defaultdict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        plain = without_initials(figure.name) if figure.is_person else figure.name
        by_plain[name_key(plain, figure.kind)][figure.key].append(figure)
    for plain_key, by_key in by_plain.items():
        if len(by_key.keys() - {plain_key}) > 1:
            yield from by_key.values()
        else:
            yield [figure for group in by_key.values() for figure in group]
