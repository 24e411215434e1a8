"""Prunes a network's attention heads and inner width: python -m training.prune NETWORK.pt DATA OUT.

Layer by layer, what is taken out is what its output misses least, and the rest makes up for it by least squares
(Optimal Brain Surgeon, as in Frantar and Alistarh 2022). DATA is a folder with polnear/train.jsonl.
"""

import argparse
import copy
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.contests import Trained, load_trained
from training.data import Article, article_example, random_spans, read_articles
from training.join import JoinPlan, learned
from training.model import Layer, Shape
from training.train import Plan, load_tokenizer


@dataclass(frozen=True)
class PrunePlan:
    """What is to be left of each layer, and on how many windows it is seen what the output misses.

    The last layers have most to spare: of what they give, the tags, links and stands need the least (measured).
    """

    seed: int = 7
    heads: tuple[int, ...] = (5, 5, 5, 5, 5, 3)
    inner: tuple[int, ...] = (640, 640, 640, 640, 448, 384)
    windows: int = 64
    ridge: float = 1e-3


@dataclass(frozen=True)
class WindowInput:
    """A window as the reader runs it: pieces between the opening and the closing one."""

    ids: Tensor
    features: Tensor


def window_inputs(article: Article, tokenizer: Tokenizer, rng: random.Random) -> Iterator[WindowInput]:
    """Cuts an article into windows."""
    pieces, example = article_example(article, article.first, tokenizer)
    ends = [torch.tensor([tokenizer.token_to_id(each)]) for each in ("[CLS]", "[SEP]")]
    for start, end in random_spans(pieces, Plan.window, rng):
        ids = torch.cat([ends[0], torch.from_numpy(example.ids[start:end]), ends[1]])
        features = functional.pad(torch.from_numpy(example.features[start:end]), (0, 0, 1, 1))
        yield WindowInput(ids[None], features[None])


def moments(rows: list[Tensor], ridge: float) -> Tensor:
    """The second moments of a linear layer's inputs and a constant, made safe to invert."""
    total = sum(row.T @ row for row in (functional.pad(each, (0, 1), value=1.0).double() for each in rows))
    return total + ridge * total.diagonal().mean() * torch.eye(len(total), dtype=total.dtype)


def thinned(linear: nn.Linear, inputs: list[Tensor], size: int, keep: int, ridge: float) -> tuple[Tensor, nn.Linear]:
    """Takes groups of inputs of one size out of a linear layer until some are left; gives their columns and the layer.

    One after the other goes the group that the output misses least once the others make up for it.
    """
    weight = torch.cat([linear.weight, linear.bias[:, None]], 1).double()
    inverse = torch.linalg.inv(moments(inputs, ridge))
    columns = torch.arange(linear.in_features).view(-1, size)
    left = list(range(len(columns)))
    while len(left) > keep:
        at = columns[left]
        blocks = torch.linalg.inv(inverse[at[:, :, None], at[:, None, :]])
        parts = weight[:, at].transpose(0, 1)
        missed = ((parts @ blocks) * parts).sum((1, 2))
        worst = int(missed.argmin())
        out = columns[left.pop(worst)]
        reach = blocks[worst] @ inverse[out]
        weight = weight - weight[:, out] @ reach
        inverse = inverse - inverse[:, out] @ reach
    kept = columns[left].flatten()
    made = nn.Linear(len(kept), linear.out_features)
    made.load_state_dict({"weight": weight[:, kept].float(), "bias": weight[:, -1].float()})
    return kept, made


def rows_of(linear: nn.Linear, kept: Tensor) -> nn.Linear:
    """A linear layer with some of its outputs alone."""
    made = nn.Linear(linear.in_features, len(kept))
    made.load_state_dict({"weight": linear.weight[kept], "bias": linear.bias[kept]})
    return made


def prune_layer(layer: Layer, hidden: list[Tensor], heads: int, inner: int, ridge: float) -> None:
    """Prunes a layer by what it makes of windows."""
    seen = [layer.attend(each, None) for each in hidden]
    kept, layer.mix = thinned(layer.mix, [each[0] for each in seen], Shape.head_width, heads, ridge)
    layer.query, layer.key, layer.value = (rows_of(each, kept) for each in (layer.query, layer.key, layer.value))
    layer.heads = heads
    between = [layer.mix_norm(each + layer.mix(saw[..., kept])) for each, saw in zip(hidden, seen, strict=True)]
    risen = [functional.gelu(layer.rise(each)) for each in between]
    kept, layer.fall = thinned(layer.fall, [each[0] for each in risen], 1, inner, ridge)
    layer.rise = rows_of(layer.rise, kept)


@torch.no_grad()
def pruned(whole: Trained, windows: list[WindowInput], plan: PrunePlan) -> Trained:
    """The network pruned from the first layer to the last, each as it reads what the pruned ones before it give."""
    made = copy.deepcopy(whole)
    hidden = [made.network.embed(each.ids, each.features) for each in windows]
    for layer, heads, inner in zip(made.network.layers, plan.heads, plan.inner, strict=True):
        prune_layer(layer, hidden, heads, inner, plan.ridge)
        hidden = [layer(each, None) for each in hidden]
        print(f"{heads} heads and {inner} are left", flush=True)
    return made


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("network", "data", "out"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    plan, tokenizer = PrunePlan(), load_tokenizer()
    rng = random.Random(plan.seed)
    articles = learned(read_articles(options.data / "polnear" / "train.jsonl"), JoinPlan())
    rng.shuffle(articles)
    cut = (window for article in articles for window in window_inputs(article, tokenizer, rng))
    windows = [window for window, _ in zip(cut, range(plan.windows), strict=False)]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "prune_plan.json").write_text(json.dumps(asdict(plan), indent=1))
    pruned(load_trained(options.network), windows, plan).save(options.out / "pruned.pt")


if __name__ == "__main__":
    main()
