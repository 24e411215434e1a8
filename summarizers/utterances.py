"""Statements as they are compared with each other to find what is contested."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span, Statement
from summarizers.contest_words import NEGATIONS, SPANS_OF_TIME
from summarizers.document import Document
from summarizers.spans import overlapping, span_at
from summarizers.stands import gives_no_answer, lemmas_of

_FAR: Final = 99
_COMMON: Final = 12
"""Statements with a word from which it no longer tells what they are about; keeps long articles linear."""
_LOOKED_THROUGH: Final = 12
"""Statements before an answer among which is what it answers; keeps long articles linear."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A statement with what it is compared by: its sentence, content lemmas, whether it negates, or says nothing."""

    statement: Statement
    at: int
    sentences: tuple[Span, ...]
    lemmas: frozenset[str]
    negated: bool
    silent: bool = False

    @property
    def actors(self) -> frozenset[str]:
        return frozenset(self.statement.actors)


class Utterances:
    """The statements of a document in text order, found again by what they say."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all = sorted((self._utterance(each) for each in document.statements if each.content), key=lambda u: u.at)
        self._by_lemma: dict[str, list[Utterance]] = defaultdict(list)
        self._by_sentence: dict[Span, list[Utterance]] = defaultdict(list)
        for utterance in self.all:
            for lemma in utterance.lemmas:
                self._by_lemma[lemma].append(utterance)
            for sentence in utterance.sentences:
                self._by_sentence[sentence].append(utterance)
        self._actors_at: dict[int, set[str]] = defaultdict(set)
        for actor in document.actors:
            for token in document.tokens_at(*actor.mentions):
                self._actors_at[token.i].add(actor.id)

    def _utterance(self, statement: Statement) -> Utterance:
        at = min(span.start for span in statement.content)
        sentences = dict.fromkeys(s for span in statement.content for s in overlapping(self.document.sentences, span))
        cue = next(iter(statement.cue), None)
        said_in = span_at(self.document.sentences, cue.start) if cue is not None else None
        return Utterance(
            statement,
            at,
            tuple(dict.fromkeys([*([said_in] if said_in else []), *sentences])),
            lemmas_of(self.document, statement.content) - SPANS_OF_TIME,
            any(token.lower_ in NEGATIONS for token in self.document.tokens_at(*statement.content)),
            gives_no_answer(self.document, statement),
        )

    def weight(self, lemmas: Iterable[str]) -> float:
        """Shared words weigh the more the fewer statements have them."""
        return sum(1 / sqrt(len(self._by_lemma[lemma])) for lemma in lemmas if lemma in self._by_lemma)

    def near(self, at: int, most: int) -> list[Utterance]:
        """The statements that begin before an offset, the nearest first."""
        end = bisect_right(self.all, at, key=lambda each: each.at)
        return self.all[max(0, end - most) : end][::-1]

    def actors_at(self, *tokens: Token) -> frozenset[str]:
        """The actors whose mentions the tokens are part of."""
        return frozenset(actor for token in tokens for actor in self._actors_at.get(token.i, ()))

    def inside(self, stretch: Span) -> list[Utterance]:
        """The statements that begin in a stretch of text."""
        first, last = (bisect_left(self.all, offset, key=lambda each: each.at) for offset in stretch)
        return self.all[first:last]

    def of_sentence(self, sentence: Span) -> list[Utterance]:
        """The statements of which something stands in a sentence."""
        return self._by_sentence.get(sentence, [])

    def run(self, utterance: Utterance) -> list[Utterance]:
        """What the same actors say in its paragraph, up to it."""
        paragraph = span_at(self.document.paragraphs, utterance.at) or Span(utterance.at, utterance.at)
        before = self.inside(Span(paragraph.start, utterance.at))
        return [*(each for each in before if each.actors == utterance.actors), utterance]

    def of_others(self, at: int, actors: frozenset[str]) -> Iterator[Utterance]:
        """What others than some actors said before an offset, the nearest first."""
        for each in self.near(at - 1, _LOOKED_THROUGH):
            if each.actors and not each.actors & actors and not each.silent:
                yield each

    def of_others_within(self, most: int, answer: Utterance) -> Iterator[Utterance]:
        """The same before an answer, at most so many sentences before it."""
        others = self.of_others(answer.at, answer.actors)
        return (each for each in others if sentences_from(each, answer.at, self.document) <= most)

    def said_before(self, answer: Utterance, most: int) -> Utterance | None:
        """What somebody else said last, so many sentences before at most."""
        claim = next(self.of_others(answer.at, answer.actors), None)
        reached = claim is not None and sentences_from(claim, answer.at, self.document) <= most
        return claim if reached else None

    def sharing(self, lemmas: Iterable[str]) -> Iterator[Utterance]:
        """The statements that share a word that is not in many."""
        for lemma in lemmas:
            if len(self._by_lemma[lemma]) <= _COMMON:
                yield from self._by_lemma[lemma]


def sentences_from(claim: Utterance, offset: int, document: Document) -> int:
    """From the end of a claim to an offset; far where that comes first."""
    end = max(span.start for span in claim.statement.content)
    first, second = (
        bisect_right(document.sentences, each, key=lambda sentence: sentence.start) for each in (end, offset)
    )
    return second - first if second >= first else _FAR


def bare(document: Document, actors: Iterable[str], content: tuple[Span, ...], shown: tuple[Span, ...]) -> Utterance:
    """Words as if some actors had stated them, and the sentences that show it."""
    statement = Statement("", tuple(sorted(actors)), "indirect", (), (), content, 1.0)
    return Utterance(statement, min(span.start for span in content), shown, lemmas_of(document, content), False)
