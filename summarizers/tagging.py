"""Tags words with their roles in attributions: from the scores of tags to spans, none of them broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Row = Sequence[float]
"""A number for each tag."""

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
INTO: Final[Floats] = STEP.max(0)
"""The score of the step to a tag from whatever it may follow."""
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
    reached: list[Row] = [(scores[0] + START).tolist()]
    for outside, source, in_source, cue, in_cue, content, in_content in (scores + INTO)[1:].tolist():
        last = reached[-1]
        best = max(last)
        reached.append(
            (
                best + outside,
                best + source,
                max(last[1], last[2]) + in_source,
                best + cue,
                max(last[3], last[4]) + in_cue,
                best + content,
                max(last[5], last[6]) + in_content,
            )
        )
    last = reached.pop()
    tags = [last.index(max(last))]
    for row in reversed(reached):
        tag = tags[-1]
        tags.append(tag - (row[tag - 1] >= row[tag]) if tag in _INNER else row.index(max(row)))
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
    """Gives the probability of every tag of every word over all legal taggings (forward and backward)."""
    weights = np.exp(scores - scores.max(1, keepdims=True) + INTO)
    product: Floats = np.array(_ahead(weights)) * np.array(_behind(weights))
    chances: Floats = product / product.sum(1, keepdims=True)
    return chances


def _ahead(weights: Floats) -> list[Row]:
    """Sums up the taggings of the words so far by the tag of the last one, each row to one."""
    row: Row = (1.0, *[0.0] * (len(TAGS) - 1))
    rows: list[Row] = []
    for outside, source, in_source, cue, in_cue, content, in_content in weights.tolist():
        after_source, after_cue = (row[1] + row[2]) * in_source, (row[3] + row[4]) * in_cue
        after_content = (row[5] + row[6]) * in_content
        part = 1.0 / (outside + source + after_source + cue + after_cue + content + after_content)
        row = (
            outside * part,
            source * part,
            after_source * part,
            cue * part,
            after_cue * part,
            content * part,
            after_content * part,
        )
        rows.append(row)
    return rows


def _behind(weights: Floats) -> list[Row]:
    """Sums up the taggings of the words to come by the tag of the one before them, up to a factor."""
    row: Row = (1.0,) * len(TAGS)
    rows = [row]
    for outside, source, in_source, cue, in_cue, content, in_content in weights[:0:-1].tolist():
        any_tag = outside * row[0] + source * row[1] + cue * row[3] + content * row[5]
        in_source, in_cue, in_content = in_source * row[2], in_cue * row[4], in_content * row[6]
        part = 1.0 / (any_tag + in_source + in_cue + in_content)
        other = any_tag * part
        of_source, of_cue, of_content = other + in_source * part, other + in_cue * part, other + in_content * part
        row = (other, of_source, of_source, of_cue, of_cue, of_content, of_content)
        rows.append(row)
    return rows[::-1]
