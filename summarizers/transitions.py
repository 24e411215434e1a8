"""The parse that spaCy's parser makes, with the interpreter's lock held.

spaCy's own loop gives the lock back before the first move, and takes it again after every part of a move to see whether
it failed; before Python 3.13 that takes as long as the moves.
"""

from collections.abc import Iterable, Iterator, Sequence

from spacy.pipeline import DependencyParser
from spacy.tokens import Doc
from spacy.util import minibatch


def is_greedy(component: object) -> bool:
    """Is it a parser that makes the likeliest move each time, with a hidden layer, and knows all its moves?"""
    if not isinstance(component, DependencyParser) or component.cfg["beam_width"] != 1:
        return False
    return bool(component.model.attrs["has_upper"]) and not component.model.attrs["unseen_classes"]


class Transitions:
    """Parses texts as a dependency parser does (arc-eager; Honnibal and Johnson 2015)."""

    def __init__(self, parser: DependencyParser) -> None:
        self.parser = parser
        upper = parser.model.get_ref("upper")
        self.weights, self.bias = upper.get_param("W").T, upper.get_param("b")

    def __call__(self, doc: Doc) -> Doc:
        """Parses one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Parses texts, some at a time."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            self._parse([doc for doc in batch if len(doc)])
            yield from batch

    def _parse(self, docs: Sequence[Doc]) -> None:
        if not docs:
            return
        states = self.parser.moves.init_batch(docs)
        model = self.parser.model.predict(docs)
        left = states
        while left:
            hidden = model.state2vec.predict(model.get_token_ids(left))
            left = self.parser.transition_states(left, hidden @ self.weights + self.bias)
        self.parser.set_annotations(docs, states)
