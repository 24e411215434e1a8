"""Gives a network its parameters back from exported weights: python -m training.restore WEIGHTS NETWORK.pt.

What was rounded to seven bits stays rounded; it is where further training starts if nothing better was kept.
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, numpy_helper

from training.contests import Trained, trained_from

QUANTISED, TRANSPOSED = "_quantized", "_Transposed"
PRODUCT = re.compile(r".*/(?P<module>(layers\.\d+|context)(/\w+)+|pair\.\d+)/MatMul")
"""The name of a matrix product without a name of its own for its matrix; it ends in the module's path."""

Arrays = dict[str, np.ndarray]


def arrays(model: ModelProto) -> Arrays:
    """A model's parameters by the names that the export gave them, in full precision."""
    stored = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    found = {name: value for name, value in stored.items() if value.dtype == np.float32 and "_scale" not in name}
    for name in stored:
        if name.endswith(QUANTISED):
            own = name.removesuffix(QUANTISED)
            steps = stored[name].astype(np.float32) - stored[f"{own}_zero_point"].astype(np.float32)
            found[own] = steps * stored[f"{own}_scale"]
    return found


def parameters(model: ModelProto, distances: list[str]) -> Iterator[tuple[str, np.ndarray]]:
    """A model's parameters by their names; `distances` names those that were folded into tables of distances."""
    found = arrays(model)
    products = {
        node.input[1].removesuffix(QUANTISED): named["module"].replace("/", ".")
        for node in model.graph.node
        if node.op_type in {"MatMul", "MatMulInteger"} and (named := PRODUCT.match(node.name))
    }
    left = iter(distances)
    for name, value in found.items():
        if name in products:
            yield f"{products[name]}.weight", value.T
        elif name.startswith("onnx::Gather"):
            yield next(left), value[:, None]
        elif name.endswith(TRANSPOSED):
            yield name.removesuffix(TRANSPOSED), value.T
        else:
            yield name, value


def restored(folder: Path) -> Trained:
    """The network of a folder that the export wrote, ready to read."""
    parts: dict[str, dict[str, torch.Tensor]] = {"network": {}, "weighing": {}, "scorer": {}}
    for kind, apart in enumerate(json.loads((folder / "settings.json").read_text(encoding="utf8"))["apart"]):
        parts["network"][f"pointers.{kind}.distance.weight"] = torch.tensor(apart)[:, None]
    for file, distances in (("model.int8.onnx", []), ("stands.onnx", ["scorer.apart.weight"])):
        for name, value in parameters(onnx.load(folder / file), distances):
            part, own = whole_name(name).split(".", 1)
            parts[part][own] = torch.from_numpy(np.array(value))
    return trained_from(parts)


def whole_name(name: str) -> str:
    """The name of a parameter as the training knows it."""
    name = re.sub(r"^(?=layers\.)", "network.", re.sub(r"^(?=context\.|pair\.)", "scorer.", name))
    return re.sub(r"(layers\.\d+)\.layer\.", r"\1.", name)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("weights", "network"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    restored(options.weights).save(options.network)


if __name__ == "__main__":
    main()
