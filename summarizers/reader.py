"""Reads who said what in a news article, with a trained network run by ONNX Runtime."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from summarizers.briefing import Span
from summarizers.completing import complete
from summarizers.decoding import Found, assemble
from summarizers.document import Attribution, Document
from summarizers.encodings import Encoding
from summarizers.linking import Leads
from summarizers.pieces import NEW_LINE, Pieces, Window, cut, windows
from summarizers.sessions import WEIGHTS, session_of
from summarizers.tagging import TAGS, Region

Array = NDArray[Any]
Run = Callable[[Array, Array, Array], "Told"]

WIDTH, WEIGHINGS = 384, 3
LONGEST_BLOCK = 20_000
SURE = 1e-3
LEAST = 0.36
"""Confidence; what is less certain is wrong more often than it is worth (chosen on articles held out of training)."""
ACROSS_LINES = -2.0
"""For content to run on into another paragraph; of -1, -2 and none the best on articles held out of training."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the weights have to be read with; the export writes it beside them.

    `apart` has what counts for a link, by kind, between two words so many pieces apart.
    """

    window: int
    margin: int
    opening_piece: int
    closing_piece: int
    apart: tuple[tuple[float, ...], ...]
    confidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the network says of a window: of its words their tags, and what links them; of all pieces the vectors."""

    tags: Array
    tails: Array
    heads: Array
    hidden: Array
    weights: Array


OUTPUTS = tuple(each.name for each in fields(Told))


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of a stretch of text: of its words, and its vectors and weights of all pieces."""

    tags: Array
    leads: list[Leads]
    hidden: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class Findings:
    """What was read in a text: who said what, in the order of the content, and what the network made of it."""

    attributions: list[Attribution]
    encodings: tuple[Encoding, ...]


class Reader:
    """Reads texts, a window at a time."""

    def __init__(self, run: Run, tokenizer: Tokenizer, settings: Settings) -> None:
        self.run = run
        self.tokenizer = tokenizer
        self.settings = settings
        self.apart: Array = np.array(settings.apart, np.float32)

    def read(self, text: str) -> Findings:
        """Reads a text, stretch by stretch."""
        attributions: list[Attribution] = []
        encodings: list[Encoding] = []
        for block in blocks(text):
            pieces = cut(text[block.start : block.end], self.tokenizer).moved(block.start)
            scores = self.score(pieces)
            attributions += self.attributions(assemble(scores.tags, scores.leads), pieces)
            encodings.append(Encoding(block, pieces.starts, pieces.ends, scores.hidden, scores.weights))
        return Findings(attributions, tuple(encodings))

    def score(self, pieces: Pieces) -> Scores:
        """Runs the network over the pieces and joins what its windows say."""
        before = np.concatenate(([0], np.cumsum(pieces.first)))
        tags, leads = np.zeros((before[-1], len(TAGS))), []
        hidden, weights = (np.zeros((len(pieces), size), np.float16) for size in (WIDTH, WEIGHINGS))
        for window in windows(pieces, self.settings.window, self.settings.margin):
            ids, features, words = self.inputs(pieces, window)
            told = self.run(ids, features, words)
            own = range(before[window.own_start], before[window.own_end])
            start = before[window.start]
            tags[own.start : own.stop] = told.tags[own.start - start : own.stop - start]
            leads.append(Leads(start, own, words, told.tails, told.heads, self.apart))
            here, seen = (slice(window.own_start - shift, window.own_end - shift) for shift in (0, window.start - 1))
            hidden[here], weights[here] = told.hidden[seen], told.weights[seen]
        opens_line = pieces.features[pieces.first, 2] == NEW_LINE
        tags[opens_line, TAGS.index("I-content")] += ACROSS_LINES
        return Scores(tags, leads, hidden, weights)

    def inputs(self, pieces: Pieces, window: Window) -> tuple[Array, Array, Array]:
        """A window between an opening and a closing piece, and where the opening piece and its words stand."""
        here = slice(window.start, window.end)
        ids = np.concatenate(([self.settings.opening_piece], pieces.ids[here], [self.settings.closing_piece]))
        features = np.zeros((len(ids), pieces.features.shape[1]), np.int64)
        features[1:-1] = pieces.features[here]
        words = np.concatenate(([0], np.flatnonzero(pieces.first[here]) + 1))
        return ids[None], features[None], words

    def attributions(self, found: Sequence[Found], pieces: Pieces) -> list[Attribution]:
        """Puts what was found into character offsets, with its confidence."""
        opens = np.append(np.flatnonzero(pieces.first), len(pieces))
        starts, ends = pieces.starts[opens[:-1]].tolist(), pieces.ends[opens[1:] - 1].tolist()

        def spans(*regions: Region | None) -> tuple[Span, ...]:
            return tuple(Span(starts[each.start], ends[each.end - 1]) for each in regions if each)

        sure = confidences([each.evidence for each in found], self.settings.confidence)
        return [
            Attribution(spans(each.source), spans(each.cue), spans(*each.content), confidence)
            for each, confidence in zip(found, sure, strict=True)
        ]


def blocks(text: str) -> Iterator[Span]:
    """Cuts a very long text into blocks, before a new line where there is one."""
    start = 0
    while len(text) - start > LONGEST_BLOCK:
        end = text.rfind("\n", start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK)
        end = end if end > 0 else start + LONGEST_BLOCK
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def weighable(evidence: Sequence[tuple[float, ...]]) -> Array:
    """Puts rows of evidence, each a probability, on the scale of log odds, after a constant."""
    kept = np.clip(evidence, SURE, 1.0 - SURE)
    return np.insert(np.log(kept / (1.0 - kept)), 0, 1.0, axis=1)


def confidences(evidence: Sequence[tuple[float, ...]], weights: tuple[float, ...]) -> list[float]:
    """Weighs the evidence for each of some attributions into one probability."""
    if not evidence:
        return []
    weighed: list[float] = (1.0 / (1.0 + np.exp(-weighable(evidence) @ np.array(weights)))).tolist()
    return weighed


def read_attributions(document: Document) -> Document:
    """The document with the attributions that the trained reader finds, completed by rules, in text order."""
    found = load_reader().read(document.article.text)
    read = (each for each in found.attributions if each.content and each.confidence >= LEAST)
    attributions = complete(document, read)
    ordered = tuple(sorted(attributions, key=lambda each: min(each.content)))
    return replace(document, attributions=ordered, encodings=found.encodings)


@lru_cache(maxsize=1)
def load_reader(folder: Path = WEIGHTS) -> Reader:
    """A reader with the weights of a folder."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    stored = json.loads((folder / "settings.json").read_text(encoding="utf8"))
    session = session_of(folder / "model.int8.onnx")

    def run(ids: Array, features: Array, words: Array) -> Told:
        return Told(*session.run(OUTPUTS, {"ids": ids, "features": features, "words": words}))

    return Reader(run, tokenizer, Settings(**stored))
