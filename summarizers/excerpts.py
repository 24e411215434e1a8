"""Cuts a passage down at the end of a sentence: what is left is always made of stretches of the text itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizers.briefing import QuotationKind, Span

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+\W*(\w))|[。！？]+[」』”]*")
_NO_END = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St|No|vs|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)|\.\w)\.$"
)
"""A full stop behind an initial (U.S., J. Smith), a title or a month."""
_NO_END_LENGTH = len("Sept.")
"""Characters that the longest of these have; to look for them further back takes time that grows with the square."""

_OPENING = ("“", "„", "«", '"', "``", "‘", "'")
_CLOSING = ("”", "“", "»", '"', "''")
_SINGLE = {"‘": "’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The stretches of a passage that are shown, and whether that is less than the passage."""

    spans: tuple[Span, ...]
    cut: bool = False

    def __len__(self) -> int:
        return sum(end - start for start, end in self.spans)


def excerpt(text: str, spans: tuple[Span, ...], room: int) -> Excerpt:
    """As many whole sentences as fit in `room` characters, and at least one."""
    chosen = Excerpt(spans)
    if len(chosen) <= room:
        return chosen
    for number, part in enumerate(_parts(text, spans)):
        if number == 0 or len(part) <= room:
            chosen = part
    return Excerpt(chosen.spans, cut=chosen.spans != spans)


def _parts(text: str, spans: tuple[Span, ...]) -> Iterator[Excerpt]:
    """Every beginning of the passage that stops where a sentence does, the shortest first."""
    for number, (start, end) in enumerate(spans):
        for stop in sentence_ends(text, Span(start, end)):
            yield Excerpt((*spans[:number], Span(start, stop)))
        later = spans[number + 1 :]
        if not later or _begins_sentence(text, later[0]):
            yield Excerpt(spans[: number + 1])


def sentence_ends(text: str, span: Span) -> Iterator[int]:
    """Where a sentence ends and another begins inside the span."""
    for match in _END.finditer(text, *span):
        begins = match[1] or ""
        before = max(span.start, match.end() - _NO_END_LENGTH)
        if match.end() < span.end and not begins.islower() and not _NO_END.search(text, before, match.end()):
            yield match.end()


def _begins_sentence(text: str, span: Span) -> bool:
    """Whether it starts with a capital letter other than that of the pronoun "I"."""
    word = re.search(r"\w+", text[span.start : span.end])
    return word is not None and word[0][0].isupper() and word[0] != "I"


def unmarked(text: str, span: Span, kind: QuotationKind) -> Span:
    """The span without blanks at its edges and, for a direct quotation, without the marks around it."""
    start, end = _trimmed(text, *span)
    if kind != "direct":
        return Span(start, end)
    opening = next((mark for mark in _OPENING if text.startswith(mark, start, end)), "")
    closing = (_SINGLE[opening],) if opening in _SINGLE else _CLOSING
    start += len(opening)
    end -= next((len(mark) for mark in closing if text.endswith(mark, start, end)), 0)
    return Span(*_trimmed(text, start, end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return end - len(words.lstrip()), start + len(words.rstrip())
