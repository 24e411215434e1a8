"""Links the spans of attributions: from content to its cue, from a cue to its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizers.tagging import FLOOR, Floats, Region

Ints = NDArray[np.int64]

LINKS: Final = ("content to cue", "cue to source")
FAR: Final = 63
"""Pieces; whatever links stand as far apart or farther are equally far."""
_NO_WAY: Final = float(np.log(FLOOR))


@dataclass(frozen=True, slots=True)
class Leads:
    """What links the words of a window, by kind: tails (word, width) lead to heads (nowhere or word, width).

    How far apart two stand, in pieces, counts too; it is all put together for the words that are asked about alone.
    """

    start: int
    own: range
    places: Ints
    tails: Floats
    heads: Floats
    apart: Floats

    def chances(self, kind: int, words: Ints) -> Floats:
        """The probabilities (word, nowhere or word of the window) with which some of the window's words lead there."""
        far = self.places - self.places[1:][words - self.start, None]
        scores: Floats = self.tails[kind, words - self.start] @ self.heads[kind].T
        scores += self.apart[kind].take(far + FAR, mode="clip")
        scores -= scores.max(1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(1, keepdims=True)
        return scores


@dataclass(frozen=True, slots=True)
class _Pull:
    """To which words of a window those of a span's that are its own are drawn, as sums of logarithms."""

    start: int
    words: int
    sums: Floats

    def toward(self, word: int) -> float:
        """How strongly they are drawn to a word, which may stand outside the window."""
        inside = 0 <= word - self.start < len(self.sums)
        return float(self.sums[word - self.start]) if inside else self.words * _NO_WAY


@dataclass(frozen=True, slots=True)
class Link:
    """Where a span leads, if anywhere, and how likely that is; `tagged` is a target that the tags mark."""

    target: Region | None
    chance: float
    tagged: bool = True


def linked(kind: int, role: str, spans: Sequence[Region], targets: Sequence[Region], leads: list[Leads]) -> list[Link]:
    """Links every span to the likeliest target, to the likeliest word that no tag marks, or to none."""
    if not spans:
        return []
    words = np.concatenate([np.arange(span.start, span.end) for span in spans])
    sizes = np.array([span.end - span.start for span in spans])
    span_of = np.repeat(np.arange(len(spans)), sizes)
    edges = np.array([(target.start, target.end) for target in targets], np.int64).reshape(-1, 2).T
    ways = np.full((len(words), 1 + len(targets)), _NO_WAY)
    pulls: list[list[_Pull]] = [[] for _ in spans]
    for window in leads:
        here = np.flatnonzero((words >= window.own.start) & (words < window.own.stop))
        if len(here):
            chances = window.chances(kind, words[here])
            ways[here, 0] = np.log(chances[:, 0] + FLOOR)
            ways[here, 1:] = np.log(_between(chances[:, 1:], edges - window.start) + FLOOR)
            first = np.flatnonzero(np.diff(span_of[here], prepend=-1))
            sums = np.add.reduceat(np.log(chances[:, 1:] + FLOOR), first)
            for number, count, row in zip(span_of[here][first], np.diff(first, append=len(here)), sums, strict=True):
                pulls[number].append(_Pull(int(window.start), int(count), row))
    strengths = np.add.reduceat(ways, np.cumsum(sizes) - sizes) / sizes[:, None]
    return [_likeliest(role, targets, *each) for each in zip(strengths, pulls, sizes.tolist(), strict=True)]


def _between(chances: Floats, edges: Ints) -> Floats:
    """The sums of the columns from edge to edge."""
    columns = np.arange(chances.shape[1])[:, None]
    inside = (edges[0] <= columns) & (columns < edges[1])
    between: Floats = chances @ inside.astype(chances.dtype)
    return between


def _likeliest(role: str, targets: Sequence[Region], strengths: Floats, pulls: list[_Pull], size: int) -> Link:
    """Where a span leads, by how strongly it is drawn nowhere and to each of the targets."""
    most = max(pulls, key=lambda pull: pull.words)
    word = most.start + int(most.sums.argmax())
    favourite, strength = Region(role, word, word + 1), sum(pull.toward(word) for pull in pulls) / size
    best = int(strengths.argmax())
    if strength > strengths[best] and favourite not in targets:
        return Link(favourite, float(np.exp(strength)), tagged=False)
    return Link(targets[best - 1] if best else None, float(np.exp(strengths[best])))
