"""Blame that the blamed pass on: Lee blames the council, of which somebody says "It is the builder who came late".

Rare in annotated political news, where nobody who is blamed names another culprit in any of these forms, so that its
confidence is only enough for it to be shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Token

from summarizers.contests import Contest, contest_of
from summarizers.folding import are_kin, plain
from summarizers.phrases import is_negated
from summarizers.titles import ROLES
from summarizers.utterances import Utterance, Utterances

_BLAMING: Final = frozenset({"blame", "fault"})
_CHARGING: Final = _BLAMING | {"accuse"}
_AT_FAULT: Final = frozenset({"blame", "fault", "responsible"})
_BLAME: Final = frozenset({"blame", "fault", "responsibility"})
_RESTING: Final = frozenset({"be", "belong", "lie", "rest"})
_NEAR: Final = 3
"""Charges before and behind an answer that are looked through, so that any number of them costs the same."""
_CONFIDENCE: Final = 0.6
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Charge:
    """Who is blamed, in a statement."""

    utterance: Utterance
    blamed: Token


def find_countercharges(utterances: Utterances) -> Iterator[Contest]:
    """The contests of what somebody is blamed for, in text order of the answers."""
    charges, document = list(_charges(utterances)), utterances.document
    called = {actor.id: _WORD.findall(f"{actor.description or ''} {actor.name}") for actor in document.actors}
    seen = 0
    for answer in utterances.all if charges else ():
        while seen < len(charges) and charges[seen].utterance.at <= answer.at:
            seen += 1
        culprit = next(_culprits(answer, utterances), None)
        if culprit is None or not answer.actors:
            continue
        words = [word for actor in answer.actors for word in called.get(actor, ())]
        near = (*charges[max(0, seen - _NEAR) : seen][::-1], *charges[seen : seen + _NEAR])
        charge = next((each for each in near if _passes_on(answer, words, culprit, each, utterances)), None)
        if charge is not None:
            yield contest_of(document, charge.utterance, answer, "denies", _CONFIDENCE, explicit=False)


def _charges(utterances: Utterances) -> Iterator[_Charge]:
    for utterance in utterances.all:
        for verb in utterances.document.tokens_at(*utterance.statement.cue):
            blamed = _blamed_by(verb, _CHARGING)
            if blamed is not None and utterance.actors:
                yield _Charge(utterance, blamed)


def _blamed_by(verb: Token, verbs: frozenset[str]) -> Token | None:
    """ "blamed the council", "blamed the delay on the council"."""
    if verb.lemma_.lower() not in verbs or verb.pos_ != "VERB":
        return None
    preposition = next((child for child in verb.rights if child.lower_ == "on"), verb)
    return next((child for child in preposition.rights if child.dep_ in {"dobj", "pobj"}), None)


def _culprits(answer: Utterance, utterances: Utterances) -> Iterator[Token]:
    """Whom a statement finds at fault, each as the head of its phrase."""
    for token in utterances.document.tokens_at(*answer.statement.cue, *answer.statement.content):
        found = _of_cleft(token) or _at_fault(token) or _with_whom_it_rests(token) or _blamed_by(token, _BLAMING)
        if found is not None and found.pos_ in {"NOUN", "PROPN"}:
            yield found


def _of_cleft(verb: Token) -> Token | None:
    """ "It is the builder who came late"."""
    if verb.lemma_ != "be" or not any(child.lower_ == "it" and child.dep_ == "nsubj" for child in verb.lefts):
        return None
    named = next((child for child in verb.rights if child.dep_ == "attr"), None)
    clauses = (child for child in named.rights if child.dep_ == "relcl") if named is not None else ()
    subjects = {child.lower_ for clause in clauses for child in clause.lefts if child.dep_ == "nsubj"}
    picks_out = "who" in subjects or (named is not None and named.pos_ == "PROPN" and subjects & {"that", "which"})
    return named if picks_out and not is_negated(verb) else None


def _at_fault(word: Token) -> Token | None:
    """ "The builder is to blame", "is at fault", "is responsible"."""
    if word.lemma_.lower() not in _AT_FAULT:
        return None
    verb = next((each for each in (word.head, word.head.head) if each.lemma_ == "be"), None)
    if verb is None or is_negated(verb):
        return None
    return next((child for child in verb.lefts if child.dep_ == "nsubj"), None)


def _with_whom_it_rests(noun: Token) -> Token | None:
    """ "The fault lies with the builder"."""
    verb = noun.head
    if noun.lemma_.lower() not in _BLAME or noun.dep_ != "nsubj" or verb.lemma_ not in _RESTING or is_negated(verb):
        return None
    prepositions = (child for child in verb.rights if child.lower_ in {"to", "with"})
    return next((child for each in prepositions for child in each.rights if child.dep_ == "pobj"), None)


def _passes_on(
    answer: Utterance, called: Sequence[str], culprit: Token, charge: _Charge, utterances: Utterances
) -> bool:
    """Does one of the blamed, or one who is called or described by all their names, name another culprit?"""
    blamed = utterances.actors_at(charge.blamed)
    if answer.actors & charge.utterance.actors:
        return False
    if utterances.actors_at(culprit) & (blamed | answer.actors) or are_kin(culprit.text, charge.blamed.text):
        return False
    names = _names_in(charge.blamed)
    return bool(answer.actors & blamed) or all(any(are_kin(name, word) for word in called) for name in names)


def _names_in(noun: Token) -> list[str]:
    """The names in a phrase, without titles; of one without, its noun."""
    phrase = noun.doc[noun.left_edge.i : noun.i + 1]
    names = [each.text for each in phrase if each.pos_ == "PROPN" and plain(each.text) not in ROLES]
    return names or [noun.text]
