"""The article on its way to a briefing: each step takes a `Document` and gives one with more in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizers.briefing import Actor, Article, Dispute, Span, Statement
from summarizers.encodings import Encoding
from summarizers.turns import Turn

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Attribution:
    """That the text ascribes something to someone. Each role is a tuple of spans, possibly empty (PolNeAR, PARC 3)."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """An article with annotations; `parse` has spaCy's tokens over exactly `article.text`."""

    article: Article
    parse: "Doc"
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    quotations: tuple[Span, ...] = ()
    turns: tuple[Turn, ...] = ()
    letters: tuple[Turn, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    encodings: tuple[Encoding, ...] = ()
    actors: tuple[Actor, ...] = ()
    statements: tuple[Statement, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    gist: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()

    def tokens_at(self, *spans: Span) -> "Iterator[Token]":
        """The tokens that share a character with the spans, span by span."""
        for span in spans:
            yield from self.parse.char_span(*span, alignment_mode="expand") or ()
