"""Nouns that stand for what somebody said ("the claim"): whose it is, what it says, what it points back to."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Token

from summarizers.briefing import Span
from summarizers.contest_words import CLAIM_NOUNS, SAID_BY
from summarizers.document import Document
from summarizers.phrases import DEFINITE, links_clause
from summarizers.utterances import Utterance, Utterances, sentences_from

_BEARERS: Final = frozenset({"from", "by", "among"})
_REACH = 3
"""Sentences over which "the accusation" reaches back."""
_PRONOUNS: Final = frozenset({"it", "that", "this", "them", "these", "those", "too"})
_POINTING: Final = DEFINITE | {"such"}
_BESIDE: Final = frozenset({",", "-", "–", "—"})
_CLAUSES: Final = frozenset({"acl", "ccomp", "relcl"})
_TOLD_WHAT: Final = _CLAUSES | {"poss", "prep"}


def owners_of(utterances: Utterances, noun: Token) -> frozenset[str]:
    """Whose claim it is: "Lee's claims", "the figure that Lee gave"."""
    whose = next((child for child in noun.children if child.dep_ == "poss"), None)
    clause = next((child for child in noun.rights if child.dep_ == "relcl" and _is_of(child)), None)
    if whose is None and clause is not None:
        whose = next((child for child in clause.lefts if child.dep_ == "nsubj"), None)
    return utterances.actors_at(whose) if whose is not None else frozenset()


def bearers(utterances: Utterances, noun: Token) -> frozenset[str]:
    """The actors from whom a denial or doubt comes, also behind "especially"; a list of them in all."""
    prepositions = [
        child for child in (*noun.children, *noun.head.children) if child.lower_ in _BEARERS and child.i > noun.i
    ]
    heads = [child for preposition in prepositions for child in preposition.children if child.dep_ == "pobj"]
    return utterances.actors_at(*(each for head in heads for each in (head, *head.conjuncts)))


def clause_of(noun: Token) -> tuple[Span, ...] | None:
    """What a claim says, behind its noun ("the claim that ..."); None where that is not told."""
    bearing = (word for each in noun.rights if each.lower_ in _BEARERS for word in each.subtree)
    behind = (word for word in bearing if word.left_edge.lower_ == "that")  # "claims by Lee that"
    clause = next((each for each in (*noun.rights, *behind) if each.dep_ in _CLAUSES), None)
    if clause is None or _is_of(clause):
        return None
    words = list(clause.subtree)
    return (Span(words[0].idx, words[-1].idx + len(words[-1])),)


def _is_of(clause: Token) -> bool:
    """Does a clause tell whose a claim is ("that Lee made") rather than what it says?"""
    objects = (child for child in clause.lefts if child.dep_ == "dobj" and child.tag_ in {"WDT", "WP"})
    return any(not links_clause(child) for child in objects)


def stands_beside(noun: Token) -> bool:
    """Does it stand for what is said before it: "..., a claim that Lee denied"?"""
    first = noun.left_edge
    return first.lower_ in {"a", "an"} and first.i > 0 and first.nbor(-1).text in _BESIDE


def calls_it_so(answer: Utterance, claim: Utterance, document: Document) -> bool:
    """Is the claim what "the accusation" of the answer stands for: was somebody accused, a few sentences before?"""
    if sentences_from(claim, answer.at, document) > _REACH:
        return False
    verbs = {token.lemma_.lower() for token in document.tokens_at(*claim.statement.cue)}
    return any(
        SAID_BY.get(token.lemma_.lower(), frozenset()) & verbs
        and any(child.lower_ in _POINTING for child in token.lefts)
        for token in document.tokens_at(*answer.statement.content)
    )


def points_back(answer: Utterance, document: Document) -> bool:
    """Is it of "it", or of "the charges", "that suggestion", without word of what or whose they are?"""
    if is_of_pronoun(answer, document):
        return True
    return any(
        any(child.lower_ in _POINTING for child in noun.lefts)
        and not any(child.dep_ in _TOLD_WHAT for child in noun.children)
        for noun in claim_nouns(answer, document)
    )


def is_of_pronoun(answer: Utterance, document: Document) -> bool:
    """Does it contest "it" alone, also before what is said instead ("Ray rejected this: “...”")?"""
    said = [token.lower_ for token in document.tokens_at(*answer.statement.content) if token.is_alpha]
    objects = (token for token in document.tokens_at(*answer.statement.cue) if token.dep_ == "dobj")
    return (bool(said) and {*said} <= _PRONOUNS) or any(token.lower_ in _PRONOUNS for token in objects)


def claim_nouns(utterance: Utterance, document: Document) -> Iterator[Token]:
    for token in document.tokens_at(*utterance.statement.content):
        if token.pos_ == "NOUN" and token.lemma_.lower() in CLAIM_NOUNS:
            yield token
