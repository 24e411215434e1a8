"""What became different in an article, told in statements: not which words, but who says what no more, or now does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.identity import name_key
from bot.model import Change
from summarizers.briefing import Briefing, Statement

_SAME: Final = 60.0
"""Likeness, from 0 to 100, from which two statements are one that was reworded."""
_ORDER: Final = ("removed", "attributed", "denied", "corrected", "reworded", "added")
_WORD: Final = re.compile(r"\w+")
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_DENIALS: Final = re.compile(r"den(?:y|ied|ies|ying|ial)|reject|dismiss|refut|disput|contradict", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement as it is compared: its words, plain, and who says it."""

    statement: Statement
    words: tuple[str, ...]
    actors: tuple[str, ...]
    keys: frozenset[str]
    cue: str

    @property
    def plain(self) -> str:
        return " ".join(_WORD.findall(" ".join(self.words).lower()))


def changes_between(before: Briefing, after: Briefing) -> tuple[Change, ...]:
    """The changes from one state of an article to a later one, those that matter most first.

    Reported speech that only is put in other words is no change; a quotation, a name or a figure that is another, is.
    """
    old, new = list(_told(before)), list(_told(after))
    pairs = _paired(old, new)
    changed = [change for one, other in pairs if one and other for change in _change(one, other)]
    removed = [
        Change(_is_quoted(one), "removed", one.actors, one.words, ())
        for one, other in pairs
        if one and not other and _matters(one)
    ]
    added = [_added(other) for one, other in pairs if other and not one and _matters(other)]
    return tuple(sorted((*changed, *removed, *added), key=lambda change: _ORDER.index(change.kind)))


def _told(briefing: Briefing) -> Iterator[_Told]:
    cast = {actor.id: actor for actor in briefing.actors}
    for statement in briefing.statements:
        actors = [cast[each] for each in statement.actors if each in cast]
        keys = frozenset(name_key(actor.name, actor.kind) for actor in actors if actor.kind != "unnamed")
        words = briefing.article.words(statement.content)
        cue = " ".join(briefing.article.words(statement.cue))
        yield _Told(statement, words, tuple(actor.name for actor in actors), keys, cue)


def _paired(old: list[_Told], new: list[_Told]) -> list[tuple[_Told | None, _Told | None]]:
    """Each statement with the one that it became: the same words first, then the likeliest."""
    likely = sorted(
        (
            (fuzz.ratio(one.plain, other.plain), -number, -place)
            for number, one in enumerate(old)
            for place, other in enumerate(new)
        ),
        reverse=True,
    )
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs: list[tuple[_Told | None, _Told | None]] = []
    for likeness, number, place in likely:
        if likeness >= _SAME and -number in left and -place in right:
            pairs.append((left.pop(-number), right.pop(-place)))
    return [*pairs, *((one, None) for one in left.values()), *((None, other) for other in right.values())]


def _change(one: _Told, other: _Told) -> Iterator[Change]:
    if one.keys != other.keys and one.keys and other.keys:
        yield Change(_is_quoted(other), "attributed", other.actors, one.actors, other.words)
    if _figures(one) != _figures(other):
        yield Change(_is_quoted(other), "corrected", other.actors, one.words, other.words)
    elif one.plain != other.plain and "indirect" not in (one.statement.kind, other.statement.kind):
        yield Change(True, "reworded", other.actors, one.words, other.words)


def _is_quoted(told: _Told) -> bool:
    return told.statement.kind == "direct"


def _figures(told: _Told) -> list[str]:
    return sorted(_FIGURE.findall(" ".join(told.words)))


def _matters(told: _Told) -> bool:
    """Whether a reader should hear that it came or went: what is quoted, or by somebody with a name."""
    return told.statement.kind != "indirect" or bool(told.keys)


def _added(told: _Told) -> Change:
    return Change(_is_quoted(told), "denied" if _DENIALS.search(told.cue) else "added", told.actors, (), told.words)
