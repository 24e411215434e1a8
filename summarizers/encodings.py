"""What the network made of a stretch of text, kept for later steps that know more of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from summarizers.briefing import Span
from summarizers.pieces import covered

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Encoding:
    """The word pieces of a stretch of text by their places in the article, with the network's vector of each.

    `weights` (piece, kind) are log odds of how much a piece counts where several are made one vector.
    """

    stretch: Span
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    hidden: Floats
    weights: Floats

    def unpacked(self) -> "Encoding":
        """The same in single precision, in which it is reckoned with; it is kept in half, which takes half the room."""
        return replace(self, hidden=self.hidden.astype(np.float32), weights=self.weights.astype(np.float32))

    def weighed(self, spans: Iterable[Span]) -> Floats:
        """The pieces of spans as one vector for each kind of weighing, behind one another; nothing for no piece."""
        inside = self._pieces(spans)
        if not len(inside):
            return np.zeros(self.weights.shape[1] * self.hidden.shape[1], np.float32)
        odds, hidden = (each[inside].astype(np.float32, copy=False) for each in (self.weights, self.hidden))
        shares = np.exp(odds - odds.max(0))
        vectors: Floats = ((shares / shares.sum(0)).T @ hidden).ravel()
        return vectors

    def mean(self, spans: Iterable[Span]) -> Floats:
        """The mean vector of the pieces of spans; nothing for no piece."""
        inside = self._pieces(spans)
        if not len(inside):
            return np.zeros(self.hidden.shape[1], np.float32)
        mean: Floats = self.hidden[inside].mean(0, dtype=np.float32)
        return mean

    def _pieces(self, spans: Iterable[Span]) -> NDArray[np.int64]:
        """The pieces that share a character with the spans."""
        covers = [covered(self, span) for span in spans]
        return np.array(covers[0] if len(covers) == 1 else sorted(set().union(*covers)), np.int64)
