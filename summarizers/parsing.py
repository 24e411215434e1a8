"""From an article to tokens, paragraphs, sentences and quotations: the ground that every later step stands on."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise, zip_longest

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from summarizers.briefing import Article, Span
from summarizers.document import Document
from summarizers.quotations import find_quotations
from summarizers.spans import has_word
from summarizers.turns import find_letters, find_turns

LONGEST_BLOCK = 10_000
"""Characters that the parser sees at once; its memory grows with the longest block, not with the article."""

_LINE = re.compile(r"[^\n]*\n+|[^\n]+$")
_CUT = re.compile(r"(?<=[.!?;,])\s+|\s+")
_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’)\]]*\s*$")
_ZONE = r"(?:GMT|BST|UTC|C?E[SD]?T|[CMP][SD]?T)"
_TIME_OF_DAY = re.compile(rf"\(?\d{{1,2}}[:.]\d{{2}}(?: ?[AaPp]\.?[Mm]\.?)?(?: {_ZONE})?\)?\s*[–—:|-]?\s+(?=[\"“A-Z])")
"""Before what came in then, in a report of events as they happen."""
_WRAPPED_LINE = range(50, 101)
"""Line lengths, in characters, at which plain text is usually wrapped (RFC 3676 advises 78)."""


def parse(article: Article, pipeline: Language) -> Document:
    """The article with tokens, paragraphs, sentences, quotations, turns and letters marked."""
    paragraphs = tuple(find_paragraphs(article.text))
    tokens = _parse_blocks(article.text, paragraphs, pipeline)
    quotations = find_quotations(article.text, paragraphs)
    sentences = tuple(_with_opening_marks(article.text, [*_find_sentences(article.text, tokens)], quotations))
    turns, letters = find_turns(article.text, paragraphs), find_letters(article.text, paragraphs)
    return Document(article, tokens, paragraphs, sentences, quotations, turns, letters)


def parse_sentences(article: Article) -> Document:
    """The article in a language that no pipeline is there for: tokens, paragraphs, and sentences by their marks."""
    splitter = spacy.blank("xx")
    splitter.add_pipe("sentencizer")
    return parse(article, splitter)


def find_paragraphs(text: str) -> Iterator[Span]:
    """The paragraphs, without the white space around them; a line end inside hard-wrapped prose does not end one."""
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    start: int | None = None
    for here, following in zip_longest(lines, lines[1:]):
        start = here.start if start is None else start
        if following is None or not _is_wrapped(text[here.start : here.end], text[following.start : following.end]):
            if has_word(text, start, here.end):
                yield _stripped(text, start, here.end)
            start = None


def _is_wrapped(line: str, following: str) -> bool:
    """Does the sentence go on in the following line only because the line was full?"""
    if line.count("\n") > 1 or len(line) not in _WRAPPED_LINE or not following.strip():
        return False
    first = following.lstrip()[0]
    return first.islower() or (not _ENDS_SENTENCE.search(line) and first not in "-*#“\"'‘")


def _stripped(text: str, start: int, end: int) -> Span:
    inner = text[start:end].strip()
    start = text.index(inner, start)
    return Span(start, start + len(inner))


def _parse_blocks(text: str, paragraphs: tuple[Span, ...], pipeline: Language) -> Doc:
    """One spaCy document over exactly the text, parsed paragraph by paragraph."""
    edges = [0, *(paragraph.start for paragraph in paragraphs[1:]), len(text)]
    blocks = [text[start:end] for left, right in pairwise(edges) for start, end in _within_limit(text, left, right)]
    parsed = [_lighter(doc) for doc in pipeline.pipe(blocks, batch_size=32)]
    whole = Doc.from_docs(parsed, ensure_whitespace=False) if parsed else None
    return whole if whole is not None else pipeline.make_doc("")


def _lighter(doc: Doc) -> Doc:
    """The document without the vectors that the parser made of it, which nobody reads and which weigh most."""
    doc.tensor = np.zeros((0, 0), np.float32)
    return doc


def _within_limit(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts a stretch that is too long for the parser after a mark or a blank, or anywhere if there is none."""
    while end - start > LONGEST_BLOCK:
        cuts = list(_CUT.finditer(text, start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK))
        cut = cuts[-1].end() if cuts else start + LONGEST_BLOCK
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _find_sentences(text: str, tokens: Doc) -> Iterator[Span]:
    """spaCy's sentences, trimmed of white space and of the time that a line opens with, if they have a word then."""
    for sentence in tokens.sents:
        start, end = sentence.start_char, sentence.end_char
        time = _TIME_OF_DAY.match(text, start) if start == 0 or text[start - 1] == "\n" else None
        start = time.end() if time else start
        if has_word(text, start, end):
            yield _stripped(text, start, end)


def _with_opening_marks(text: str, sentences: list[Span], quotations: tuple[Span, ...]) -> list[Span]:
    """The sentences, each with the mark that opens it, where the parser leaves a "''" to the sentence before."""
    for start, _ in quotations:
        place = bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1
        before = sentences[max(place, 0)]
        if before.start < start < before.end and not has_word(text, start, before.end):
            sentences[place] = _stripped(text, before.start, start)
            sentences[place + 1] = Span(start, sentences[place + 1].end)
    return sentences
