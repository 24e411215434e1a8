"""Fits the weights of a dispute's confidence to the shipped weights: python -m training.confidences DATA.

DATA is the folder of annotated articles; those held out of the joint training are read. Prints the weights, for
`summarizers.opposing`, and from each confidence on how many are right by weights fitted to other articles.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from summarizers.briefing import Span
from summarizers.disputes import MOST_EVIDENCE
from summarizers.document import Document
from summarizers.opposing import evidence_of, weigh_oppositions
from summarizers.oppositions import Opposition
from summarizers.stands import Stands
from training.calibrate import fit
from training.data import read_articles
from training.join import JoinPlan, held_out
from training.stand_data import Annotated, Dispute, read_disputes, read_document, sides_of

Row = tuple[tuple[float, ...], bool]

FOLDS = 10


def evidence(document: Document, annotated: Annotated) -> Iterator[Row]:
    """What speaks for every possible dispute of an article, and whether it shows one that is annotated."""
    disputes, sentences = annotated
    for stands, found in weigh_oppositions(document):
        sides = sides_found(document, stands, found)
        shown = any(meet(each, sentences, pair) for each in disputes for pair in (sides, sides[::-1]))
        yield evidence_of(stands, found), shown


def sides_found(document: Document, stands: Stands, found: Opposition) -> list[list[Span]]:
    """The sentences of both sides, as many as are shown."""
    return [
        [document.sentences[stands.all[place].sentence] for place in places][:MOST_EVIDENCE]
        for places in (found.claims, found.answers)
    ]


def meet(dispute: Dispute, sentences: list[Span], found: list[list[Span]]) -> bool:
    """Do both sides of a dispute share a sentence with those found?"""
    shown = [[sentences[place] for side in sides for place in side["sentences"]] for sides in sides_of(dispute)]
    return all(
        any(mine.overlaps(theirs) for mine in ours for theirs in others)
        for ours, others in zip(shown, found, strict=True)
    )


def fitted(rows: list[Row]) -> np.ndarray:
    """The weights of the evidence."""
    return fit(np.array([row for row, _ in rows], float), np.array([is_one for _, is_one in rows], float))


def confidences(rows: list[Row], weights: np.ndarray) -> np.ndarray:
    """The confidences that weights give."""
    return 1.0 / (1.0 + np.exp(-np.array([row for row, _ in rows], float) @ weights))


def out_of_fold(articles: list[list[Row]]) -> np.ndarray:
    """The confidences of all articles' rows, each by weights fitted to other articles, as it is with an unseen one."""
    folds = [
        fitted([row for place, rows in enumerate(articles) if place % FOLDS != fold for row in rows])
        for fold in range(FOLDS)
    ]
    return np.concatenate([confidences(rows, folds[place % FOLDS]) for place, rows in enumerate(articles)])


def report(articles: list[list[Row]]) -> None:
    """Prints the weights, and from each confidence on how many are right."""
    every = [row for rows in articles for row in rows]
    print("weights", [round(each, 2) for each in fitted(every).tolist()])
    chances, right = out_of_fold(articles), np.array([is_one for _, is_one in every])
    for least in np.arange(0.3, 0.8, 0.03):
        told = chances >= least
        print(f"from {least:.2f}: {int((told & right).sum())} of {int(told.sum())} right")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data
    disputes = read_disputes(folder / "disputes" / "train_gold.jsonl", folder / "disputes" / "train_sentences.json")
    apart = held_out(read_articles(folder / "polnear" / "train.jsonl"), JoinPlan())
    documents = [(read_document(each.text), disputes[each.id]) for each in apart if each.id in disputes]
    read = (list(evidence(document, annotated)) for document, annotated in documents)
    report([rows for rows in read if rows])


if __name__ == "__main__":
    main()
