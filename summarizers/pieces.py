"""Cuts a text into word pieces with surface features, and lays windows over them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

OUTSIDE, INSIDE, OPENING, CLOSING = range(4)
LOWER, CAPITAL, CAPITALS, OTHER = range(4)
SPACED, GLUED, NEW_LINE = range(3)
FEATURES = (4, 4, 3)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
MARK = re.compile("\"|\u201c|\u201d|''|\n")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into word pieces, each with its place and its surface features."""

    ids: NDArray[Any]
    starts: NDArray[Any]
    ends: NDArray[Any]
    first: NDArray[Any]
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
    lines = np.array([place for place, character in enumerate(text) if character == "\n"], np.int64)
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
    return Pieces(np.array(encoding.ids, np.int64), starts, ends, first, features)


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


def cut_points(pieces: Pieces) -> tuple[NDArray[Any], NDArray[Any]]:
    """Finds the pieces that open a line and the pieces that open a word."""
    opens_line = pieces.features[:, 2] == NEW_LINE
    return np.flatnonzero(opens_line & pieces.first), np.flatnonzero(pieces.first)


def last_in(points: NDArray[Any], low: int, high: int) -> int | None:
    """Gives the last of the sorted points in (low, high], if there is one."""
    at = int(np.searchsorted(points, high, side="right")) - 1
    return int(points[at]) if at >= 0 and points[at] > low else None


def window_end(lines: NDArray[Any], words: NDArray[Any], start: int, limit: int, total: int) -> int:
    """Ends a window before a line if one opens in its second half, else before a word."""
    if start + limit >= total:
        return total
    half = start + limit // 2
    return last_in(lines, half, start + limit) or last_in(words, half, start + limit) or start + limit


def stretches(pieces: Pieces, limit: int, overlap: int) -> list[tuple[int, int]]:
    """Covers the pieces with overlapping stretches of at most limit pieces."""
    lines, words = cut_points(pieces)
    total, start, found = len(pieces), 0, []
    while start < total:
        end = window_end(lines, words, start, limit, total)
        found.append((start, end))
        if end == total:
            break
        back = max(start, end - 2 * overlap)
        start = last_in(lines, back, end - overlap) or last_in(words, back, end - overlap) or end
    return found


def nearest(points: NDArray[Any], low: int, high: int) -> int | None:
    """Gives the sorted point between low and high that is nearest to their middle."""
    inside = points[(points > low) & (points < high)]
    return int(inside[np.abs(inside - (low + high) / 2).argmin()]) if len(inside) else None


def windows(pieces: Pieces, limit: int, overlap: int) -> list[Window]:
    """Lays overlapping windows over the pieces and parts the overlaps between them."""
    if not len(pieces):
        return []
    spans = stretches(pieces, limit, overlap)
    lines, words = cut_points(pieces)
    inner = [
        nearest(lines, start, end) or nearest(words, start, end) or end for (_, end), (start, _) in pairwise(spans)
    ]
    cuts = [0, *inner, len(pieces)]
    return [Window(start, end, a, b) for (start, end), (a, b) in zip(spans, pairwise(cuts), strict=True)]
