"""What the core gives back: the article, who said what in it, and what in it is disputed.

These dataclasses are the public JSON form, field for field (`docs/briefing.schema.json` is made from them).
Every span is a half-open pair of code point offsets into `Article.text`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

ActorKind = Literal["person", "organization", "group", "place", "newsroom", "unnamed"]
QuotationKind = Literal["direct", "indirect", "mixed"]
DisputeKind = Literal["fact", "blame", "prospect", "policy"]
Marking = Literal["explicit", "implicit"]
Stance = Literal["asserts", "denies", "doubts", "opposes"]

SCHEMA: Final = "onrecord.briefing/1"

SHOWN: Final = 0.6
"""Confidence from which a dispute is shown at all, if not everything is asked for.

A false dispute under real names is worse than a missed one: on annotated news 8 in 10 of those shown are right.
"""


NAMED: Final = 1
"""Actors of a side, the surest, who are named where not everything is asked for.

On annotated news 79 in 100 of the surest stand there, and 23 of the next.
"""


class Span(NamedTuple):
    """A stretch of an article's text, `text[start:end]`."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One page as the core reads it; `text` is never changed, so that offsets hold."""

    url: str | None
    title: str | None
    publisher: str | None
    published: datetime | None
    language: str | None
    text: str

    def words(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """The article's own words at the spans."""
        return tuple(self.text[start:end] for start, end in spans)


@dataclass(frozen=True, slots=True)
class GistSentence:
    """A sentence of the article that stands for it."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who speaks or takes a side: a person, body, group or place; an unnamed source; or the newsroom."""

    id: str
    name: str
    kind: ActorKind
    description: str | None = None
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution tied to its actors: who (source), how (cue), what (content). Roles may be empty or broken."""

    id: str
    actors: tuple[str, ...]
    kind: QuotationKind
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dispute, with the sentences that show it."""

    actors: tuple[str, ...]
    stance: Stance
    statements: tuple[str, ...]
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A point on which the article shows at least two sides; `point` is the one text worded by the program."""

    id: str
    point: str
    kind: DisputeKind
    marking: Marking
    confidence: float
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that was read in one article."""

    schema: Literal["onrecord.briefing/1"]
    id: str
    article: Article
    gist: tuple[GistSentence, ...] = ()
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    notes: tuple[str, ...] = ()

    def actor(self, actor_id: str) -> Actor:
        """The actor of that id; a KeyError where there is none."""
        for actor in self.actors:
            if actor.id == actor_id:
                return actor
        raise KeyError(actor_id)
