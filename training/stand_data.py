"""Examples for the scorer of stands, made from articles with annotated disputes."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from summarizers.actors import resolve_actors
from summarizers.briefing import Article, Span
from summarizers.document import Document
from summarizers.opposing import sentence_numbers
from summarizers.parsing import parse
from summarizers.pieces import Pieces, covered
from summarizers.pipeline import load_pipeline
from summarizers.reader import read_attributions
from summarizers.stands import NEWSROOM, Scene, Stands

WORD = re.compile(r"\w+")
LONG_WORD = 4
UNNAMED_WEIGHT = 0.3
"""How much a side counts for all who stand in its sentences, where none of its actors was read there."""

Dispute = dict[str, Any]
Annotated = tuple[list[Dispute], list[Span]]


@dataclass(frozen=True)
class StandExample:
    """An article's stands as tensors: their pieces (stand, piece), features, and which clash, assert and contest."""

    words: Tensor
    names: Tensor
    features: Tensor
    pairs: Tensor
    sentences: Tensor
    clashes: Tensor
    claims: Tensor
    answers: Tensor


def read_disputes(gold: Path, sentences: Path) -> dict[str, Annotated]:
    """Reads the disputes of articles with their sentences, by the article's id."""
    spans = {row["id"]: [Span(*span) for span in row["sentences"]] for row in json.loads(sentences.read_text())}
    rows = [json.loads(line) for line in gold.read_text(encoding="utf8").splitlines()]
    return {row["id"]: (row["disputes"], spans[row["id"]]) for row in rows}


def read_document(text: str) -> Document:
    """A text as the product reads it, up to its actors and statements."""
    article = Article(None, None, None, None, "en", text)
    return resolve_actors(read_attributions(parse(article, load_pipeline())))


def stand_example(document: Document, pieces: Pieces, annotated: Annotated) -> StandExample | None:
    """Makes an example of a document; None if nobody stands anywhere."""
    stands = Scene(document).stands(range(len(document.sentences)))
    if not stands.all:
        return None
    clashes, claims, answers = clashing(stands, document, annotated)
    words, names = (
        membership(spans, pieces) for spans in zip(*((each.words, each.name) for each in stands.all), strict=True)
    )
    words[~words.any(1), 0] = True
    columns = (words, names, stands.features, stands.pairs, sentence_numbers(stands), clashes, claims, answers)
    return StandExample(*(torch.from_numpy(column) for column in columns))


def membership(spans: Iterable[tuple[Span, ...]], pieces: Pieces) -> np.ndarray:
    """Marks which pieces lie in which group of spans."""
    groups = list(spans)
    inside = np.zeros((len(groups), len(pieces)), bool)
    for row, group in zip(inside, groups, strict=True):
        for span in group:
            row[list(covered(pieces, span))] = True
    return inside


def clashing(stands: Stands, document: Document, annotated: Annotated) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights, by pair (claim, answer) and by stand, with which each is an example of a clash, a claim, an answer."""
    count = len(stands.all)
    clashes, claims, answers = (np.zeros(shape, np.float32) for shape in ((count, count), count, count))
    disputes, sentences = annotated
    for dispute in disputes:
        sides = [standing(stands, document, sentences, side) for side in sides_of(dispute)]
        for weights, (places, weight) in zip((claims, answers), sides, strict=True):
            weights[places] = np.maximum(weights[places], weight)
        both = np.ix_(sides[0][0], sides[1][0])
        clashes[both] = np.maximum(clashes[both], sides[0][1] * sides[1][1])
    return clashes, claims, answers


def sides_of(dispute: Dispute) -> tuple[list[Dispute], list[Dispute]]:
    """Parts the sides into those that assert and those that contest; of two versions the first is taken to assert."""
    asserting = [side for side in dispute["sides"] if side["stance"] == "asserts"]
    contesting = [side for side in dispute["sides"] if side["stance"] != "asserts"]
    return (asserting, contesting) if asserting and contesting else (dispute["sides"][:1], dispute["sides"][1:])


def standing(
    stands: Stands, document: Document, sentences: list[Span], sides: list[Dispute]
) -> tuple[list[int], float]:
    """The stands of a side: its actors in its sentences, or if none was read there all, who then weigh less."""
    shown = [sentences[place] for side in sides for place in side["sentences"]]
    here = [
        place
        for place, stand in enumerate(stands.all)
        if any(document.sentences[stand.sentence].overlaps(each) for each in shown)
    ]
    wanted = {last_word(name) for side in sides for name in side["actors"]}
    names = {actor.id: {last_word(name) for name in (actor.name, *actor.aliases)} for actor in document.actors}
    names[NEWSROOM] = {last_word(NEWSROOM)}
    named = [place for place in here if names.get(stands.all[place].actor, set()) & wanted]
    return (named, 1.0) if named else (here, UNNAMED_WEIGHT)


def last_word(name: str) -> str:
    """The last word of a name, lower-cased, a long one without its plural."""
    words = WORD.findall(name.lower()) or [""]
    return words[-1].rstrip("s") if len(words[-1]) > LONG_WORD else words[-1]


def weighed(hidden: Tensor, weights: Tensor, example: StandExample, never: float) -> Tensor:
    """The vectors of an example's stands, from the vectors and weights of the article's pieces."""
    odds = weights.unsqueeze(0) + ((~example.words) * never).unsqueeze(2)
    words = odds.softmax(1).transpose(1, 2) @ hidden
    names = example.names.float()
    mean = (names / names.sum(1, keepdim=True).clamp(min=1.0)) @ hidden
    return torch.cat([words.flatten(1), mean], 1)


def examples(
    articles: Iterable[tuple[str, str, Pieces]], disputes: dict[str, Annotated]
) -> Iterator[tuple[str, StandExample]]:
    """The examples of articles (id, text, pieces) with annotated disputes."""
    for name, text, pieces in articles:
        if name in disputes:
            example = stand_example(read_document(text), pieces, disputes[name])
            if example is not None:
                yield name, example
