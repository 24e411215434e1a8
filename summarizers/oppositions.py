"""From scored pairs of stands to disputes: who asserts what, who contests it, in which sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

MOST_DISPUTES: Final = 9
"""Of one stretch that is read together; no annotated article has more."""


@dataclass(frozen=True, slots=True)
class Opposition:
    """Stands that assert one thing, and stands that contest it; of both the surest first, by their numbers."""

    claims: tuple[int, ...]
    answers: tuple[int, ...]
    strength: float
    sure: tuple[int, int]
    """How many of the claims, and of the answers, are sure enough for their actors to be named."""


def oppositions(
    pairs: Floats, actors: Sequence[str], sentences: Sequence[int], least: float, share: float, named: float
) -> Iterator[Opposition]:
    """Groups pairs of stands (claim, answer) by their probabilities into disputes, the likeliest first.

    Round the likeliest pair left are gathered the stands that make nearly as likely a pair with either of it (from a
    share of its probability); actors are to be named from a higher share on. Nobody contests himself; an actor who
    would stand on both sides stands on the likelier one. What stands in the same sentences on the same sides is the
    same dispute.
    """
    who, where = np.array(actors), np.array(sentences, np.int64)
    chances = np.where(who[:, None] == who, 0.0, pairs)
    left = chances.copy()
    for _ in range(MOST_DISPUTES if left.size else 0):
        claim, answer = (int(place) for place in np.unravel_index(left.argmax(), left.shape))
        strength = float(left[claim, answer])
        if strength < least:
            return
        claims = _with(claim, chances[:, answer], share * strength)
        answers = _with(answer, chances[claim], share * strength)
        as_claimant = _surest(who[claims].tolist(), chances[claims, answer])
        as_contester = _surest(who[answers].tolist(), chances[claim, answers])
        asserting = [each for each in claims if as_claimant[who[each]] >= as_contester.get(who[each], 0.0)]
        contesting = [each for each in answers if as_contester[who[each]] > as_claimant.get(who[each], 0.0)]
        sure = (
            int((chances[asserting, answer] >= named * strength).sum()),
            int((chances[claim, contesting] >= named * strength).sum()),
        )
        yield Opposition(tuple(asserting), tuple(contesting), strength, sure)
        both = np.isin(where, where[claims])[:, None] & np.isin(where, where[answers])
        left[both | both.T] = 0.0
        left[claim], left[:, answer] = 0.0, 0.0


def _with(first: int, chances: Floats, least: float) -> list[int]:
    """A stand with the others above a probability, the likeliest first."""
    others = [int(place) for place in np.argsort(-chances, kind="stable") if chances[place] >= least]
    return [first, *(place for place in others if place != first)]


def _surest(actors: Sequence[str], chances: Floats) -> dict[str, float]:
    """The highest probability of each actor."""
    found: dict[str, float] = {}
    for actor, chance in zip(actors, chances.tolist(), strict=True):
        found[actor] = max(found.get(actor, 0.0), chance)
    return found
