"""Teaches a pruned network to give what the whole one gives: python -m training.distil WHOLE.pt PRUNED.pt DATA OUT.

DATA is a folder with polnear/train.jsonl, disputes/train_gold.jsonl and disputes/train_sentences.json. What the
annotators marked is not looked at again. It wants a GPU: a step on two cores takes minutes.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from summarizers.tagging import TAGS
from training import join
from training.contests import Trained, load_trained
from training.data import Article, article_example, read_articles
from training.join import JoinPlan, held_out, learned
from training.lessons import Lesson, LessonPlan, Seen, Shelf
from training.model import NEVER, Layer, Network
from training.rounding import rounded_layer
from training.stand_data import StandExample, examples, read_disputes, weighed
from training.train import REPORT_EVERY, Plan, load_tokenizer, schedule


@dataclass(frozen=True)
class DistilPlan:
    """Everything that decides how the teaching goes; what it shares with the training before is as it was there."""

    seed: int = 11
    steps: int = 4470
    rate: float = 1e-3
    warm_up: float = 0.03
    betas: tuple[float, float] = (0.9, 0.98)
    check_every: int = 1000
    lessons: LessonPlan = field(default_factory=LessonPlan)


LAYER_WEIGHTS = (0.5, 0.5, 0.6, 0.8, 1.2, 2.4)
"""What the vectors of each layer count; tags, links and stands are read from the last."""
LEAST_LINKED = 0.1
"""What a word counts that leads nowhere, where one that does counts one, when links are compared."""
WEIGHTS = (1.0, 0.5, 0.06, 0.6, 0.03)
"""What tags, links, clashes, what the scorer sees of stands, and the odds count beside the vectors.

Clashes must count little: with ten times as much the articles are learned by heart (measured).
"""
ROLES = [[tag.endswith(role) for tag in TAGS] for role in ("content", "cue")]

Run = Callable[[Layer, Tensor, Tensor, Tensor], Tensor]


def plain_layer(layer: Layer, hidden: Tensor, mask: Tensor, _: Tensor) -> Tensor:
    """A layer in full precision."""
    return layer(hidden, mask)


def layers_of(network: Network, lesson: Lesson, run: Run) -> list[Tensor]:
    """What every layer makes of a lesson (window, piece, width)."""
    mask = ((~lesson.real) * NEVER)[:, None, None].to(torch.bfloat16)
    hidden, made = network.embed(lesson.ids, lesson.features), []
    for layer in network.layers:
        hidden = run(layer, hidden, mask, lesson.real[..., None].float())
        made.append(hidden)
    return made


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
    far = divergence(*(each.float().masked_fill(shut, NEVER) for each in (own, other)))
    return (far * counts).sum() / counts.sum()


def views(trained: Trained, hidden: Tensor, seen: Seen) -> tuple[list[Tensor], Tensor]:
    """What the scorer sees of stands on the way to the odds of their pairs, and these."""
    pieces, example, scorer = hidden[seen.rows, seen.places].float(), seen.stands, trained.scorer
    vectors = weighed(pieces, trained.weighing(pieces), example, NEVER)
    placed = scorer.placed(vectors, example.features, example.sentences)
    odds, _, _ = scorer.paired(placed, example.features, example.pairs, example.sentences)
    return [vectors, placed, scorer.claim(placed), scorer.answer(placed)], odds


def stands_missed(student: Trained, whole: Trained, own: Tensor, other: Tensor, seen: Seen) -> Tensor:
    """How far what is made of an article's stands is from the other's: clashes, what the scorer sees, the odds."""
    with torch.no_grad():
        theirs, wanted = views(whole, other, seen)
        likely = wanted.sigmoid()
        least = join.clash_loss(wanted, likely, JoinPlan())
    ours, odds = views(student, own, seen)
    clashes = join.clash_loss(odds, likely, JoinPlan()) - least
    viewed = torch.stack([missed(mine, their) for mine, their in zip(ours, theirs, strict=True)]).mean()
    return torch.stack([clashes, viewed, (likely.sqrt() * (odds - wanted).square()).sum() / likely.sqrt().sum()])


def losses(student: Trained, whole: Trained, lesson: Lesson, rounded: Run, plain: Run) -> tuple[Tensor, Tensor]:
    """What is missed of the vectors of each layer; and of tags, links, clashes, what the scorer sees, and odds."""
    with torch.autocast(lesson.ids.device.type, torch.bfloat16):
        with torch.no_grad():
            theirs = layers_of(whole.network, lesson, plain)
            told, led = whole.network.heads(theirs[-1])
        ours = layers_of(student.network, lesson, rounded)
        tags, links = student.network.heads(ours[-1])
    pairs = ((each[lesson.real].float() for each in pair) for pair in zip(ours, theirs, strict=True))
    vectors = [missed(own, other) for own, other in pairs]
    chances = told.float().softmax(-1)
    roles = torch.stack([chances[..., role].sum(-1) for role in ROLES], 1)
    far = divergence(tags.float(), told.float())[lesson.first].mean()
    linked = links_missed(links, led, lesson, lesson.first[:, None] * (LEAST_LINKED + roles))
    stood = [stands_missed(student, whole, ours[-1], theirs[-1], seen) for seen in lesson.seen]
    stands = torch.stack(stood).mean(0) if stood else torch.zeros(3, device=far.device)
    return torch.stack(vectors), torch.cat([far[None], linked[None], stands])


@torch.no_grad()
def check(student: Trained, whole: Trained, shelf: Shelf) -> list[float]:
    """The mean losses on articles that nothing is learned from."""
    rng = np.random.default_rng(0)
    lessons = (shelf.article(text, rng) for text in shelf.texts)
    seen = [torch.cat(losses(student, whole, each, rounded_layer, plain_layer)).cpu().numpy() for each in lessons]
    return np.mean(seen, 0, np.float64).round(4).tolist()


def distil(plan: DistilPlan, whole: Trained, student: Trained, taught: Shelf, apart: Shelf, out: Path) -> None:
    """Teaches a network, saving it and its figures now and then.

    The table of words, the weighing of pieces and the scorer of stands stay as they are.
    """
    began, rng = time.time(), np.random.default_rng(plan.seed)
    rounded, plain = (torch.compile(each, dynamic=False) for each in (rounded_layer, plain_layer))
    student.network.words.requires_grad_(requires_grad=False)
    parameters = [each for each in student.network.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [each for each in parameters if each.ndim > 1], "weight_decay": Plan.weight_decay},
            {"params": [each for each in parameters if each.ndim == 1], "weight_decay": 0.0},
        ],
        lr=plan.rate,
        betas=plan.betas,
    )
    layers, others = (torch.tensor(each, device=taught.device) for each in (LAYER_WEIGHTS, WEIGHTS))
    for step, lesson in zip(range(1, plan.steps + 1), taught.lessons(plan.lessons, rng), strict=False):
        for rates in optimizer.param_groups:
            rates["lr"] = plan.rate * schedule(step / plan.steps, plan.warm_up)
        vectors, rest = losses(student, whole, lesson, rounded, plain)
        optimizer.zero_grad(set_to_none=True)
        ((vectors * layers).sum() + (rest * others).sum()).backward()
        nn.utils.clip_grad_norm_(parameters, Plan.clip)
        optimizer.step()
        if step % REPORT_EVERY == 0:
            figures = torch.cat([vectors, rest]).detach().cpu().numpy().round(4)
            print(f"{step}/{plan.steps} {time.time() - began:.0f}s", figures, flush=True)
        if step % plan.check_every == 0 or step == plan.steps:
            student.save(out / "distilled.pt")
            figures = {"step": step, "seconds": time.time() - began, "held_out": check(student, whole, apart)}
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
    plan, device = DistilPlan(), "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(plan.seed)
    articles = read_articles(options.data / "polnear" / "train.jsonl")
    whole, student = (load_trained(each).to(device) for each in (options.whole, options.pruned))
    stands = read_stands(options.data, articles)
    taught, apart = (
        Shelf(part(articles, JoinPlan()), stands, load_tokenizer(), device) for part in (learned, held_out)
    )
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "distil_plan.json").write_text(json.dumps(asdict(plan), indent=1))
    distil(plan, whole, student, taught, apart, options.out)


if __name__ == "__main__":
    main()
