"""The vectors that spaCy's pipelines make of words before they tag, parse and find entities, in two thirds of the time.

Hashed embeddings of what a word looks like are mixed into a vector of its own; four convolutions of three tokens then
see the words around it (Honnibal's "embed, encode"). Words that look alike are embedded once for all of a batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import Tok2Vec
from spacy.tokens import Doc
from spacy.util import minibatch
from thinc.api import Model

Floats = NDArray[np.float32]

_PAD: Final = 4
"""Rows of nothing between two texts, as spaCy lays them: no convolution reaches over them."""
_EPSILON: Final = np.float32(1e-8)
_LAYERS: Final = frozenset(
    "dropout expand_window extract_features hashembed ints-getitem layernorm list2ragged maxout ragged2list".split()
)


def is_plain(component: object) -> bool:
    """Is a component, or the model of one, made of such layers alone, with no vectors that were learned elsewhere?"""
    model = getattr(component, "model", component)
    if not isinstance(model, Model):
        return False
    leaves = [node for node in model.walk() if not node.layers]
    windows = [node.attrs["window_size"] for node in leaves if node.name == "expand_window"]
    pads = {node.attrs["pad"] for node in model.walk() if "pad" in node.attrs}
    return {node.name for node in leaves} == _LAYERS and windows == [1] * len(windows) and pads == {0, _PAD}


@dataclass(frozen=True, slots=True)
class _Maxout:
    """A layer that keeps the largest of a few sums, normalised; its weights are (width in, pieces of the width out)."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    def __call__(self, rows: Floats, sums: Floats | None = None) -> Floats:
        """Gives a part of the sums, which are made anew where there is no room for them yet."""
        width = len(self.gain)
        sums = np.matmul(rows, self.weights, out=sums)
        sums += self.bias
        best: Floats = sums[:, :width]
        for start in range(width, sums.shape[1], width):
            np.maximum(best, sums[:, start : start + width], out=best)
        best -= best.mean(1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(width) + _EPSILON
        best *= (1.0 / np.sqrt(variance))[:, None]
        best *= self.gain
        best += self.shift
        return best


class WordVectors:
    """Makes the vectors of the words of texts."""

    def __init__(self, model: Model[Any, Any]) -> None:
        nodes = list(model.walk(order="dfs_pre"))
        (self.columns,) = (node.attrs["columns"] for node in nodes if node.name == "extract_features")
        self.embeddings = [node.predict for node in nodes if node.name == "hashembed"]
        pairs = zip(_named("maxout", nodes), _named("layernorm", nodes), strict=True)
        self.mix, *self.convolutions = (_maxout(maxout, norm) for maxout, norm in pairs)
        self.width = len(self.mix.gain)

    def __call__(self, docs: Sequence[Doc]) -> list[NDArray[Any]]:
        """A row for every token of each text."""
        lengths = [len(doc) for doc in docs]
        starts = np.cumsum([_PAD, *(length + _PAD for length in lengths)])
        places = np.repeat(starts[:-1] - np.cumsum([0, *lengths[:-1]]), lengths) + np.arange(sum(lengths))
        hidden, seen = (np.zeros((starts[-1], width), np.float32) for width in (self.width, 3 * self.width))
        hidden[places] = self._alone(np.concatenate([doc.to_array(self.columns) for doc in docs]))
        before, here, behind = np.split(seen, 3, axis=1)
        sums = np.empty((starts[-1], self.convolutions[0].weights.shape[1]), np.float32)
        for convolution in self.convolutions:
            before[1:], here[:], behind[:-1] = hidden[:-1], hidden, hidden[1:]
            hidden += convolution(seen, sums)
        return [hidden[start : start + length] for start, length in zip(starts, lengths, strict=False)]

    def _alone(self, looks: NDArray[np.uint64]) -> Floats:
        """What each token's looks (token, column) give by themselves."""
        rows = [row.tobytes() for row in looks]
        kinds = {row: place for place, row in enumerate(dict.fromkeys(rows))}
        alike = np.frombuffer(b"".join(kinds), np.uint64).reshape(-1, looks.shape[1])
        embedded = [embed(column) for embed, column in zip(self.embeddings, alike.T, strict=True)]
        vectors: Floats = self.mix(np.hstack(embedded))[[kinds[row] for row in rows]]
        return vectors


class SharedVectors:
    """Keeps with each text the vectors of its words, which the tagger and the parser share."""

    def __init__(self, component: Tok2Vec) -> None:
        self.vectors_of = WordVectors(component.model)

    def __call__(self, doc: Doc) -> Doc:
        """Sets the vectors of one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Sets the vectors of texts, some at a time."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            for doc, vectors in zip(batch, self.vectors_of(batch), strict=True):
                doc.tensor = vectors
            yield from batch


def _named(name: str, nodes: list[Model[Any, Any]]) -> list[Model[Any, Any]]:
    return [node for node in nodes if node.name == name]


def _maxout(maxout: Model[Any, Any], norm: Model[Any, Any]) -> _Maxout:
    weights, bias = np.asarray(maxout.get_param("W")), np.asarray(maxout.get_param("b"))
    by_piece = weights.transpose(2, 1, 0).reshape(weights.shape[2], -1)
    gain, shift = (np.asarray(norm.get_param(name)) for name in "Gb")
    return _Maxout(np.ascontiguousarray(by_piece), bias.T.ravel(), gain, shift)
