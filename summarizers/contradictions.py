"""What one says and another denies in the same words: "It will flood twelve villages", "No village will be flooded".

The two stand near each other, and their main verbs share a subject, an object or what a preposition leads to. In
annotated political news all four such pairs in neighbouring sentences were disputes, and one of two further apart; of
verbs anywhere in what is said, and of subjects that differ, less than half.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from spacy.tokens import Token

from summarizers.contest_words import NEGATIONS
from summarizers.contests import Contest, contest_of
from summarizers.phrases import SUBJECTS, is_negated
from summarizers.propositions import contests
from summarizers.stands import stance_of_word
from summarizers.utterances import Utterance, Utterances, sentences_from

_MAIN: Final = frozenset({"ROOT", "advcl", "ccomp", "parataxis", "pcomp"})
_CARRIED: Final = frozenset({"conj", "relcl", "xcomp"})
_ARGUMENTS: Final = SUBJECTS | {"dobj"}
_SPEAKER: Final = frozenset({"i", "we"})
_LIGHT: Final = frozenset("be come could do get go have know make say see take think want will would".split())
"""Verbs that say too little of what they are said of."""
_NONE: Final = NEGATIONS | {"zero"}
_REACH: Final = 3
_BESIDE, _FURTHER = 0.7, 0.55
"""Confidence of a pair in the same or neighbouring sentences, and of one up to three sentences apart."""


@dataclass(frozen=True, slots=True)
class _Predicate:
    """A verb of what is said: what stands round it, who does it as far as that is known, and whether it is negated."""

    verb: str
    arguments: frozenset[str]
    subjects: frozenset[str]
    negated: bool

    def contradicts(self, other: "_Predicate") -> bool:
        """Does one affirm what the other denies?"""
        strangers = self.subjects and other.subjects and not self.subjects & other.subjects
        alike = self.verb == other.verb and self.arguments & other.arguments
        return bool(alike) and not strangers and self.negated != other.negated


def find_contradictions(utterances: Utterances) -> Iterator[Contest]:
    """The contests of neighbouring statements, in text order of the second."""
    document = utterances.document
    said = {
        each.statement.id: list(_predicates(each, utterances)) for each in utterances.all if _asserts(each, utterances)
    }
    for later in utterances.all:
        for earlier in utterances.of_others(later.at, later.actors):
            apart = sentences_from(earlier, later.at, document)
            pairs = product(said.get(later.statement.id, ()), said.get(earlier.statement.id, ()))
            if apart <= _REACH and any(mine.contradicts(other) for mine, other in pairs):
                confidence = _BESIDE if apart <= 1 else _FURTHER
                yield contest_of(document, earlier, later, "denies", confidence, explicit=False)


def _asserts(utterance: Utterance, utterances: Utterances) -> bool:
    """Does somebody say so, rather than contest it or leave it open?"""
    cue = [*utterances.document.tokens_at(*utterance.statement.cue)]
    return bool(utterance.actors) and not contests(cue) and all(stance_of_word(token) is None for token in cue)


def _predicates(utterance: Utterance, utterances: Utterances) -> Iterator[_Predicate]:
    """The main verbs of what is said."""
    for verb in utterances.document.tokens_at(*utterance.statement.content):
        if verb.pos_ == "VERB" and verb.lemma_.lower() not in _LIGHT and _is_main(verb):
            near = [child for child in verb.children if child.dep_ in _ARGUMENTS]
            led = (child for each in verb.children if each.dep_ in {"prep", "agent"} for child in each.children)
            nouns = (each for each in (*near, *led) if each.pos_ in {"NOUN", "PROPN"})
            yield _Predicate(
                verb.lemma_.lower(),
                frozenset(each.lemma_.lower() for each in nouns),
                _subjects(near, utterance, utterances),
                is_negated(verb) or any(_is_none(each) for each in near),
            )


def _is_main(verb: Token) -> bool:
    while verb.dep_ in _CARRIED:
        verb = verb.head
    return verb.dep_ in _MAIN


def _subjects(near: list[Token], utterance: Utterance, utterances: Utterances) -> frozenset[str]:
    """The actors that a verb is said of; who speaks, where it is "I", or a pronoun that nobody else is meant by."""
    subject = next((each for each in near if each.dep_ in SUBJECTS), None)
    if subject is None:
        return frozenset()
    named = utterances.actors_at(*subject.subtree) if subject.lower_ not in _SPEAKER else frozenset[str]()
    return named or (utterance.actors if subject.tag_ == "PRP" and subject.lower_ != "it" else named)


def _is_none(noun: Token) -> bool:
    """Is it "nobody", "no village" or "zero dollars"?"""
    return any(word.lower_ in _NONE for word in (noun, *noun.lefts))
