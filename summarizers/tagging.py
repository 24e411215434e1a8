"""Tags words with their roles in attributions: from the scores of tags to spans, none of them broken."""

from dataclasses import dataclass
from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAGS: Final = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
ROLES: Final = ("source", "cue", "content")
NEVER: Final = -1e4
RELUCTANCE: Final = -1.0
"""For opening a content span; among the best of six on articles held out of training."""
FLOOR: Final = 1e-6
"""Probability added before a logarithm is taken."""


def _steps() -> Floats:
    """The score of the step from tag to tag: inner tags follow only their own role's, content opens reluctantly."""
    step = np.zeros((len(TAGS), len(TAGS)))
    step[:, TAGS.index("B-content")] += RELUCTANCE
    for i, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            step[[before[2:] != tag[2:] for before in TAGS], i] = NEVER
    return step


STEP: Final = _steps()
START: Final = STEP[TAGS.index("O")]
_INNER: Final = [place for place, tag in enumerate(TAGS) if tag.startswith("I-")]
"""Each stands behind the one that opens a span of its role."""


@dataclass(frozen=True, slots=True)
class Region:
    """The words of one tagged span, as a half-open range of word numbers."""

    role: str
    start: int
    end: int


def best_tags(scores: Floats) -> list[int]:
    """Finds the best legal tagging of the words (Viterbi's algorithm).

    Only inner tags care what stands before them, so that all others come from the same one.
    """
    reached, step, ways = (scores[0] + START).tolist(), STEP.tolist(), []
    for word in scores[1:].tolist():
        best = reached.index(max(reached))
        source, cue, content = (tag - (reached[tag - 1] >= reached[tag]) for tag in _INNER)
        ways.append((best, best, source, best, cue, best, content))
        reached = [
            reached[way] + step[way][tag] + score for tag, (way, score) in enumerate(zip(ways[-1], word, strict=True))
        ]
    tags = [reached.index(max(reached))]
    for way in reversed(ways):
        tags.append(way[tags[-1]])
    return tags[::-1]


def regions(tags: list[int]) -> list[Region]:
    """Reads the spans off a legal tagging."""
    numbers = np.array(tags)
    stops = np.append(np.flatnonzero(~np.isin(numbers, _INNER)), len(tags))
    starts = np.flatnonzero(np.isin(numbers, [tag - 1 for tag in _INNER]))
    ends = stops[np.searchsorted(stops, starts, "right")]
    return [
        Region(TAGS[tags[start]].removeprefix("B-"), start, end)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def marginals(scores: Floats) -> Floats:
    """Gives the probability of every tag of every word over all legal taggings."""
    local = np.exp(scores - scores.max(1, keepdims=True))
    steps = np.exp(STEP) * local[1:, None, :]
    ahead = along(local[0] * np.exp(START), steps)
    behind = along(np.ones(len(TAGS)), steps[::-1].transpose(0, 2, 1))[::-1]
    product: Floats = ahead * behind
    chances: Floats = product / product.sum(1, keepdims=True)
    return chances


def along(first: Floats, steps: Floats) -> Floats:
    """Gives a row and its running products with matrices (step, tag, tag), each up to a factor.

    The steps are cut into about as many blocks as each has steps. All blocks are gone through side by side: first to
    see where each leads from any tag, then, once it is known with what each starts, for the products inside.
    """
    size = max(1, isqrt(len(steps)))
    whole = len(steps) // size * size
    blocks = steps[:whole].reshape(-1, size, *steps.shape[1:])
    leads_to = blocks[:, 0]
    for place in range(1, size):
        leads_to = times(leads_to, blocks[:, place])
    starts = [first[None]]
    for block in leads_to:
        starts.append(times(starts[-1], block))
    row, inner = np.array(starts[:-1]).reshape(-1, 1, len(first)), np.empty((len(blocks), size, len(first)))
    for place in range(size):
        row = times(row, blocks[:, place])
        inner[:, place] = row[:, 0]
    rest = [starts[-1]]
    for step in steps[whole:]:
        rest.append(times(rest[-1], step))
    return np.concatenate([first[None], inner.reshape(-1, len(first)), *rest[1:]])


def times(one: Floats, other: Floats) -> Floats:
    """The product of matrices of probabilities, up to a factor that keeps them from vanishing."""
    product = one @ other
    scaled: Floats = product / product.max((-2, -1), keepdims=True)
    return scaled
