"""Examples for the attribution reader, made from annotated articles."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from summarizers.linking import LINKS
from summarizers.pieces import Pieces, covered, cut, openings, parted
from summarizers.tagging import ROLES, TAGS

NO_LINK, NOWHERE = -2, -1
LINK_OF = {"content": (0, "cue"), "cue": (1, "source")}
STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")
WORD = re.compile(r"\w")

Annotation = dict[str, list[list[int]]]


@dataclass(frozen=True)
class Article:
    """An annotated article: every annotator's attributions by the annotator's name."""

    id: str
    text: str
    annotations: dict[str, list[Annotation]]

    @property
    def first(self) -> str:
        """The annotator whose reading the scorer takes as gold."""
        return min(self.annotations)


@dataclass(frozen=True)
class Example:
    """Word pieces with their gold tags and, by kind of link, the piece that each piece's link leads to."""

    ids: np.ndarray
    features: np.ndarray
    first: np.ndarray
    tags: np.ndarray
    links: np.ndarray


def read_articles(path: Path) -> list[Article]:
    """Reads annotated articles from a jsonl file."""
    with path.open(encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [Article(row["id"], row["text"], row["annotations"]) for row in rows]


def joined(spans: list[list[int]], text: str) -> list[list[int]]:
    """Joins neighbouring spans with no word between them."""
    result: list[list[int]] = []
    for start, end in sorted(spans):
        if result and not WORD.search(text, result[-1][1], start):
            result[-1][1] = max(end, result[-1][1])
        else:
            result.append([start, end])
    return result


def opening(pieces: Pieces, spans: list[list[int]]) -> int:
    """Gives the first piece of the spans that opens a word, or NOWHERE."""
    inside = [i for span in sorted(spans) for i in covered(pieces, span) if pieces.first[i]]
    return inside[0] if inside else NOWHERE


def gold(pieces: Pieces, text: str, attributions: list[Annotation]) -> tuple[np.ndarray, np.ndarray]:
    """Makes the gold tags and links of an article's pieces."""
    tags = np.zeros(len(pieces), np.int64)
    links = np.full((len(pieces), len(LINKS)), NO_LINK, np.int64)
    for attribution in attributions:
        for role in ROLES:
            for span in joined(attribution[role], text):
                inside = [i for i in covered(pieces, span) if not tags[i]]
                tags[inside] = TAGS.index(f"I-{role}")
                tags[inside[:1]] = TAGS.index(f"B-{role}")
                if role in LINK_OF:
                    kind, target = LINK_OF[role]
                    links[inside, kind] = opening(pieces, attribution[target])
    return tags, links


def article_example(
    article: Article, annotator: str, tokenizer: Tokenizer, straight: bool = False
) -> tuple[Pieces, Example]:
    """Makes one long example of an article, if asked with its quotation marks made straight."""
    text = article.text.translate(STRAIGHT) if straight else article.text
    pieces = cut(text, tokenizer)
    tags, links = gold(pieces, text, article.annotations[annotator])
    return pieces, Example(pieces.ids, pieces.features, pieces.first, tags, links)


def masked(example: Example, mask: int, share: float, rng: random.Random) -> Example:
    """Hides a share of the pieces, so that what stands around them is learned from too."""
    hidden = np.array([rng.random() < share for _ in example.ids], bool)
    return replace(example, ids=np.where(hidden, mask, example.ids))


def part(whole: Example, start: int, end: int) -> Example:
    """Cuts a window out of an example; a link that leaves the window is left out."""
    links = whole.links[start:end]
    inside = (links >= start) & (links < end)
    links = np.where(inside, links - start, np.where(links == NOWHERE, NOWHERE, NO_LINK))
    return Example(
        whole.ids[start:end], whole.features[start:end], whole.first[start:end], whole.tags[start:end], links
    )


def random_spans(pieces: Pieces, limit: int, rng: random.Random) -> list[tuple[int, int]]:
    """Cuts an article's pieces into windows, the first of them ending at a line taken at random."""
    lines, _, _ = openings(pieces)
    early = [int(line) for line in lines if line < limit]
    first = rng.choice(early) if len(pieces) > limit and early else 0
    tail = Pieces(*(getattr(pieces, column.name)[first:] for column in fields(Pieces)))
    edges = [first, *(first + end for end in parted(tail, limit))]
    return list(pairwise([0, *edges] if first else edges))


def random_parts(pieces: Pieces, whole: Example, limit: int, rng: random.Random) -> list[Example]:
    """Cuts an example into windows at random."""
    return [part(whole, start, end) for start, end in random_spans(pieces, limit, rng)]


def batches(examples: list[Example], pieces_a_batch: int, rng: random.Random) -> Iterator[list[Example]]:
    """Groups examples of like length into batches of a bounded size, in random order."""
    ordered = sorted(examples, key=lambda example: len(example.ids) + rng.random() * 32)
    groups: list[list[Example]] = [[]]
    for example in ordered:
        if (len(groups[-1]) + 1) * len(example.ids) > pieces_a_batch and groups[-1]:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    yield from groups
