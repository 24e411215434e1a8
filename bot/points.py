"""When two disputes are one: the same point, however each article words it.

A wrong yes puts words into people's mouths, a wrong no only shows a point twice; so this says yes only with reason.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bot.claims import Claim, capitalized, read
from bot.clashes import Rarity, may_be_one, of_one_matter, opposed
from bot.figures import Count, counts
from summarizers.briefing import Span
from summarizers.quotations import MARK

_SHOWN_ALIKE: Final = 0.25
_SHOWN_SHARED: Final = 2
"""Likeness of two points, and words that they share, from which the same sentence as evidence makes them one.

So many words are enough too where somebody denies in one what he says was not so in the other.
"""


@dataclass(frozen=True, slots=True)
class Stand:
    """Who is on a side, as keys of names, and the sentences that show it, each with its article.

    `names` has the stems of the words of these names.
    """

    voices: frozenset[str] = frozenset()
    evidence: frozenset[tuple[int, str]] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def counts(self) -> tuple[Count, ...]:
        return tuple(count for _, words in sorted(self.evidence) for count in counts(words))


@dataclass(frozen=True, slots=True)
class Point:
    """What is disputed, and who asserts it and who contests it."""

    claim: Claim
    asserting: Stand
    contesting: Stand

    @classmethod
    def of(cls, words: str, asserting: Stand, contesting: Stand) -> "Point":
        """The point that these words state."""
        reading = read(words)
        names = capitalized(words) & reading.terms
        nowhere = Span(0, 0)
        claim = Claim(nowhere, nowhere, reading.terms, names, reading.predicates, reading.negated, counts(words))
        return cls(claim, asserting, contesting)

    @property
    def turned(self) -> "Point":
        """The same with the sides exchanged."""
        return Point(self.claim, self.contesting, self.asserting)

    @property
    def names(self) -> frozenset[str]:
        """The words of the names of those on either side."""
        return self.asserting.names | self.contesting.names

    def without(self, names: frozenset[str]) -> Claim:
        """What is disputed, without who disputes it: two people may disagree about many things."""
        return replace(self.claim, terms=self.claim.terms - names)


def same_point(one: Point, other: Point, rarity: Rarity) -> bool | None:
    """Are the two one point; and if so, are its sides the other way round in the second? None for two points."""
    turned = opposed(one.claim, other.claim)
    for way in (False, True):
        against = other.turned if way else other
        claims = way == turned and (_one_claim(one, against, rarity) or (turned and _one_denial(one, against)))
        if claims or _one_count(one, against):
            return way
    return None


def _one_count(one: Point, other: Point) -> bool:
    """Both sides count the same, each with the number it had: of a toll, or shown by a sentence in common."""
    versions = ((one.asserting, other.asserting), (one.contesting, other.contesting))
    if not (one.claim.counts and other.claim.counts and all(_agree(*each) for each in versions)):
        return False
    tolls = one.claim.counts[0].is_toll and other.claim.counts[0].is_toll
    return tolls or _shown_together(one, other)


def _agree(one: Stand, other: Stand) -> bool:
    return any(mine.agrees(theirs) for mine in one.counts for theirs in other.counts)


def _one_claim(one: Point, other: Point, rarity: Rarity) -> bool:
    names = one.names | other.names
    mine, theirs = one.without(names), other.without(names)
    if _shown_together(one, other) and _alike(mine, theirs, rarity):
        return True
    counted = mine.counts and theirs.counts
    fits = not counted or any(each.agrees(its) for each in mine.counts for its in theirs.counts)
    return fits and _have_in_common(one, other) and of_one_matter(mine, theirs, rarity)


def _one_denial(one: Point, other: Point) -> bool:
    """Does somebody contest in one what the other, turned, has them say is not so, in some of the same words?"""
    shared = one.claim.terms & other.claim.terms - one.names - other.names
    return len(shared) >= _SHOWN_SHARED and _have_in_common(one, other)


def _alike(one: Claim, other: Claim, rarity: Rarity) -> bool:
    shared = len(one.terms & other.terms)
    return shared >= _SHOWN_SHARED and rarity.likeness(one.terms, other.terms) >= _SHOWN_ALIKE


def _shown_together(one: Point, other: Point) -> bool:
    """Does a sentence show the same side of both?"""
    sides = ((one.asserting, other.asserting), (one.contesting, other.contesting))
    return any(mine.evidence & theirs.evidence for mine, theirs in sides)


def _have_in_common(one: Point, other: Point) -> bool:
    """Is somebody on the same side of both?"""
    return _meet(one.asserting, other.asserting) or _meet(one.contesting, other.contesting)


def _meet(one: Stand, other: Stand) -> bool:
    """Is somebody on both sides?"""
    return any(may_be_one(mine, theirs) for mine in one.voices for theirs in other.voices)


def worded(words: str, longest: int = 20) -> str:
    """At most so many words that state a claim, without quotation marks or a leading "that".

    What is longer ends before what is said of the time or the reason, if that states something; else it is cut off.
    """
    shown = MARK.sub("", words).strip(" ,.;:-–—").removeprefix("that ").split()
    plain = " ".join(shown)
    text = plain if len(shown) <= longest else _main_clause(plain, longest) or " ".join([*shown[:longest], "…"])
    return text[:1].upper() + text[1:]


def _main_clause(words: str, longest: int) -> str | None:
    """The longest beginning of so many words that ends before another clause and says something of somebody."""
    ends = (words[: found.start()] for found in reversed(list(_BESIDE.finditer(words))))
    return next((each for each in ends if len(each.split()) <= longest and read(each).predicates), None)


_BESIDE: Final = re.compile(",? (?:when|while|after|before|because|although|until) ")


def grouped(pairs: Iterable[tuple[int, int]], members: Iterable[int]) -> dict[int, int]:
    """For each member the smallest of those that it is joined to by pairs, directly or through others."""
    parent = {member: member for member in members}

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, other in pairs:
        if one in parent and other in parent:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    return {member: root(member) for member in parent}
