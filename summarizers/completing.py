"""What rules mend in the attributions of the trained reader, and add to them.

They know who speaks by the layout, where a quotation ends, and which last clause tells only when something was said.
They also know where a report ends at its contradiction.

The reader was trained on annotations in which "..., despite denials from the ministry" often belongs to the content.
For disputes the two must stand apart, and then the contradiction is an attribution of its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Token

from summarizers.briefing import Span
from summarizers.clauses import find_remarks, find_reports
from summarizers.contest_words import NOUNS, VERBS
from summarizers.cues import LIGHT_VERBS, VOICED
from summarizers.document import Attribution, Document
from summarizers.phrases import FINITE
from summarizers.quotations import quotation_kind
from summarizers.reading import SUBJECTS
from summarizers.spans import Taken, holds, overlapping, span_at
from summarizers.turns import Turn

_BY_LAYOUT: Final = 0.9
_MEANWHILE: Final = ("as", "while", "after")
"""They open clauses that, hanging on the cue, tell when something was said (right 5 times in 6 on annotated news)."""
_BEFORE_NOUN: Final = frozenset({"advmod", "amod", "compound", "det", "nmod", "nummod", "predet", "quantmod"})
_GAP: Final = " \t\n,;:—–-"


def complete(document: Document, read: Iterable[Attribution]) -> list[Attribution]:
    """The reader's attributions with their ends mended, and those that rules find where it found nothing.

    Where the layout tells who speaks, as in a transcript, it is believed before the reader.
    """
    contradictions, reports = sorted(_contradictions(document.parse)), [*find_reports(document.parse)]
    own = [part for each in _outside(document.turns, read) for part in _by_speaker(each, document)]
    own = [part for each in own for part in _by_marks(_at_home(each, document), document)]
    whole = [_in_marks(each, document) for each in own]
    cut = [_without_circumstance(_without_contradiction(each, contradictions, document), document) for each in whole]
    told = [_with_noun(each, document) for each in cut]
    denials = [each for each in reports if each.content and _contradicts(each, document)]
    denied = {each.content[0]: each.cue for each in denials}
    beginning = {each.content[0].start: each for each in reversed(reports) if each.content and each.cue}
    told = [_without_denied(_by_own_subject(each, document), denied) for each in told]
    told = [_by_grammar(each, beginning.get(each.content[0].start), document) for each in told]
    cued = {each.cue: each for each in reversed(reports) if each.content and each.cue}
    told = [_within_sentences(_whole_clause(each, cued.get(each.cue), document), document) for each in told]
    spoken = [Attribution((turn.name,) if turn.name else (), (), (turn.words,), _BY_LAYOUT) for turn in document.turns]
    told = [*told, *_passed_on(document, reports, told)]
    return [*spoken, *told, *_elsewhere(document, reports, denials, [*spoken, *told])]


def _within_sentences(read: Attribution, document: Document) -> Attribution:
    """The attribution without the time of day that its line opens with, which is of no sentence."""

    def behind(span: Span) -> Span:
        first = next(overlapping(document.sentences, span), span)
        return Span(max(first.start, span.start), span.end)

    return replace(read, source=tuple(map(behind, read.source)), content=tuple(map(behind, read.content)))


def _by_own_subject(read: Attribution, document: Document) -> Attribution:
    """The subject of the cue is the source of "what its director, Lee, called “neglect”", whoever speaks of it.

    And of "By 8-3 the council voted", if a number was taken for the source; of "a slide, which Lee held up, lists", if
    Lee was; and all of it of "Not all dockers support the strike", or where only its first words were read.
    """
    number = bool(read.source) and not any(map(str.isalpha, "".join(document.article.words(read.source))))
    for verb in document.tokens_at(*read.cue):
        what = any(child.lower_ == "what" for child in verb.lefts)
        subject = next((child for child in verb.lefts if child.dep_ == "nsubj" and child.lower_ != "what"), None)
        words = [token for token in subject.subtree if token.i < verb.i] if subject is not None else []
        if subject is None or not words:
            continue
        aside = what or number or _is_said_of(subject, read.source) or _breaks_off(read.source, words, subject)
        negated = words[0].dep_ == "neg" and holds(read.source, subject.idx) and not holds(read.source, words[0].idx)
        if negated or (aside and not holds(read.source, subject.idx)):
            last = next((each for each in reversed(words) if not each.is_punct), subject)
            return replace(read, source=(Span(words[0].idx, last.idx + len(last)),))
    return read


def _is_said_of(subject: Token, source: Iterable[Span]) -> bool:
    """Does a source stand in a relative clause that tells something of the subject?"""
    clauses = (token for token in subject.subtree if token.dep_ == "relcl")
    return any(holds(source, word.idx) for clause in clauses for word in clause.subtree)


def _breaks_off(source: Sequence[Span], words: Sequence[Token], subject: Token) -> bool:
    """Is a source only the first words of the subject: "Only" [52 percent of voters], "U.S." [President Lee]?"""
    before = [token for token in words if token.i <= subject.i]
    read = [token for token in before if holds(source, token.idx)]
    if not read or read != before[: len(read)] or len(read) == len(before) or read[-1].dep_ not in _BEFORE_NOUN:
        return False
    named = read[-1].pos_ == "PROPN" and before[len(read)].pos_ != "PROPN"
    return not named and not any(token.is_punct for token in before[len(read) :])


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


def _at_home(read: Attribution, document: Document) -> Attribution:
    """The content without what stands unquoted in another paragraph than its cue, where some of it does not.

    Of 23,000 annotated contents 49 stand so, most of them tweets below what brings them in.
    """
    homes = {span_at(document.paragraphs, span.start) for span in (*read.source, *read.cue)}
    kept = tuple(
        span
        for span in read.content
        if span_at(document.paragraphs, span.start) in homes or any(overlapping(document.quotations, span))
    )
    return replace(read, content=kept) if kept and homes else read


def _by_marks(read: Attribution, document: Document) -> Iterator[Attribution]:
    """The attribution, without a quotation that ends the sentence before the one that its cue stands behind.

    Of "“... for it.” He denied that they had paid, as the Post reported" the quotation is of whoever spoke before.
    """
    first, sentence = min(read.content), span_at(document.sentences, read.cue[0].start) if read.cue else None
    if sentence is not None and first.start < sentence.start < first.end <= read.cue[0].start:
        quotation = span_at(document.quotations, first.start + 1)
        if quotation is not None and quotation.start <= first.start + 1 and quotation.end <= sentence.start:
            yield replace(read, source=(), cue=(), content=(Span(first.start, quotation.end),))
            rest = Span(sentence.start, first.end)
            read = replace(read, content=(rest, *(each for each in read.content if each != first)))
    yield read


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


def _without_denied(read: Attribution, denied: Mapping[Span, tuple[Span, ...]]) -> Attribution:
    """Of "denied this and threatened to sue" what is threatened without what is denied, which is told apart."""
    kept = tuple(span for span in read.content if denied.get(span, read.cue) == read.cue)
    return replace(read, content=kept) if kept else read


def _by_grammar(read: Attribution, report: Attribution | None, document: Document) -> Attribution:
    """The attribution with the verb that the grammar hangs a report with the same beginning on.

    Of "Lee hit back, describing the figures as “fantasy”" it is "describing".
    """
    if report is None or not read.cue:
        return read
    between = read.cue[-1].end < report.cue[0].start and report.cue[-1].end <= read.content[0].start
    if between and report.source == read.source and _joins_in(report, read, document):
        return replace(read, cue=report.cue)
    return read


def _whole_clause(read: Attribution, report: Attribution | None, document: Document) -> Attribution:
    """The clause that the grammar finds for the cue, where only words of it without its verb were read.

    Such are "that" [the plant] "has come up", also if of the plant a clause with a verb is told; [it at noon] in "the
    mast recorded it at noon, said Lee"; and what stands before a report in parenthesis ("Two of those, she added,
    lasted an hour").
    """
    words = [*document.tokens_at(*read.content)]
    if report is None or (_has_verb(words) and not _ends_before_verb(words)):
        return read
    content, whole = read.content[0], report.content[0]
    before = content.end <= read.cue[0].start
    around = before and content == whole and len(report.content) > 1
    begins = content.start == whole.start and document.article.text.startswith("that ", content.start)
    unquoted = len(read.content) == 1 and not any(overlapping(document.quotations, content))
    inside = (before or begins) and unquoted and whole.covers(content)
    if around or (inside and _has_verb(document.tokens_at(whole))):
        return replace(read, content=report.content)
    return read


def _has_verb(words: Iterable[Token]) -> bool:
    return any(token.tag_ in FINITE for token in words)


def _ends_before_verb(words: Sequence[Token]) -> bool:
    """Does a clause with "that" end before its verb comes: "that the plant, which they took soon after the"?"""
    that, last = words[0], words[-1]
    return that.dep_ == "mark" and that.lower_ == "that" and that.head.i > last.i


def _joins_in(report: Attribution, read: Attribution, document: Document) -> bool:
    """Is its verb a participle, or the only one of both cues?"""
    verb = next((token for token in document.tokens_at(*report.cue) if token.pos_ == "VERB"), None)
    other = any(token.tag_.startswith("VB") for token in document.tokens_at(*read.cue))
    return verb is not None and (verb.tag_ == "VBG" or not other)


def _elsewhere(
    document: Document, reports: Iterable[Attribution], denials: Iterable[Attribution], read: Iterable[Attribution]
) -> Iterator[Attribution]:
    """Contradictions, and what is voiced by a noun, by rule, where they share no word with what was read."""
    taken, denying = Taken(len(document.article.text)), frozenset(denials)
    for each in read:
        taken.take((*each.content, *each.cue))
    for report in reports:
        free = not taken.meets((*report.content, *report.cue))
        if report.content and free and (report in denying or _voices(report, document)):
            taken.take(report.content)
            yield report


def _passed_on(
    document: Document, reports: Sequence[Attribution], read: Sequence[Attribution]
) -> Iterator[Attribution]:
    """The quotations of whoever is heard through another: of Lee in "“Never,” Lee told us, according to two people"."""
    cues = {each.cue for each in read}
    missed = [each for each in reports if each.source and each.cue and each.content and each.cue not in cues]
    for outer in read:
        if next((token.lower_ for token in document.tokens_at(*outer.cue)), "") != "according":
            continue
        quoted = [each for span in outer.content for each in overlapping(document.quotations, span)]
        for inner in missed:
            beside = holds(outer.content, inner.cue[0].start) and not holds(quoted, inner.cue[0].start)
            if beside and holds(quoted, inner.content[0].start):
                yield replace(inner, content=tuple(dict.fromkeys(quoted)), confidence=outer.confidence)
                break


def _contradicts(report: Attribution, document: Document) -> bool:
    if not any(_contests(token) for token in document.tokens_at(*report.cue)):
        return False
    return not any(
        quotation.covers(word) for word in report.cue for quotation in overlapping(document.quotations, word)
    )


def _voices(report: Attribution, document: Document) -> bool:
    """Does the verb say only that something is voiced, and the noun after it what ("expressed admiration for")?"""
    words = [*document.tokens_at(*report.cue), *document.tokens_at(*report.content[:1])]
    return any(
        verb.lemma_.lower() in LIGHT_VERBS and noun.lemma_.lower() in VOICED
        for verb, noun in pairwise(word for word in words if word.pos_ in ("VERB", "NOUN"))
    )
