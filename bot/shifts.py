"""Where an actor says the opposite of what it said before; and where one concedes a point, or withdraws it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.claims import Claim, contesting, is_open, mode_of, negates, read
from bot.clashes import Rarity, excludes, of_one_matter, opposed
from bot.model import Status
from bot.terms import runs, words_of
from summarizers.briefing import Span

_LATER: Final = timedelta(hours=12)
"""Less lies between two accounts of one statement."""
_CERTAIN: Final = 0.5
"""Confidence from which a statement is taken for the actor's."""
_CONCEDING: Final = frozenset(
    "concede concedes conceded conceding admit admits admitted admitting acknowledge acknowledges acknowledged "
    "acknowledging".split()
)
_WITHDRAWING: Final = frozenset(
    "withdraw withdraws withdrew withdrawn retract retracts retracted retracting recant recants recanted disavow "
    "disavowed apologise apologises apologised apologize apologizes apologized".split()
)
_BACKING: Final = frozenset(
    "support supports supported supporting back backs backed backing endorse endorses endorsed endorsing favor favors "
    "favored favour favours favoured approve approves approved approving welcome welcomes welcomed welcoming praise "
    "praises praised praising defend defends defended defending embrace embraces embraced embracing".split()
)
_RUN: Final = 8
"""Words that two statements have in common if they are one: half a sentence."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement by its words, for comparing."""

    id: int
    article_id: int
    at: datetime
    cue: str
    words: tuple[str, ...]
    confidence: float

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it claims: a claim for each stretch of words that says anything of anybody."""
        found = (claim_in(words, self.cue) for words in self.words)
        return tuple(claim for claim in found if claim is not None)


def claim_in(words: str, cue: str = "") -> Claim | None:
    """The claim that words make; None where they assert nothing."""
    reading = read(words)
    if is_open(words) or not reading.terms:
        return None
    nowhere = Span(0, 0)
    return Claim(
        nowhere,
        nowhere,
        reading.terms,
        predicates=reading.predicates,
        negated=reading.negated,
        mode=mode_of(words),
        contests=contesting(cue),
    )


Told = tuple[Saying, Claim]


def shifts(sayings: Sequence[Saying]) -> tuple[tuple[Saying, Saying], ...]:
    """The pairs of an earlier and a later statement of one actor that say opposite things, the latest first.

    Only the last change on each matter: a statement is in one pair.
    """
    told = [(saying, claim) for saying in sayings if saying.confidence >= _CERTAIN for claim in saying.claims]
    rarity = Rarity(claim for _, claim in told)
    told.sort(key=lambda each: (each[0].at, each[0].id))
    pairs = [(one, other) for one, other in _one_marked(told) if _is_shift(*one, *other, rarity)]
    taken: set[int] = set()
    found: list[tuple[Saying, Saying]] = []
    for (earlier, _), (later, _) in sorted(pairs, key=lambda pair: (pair[1][0].at, pair[0][0].at), reverse=True):
        if not taken & {earlier.id, later.id}:
            found.append((earlier, later))
            taken |= {earlier.id, later.id}
    return tuple(found)


def _one_marked(told: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """The pairs of which one says that something is not so, without which they cannot be opposed."""
    marked = [bool(claim.negated or claim.contests) for _, claim in told]
    some = [place for place, is_marked in enumerate(marked) if is_marked]
    for place in some:
        yield from ((told[other], told[place]) for other in range(place))
        yield from ((told[place], told[other]) for other in range(place + 1, len(told)) if not marked[other])


def _is_shift(earlier: Saying, first: Claim, later: Saying, second: Claim, rarity: Rarity) -> bool:
    if later.at - earlier.at < _LATER or later.article_id == earlier.article_id:
        return False
    if "opposes" in (first.contests, second.contests):
        backs = _backs(later) if first.contests else _backs(earlier)
        return backs and opposed(first, second) and of_one_matter(first, second, rarity)
    return excludes(first, second, rarity) and not _is_requoted(earlier, later)


def _backs(saying: Saying) -> bool:
    """Does the cue back something, as one may have opposed it at another time?"""
    return not _BACKING.isdisjoint(words_of(saying.cue))


def _is_requoted(earlier: Saying, later: Saying) -> bool:
    """Are they one statement, which two outlets cut differently: a long run of words, and both with a negation?"""
    one, other = (" ".join(each.words) for each in (earlier, later))
    shared = runs(words_of(one), _RUN) & runs(words_of(other), _RUN)
    return bool(shared) and negates(one) and negates(other)


def status_of(saying: Saying, point: Claim, asserts: bool) -> Status:
    """What becomes of a point by a later statement of an actor who asserts (or contests) it: mostly nothing."""
    cue = set(words_of(saying.cue))
    if not cue & (_CONCEDING | _WITHDRAWING):
        return "open"
    for words in saying.words:
        claim = claim_in(words)
        if claim is None or not of_one_matter(point, claim, Rarity([point, claim])):
            continue
        against = opposed(point, claim)
        if cue & _WITHDRAWING:
            return "withdrawn" if asserts and not against else "open"
        return "conceded" if against == asserts else "open"
    return "open"


SETTLING: Final = tuple(sorted({word[:6] for word in _CONCEDING | _WITHDRAWING}))
"""How the words begin with which a point may be settled."""
