"""Where two articles give versions of one thing that exclude each other: by a count, or by a denial.

Everything here is about one pair of articles, and the same in whichever order they came into the archive.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from math import log
from typing import Final, Literal

from bot.claims import Claim
from bot.figures import Count

Way = Literal["count", "denial"]

_ALIKE: Final = 0.5
_ALIKE_IN_FEW: Final = 0.65
"""Share of the content words of two claims, weighed by rarity, from which they are of one matter; if they share few."""
_SHARED: Final = 3
_FEW: Final = 2
"""Content words that claims of one matter share, and the least."""
_ALIKE_ELSEWHERE: Final = 0.6
_SHARED_ELSEWHERE: Final = 4
"""As above for claims of articles that do not tell one story."""
_DENIED: Final = 0.6
"""Share of the words of what is denied that the other claims."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An article as one outlet's telling: its claims, and the name keys of the actors in them."""

    id: int
    outlet: str
    at: datetime
    claims: tuple[Claim, ...]
    keys: Mapping[str, str]

    def voices(self, claim: Claim) -> frozenset[str]:
        """Who makes the claim, as keys that are the same in other articles; the outlet where it speaks itself."""
        named = frozenset(self.keys[each] for each in claim.actors if each in self.keys)
        return named or frozenset({claim.voice.casefold() or self.outlet.casefold()})


@dataclass(frozen=True, slots=True)
class Clash:
    """Two claims that cannot both be true, the earlier telling's first."""

    earlier: Claim
    later: Claim
    way: Way
    counts: tuple[Count, Count] | None = None


class Rarity:
    """How much a word says within some claims: those in every other claim of a story say little."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        claims = list(claims)
        self._number = len(claims)
        self._with = Counter(term for claim in claims for term in claim.terms)

    def __call__(self, term: str) -> float:
        return log(1 + (self._number + 1) / (self._with[term] + 1))

    def share(self, part: frozenset[str], whole: frozenset[str]) -> float:
        """How much of the whole a part of it is, by weight."""
        return sum(map(self, sorted(part))) / (sum(map(self, sorted(whole))) or 1)

    def likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The share of the words that are common to both, by weight; from 0 to 1."""
        common = sum(map(self, sorted(one & other)))
        total = sum(map(self, sorted(one))) + sum(map(self, sorted(other)))
        return 2 * common / total if total else 0.0


def clashes(one: Telling, other: Telling, of_one_story: bool = True) -> tuple[Clash, ...]:
    """The clashes between two tellings; what one outlet or actor merely changed is none.

    Where they are not of one story, numbers may be of different events, so only plain denials in mostly the same words
    count.
    """
    earlier, later = sorted((one, other), key=lambda each: (each.at, each.id))
    rarity = Rarity((*one.claims, *other.claims))
    found = _clashes(earlier, later, rarity) if of_one_story else _distant(earlier, later, rarity)
    return tuple(clash for clash in found if not is_change(earlier, later, clash))


def _clashes(earlier: Telling, later: Telling, rarity: Rarity) -> Iterator[Clash]:
    for first, second in comparable(earlier.claims, later.claims, _FEW, counted=True):
        clash = _denial(first, second, rarity) or _count(first, second, rarity)
        if clash is not None:
            yield clash


def _distant(earlier: Telling, later: Telling, rarity: Rarity) -> Iterator[Clash]:
    for first, second in comparable(earlier.claims, later.claims, _SHARED_ELSEWHERE):
        if first.contests or second.contests:
            continue
        if rarity.likeness(first.terms, second.terms) >= _ALIKE_ELSEWHERE and (clash := _denial(first, second, rarity)):
            yield clash


def comparable(
    earlier: Sequence[Claim], later: Sequence[Claim], least: int, counted: bool = False
) -> Iterator[tuple[Claim, Claim]]:
    """The pairs that share so many words, or count the same, before anything is weighed.

    Every word has a number whose bits are the later claims with it, so that one operation adds it up for all of them.
    """
    terms = _places((term, place) for place, claim in enumerate(later) for term in claim.terms)
    units = _places((each.unit, place) for place, claim in enumerate(later) for each in claim.counts)
    for claim in earlier:
        shared = [0] * (least + 1)
        shared[0] = -1
        for term in claim.terms & terms.keys():
            for number in range(least, 0, -1):
                shared[number] |= shared[number - 1] & terms[term]
        found = shared[least]
        for each in claim.counts if counted else ():
            found |= units[each.unit]
        yield from ((claim, later[place]) for place in _set_bits(found))


def _set_bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _places(found: Iterable[tuple[str, int]]) -> defaultdict[str, int]:
    """In which places each word stands, as the bits of a number."""
    places: defaultdict[str, int] = defaultdict(int)
    for word, place in found:
        places[word] |= 1 << place
    return places


def is_change(earlier: Telling, later: Telling, clash: Clash) -> bool:
    """Is it one voice that says something else now: an outlet's correction, an actor's change of mind?"""
    mine, theirs = earlier.voices(clash.earlier), later.voices(clash.later)
    if any(may_be_one(each, other) for each in mine for other in theirs):
        return True
    updated = clash.way == "count" and not (clash.earlier.actors and clash.later.actors)
    return updated and earlier.outlet == later.outlet


def may_be_one(key: str, other: str) -> bool:
    """May two name keys be of one actor: the same, or one the surname of the other?"""
    return bool(key and other) and (key.endswith(other) or other.endswith(key))


def _denial(first: Claim, second: Claim, rarity: Rarity) -> Clash | None:
    """One claims what the other says is not so."""
    return Clash(first, second, "denial") if excludes(first, second, rarity) else None


def excludes(first: Claim, second: Claim, rarity: Rarity) -> bool:
    """Can both not be true, as one of them says, or its cue, that what the other says is not so?"""
    if first.mode != second.mode or not opposed(first, second) or not of_one_matter(first, second, rarity):
        return False
    denied = [each for each in (first, second) if each.contests]
    shared, told = first.terms & second.terms, first.predicates & second.predicates
    return all(told and rarity.share(shared, each.terms) >= _DENIED for each in denied)


def opposed(first: Claim, second: Claim) -> bool:
    """Does one of them say that what the other says is not so, provided that they are of one matter?"""
    negated = any(
        (one.negated - one.predicates) & (other.predicates - other.negated)
        for one, other in ((first, second), (second, first))
    )
    return negated != (bool(first.contests) != bool(second.contests))


def of_one_matter(first: Claim, second: Claim, rarity: Rarity) -> bool:
    """Do they speak of the same thing: in mostly the same words, and not each of somebody whom the other leaves out?"""
    if first.time != second.time or (first.names - second.names and second.names - first.names):
        return False
    shared, likeness = len(first.terms & second.terms), rarity.likeness(first.terms, second.terms)
    return (shared >= _SHARED and likeness >= _ALIKE) or (shared >= _FEW and likeness >= _ALIKE_IN_FEW)


def _count(first: Claim, second: Claim, rarity: Rarity) -> Clash | None:
    """Both count the same, with numbers that exclude each other; a toll belongs to the event that the story is of."""
    if first.frame != second.frame or first.contests or second.contests:
        return None
    for mine, theirs in product(first.counts, second.counts):
        excluded = mine.contradicts(theirs) and not _grew(mine, theirs)
        if excluded and (mine.is_toll or (_alone(first, second, mine, theirs) and _count_alike(first, second, rarity))):
            return Clash(first, second, "count", (mine, theirs))
    return None


def _alone(first: Claim, second: Claim, mine: Count, theirs: Count) -> bool:
    """Does each claim count this once, and not with the number that the other counts with?"""
    units = [[each.unit for each in claim.counts] for claim in (first, second)]
    known = any(each.low == theirs.low for each in first.counts) or any(each.low == mine.low for each in second.counts)
    return not known and all(each.count(mine.unit) == 1 for each in units)


def _count_alike(first: Claim, second: Claim, rarity: Rarity) -> bool:
    """Do they speak of the same thing, in nearly the same words if they share no name?"""
    named = not (first.names or second.names) or first.names & second.names
    alike = rarity.likeness(first.terms, second.terms) >= _ALIKE_IN_FEW
    return bool(named or alike) and of_one_matter(first, second, rarity)


def _grew(earlier: Count, later: Count) -> bool:
    """May the earlier count have been true in its time? A toll grows while people are still being counted."""
    return earlier.is_toll and later.low > earlier.high and earlier.low > 0
