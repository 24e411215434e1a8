"""Which values of a network are so much larger than the others that whole numbers of eight bits leave these no room.

A tensor has one scale for all of its values. In the feed-forward half of every layer a few places, the same for all
texts, are ten times as loud as the others; multiplied in full precision, beside the rest in whole numbers, they cost
nearly nothing (Dettmers and others 2022, LLM.int8()).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.model import Network
from training.prune import WindowInput

FEW = 8
"""Places of each tensor. What the network gives is then 4 % off instead of 10 %; with 32 little less (measured)."""


@dataclass(frozen=True)
class Loud:
    """The loud places of what attention leaves, and of the inner width."""

    between: Tensor
    inner: Tensor


@torch.no_grad()
def loudest(network: Network, windows: Iterable[WindowInput]) -> list[Loud]:
    """The loud places of each layer, over some windows."""
    largest: list[list[Tensor]] = [[torch.zeros(())] * 2 for _ in network.layers]
    for window in windows:
        hidden = network.embed(window.ids, window.features)
        for place, layer in enumerate(network.layers):
            between = layer.mix_norm(hidden + layer.mix(layer.attend(hidden, None)))
            inner = functional.gelu(layer.rise(between))
            largest[place] = [
                torch.maximum(one, each[0].abs().amax(0))
                for one, each in zip(largest[place], (between, inner), strict=True)
            ]
            hidden = layer.fall_norm(between + layer.fall(inner))
    return [Loud(*(each.topk(FEW).indices.sort().values for each in layer)) for layer in largest]


class Apart(nn.Module):
    """A linear layer of quiet values, and beside it one of the loud ones."""

    def __init__(self, linear: nn.Linear, loud: Tensor) -> None:
        super().__init__()
        self.many = nn.Linear(linear.in_features, linear.out_features)
        self.few = nn.Linear(len(loud), linear.out_features, bias=False)
        weight = linear.weight.data.clone()
        self.few.weight.data = weight[:, loud].clone()
        weight[:, loud] = 0.0
        self.many.weight.data, self.many.bias.data = weight, linear.bias.data.clone()

    def forward(self, quiet: Tensor, loud: Tensor) -> Tensor:
        """Adds up what both give."""
        return self.many(quiet) + self.few(loud)


class Parting(nn.Module):
    """Values without the loud ones, and these."""

    def __init__(self, loud: Tensor, width: int) -> None:
        super().__init__()
        self.register_buffer("loud", loud)
        self.register_buffer("quiet", torch.ones(width).index_fill(0, loud, 0.0))

    def forward(self, values: Tensor) -> Iterator[Tensor]:
        """Gives all places, the loud ones empty, and the loud ones."""
        yield values * self.quiet
        yield values.index_select(-1, self.loud)


def in_two(linear: nn.Linear, others: Tensor, loud: Tensor) -> Apart:
    """The same for values that come in two tensors."""
    made = Apart(linear, loud)
    made.many = nn.Linear(len(others), linear.out_features)
    made.many.weight.data, made.many.bias.data = linear.weight.data[:, others].clone(), linear.bias.data.clone()
    return made
