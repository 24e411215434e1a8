"""Stands: every actor in every sentence where it speaks or is named, as what may be one side of a dispute.

The trained reader compares stands pairwise; what it cannot well see in the words is given to it as features: who they
are, what their reporting words say, and what two of them have in common.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from summarizers.briefing import Span, Stance, Statement
from summarizers.contest_words import (
    ADJECTIVES,
    CONDEMNING,
    CONTRASTS,
    CORRECTIONS,
    DECLINING,
    DEEDS,
    FALSELY,
    NEGATIONS,
    NOUNS,
    VERBS,
)
from summarizers.document import Document
from summarizers.spans import has_word, overlapping

Floats = NDArray[np.float32]

NEWSROOM: Final = "newsroom"
STAND_FEATURES: Final = 17
PAIR_FEATURES: Final = 7
MOST_NAMED: Final = 4
"""Actors named in a sentence, beside those who speak in it, who are asked about."""
STANCES: Final[tuple[Stance, ...]] = ("denies", "doubts", "opposes")
STANCE: Final = slice(2, 5)
NEGATED: Final = 6
MARKS: Final = [5, 7, 8]
"""Features of a stand: what its reporting words say; whether it is negated; other words that mark it as contesting."""
_KINDS: Final = ("person", "organization", "group", "place", "newsroom", "unnamed")
_ANSWERING: Final = frozenset("answer comment confirm discuss elaborate reply respond say speak".split())
_CONTENT_POS: Final = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})


@dataclass(frozen=True, slots=True)
class Stand:
    """An actor in a sentence: speaking (with the statement), named, or the newsroom telling it.

    `words` are those that may state the position, `name` those that name the actor there.
    """

    sentence: int
    actor: str
    words: tuple[Span, ...]
    name: tuple[Span, ...]
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """Stands in text order, with features of each (stand, feature) and of each two (stand, stand, feature)."""

    all: tuple[Stand, ...]
    features: Floats
    pairs: Floats


class Scene:
    """A document's statements and mentions by sentence, and what its stands are told apart by."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.kinds = {actor.id: actor.kind for actor in document.actors} | {NEWSROOM: "newsroom"}
        self.mentions = self._by_sentence((span, actor.id) for actor in document.actors for span in actor.mentions)
        self.statements = self._by_sentence(
            (span, each) for each in document.statements for span in (*each.content, *each.cue)
        )

    def _by_sentence(self, found: Iterable[tuple[Span, Any]]) -> dict[Span, list[tuple[Span, Any]]]:
        places: dict[Span, list[tuple[Span, Any]]] = defaultdict(list)
        for span, what in sorted(found, key=lambda pair: pair[0]):
            for sentence in overlapping(self.document.sentences, span):
                places[sentence].append((span, what))
        return places

    def stands(self, sentences: range) -> Stands:
        """The stands of a range of sentences."""
        found = tuple(stand for place in sentences for stand in self._stands_in(place))
        return Stands(found, self._features(found), self._pair_features(found))

    def _stands_in(self, place: int) -> Iterator[Stand]:
        sentence = self.document.sentences[place]
        spoken = {each.id: each for _, each in self.statements.get(sentence, [])}
        speaking = set()
        for statement in spoken.values():
            content, cue, source = (
                tuple(self._worded(spans, sentence)) for spans in (statement.content, statement.cue, statement.source)
            )
            for actor in statement.actors if content or cue else ():
                yield Stand(place, actor, content or cue, source, statement)
                speaking.add(actor)
        named = {actor: span for span, actor in reversed(self.mentions.get(sentence, [])) if actor not in speaking}
        for actor in list(named)[::-1][:MOST_NAMED]:
            yield Stand(place, actor, (sentence,), (named[actor],))
        yield Stand(place, NEWSROOM, (sentence,), ())

    def _worded(self, spans: Iterable[Span], sentence: Span) -> Iterator[Span]:
        """What of spans lies in a sentence and is more than a mark."""
        parts = (_within(span, sentence) for span in spans if span.overlaps(sentence))
        yield from (part for part in parts if has_word(self.document.article.text, *part))

    def _features(self, stands: tuple[Stand, ...]) -> Floats:
        rows = [self._features_of(stand) for stand in stands]
        return np.array(rows, np.float32).reshape(len(rows), STAND_FEATURES)

    def _features_of(self, stand: Stand) -> list[float]:
        document, statement = self.document, stand.statement
        sentence = document.sentences[stand.sentence]
        text = document.article.text[sentence.start : sentence.end].casefold()
        said = [*document.tokens_at(*statement.cue)] if statement else []
        stances = {stance_of_word(token) for token in said}
        return [
            1.0,
            statement is not None,
            *(stance in stances for stance in STANCES),
            any(token.lower_ in FALSELY for token in said),
            any(token.lower_ in NEGATIONS for token in document.tokens_at(*stand.words)),
            text.split(maxsplit=1)[0].strip(",") in CONTRASTS,
            any(phrase in text for phrase in CORRECTIONS),
            statement is not None and statement.kind == "direct",
            bool(stand.name),
            *(self.kinds.get(stand.actor) == kind for kind in _KINDS),
        ]

    def _pair_features(self, stands: tuple[Stand, ...]) -> Floats:
        """For (claim, answer): what two stands have in common, and whether one names the other's actor."""
        count = len(stands)
        features = np.zeros((count, count, PAIR_FEATURES), np.float32)
        sentence = np.array([stand.sentence for stand in stands], np.int64)
        actor = np.array([stand.actor for stand in stands])
        features[..., 0] = actor[:, None] == actor
        features[..., 1] = sentence[:, None] == sentence
        features[..., 2] = sentence[:, None] < sentence
        lemmas = {words: lemmas_of(self.document, words) for words in {stand.words for stand in stands}}
        features[..., 3] = _shared([lemmas[stand.words] for stand in stands])
        where = {each: np.flatnonzero(actor == each) for each in dict.fromkeys(actor.tolist())}
        for place, stand in enumerate(stands):
            for who in {who for span in stand.words for who in self._named(span)} & where.keys():
                features[where[who], place, 4] = features[place, where[who], 5] = 1.0
        said = np.array([stand.statement.id if stand.statement else "" for stand in stands])
        features[..., 6] = (said[:, None] == said) & (said != "")
        return features

    def _named(self, span: Span) -> Iterator[str]:
        for sentence in overlapping(self.document.sentences, span):
            yield from (actor for place, actor in self.mentions.get(sentence, []) if place.overlaps(span))


def lemmas_of(document: Document, spans: Iterable[Span]) -> frozenset[str]:
    """The words that carry meaning."""
    tokens = document.tokens_at(*spans)
    return frozenset(token.lemma_.lower() for token in tokens if token.pos_ in _CONTENT_POS and not token.is_stop)


def stance_of_word(token: Token) -> Stance | None:
    """The stance that a word of reporting takes by itself."""
    table = {"NOUN": NOUNS, "ADJ": ADJECTIVES}.get(token.pos_, VERBS)
    return table.get(token.lemma_.lower())


def gives_no_answer(document: Document, statement: Statement) -> bool:
    """Does somebody decline to comment, or condemn a deed, by which no claim is made or contested?"""
    said = {token.lemma_ for token in document.tokens_at(*statement.cue)}
    of_what = (_ANSWERING if said & DECLINING else frozenset[str]()) | (DEEDS if said & CONDEMNING else frozenset())
    return bool(of_what) and any(token.lemma_ in of_what for token in document.tokens_at(*statement.content))


def _within(span: Span, sentence: Span) -> Span:
    return Span(max(span.start, sentence.start), min(span.end, sentence.end))


def _shared(lemmas: list[frozenset[str]]) -> Floats:
    """The weight of the words that each two have in common; a word weighs the more the fewer have it."""
    columns = {word: column for column, word in enumerate(sorted(frozenset().union(*lemmas)))}
    has = np.zeros((len(lemmas), len(columns)), np.float32)
    for place, words in enumerate(lemmas):
        has[place, [columns[word] for word in words]] = 1.0
    shared: Floats = (has / np.sqrt(has.sum(0))) @ has.T
    return shared
