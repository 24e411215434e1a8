"""Teaches a pruned network to give what the whole one gives: python -m training.distil WHOLE.pt PRUNED.pt DATA OUT.

DATA is a folder with polnear/train.jsonl, disputes/train_gold.jsonl and disputes/train_sentences.json. What the
annotators marked is not looked at again.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import join
from training.contests import Trained, load_trained
from training.data import Article, article_example, read_articles
from training.join import JoinPlan, held_out
from training.model import NEVER, Network
from training.prune import WindowInput, learned, window_inputs
from training.stand_data import StandExample, examples, read_disputes, weighed
from training.train import REPORT_EVERY, Plan, load_tokenizer, schedule


@dataclass(frozen=True)
class DistilPlan:
    """Everything that decides how the teaching goes; what it shares with the training before is as it was there."""

    seed: int = 11
    epochs: int = 3
    pieces_a_step: int = 2048
    rate: float = 1e-4
    warm_up: float = 0.05


@dataclass(frozen=True)
class Lesson:
    """An article's windows, what the whole network makes of them layer by layer, and the article's stands."""

    windows: list[WindowInput]
    vectors: list[Tensor]
    order: list[int]
    stands: StandExample | None

    @property
    def pieces(self) -> int:
        """How many pieces all windows have."""
        return sum(window.ids.shape[1] for window in self.windows)


def layers_of(network: Network, window: WindowInput) -> Tensor:
    """What every layer makes of a window (layer, piece, width)."""
    hidden = network.embed(window.ids, window.features)
    made = []
    for layer in network.layers:
        hidden = layer(hidden, None)
        made.append(hidden[0])
    return torch.stack(made)


@torch.no_grad()
def lessons(articles: list[Article], stands: dict[str, StandExample], whole: Trained, plan: DistilPlan) -> list[Lesson]:
    """Has the whole network read articles."""
    tokenizer, rng, made = load_tokenizer(), random.Random(plan.seed), []
    for article in articles:
        windows = list(window_inputs(article, tokenizer, rng))
        order = sorted(range(len(windows)), key=lambda place: windows[place][1])
        inputs = [window for window, _, _ in windows]
        vectors = [layers_of(whole.network, window).half() for window in inputs]
        made.append(Lesson(inputs, vectors, order, stands.get(article.id)))
    return made


def vector_loss(own: Tensor, other: Tensor) -> Tensor:
    """The share of the vectors' variance that is missed, over all layers."""
    missed = (own - other).square().sum((1, 2))
    return (missed / (other - other.mean(1, keepdim=True)).square().sum((1, 2))).mean()


def divergence(own: Tensor, other: Tensor) -> Tensor:
    """How far the probabilities of the last dimension are from the other's, in nats."""
    pair = (each.flatten(0, -2).log_softmax(-1) for each in (own, other))
    return functional.kl_div(*pair, reduction="batchmean", log_target=True)


def clash_loss(student: Trained, whole: Trained, own: Tensor, other: Tensor, example: StandExample) -> Tensor:
    """How far the scores of all pairs of stands are from the whole network's; likely pairs weigh more."""
    odds, wanted = (clash_odds(trained, pieces, example) for trained, pieces in ((student, own), (whole, other)))
    missed, least = (join.clash_loss(each, wanted.sigmoid(), JoinPlan()) for each in (odds, wanted))
    return missed - least


def clash_odds(trained: Trained, pieces: Tensor, example: StandExample) -> Tensor:
    """The log odds of all pairs of an article's stands, from the vectors of its pieces."""
    vectors = weighed(pieces, trained.weighing(pieces), example, NEVER)
    odds, _, _ = trained.scorer(vectors, example.features, example.pairs, example.sentences)
    return odds


def losses(student: Trained, whole: Trained, lesson: Lesson) -> Tensor:
    """The losses of vectors, tags, links and clashes for one article."""
    seen, total = [], torch.zeros(3)
    for window, vectors in zip(lesson.windows, lesson.vectors, strict=True):
        own, other = layers_of(student.network, window), vectors.float()
        seen.append((own[-1], other[-1]))
        tags, links = student.network.read(own[-1], window.words)
        told, led = whole.network.read(other[-1], window.words)
        each = torch.stack([vector_loss(own, other), divergence(tags, told), divergence(links, led)])
        total = total + each * (window.ids.shape[1] / lesson.pieces)
    clash = torch.zeros(())
    if lesson.stands is not None:
        own, other = (torch.cat([seen[place][side][1:-1] for place in lesson.order]) for side in range(2))
        clash = clash_loss(student, whole, own, other, lesson.stands)
    return torch.cat([total, clash[None]])


WEIGHTS = torch.tensor([1.0, 1.0, Plan.link_weight, JoinPlan.dispute_weight])


def steps(chosen: list[Lesson], pieces: int, rng: random.Random) -> Iterator[list[Lesson]]:
    """All lessons in random order, some at a time."""
    group: list[Lesson] = []
    for lesson in rng.sample(chosen, len(chosen)):
        group.append(lesson)
        if sum(each.pieces for each in group) >= pieces:
            yield group
            group = []
    if group:
        yield group


def learn(student: Trained, whole: Trained, group: list[Lesson]) -> Tensor:
    """Adds up the gradients of some articles; gives their mean losses."""
    total, pieces = torch.zeros(len(WEIGHTS)), sum(lesson.pieces for lesson in group)
    for lesson in group:
        each = losses(student, whole, lesson) * (lesson.pieces / pieces)
        (each * WEIGHTS).sum().backward()
        total += each.detach()
    return total


@torch.no_grad()
def check(student: Trained, whole: Trained, apart: list[Lesson]) -> list[float]:
    """The mean losses on articles that nothing is learned from."""
    return [float(each) for each in torch.stack([losses(student, whole, lesson) for lesson in apart]).mean(0)]


def distil(
    plan: DistilPlan, whole: Trained, student: Trained, taught: list[Lesson], apart: list[Lesson], out: Path
) -> None:
    """Teaches a network, saving it and its figures after every epoch; the scorer of stands stays as it is."""
    rng, began, done = random.Random(plan.seed), time.time(), 0
    parameters = [*student.network.parameters(), *student.weighing.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=Plan.weight_decay)
    every = plan.epochs * sum(1 for _ in steps(taught, plan.pieces_a_step, random.Random(0)))
    for epoch in range(plan.epochs):
        seen = []
        for group in steps(taught, plan.pieces_a_step, rng):
            for rates in optimizer.param_groups:
                rates["lr"] = plan.rate * schedule(done / every, plan.warm_up)
            optimizer.zero_grad(set_to_none=True)
            seen.append(learn(student, whole, group).numpy())
            nn.utils.clip_grad_norm_(parameters, Plan.clip)
            optimizer.step()
            done += 1
            if done % REPORT_EVERY == 0:
                print(f"{done}/{every} {time.time() - began:.0f}s", np.mean(seen[-20:], 0).round(4), flush=True)
        student.save(out / "distilled.pt")
        missed = check(student, whole, apart)
        figures = {"epoch": epoch + 1, "steps": done, "seconds": time.time() - began, "held_out": missed}
        print(figures, flush=True)
        with (out / "distil_metrics.jsonl").open("a") as lines:
            lines.write(json.dumps(figures) + "\n")


def read_stands(data: Path, articles: list[Article]) -> dict[str, StandExample]:
    """The stands that the shipped weights read in the articles with annotated disputes."""
    disputes = read_disputes(data / "disputes" / "train_gold.jsonl", data / "disputes" / "train_sentences.json")
    tokenizer = load_tokenizer()
    cut = ((each.id, each.text, article_example(each, each.first, tokenizer)[0]) for each in articles)
    return dict(examples(cut, disputes))


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("whole", "pruned", "data", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    plan = DistilPlan()
    torch.manual_seed(plan.seed)
    articles = read_articles(options.data / "polnear" / "train.jsonl")
    whole, student = load_trained(options.whole), load_trained(options.pruned)
    stands = read_stands(options.data, articles)
    taught, apart = (lessons(each, stands, whole, plan) for each in (learned(articles), held_out(articles, JoinPlan())))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "distil_plan.json").write_text(json.dumps(asdict(plan), indent=1))
    distil(plan, whole, student, taught, apart, options.out)


if __name__ == "__main__":
    main()
