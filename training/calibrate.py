"""Fits the weights that turn the evidence for an attribution into the probability that it is right."""

import re
from dataclasses import replace

import numpy as np

from summarizers.decoding import Found, assemble
from summarizers.document import Attribution
from summarizers.pieces import cut
from summarizers.reader import Reader, weighable
from training.data import Annotation, Article

TOKEN = re.compile(r"\w+")
RIGHT = 0.5
ROUNDS, RIDGE = 50, 1.0


def tokens(text: str, spans: list[list[int]] | tuple[tuple[int, int], ...]) -> set[int]:
    """Gives the places of the words that share a character with the spans."""
    return {m.start() for m in TOKEN.finditer(text) if any(m.start() < end and start < m.end() for start, end in spans)}


def is_right(text: str, attribution: Attribution, annotations: list[Annotation]) -> bool:
    """Tells whether an annotation has half of the attribution's content in common, and its source."""
    content, source = tokens(text, attribution.content), tokens(text, attribution.source)
    for annotation in annotations:
        gold, who = tokens(text, annotation["content"]), tokens(text, annotation["source"])
        if content & gold and len(content & gold) >= RIGHT * len(content | gold):
            return bool(source & who) or not who
    return False


def evidence(reader: Reader, article: Article) -> list[tuple[tuple[float, ...], bool]]:
    """Reads an article; yields the evidence for every attribution, and whether it is right."""
    pieces = cut(article.text, reader.tokenizer)
    gold = article.annotations[article.first]
    scores = reader.score(pieces)
    found: list[Found] = assemble(scores.tags, scores.leads)
    placed = reader.attributions(found, pieces)
    return [(one.evidence, is_right(article.text, each, gold)) for one, each in zip(found, placed, strict=True)]


def fit(features: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Fits a logistic regression by Newton's method, with a small ridge."""
    weights = np.zeros(features.shape[1])
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-features @ weights))
        slope = features.T @ (right - chance) - RIDGE * weights
        bend = (features * (chance * (1.0 - chance))[:, None]).T @ features + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def calibrated(reader: Reader, articles: list[Article]) -> Reader:
    """Gives the reader with confidences fitted on articles that the network did not learn from."""
    rows = [row for article in articles for row in evidence(reader, article)]
    features = weighable([one for one, _ in rows])
    weights = fit(features, np.array([right for _, right in rows], float))
    return Reader(reader.run, reader.tokenizer, replace(reader.settings, confidence=tuple(weights.tolist())))


def calibration_error(confidences: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Gives the expected calibration error over equally filled bins."""
    order = np.array_split(np.argsort(confidences), bins)
    return float(sum(len(part) * abs(confidences[part].mean() - right[part].mean()) for part in order) / len(right))
