"""Floors under what is read in annotated news, where `ONRECORD_EVAL_DATA` names the folder that holds it.

A floor only rises. It is bound to its data by a hash, so that another version of the data does not pass for this one.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from summarizers.briefing import SHOWN
from summarizers.schema import to_dict
from training.errors import read
from training.scorers import load_scorer

pytestmark = pytest.mark.evaluation

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data() -> Path:
    """The folder of annotated articles."""
    folder = os.environ.get("ONRECORD_EVAL_DATA")
    if not folder:
        pytest.skip("ONRECORD_EVAL_DATA names no folder of annotated articles")
    return Path(folder)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


@cache
def briefings(path: Path) -> dict[str, dict[str, Any]]:
    """The briefings of the articles in a file, as JSON objects by id."""
    return {each["id"]: to_dict(read(each["text"], each["id"])) for each in lines(path)}


def check(measured: dict[str, float], floors: dict[str, float]) -> None:
    below = {name: (value, floors[name]) for name, value in measured.items() if value < floors[name]}
    assert not below, f"below the floor (measured, floor): {below}"


def floors_for(name: str, path: Path) -> dict[str, float]:
    entry: dict[str, Any] = FLOORS[name]
    if sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        pytest.skip(f"{path.name} is another version of the data than the floors were measured on")
    floors: dict[str, float] = entry["floors"]
    return floors


def test_who_said_what(data: Path, tmp_path: Path) -> None:
    path = data / "polnear" / "dev.jsonl"
    floors = floors_for("attributions", path)
    predicted = tmp_path / "attributions.jsonl"
    with predicted.open("w", encoding="utf-8") as file:
        for name, briefing in briefings(path).items():
            attributions = load_scorer(data, "speaker_score").attributions(briefing)
            bare = [{role: each[role] for role in ("source", "cue", "content", "speaker")} for each in attributions]
            file.write(json.dumps({"id": name, "attributions": bare}) + "\n")
    report = load_scorer(data, "attribution_score").score_files(path, predicted)
    check({name: report[name]["f1"] for name in floors}, floors)


def test_speakers(data: Path) -> None:
    path = data / "polnear" / "dev.jsonl"
    floors = floors_for("speakers", path)
    speakers = {each["id"]: each["speakers"] for each in lines(data / "eval" / "dev_speakers.jsonl")}
    report = load_scorer(data, "speaker_score").score(list(lines(path)), speakers, briefings(path))
    measured = {"resolved": report["resolved_who_said_what"]["f1"], **report["speaker_accuracy"]}
    check({name: measured[name] for name in floors}, floors)


def test_disputes(data: Path) -> None:
    path = data / "disputes" / "dev_gold.jsonl"
    floors = floors_for("disputes", path)
    gold = {each["id"]: each for each in lines(path)}
    sentences = {
        each["id"]: each["sentences"]
        for each in json.loads((data / "disputes" / "dev_sentences.json").read_text(encoding="utf-8"))
    }
    read = briefings(data / "polnear" / "dev.jsonl")
    scorer = load_scorer(data, "dispute_score")
    report = scorer.score(gold, sentences, read)
    measured = {
        f"{kind} {scope} {part}": report[kind][scope][part]
        for kind in report
        for scope in ("explicit", "all")
        for part in ("precision", "f1")
    }
    measured["shown precision"] = scorer.score(gold, sentences, shown_of(read))["evidence"]["all"]["precision"]
    check({name: measured[name] for name in floors}, floors)


def shown_of(read: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same briefings with those disputes alone that a reader is shown."""
    return {
        name: each | {"disputes": [dispute for dispute in each["disputes"] if dispute["confidence"] >= SHOWN]}
        for name, each in read.items()
    }
