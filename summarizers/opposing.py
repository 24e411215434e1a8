"""Contests that the trained reader finds: of every two stands it scores whether one contests what the other asserts."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from summarizers.briefing import SHOWN, Span, Stance
from summarizers.contests import Contest
from summarizers.document import Document
from summarizers.encodings import Encoding
from summarizers.oppositions import Opposition, oppositions
from summarizers.sessions import WEIGHTS, session_of
from summarizers.stands import MARKS, STANCE, STANCES, Scene, Stand, Stands, gives_no_answer, lemmas_of

Array = NDArray[Any]
Run = Callable[[Array, Array, Array, Array], Array]

LEAST: Final = 0.04
"""Probability of the likeliest pair of a dispute from which it is weighed at all."""
SHARE: Final = 0.3
"""Of the probability of the likeliest pair, from which another stand joins a side (chosen on held-out articles)."""
NAMED: Final = 0.5
"""The same, from which its actor is named on that side, where the dispute is one that is shown."""
TOLD: Final = 0.53
"""Confidence from which a dispute is told (chosen likewise)."""
MOST_SENTENCES: Final = 120
"""Compared with each other; few articles have more, and all pairs of more would not fit a small server's memory."""
_CONFIDENCE: Final = (-0.18, 0.25, 0.33, 0.61)
"""Weights of a constant, of the log odds of the likeliest pair, and of that the claimant speaks, and the contester.

By logistic regression on held-out articles: how likely the dispute is one, by its evidence. That words of the answer
deny, doubt or oppose says nothing beyond the odds: without it the order was better with each of four networks.
"""
MOST_ACTORS: Final = 6
"""Named on a side, the surest; more are a crowd that nobody checks."""
_SURE: Final = 0.999
_SHARE_OF_PEOPLE: Final = re.compile(r"\d ?%|\bper ?cent\b|\b(?:in|of) (?:10|100|ten)\b", re.IGNORECASE)
"""The name of those who gave one answer in a poll; they do not contest those who gave another."""


def find_opposed(document: Document) -> Iterator[Contest]:
    """The contests of a document, stretch by stretch, the likeliest first."""
    for stands, found in weigh_oppositions(document):
        contest = _contest(document, stands, found)
        if contest.confidence >= TOLD:
            yield contest


def weigh_oppositions(document: Document) -> Iterator[tuple[Stands, Opposition]]:
    """What may be a dispute, stretch by stretch, the likeliest first, with the stands that it is made of."""
    scene, run = Scene(document), load_scorer()
    for encoding, sentences in stretches(document):
        stands = scene.stands(sentences)
        pairs = run(vectors_of(stands, encoding), stands.features, stands.pairs, sentence_numbers(stands))
        silent = [place for place, stand in enumerate(stands.all) if _is_silent(stand, document)]
        pairs[silent] = pairs[:, silent] = 0.0
        places = [stand.sentence for stand in stands.all]
        for found in oppositions(pairs, voices(document, stands), places, LEAST, SHARE, NAMED):
            yield stands, found


def voices(document: Document, stands: Stands) -> list[str]:
    """Who takes each stand: its actor, or the poll of those who are a share of people ("52 percent of voters")."""
    polled = {actor.id for actor in document.actors if _SHARE_OF_PEOPLE.search(actor.name)}
    return ["a poll" if stand.actor in polled else stand.actor for stand in stands.all]


def _is_silent(stand: Stand, document: Document) -> bool:
    return stand.statement is not None and gives_no_answer(document, stand.statement)


def stretches(document: Document) -> Iterator[tuple[Encoding, range]]:
    """The sentences that are compared with each other, by their numbers, and the encoding that they begin in."""
    starts = [sentence.start for sentence in document.sentences]
    for encoding in document.encodings:
        first, last = (int(place) for place in np.searchsorted(starts, encoding.stretch))
        unpacked = encoding.unpacked()
        for start in range(first, last, MOST_SENTENCES):
            yield unpacked, range(start, min(start + MOST_SENTENCES, last))


def vectors_of(stands: Stands, encoding: Encoding) -> Array:
    """A vector of every stand: its words weighed in several ways, and its name."""
    weighed = {words: encoding.weighed(words) for words in {each.words for each in stands.all}}
    rows = [np.concatenate([weighed[each.words], encoding.mean(each.name)]) for each in stands.all]
    return np.array(rows, np.float32)


def sentence_numbers(stands: Stands) -> Array:
    """The numbers of the stands' sentences."""
    return np.array([stand.sentence for stand in stands.all], np.int64)


def _contest(document: Document, stands: Stands, found: Opposition) -> Contest:
    first, confidence = stands.features[found.answers[0]], _confidence(stands, found)
    sure = found.sure if confidence >= SHOWN else (None, None)
    claims, answers = (
        _of_the_named([stands.all[place] for place in places], number)
        for places, number in zip((found.claims, found.answers), sure, strict=True)
    )
    words = next((each for each in claims if each.statement is not None), claims[0]).words
    return Contest(
        claim=words,
        claim_lemmas=lemmas_of(document, words),
        claim_at=words[0].start,
        claimants=_actors(claims),
        claim_statements=_statements(claims),
        claim_evidence=_evidence(document, claims),
        contesters=_actors(answers),
        stance=_stance(first),
        answer_at=answers[0].words[0].start,
        answer_statements=_statements(answers),
        answer_evidence=_evidence(document, answers),
        explicit=bool(first[STANCE].any() or first[MARKS].any()),
        confidence=confidence,
    )


def _of_the_named(stands: Sequence[Stand], number: int | None) -> list[Stand]:
    """The stands of a side's surest actors, who are those of so many stands; `MOST_ACTORS` at most."""
    named = _actors(stands[:number])[:MOST_ACTORS]
    return [stand for stand in stands if stand.actor in named]


def _actors(stands: Iterable[Stand]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stand.actor for stand in stands))


def _statements(stands: Iterable[Stand]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stand.statement.id for stand in stands if stand.statement is not None))


def _evidence(document: Document, stands: Iterable[Stand]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(document.sentences[stand.sentence] for stand in stands))


def _stance(features: Array) -> Stance:
    """What the reporting words of an answer say, else that it denies."""
    said = [stance for stance, is_said in zip(STANCES, features[STANCE], strict=True) if is_said]
    return said[0] if said else "denies"


def evidence_of(stands: Stands, found: Opposition) -> tuple[float, ...]:
    """What speaks for a dispute, as the weights of its confidence have it."""
    claim, answer = (stands.all[places[0]] for places in (found.claims, found.answers))
    strength = min(found.strength, _SURE)
    odds = np.log(strength / (1.0 - strength))
    return (1.0, float(odds), claim.statement is not None, answer.statement is not None)


def _confidence(stands: Stands, found: Opposition) -> float:
    odds = np.dot(_CONFIDENCE, evidence_of(stands, found))
    return round(float(1.0 / (1.0 + np.exp(-odds))), 2)


@lru_cache(maxsize=1)
def load_scorer(folder: Path = WEIGHTS) -> Run:
    """What gives the probability (claim, answer) of every two stands, with the weights of a folder."""
    session = session_of(folder / "stands.onnx")

    def run(vectors: Array, features: Array, pairs: Array, sentences: Array) -> Array:
        if not len(vectors):
            return np.zeros((0, 0), np.float32)
        given = {"vectors": vectors, "features": features, "pairs": pairs, "sentences": sentences}
        (odds,) = session.run(["odds"], given)
        chances: Array = 1.0 / (1.0 + np.exp(-odds))
        return chances

    return run
