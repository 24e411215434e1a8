"""Exports a trained network for the reader: python -m training.export NETWORK.pt TRAIN.jsonl WEIGHTS."""

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from summarizers.pieces import FEATURES
from summarizers.reader import Settings, load_reader
from training.calibrate import calibrated
from training.data import Article, read_articles
from training.evaluate import load_network, settings
from training.model import Network
from training.train import Plan, load_tokenizer

OPSET = 17
INPUTS, OUTPUTS = ("ids", "features", "mask"), ("tags", "links")


def export_float(network: Network, path: Path) -> None:
    """Writes the network in full precision, for any number and length of windows."""
    ids = torch.ones(2, 16, dtype=torch.int64)
    example = (ids, ids.new_zeros(2, 16, len(FEATURES)), torch.ones(2, 16))
    windows = {name: {0: "window", 1: "piece"} for name in (*INPUTS, "tags")}
    axes = windows | {"links": {0: "window", 2: "piece", 3: "piece"}}
    torch.onnx.export(
        network,
        example,
        path,
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Stores the weights of a model as whole numbers of eight bits."""
    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=False)
    onnx.checker.check_model(onnx.load(target))


def export(network: Network, held_out: list[Article], folder: Path) -> None:
    """Writes the model, the tokenizer and the settings of a reader, its confidences fitted."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        export_float(network, Path(scratch) / "model.onnx")
        quantise(Path(scratch) / "model.onnx", folder / "model.int8.onnx")
    load_tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    write_settings(settings(), folder)
    write_settings(calibrated(load_reader(folder), held_out).settings, folder)


def write_settings(chosen: Settings, folder: Path) -> None:
    """Writes the settings of a reader beside its weights."""
    (folder / "settings.json").write_text(json.dumps(asdict(chosen), indent=1) + "\n", encoding="utf8")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("network", "train", "weights"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    export(load_network(options.network), read_articles(options.train)[:: Plan.held_out], options.weights)


if __name__ == "__main__":
    main()
