"""Cuts a text into word pieces with surface features, and lays windows over them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

OUTSIDE, INSIDE, OPENING, CLOSING = range(4)
LOWER, CAPITAL, CAPITALS, OTHER = range(4)
SPACED, GLUED, NEW_LINE = range(3)
ENDS = frozenset('.!?”"')
FEATURES = (4, 4, 3)
SLACK = 4
"""A stretch may be longer or shorter by one part in so many of its limit to end before a line."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
MARK = re.compile("\"|\u201c|\u201d|''|\n")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into word pieces, each with its place and its surface features.

    `first` is whether it opens a word, `opening` whether it opens a sentence, as far as marks and capitals tell.
    """

    ids: NDArray[Any]
    starts: NDArray[Any]
    ends: NDArray[Any]
    first: NDArray[Any]
    opening: NDArray[Any]
    features: NDArray[Any]

    def __len__(self) -> int:
        return len(self.ids)

    def moved(self, offset: int) -> "Pieces":
        """The pieces of a text that stands at an offset in a longer one."""
        return replace(self, starts=self.starts + offset, ends=self.ends + offset)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of pieces read together, and the part of it whose reading counts."""

    start: int
    end: int
    own_start: int
    own_end: int


def quotation_states(text: str) -> NDArray[Any]:
    """Tells for every character whether it is outside or inside quotation marks, or is a mark."""
    states = np.zeros(len(text) + 1, np.int64)
    opened = None
    for mark in MARK.finditer(text + "\n"):
        start, end = mark.span()
        if mark[0] == "\n":
            states[opened if opened is not None else start : start] = INSIDE
            opened = None
        elif opened is None and mark[0] != "\u201d":
            states[start:end] = OPENING
            opened = end
        elif opened is not None and mark[0] != "\u201c":
            states[opened:start] = INSIDE
            states[start:end] = CLOSING
            opened = None
    return states[: len(text)]


def shape(word: str) -> int:
    """Classes a word piece by its capital letters."""
    if word.islower():
        return LOWER
    if word.isupper() and len(word) > 1:
        return CAPITALS
    return CAPITAL if word[:1].isupper() else OTHER


def gaps(text: str, starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[Any]:
    """Classes the white space before every word piece; the first opens a line."""
    lines = np.array([line_end.start() for line_end in re.finditer("\n", text)], np.int64)
    befores = np.concatenate(([0], ends[:-1]))
    broken = np.searchsorted(lines, starts) > np.searchsorted(lines, befores)
    found = np.where(broken, NEW_LINE, np.where(starts > befores, SPACED, GLUED))
    found[:1] = NEW_LINE
    return found


def cut(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cuts a text into word pieces with their features."""
    text = LONE_SURROGATE.sub("\ufffd", text)
    encoding = tokenizer.encode(text, add_special_tokens=False)
    starts, ends = np.array(encoding.offsets, np.int64).reshape(-1, 2).T
    states = np.append(quotation_states(text), OUTSIDE)[starts]
    words = [text[start:end] for start, end in encoding.offsets]
    shapes = {word: shape(word) for word in set(words)}
    features = np.column_stack([states, [shapes[word] for word in words], gaps(text, starts, ends)]).astype(np.int64)
    first = np.array([not token.startswith("##") for token in encoding.tokens], bool)
    opening = first & opens_sentence(words, features)
    return Pieces(np.array(encoding.ids, np.int64), starts, ends, first, opening, features)


def opens_sentence(words: Sequence[str], features: NDArray[Any]) -> NDArray[Any]:
    """Tells which pieces open a line, or stand behind a full stop or a closing mark as a capital or a mark does."""
    states, shapes, spaces = features.T
    behind = np.array([False, *(word in ENDS for word in words)], bool)[:-1]
    begins = np.isin(shapes, (CAPITAL, CAPITALS)) | (states == OPENING)
    opens: NDArray[Any] = (behind & begins & (states != CLOSING)) | (spaces == NEW_LINE)
    return opens


class Placed(Protocol):
    """Word pieces that know where they stand."""

    @property
    def starts(self) -> NDArray[Any]: ...

    @property
    def ends(self) -> NDArray[Any]: ...


def covered(pieces: Placed, span: Sequence[int]) -> range:
    """Gives the pieces that share a character with a span."""
    start = int(np.searchsorted(pieces.ends, span[0], side="right"))
    return range(start, max(start, int(np.searchsorted(pieces.starts, span[1], side="left"))))


def openings(pieces: Pieces) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Finds the pieces that open a line, a sentence and a word."""
    opens_line = pieces.features[:, 2] == NEW_LINE
    return np.flatnonzero(opens_line & pieces.first), np.flatnonzero(pieces.opening), np.flatnonzero(pieces.first)


def nearest(points: NDArray[Any], aim: float, low: float, high: float) -> int | None:
    """Gives the sorted point in (low, high] that is nearest to an aim, if there is one."""
    inside = points[np.searchsorted(points, low, side="right") : np.searchsorted(points, high, side="right")]
    return int(inside[np.abs(inside - aim).argmin()]) if len(inside) else None


def parted(pieces: Pieces, limit: int) -> list[int]:
    """Parts the pieces into as few stretches of at most limit pieces as will do, and gives where each ends.

    They are of like length, and end before a line where there is one at hand, at best one that opens with no quotation,
    as whose it is may be told in the line before; else before a sentence or a word.
    """
    lines, sentences, words = openings(pieces)
    points = (lines[pieces.features[lines, 0] == OUTSIDE], lines, sentences, words)
    total, start, ends = len(pieces), 0, []
    while total - start > limit:
        aim, full, slack = start + (total - start) / ceil((total - start) / limit), start + limit, limit / SLACK
        low, high = aim - slack, min(aim + slack, full)
        start = next(filter(None, (nearest(each, aim, low, high) for each in points)), full)
        ends.append(start)
    return [*ends, total] if total else ends


def windows(pieces: Pieces, limit: int, margin: int) -> list[Window]:
    """Lays a window over each part and over whole sentences on both sides of it, of one to three margins of pieces."""
    sentences = np.flatnonzero(pieces.opening)

    def beside(edge: int, margin: int) -> int:
        low, high = sorted((edge + margin, edge + 3 * margin))
        return nearest(sentences, edge + margin, low - 1, high) or edge

    edges = [0, *parted(pieces, limit)]
    return [
        Window(beside(start, -margin) if start else 0, beside(end, margin) if end < len(pieces) else end, start, end)
        for start, end in pairwise(edges)
    ]
