"""What is said against a proposal or a view: "The council wants a road. Residents oppose the plan".

In annotated political news nine of thirteen such objections were disputes, where they are of a noun alone that points
back ("the plan", "this view", "Lee's proposal"); of "it" and "them" none of four.
"""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Stance
from summarizers.contest_words import CLAIM_NOUNS, REQUESTS
from summarizers.contests import (
    Contest,
    Utterance,
    Utterances,
    bare,
    bearers,
    contest_of,
    owners_of,
    sentences_from,
    stance_of,
)
from summarizers.phrases import is_definite

_PROPOSALS: Final = frozenset(
    "amendment ban bill call demand idea measure move plan project proposal reform request resolution scheme "
    "suggestion".split()
)
_PROPOSING: Final = frozenset(
    "advocate announce ask back call demand favor favour pledge plan press promise promote propose push recommend "
    "request seek suggest support urge vow want".split()
)
_OUGHT: Final = frozenset({"must", "ought", "should"})
_OBJECTS: Final = frozenset({"dobj", "nsubj", "nsubjpass", "pobj"})
_NARROWED_BY: Final = frozenset({"acl", "ccomp", "nummod", "prep", "relcl"})
_WHOSE: Final = frozenset({"compound", "poss"})
_THAT: Final = frozenset({"it", "that", "this"})
_BAD: Final = frozenset(
    "bad catastrophe catastrophic cruel dangerous disaster disastrous folly foolish illegal irresponsible mistake "
    "reckless unfair unjust unlawful wrong".split()
)
_NEAR: Final = 12
"""Statements before an objection that are looked through, so that any number of them costs the same."""
_REACH: Final = 2
"""Sentences over which an objection reaches back."""
_CONFIDENCE: Final = 0.65


def find_objections(utterances: Utterances) -> Iterator[Contest]:
    """The contests of proposals and views, in text order of what is said against them."""
    for answer in utterances.all:
        stance = stance_of(answer, utterances.document)
        claim = _objected_to(answer, stance, utterances) if answer.actors else None
        if claim is not None:
            against: Stance = "opposes" if stance in (None, "denies") else stance
            yield contest_of(utterances.document, claim, answer, against, _CONFIDENCE)


def _objected_to(answer: Utterance, stance: Stance | None, utterances: Utterances) -> Utterance | None:
    """What somebody else said or proposed before, which the words of an objection point back to."""
    words = list(utterances.document.tokens_at(*answer.statement.content))
    if stance == "denies":
        return next(_asked_for(answer, words, utterances), None)
    before = (each for each in utterances.near(answer.at - 1, _NEAR) if each.actors - answer.actors)
    near = [each for each in before if sentences_from(each, answer.at, utterances.document) <= _REACH]
    proposed = (each for each in near if _proposes(each, utterances))
    if any(_calls_it_bad(word) for word in words):
        return next(proposed, None)
    noun = next((word for word in words if _points_back(word)), None)
    beside = any(token.dep_ in {"acl", "relcl"} for token in utterances.document.tokens_at(*answer.statement.cue))
    if noun is None or beside or stance is None:
        return None
    whose = [child for child in noun.lefts if child.dep_ in _WHOSE]
    if whose:
        owners = utterances.actors_at(*whose)
        return next((each for each in near if each.actors & owners), None)
    return next(proposed if noun.lemma_.lower() in _PROPOSALS else iter(near), None)


def _asked_for(answer: Utterance, words: list[Token], utterances: Utterances) -> Iterator[Utterance]:
    """ "rejected calls by the opposition for an inquiry": what is rejected is told there, and whose it is."""
    for noun in words:
        if noun.pos_ == "NOUN" and noun.lemma_.lower() in REQUESTS:
            owners = (owners_of(utterances, noun) | bearers(utterances, noun)) - answer.actors
            if owners:
                yield bare(utterances.document, owners, answer.statement.content, answer.sentences[:1])


def _points_back(noun: Token) -> bool:
    """Is it "the plan" or "this view", with nothing that tells which?"""
    listed = noun.pos_ == "NOUN" and noun.lemma_.lower() in _PROPOSALS | CLAIM_NOUNS
    told = any(child.dep_ in _NARROWED_BY for child in noun.children)
    return listed and noun.dep_ in _OBJECTS and is_definite(noun) and not told


def _calls_it_bad(word: Token) -> bool:
    """ "That would be a mistake"."""
    verb = word.head
    named = word.lemma_.lower() in _BAD and word.dep_ in {"acomp", "attr"} and verb.lemma_ == "be"
    would = any(child.lower_ in {"would", "'d", "’d"} for child in verb.lefts)
    return named and would and any(child.dep_ == "nsubj" and child.lower_ in _THAT for child in verb.lefts)


def _proposes(utterance: Utterance, utterances: Utterances) -> bool:
    """Does somebody want something to be done?"""
    document = utterances.document
    words = list(document.tokens_at(*utterance.statement.content))
    cue = {token.lemma_.lower() for token in document.tokens_at(*utterance.statement.cue)}
    to_do = bool(words) and words[0].tag_ == "TO"
    return bool(cue & _PROPOSING) or to_do or any(word.lower_ in _OUGHT for word in words)
