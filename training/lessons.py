"""Windows to teach a smaller network from: of articles, of articles thinned out, and of lines of several.

The network that teaches reads them too, so that nothing in them need be annotated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from summarizers.pieces import Pieces, openings
from training.data import Article, article_example, random_spans
from training.train import SPECIAL_PIECES, Plan

OPENING, CLOSING, PADDING = -3, -2, -1
"""The places, at the end of a shelf, of what stands around the pieces of a window."""
LEAST_WINDOW = 120
LEAST_KEPT, MOST_KEPT = 0.4, 0.95
"""The shares of a thinned article's lines that are left."""
LINES_OF_ONE = 8
SHORT_OF_MIXED = 0.3

Places = NDArray[np.int64]


@dataclass(frozen=True)
class LessonPlan:
    """Of how many windows each lesson has, of how many at least it is chosen, and how they are altered and spoilt."""

    windows: int = 8
    pool: int = 96
    thinned: float = 0.4
    mixed: float = 0.35
    left_alone: float = 0.35
    most_spoilt: float = 0.15
    most_exchanged: float = 0.7


@dataclass(frozen=True)
class Text:
    """An article's pieces, where they stand on the shelf, and where its lines begin and the last ends."""

    start: int
    pieces: Pieces
    lines: Places


@dataclass(frozen=True)
class Lesson:
    """Windows (row, piece), which pieces are real and which open a word."""

    ids: Tensor
    features: Tensor
    real: Tensor
    first: Tensor


class Shelf:
    """All articles, piece after piece, and the lessons made of them."""

    def __init__(self, articles: list[Article], tokenizer: Tokenizer, device: str):
        cut = [article_example(article, article.first, tokenizer)[0] for article in articles]
        starts = np.cumsum([0, *map(len, cut)]).tolist()
        self.texts = [
            Text(start, pieces, np.union1d(openings(pieces)[0], [0, len(pieces)]))
            for pieces, start in zip(cut, starts, strict=False)
        ]
        ends = [tokenizer.token_to_id(each) for each in ("[CLS]", "[SEP]", "[PAD]")]
        self.mask, self.device = tokenizer.token_to_id("[MASK]"), device
        self.ids = self.moved(np.concatenate([*(each.ids for each in cut), ends]))
        around = np.zeros((len(ends), cut[0].features.shape[1]), np.int64)
        self.features = self.moved(np.concatenate([*(each.features for each in cut), around]))
        self.first = self.moved(np.concatenate([*(each.first for each in cut), [False] * len(ends)]))

    def moved(self, values: NDArray[np.generic]) -> Tensor:
        """Values where they are computed with."""
        return torch.from_numpy(values).to(self.device)

    def lesson(self, windows: list[Places]) -> Lesson:
        """A lesson of windows, each told by its places on the shelf."""
        rows = np.full((len(windows), max(map(len, windows)) + 2), len(self.ids) + PADDING)
        for row, window in zip(rows, windows, strict=True):
            row[0], row[len(window) + 1] = len(self.ids) + OPENING, len(self.ids) + CLOSING
            row[1 : len(window) + 1] = window
        places = self.moved(rows)
        return Lesson(self.ids[places], self.features[places], places != len(self.ids) + PADDING, self.first[places])

    def article(self, text: Text, rng: np.random.Generator) -> Lesson:
        """An article cut into windows, and nothing else."""
        return self.lesson(self.cut(text, rng))

    def lessons(self, plan: LessonPlan, rng: np.random.Generator) -> Iterator[Lesson]:
        """Lessons without end, each of windows of like length; every article comes once before any comes again."""
        left: list[Text] = []
        while True:
            pool: list[Places] = []
            while len(pool) < plan.pool:
                left = left or [self.texts[place] for place in rng.permutation(len(self.texts))]
                text = left.pop()
                pool += self.thinned(text, rng) if rng.random() < plan.thinned else self.cut(text, rng)
                pool += [self.mixed(rng)] if rng.random() < plan.mixed else []
            pool.sort(key=len)
            for start in rng.permutation(range(0, len(pool) - plan.windows + 1, plan.windows)):
                yield self.spoilt(self.lesson(pool[start : start + plan.windows]), plan)

    def cut(self, text: Text, rng: np.random.Generator) -> list[Places]:
        """An article's windows, cut at random."""
        spans = random_spans(text.pieces, Plan.window, rng)
        return [np.arange(text.start + start, text.start + end) for start, end in sorted(spans)]

    def thinned(self, text: Text, rng: np.random.Generator) -> list[Places]:
        """The windows of an article without some of its lines, the first of any length."""
        ends = list(zip(text.lines, text.lines[1:], strict=False))
        kept = rng.random(len(ends)) < rng.uniform(LEAST_KEPT, MOST_KEPT)
        kept[int(rng.integers(len(ends)))] = True
        places = np.concatenate([np.arange(*ends[place]) for place in np.flatnonzero(kept)]) + text.start
        first = int(rng.integers(LEAST_WINDOW, Plan.window + 1))
        return [each for each in np.split(places, range(first, len(places), Plan.window)) if len(each)]

    def mixed(self, rng: np.random.Generator) -> Places:
        """A window of a few lines each of several articles."""
        short = rng.random() < SHORT_OF_MIXED
        room = int(rng.integers(LEAST_WINDOW, Plan.window)) if short else Plan.window
        found = np.empty(0, np.int64)
        while len(found) < room:
            text = self.texts[int(rng.integers(len(self.texts)))]
            start = int(rng.integers(len(text.lines) - 1))
            end = min(len(text.lines) - 1, start + int(rng.integers(1, LINES_OF_ONE)))
            found = np.concatenate([found, text.start + np.arange(text.lines[start], text.lines[end])])
        return found[:room]

    def spoilt(self, lesson: Lesson, plan: LessonPlan) -> Lesson:
        """A lesson with some pieces hidden and some exchanged, in each window more or fewer."""
        rows, shape = (len(lesson.ids), 1), lesson.ids.shape
        level = torch.rand(rows) * plan.most_spoilt * (torch.rand(rows) > plan.left_alone)
        chance = torch.rand(shape)
        exchanged = (chance < level * torch.rand(rows) * plan.most_exchanged).to(self.device)
        inside = lesson.real & lesson.real.roll(-1, 1)
        inside[:, [0, -1]] = False
        others = self.ids[torch.randint(len(self.ids) - SPECIAL_PIECES - 1, shape, device=self.device)]
        ids = torch.where((chance < level).to(self.device) & inside, self.mask, lesson.ids)
        return replace(lesson, ids=torch.where(exchanged & inside, others, ids))
