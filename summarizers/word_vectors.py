"""The vectors that spaCy's pipelines make of words before they tag, parse and find entities, in a third of the time.

Hashed embeddings of what a word looks like are mixed into a vector of its own; four convolutions of three tokens then
see the words around it (Honnibal's "embed, encode"). Words that look alike are embedded once for all of a batch. What
follows is read from weights in whole numbers, made of those of one model (`training/words.py`).
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

MADE_OF: Final = "made of"
"""Where weights tell of what they were made."""
_PAD: Final = 4
"""Rows of nothing between two texts, as spaCy lays them: no convolution reaches over them."""


def fingerprint(model: Model[Any, Any]) -> str:
    """Tells a model's parameters from those of any other."""
    found = 0
    for node in model.walk():
        for name in node.param_names:
            found = crc32(np.asarray(node.get_param(name)).data, found)
    return str(found)


def vectors_by(model: Model[Any, Any], name: str) -> VectorsOf:
    """Makes vectors as a model does, by the weights of a name where they were made of it."""
    session = session_of(WEIGHTS / f"{name}.int8.onnx")
    own = session.get_modelmeta().custom_metadata_map[MADE_OF] == fingerprint(model)
    return WordVectors(model, session) if own else model.predict


class WordVectors:
    """Makes the vectors of the words of texts."""

    def __init__(self, model: Model[Any, Any], session: InferenceSession) -> None:
        nodes = list(model.walk(order="dfs_pre"))
        (self.columns,) = (node.attrs["columns"] for node in nodes if node.name == "extract_features")
        self.embeddings = [node.predict for node in nodes if node.name == "hashembed"]
        self.session = session

    def __call__(self, docs: Sequence[Doc]) -> list[NDArray[Any]]:
        """Makes them for some texts at once."""
        looks = np.concatenate([doc.to_array(self.columns) for doc in docs])
        rows = [row.tobytes() for row in looks]
        kinds = {row: place for place, row in enumerate(dict.fromkeys(rows), start=1)}
        alike = np.frombuffer(b"".join(kinds), np.uint64).reshape(-1, looks.shape[1])
        embedded = [embed(column) for embed, column in zip(self.embeddings, alike.T, strict=True)]
        ends = np.cumsum([len(doc) + _PAD for doc in docs])
        nothing = np.repeat(np.cumsum([0, *map(len, docs)]), _PAD)
        places = np.insert(np.array([kinds[row] for row in rows], np.int64), nothing, 0)
        (vectors,) = self.session.run(None, {"embedded": np.hstack(embedded), "places": places})
        return [vectors[end - len(doc) - _PAD : end - _PAD] for doc, end in zip(docs, ends, strict=True)]


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
