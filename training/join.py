"""Goes on training a network together with the scorer of stands: python -m training.join NETWORK.pt DATA OUT.

DATA is a folder with polnear/train.jsonl, disputes/train_gold.jsonl and disputes/train_sentences.json. The stands are
those that the shipped weights read in the articles.
"""

import argparse
import copy
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.contests import Trained, load_trained
from training.data import Article, article_example, masked, part, random_spans, read_articles
from training.model import NEVER, Network
from training.stand_data import StandExample, examples, read_disputes, weighed
from training.train import (
    BOTTOM,
    REPORT_EVERY,
    Batch,
    Plan,
    collate,
    group_of,
    link_losses,
    load_tokenizer,
    parameter_groups,
    schedule,
    tag_loss,
)

Places = list[tuple[int, int, int]]


@dataclass(frozen=True)
class JoinPlan:
    """Everything that decides how the joint training goes; what it shares with the first is as it was there."""

    seed: int = 3
    epochs: int = 5
    pieces_a_batch: int = 3072
    encoder_rate: float = 1e-4
    head_rate: float = 6e-4
    head_decay: float = 0.05
    warm_up: float = 0.06
    dispute_weight: float = 0.12
    clash_weight: float = 3.0
    spread_over: float = 10.0
    held_out: tuple[int, ...] = (0, 10)


def held_out(articles: list[Article], plan: JoinPlan) -> list[Article]:
    """The articles from which nothing is learned: for thresholds and confidences."""
    return [article for place, article in enumerate(articles) if place % Plan.held_out in plan.held_out]


def learned(articles: list[Article], plan: JoinPlan) -> list[Article]:
    """The articles that may be learned from."""
    return [article for place, article in enumerate(articles) if place % Plan.held_out not in plan.held_out]


@dataclass(frozen=True)
class Lot:
    """Some articles: their windows as a batch, and the stands of those with annotated disputes.

    Each has the places of its windows in the batch: the row, and the pieces of the article that it holds.
    """

    batch: Batch
    stands: list[tuple[StandExample, Places]]


class Stream:
    """Lots of whole articles, cut into windows anew each time."""

    def __init__(self, articles: list[Article], stands: dict[str, StandExample], tokenizer: Tokenizer, plan: JoinPlan):
        self.articles = articles
        self.stands = stands
        self.tokenizer = tokenizer
        self.plan = plan
        self.cut = {article.id: article_example(article, article.first, tokenizer)[0] for article in articles}

    def groups(self, rng: random.Random) -> list[list[Article]]:
        """Articles of like length together, in random order."""
        lengths = {name: len(pieces) for name, pieces in self.cut.items()}
        groups: list[list[Article]] = [[]]
        for article in sorted(self.articles, key=lambda each: lengths[each.id] + rng.random() * 300):
            pieces = sum(lengths[each.id] for each in (*groups[-1], article))
            if pieces > self.plan.pieces_a_batch and groups[-1]:
                groups.append([])
            groups[-1].append(article)
        rng.shuffle(groups)
        return groups

    def lots(self, rng: random.Random) -> Iterator[Lot]:
        """One epoch."""
        for group in self.groups(rng):
            windows, stands = [], []
            for article in group:
                pieces, whole = article_example(article, rng.choice(sorted(article.annotations)), self.tokenizer)
                whole = masked(whole, self.tokenizer.token_to_id("[MASK]"), Plan.masked_share, rng)
                places = []
                for start, end in random_spans(pieces, Plan.window, rng):
                    places.append((len(windows), start, end))
                    windows.append(part(whole, start, end))
                if article.id in self.stands:
                    stands.append((self.stands[article.id], places))
            yield Lot(collate(windows, self.tokenizer), stands)


def of_article(rows: Tensor, places: Places) -> Tensor:
    """What a batch of windows has for the pieces of one article, without the opening and closing pieces."""
    ordered = sorted(places, key=lambda place: place[1])
    return torch.cat([rows[row, 1 : end - start + 1] for row, start, end in ordered])


def lot_loss(trained: Trained, lot: Lot, plan: JoinPlan) -> Tensor:
    """The loss of the attributions, and of the disputes where they are annotated."""
    batch = lot.batch
    with torch.autocast("cpu", torch.bfloat16):
        hidden = trained.network.encode(batch.ids, batch.features, batch.mask)
        tags, links = trained.network.heads(hidden)
    loss = tag_loss(tags.float(), batch, Plan.smoothing) + Plan.link_weight * sum(link_losses(links.float(), batch))
    for example, places in lot.stands:
        pieces = of_article(hidden.float(), places)
        vectors = weighed(pieces, trained.weighing(pieces), example, NEVER)
        odds, claims, answers = trained.scorer(vectors, example.features, example.pairs, example.sentences)
        loss = loss + plan.dispute_weight * (
            clash_loss(odds, example.clashes, plan)
            + functional.binary_cross_entropy_with_logits(claims, example.claims)
            + functional.binary_cross_entropy_with_logits(answers, example.answers)
        )
    return loss


def clash_loss(odds: Tensor, clashes: Tensor, plan: JoinPlan) -> Tensor:
    """The loss over all pairs of stands of an article; the few that clash weigh more."""
    each = functional.binary_cross_entropy_with_logits(odds, clashes, reduction="none")
    weights = 1.0 + (plan.clash_weight - 1.0) * clashes
    return (each * weights).sum() / (clashes.sum() + plan.spread_over)


def optimizer_of(trained: Trained, plan: JoinPlan) -> torch.optim.Optimizer:
    """Lower layers learn more slowly, the new head faster than the old ones."""
    rates = replace(Plan(), encoder_rate=plan.encoder_rate, head_rate=2.0 * plan.encoder_rate)
    groups = parameter_groups(trained.network, rates, (*BOTTOM, "features"))
    new = [*trained.weighing.parameters(), *trained.scorer.parameters()]
    return torch.optim.AdamW([*groups, group_of(new, plan.head_rate, plan.head_decay)], fused=True)


def join(plan: JoinPlan, start: Path, data: Path, out: Path) -> None:
    """Trains a network and the scorer together; saves, after every epoch, them with the mean of both networks."""
    torch.manual_seed(plan.seed)
    rng, tokenizer = random.Random(plan.seed), load_tokenizer()
    articles = learned(read_articles(data / "polnear" / "train.jsonl"), plan)
    disputes = read_disputes(data / "disputes" / "train_gold.jsonl", data / "disputes" / "train_sentences.json")
    stream = Stream(articles, {}, tokenizer, plan)
    stream.stands.update(examples(((each.id, each.text, stream.cut[each.id]) for each in articles), disputes))
    trained = load_trained(start)
    parts = (trained.network, trained.weighing, trained.scorer)
    optimizer = optimizer_of(trained, plan)
    steps, done, began = plan.epochs * len(stream.groups(random.Random(0))), 0, time.time()
    out.mkdir(parents=True, exist_ok=True)
    (out / "join_plan.json").write_text(json.dumps(asdict(plan), indent=1))
    for module in parts:
        module.train()
    for epoch in range(1, plan.epochs + 1):
        seen = []
        for lot in stream.lots(rng):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * schedule(done / steps, plan.warm_up)
            loss = lot_loss(trained, lot, plan)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([each for module in parts for each in module.parameters()], Plan.clip)
            optimizer.step()
            done += 1
            seen.append(loss.item())
            if done % REPORT_EVERY == 0:
                print(f"{done}/{steps} {time.time() - began:.0f}s", round(float(np.mean(seen[-50:])), 4), flush=True)
        replace(trained, network=mean(trained.network, load_trained(start).network)).save(out / "joined.pt")
        figures = {"epoch": epoch, "steps": done, "seconds": time.time() - began, "loss": float(np.mean(seen))}
        with (out / "join_metrics.jsonl").open("a") as lines:
            lines.write(json.dumps(figures) + "\n")


def mean(one: Network, other: Network) -> Network:
    """A network with the mean of the parameters of two (Wortsman et al. 2022): it keeps more of what the first knew."""
    both = other.state_dict()
    made = copy.deepcopy(one)
    made.load_state_dict({name: (value + both[name]) / 2 for name, value in one.state_dict().items()})
    return made


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("network", "data", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    join(JoinPlan(), options.network, options.data, options.out)


if __name__ == "__main__":
    main()
