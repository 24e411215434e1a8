"""Short invented articles with their sources marked by hand."""

from dataclasses import replace

from spacy.language import Language

from summarizers.briefing import Actor, Article, Span
from summarizers.document import Attribution, Document
from summarizers.parsing import parse


def attributed(text: str, pipeline: Language, publisher: str | None = None) -> Document:
    """The parsed article; in the text a source stands in [square] and the content of the same attribution in <angles>.

    Attributions are numbered by their marks: "[1 Ann Lee] said <1 it was late>." An attribution may lack either.
    """
    plain, spans = _unmarked(text)
    document = parse(Article(None, None, publisher, None, "en", plain), pipeline)
    numbers = sorted({number for _, number in spans})
    found = tuple(Attribution(tuple(spans.get(("[", n), ())), (), tuple(spans.get(("<", n), ())), 0.9) for n in numbers)
    return replace(document, attributions=found)


def speakers(document: Document) -> list[tuple[str, ...]]:
    """The names of each statement's actors, in text order."""
    names = {actor.id: actor.name for actor in document.actors}
    return [tuple(names[each] for each in statement.actors) for statement in document.statements]


def named(document: Document, name: str) -> Actor:
    """The actor of that name."""
    return next(actor for actor in document.actors if actor.name == name)


def _unmarked(text: str) -> tuple[str, dict[tuple[str, str], list[Span]]]:
    plain = ""
    opened: list[tuple[str, str, int]] = []
    spans: dict[tuple[str, str], list[Span]] = {}
    position = 0
    while position < len(text):
        mark = text[position]
        if mark in "[<":
            number, _, _ = text[position + 1 :].partition(" ")
            opened.append((mark, number, len(plain)))
            position += len(number) + 2
        elif mark in "]>":
            kind, number, start = opened.pop()
            spans.setdefault((kind, number), []).append(Span(start, len(plain)))
            position += 1
        else:
            plain += mark
            position += 1
    return plain, spans
