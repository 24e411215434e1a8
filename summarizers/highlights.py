"""What a short briefing shows: the gist, the statements that matter most, the disputes, and how much more there is.

Pure selection. Words are given as spans of the article, so that no renderer can show any that are not in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from summarizers.briefing import NAMED, SHOWN, Actor, Article, Briefing, Dispute, GistSentence, Side, Span, Statement
from summarizers.excerpts import Excerpt, excerpt
from summarizers.standalone import PRONOUNS

BUDGET = 1500
"""Characters that gist, statements and disputes as shown may have together, about."""

UNCERTAIN = 0.5
"""Confidence under which a statement is marked as uncertain; a dispute is under `SHOWN`."""

Doubt = Literal["none", "source", "pronoun", "cue", "edges"]
"""What an uncertain statement lacks: a source, a name for it, a cue; or it is only unsure where it begins or ends."""

_GIST = 3
_GIST_SHARE = 0.35
_STATEMENTS_SHARE = 0.35
"""What the statements get of the budget even where gist and disputes have used it up."""
_IMPLICIT = 2
_EACH = 2
"""Statements of one actor that come before the third of any other."""
_PASSAGE = 240
"""Characters over which a quotation or the evidence of a side is cut, at a sentence."""
_POINTING_WORDS = 3
_FEW_WORDS = 4
_STANCE = 10
"""Characters that the verb of a side takes, about."""

_KINDS = ("direct", "mixed", "indirect")


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement with as many of its words as are shown, and whom its first actor shares it with."""

    statement: Statement
    content: Excerpt
    shared_with: tuple[Actor, ...] = ()
    doubt: Doubt = "none"


@dataclass(frozen=True, slots=True)
class Voice:
    """An actor, or nobody known, with what is shown of its statements, in the order of the text."""

    actor: Actor | None
    statements: tuple[ShownStatement, ...]


@dataclass(frozen=True, slots=True)
class ShownSide:
    """A side with its evidence; none where that stands with an earlier side of the dispute already."""

    side: Side
    actors: tuple[Actor, ...]
    evidence: tuple[Excerpt, ...]

    def __len__(self) -> int:
        names = sum(len(actor.name) for actor in self.actors)
        return names + _STANCE + sum(map(len, self.evidence))


@dataclass(frozen=True, slots=True)
class ShownDispute:
    """A dispute with what is shown of its sides."""

    dispute: Dispute
    sides: tuple[ShownSide, ...]

    def __len__(self) -> int:
        return len(self.dispute.point) + sum(map(len, self.sides))


@dataclass(frozen=True, slots=True)
class Highlights:
    """What is shown of a briefing; `more_...` counts what is not."""

    gist: tuple[GistSentence, ...]
    voices: tuple[Voice, ...]
    disputes: tuple[ShownDispute, ...]
    more_statements: int = 0
    more_disputes: int = 0


def highlights(briefing: Briefing, budget: int = BUDGET, full: bool = False) -> Highlights:
    """What to show of the briefing in about `budget` characters, or all of it."""
    statements = _ranked(briefing)
    if full:
        gist, disputes = briefing.gist, tuple(_disputed(briefing, dispute, full) for dispute in briefing.disputes)
        shown = [_stated(briefing, statement, full) for statement in statements]
    else:
        gist = _short_gist(briefing.gist, int(budget * _GIST_SHARE))
        disputes = _short_disputes(briefing, budget - sum(len(sentence.text) for sentence in gist))
        used = sum(len(sentence.text) for sentence in gist) + sum(map(len, disputes))
        room = max(budget - used, int(budget * _STATEMENTS_SHARE))
        telling = [statement for statement in statements if not _says_little(briefing, statement)]
        shown = list(_short_statements(briefing, telling, room))
    return Highlights(
        gist=gist,
        voices=_by_voice(briefing, shown),
        disputes=disputes,
        more_statements=len(statements) - len(shown),
        more_disputes=len(briefing.disputes) - len(disputes),
    )


def _short_gist(gist: tuple[GistSentence, ...], room: int) -> tuple[GistSentence, ...]:
    """The first sentence, the second, and a third if there is room."""
    fitting = _GIST if sum(len(sentence.text) for sentence in gist[:_GIST]) <= room else _GIST - 1
    return gist[:fitting]


def _short_disputes(briefing: Briefing, room: int) -> tuple[ShownDispute, ...]:
    """Every explicit dispute that is sure enough, and the surest implicit ones while there is room."""
    sure = [_disputed(briefing, dispute) for dispute in briefing.disputes if dispute.confidence >= SHOWN]
    shown = [each for each in sure if each.dispute.marking == "explicit"]
    room -= sum(map(len, shown))
    implicit = [each for each in sure if each.dispute.marking == "implicit"]
    for each in sorted(implicit, key=lambda each: -each.dispute.confidence)[:_IMPLICIT]:
        if len(each) <= room:
            shown.append(each)
            room -= len(each)
    return tuple(shown)


def _disputed(briefing: Briefing, dispute: Dispute, full: bool = False) -> ShownDispute:
    """The dispute with all that its sides have, if it is sure and everything is asked for; else with the surest."""
    seen: set[Span] = set()
    whole = full and dispute.confidence >= SHOWN
    sides = []
    for side in dispute.sides:
        chosen = side.evidence if whole else _evidence(side, seen)
        seen.update(chosen)
        evidence = tuple(_passage(briefing, (span,), full) for span in chosen)
        named = side.actors if whole else side.actors[:NAMED]
        sides.append(ShownSide(side, _cast(briefing, named), evidence))
    return ShownDispute(dispute, tuple(sides))


def _evidence(side: Side, seen: set[Span]) -> tuple[Span, ...]:
    """The sentence that shows the side best, of those that no earlier side has."""
    return tuple([span for span in side.evidence if span not in seen][:1])


def _ranked(briefing: Briefing) -> list[Statement]:
    """The statements that say something, those that matter most first; two of each actor come before a third of any."""
    disputed = {each for dispute in briefing.disputes for side in dispute.sides for each in side.statements}
    lead = _leading(briefing)
    stated = (statement for statement in briefing.statements if statement.content)
    by_worth = sorted(stated, key=lambda statement: _worth(briefing, statement, disputed))
    turns = _turns(by_worth)

    def place(statement: Statement) -> tuple[bool, bool, bool, int, int]:
        turn = turns[statement.id]
        late, undisputed = turn >= _EACH, statement.id not in disputed
        return _unsure(statement), late, undisputed, turn, -lead[_first_actor(statement)]

    return sorted(by_worth, key=place)


def _worth(briefing: Briefing, statement: Statement, disputed: set[str]) -> tuple[bool, bool, bool, int, int]:
    """Orders one actor's statements: sure, disputed, more than a few words, in its own words, early."""
    few = sum(len(words.split()) for words in briefing.article.words(statement.content)) < _FEW_WORDS
    kind = _KINDS.index(statement.kind)
    return _unsure(statement), statement.id not in disputed, few, kind, statement.content[0].start


def _says_little(briefing: Briefing, statement: Statement) -> bool:
    """Does it merely point at what was said ("denied the accusation"), or ask, and nobody knows who ("Asked if")?"""
    words = sum(len(words.split()) for words in briefing.article.words(statement.content))
    asked = not statement.actors and "asked" in " ".join(briefing.article.words(statement.cue)).casefold().split()
    return statement.kind == "indirect" and (asked or words < _POINTING_WORDS)


def _turns(by_worth: Iterable[Statement]) -> dict[str, int]:
    """How many statements of the same actor come before each."""
    so_far: Counter[str] = Counter()
    turns = {}
    for statement in by_worth:
        turns[statement.id] = so_far[_first_actor(statement)]
        so_far[_first_actor(statement)] += 1
    return turns


def _unsure(statement: Statement) -> bool:
    return statement.confidence < UNCERTAIN or not statement.actors


def doubt_about(article: Article, statement: Statement) -> Doubt:
    """What makes a statement uncertain."""
    if statement.confidence >= UNCERTAIN:
        return "none"
    if not statement.actors or not statement.source:
        return "source"
    if " ".join(article.words(statement.source)).casefold() in PRONOUNS:
        return "pronoun"
    return "edges" if statement.cue else "cue"


def _leading(briefing: Briefing) -> Counter[str]:
    """Statements and mentions of each actor, together."""
    lead = Counter(each for statement in briefing.statements for each in statement.actors)
    lead.update({actor.id: len(actor.mentions) for actor in briefing.actors})
    return lead


def _first_actor(statement: Statement) -> str:
    return statement.actors[0] if statement.actors else ""


def _short_statements(briefing: Briefing, ranked: Sequence[Statement], room: int) -> Iterator[ShownStatement]:
    """The first of the ranked that fit, leaving out what stands inside one that is shown already."""
    taken: list[Span] = []
    heard: set[str] = set()
    for statement in ranked:
        shown = _stated(briefing, statement)
        cost = len(shown.content) + sum(end - start for start, end in statement.cue)
        cost += _heading(briefing, statement) if _first_actor(statement) not in heard else 0
        nested = all(any(other.covers(span) for other in taken) for span in statement.content)
        if not nested and (cost <= room or not taken):
            room -= cost
            taken += statement.content
            heard.add(_first_actor(statement))
            yield shown


def _heading(briefing: Briefing, statement: Statement) -> int:
    """Characters of the first actor's name and description."""
    return sum(len(actor.name) + len(actor.description or "") for actor in _cast(briefing, statement.actors[:1]))


def _stated(briefing: Briefing, statement: Statement, full: bool = False) -> ShownStatement:
    passage, actors = _passage(briefing, statement.content, full), _cast(briefing, statement.actors)
    return ShownStatement(statement, passage, actors[1:], doubt_about(briefing.article, statement))


def _passage(briefing: Briefing, spans: tuple[Span, ...], full: bool) -> Excerpt:
    return Excerpt(spans) if full else excerpt(briefing.article.text, spans, _PASSAGE)


def _cast(briefing: Briefing, ids: Iterable[str]) -> tuple[Actor, ...]:
    known = {actor.id: actor for actor in briefing.actors}
    return tuple(known[each] for each in ids if each in known)


def _by_voice(briefing: Briefing, shown: Iterable[ShownStatement]) -> tuple[Voice, ...]:
    """Grouped by first actor, in the order in which the actors come up; nobody known is last."""
    grouped: dict[Actor | None, list[ShownStatement]] = {}
    for each in shown:
        actor = next(iter(_cast(briefing, each.statement.actors)), None)
        grouped.setdefault(actor, []).append(each)
    unknown = grouped.pop(None, [])
    ordered = [*grouped.items(), *([(None, unknown)] if unknown else [])]
    return tuple(Voice(actor, tuple(sorted(lines, key=_position))) for actor, lines in ordered)


def _position(shown: ShownStatement) -> Span:
    return shown.content.spans[0]
