"""Reads who said what in a news article, with a trained network run by ONNX Runtime."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from summarizers.briefing import Span
from summarizers.completing import complete
from summarizers.decoding import TAGS, Found, Leads, Region, assemble
from summarizers.document import Attribution, Document
from summarizers.pieces import NEW_LINE, Pieces, Window, cut, windows

Run = Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], tuple[NDArray[Any], NDArray[Any]]]

WEIGHTS: Final = Path(__file__).parent / "weights"
LONGEST_BLOCK = 40_000
SURE = 1e-3
LEAST = 0.25
"""Confidence; what is less certain is wrong more often than it is worth (chosen on articles held out of training)."""
ACROSS_LINES = -2.0
"""For content to run on into another paragraph; of -1, -2 and none the best on articles held out of training."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the weights have to be read with; the export writes it beside them."""

    window: int
    overlap: int
    opening_piece: int
    closing_piece: int
    confidence: tuple[float, ...]


class Reader:
    """Reads attributions from texts."""

    def __init__(self, run: Run, tokenizer: Tokenizer, settings: Settings) -> None:
        self.run = run
        self.tokenizer = tokenizer
        self.settings = settings

    def read(self, text: str) -> list[Attribution]:
        """Finds the attributions of a text, in the order of their content."""
        return [attribution for start, end in blocks(text) for attribution in self.read_block(text[start:end], start)]

    def read_block(self, text: str, offset: int) -> Iterator[Attribution]:
        """Finds the attributions of a text that stands at an offset in a longer one."""
        pieces = cut(text, self.tokenizer)
        for found in assemble(*self.score(pieces)):
            yield self.attribution(found, pieces, offset)

    def score(self, pieces: Pieces) -> tuple[NDArray[Any], list[Leads]]:
        """Runs the network over the pieces and joins what its windows say of the words."""
        laid = windows(pieces, self.settings.window, self.settings.overlap)
        before = np.concatenate(([0], np.cumsum(pieces.first)))
        scores, leads = np.zeros((before[-1], len(TAGS))), []
        for window, tags, links in self.outputs(pieces, laid):
            first = pieces.first[window.start : window.end]
            own = range(before[window.own_start], before[window.own_end])
            start = before[window.start]
            scores[own.start : own.stop] = tags[first][own.start - start : own.stop - start]
            leads.append(sum_links(links, first, start, own))
        opens_line = pieces.features[pieces.first, 2] == NEW_LINE
        scores[opens_line, TAGS.index("I-content")] += ACROSS_LINES
        return scores, leads

    def outputs(self, pieces: Pieces, laid: list[Window]) -> Iterator[tuple[Window, NDArray[Any], NDArray[Any]]]:
        """Runs the windows one by one, which takes the least memory and time; yields their tag and link scores."""
        for window in laid:
            tags, links = self.run(*self.inputs(pieces, window))
            yield window, tags[0, 1:-1], links[0, :, 1:-1, :-1]

    def inputs(self, pieces: Pieces, window: Window) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """A window between an opening and a closing piece, as a batch of one."""
        inside = pieces.ids[window.start : window.end]
        ids = np.concatenate(([self.settings.opening_piece], inside, [self.settings.closing_piece]))
        features = np.zeros((len(ids), pieces.features.shape[1]), np.int64)
        features[1:-1] = pieces.features[window.start : window.end]
        return ids[None], features[None], np.ones((1, len(ids)), np.float32)

    def attribution(self, found: Found, pieces: Pieces, offset: int) -> Attribution:
        """Puts a found attribution into character offsets."""
        return Attribution(
            source=spans(filled(found.source), pieces, offset),
            cue=spans(filled(found.cue), pieces, offset),
            content=spans(found.content, pieces, offset),
            confidence=confidence(found.evidence, self.settings.confidence),
        )


def blocks(text: str) -> Iterator[Span]:
    """Cuts a very long text into blocks, before a new line where there is one."""
    start = 0
    while len(text) - start > LONGEST_BLOCK:
        end = text.rfind("\n", start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK)
        end = end if end > 0 else start + LONGEST_BLOCK
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def sum_links(links: NDArray[Any], first: NDArray[Any], start: int, own: range) -> Leads:
    """Turns a window's link scores into running sums of probability over its words."""
    kept = links[:, first][:, :, np.concatenate(([True], first))].astype(np.float64)
    chances = np.exp(kept - kept.max(2, keepdims=True))
    chances /= chances.sum(2, keepdims=True)
    nowhere, chances[:, :, 0] = chances[:, :, 0].copy(), 0.0
    return Leads(start, own, nowhere, np.cumsum(chances, 2))


def filled(region: Region | None) -> tuple[Region, ...]:
    """Makes a tuple of a region that may be missing."""
    return (region,) if region else ()


def spans(regions: tuple[Region, ...], pieces: Pieces, offset: int) -> tuple[Span, ...]:
    """Gives the character spans of regions of words."""
    opens = np.append(np.flatnonzero(pieces.first), len(pieces))
    return tuple(
        Span(int(pieces.starts[opens[each.start]]) + offset, int(pieces.ends[opens[each.end] - 1]) + offset)
        for each in regions
    )


def weighable(evidence: tuple[float, ...]) -> NDArray[Any]:
    """Puts pieces of evidence, each a probability, on the scale of log odds, after a constant."""
    kept = np.clip(evidence, SURE, 1.0 - SURE)
    return np.concatenate(([1.0], np.log(kept / (1.0 - kept))))


def confidence(evidence: tuple[float, ...], weights: tuple[float, ...]) -> float:
    """Weighs the evidence for an attribution into one probability."""
    return float(1.0 / (1.0 + np.exp(-weighable(evidence) @ np.array(weights))))


def read_attributions(document: Document) -> Document:
    """The document with the attributions that the trained reader finds, completed by rules, in text order."""
    found = load_reader().read(document.article.text)
    read = (each for each in found if each.content and each.confidence >= LEAST)
    attributions = complete(document, read)
    return replace(document, attributions=tuple(sorted(attributions, key=lambda each: min(each.content))))


@lru_cache(maxsize=1)
def load_reader(folder: Path = WEIGHTS) -> Reader:
    """A reader with the weights of a folder, on one thread: articles are read side by side in processes."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(folder / "model.int8.onnx", options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    stored = json.loads((folder / "settings.json").read_text(encoding="utf8"))

    def run(ids: NDArray[Any], features: NDArray[Any], mask: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        tags, links = session.run(["tags", "links"], {"ids": ids, "features": features, "mask": mask})
        return tags, links

    return Reader(run, tokenizer, Settings(**stored))
