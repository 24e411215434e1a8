"""A dossier as its timeline shows it: statements by outlet and day, which are disputed, and changes of mind."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from adapters import wording
from adapters.hostile import visible
from adapters.pictures.dispute_view import DisputeView, view_of
from adapters.wording import Said
from bot.model import ArchivedDispute, ArchivedStatement, Dossier

LATEST: Final = "Latest statements"
DISPUTED: Final = "Disputed"
OTHERWISE: Final = "Said otherwise before"
NO_OUTLET: Final = "Outlet not named"
_MOST_LANES: Final = 6
_MARKS: Final = "“”\"‘’' "
_SHORTEST: Final = 8
"""Characters from which words are taken for those of a sentence that has them."""

Key = tuple[int, str]
"""A statement: its article's id, and its own in that article."""


@dataclass(frozen=True, slots=True)
class Event:
    """A statement on a day, if that is known."""

    key: Key
    day: date | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """What an outlet has, or several outlets that have little."""

    outlet: str
    events: tuple[Event, ...]

    @property
    def disputed(self) -> int:
        """How many of the statements are disputed."""
        return sum(event.disputed for event in self.events)


@dataclass(frozen=True, slots=True)
class Turnabout:
    """A change of mind: the two statements, each with its dateline and words."""

    keys: tuple[Key, Key]
    told: tuple[tuple[str, Said], tuple[str, Said]]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """All that the timeline shows, in words and days."""

    name: str
    description: str
    extent: str
    lanes: tuple[Lane, ...]
    turnabouts: tuple[Turnabout, ...]
    disputes: tuple[DisputeView, ...]
    latest: tuple[tuple[str, Said], ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which something was said, in order."""
        return tuple(sorted({event.day for lane in self.lanes for event in lane.events if event.day}))


def view_of_dossier(dossier: Dossier) -> TimelineView:
    """A dossier in words and days."""
    actor = dossier.actor
    return TimelineView(
        visible(actor.name) or wording.SOMEBODY,
        wording.description(actor),
        wording.extent(dossier),
        _lanes(dossier),
        tuple(_turnabout(shift.earlier, shift.later) for shift in dossier.shifts),
        tuple(view_of(dispute) for dispute in dossier.disputes),
        tuple((wording.dateline(each.article), wording.said_before(each)) for each in dossier.statements),
    )


def _turnabout(earlier: ArchivedStatement, later: ArchivedStatement) -> Turnabout:
    one, other = ((wording.dateline(each.article), wording.said_before(each)) for each in (earlier, later))
    return Turnabout((_key(earlier), _key(later)), (one, other))


def _key(statement: ArchivedStatement) -> Key:
    return statement.article.id, statement.statement_id


def _lanes(dossier: Dossier) -> tuple[Lane, ...]:
    """A lane for each outlet, the one with most first; of many outlets, the last lane has all that have least."""
    shifted = [each for shift in dossier.shifts for each in (shift.earlier, shift.later)]
    statements = {_key(each): each for each in (*dossier.statements, *shifted)}
    evidence = _evidence(dossier.disputes)
    by_outlet: defaultdict[str, list[Event]] = defaultdict(list)
    for key, each in statements.items():
        day = each.article.published.date() if each.article.published else None
        disputed = any(_is_in(words, evidence[each.article.id]) for words in each.words)
        by_outlet[visible(each.article.publisher or "") or NO_OUTLET].append(Event(key, day, disputed))
    lanes = sorted((Lane(name, tuple(events)) for name, events in by_outlet.items()), key=_rank)
    if len(lanes) <= _MOST_LANES:
        return tuple(lanes)
    rest = lanes[_MOST_LANES - 1 :]
    together = Lane(f"{len(rest)} others", tuple(event for lane in rest for event in lane.events))
    return (*lanes[: _MOST_LANES - 1], together)


def _rank(lane: Lane) -> tuple[int, str]:
    return -len(lane.events), lane.outlet


def _evidence(disputes: Iterable[ArchivedDispute]) -> defaultdict[int, list[str]]:
    """The sentences that show disputes, by article."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for dispute in disputes:
        for turn in dispute.history:
            found[turn.article.id].extend(turn.evidence)
        for side in dispute.sides if not dispute.history else ():
            found[dispute.article.id].extend(side.evidence)
    return found


def _is_in(words: str, sentences: Iterable[str]) -> bool:
    """Do the words stand in one of the sentences, or a sentence in them?"""
    bare = words.strip(_MARKS)
    others = (sentence.strip(_MARKS) for sentence in sentences)
    return any(min(len(bare), len(other)) >= _SHORTEST and (bare in other or other in bare) for other in others)
