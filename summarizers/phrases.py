"""Noun phrases with a common noun for their head: their extent, their modifiers, what they can be called instead."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizers.contest_words import CLAIM_NOUNS, OVERRULED, REQUESTS
from summarizers.folding import plain
from summarizers.titles import BODIES, CROWDS, DOCUMENTS, ROLES, SYNONYMS

if TYPE_CHECKING:
    from spacy.tokens import Token

_LISTED = ROLES | BODIES | DOCUMENTS | CROWDS
_CLAIMS = CLAIM_NOUNS | OVERRULED.keys()
_HYPHENS = frozenset({"-", "‑"})
_WHEN = frozenset({"advmod", "npadvmod"})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
THAT = frozenset({"it", "that", "this"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
"""Of verbs, but for clauses."""
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
"""Tags of the verbs that a sentence can have for its own."""


def head_word(noun: "Token") -> str:
    """The noun as the word lists have it: singular, but for words whose plural is listed."""
    word = plain(noun.text)
    return word if word in _LISTED else plain(noun.lemma_)


def lefts_of(noun: "Token") -> "Iterator[Token]":
    """What stands before the noun and belongs to it, or to the "ex" of "his ex-wife" where the parse splits that."""
    yield from noun.lefts
    if noun.i > 1 and noun.nbor(-1).text == "-" and noun.nbor(-2).lower_ == "ex":
        yield from noun.nbor(-2).lefts


def is_definite(noun: "Token") -> bool:
    return any(child.lower_ in DEFINITE or child.dep_ == "poss" for child in lefts_of(noun))


def modifiers_of(noun: "Token") -> set[str]:
    return {plain(t.text) for t in noun.subtree if t.i < noun.i and t.pos_ in {"ADJ", "NOUN", "PROPN"}}


def alike(word: str) -> frozenset[str]:
    return frozenset({word}).union(*(group for group in SYNONYMS if word in group))


def is_negated(verb: "Token") -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def owns_claim(noun: "Token") -> bool:
    """Does it say whose a claim or call is ("the ministry's claim that", "warnings from Lee", "calls by the union")?"""
    if noun.dep_ == "poss":
        return noun.head.lemma_.lower() in _CLAIMS | REQUESTS
    owned = noun.head.head.lemma_.lower()
    behind = noun.head.lower_ if noun.dep_ == "pobj" else ""
    return behind in {"by", "from"} and owned in _CLAIMS | REQUESTS


def links_clause(word: "Token") -> bool:
    """Is it the "that" of "the claim that", which the parse takes for an object where the clause is passive?"""
    passive = any(child.dep_ == "nsubjpass" for child in word.head.lefts)
    return word.lower_ == "that" and (word.dep_ == "mark" or (word.dep_ == "dobj" and passive))


def start_of_phrase(noun: "Token") -> int:
    """Where the noun's own words begin, without a "minutes later" that the parse puts before its article."""
    led = [child.i for child in noun.lefts if child.dep_ in {"det", "poss"}]
    own = (child for child in noun.lefts if child.dep_ not in _WHEN or not any(child.i < each for each in led))
    return min((token.i for child in own for token in child.subtree if not token.is_punct), default=noun.i)


def _ends_phrase(token: "Token") -> bool:
    """A mark or a clause does; a hyphen inside a word does not."""
    return (token.is_punct and token.text not in _HYPHENS) or token.dep_ in {"relcl", "acl"}


def _end_before(token: "Token") -> int:
    """Where a phrase ends that a mark or clause ends: a clause begins with its first word."""
    return token.i if token.is_punct else max(token.left_edge.i, token.head.i + 1)


def _end_of_word(noun: "Token") -> int:
    """Behind a word that the parse may have in parts ("two-thirds")."""
    words, last = noun.doc, noun.i + 1
    while last + 1 < len(words) and words[last].text in _HYPHENS:
        if words[last - 1].whitespace_ or words[last].whitespace_:
            break
        last += 2
    return last


def end_of_phrase(noun: "Token") -> int:
    """Behind the noun and its prepositional phrases, before a clause, a mark, or what somebody calls for."""
    last = _end_of_word(noun)
    rights = [child for part in noun.doc[noun.i : last] for child in part.rights if child.i >= last]
    whose = noun.dep_ == "pobj" and noun.head.lower_ in {"by", "from"}
    calls = whose and noun.head.head.lemma_.lower() in REQUESTS
    for child in sorted(rights, key=lambda child: child.i):
        if child.i != last or child.dep_ != "prep" or (calls and child.lower_ in {"for", "to"}):
            break
        inside = list(child.subtree)
        last = min((_end_before(t) for t in inside if _ends_phrase(t)), default=inside[-1].i + 1)
        if last <= inside[-1].i:
            break
    return last
