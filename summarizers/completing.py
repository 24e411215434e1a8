"""What rules mend in the attributions of the trained reader, and add to them.

They know who speaks by the layout, where a quotation ends, and which last clause tells only when something was said.
They also know where a report ends at its contradiction.

The reader was trained on annotations in which "..., despite denials from the ministry" often belongs to the content.
For disputes the two must stand apart, and then the contradiction is an attribution of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Token

from summarizers.briefing import Span
from summarizers.clauses import find_remarks, find_reports
from summarizers.contest_words import NOUNS, VERBS
from summarizers.cues import LIGHT_VERBS, VOICED
from summarizers.document import Attribution, Document
from summarizers.quotations import quotation_kind
from summarizers.reading import SUBJECTS
from summarizers.spans import Taken, holds, overlapping, span_at
from summarizers.turns import Turn

_BY_LAYOUT: Final = 0.9
_MEANWHILE: Final = ("as", "while", "after")
"""They open clauses that, hanging on the cue, tell when something was said (right 5 times in 6 on annotated news)."""
_GAP: Final = " \t\n,;:—–-"


def complete(document: Document, read: Iterable[Attribution]) -> list[Attribution]:
    """The reader's attributions with their ends mended, and those that rules find where it found nothing.

    Where the layout tells who speaks, as in a transcript, it is believed before the reader.
    """
    contradictions = sorted(_contradictions(document.parse))
    own = [part for each in _outside(document.turns, read) for part in _by_speaker(each, document)]
    whole = [_in_marks(each, document) for each in own]
    cut = [_without_circumstance(_without_contradiction(each, contradictions, document), document) for each in whole]
    told = [_with_noun(each, document) for each in cut]
    told = [_by_own_subject(each, document) for each in told]
    spoken = [Attribution((turn.name,), (), (turn.words,), _BY_LAYOUT) for turn in document.turns]
    return [*spoken, *told, *_elsewhere(document, [*spoken, *told])]


def _by_own_subject(read: Attribution, document: Document) -> Attribution:
    """The subject of the cue is the source of "what its director, Lee, called “neglect”", whoever speaks of it.

    And of "By 8-3 the council voted", if a number was taken for the source.
    """
    number = bool(read.source) and not any(map(str.isalpha, "".join(document.article.words(read.source))))
    for verb in document.tokens_at(*read.cue):
        what = any(child.lower_ == "what" for child in verb.lefts)
        subject = next((child for child in verb.lefts if child.dep_ == "nsubj" and child.lower_ != "what"), None)
        if (what or number) and subject is not None and not holds(read.source, subject.idx):
            words = [token for token in subject.subtree if token.i < verb.i]
            last = next((each for each in reversed(words) if not each.is_punct), subject)
            return replace(read, source=(Span(words[0].idx, last.idx + len(last)),))
    return read


def _outside(turns: Sequence[Turn], read: Iterable[Attribution]) -> Iterator[Attribution]:
    """The attributions without what they say of a turn's words, which are the speaker's, all of them."""
    for each in read:
        content = tuple(span for span in each.content if not any(turn.words.overlaps(span) for turn in turns))
        if content:
            yield replace(each, content=content)


def _by_speaker(read: Attribution, document: Document) -> Iterator[Attribution]:
    """The attribution, without what somebody else says whom a later paragraph brings in ("Lee was blunt. “Never.”")."""
    content = sorted(read.content)
    for place, span in enumerate(content):
        speaker = _brought_in_before(span, document) if place and read.cue else None
        if speaker is not None and max(cue.end for cue in read.cue) < speaker.start:
            yield replace(read, content=tuple(content[:place]))
            yield replace(read, source=(speaker,), cue=(), content=tuple(content[place:]))
            return
    yield read


def _brought_in_before(quotation: Span, document: Document) -> Span | None:
    """Who does something in the sentence before a quotation, where the two open a paragraph."""
    paragraph = span_at(document.paragraphs, quotation.start)
    if paragraph is None or span_at(document.quotations, quotation.start) is None:
        return None
    before = Span(paragraph.start, quotation.start)
    sentences = [each for each in overlapping(document.sentences, before) if each.end <= quotation.start]
    quoted = any(overlapping(document.quotations, Span(before.start, before.end - 1)))
    if not sentences or quoted or document.article.text[slice(*sentences[-1])].endswith("?"):
        return None
    subjects = [
        token for token in document.tokens_at(sentences[-1]) if token.dep_ in SUBJECTS and token.head.dep_ == "ROOT"
    ]
    named = next((token for token in subjects if token.pos_ == "PROPN" or token.lower_ in {"he", "she"}), None)
    return Span(named.idx, named.idx + len(named)) if named is not None else None


def _contradictions(tokens: Doc) -> Iterator[Span]:
    for remark in find_remarks(tokens):
        words = list(remark.subtree)
        if remark.dep_ != "advcl" and any(_contests(token) for token in words):
            yield Span(words[0].idx, words[-1].idx + len(words[-1]))


def _contests(token: Token) -> bool:
    table = NOUNS if token.pos_ == "NOUN" else VERBS
    return token.lemma_.lower() in table


def _in_marks(read: Attribution, document: Document) -> Attribution:
    """The content without what stands between the quotations, where it begins with one and comes in several spans."""
    first, *later = sorted(read.content)
    if not later or quotation_kind(document.article.text, [first], document.quotations) != "direct":
        return read
    quoted = [
        Span(max(span.start, quotation.start), min(span.end, quotation.end))
        for span in later
        for quotation in overlapping(document.quotations, span)
    ]
    return replace(read, content=(first, *quoted))


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


def _without_circumstance(read: Attribution, document: Document) -> Attribution:
    """Ends the content before a last clause that hangs on the cue ("doubted his sincerity as the attacks went on")."""
    cue = {token.i for token in document.tokens_at(*read.cue)}
    *before, last = sorted(read.content)
    words = list(document.tokens_at(last))
    for word in words:
        clause = [*word.subtree] if word.dep_ == "advcl" and word.head.i in cue else []
        if clause and clause[0].lower_ in _MEANWHILE and clause[0].i > words[0].i and clause[-1].i >= words[-1].i - 1:
            if span_at(document.quotations, clause[0].idx) is not None:
                continue
            kept = document.article.text[last.start : clause[0].idx].rstrip(_GAP)
            return replace(read, content=(*before, Span(last.start, last.start + len(kept)))) if kept else read
    return read


def _with_noun(read: Attribution, document: Document) -> Attribution:
    """Begins a content that only names somebody with the noun that says what is voiced: "admiration for Lee".

    Annotators leave that noun in the cue more often than not, but a bare name says nothing to a reader.
    """
    cue, named = [*document.tokens_at(*read.cue)], [*document.tokens_at(*read.content)]
    noun, preposition = cue[-2:] if len(cue) > 2 and named else (None, None)
    if noun is None or preposition is None or len(read.cue) > 1 or len(read.content) > 1:
        return read
    verbs = {token.lemma_.lower() for token in cue[:-2]} & LIGHT_VERBS
    beside = preposition.pos_ == "ADP" and named[0].i == preposition.i + 1
    if not (verbs and beside and noun.lemma_.lower() in VOICED and all(token.pos_ == "PROPN" for token in named)):
        return read
    start = max(min(token.idx for token in noun.subtree), read.cue[0].start + 1)
    kept = document.article.text[read.cue[0].start : start].rstrip()
    cue_end = read.cue[0].start + len(kept)
    return replace(read, cue=(Span(read.cue[0].start, cue_end),), content=(Span(start, read.content[0].end),))


def _elsewhere(document: Document, read: Iterable[Attribution]) -> Iterator[Attribution]:
    """Contradictions, and what is voiced by a noun, by rule, where they share no word with what was read."""
    taken = Taken(len(document.article.text))
    for each in read:
        taken.take((*each.content, *each.cue))
    for report in find_reports(document.parse):
        free = not taken.meets((*report.content, *report.cue))
        if report.content and free and (_contradicts(report, document) or _voices(report, document)):
            taken.take(report.content)
            yield report


def _contradicts(report: Attribution, document: Document) -> bool:
    words = report.cue or report.content
    quoted = any(quotation.covers(word) for word in words for quotation in overlapping(document.quotations, word))
    return not quoted and any(_contests(token) for token in document.tokens_at(*report.cue))


def _voices(report: Attribution, document: Document) -> bool:
    """Does the verb say only that something is voiced, and the noun after it what ("expressed admiration for")?"""
    words = [*document.tokens_at(*report.cue), *document.tokens_at(*report.content[:1])]
    return any(
        verb.lemma_.lower() in LIGHT_VERBS and noun.lemma_.lower() in VOICED
        for verb, noun in pairwise(word for word in words if word.pos_ in ("VERB", "NOUN"))
    )
