"""Runs a network's layers as they are stored: weights rounded to seven bits, what goes into them to eight.

Rounding has no slope; the values that were rounded are taught as if they had not been (Bengio and others 2013).
Products of seven and eight bits can be summed by every processor; of eight and eight, some cut the sums off.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.model import Layer

WEIGHT_STEPS, VALUE_STEPS = 64, 255
TINY = 1e-8


def straight(values: Tensor, rounded: Tensor) -> Tensor:
    """The rounded values, with the slope of the others."""
    return values + (rounded - values).detach()


def rounded_weight(weight: Tensor) -> Tensor:
    """A matrix rounded, with one scale for each output."""
    with torch.no_grad():
        scale = (weight.abs().amax(1, keepdim=True) / WEIGHT_STEPS).clamp(min=TINY)
        rounded = (weight / scale).round().clamp(-WEIGHT_STEPS, WEIGHT_STEPS) * scale
    return straight(weight, rounded)


def rounded_values(values: Tensor) -> Tensor:
    """Values (window, piece, place) rounded, with one scale for each window; padding must be zero."""
    with torch.no_grad():
        low, high = values.amin((1, 2), keepdim=True).clamp(max=0), values.amax((1, 2), keepdim=True).clamp(min=0)
        scale = ((high - low) / VALUE_STEPS).clamp(min=TINY)
        zero = (-low / scale).round()
        rounded = ((values / scale + zero).round().clamp(0, VALUE_STEPS) - zero) * scale
    return straight(values, rounded)


def rounded_linear(linear: nn.Linear, values: Tensor, real: Tensor) -> Tensor:
    """A linear layer as it is stored."""
    return functional.linear(rounded_values(values * real), rounded_weight(linear.weight), linear.bias)


def rounded_layer(layer: Layer, hidden: Tensor, mask: Tensor, real: Tensor) -> Tensor:
    """A transformer layer as it is stored; `real` (window, piece, 1) is zero for padding."""
    values = rounded_values(hidden * real)
    query, key, value = (
        layer.split(functional.linear(values, rounded_weight(each.weight), each.bias))
        for each in (layer.query, layer.key, layer.value)
    )
    seen = functional.scaled_dot_product_attention(query, key, value, mask).transpose(1, 2).flatten(2)
    between = layer.mix_norm(hidden + rounded_linear(layer.mix, seen, real))
    risen = functional.gelu(rounded_linear(layer.rise, between, real))
    return layer.fall_norm(between + rounded_linear(layer.fall, risen, real))
