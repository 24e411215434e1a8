"""Looking spans up in text order, so that long articles cost no more a word than short ones."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from summarizers.briefing import Span

_WORD = re.compile(r"\w")


def overlapping(spans: Sequence[Span], span: Span) -> Iterator[Span]:
    """Those of sorted, disjoint spans that share a character with the given one."""
    first = bisect_right(spans, span.start, key=lambda each: each.end)
    while first < len(spans) and spans[first].start < span.end:
        yield spans[first]
        first += 1


class Taken:
    """Which characters of a text are spoken for."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, spans: Iterable[Span]) -> None:
        for start, end in spans:
            self._taken[start:end] = b"\1" * (end - start)

    def meets(self, spans: Iterable[Span]) -> bool:
        """Is a character of the spans spoken for?"""
        return any(any(self._taken[start:end]) for start, end in spans)


def has_word(text: str, start: int, end: int) -> bool:
    """Is there more than marks and blanks in `text[start:end]`?"""
    return _WORD.search(text, start, end) is not None


def holds(spans: Iterable[Span], offset: int) -> bool:
    """Is the character at an offset in one of the spans?"""
    return any(span.start <= offset < span.end for span in spans)


def span_at(spans: Sequence[Span], offset: int) -> Span | None:
    """The one of sorted, disjoint spans that holds the character at an offset."""
    return next(overlapping(spans, Span(offset, offset + 1)), None)
