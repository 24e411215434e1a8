"""The entities that spaCy's recogniser finds, decoded without its transition loop.

Outside an entity the recogniser's scores depend on the token alone, so that they are made for all tokens at once; only
inside one they depend on where it began. The loop in spaCy asks each of its 74 moves of every token whether it is
valid, which takes as long as the network itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from summarizers.word_vectors import VectorsOf

Floats = NDArray[np.float32]

_NEVER: Final = np.float32(-1e9)
_OUTSIDE: Final = "O"
_FEATURES: Final = 3
"""The token, the first of an entity, and the one before."""
_NARROWING: Final = ["list2array", "linear"]
"""What follows on the vectors of words."""
_READ: Final[list[int | str]] = ["SENT_START", "IS_SPACE"]


def is_decodable(component: object) -> bool:
    """Is it an entity recogniser of the make that all of spaCy's English pipelines have?"""
    if not isinstance(component, EntityRecognizer) or not component.model.attrs.get("has_upper"):
        return False
    kinds = [layer.name for layer in component.model.get_ref("tok2vec").layers[1:]]
    return len(component.model.get_ref("lower").get_param("W")) == _FEATURES and kinds == _NARROWING


class Entities:
    """Marks entities as an entity recogniser with a hidden layer does (Honnibal's transition-based parser, BILUO)."""

    def __init__(self, recognizer: EntityRecognizer, vectors_of: VectorsOf) -> None:
        self.vectors_of = vectors_of
        model = recognizer.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        narrowing = model.get_ref("tok2vec").layers[-1]
        self.narrowing, self.narrowing_bias = (np.asarray(narrowing.get_param(name)) for name in "Wb")
        weights = np.asarray(lower.get_param("W"))
        features, _, self.pieces, _ = weights.shape
        self.weights = _by_piece(weights, 2).reshape(features, -1, weights.shape[-1])
        self.padding = _by_piece(np.asarray(lower.get_param("pad")), -1).reshape(features, -1)
        self.bias = _by_piece(np.asarray(lower.get_param("b")), -1).reshape(-1)
        self.out, self.out_bias = np.asarray(upper.get_param("W")).T, np.asarray(upper.get_param("b"))
        names = [recognizer.moves.get_class_name(place) for place in range(recognizer.moves.n_moves)]
        self.moves = [_move(name) for name in names]
        self.going_on = {label: self._margin(label) for kind, label in self.moves if kind == "I"}
        self.never = np.array([kind in "IL" or (kind == "U" and not label) for kind, label in self.moves])
        self.begins = np.array([kind == "B" for kind, _ in self.moves])
        self.starts = np.array([kind in "BU" for kind, _ in self.moves])

    def __call__(self, doc: Doc) -> Doc:
        """Marks the entities of one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Marks the entities of texts, some at a time."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            self._mark([doc for doc in batch if len(doc)])
            yield from batch

    def _mark(self, docs: Sequence[Doc]) -> None:
        """Scores all tokens of some texts as if they were one; no entity reaches over a text's end."""
        if not docs:
            return
        vectors = np.concatenate(self.vectors_of(docs)) @ self.narrowing.T + self.narrowing_bias
        first, opening, before = (vectors @ weights.T for weights in self.weights)
        opens_sentence, blank = np.concatenate([doc.to_array(_READ) for doc in docs]).T == 1
        bounds = [0, *accumulate(map(len, docs))]
        ends = np.append(opens_sentence[1:], True)
        ends[np.array(bounds[1:]) - 1] = True
        outside = self._hidden(first + self.padding[1] + self.padding[2]) @ self.out + self.out_bias
        outside[:, self.never] = _NEVER
        outside[np.ix_(ends, self.begins)] = outside[np.ix_(blank, self.starts)] = _NEVER
        moves = outside.argmax(1).tolist()
        for doc, begin in zip(docs, bounds, strict=False):
            found, here = [], begin
            while here < begin + len(doc):
                kind, label = self.moves[moves[here]]
                start = here
                if kind == "B":
                    margin, bias = self.going_on[label]
                    here += 1
                    while not ends[here]:
                        hidden = self._hidden(first[here] + opening[start] + before[here - 1])
                        if hidden @ margin + bias <= 0:
                            break
                        here += 1
                here += 1
                if kind != _OUTSIDE:
                    found.append(Span(doc, start - begin, here - begin, label=label))
            doc.set_ents(found, default="outside")

    def _hidden(self, sums: Floats) -> Floats:
        """The hidden layer, from the summed features of one or several states."""
        hidden: Floats = (sums + self.bias).reshape(*sums.shape[:-1], self.pieces, -1).max(-2)
        return hidden

    def _margin(self, label: str) -> tuple[Floats, np.float32]:
        """By how much an entity that has begun rather goes on than ends with a token: weights of what is hidden."""
        inside, last = (self.moves.index((kind, label)) for kind in "IL")
        return self.out[:, inside] - self.out[:, last], self.out_bias[inside] - self.out_bias[last]


def _by_piece(weights: Floats, axis: int) -> Floats:
    """Weights of a maxout layer with all first pieces in front of all second ones, which can be compared at once."""
    return np.ascontiguousarray(weights.swapaxes(axis, axis - 1))


def _move(name: str) -> tuple[str, str]:
    kind, _, label = name.partition("-")
    return kind, label
