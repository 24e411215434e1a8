"""The head that finds who stands against whom: it scores every two stands of an article."""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from summarizers.reader import WEIGHINGS, WIDTH
from summarizers.stands import NEGATED, PAIR_FEATURES, STANCE, STAND_FEATURES
from training.model import Layer, Network, Shape, shapes_of


@dataclass(frozen=True)
class ScorerShape:
    """The sizes of the head."""

    inner: int = 192
    heads: int = 4
    pointer: int = 96
    places: int = 64
    far: int = 12
    mixed: int = 24
    dropout: float = 0.25

    @property
    def context(self) -> Shape:
        """The sizes of the layer over stands."""
        width, heads = self.inner, self.heads
        return Shape(width=width, heads=heads, head_width=width // heads, inner=2 * width, dropout=self.dropout)


class Context(Layer):
    """A transformer layer over stands, normalised before each half (Xiong et al. 2020), since it is trained fast."""

    def forward(self, hidden: Tensor, mask: Tensor | None) -> Tensor:
        """Applies attention, then the feed-forward half."""
        hidden = hidden + self.drop(self.mix(self.attend(self.mix_norm(hidden), mask)))
        return hidden + self.drop(self.fall(self.drop(functional.gelu(self.rise(self.fall_norm(hidden))))))


class Scorer(nn.Module):
    """Scores, for every two stands (claim, answer), whether the second contests what the first asserts.

    The score is that of a biaffine pointer, of each of the two by itself, of the sentences between them, and of what
    they have in common.
    """

    def __init__(self, shape: ScorerShape) -> None:
        super().__init__()
        inner = shape.inner
        self.far, self.scale = shape.far, shape.pointer**-0.5
        self.down = nn.Linear((WEIGHINGS + 1) * WIDTH, inner)
        self.features = nn.Linear(STAND_FEATURES, inner)
        self.place = nn.Embedding(shape.places, inner)
        self.context = Context(shape.context)
        self.norm, self.drop = nn.LayerNorm(inner), nn.Dropout(shape.dropout)
        self.claim, self.answer = (
            nn.Sequential(nn.Linear(inner, inner), nn.GELU(), nn.Dropout(shape.dropout)) for _ in range(2)
        )
        self.claims, self.answers = nn.Linear(inner, 1), nn.Linear(inner, 1)
        self.claim_pair, self.answer_pair = nn.Linear(inner, shape.pointer), nn.Linear(inner, shape.pointer)
        self.apart = nn.Embedding(2 * shape.far + 1, 1)
        mixed = PAIR_FEATURES + (STANCE.stop - STANCE.start) + 1
        self.pair = nn.Sequential(nn.Linear(mixed, shape.mixed), nn.GELU(), nn.Linear(shape.mixed, 1))
        nn.init.normal_(self.place.weight, std=0.02)
        nn.init.zeros_(self.apart.weight)
        for role in (self.claims, self.answers):
            nn.init.constant_(role.bias, -3.0)

    def forward(self, vectors: Tensor, features: Tensor, pairs: Tensor, sentences: Tensor) -> tuple[Tensor, ...]:
        """Gives log odds of pairs (claim, answer), of claims and of answers."""
        return self.paired(self.placed(vectors, features, sentences), features, pairs, sentences)

    def placed(self, vectors: Tensor, features: Tensor, sentences: Tensor) -> Tensor:
        """Gives what stands are among the article's others."""
        place = self.place(sentences.clamp(max=self.place.num_embeddings - 1))
        hidden = self.down(self.drop(vectors)) + self.features(features) + place
        return self.norm(self.context(hidden[None], None))[0]

    def paired(self, hidden: Tensor, features: Tensor, pairs: Tensor, sentences: Tensor) -> tuple[Tensor, ...]:
        """Gives the log odds of stands that know their place."""
        claim, answer = self.claim(hidden), self.answer(hidden)
        claims, answers = self.claims(claim)[:, 0], self.answers(answer)[:, 0]
        apart = (sentences[None] - sentences[:, None]).clamp(-self.far, self.far) + self.far
        pointed = self.claim_pair(claim) @ self.answer_pair(answer).T * self.scale
        odds = pointed + claims[:, None] + answers[None] + self.apart.weight[:, 0][apart]
        return odds + self.pair(self.mixed(features, pairs))[..., 0], claims, answers

    def mixed(self, features: Tensor, pairs: Tensor) -> Tensor:
        """The features of pairs, with the stance of the answer, and whether just one of the two is negated."""
        stance = features[:, STANCE].unsqueeze(0).expand(pairs.shape[0], -1, -1)
        negated = features[:, NEGATED]
        return torch.cat([pairs, stance, (negated[:, None] != negated[None]).float().unsqueeze(-1)], -1)


@dataclass(frozen=True)
class Trained:
    """A network with the weighing of its pieces, and the head that scores stands."""

    network: Network
    weighing: nn.Linear
    scorer: Scorer

    def save(self, path: Path) -> None:
        """Writes the parameters."""
        torch.save({name: part.state_dict() for name, part in vars(self).items()}, path)

    def to(self, device: str) -> "Trained":
        """The same where it is to be computed with."""
        return Trained(self.network.to(device), self.weighing.to(device), self.scorer.to(device))


def tell(network: Network, weighing: nn.Linear, ids: Tensor, features: Tensor, words: Tensor) -> tuple[Tensor, ...]:
    """Gives what `summarizers.reader.Told` has of a window; words are told by their first pieces."""
    hidden = network.encode(ids, features, None)[0]
    targets, pointers = hidden.index_select(0, words), network.pointers
    tails = torch.stack([pointer.tail(targets[1:]) * pointer.scale for pointer in pointers])
    heads = torch.stack([pointer.head(targets) for pointer in pointers])
    return network.tags(targets[1:]), tails, heads, hidden, weighing(hidden)


def new_trained(network: Network) -> Trained:
    """A network with a head that has learned nothing yet."""
    return Trained(network, nn.Linear(WIDTH, WEIGHINGS), Scorer(ScorerShape()))


def trained_from(parts: dict[str, dict[str, Tensor]]) -> Trained:
    """A network of the shape that its parameters have, ready to read."""
    trained = new_trained(Network(Shape(), shapes_of(parts["network"])))
    for name, parameters in parts.items():
        getattr(trained, name).load_state_dict(parameters)
        getattr(trained, name).eval()
    return trained


def load_trained(path: Path) -> Trained:
    """Loads a jointly trained network, ready to read."""
    return trained_from(torch.load(path, weights_only=True))
