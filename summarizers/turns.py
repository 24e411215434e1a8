"""Who speaks where the layout tells: "LEE: Good evening." in a transcript, "― Ann Lee" behind a quotation.

And who writes on a page of letters, where a name stands alone below each.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizers.briefing import Span

_LABEL = re.compile(r"[\"“'‘]*(?P<name>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,3}):\s")
_QUESTION = re.compile(r"(?:Q|Question)[:.]\s")
_ANSWER = re.compile(r"(?:A|Answer)[:.]\s+")
_NAME = r"(?:―|—|–|--)\s*(?P<name>[A-Z@][\w.’'-]*(?:[ \xa0][A-Z][\w.’'-]*){0,5})(?:,[^\n“”\"]{0,40})?[.\s]*\Z"
_SIGNED = re.compile(r"[\"”]\s*" + _NAME)
_SIGNATURE = re.compile(_NAME)
_LONGEST_SIGNATURE = 100
_OPENING_MARKS = "\"“'‘”"
"""A quotation may be opened by the wrong mark."""
_HANDLE = re.compile(r"@\w{2,30}")
_IN_NAMES = ".’'-"
_PARTICLES = frozenset("al bin da de del den der di la van von".split())
_NAME_LENGTHS = range(2, 6)
_LONGEST_PLACE = 5
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of text and the name of who speaks in it, as the layout gives them; a label stands before its words.

    An answer in an interview ("A: It will.") has no name; it is of whom the lines before the first answer tell.
    """

    words: Span
    name: Span | None

    @property
    def labelled(self) -> bool:
        return self.name is None or self.name.end <= self.words.start

    def opens(self, content: Sequence[Span]) -> bool:
        """Does the content begin with the words, the label counted in or not?"""
        first = (self.name or self.words).start
        starts = range(first - len(_OPENING_MARKS), self.words.start + len(_OPENING_MARKS))
        return self.labelled and bool(content) and content[0].start in starts

    def holds(self, spans: Sequence[Span]) -> bool:
        return bool(spans) and all(self.words.covers(span) for span in spans)


def find_turns(text: str, paragraphs: Sequence[Span]) -> tuple[Turn, ...]:
    """The turns in text order; most articles have none."""
    turns = [*_labelled(text, paragraphs), *_answers(text, paragraphs), *_signed(text, paragraphs)]
    return tuple(sorted(turns, key=lambda turn: turn.words))


def _labelled(text: str, paragraphs: Sequence[Span]) -> list[Turn]:
    """The turns of a transcript: somebody has to speak twice for labels to be more than headings."""
    found = [(paragraph, _LABEL.match(text, *paragraph)) for paragraph in paragraphs]
    turns = [Turn(Span(label.end(), end), Span(*label.span("name"))) for (_, end), label in found if label]
    return turns if len({label.group("name") for _, label in found if label}) < len(turns) else []


def _answers(text: str, paragraphs: Sequence[Span]) -> Iterator[Turn]:
    """The answers of an interview, each down to the next question; what follows the last one may be the reporter's."""
    asked, behind = False, list[Span]()
    for paragraph in paragraphs:
        answer = _ANSWER.match(text, *paragraph)
        if _QUESTION.match(text, *paragraph):
            yield from (Turn(each, None) for each in behind[1:])
            asked, behind = True, []
        elif asked and answer:
            yield Turn(Span(answer.end(), paragraph.end), None)
            asked, behind = False, [paragraph]
        elif behind:
            behind.append(paragraph)


def _signed(text: str, paragraphs: Sequence[Span]) -> Iterator[Turn]:
    for paragraph in paragraphs:
        signed = _signature_of(text, paragraph)
        if signed:
            yield Turn(Span(paragraph.start, signed.start() + 1), Span(*signed.span("name")))
    for paragraph, following in pairwise(paragraphs):
        signature = _SIGNATURE.match(text, *following)
        if signature and text[paragraph.end - 1] in '"”':
            yield Turn(paragraph, Span(*signature.span("name")))


def find_letters(text: str, paragraphs: Sequence[Span]) -> tuple[Turn, ...]:
    """What each writer of a page of letters or posts wrote, down to the signature; none on other pages.

    Below one signature at least stands a place, or it is a handle; and more sign, or nothing comes after.
    """
    letters: list[Turn] = []
    written: list[Span] = []
    located = False
    for paragraph in paragraphs:
        line = text[slice(*paragraph)].removesuffix(".")
        handle = _HANDLE.fullmatch(line)
        if len(line) <= _LONGEST_HEADING and line.isupper():
            written = []
        elif written and (handle or _is_name(line)):
            first = written[-1 if handle else 0]
            name = Span(paragraph.start, paragraph.start + len(line))
            letters.append(Turn(Span(first.start, written[-1].end), name))
            written, located = [], located or handle is not None
        elif not written and letters and _is_place(line):
            located = True
        else:
            written.append(paragraph)
    return tuple(letters) if located and (len(letters) > 1 or not written) else ()


def _is_name(line: str) -> bool:
    words = line.split()
    named = all(word[0].isupper() or word in _PARTICLES for word in words)
    spelt = all(letter.isalpha() or letter in _IN_NAMES for word in words for letter in word)
    return len(words) in _NAME_LENGTHS and named and spelt and words[0] not in {"A", "An", "The"}


def _is_place(line: str) -> bool:
    words = line.split()
    return len(words) <= _LONGEST_PLACE and all(word[0].isupper() for word in words)


def _signature_of(text: str, paragraph: Span) -> re.Match[str] | None:
    if text[paragraph.start] not in _OPENING_MARKS:
        return None
    return _SIGNED.search(text, max(paragraph.start, paragraph.end - _LONGEST_SIGNATURE), paragraph.end)


def turn_from(turns: Sequence[Turn], spans: Sequence[Span]) -> Turn | None:
    """The turn in which the spans begin, or the next one."""
    if not spans:
        return None
    place = bisect_right(turns, spans[0].start, key=lambda turn: turn.words.end)
    return turns[place] if place < len(turns) else None
