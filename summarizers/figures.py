"""Another figure for what somebody has counted: "Police said 200 marched. Organisers put the number at 2,000"."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span
from summarizers.contests import Contest, contest_of
from summarizers.numerals import values_in
from summarizers.phrases import DEFINITE, is_negated
from summarizers.spans import holds, span_at
from summarizers.utterances import Utterance, Utterances, bare

_COUNTS: Final = frozenset("count crowd figure number toll total turnout".split())
_SETTING: Final = frozenset({"estimate", "place", "put"})
_SPANS_OF_TIME: Final = frozenset("century day decade hour minute month percent point second week year".split())
_REACH: Final = 1
"""Sentences from the first figure to the other."""
_CONFIDENCE: Final = 0.7


def find_other_figures(utterances: Utterances) -> Iterator[Contest]:
    """The contests of figures, in text order."""
    document = utterances.document
    for noun in document.parse:
        figures = _figures_for(noun) if noun.lemma_.lower() in _COUNTS else frozenset[float]()
        sentence = span_at(document.sentences, noun.idx) if figures else None
        answer = _who_counts(noun, sentence, utterances) if sentence is not None else None
        claim = _counted_before(answer, utterances) if answer is not None else None
        if answer is not None and claim is not None and not figures & _counted(claim, utterances):
            yield contest_of(document, claim, answer, "denies", _CONFIDENCE, explicit=False)


def _figures_for(noun: Token) -> frozenset[float]:
    """ "put the number at 400", "the true figure is closer to 400"."""
    verb = noun.head
    if not any(child.lower_ in DEFINITE for child in noun.lefts) or is_negated(verb):
        return frozenset()
    if verb.lemma_ in _SETTING and noun.dep_ in {"dobj", "nsubjpass"}:
        told = [word for child in verb.rights if child.lower_ == "at" for word in child.subtree]
    elif verb.lemma_ == "be" and noun.dep_ == "nsubj":
        told = [word for child in verb.rights for word in child.subtree]
    else:
        told = []
    return _values(told, lambda word: word.like_num)


def _who_counts(noun: Token, sentence: Span, utterances: Utterances) -> Utterance | None:
    """The statement that gives the figure, or else what its subject is said to put it at."""
    for each in utterances.of_sentence(sentence):
        if each.actors and holds((*each.statement.content, *each.statement.cue), noun.idx):
            return each
    subject = next((child for child in noun.head.lefts if child.dep_ == "nsubj" and child != noun), None)
    actors = utterances.actors_at(subject) if subject is not None else frozenset()
    return bare(utterances.document, actors, (sentence,), (sentence,)) if actors else None


def _counted_before(answer: Utterance, utterances: Utterances) -> Utterance | None:
    """What somebody else said last, if there is a figure in it."""
    claim = utterances.said_before(answer, _REACH)
    return claim if claim is not None and _counted(claim, utterances) else None


def _counted(claim: Utterance, utterances: Utterances) -> frozenset[float]:
    """The figures that count something in a statement."""
    words = list(utterances.document.tokens_at(*claim.statement.content))
    counting = {word for word in words if word.like_num and word.dep_ == "nummod" and _is_counted(word.head)}
    return _values(words, lambda word: word in counting or (word.like_num and word.head in counting))


def _values(words: Iterable[Token], counts: Callable[[Token], bool]) -> frozenset[float]:
    """The values of the numbers among some words; what stands between two keeps "twenty men and five women" apart."""
    return values_in(" ".join(word.text if counts(word) else "," for word in words))


def _is_counted(noun: Token) -> bool:
    return noun.pos_ == "NOUN" and noun.lemma_.lower() not in _SPANS_OF_TIME
