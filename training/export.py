"""Exports a trained network for the reader: python -m training.export NETWORK.pt TRAIN.jsonl WEIGHTS."""

import argparse
import copy
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from summarizers.pieces import FEATURES
from summarizers.reader import OUTPUTS, Settings, load_reader
from summarizers.stands import PAIR_FEATURES, STAND_FEATURES
from training.calibrate import calibrated
from training.contests import Scorer, Trained, load_trained, tell
from training.data import Article, read_articles
from training.evaluate import settings
from training.model import Layer
from training.train import Plan, load_tokenizer

OPSET = 17
FUSED = "com.microsoft"
INPUTS = ("ids", "features", "words")


class Attention(torch.autograd.Function):
    """Attention as one operator of ONNX Runtime, a fifth faster than its parts; for the export alone."""

    @staticmethod
    def forward(ctx: object, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        """Stands in while the export traces the network: what counts is the shape."""
        return query

    @staticmethod
    def symbolic(graph: object, query: object, key: object, value: object, heads: int) -> object:
        """Writes the operator."""
        return graph.op(f"{FUSED}::MultiHeadAttention", query, key, value, num_heads_i=heads).setType(query.type())


class FusedLayer(nn.Module):
    """A transformer layer for one window without padding, which needs no mask."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, hidden: Tensor, _: Tensor | None) -> Tensor:
        """Applies attention, then the feed-forward half."""
        layer = self.layer
        seen = Attention.apply(layer.query(hidden), layer.key(hidden), layer.value(hidden), layer.heads)
        return layer.finish(hidden, seen)


class Window(nn.Module):
    """The network as the reader runs it: one window, and the scores of its words alone."""

    def __init__(self, trained: Trained) -> None:
        super().__init__()
        self.weighing = trained.weighing
        self.network = copy.deepcopy(trained.network)
        self.network.layers = nn.ModuleList(map(FusedLayer, self.network.layers))

    def forward(self, ids: Tensor, features: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """Gives what `summarizers.reader.Told` has."""
        return tell(self.network, self.weighing, ids, features, words)


class Pairs(nn.Module):
    """The head as it is run: the log odds of pairs alone."""

    def __init__(self, scorer: Scorer) -> None:
        super().__init__()
        self.scorer = scorer

    def forward(self, vectors: Tensor, features: Tensor, pairs: Tensor, sentences: Tensor) -> Tensor:
        """Gives log odds (claim, answer)."""
        return self.scorer(vectors, features, pairs, sentences)[0]


def export_float(trained: Trained, path: Path) -> None:
    """Writes the network in full precision, for a window of any length."""
    ids = torch.ones(1, 16, dtype=torch.int64)
    example = (ids, ids.new_zeros(1, 16, len(FEATURES)), torch.arange(8))
    torch.onnx.export(
        Window(trained).eval(),
        example,
        path,
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes={
            "ids": {1: "piece"},
            "features": {1: "piece"},
            "words": {0: "word"},
            "tags": {0: "word"},
            "tails": {1: "word"},
            "heads": {1: "target"},
            "hidden": {0: "piece"},
            "weights": {0: "piece"},
        },
        opset_version=OPSET,
        custom_opsets={FUSED: 1},
        dynamo=False,
    )


def export_scorer(trained: Trained, path: Path) -> None:
    """Writes the head in full precision, for any number of stands."""
    count = 9
    example = (
        torch.zeros(count, trained.scorer.down.in_features),
        torch.zeros(count, STAND_FEATURES),
        torch.zeros(count, count, PAIR_FEATURES),
        torch.arange(count),
    )
    names = ("vectors", "features", "pairs", "sentences")
    torch.onnx.export(
        Pairs(trained.scorer).eval(),
        example,
        path,
        input_names=names,
        output_names=("odds",),
        dynamic_axes={name: {0: "stand"} for name in names}
        | {name: {0: "stand", 1: "other"} for name in ("pairs", "odds")},
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Stores the weights of a model as whole numbers of seven bits, whose sums no processor cuts off."""
    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    onnx.checker.check_model(onnx.load(target))


def export(trained: Trained, articles: list[Article], folder: Path) -> None:
    """Writes the model, the tokenizer and the settings of a reader, its confidences fitted."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        export_float(trained, Path(scratch) / "model.onnx")
        quantise(Path(scratch) / "model.onnx", folder / "model.int8.onnx")
    export_scorer(trained, folder / "stands.onnx")
    load_tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    write_settings(settings(trained.network), folder)
    write_settings(calibrated(load_reader(folder), articles[:: Plan.held_out]).settings, folder)


def write_settings(chosen: Settings, folder: Path) -> None:
    """Writes the settings of a reader beside its weights."""
    (folder / "settings.json").write_text(json.dumps(asdict(chosen)) + "\n", encoding="utf8")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("network", "train", "weights"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    export(load_trained(options.network), read_articles(options.train), options.weights)


if __name__ == "__main__":
    main()
