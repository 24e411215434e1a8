"""Scores a reader on annotated articles: python -m training.evaluate WEIGHTS GOLD.jsonl SCORER.py PREDICTIONS.jsonl."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch

from summarizers.document import Attribution
from summarizers.reader import Reader, Settings, Told, load_reader
from training.contests import Trained, load_trained, tell
from training.data import Article, read_articles
from training.model import Network
from training.train import load_tokenizer

WINDOW, MARGIN = 360, 16
PLAIN_CONFIDENCE = (0.0, *[0.2] * 5)


def settings(network: Network) -> Settings:
    """Makes the settings of a reader, its confidences not yet fitted."""
    tokenizer = load_tokenizer()
    ends = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    apart = tuple(tuple(pointer.distance.weight[:, 0].tolist()) for pointer in network.pointers)
    return Settings(WINDOW, MARGIN, *ends, apart, PLAIN_CONFIDENCE)


def torch_reader(trained: Trained) -> Reader:
    """Makes a reader that runs the network in torch."""

    @torch.no_grad()
    def run(ids: np.ndarray, features: np.ndarray, words: np.ndarray) -> Told:
        given = (torch.from_numpy(each) for each in (ids, features, words))
        return Told(*(each.numpy() for each in tell(trained.network, trained.weighing, *given)))

    return Reader(run, load_tokenizer(), settings(trained.network))


def row(attribution: Attribution) -> dict[str, object]:
    """Puts an attribution into the form that the scorer reads."""
    return {role: [list(span) for span in getattr(attribution, role)] for role in ("source", "cue", "content")} | {
        "speaker": None
    }


def write_predictions(reader: Reader, articles: list[Article], path: Path) -> None:
    """Reads articles and writes their attributions for the scorer."""
    with path.open("w", encoding="utf8") as lines:
        for article in articles:
            lines.write(
                json.dumps({"id": article.id, "attributions": [row(a) for a in reader.read(article.text).attributions]})
                + "\n"
            )


def score(scorer: Path, gold: Path, predictions: Path) -> str:
    """Runs the scorer and gives its table."""
    return subprocess.run(
        [sys.executable, scorer, gold, predictions], check=True, capture_output=True, text=True
    ).stdout


def main() -> None:
    """Reads the command line; WEIGHTS is a folder made by the export or a network saved by the joint training."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("weights", "gold", "scorer", "predictions"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    reader = load_reader(options.weights) if options.weights.is_dir() else torch_reader(load_trained(options.weights))
    write_predictions(reader, read_articles(options.gold), options.predictions)
    print(score(options.scorer, options.gold, options.predictions))


if __name__ == "__main__":
    main()
