"""Words of an article put together to a clause of their own, and cut where they are too many."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.tokens import Token

from summarizers.contest_words import HEDGES
from summarizers.quotations import MARK

LONGEST: Final = 20
"""Words of a point (the measure that annotators were given)."""

Piece = Token | str
"""A word of the article, or one that stands in its place."""

_EDGES: Final = " ,.;:-–—…"
_SPACE_BEFORE_MARK: Final = re.compile(r"\s+(?=[,.;:?!)]|['’]s\b|n['’]t\b)|(?<=\()\s+")
_DISPENSABLE: Final = ("parataxis", "advcl", "relcl", "appos", "conj", "npadvmod", "prep", "advmod", "acl")
"""What a clause can be understood without, by its dependency; in this order it is left out."""
_TIED: Final = frozenset("of to for with on about in from by as at into against than that over".split())
"""Prepositions that may belong to what stands before them; left out only where they hang on the verb itself."""
_CONDITIONS: Final = frozenset("if unless when until once provided whether why".split())
_WANTING: Final = frozenset(
    "want need ask allow urge expect force help cause tell order get enable encourage require persuade prefer".split()
)
"""Verbs that say little without what somebody is to do ("wants the people to know")."""
_CLITICS: Final = frozenset({"n't", "n’t"})
_FEWEST: Final = 4
"""Words of a clause from which more is left out."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause in pieces; `cost` tells what is to be said against it, `head` is its verb in the article."""

    pieces: tuple[Piece, ...]
    head: Token | None = None
    cost: float = 0.0

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(piece for piece in self.pieces if not isinstance(piece, str))

    @property
    def long(self) -> bool:
        return len(str(self).split()) > LONGEST

    def dearer(self, cost: float) -> "Wording":
        return replace(self, cost=self.cost + cost)

    def __str__(self) -> str:
        text = MARK.sub("", "".join(_spaced(self.pieces)))
        text = _SPACE_BEFORE_MARK.sub("", " ".join(text.split())).strip(_EDGES)
        return text[:1].upper() + text[1:]


def _spaced(pieces: Sequence[Piece]) -> Iterator[str]:
    """The pieces with a space between those that the article does not have straight behind each other."""
    for piece, following in zip(pieces, (*pieces[1:], ""), strict=True):
        if isinstance(piece, str):
            yield f"{piece} "
        else:
            glued = isinstance(following, Token) and following.i == piece.i + 1
            yield piece.text_with_ws if glued else f"{piece.text} "


def plain(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Without blanks, and without hedges and the commas that set them apart."""
    words = [each for each in tokens if not each.is_space]
    kept: list[Token] = []
    hedged = False
    for place, word in enumerate(words):
        if word.lower_ in HEDGES and word.dep_ == "advmod":
            hedged = True
            if kept and kept[-1].text == "," and [each.text for each in words[place + 1 : place + 2]] == [","]:
                kept.pop()
        elif not (hedged and word.text == ","):
            hedged = False
            kept.append(word)
    return tuple(kept)


def shortened(wording: Wording) -> Wording:
    """What can be left out is left out, until at most twenty words stand; else the clause is cut, and marked so."""
    for dispensable in _DISPENSABLE:
        for part in _parts(wording, dispensable):
            if not wording.long:
                return wording
            rest = tuple(each for each in wording.pieces if isinstance(each, str) or place_of(each) not in part)
            if len(str(replace(wording, pieces=rest)).split()) >= _FEWEST:
                wording = replace(wording, pieces=trimmed(rest))
    return wording


def place_of(token: Token) -> int:
    """Where a word stands; for "n't" where that stands which it is part of, whatever the parse makes of it."""
    return token.i - 1 if token.lower_ in _CLITICS else token.i


def trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without marks and joining words at the end."""
    end = len(pieces)
    while end and not isinstance(last := pieces[end - 1], str) and (last.is_punct or last.dep_ in ("cc", "mark")):
        end -= 1
    return tuple(pieces[:end])


def _parts(wording: Wording, dispensable: str) -> Iterator[frozenset[int]]:
    """The words of each part of that kind, the last one first."""
    for token in reversed(wording.tokens):
        if token.dep_ == dispensable and token != wording.head and _can_go(token, wording):
            yield frozenset(_with_marks(token, wording.tokens))


def _can_go(token: Token, wording: Wording) -> bool:
    if token.dep_ == "prep":
        tied = token.lower_ in _TIED and token.i > token.head.i
        return token.head == wording.head and not tied and not _states(token)
    if token.dep_ in ("relcl", "appos", "acl"):
        return token.left_edge.i > 0 and token.nbor(token.left_edge.i - token.i - 1).is_punct
    if token.dep_ == "advcl" and any(_is_needed(child, token) for child in token.children):
        return False
    return token.head == wording.head and token.lower_ not in ("not", "never", "n't")


def _is_needed(child: Token, clause: Token) -> bool:
    """Is it the word by which a clause belongs to the verb that it hangs on?"""
    return child.lower_ in _CONDITIONS or (child.tag_ == "TO" and clause.head.lemma_ in _WANTING)


def _states(token: Token) -> bool:
    """Does it hold what its verb states ("has proven through its decision that")?"""
    verb = token.head
    has_object = any(each.dep_ in ("dobj", "ccomp", "xcomp", "nsubjpass") for each in verb.children)
    return not has_object and any(each.dep_ == "mark" and each.lower_ == "that" for each in token.subtree)


def _with_marks(token: Token, tokens: Sequence[Token]) -> Iterator[int]:
    """A subtree, with the marks and the "and" that join it to the rest."""
    inside = {each.i for each in token.subtree}
    yield from inside
    first, last = min(inside), max(inside)
    yield from (each.i for each in tokens if each.i in (first - 1, last + 1) and each.is_punct)
    joined = token.dep_ == "conj"
    yield from (each.i for each in token.head.children if joined and each.dep_ == "cc" and each.i < first)


def cut(text: str) -> str:
    """At most twenty words; "…" tells that there were more."""
    words = text.split()
    return text if len(words) <= LONGEST else " ".join(words[:LONGEST]).rstrip(_EDGES) + " …"


def swapped(wording: Wording, instead: Callable[[Token], str | None]) -> Wording:
    """With other words in the place of some."""
    pieces = (each if isinstance(each, str) else _swap(each, instead) for each in wording.pieces)
    return replace(wording, pieces=tuple(pieces))


def _swap(token: Token, instead: Callable[[Token], str | None]) -> Piece:
    words = instead(token)
    return token if words is None else words
