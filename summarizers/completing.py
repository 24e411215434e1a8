"""What rules add to the attributions of the trained reader: they know where a report ends at its contradiction.

The reader was trained on annotations in which "..., despite denials from the ministry" often belongs to the content.
For disputes the two must stand apart, and then the contradiction is an attribution of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc, Token

from summarizers.briefing import Span
from summarizers.clauses import find_remarks, find_reports
from summarizers.contest_words import NOUNS, VERBS
from summarizers.document import Attribution, Document
from summarizers.spans import Taken, overlapping
from summarizers.turns import Turn, find_turns

_BY_LAYOUT: Final = 0.9
_GAP: Final = " \t\n,;:—–-"


def complete(document: Document, read: Iterable[Attribution]) -> list[Attribution]:
    """The reader's attributions less contradictions at their end, and contradictions by rule where it found nothing.

    Where the layout tells who speaks, as in a transcript, it is believed before the reader.
    """
    contradictions = sorted(_contradictions(document.parse))
    turns = find_turns(document.article.text, document.paragraphs)
    cut = [_without_contradiction(each, contradictions, document) for each in _outside(turns, read)]
    spoken = [Attribution((turn.name,), (), (turn.words,), _BY_LAYOUT) for turn in turns]
    return [*spoken, *cut, *_elsewhere(document, [*spoken, *cut])]


def _outside(turns: Sequence[Turn], read: Iterable[Attribution]) -> Iterator[Attribution]:
    """The attributions without what they say of a turn's words, which are the speaker's, all of them."""
    for each in read:
        content = tuple(span for span in each.content if not any(turn.words.overlaps(span) for turn in turns))
        if content:
            yield replace(each, content=content)


def _contradictions(tokens: Doc) -> Iterator[Span]:
    for remark in find_remarks(tokens):
        words = list(remark.subtree)
        if remark.dep_ != "advcl" and any(_contests(token) for token in words):
            yield Span(words[0].idx, words[-1].idx + len(words[-1]))


def _contests(token: Token) -> bool:
    table = NOUNS if token.pos_ == "NOUN" else VERBS
    return token.lemma_.lower() in table


def _without_contradiction(read: Attribution, contradictions: Sequence[Span], document: Document) -> Attribution:
    outside = [span for span in read.content if not any(each.covers(span) for each in contradictions)]
    content = tuple(_cut(span, contradictions, document.article.text) for span in outside or read.content)
    return replace(read, content=content)


def _cut(span: Span, contradictions: Iterable[Span], text: str) -> Span:
    for contradiction in contradictions:
        if span.start < contradiction.start < span.end <= contradiction.end + 1:
            kept = text[span.start : contradiction.start].rstrip(_GAP)
            return Span(span.start, span.start + len(kept)) if kept else span
    return span


def _elsewhere(document: Document, read: Iterable[Attribution]) -> Iterator[Attribution]:
    """Contradictions by rule that share no word with what was read, outside of quotation marks."""
    taken = Taken(len(document.article.text))
    for each in read:
        taken.take((*each.content, *each.cue))
    for report in find_reports(document.parse):
        free = not taken.meets((*report.content, *report.cue))
        if report.content and free and _contradicts(report, document):
            taken.take(report.content)
            yield report


def _contradicts(report: Attribution, document: Document) -> bool:
    words = report.cue or report.content
    quoted = any(quotation.covers(word) for word in words for quotation in overlapping(document.quotations, word))
    return not quoted and any(_contests(token) for token in document.tokens_at(*report.cue))
