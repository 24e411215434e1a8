"""Who the sources are, on short invented articles with their sources marked by hand."""

from dataclasses import replace

from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.briefing import Article, Span
from summarizers.document import Attribution, Document
from summarizers.parsing import parse


def test_a_surname_stands_for_the_full_name(pipeline: Language) -> None:
    text = "Mayor Ann Lee opened the bridge on Monday. Lee said the bridge was safe."
    document = resolve_actors(_attributed(text, pipeline, ("Lee", "said", "the bridge was safe")))
    actor = document.actors[0]
    assert (actor.name, actor.kind, actor.description, actor.aliases) == ("Ann Lee", "person", "Mayor", ("Lee",))
    assert document.statements[0].actors == ("ann-lee",)


def _attributed(text: str, pipeline: Language, *parts: tuple[str, str, str]) -> Document:
    """The article with attributions at the last place where source, cue and content stand."""
    document = parse(Article(None, None, None, None, "en", text), pipeline)
    found = tuple(Attribution(*[_spans(text, part) for part in each], 0.9) for each in parts)
    return replace(document, attributions=found)


def _spans(text: str, part: str) -> tuple[Span, ...]:
    start = text.rindex(part)
    return (Span(start, start + len(part)),) if part else ()
