"""Teaches a pruned network to give what the whole one gives: python -m training.distil WHOLE.pt PRUNED.pt DATA OUT.

DATA is a folder with polnear/train.jsonl. What the annotators marked is not looked at again. The first layers, which
the pruning has left as they were, are run once for both and stay so. On two cores a step takes a second.
"""

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import takewhile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from summarizers.tagging import TAGS
from training.contests import Trained, load_trained
from training.data import read_articles
from training.join import JoinPlan, held_out, learned
from training.lessons import Lesson, LessonPlan, Shelf
from training.model import NEVER, Layer, Network
from training.rounding import rounded_layer
from training.train import REPORT_EVERY, Plan, load_tokenizer, schedule


@dataclass(frozen=True)
class DistilPlan:
    """Everything that decides how the teaching goes; what it shares with the training before is as it was there."""

    seed: int = 11
    steps: int = 2000
    rate: float = 2e-4
    warm_up: float = 0.025
    betas: tuple[float, float] = (0.9, 0.98)
    check_every: int = 400
    lessons: LessonPlan = field(default_factory=LessonPlan)


LAYER_WEIGHTS = (0.5, 0.5, 0.6, 0.8, 1.2, 2.4)
"""What the vectors of each layer count; tags, links and stands are read from the last."""
LEAST_LINKED = 0.1
"""What a word counts that leads nowhere, where one that does counts one, when links are compared."""
WEIGHTS = (1.0, 0.5)
"""What tags and links count beside the vectors."""
ROLES = [[tag.endswith(role) for tag in TAGS] for role in ("content", "cue")]


def as_they_were(whole: Network, pruned: Network) -> int:
    """How many of the first layers the pruning has left as they were."""
    same = (
        all(map(torch.equal, one.parameters(), other.parameters()))
        for one, other in zip(whole.layers, pruned.layers, strict=True)
    )
    return sum(takewhile(bool, same))


def made(layers: Iterable[Layer], hidden: Tensor, lesson: Lesson) -> list[Tensor]:
    """What each layer, as it is stored, makes of a lesson's vectors (window, piece, width)."""
    mask, real, found = ((~lesson.real) * NEVER)[:, None, None], lesson.real[..., None].float(), []
    for layer in layers:
        hidden = rounded_layer(layer, hidden, mask, real)
        found.append(hidden)
    return found


def missed(own: Tensor, other: Tensor) -> Tensor:
    """The share of vectors' variance that is missed."""
    return (own - other).square().sum() / ((other - other.mean(0)).square().sum() + 1e-3)


def divergence(own: Tensor, other: Tensor) -> Tensor:
    """How far the probabilities of the last dimension are from the other's, in nats."""
    own, other = own.log_softmax(-1), other.log_softmax(-1)
    return (other.exp() * (other - own)).sum(-1)


def links_missed(own: Tensor, other: Tensor, lesson: Lesson, counts: Tensor) -> Tensor:
    """How far the links (window, kind, piece, piece) of words are from the other's."""
    targets = lesson.first.clone()
    targets[:, 0] = True
    shut = (~targets)[:, None, None]
    far = divergence(*(each.masked_fill(shut, NEVER) for each in (own, other)))
    return (far * counts).sum() / counts.sum()


def losses(student: Trained, whole: Trained, lesson: Lesson, fixed: int) -> tuple[Tensor, Tensor]:
    """What is missed of the vectors of each layer that is not fixed, and of tags and links."""
    own, other = student.network, whole.network
    with torch.no_grad():
        embedded = own.embed(lesson.ids, lesson.features)
        hidden = [embedded, *made(own.layers[:fixed], embedded, lesson)][-1]
        theirs = made(other.layers[fixed:], hidden, lesson)
        told, led = other.heads(theirs[-1])
    ours = made(own.layers[fixed:], hidden, lesson)
    tags, links = own.heads(ours[-1])
    vectors = [missed(mine[lesson.real], their[lesson.real]) for mine, their in zip(ours, theirs, strict=True)]
    chances = told.softmax(-1)
    roles = torch.stack([chances[..., role].sum(-1) for role in ROLES], 1)
    far = divergence(tags, told)[lesson.first].mean()
    linked = links_missed(links, led, lesson, lesson.first[:, None] * (LEAST_LINKED + roles))
    return torch.stack(vectors), torch.stack([far, linked])


@torch.no_grad()
def check(student: Trained, whole: Trained, shelf: Shelf, fixed: int) -> list[float]:
    """The mean losses on articles that nothing is learned from."""
    rng = np.random.default_rng(0)
    lessons = (shelf.article(text, rng) for text in shelf.texts)
    seen = [torch.cat(losses(student, whole, each, fixed)).cpu().numpy() for each in lessons]
    return np.mean(seen, 0, np.float64).round(4).tolist()


def distil(plan: DistilPlan, whole: Trained, student: Trained, taught: Shelf, apart: Shelf, out: Path) -> None:
    """Teaches the later layers of a network and its heads, saving it and its figures now and then."""
    began, rng, fixed = time.time(), np.random.default_rng(plan.seed), as_they_were(whole.network, student.network)
    student.network.requires_grad_(requires_grad=False)
    learning = nn.ModuleList([*student.network.layers[fixed:], student.network.tags, *student.network.pointers])
    parameters = list(learning.requires_grad_().parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": [each for each in parameters if each.ndim > 1], "weight_decay": Plan.weight_decay},
            {"params": [each for each in parameters if each.ndim == 1], "weight_decay": 0.0},
        ],
        lr=plan.rate,
        betas=plan.betas,
    )
    layers, others = (torch.tensor(each, device=taught.device) for each in (LAYER_WEIGHTS[fixed:], WEIGHTS))
    for step, lesson in zip(range(1, plan.steps + 1), taught.lessons(plan.lessons, rng), strict=False):
        for rates in optimizer.param_groups:
            rates["lr"] = plan.rate * schedule(step / plan.steps, plan.warm_up)
        vectors, rest = losses(student, whole, lesson, fixed)
        optimizer.zero_grad(set_to_none=True)
        ((vectors * layers).sum() + (rest * others).sum()).backward()
        nn.utils.clip_grad_norm_(parameters, Plan.clip)
        optimizer.step()
        if step % REPORT_EVERY == 0:
            figures = torch.cat([vectors, rest]).detach().cpu().numpy().round(4)
            print(f"{step}/{plan.steps} {time.time() - began:.0f}s", figures, flush=True)
        if step % plan.check_every == 0 or step == plan.steps:
            student.save(out / "distilled.pt")
            figures = {
                "step": step,
                "seconds": time.time() - began,
                "held_out": check(student, whole, apart, fixed),
            }
            print(figures, flush=True)
            with (out / "distil_metrics.jsonl").open("a") as lines:
                lines.write(json.dumps(figures) + "\n")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("whole", "pruned", "data", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    plan, device = DistilPlan(), "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(plan.seed)
    articles = read_articles(options.data / "polnear" / "train.jsonl")
    whole, student = (load_trained(each).to(device) for each in (options.whole, options.pruned))
    taught, apart = (Shelf(part(articles, JoinPlan()), load_tokenizer(), device) for part in (learned, held_out))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "distil_plan.json").write_text(json.dumps(asdict(plan), indent=1))
    distil(plan, whole, student, taught, apart, options.out)


if __name__ == "__main__":
    main()
