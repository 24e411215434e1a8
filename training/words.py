"""Rounds what spaCy makes vectors of words with: python -m training.words ARTICLES.jsonl WEIGHTS.

Weights come to seven bits with a scale for each sum, values to eight with one scale each, wide enough for five standard
deviations of what stands there in the articles. Sums of these are the same on every processor.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, numpy_helper, parser
from spacy.tokens import Doc
from thinc.api import Model

from summarizers.pipeline import load_plainly
from summarizers.word_vectors import ALONE, AROUND, MADE_OF, fingerprint
from training.data import read_articles

Array = NDArray[Any]

ARTICLES = 60
REACH = 5.0
"""Standard deviations of values that eight bits span; of 4.5 to 7 the one with the least error in the vectors."""
MIDDLE, MOST, MOST_WEIGHT = 128, 127, 63
HEADER = '<ir_version: 9, opset_import: ["" : 18, "com.microsoft" : 1]>'
OWN = """
    levels0 = QuantizeLinear (embedded, step0, middle)
    {maxout}
"""
CONVOLUTION = """
    around{at} = QuantizeLinear (hidden{before}, step{at}, middle)
    before{at} = Slice (around{at}, zero, minus_two, zero)
    here{at} = Slice (around{at}, one, minus_one, zero)
    behind{at} = Slice (around{at}, two, far, zero)
    levels{at} = Concat <axis = 1> (before{at}, here{at}, behind{at})
    {maxout}
    own{at} = Slice (hidden{before}, one, minus_one, zero)
    hidden{at} = Add (own{at}, kept{at})
"""
MAXOUT = """
    sums{at} = com.microsoft.MatMulIntegerToFloat (levels{at}, weights{at}, unit, scale{at}, middle, none, bias{at})
    first{at}, second{at}, third{at} = Split <axis = 1, num_outputs = 3> (sums{at})
    best{at} = Max (first{at}, second{at}, third{at})
    kept{at} = LayerNormalization <axis = -1, epsilon = 1e-8> (best{at}, gain{at}, shift{at})
"""
"""Keeps the largest of three sums, normalised."""


def rounded(weights: Array, step: np.float32) -> tuple[Array, Array]:
    """Gives whole numbers (value, sum) for weights (sum, piece, value), piece by piece, and the scale of each sum."""
    by_piece = weights.transpose(2, 1, 0).reshape(weights.shape[2], -1)
    scale = np.abs(by_piece).max(0) / MOST_WEIGHT
    return np.rint(by_piece / scale).astype(np.int8), scale * step


def values(model: Model[Any, Any], docs: list[Doc]) -> Iterator[Array]:
    """Gives what goes into each layer: the embeddings, then the vectors before each convolution."""
    embed, encode = model.layers
    looks, lists, hashed, *rest = embed.layers
    embedded = hashed.predict(lists.predict(looks.predict(docs)))
    yield embedded.data
    for layer in rest:
        embedded = layer.predict(embedded)
    hidden = np.concatenate(embedded)
    for layer in encode.layers[0].layers:
        yield hidden
        hidden = layer.predict(hidden)


def constants(model: Model[Any, Any], docs: list[Doc]) -> dict[str, Array]:
    """Gives all numbers of the graph by their names."""
    nodes = list(model.walk(order="dfs_pre"))
    maxouts, norms = ([node for node in nodes if node.name == name] for name in ("maxout", "layernorm"))
    found = {name: np.array([place]) for name, place in zip(("zero", "one", "two"), range(3), strict=True)}
    found |= {"minus_one": np.array([-1]), "minus_two": np.array([-2]), "far": np.array([2**62])}
    found |= {"middle": np.uint8(MIDDLE), "none": np.int8(0), "unit": np.float32(1)}
    for at, (maxout, norm, value) in enumerate(zip(maxouts, norms, values(model, docs), strict=True)):
        step = found[f"step{at}"] = np.float32(REACH * value.std() / MOST)
        found[f"weights{at}"], found[f"scale{at}"] = rounded(maxout.get_param("W"), step)
        found[f"bias{at}"] = maxout.get_param("b").T.ravel()
        found[f"gain{at}"], found[f"shift{at}"] = norm.get_param("G"), norm.get_param("b")
    return found


def graph(inputs: str, body: str, output: str, numbers: dict[str, Array]) -> ModelProto:
    """Builds a graph with those of the numbers that it names."""
    model = parser.parse_model(f"{HEADER} words ({inputs}) => ({output}) {{{body}}}")
    named = {name for node in model.graph.node for name in node.input}
    model.graph.initializer.extend(
        numpy_helper.from_array(numbers[name], name) for name in sorted(named & set(numbers))
    )
    return model


def write(model: Model[Any, Any], docs: list[Doc], folder: Path, name: str) -> None:
    """Writes what makes a word's own vector of its embeddings, and what makes of these all rows but the padding."""
    numbers = constants(model, docs)
    last = max(int(each.removeprefix("step")) for each in numbers if each.startswith("step"))
    size, width = len(numbers["weights0"]), len(numbers["gain0"])
    convolutions = range(1, last + 1)
    around = "".join(CONVOLUTION.format(at=at, before=at - 1, maxout=MAXOUT.format(at=at)) for at in convolutions)
    vectors = f"float[token, {width}]"
    bodies = {
        ALONE: (f"float[token, {size}] embedded", OWN.format(maxout=MAXOUT.format(at=0)), f"{vectors} kept0"),
        AROUND: (f"float[row, {width}] hidden0", around, f"{vectors} hidden{last}"),
    }
    for part, (given, body, output) in bodies.items():
        made = graph(given, body, output, numbers)
        made.metadata_props.add(key=MADE_OF, value=fingerprint(model))
        (folder / f"{name}.{part}.int8.onnx").write_bytes(made.SerializeToString())


def main() -> None:
    """Writes the weights of the vectors that tagger and parser share, and of those of the recogniser."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("articles", type=Path)
    arguments.add_argument("weights", type=Path)
    given = arguments.parse_args()
    pipeline = load_plainly()
    docs = [pipeline.make_doc(article.text) for article in read_articles(given.articles)[:ARTICLES]]
    write(pipeline.get_pipe("tok2vec").model, docs, given.weights, "words")
    write(pipeline.get_pipe("ner").model.get_ref("tok2vec").layers[0], docs, given.weights, "entities")


if __name__ == "__main__":
    main()
