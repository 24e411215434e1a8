"""Teaches the scorer of stands to a pruned network: python -m training.retune WHOLE.pt PRUNED.pt DATA OUT.

With the pruned network's vectors it learns to score as it did with the whole network's. DATA is a folder with
polnear/train.jsonl, disputes/train_gold.jsonl and disputes/train_sentences.json; what is disputed there is not learned.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.contests import Trained, load_trained
from training.data import Article, article_example, read_articles
from training.join import JoinPlan, held_out
from training.model import NEVER, Network
from training.prune import learned, window_inputs
from training.stand_data import StandExample, examples, read_disputes, weighed
from training.train import Plan, load_tokenizer, schedule


@dataclass(frozen=True)
class RetunePlan:
    """Everything that decides how the scorer is taught."""

    seed: int = 5
    epochs: int = 5
    articles_a_step: int = 8
    rate: float = 3e-4
    warm_up: float = 0.05


@dataclass(frozen=True)
class Lesson:
    """The pruned network's vectors of an article's pieces, its stands, and their pairs' log odds by the whole one."""

    pieces: Tensor
    stands: StandExample
    odds: Tensor


def vectors(network: Network, article: Article, tokenizer: Tokenizer, seed: int) -> Tensor:
    """A network's vectors of an article's pieces (piece, width); with the same seed it is cut into the same windows."""
    windows = sorted(window_inputs(article, tokenizer, random.Random(seed)), key=lambda window: window[1])
    return torch.cat([network.encode(each.ids, each.features, None)[0, 1:-1] for each, _, _ in windows])


def odds_of(trained: Trained, pieces: Tensor, stands: StandExample) -> Tensor:
    """The log odds of all pairs of an article's stands, from the vectors of its pieces."""
    rows = weighed(pieces, trained.weighing(pieces), stands, NEVER)
    odds, _, _ = trained.scorer(rows, stands.features, stands.pairs, stands.sentences)
    return odds


@torch.no_grad()
def lessons(
    articles: Iterable[Article], stands: dict[str, StandExample], whole: Trained, pruned: Trained, plan: RetunePlan
) -> Iterator[Lesson]:
    """Has both networks read articles."""
    tokenizer = load_tokenizer()
    for article in articles:
        if article.id in stands:
            own, other = (vectors(each.network, article, tokenizer, plan.seed) for each in (pruned, whole))
            yield Lesson(own.half(), stands[article.id], odds_of(whole, other, stands[article.id]))


def loss(student: Trained, lesson: Lesson) -> Tensor:
    """How far the scores of all pairs are from the whole network's; likely pairs weigh more."""
    odds, chances = odds_of(student, lesson.pieces.float(), lesson.stands), lesson.odds.sigmoid()
    missed, least = (
        functional.binary_cross_entropy_with_logits(each, chances, reduction="none") for each in (odds, lesson.odds)
    )
    weights = 1.0 + (JoinPlan.clash_weight - 1.0) * chances
    return ((missed - least) * weights).sum() / (chances.sum() + JoinPlan.spread_over)


@torch.no_grad()
def check(student: Trained, apart: list[Lesson]) -> float:
    """The mean loss on articles that nothing is learned from."""
    return float(torch.stack([loss(student, lesson) for lesson in apart]).mean())


def retune(plan: RetunePlan, student: Trained, taught: list[Lesson], apart: list[Lesson]) -> Iterator[float]:
    """Teaches the scorer and the weighing of pieces; gives the loss on the articles apart, before and by epoch."""
    rng, done, steps = random.Random(plan.seed), 0, plan.epochs * -(-len(taught) // plan.articles_a_step)
    parameters = [*student.scorer.parameters(), *student.weighing.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=Plan.weight_decay)
    yield check(student, apart)
    for _ in range(plan.epochs):
        order = rng.sample(taught, len(taught))
        for start in range(0, len(order), plan.articles_a_step):
            for group in optimizer.param_groups:
                group["lr"] = plan.rate * schedule(done / steps, plan.warm_up)
            optimizer.zero_grad(set_to_none=True)
            for lesson in order[start : start + plan.articles_a_step]:
                (loss(student, lesson) / plan.articles_a_step).backward()
            nn.utils.clip_grad_norm_(parameters, Plan.clip)
            optimizer.step()
            done += 1
        yield check(student, apart)


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
    plan, articles = RetunePlan(), read_articles(options.data / "polnear" / "train.jsonl")
    whole, student = load_trained(options.whole), load_trained(options.pruned)
    stands = read_stands(options.data, articles)
    parts = (learned(articles), held_out(articles, JoinPlan()))
    taught, apart = (list(lessons(part, stands, whole, student, plan)) for part in parts)
    (options.out / "retune_plan.json").write_text(json.dumps(asdict(plan), indent=1))
    for epoch, missed in enumerate(retune(plan, student, taught, apart)):
        student.save(options.out / "retuned.pt")
        with (options.out / "retune_metrics.jsonl").open("a") as lines:
            lines.write(json.dumps({"epoch": epoch, "held_out": missed}) + "\n")
        print(f"epoch {epoch}: {missed:.5f}", flush=True)


if __name__ == "__main__":
    main()
