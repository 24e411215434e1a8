"""The vectors that spaCy's pipelines make of words before they tag, parse and find entities, in a third of the time.

Hashed embeddings of what a word looks like are mixed into a vector of its own; four convolutions of three tokens then
see the words around it (Honnibal's "embed, encode"). Both are done in whole numbers, by weights that were made of
those of one model (`training/words.py`). What comes of it does not hang on what else is read, so that a word's own
vector is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from spacy.tokens import Doc
from spacy.util import minibatch
from thinc.api import Model

from summarizers.sessions import WEIGHTS, session_of

VectorsOf = Callable[[Sequence[Doc]], Sequence[NDArray[Any]]]
"""What makes a row for every token of each text."""

ALONE: Final = "alone"
AROUND: Final = "around"
"""The two parts of the weights: what a word is by itself, and what the words around it make of it."""
MADE_OF: Final = "made of"
"""Where weights tell of what they were made."""
_PAD: Final = 4
"""Rows of nothing between two texts, as spaCy lays them: no convolution reaches over them."""
_MOST_KNOWN: Final = 10_000
"""Kinds of words whose own vectors are kept, at about 600 bytes each."""


def fingerprint(model: Model[Any, Any]) -> str:
    """Tells a model's parameters from those of any other."""
    found = 0
    for node in model.walk():
        for name in node.param_names:
            found = crc32(np.asarray(node.get_param(name)).data, found)
    return str(found)


def vectors_by(model: Model[Any, Any], name: str) -> VectorsOf:
    """Makes vectors as a model does, by the weights of a name where they were made of it."""

    def part(which: str) -> InferenceSession:
        return session_of(WEIGHTS / f"{name}.{which}.int8.onnx", keeps_memory=False)  # 20 MB less, in the same time

    alone = part(ALONE)
    if alone.get_modelmeta().custom_metadata_map[MADE_OF] != fingerprint(model):
        return model.predict
    return WordVectors(model, alone, part(AROUND))


class WordVectors:
    """Makes the vectors of the words of texts."""

    def __init__(self, model: Model[Any, Any], alone: InferenceSession, around: InferenceSession) -> None:
        nodes = list(model.walk(order="dfs_pre"))
        (self.columns,) = (node.attrs["columns"] for node in nodes if node.name == "extract_features")
        self.embeddings = [node.predict for node in nodes if node.name == "hashembed"]
        self.alone, self.around = alone, around
        self.width: int = around.get_inputs()[0].shape[1]
        self.known: dict[bytes, NDArray[Any]] = {}

    def __call__(self, docs: Sequence[Doc]) -> list[NDArray[Any]]:
        """Makes them for some texts at once."""
        lengths = [len(doc) for doc in docs]
        shifts = _PAD * np.arange(1, len(docs) + 1)
        ends = np.cumsum(lengths) + shifts
        own = self._own(np.concatenate([doc.to_array(self.columns) for doc in docs]))
        hidden = np.zeros((ends[-1] + _PAD, self.width), np.float32)
        hidden[np.arange(len(own)) + np.repeat(shifts, lengths)] = own
        (vectors,) = self.around.run(None, {"hidden0": hidden})
        return [vectors[end - length - _PAD : end - _PAD] for end, length in zip(ends, lengths, strict=True)]

    def _own(self, looks: NDArray[np.uint64]) -> NDArray[np.float32]:
        """What each token's looks (token, column) give by themselves."""
        rows = [row.tobytes() for row in looks]
        known = self.known
        if len(known) > _MOST_KNOWN:
            known = self.known = {}
        new = [row for row in dict.fromkeys(rows) if row not in known]
        if new:
            columns = np.frombuffer(b"".join(new), np.uint64).reshape(len(new), -1).T
            embedded = [embed(column) for embed, column in zip(self.embeddings, columns, strict=True)]
            (made,) = self.alone.run(None, {"embedded": np.hstack(embedded)})
            known.update(zip(new, made, strict=True))
        return np.array([known[row] for row in rows], np.float32).reshape(len(rows), self.width)


class SharedVectors:
    """Keeps with each text the vectors of its words, which the tagger and the parser share."""

    def __init__(self, vectors_of: VectorsOf) -> None:
        self.vectors_of = vectors_of

    def __call__(self, doc: Doc) -> Doc:
        """Sets the vectors of one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Sets the vectors of texts, some at a time."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            for doc, vectors in zip(batch, self.vectors_of(batch), strict=True):
                doc.tensor = vectors
            yield from batch
