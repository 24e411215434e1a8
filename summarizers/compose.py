"""From an annotated document to the briefing that is shown, stored and sent.

Here the promise is kept that nobody's words are made up: every word is taken from the text by its span.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from summarizers.briefing import SCHEMA, Actor, Briefing, GistSentence, Span
from summarizers.document import Document

NOTEWORTHY = 2
"""Mentions that keep an actor who says nothing and takes no side."""


def compose(document: Document, briefing_id: str) -> Briefing:
    """The briefing of a document, with the actors that matter in the order of their first mention.

    Raises ValueError where an annotation points outside the text, or to an actor or statement that is not there: a
    step before has gone wrong.
    """
    _check_spans(document)
    _check_references(document)
    gist = zip(document.article.words(document.gist), document.gist, strict=True)
    return Briefing(
        schema=SCHEMA,
        id=briefing_id,
        article=document.article,
        gist=tuple(GistSentence(text, span) for text, span in gist),
        actors=_noteworthy(document),
        statements=document.statements,
        disputes=document.disputes,
        notes=document.notes,
    )


def _noteworthy(document: Document) -> tuple[Actor, ...]:
    involved = set(_actors_named(document))
    kept = [actor for actor in document.actors if actor.id in involved or len(actor.mentions) >= NOTEWORTHY]
    nowhere = Span(len(document.article.text), len(document.article.text))
    return tuple(sorted(kept, key=lambda actor: actor.mentions[0] if actor.mentions else nowhere))


def _actors_named(document: Document) -> Iterator[str]:
    """The ids of those who say something or take a side."""
    sides = (side for dispute in document.disputes for side in dispute.sides)
    speakers = (statement.actors for statement in document.statements)
    return chain.from_iterable(chain(speakers, (side.actors for side in sides)))


def _check_references(document: Document) -> None:
    sides = (side for dispute in document.disputes for side in dispute.sides)
    statements = chain.from_iterable(side.statements for side in sides)
    unknown = {
        *set(_actors_named(document)) - {actor.id for actor in document.actors},
        *set(statements) - {statement.id for statement in document.statements},
    }
    if unknown:
        raise ValueError(f"no such actor or statement: {', '.join(sorted(unknown))}")


def _check_spans(document: Document) -> None:
    """Evidence is in the order of its weight, all else in the order of the text."""
    length = len(document.article.text)
    for owner, spans in _span_lists(document):
        listed = tuple(spans)
        if any(not 0 <= start < end <= length for start, end in listed):
            raise ValueError(f"{owner}: a span lies outside the text or is empty: {listed}")
        if any(left >= right for left, right in pairwise(listed)) and not owner.startswith("dispute"):
            raise ValueError(f"{owner}: the spans are not in the order of the text: {listed}")


def _span_lists(document: Document) -> Iterator[tuple[str, Iterable[Span]]]:
    """Every list of spans that goes into the briefing, with the name of what it belongs to."""
    yield "gist", document.gist
    for actor in document.actors:
        yield f"actor {actor.id}", actor.mentions
    for statement in document.statements:
        yield from (
            (f"statement {statement.id}", role) for role in (statement.source, statement.cue, statement.content)
        )
    for dispute in document.disputes:
        yield from ((f"dispute {dispute.id}", side.evidence) for side in dispute.sides)
