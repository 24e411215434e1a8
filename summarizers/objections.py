"""What is said against a proposal or a view: "The council wants a road. Residents oppose the plan".

In annotated political news ten of thirteen such objections were disputes, where they are of a noun alone that points
back ("the plan", "this view", "Lee's proposal"); of "it" and "them" none of four.
"""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Stance
from summarizers.claim_nouns import bearers, owners_of
from summarizers.contest_words import CLAIM_NOUNS, REQUESTS
from summarizers.contests import Contest, contest_of
from summarizers.denials import stance_of
from summarizers.phrases import SUBJECTS, THAT, is_definite, is_negated
from summarizers.utterances import Utterance, Utterances, bare

_PROPOSALS: Final = frozenset(
    "amendment ban bill call demand idea measure move plan project proposal reform request resolution scheme "
    "suggestion".split()
)
_DOCUMENTS: Final = frozenset(
    "ad analysis article audit book column documentary investigation letter memo poll report review story study "
    "survey".split()
)
_POINTED_AT: Final = _PROPOSALS | _DOCUMENTS | CLAIM_NOUNS
_PROPOSING: Final = frozenset(
    "advocate announce ask back call demand favor favour pledge plan press promise promote propose push recommend "
    "request seek suggest support urge vow want".split()
)
_BELIEVING: Final = frozenset({"accept", "believe", "buy", "trust"})
_ONCE: Final = frozenset("earlier formerly initially once originally previously".split())
_OUGHT: Final = frozenset({"must", "ought", "should"})
_NARROWED_BY: Final = frozenset({"acl", "ccomp", "nummod", "prep", "relcl"})
_WHOSE: Final = frozenset({"compound", "poss"})
_BAD: Final = frozenset(
    "bad catastrophe catastrophic cruel dangerous disaster disastrous folly foolish illegal irresponsible mistake "
    "reckless unfair unjust unlawful wrong".split()
)
_REACH: Final = 2
"""Sentences over which an objection reaches back."""
_CONFIDENCE: Final = 0.65


def find_objections(utterances: Utterances) -> Iterator[Contest]:
    """The contests of proposals, views and documents, in text order of what is said against them."""
    for answer in utterances.all:
        stance = _stance_of(answer, utterances)
        claim = _objected_to(answer, stance, utterances) if answer.actors else None
        if claim is not None:
            yield contest_of(utterances.document, claim, answer, stance or "opposes", _CONFIDENCE)
            continue
        asked = next(_asked_for(answer, utterances), None) if answer.actors and stance == "denies" else None
        if asked is not None:
            yield contest_of(utterances.document, asked, answer, "opposes", _CONFIDENCE)


def _stance_of(answer: Utterance, utterances: Utterances) -> Stance | None:
    """The stance that its reporting words take; who does not believe it doubts it."""
    cue = utterances.document.tokens_at(*answer.statement.cue)
    disbelieves = any(token.lemma_ in _BELIEVING and is_negated(token) for token in cue)
    return "doubts" if disbelieves else stance_of(answer, utterances.document)


def _objected_to(answer: Utterance, stance: Stance | None, utterances: Utterances) -> Utterance | None:
    """What somebody else said or proposed before, which the words of an objection point back to."""
    document = utterances.document
    near = [*utterances.of_others_within(_REACH, answer)]
    words, cue = (list(document.tokens_at(*each)) for each in (answer.statement.content, answer.statement.cue))
    if any(_calls_it_bad(word) for word in words):
        return next((each for each in near if _proposes(each, utterances)), None)
    noun = next((word for word in words if _points_back(word, cue)), None)
    beside = any(token.dep_ in {"acl", "relcl"} or _is_past(token) for token in cue)
    if noun is None or stance is None or beside:
        return None
    if any(token.lemma_ == "oppose" for token in cue):  # a view or charge is criticised, a proposal or toll opposed
        near = [each for each in near if _proposes(each, utterances)]
    return next(_meant_by(noun, stance, near, utterances), None)


def _meant_by(noun: Token, stance: Stance, near: list[Utterance], utterances: Utterances) -> Iterator[Utterance]:
    """What "the study", "Lee's proposal" or "this view" may be, of what was said before, the nearest first."""
    lemma = noun.lemma_.lower()
    whose = [child for child in noun.lefts if child.dep_ in _WHOSE]
    owners = utterances.actors_at(*whose)
    for each in near:
        if lemma in _DOCUMENTS:
            fits = _is_in(lemma, each, utterances)
        elif whose:
            fits = bool(each.actors & owners)
        else:
            fits = lemma not in _PROPOSALS or _proposes(each, utterances)
        if fits and (lemma in _DOCUMENTS or stance != "denies"):
            yield each


def _is_in(document: str, claim: Utterance, utterances: Utterances) -> bool:
    """Does somebody say it in the document that is meant: "a study found", "Lee said in a letter"?"""
    return any(token.lemma_.lower() == document for token in utterances.document.tokens_at(*claim.sentences[:1]))


def _asked_for(answer: Utterance, utterances: Utterances) -> Iterator[Utterance]:
    """ "rejected calls by the opposition for an inquiry": what is rejected is told there, and whose it is."""
    for noun in utterances.document.tokens_at(*answer.statement.content):
        if noun.pos_ == "NOUN" and noun.lemma_.lower() in REQUESTS:
            owners = (owners_of(utterances, noun) | bearers(utterances, noun)) - answer.actors
            if owners:
                yield bare(utterances.document, owners, answer.statement.content, answer.sentences[:1])


def _points_back(noun: Token, cue: list[Token]) -> bool:
    """Is it "the plan" or "this view", with nothing that tells which, that is spoken against?"""
    if noun.pos_ != "NOUN" or noun.lemma_.lower() not in _POINTED_AT:
        return False
    told = any(child.dep_ in _NARROWED_BY for child in noun.children)
    against = noun.dep_ in SUBJECTS or any(verb in cue for verb in (noun.head, noun.head.head))
    return against and is_definite(noun) and not told


def _is_past(verb: Token) -> bool:
    """ "Once opposed the plan", and no longer does."""
    return any(child.lower_ in _ONCE for child in verb.children)


def _calls_it_bad(word: Token) -> bool:
    """ "That would be a mistake", but not "it would be a mistake to"."""
    verb = word.head
    if word.lemma_.lower() not in _BAD or word.dep_ not in {"acomp", "attr"} or verb.lemma_ != "be":
        return False
    if any(child.dep_ in {"acl", "ccomp", "relcl", "xcomp"} for child in (*word.rights, *verb.rights)):
        return False
    would = any(child.lower_ in {"would", "'d", "’d"} for child in verb.lefts)
    return would and any(child.dep_ == "nsubj" and child.lower_ in THAT for child in verb.lefts)


def _proposes(utterance: Utterance, utterances: Utterances) -> bool:
    """Does somebody want something to be done?"""
    document = utterances.document
    words = list(document.tokens_at(*utterance.statement.content))
    cue = {token.lemma_.lower() for token in document.tokens_at(*utterance.statement.cue)}
    to_do = bool(words) and words[0].tag_ == "TO"
    return bool(cue & _PROPOSING) or to_do or any(word.lower_ in _OUGHT for word in words)
