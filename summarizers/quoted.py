"""Quotations tied to who speaks: by words beside the marks, by the sentence before, or to the last speaker."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from summarizers.briefing import Span
from summarizers.clauses import cue_of_verb, find_subject, source_tokens, spans_of
from summarizers.cues import SPEECH
from summarizers.document import Attribution, Document
from summarizers.spans import overlapping, span_at

_SCARE_QUOTE = 3
"""Words up to which a stretch in marks may be a name, a title or a word held at arm's length."""

_BESIDE, _CONTINUED, _INTRODUCED, _PREVIOUS_SPEAKER = 0.92, 0.9, 0.65, 0.5
"""How surely a quotation belongs to its speaker, by the way in which it is tied."""

_WORDS_BETWEEN_HALVES = 12
"""Words that may stand between the reporting verb and the second half ("said on Monday in a long interview. “...")."""


def attribute_quotations(document: Document, reports: Iterable[Attribution]) -> list[Attribution]:
    """The reports, widened to the quotations that they cut, and an attribution for each quotation that had none."""
    quotations = document.quotations
    outside = [_outside_quotations(report, quotations) for report in reports]
    found = [_widened(report, quotations) for report in outside if report is not None]
    covered = sorted(_merged(span for report in found for span in report.content))
    for quotation in quotations:
        if next(overlapping(covered, quotation), None) is None:
            _place(quotation, document, found)
    return list(_one_for_each_cue(found))


def _one_for_each_cue(reports: Iterable[Attribution]) -> Iterator[Attribution]:
    """The halves of `"A," X said. "B."` may have been found apart: what has the same cue is one attribution."""
    by_cue: dict[tuple[Span, ...], Attribution] = {}
    for report in reports:
        other = by_cue.get(report.cue) if report.cue else None
        if other is None:
            by_cue[report.cue or report.content] = report
        else:
            content = tuple(_merged([*other.content, *report.content]))
            surer = max(other, report, key=lambda each: each.confidence)
            by_cue[report.cue] = replace(surer, content=content)
    yield from by_cue.values()


def _outside_quotations(report: Attribution, quotations: Sequence[Span]) -> Attribution | None:
    """Nothing where the report itself is somebody's quoted words."""
    words = report.cue or report.source
    inside = any(quotation.covers(word) for word in words for quotation in overlapping(quotations, word))
    return None if inside else report


def _widened(report: Attribution, quotations: Sequence[Span]) -> Attribution:
    """The report with every quotation whole that its content touches."""
    roles = (*report.source, *report.cue)
    touched = (quotation for span in report.content for quotation in overlapping(quotations, span))
    whole = [quotation for quotation in touched if not any(quotation.overlaps(role) for role in roles)]
    return replace(report, content=tuple(_merged([*report.content, *whole])))


def _union(left: Span, right: Span) -> Span:
    return Span(min(left.start, right.start), max(left.end, right.end))


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in sorted(spans):
        if current is not None and span.start <= current.end:
            current = _union(current, span)
        else:
            if current is not None:
                yield current
            current = span
    if current is not None:
        yield current


def _place(quotation: Span, document: Document, found: list[Attribution]) -> None:
    """Adds the quotation to the attributions found so far, as part of one or as its own."""
    own = _report_beside(quotation, document)
    if own is not None:
        found.append(own)
    elif not _is_scare_quote(quotation, document):
        _place_without_cue(quotation, document, found)


def _is_scare_quote(quotation: Span, document: Document) -> bool:
    """A few words with no mark of a sentence at their end."""
    words = document.article.text[quotation.start : quotation.end].strip("“”\"'‘’«»„` ")
    return len(words.split()) <= _SCARE_QUOTE and not words.endswith((".", "!", "?", ",", "…"))


def _report_beside(quotation: Span, document: Document) -> Attribution | None:
    """An attribution by the nearest reporting verb in the same sentence and outside of the marks."""
    tokens = document.parse.char_span(*quotation, alignment_mode="expand")
    if tokens is None:
        return None
    verb = _verb_after(tokens[-1], quotation, document) or _verb_before(tokens[0], document)
    source = find_subject(verb) if verb is not None else None
    if verb is None or source is None:
        return None
    phrase = [token for token in source_tokens(source, verb) if not _in(token, quotation)]
    return Attribution(spans_of(phrase), spans_of(cue_of_verb(verb)), (quotation,), _BESIDE)


def _in(token: Token, span: Span) -> bool:
    return span.start <= token.idx < span.end


def _verb_after(last: Token, quotation: Span, document: Document) -> Token | None:
    """The first reporting verb behind the marks, before the sentence or the next quotation ends."""
    paragraph = _paragraph_of(quotation, document)
    if last.i + 1 >= len(last.doc) or _ends_sentence(document.article.text, quotation):
        return None
    for token in last.doc[last.i + 1 :]:
        if token.idx >= paragraph.end or token.text in (".", "?", "!", "“", '"'):
            return None
        if _can_bring_quotation(token):
            return token
    return None


def _ends_sentence(text: str, quotation: Span) -> bool:
    """Does a new sentence begin behind the marks? ("... done.” The mayor")"""
    inside = text[quotation.start : quotation.end].rstrip("”\"'’» ")
    after = text[quotation.end : quotation.end + 2].lstrip()
    return inside.endswith(".") and after[:1].isupper()


def _verb_before(first: Token, document: Document) -> Token | None:
    """The last reporting verb in front of the marks in the same sentence, or of a sentence that ends in a colon."""
    text = document.article.text
    paragraph = _paragraph_of(Span(first.idx, first.idx + 1), document)
    for token in reversed(first.doc[: first.i]):
        if token.idx < paragraph.start or token.text in ("”", '"', "''") or (token.text in ".?!" and token.is_punct):
            return None
        if _can_bring_quotation(token):
            between = text[token.idx + len(token) : first.idx].strip()
            return token if between.endswith((",", ":")) or len(between.split()) <= 6 else None
    return None


def _can_bring_quotation(token: Token) -> bool:
    return token.pos_ == "VERB" and token.lemma_.lower() in SPEECH


def _paragraph_of(span: Span, document: Document) -> Span:
    """The paragraph in which a span begins."""
    return span_at(document.paragraphs, span.start) or span


def _place_without_cue(quotation: Span, document: Document, found: list[Attribution]) -> None:
    previous = _latest_before(quotation, document, found)
    if previous is not None and _continues(previous, quotation, document):
        found[found.index(previous)] = replace(
            previous,
            content=(*previous.content, quotation),
            confidence=min(previous.confidence, _CONTINUED),
        )
        return
    introduced = _introduced_speaker(quotation, document)
    if introduced is not None:
        found.append(introduced)
    elif previous is not None and _stands_alone(quotation, document):
        found.append(Attribution(previous.source, (), (quotation,), _PREVIOUS_SPEAKER))
    else:
        found.append(Attribution((), (), (quotation,), _PREVIOUS_SPEAKER / 2))


def _latest_before(quotation: Span, document: Document, found: list[Attribution]) -> Attribution | None:
    """The attribution whose content holds the quotation before this one."""
    before = [report for report in found if report.content[-1].end <= quotation.start and _is_quoted(report, document)]
    return max(before, key=lambda report: report.content[-1].end, default=None)


def _is_quoted(report: Attribution, document: Document) -> bool:
    return any(next(overlapping(document.quotations, span), None) for span in report.content)


def _continues(previous: Attribution, quotation: Span, document: Document) -> bool:
    """The same speaker goes on: `"A," X said. "B."`, or a paragraph that opens with the mark repeated."""
    text = document.article.text
    last = previous.content[-1]
    between = text[max(last.end, *(span.end for span in previous.cue or (last,))) : quotation.start]
    if _paragraph_of(last, document) == _paragraph_of(quotation, document):
        return len(between.split()) <= _WORDS_BETWEEN_HALVES and between.count(".") <= 1
    never_closed = text[last.end - 1] not in "”\"'»" and last.end == _paragraph_of(last, document).end
    return never_closed and not between.strip()


def _stands_alone(quotation: Span, document: Document) -> bool:
    """Is the quotation a paragraph of its own?"""
    paragraph = _paragraph_of(quotation, document)
    return paragraph.end - paragraph.start <= quotation.end - quotation.start + 2


def _introduced_speaker(quotation: Span, document: Document) -> Attribution | None:
    """The subject of the sentence before: `Leavitt was blunt. “...”`, `Caddell continued:` at a paragraph's end."""
    sentence = _sentence_before(quotation, document)
    if sentence is None:
        return None
    tokens = document.parse.char_span(*sentence, alignment_mode="expand")
    root = tokens.root if tokens is not None else None
    subject = find_subject(root) if root is not None else None
    if root is None or subject is None or subject.pos_ not in ("PROPN", "PRON", "NOUN"):
        return None
    text = document.article.text
    same_paragraph = _paragraph_of(sentence, document) == _paragraph_of(quotation, document)
    if not same_paragraph and not text[: quotation.start].rstrip().endswith(":"):
        return None
    cue = spans_of(cue_of_verb(root)) if _can_bring_quotation(root) else ()
    return Attribution(spans_of(source_tokens(subject, root)), cue, (quotation,), _INTRODUCED)


def _sentence_before(quotation: Span, document: Document) -> Span | None:
    before = bisect_right(document.sentences, quotation.start, key=lambda sentence: sentence.end)
    return document.sentences[before - 1] if before else None
