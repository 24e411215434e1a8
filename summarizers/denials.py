"""What is denied, doubted or opposed by the words that report it, or by the newsroom that corrects it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span, Stance, Statement
from summarizers.claim_nouns import (
    bearers,
    calls_it_so,
    claim_nouns,
    clause_of,
    is_of_pronoun,
    owners_of,
    points_back,
    stands_beside,
)
from summarizers.contest_words import CLAIM_NOUNS, CONTRASTS, CORRECTIONS, DECLINING, FALSELY, NOUNS, PHRASES
from summarizers.contests import Contest, contest_of, shown_by
from summarizers.document import Document
from summarizers.phrases import SUBJECTS, THAT, is_negated
from summarizers.spans import span_at
from summarizers.stands import NEWSROOM, stance_of_word
from summarizers.utterances import Utterance, Utterances, bare, sentences_from

_ANSWERS: Final = frozenset({"counter", "respond", "reply", "retort", "insist", "disagree"})
_FIGURES: Final = frozenset({"estimate", "figure"})
_NEAR_CORRECTION: Final = 200
"""Characters between a claim and its correction."""
_LEAST_SHARED: Final = 0.9
"""Weight of shared words from which two statements speak of one thing."""
_REACH: Final = 3
"""Sentences over which a denial reaches back to what has a word in common with it."""
_NEAR: Final = 6
"""Statements before a contest that may be what it answers, though they share no word with it."""
_LEAST_CONFIDENCE: Final = 0.4
_SAME_WORDS: Final = 1.5
"""Weight of shared words from which an answer takes up the words of the claim."""
_LEAST_FIT: Final[dict[Stance, float]] = {"denies": 1.2, "doubts": 1.4, "opposes": 1.8, "asserts": 9.0}
_SAME_SENTENCE, _NEXT_SENTENCE, _POINTS_BACK, _NAMES_CLAIMANT, _NAMED_BY_CLAIM = 1.5, 0.7, 0.8, 1.2, 1.0
_CALLS_IT_SO, _CALLED_SO = 2.0, 0.55
_TOLD_INSIDE, _NAMED_INSIDE = 0.75, 0.5
"""Confidence of a claim that its denial ascribes to somebody, with what it says and without."""
_POINTED: Final = 0.8
"""Of 13 denials that point back ("denied the charges") all were of the claim they are tied to, in annotated news."""
_DENIED_BESIDE: Final = 0.7
"""What is denied by its own clause was said just before in four of four cases there."""
_DENIED_LATER: Final = 0.55
"""Where something else was said in between, it was in one or two of three; so where nothing else ties the two."""


def find_denials(utterances: Utterances) -> Iterator[Contest]:
    """The contests that statements, nouns of contesting and the newsroom's corrections make."""
    document = utterances.document
    for utterance in utterances.all:
        yield from _contesting_report(utterance, utterances)
        yield from _falsely(utterance, document)
        yield from _answer(utterance, utterances)
    yield from _contesting_nouns(utterances)
    yield from _corrections(utterances)


def stance_of(utterance: Utterance, document: Document) -> Stance | None:
    """The stance that the reporting words themselves take."""
    for token in document.tokens_at(*utterance.statement.cue):
        with_it = PHRASES.get(token.lemma_.lower(), frozenset())
        stance: Stance | None = "denies" if any(c.lower_ in with_it for c in token.rights) else stance_of_word(token)
        if stance is not None and not is_negated(token) and not _left_open(token):
            return stance
    return None


def _left_open(verb: Token) -> bool:
    """ "Would neither confirm nor deny", "declined to deny"."""
    declines = verb.dep_ == "xcomp" and verb.head.lemma_ in DECLINING
    return declines or any(each.lemma_ == "confirm" for each in verb.conjuncts)


def _contesting_report(utterance: Utterance, utterances: Utterances) -> Iterator[Contest]:
    """ "rejected the claim that ...", "doubts whether ...": tied to the claim that it fits best."""
    document = utterances.document
    stance = stance_of(utterance, document)
    if stance is None or not utterance.statement.actors:
        return
    inside = _claim_inside(utterance, stance, utterances)
    if inside is not None and inside.confidence >= _TOLD_INSIDE:
        yield inside
        return
    words = _words_of(utterance, utterances)
    scored = [(_fit(utterance, words, other, utterances), other) for other in _candidates(utterance, utterances)]
    fit, claim = max(scored, key=lambda pair: (pair[0], -abs(pair[1].at - utterance.at)), default=(0.0, None))
    confidence = _confidence(utterance, claim, stance, utterances) if claim is not None else 0.0
    if claim is not None and fit >= _LEAST_FIT[stance] and confidence >= _LEAST_CONFIDENCE:
        run = list(_run(utterance, claim, utterances))
        first = claim if is_of_pronoun(utterance, document) else run[0]
        yield shown_by(contest_of(document, first, utterance, stance, confidence), run)
    elif stance != "opposes" and inside is not None:
        yield inside
    elif stance == "denies":
        just_said = utterances.said_before(utterance, 1)
        denied = _nearest_alike(utterance, utterances) or just_said
        if denied is not None and _tells_what(utterance, denied, document):
            beside = denied is just_said and _is_tied_to(utterance, denied, document)
            yield contest_of(document, denied, utterance, stance, _DENIED_BESIDE if beside else _DENIED_LATER)


def _run(answer: Utterance, claim: Utterance, utterances: Utterances) -> Iterator[Utterance]:
    """What an answer that points back may mean: all that was claimed up to the claim; of a figure, that alone."""
    document = utterances.document
    if points_back(answer, document) and not any(noun.lemma_ in _FIGURES for noun in claim_nouns(answer, document)):
        yield from (each for each in utterances.run(claim)[:-1] if not _contests(each, document))
    yield claim


def _contests(utterance: Utterance, document: Document) -> bool:
    return stance_of(utterance, document) in {"denies", "doubts"}


def _nearest_alike(denial: Utterance, utterances: Utterances) -> Utterance | None:
    """What somebody else said last, of a few sentences before, that has a word of the denial in it."""
    return next((each for each in utterances.of_others_within(_REACH, denial) if each.lemmas & denial.lemmas), None)


def _is_tied_to(denial: Utterance, claim: Utterance, document: Document) -> bool:
    """Has the denial a word of the claim, or is it that "it" is so, or the claim one about who denies?"""
    subjects = (token for token in document.tokens_at(*denial.statement.content) if token.dep_ in SUBJECTS)
    subject = next(subjects, None)
    of_it = subject is not None and subject.lower_ in THAT
    return of_it or bool(claim.lemmas & denial.lemmas) or _mentions(claim, denial.actors, document)


def _tells_what(denial: Utterance, claim: Utterance, document: Document) -> bool:
    """Does it deny a deed ("denied using force") rather than "any wrongdoing", and not one that was said not to be?"""
    if claim.negated != denial.negated:
        return False
    cue = [token for token in document.tokens_at(*denial.statement.cue) if token.lemma_ == "deny"]
    return any(child.dep_ in {"ccomp", "xcomp"} for token in cue for child in token.rights)


def _candidates(utterance: Utterance, utterances: Utterances) -> Iterator[Utterance]:
    others = {each.statement.id: each for each in utterances.near(utterance.at, _NEAR)}
    others.update((each.statement.id, each) for each in utterances.sharing(utterance.lemmas))
    for other in others.values():
        contests = _contests(other, utterances.document)
        told = other.statement.actors and not contests and not _announces(other, utterances.document)
        if told and not other.actors & utterance.actors:
            yield other


def _announces(utterance: Utterance, document: Document) -> bool:
    """Does somebody say what he himself will do ("said he would sue"), which nobody else can deny?"""
    first, second = (*islice(document.tokens_at(*utterance.statement.content), 2), None, None)[:2]
    himself = first is not None and first.lower_ in {"he", "she", "they", "i", "we"}
    return himself and second is not None and second.lemma_ in {"will", "would", "'ll", "’ll"}


def _fit(answer: Utterance, words: frozenset[str], claim: Utterance, utterances: Utterances) -> float:
    """How well an answer fits a claim: shared words, nearness, and naming one another."""
    document = utterances.document
    fit = utterances.weight(words & claim.lemmas)
    distance = sentences_from(claim, answer.at, document)
    fit += _SAME_SENTENCE if distance == 0 and claim.at < answer.at else _NEXT_SENTENCE if distance == 1 else 0.0
    if distance in (1, 2) and (answer.lemmas <= CLAIM_NOUNS or is_of_pronoun(answer, document)):
        fit += _POINTS_BACK
    if calls_it_so(answer, claim, document):
        fit += _CALLS_IT_SO
    if _mentions(answer, claim.actors, document):
        fit += _NAMES_CLAIMANT
    if _mentions(claim, answer.actors, document):
        fit += _NAMED_BY_CLAIM
    return fit


def _words_of(answer: Utterance, utterances: Utterances) -> frozenset[str]:
    """The words of an answer, with what else is said there if it only points back: "rejected this, saying that ..."."""
    if not points_back(answer, utterances.document):
        return answer.lemmas
    said = (each for sentence in answer.sentences for each in utterances.of_sentence(sentence))
    return answer.lemmas.union(*(each.lemmas for each in said if each.actors == answer.actors))


def _mentions(utterance: Utterance, actors: frozenset[str], document: Document) -> bool:
    """Does the content name one of the actors?"""
    spans = [span for actor in document.actors if actor.id in actors for span in actor.mentions]
    return any(content.covers(span) for content in utterance.statement.content for span in spans)


def _confidence(answer: Utterance, claim: Utterance, stance: Stance, utterances: Utterances) -> float:
    """How often such a pair was a dispute in annotated news.

    A denial is mostly of what stands beside it; doubt and criticism more often turn on something else.
    """
    document = utterances.document
    if stance == "denies" and (
        points_back(answer, document) or any(stands_beside(noun) for noun in claim_nouns(answer, document))
    ):
        return _POINTED
    if calls_it_so(answer, claim, document):
        return _CALLED_SO
    together = sentences_from(claim, answer.at, document) in (0, 1)
    if stance == "denies" and together and _tells_what(answer, claim, document):
        return _DENIED_BESIDE
    names_claim = any(token.lemma_.lower() in CLAIM_NOUNS for token in document.tokens_at(*answer.statement.content))
    says_it_again = utterances.weight(answer.lemmas & claim.lemmas) >= _SAME_WORDS
    return round(0.3 + (0.15 if stance == "denies" else 0.05) * together + 0.08 * names_claim + 0.1 * says_it_again, 2)


def _claim_inside(utterance: Utterance, stance: Stance, utterances: Utterances) -> Contest | None:
    """ "rejected Lee's claim that ...": the claim need have no other place in the article than its denial."""
    document = utterances.document
    noun = next(claim_nouns(utterance, document), None)
    owners = owners_of(utterances, noun) or bearers(utterances, noun) if noun is not None else frozenset[str]()
    claimants = owners - utterance.actors
    if noun is None or not claimants:
        return None
    clause = clause_of(noun) if stance != "opposes" else None
    claim = bare(document, claimants, clause or utterance.statement.content, utterance.sentences[:1])
    return contest_of(document, claim, utterance, stance, _NAMED_INSIDE if clause is None else _TOLD_INSIDE)


def _falsely(utterance: Utterance, document: Document) -> Iterator[Contest]:
    """ "falsely claimed that": the newsroom contests what it reports."""
    cue = list(document.tokens_at(*utterance.statement.cue))
    adverbs = {child.lower_ for token in cue for child in (token, *token.children)}
    if utterance.statement.actors and adverbs & FALSELY:
        yield _by_newsroom(document, utterance, utterance.sentences[:1], utterance.at, 0.8)


def _by_newsroom(
    document: Document, claim: Utterance, evidence: tuple[Span, ...], at: int, confidence: float
) -> Contest:
    answer = replace(bare(document, (NEWSROOM,), evidence, evidence), at=at)
    return contest_of(document, claim, answer, "denies", confidence)


def _corrections(utterances: Utterances) -> Iterator[Contest]:
    """ "There is no evidence ..." in the newsroom's own voice, of the statement just before or in the same sentence."""
    document = utterances.document
    said = _disjoint(sorted(span for each in utterances.all for span in each.statement.content))
    for sentence in document.sentences:
        text = document.article.text[sentence.start : sentence.end].casefold()
        place = min((text.find(phrase) for phrase in CORRECTIONS if phrase in text), default=-1)
        if place < 0 or span_at(said, sentence.start + place) is not None:
            continue
        for claim in utterances.near(sentence.start + place, 2):
            distance = sentence.start - max(span.end for span in claim.statement.content)
            if claim.statement.actors and NEWSROOM not in claim.actors and distance < _NEAR_CORRECTION:
                yield _by_newsroom(document, claim, (sentence,), sentence.start, 0.45)
                break


def _disjoint(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _contesting_nouns(utterances: Utterances) -> Iterator[Contest]:
    """ "..., despite denials from the ministry": of the claim in the same sentence."""
    document = utterances.document
    for token in document.parse:
        stance = NOUNS.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
        contesters = bearers(utterances, token) if stance in ("denies", "doubts") else frozenset[str]()
        sentence = span_at(document.sentences, token.idx) if contesters else None
        if stance is None or sentence is None:
            continue
        for claim in utterances.near(token.idx, 3):
            if sentence.start <= claim.at and claim.statement.actors and not claim.actors & contesters:
                nothing_said = Statement("", tuple(sorted(contesters)), "indirect", (), (), (sentence,), 1.0)
                answer = Utterance(nothing_said, token.idx, (sentence,), frozenset(), False)
                yield contest_of(document, claim, answer, stance, 0.6)
                break


def _answer(utterance: Utterance, utterances: Utterances) -> Iterator[Contest]:
    """ "But Ray said it was not": an answer in the next sentences that turns the claim round."""
    document = utterances.document
    sentence = utterance.sentences[0] if utterance.sentences else None
    if sentence is None or not utterance.statement.actors or stance_of(utterance, document) is not None:
        return
    opening = document.article.text[sentence.start : sentence.start + 12].split()[:1]
    contrasts = bool(opening) and opening[0].lower().strip(",") in CONTRASTS
    answers = any(token.lemma_.lower() in _ANSWERS for token in document.tokens_at(*utterance.statement.cue))
    if not (contrasts or answers):
        return
    for claim in utterances.near(utterance.at - 1, 4):
        shared = utterances.weight(utterance.lemmas & claim.lemmas)
        near = 1 <= sentences_from(claim, utterance.at, document) <= 2
        if near and claim.statement.actors and not claim.actors & utterance.actors and shared >= _LEAST_SHARED:
            if claim.negated != utterance.negated:
                yield contest_of(document, claim, utterance, "denies", 0.4, explicit=False)
            return
