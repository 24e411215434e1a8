"""Which sentences of a page are news, and which of them can be understood alone."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizers.briefing import Span
from summarizers.contest_words import CLAIM_NOUNS, SAID_BY
from summarizers.document import Document
from summarizers.phrases import DEFINITE

if TYPE_CHECKING:
    from spacy.tokens import Token  # showing a briefing needs the words below, and should not wait for spaCy

SHORT_SENTENCE = 5
"""Words that a sentence must have to tell any news."""
NAMES_SPEAKER = 2
"""Words beside a quotation, pronouns aside, that it takes to name who speaks ("Lee said")."""
HEADING = 20
"""Words below which a sentence without a mark at its end is a heading, a caption or a byline."""

PRONOUNS = frozenset(
    {
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "his",
        "its",
        "their",
        "this",
        "that",
        "these",
        "those",
        "such",
        "both",
        "who",
    }
)
_BACKWARD = PRONOUNS | {"also", "but", "however", "nonetheless", "nevertheless", "instead", "meanwhile", "still"}
"""First words that lean on the sentence before."""
_CLAIMS = CLAIM_NOUNS | SAID_BY.keys()
_POINTING = frozenset({"these", "those", "such"})
"""Second words that do so ("Despite these concerns"); not "this", for "Earlier this week" stands by itself."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word; where a script has no blanks between words (Chinese, Japanese), a character."""
_ENDS = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
_DATELINE = re.compile(r"(?:^|\n)[A-Z][A-Z .'’-]+\b[^\n]{0,60}[-–—]$")
"""What stands before the first sentence of a report ("TOLMOUTH, Nov 8 (Orlop) –"), and is no part of it."""
_SEPARATOR = re.compile(r"\s[-–—|·:]{1,2}\s")
"""What stands in a page's title between the headline and the publisher."""
_ASIDE = re.compile(
    r"""\W*(?:
        (?:read|see|find\ out|learn|watch|listen|hear)\s*(?:more|also|now|here|below|:)
      | (?:follow|join|contact|email)\ (?:us|our|the\ author)\b | follow\ \S+\ on\b
      | (?:sign\ up|subscribe|click|tap|scroll|download|share\ this|get\ (?:our|the|all\ the)\ latest)\b
      | (?:advertisement|related|recommended|more\ on\ this|most\ read|photo|image|video|file\ photo)s?\s*(?:$|[:|/])
      | (?:published|updated|last\ (?:updated|modified)|posted)\s*(?:$|[:|]|(?:(?:on|at)\s+)?\d)
      | (?:additional\ |writing\ and\ )?(?:reporting|editing|writing|compiled)\ (?:and\ \w+\ )?by\b
      | by\s[^.!?]{3,80}$
      | © | \(c\)\ | copyright\b | all\ rights\ reserved | our\ standards: | editor['’]s\ note
      | this\ (?:article|story|post)\ (?:was|has\ been)\ (?:first|originally|updated|amended|corrected|produced)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Lines that belong to the page and not to the news, and bylines."""


def words_of(text: str) -> list[str]:
    """The words in lower case."""
    return _WORD.findall(text.casefold())


def sentences_at(span: Span, sentences: Sequence[Span]) -> range:
    """The places of the sentences that a span overlaps."""
    return range(
        bisect_right(sentences, span.start, key=lambda sentence: sentence.end),
        bisect_left(sentences, span.end, key=lambda sentence: sentence.start),
    )


def news_sentences(document: Document, tokens: "Sequence[Sequence[Token]]") -> list[int]:
    """The places, in `document.sentences`, of those that are news, not headline or page; whole ones only, if any is."""
    headlines = {order for span in _headlines(document) for order in sentences_at(span, document.sentences)}
    texts = document.article.words(document.sentences)
    body = [order for order, text in enumerate(texts) if order not in headlines and not _ASIDE.match(text)]
    english = (document.article.language or "en").lower().startswith("en")
    torn = _torn(document)
    return [
        order for order in body if not torn[order] and not _is_fragment(texts[order], tokens[order], english=english)
    ] or body


def leans_back(text: str, outside_quotation: str) -> bool:
    """Does it start with a word that points back, or end in "the accusation"; or does who is quoted stand elsewhere?"""
    words = words_of(text)
    if not _BACKWARD.isdisjoint(words[:1]) or not _POINTING.isdisjoint(words[1:2]) or _ends_in_claim(words):
        return True
    naming = [word for word in words_of(outside_quotation) if word not in PRONOUNS]
    return len(outside_quotation) < len(text) / 2 and len(naming) < NAMES_SPEAKER


def _ends_in_claim(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[-2] in DEFINITE and words[-1].removesuffix("s") in _CLAIMS


def _headlines(document: Document) -> list[Span]:
    """The paragraphs and sentences that say nothing but the title, with or without the publisher in it."""
    title = document.article.title or ""
    cuts = [*_SEPARATOR.finditer(title)]
    pieces = [title, title[: cuts[-1].start()], title[cuts[0].end() :]] if cuts else [title]
    titles = {" ".join(words_of(piece)) for piece in pieces} - {""}
    places = [*document.paragraphs, *document.sentences] if titles else []
    return [span for span in places if " ".join(words_of(document.article.text[slice(*span)])) in titles]


def _torn(document: Document) -> list[bool]:
    """Is the sentence one of the pieces of a longer one, as the parser makes them in a language it does not know?"""
    text, sentences = document.article.text, document.sentences
    torn = [False] * len(sentences)
    for order, (left, right) in enumerate(pairwise(sentences)):
        same_line, piece = "\n" not in text[left.end : right.start], text[slice(*left)]
        if same_line and not _ENDS.search(piece):
            torn[order] = True
            torn[order + 1] = not _DATELINE.search(piece)
    return torn


def _is_fragment(text: str, tokens: "Sequence[Token]", *, english: bool) -> bool:
    """A heading, caption, dateline or scrap: too short, not ended, or (in English, which the parser knows) verbless."""
    words = len(words_of(text))
    if words < SHORT_SENTENCE or (words < HEADING and not _ENDS.search(text)):
        return True
    tagged = any(token.pos for token in tokens)
    return english and tagged and not any(token.pos_ in {"VERB", "AUX"} for token in tokens)
