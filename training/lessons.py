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
from training.model import Shape
from training.stand_data import StandExample
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
    """Of how many windows each lesson has, how many are of articles with stands that count, and how many are spoilt."""

    windows: int = 40
    of_articles: int = 32
    with_stands: int = 4
    thinned: float = 0.5
    left_alone: float = 0.35
    most_spoilt: float = 0.15
    most_exchanged: float = 0.7


@dataclass(frozen=True)
class Text:
    """An article's pieces, where they stand on the shelf, and where its lines begin and the last ends."""

    start: int
    pieces: Pieces
    lines: Places
    stands: StandExample | None


@dataclass(frozen=True)
class Seen:
    """The stands of an article, and where its pieces stand in a lesson: the rows, and the places in them."""

    stands: StandExample
    rows: Tensor
    places: Tensor


@dataclass(frozen=True)
class Lesson:
    """Windows (row, piece), which pieces are real and which open a word, and the stands of the articles in them."""

    ids: Tensor
    features: Tensor
    real: Tensor
    first: Tensor
    seen: list[Seen]


class Shelf:
    """All articles, piece after piece, and the lessons made of them."""

    def __init__(self, articles: list[Article], stands: dict[str, StandExample], tokenizer: Tokenizer, device: str):
        cut = [article_example(article, article.first, tokenizer)[0] for article in articles]
        starts = np.cumsum([0, *map(len, cut)]).tolist()
        self.texts = [
            Text(start, pieces, np.union1d(openings(pieces)[0], [0, len(pieces)]), stands.get(article.id))
            for article, pieces, start in zip(articles, cut, starts, strict=False)
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

    def lesson(self, windows: list[Places], read: list[tuple[Text, list[Places]]]) -> Lesson:
        """A lesson of windows, the first of them those of articles, each window told by its places on the shelf."""
        rows = np.full((len(windows), Shape.places), len(self.ids) + PADDING)
        for row, window in zip(rows, windows, strict=True):
            row[0], row[len(window) + 1] = len(self.ids) + OPENING, len(self.ids) + CLOSING
            row[1 : len(window) + 1] = window
        places, seen, at = self.moved(rows), [], 0
        for text, own in read:
            if text.stands is not None:
                seen += self.seen(text.start, text.stands, own, at)
            at += len(own)
        real = places != len(self.ids) + PADDING
        return Lesson(self.ids[places], self.features[places], real, self.first[places], seen)

    def seen(self, start: int, stands: StandExample, windows: list[Places], at: int) -> Iterator[Seen]:
        """The stands that are left in an article's windows, which begin at a row."""
        left = with_pieces(stands, np.concatenate(windows) - start)
        if len(left.features) > 1:
            rows = np.repeat(np.arange(at, at + len(windows)), [len(each) for each in windows])
            within = np.concatenate([np.arange(1, len(each) + 1) for each in windows])
            moved = StandExample(**{name: value.to(self.device) for name, value in vars(left).items()})
            yield Seen(moved, self.moved(rows), self.moved(within))

    def article(self, text: Text, rng: np.random.Generator) -> Lesson:
        """An article cut into windows, and nothing else."""
        windows = self.cut(text, rng)
        return self.lesson(windows, [(text, windows)])

    def lessons(self, plan: LessonPlan, rng: np.random.Generator) -> Iterator[Lesson]:
        """Lessons without end; every article comes once before any comes again."""
        left: list[Text] = []
        while True:
            windows: list[Places] = []
            read: list[tuple[Text, list[Places]]] = []
            while True:
                left = left or [self.texts[place] for place in rng.permutation(len(self.texts))]
                own = self.thinned(left[-1], rng) if rng.random() < plan.thinned else self.cut(left[-1], rng)
                if len(own) > plan.of_articles:
                    left.pop()
                elif len(windows) + len(own) > plan.of_articles:
                    break
                else:
                    read.append((left.pop(), own))
                    windows += own
            windows += [self.mixed(rng) for _ in range(plan.windows - len(windows))]
            lesson = self.lesson(windows, read)
            chosen = rng.permutation(len(lesson.seen))[: plan.with_stands]
            yield replace(self.spoilt(lesson, plan), seen=[lesson.seen[place] for place in chosen])

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
        inside = lesson.real.clone()
        inside[:, 0] = False
        inside &= lesson.real.roll(-1, 1)
        others = self.ids[torch.randint(len(self.ids) - SPECIAL_PIECES - 1, shape, device=self.device)]
        ids = torch.where((chance < level).to(self.device) & inside, self.mask, lesson.ids)
        return replace(lesson, ids=torch.where(exchanged & inside, others, ids))


def with_pieces(stands: StandExample, kept: Places) -> StandExample:
    """The stands of which a word is left among the pieces that are kept, with these pieces alone."""
    chosen = torch.from_numpy(kept)
    words, names = stands.words[:, chosen], stands.names[:, chosen]
    left = words.any(1)
    return StandExample(
        words[left],
        names[left],
        stands.features[left],
        stands.pairs[left][:, left],
        torch.unique(stands.sentences[left], return_inverse=True)[1],
        stands.clashes[left][:, left],
        stands.claims[left],
        stands.answers[left],
    )
