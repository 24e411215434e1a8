"""Another figure for what somebody has counted: "Police said 200 marched. Organisers put the number at 2,000"."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span
from summarizers.contest_words import SPANS_OF_TIME
from summarizers.contests import Contest, contest_of
from summarizers.numerals import values_in
from summarizers.phrases import DEFINITE, THAT, is_negated
from summarizers.spans import holds, span_at
from summarizers.utterances import Utterance, Utterances, bare, sentences_from

_COUNTS: Final = frozenset("bill cost count crowd damage figure loss number price toll total turnout".split())
_SETTING: Final = frozenset({"estimate", "place", "put"})
_AT: Final = frozenset({"at", "closer", "nearer"})
_NO_COUNT: Final = SPANS_OF_TIME | {"percent", "point"}
_REACH: Final = 1
"""Sentences from the first figure to the other."""
_CORRECTED_REACH: Final = 4
"""The same, where the other tells which it is put in place of."""
_BESIDE: Final = 6
"""Words from a figure to the "not" behind it."""
_CONFIDENCE: Final = 0.7


def find_other_figures(utterances: Utterances) -> Iterator[Contest]:
    """The contests of figures, in text order."""
    document = utterances.document
    for noun in document.parse:
        if noun.lower_ == "not":
            yield from _correction(noun, utterances)
        counts = noun.lemma_.lower() in _COUNTS or (noun.lower_ in THAT and noun.dep_ == "dobj")
        figures = _figures_for(noun) if counts else frozenset[float]()
        sentence = span_at(document.sentences, noun.idx) if figures else None
        answer = _who_counts(noun, sentence, utterances) if sentence is not None else None
        claim = _counted_before(answer, utterances) if answer is not None else None
        if answer is not None and claim is not None and not figures & _counted(claim, utterances):
            yield contest_of(document, claim, answer, "denies", _CONFIDENCE, explicit=False)


def _figures_for(noun: Token) -> frozenset[float]:
    """ "put the number at 400", "put it closer to €65 million", "the true figure is closer to 400"."""
    verb = noun.head
    if not (noun.lower_ in THAT or any(child.lower_ in DEFINITE for child in noun.lefts)) or is_negated(verb):
        return frozenset()
    if verb.lemma_ in _SETTING and noun.dep_ in {"dobj", "nsubjpass"}:
        told = [word for child in verb.rights if child.lower_ in _AT for word in child.subtree]
    elif verb.lemma_ == "be" and noun.dep_ == "nsubj":
        told = [word for child in verb.rights for word in child.subtree]
    else:
        told = []
    return _values(told, lambda word: word.like_num)


def _correction(negation: Token, utterances: Utterances) -> Iterator[Contest]:
    """ "Lee said there had been four meetings, not eleven", where somebody else said eleven."""
    document = utterances.document
    words = document.parse[max(negation.i - _BESIDE, 0) : negation.i]
    wrong = document.parse[negation.i + 1 : negation.i + 3]
    if not words or words[-1].text != "," or not wrong or not wrong[0].like_num:
        return
    right = next((word for word in reversed(words) if word.like_num and word.sent == negation.sent), None)
    sentence = span_at(document.sentences, negation.idx) if right is not None else None
    said = utterances.of_sentence(sentence) if sentence is not None else []
    answer = next((each for each in said if each.actors and holds(each.statement.content, negation.idx)), None)
    if right is None or answer is None:
        return
    counted, figures = right.head.lemma_.lower(), _values(wrong, lambda word: word.like_num)
    for claim in utterances.of_others(answer.at, answer.actors):
        far = sentences_from(claim, answer.at, document) > _CORRECTED_REACH
        if not far and counted in claim.lemmas and figures <= _counted(claim, utterances):
            yield contest_of(document, claim, answer, "denies", _CONFIDENCE)
            return


def _who_counts(noun: Token, sentence: Span, utterances: Utterances) -> Utterance | None:
    """The statement that gives the figure, or else what its subject is said to put it at."""
    for each in utterances.of_sentence(sentence):
        if each.actors and holds((*each.statement.content, *each.statement.cue), noun.idx):
            return each
    subject = next((child for child in noun.head.lefts if child.dep_ == "nsubj" and child != noun), None)
    actors = utterances.actors_at(subject) if subject is not None else frozenset()
    if subject is None or not actors:
        return None
    told = Span(subject.left_edge.idx, sentence.end)  # the other figure may stand before it in the sentence
    return bare(utterances.document, actors, (told,), (sentence,))


def _counted_before(answer: Utterance, utterances: Utterances) -> Utterance | None:
    """What somebody else said last, if there is a figure in it."""
    claim = utterances.said_before(answer, _REACH)
    return claim if claim is not None and _counted(claim, utterances) else None


def _counted(claim: Utterance, utterances: Utterances) -> frozenset[float]:
    """The figures that count something in a statement."""
    words = list(utterances.document.tokens_at(*claim.statement.content))
    counting = {word for word in words if word.like_num and (_is_counted(word) or _is_sum(word))}
    return _values(words, lambda word: word in counting or (word.like_num and word.head in counting))


def _values(words: Iterable[Token], counts: Callable[[Token], bool]) -> frozenset[float]:
    """The values of the numbers among some words; what stands between two keeps "twenty men and five women" apart."""
    return values_in(" ".join(word.text if counts(word) else "," for word in words))


def _is_counted(number: Token) -> bool:
    noun = number.head
    return number.dep_ == "nummod" and noun.pos_ == "NOUN" and noun.lemma_.lower() not in _NO_COUNT


def _is_sum(number: Token) -> bool:
    return any(child.is_currency for child in number.lefts)
