"""What a word that may report something reports: its complement in the sentence, by the form it takes.

Forms (spaCy's ClearNLP dependencies in brackets):
- `clause`: "said that it rains", "it rains, she said" (ccomp), also under an adjective ("is sure that")
- `infinitive`: "hopes to win", "called on them to leave" (xcomp, advcl with "to" after an object)
- `gerund`: "suggested leaving" (xcomp or pcomp in -ing)
- `object`: "rejected the plan" (dobj)
- `naming`: "called it a mistake" (oprd, which the parser may take for a second dobj)
- a preposition: "called for calm" -> `for`, "is worried about the plan" -> `about` (prep with pobj or pcomp);
  the parser hangs the "of" of "accused them of fraud" on the object, where it is looked for too
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

CLAUSE, INFINITIVE, GERUND, OBJECT, NAMING = "clause", "infinitive", "gerund", "object", "naming"


@dataclass(frozen=True, slots=True)
class Complement:
    """What depends on a reporting word: its form, the head of the complement, and the words between the two."""

    form: str
    head: Token
    link: tuple[Token, ...] = ()


def complements(word: Token) -> Iterator[Complement]:
    """All complements of a verb, adjective or noun."""
    for child in word.children:
        says_that = child.dep_ in ("acl", "relcl") and word.pos_ == "NOUN" and _has_that(child)
        if child.dep_ in ("ccomp", "parataxis") or says_that:
            yield Complement(CLAUSE, child)
        elif child.dep_ in ("xcomp", "acl") or (child.dep_ == "advcl" and _is_infinitive(child)):
            yield Complement(_form_of_verb(child), child)
        elif child.dep_ == "oprd":
            yield Complement(NAMING, child)
        elif child.dep_ == "dobj":
            yield Complement(OBJECT, child)
            if any(other.dep_ == "dobj" and other.i < child.i for other in word.rights):
                yield Complement(NAMING, child)
            for preposition in child.rights:
                if word.pos_ == "VERB" and preposition.dep_ == "prep" and preposition.lower_ in ("of", "for"):
                    yield from _after_preposition(preposition)
        elif child.dep_ in ("prep", "agent"):
            yield from _after_preposition(child)


def _after_preposition(preposition: Token) -> Iterator[Complement]:
    for child in preposition.children:
        if child.dep_ in ("pobj", "pcomp"):
            yield Complement(preposition.lower_, child, (preposition,))


def _has_that(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in ("that", "whether") for child in verb.children)


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _form_of_verb(verb: Token) -> str:
    if _is_infinitive(verb):
        return INFINITIVE
    return GERUND if verb.tag_ == "VBG" else CLAUSE
