"""The network: a small BERT encoder with a tag head and pointing heads."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from summarizers.linking import FAR, LINKS
from summarizers.pieces import FEATURES
from summarizers.tagging import TAGS

NEVER = -1e4


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    head_width: int = 32
    inner: int = 1536
    places: int = 512
    pointer: int = 128
    dropout: float = 0.1

    @property
    def attended(self) -> int:
        """The width of what all attention heads see."""
        return self.heads * self.head_width


class Layer(nn.Module):
    """One transformer layer, normalised after each half, as in BERT."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.dropout = shape.dropout
        self.query = nn.Linear(shape.width, shape.attended)
        self.key = nn.Linear(shape.width, shape.attended)
        self.value = nn.Linear(shape.width, shape.attended)
        self.mix = nn.Linear(shape.attended, shape.width)
        self.mix_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.rise = nn.Linear(shape.width, shape.inner)
        self.fall = nn.Linear(shape.inner, shape.width)
        self.fall_norm = nn.LayerNorm(shape.width, eps=1e-12)

    def split(self, hidden: Tensor) -> Tensor:
        """Splits what is attended to into heads."""
        return hidden.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def attend(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Lets every piece look at the others that the mask lets it see."""
        query, key, value = self.split(self.query(hidden)), self.split(self.key(hidden)), self.split(self.value(hidden))
        seen = functional.scaled_dot_product_attention(query, key, value, mask)
        return seen.transpose(1, 2).flatten(2)

    def drop(self, hidden: Tensor) -> Tensor:
        """Applies dropout while training."""
        return functional.dropout(hidden, self.dropout, self.training)

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Applies attention, then the feed-forward half."""
        return self.finish(hidden, self.attend(hidden, mask))

    def finish(self, hidden: Tensor, seen: Tensor) -> Tensor:
        """Adds what attention saw, then the feed-forward half."""
        hidden = self.mix_norm(hidden + self.drop(self.mix(seen)))
        return self.fall_norm(hidden + self.drop(self.fall(functional.gelu(self.rise(hidden)))))


class Pointer(nn.Module):
    """Scores, for every piece, which piece its link leads to."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.tail = nn.Sequential(
            nn.Linear(shape.width, shape.pointer), nn.GELU(), nn.Linear(shape.pointer, shape.pointer)
        )
        self.head = nn.Sequential(
            nn.Linear(shape.width, shape.pointer), nn.GELU(), nn.Linear(shape.pointer, shape.pointer)
        )
        self.distance = nn.Embedding(2 * FAR + 1, 1)
        self.scale = shape.pointer**-0.5
        nn.init.zeros_(self.distance.weight)

    def forward(self, hidden: Tensor) -> Tensor:
        """Gives a score for every pair of pieces of a window."""
        return self.between(hidden, torch.arange(hidden.shape[1], device=hidden.device))

    def between(self, hidden: Tensor, places: Tensor) -> Tensor:
        """Gives a score for every pair of the pieces that stand at these places of a window."""
        apart = (places[None, :] - places[:, None]).clamp(-FAR, FAR) + FAR
        scores = self.tail(hidden) @ self.head(hidden).transpose(-2, -1) * self.scale
        return scores + self.distance.weight[:, 0][apart]


class Network(nn.Module):
    """Tags every piece and points along the links between the roles; its layers may be of shapes of their own."""

    def __init__(self, shape: Shape, layers: Sequence[Shape] = ()) -> None:
        super().__init__()
        self.dropout = shape.dropout
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.places, shape.width)
        self.features = nn.ModuleList(nn.Embedding(size, shape.width) for size in FEATURES)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(each) for each in layers or [shape] * shape.layers)
        self.tags = nn.Linear(shape.width, len(TAGS))
        self.pointers = nn.ModuleList(Pointer(shape) for _ in LINKS)
        for table in self.features:
            nn.init.normal_(table.weight, std=0.01)

    def embed(self, ids: Tensor, features: Tensor) -> Tensor:
        """Gives the vectors of pieces that the first layer starts from."""
        places = self.places(torch.arange(ids.shape[1], device=ids.device))
        hidden = self.words(ids) + places
        for i, table in enumerate(self.features):
            hidden = hidden + table(features[..., i])
        return functional.dropout(self.norm(hidden), self.dropout, self.training)

    def encode(self, ids: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        """Runs the encoder; the mask, not needed without padding, is one for real pieces."""
        hidden = self.embed(ids, features)
        unseen = None if mask is None else ((1.0 - mask.to(hidden.dtype)) * NEVER)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, unseen)
        return functional.dropout(hidden, self.dropout, self.training)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Gives tag scores (batch, piece, tag) and link scores (batch, kind, piece, piece)."""
        return self.heads(self.encode(ids, features, mask))

    def heads(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Gives the scores of encoded windows."""
        return self.tags(hidden), torch.stack([pointer(hidden) for pointer in self.pointers], 1)

    def read(self, hidden: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Gives the tag scores (word, tag) and link scores (kind, word, target) of the words of one window.

        Words are told by their first pieces; the opening piece before them is the target that stands for nowhere.
        """
        targets = hidden.index_select(0, words)
        links = torch.stack([pointer.between(targets, words) for pointer in self.pointers])
        return self.tags(targets[1:]), links[:, 1:]


def shapes_of(parameters: dict[str, Tensor]) -> list[Shape]:
    """The shapes of a network's layers, whole or pruned, by its parameters."""
    sizes = (
        [len(parameters[f"layers.{layer}.{part}.bias"]) for part in ("query", "rise")] for layer in range(Shape.layers)
    )
    return [Shape(heads=attended // Shape.head_width, inner=inner) for attended, inner in sizes]


def bert_names(layers: int) -> dict[str, str]:
    """Maps the network's parameter names to those of a BERT checkpoint."""
    names = {
        "words": "embeddings.word_embeddings",
        "places": "embeddings.position_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "mix": "attention.output.dense",
        "mix_norm": "attention.output.LayerNorm",
        "rise": "intermediate.dense",
        "fall": "output.dense",
        "fall_norm": "output.LayerNorm",
    }
    for i in range(layers):
        names |= {f"layers.{i}.{ours}": f"encoder.layer.{i}.{theirs}" for ours, theirs in parts.items()}
    return names


def load_pretrained(network: Network, path: Path) -> None:
    """Fills the encoder from a BERT checkpoint; the constant segment embedding joins the places."""
    stored = load_file(path)
    stored["embeddings.position_embeddings.weight"] += stored["embeddings.token_type_embeddings.weight"][0]
    own = network.state_dict()
    for ours, theirs in bert_names(len(network.layers)).items():
        for kind in ("weight", "bias"):
            if f"{ours}.{kind}" in own:
                own[f"{ours}.{kind}"] = stored[f"{theirs}.{kind}"]
    network.load_state_dict(own)
