"""Stretches in quotation marks, however the marks are written, closed or repeated.

The state of the marks is reset at each paragraph: a mark that was never closed must not turn the rest of the article
inside out. A quotation over several paragraphs repeats its opening mark at each and makes as many stretches.
"""

import re
from collections.abc import Iterable, Iterator

from summarizers.briefing import QuotationKind, Span
from summarizers.spans import has_word

_CLOSED_BY = {"“": "”", "«": "»", "„": "“”", "``": "''", '"': "\"''”", "''": "''"}
"""The marks that end a stretch, by the mark that began it."""

_ANY_CLOSING = "”»\"''"
MARK = re.compile(r"[“”„«»\"]|''|``")
"""A mark around quotations, but for single ones."""
_SINGLE = re.compile(r"(?<!\w)‘(?=\w)(?P<inside>[^‘“”\"\n]*?[^\s‘])’(?!\w)")
_WORD = re.compile(r"\w+")
_SENTENCE_LIKE = 3
"""Words that a stretch in single marks must have to be taken for a quotation rather than a scare quote."""


def find_quotations(text: str, paragraphs: Iterable[Span]) -> tuple[Span, ...]:
    """The quoted stretches in text order, marks included; one that is never closed ends with its paragraph."""
    return tuple(span for paragraph in paragraphs for span in _in_paragraph(text, paragraph))


def _in_paragraph(text: str, paragraph: Span) -> Iterator[Span]:
    found = list(_in_double_marks(text, paragraph))
    yield from found or _in_single_marks(text, paragraph)


def _in_double_marks(text: str, paragraph: Span) -> Iterator[Span]:
    marks = list(MARK.finditer(text, *paragraph))
    end = paragraph.start
    for position, mark in enumerate(marks):
        if mark.start() >= end and _opens(text, mark, paragraph):
            end = _end_of_quotation(text, mark[0], marks[position + 1 :], paragraph)
            if has_word(text, mark.end(), end):
                yield Span(mark.start(), end)


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """An opening mark, or an undirected one that does not close on the word before it."""
    if mark[0] not in _CLOSED_BY:
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    return mark[0] not in ('"', "''") or not (before.isalnum() or before in ".,!?’")


def _end_of_quotation(text: str, opening: str, later: list[re.Match[str]], paragraph: Span) -> int:
    """Behind the mark of the same make before the next opening one; else behind any that can close; else the paragraph.

    Of the marks of another make one behind a stop closes rather than one around a word ("Nothing is ''only'' that.'').
    """
    again = next((place for place, mark in enumerate(later) if mark[0] == opening and opening in "“«„``"), len(later))
    near = later[:again] or later
    same = [mark for mark in near if mark[0] in _CLOSED_BY[opening]]
    other = [mark for mark in near if mark[0] in _ANY_CLOSING]
    behind_stop = [mark for mark in other if text[mark.start() - 1] in ".,!?…"]
    closing = next(iter([*same, *behind_stop, *other]), None)
    return closing.end() if closing is not None else paragraph.end


def _in_single_marks(text: str, paragraph: Span) -> Iterator[Span]:
    for match in _SINGLE.finditer(text, *paragraph):
        if len(_WORD.findall(match["inside"])) >= _SENTENCE_LIKE:
            yield Span(*match.span())


def quotation_kind(text: str, content: Iterable[Span], quotations: Iterable[Span]) -> QuotationKind:
    """Direct if every word of the content stands in quotation marks, indirect if none does, else mixed."""
    quoted = list(quotations)
    words = [Span(*word.span()) for start, end in content for word in _WORD.finditer(text, start, end)]
    inside = sum(any(stretch.covers(word) for stretch in quoted) for word in words)
    if not inside:
        return "indirect"
    return "direct" if inside == len(words) else "mixed"
