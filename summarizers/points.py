"""The wording of a disputed point, made from the article's own words by rule, and its kind."""

import re

from spacy.tokens import Token

from summarizers.briefing import DisputeKind, Span, Stance
from summarizers.contest_words import BLAME_WORDS, CLAIM_NOUNS, HEDGES, POLICY_WORDS, PROSPECT_WORDS
from summarizers.document import Document

LONGEST = 20
"""Words of a point (the measure that annotators were given)."""

_MARKS = re.compile(r"[“”\"«»„]|''|``")
_LINK = re.compile(r"^(?:that|whether|if|about|for|of|to|as)\s+", re.IGNORECASE)
_CLAIM_NOUN = re.compile(
    rf"^(?:the|a|any|such|his|her|their|those|these)\s+(?:{'|'.join(CLAIM_NOUNS)})s?\s+(?:that|of)\s+", re.I
)
_CHARGE = re.compile(
    r"^(?P<who>(?:the )?[^\W\d_][^,.;]{1,60}?) (?P<guilt>of|for) (?P<what>[a-z]+ing\b(?! of))", re.IGNORECASE
)
_ENDS_CLAUSE = re.compile(r"[,;:—–]")


def word_point(document: Document, claim: tuple[Span, ...], answer: tuple[Span, ...] = ()) -> str:
    """At most twenty words that state the claim: no marks, hedges or "that"; a leading pronoun becomes the name.

    An answer that names the claim ("rejected the claim that ...") words it best; a charge ("the ministry of ignoring a
    letter") is made a sentence.
    """
    named = _CLAIM_NOUN.match(_plain(document, answer))
    text = named.string[named.end() :] if named else _CLAIM_NOUN.sub("", _plain(document, claim))
    text = _CHARGE.sub(_as_sentence, text)
    text = _within_limit(" ".join(_LINK.sub("", text).split()))
    return text[:1].upper() + text[1:]


def _as_sentence(charge: re.Match[str]) -> str:
    guilt = "guilty of" if charge["guilt"] == "of" else "to blame for"
    return f"{charge['who']} is {guilt} {charge['what']}"


def _plain(document: Document, spans: tuple[Span, ...]) -> str:
    words = [word for span in spans for word in _words(document, span)]
    return _MARKS.sub("", " ".join(words)).strip(" ,.;:")


def _words(document: Document, span: Span) -> list[str]:
    tokens = list(document.tokens_at(span))
    words: list[str] = []
    glued = False
    for position, token in enumerate(tokens):
        if token.is_space or (token.lower_ in HEDGES and token.dep_ == "advmod"):
            glued = False
            continue
        leads = all(before.is_punct or before.dep_ == "mark" for before in tokens[:position])
        text = _named(token, document) if leads else token.text
        words = [*words[:-1], words[-1] + text] if glued and words else [*words, text]
        glued = not token.whitespace_
    return words


def _named(token: Token, document: Document) -> str:
    """The name of the actor whose mention a pronoun is, where that is known."""
    if token.pos_ != "PRON" or token.dep_ not in ("nsubj", "nsubjpass"):
        return token.text
    here = Span(token.idx, token.idx + len(token))
    return next((actor.name for actor in document.actors if here in actor.mentions), token.text)


def _within_limit(text: str) -> str:
    words = text.split()
    if len(words) <= LONGEST:
        return text
    cut = " ".join(words[:LONGEST])
    ends = [match.start() for match in _ENDS_CLAUSE.finditer(cut)]
    return cut[: ends[-1]] if ends and ends[-1] > len(cut) // 2 else cut + " …"


def kind_of(point: str, stance: Stance) -> DisputeKind:
    """What sort of proposition it is, by its words; what is opposed rather than denied is a policy."""
    words = {word.strip(".,").lower() for word in point.split()}
    if words & BLAME_WORDS:
        return "blame"
    if stance == "opposes" or (words & POLICY_WORDS and not words & PROSPECT_WORDS):
        return "policy"
    return "prospect" if words & PROSPECT_WORDS else "fact"
