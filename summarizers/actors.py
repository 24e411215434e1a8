"""Who the sources are: from attributions to statements with their actors."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from summarizers.briefing import Actor, Span, Statement
from summarizers.cast import Figure, text_of
from summarizers.document import Attribution, Document
from summarizers.folding import plain, slug
from summarizers.phrases import owns_claim
from summarizers.quotations import quotation_kind
from summarizers.reading import SUBJECTS, Reading
from summarizers.sources import Resolved, resolve_sources
from summarizers.spans import overlapping
from summarizers.titles import COURTESIES

_TELLING_WORDS = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_TELLING = 5
"""Titles and appositions, from the first on, among which the fullest describes an actor."""


def resolve_actors(document: Document) -> Document:
    """The document with actors and statements for its attributions, and a note of those that have no actor.

    Actors are those who speak or act: every speaker, whoever is named and the subject of a verb, and the owner of a
    claim. Statements are numbered in text order.
    """
    attributions = sorted(document.attributions, key=_first_position)
    reading, resolved = resolve_sources(document, attributions)
    figures = _figures(reading, resolved)
    ids = dict(zip(figures, _ids(figures), strict=True))
    places = _places(document.parse, reading)
    actors = tuple(_actor(document.parse, figure, ids[figure], places.get(figure, ())) for figure in figures)
    statements = tuple(
        _statement(document, number, attribution, each, ids)
        for number, (attribution, each) in enumerate(zip(attributions, resolved, strict=True), start=1)
    )
    notes = (*document.notes, *_notes(statements))
    return replace(document, actors=actors, statements=statements, notes=notes)


def _first_position(attribution: Attribution) -> int:
    spans = [*attribution.content, *attribution.cue] or [*attribution.source]
    return min((span.start for span in spans), default=0)


def _figures(reading: Reading, resolved: list[Resolved]) -> list[Figure]:
    """Those who act or speak, the named ones first, in the order of their first mention."""
    speakers = dict.fromkeys(figure for each in resolved for figure in each.figures)
    cast = [figure for figure in reading.cast.figures if figure in speakers or _acts(reading.parse, figure)]
    cast.sort(key=lambda figure: figure.places[:1])
    owners = [figure for index, figures in reading.at.items() if owns_claim(reading.parse[index]) for figure in figures]
    return list(dict.fromkeys([*cast, *speakers, *owners]))


def _acts(parse: Doc, figure: Figure) -> bool:
    if figure.kind not in {"person", "organization", "place"}:
        return False
    return any(_does(parse[start:end].root) for start, end in figure.places)


def _does(name: Token) -> bool:
    """Is it the subject of a verb, or the owner of a claim?"""
    return name.dep_ in SUBJECTS or owns_claim(name)


def _places(parse: Doc, reading: Reading) -> dict[Figure, tuple[Span, ...]]:
    """Where each figure is mentioned: names whole, pronouns and descriptions by their head words."""
    places: dict[Figure, set[Span]] = {}
    for figure in reading.cast.figures:
        places[figure] = {_span(parse, start, end) for start, end in figure.places}
    for index, figures in reading.at.items():
        if index not in reading.cast.at:
            for figure in figures:
                places.setdefault(figure, set()).add(_span(parse, index, index + 1))
    return {figure: tuple(sorted(spans)) for figure, spans in places.items()}


def _span(parse: Doc, start: int, end: int) -> Span:
    last = parse[end - 1]
    return Span(parse[start].idx, last.idx + len(last))


def _ids(figures: Iterable[Figure]) -> Iterator[str]:
    """Ids from the names, each but once: "ann-lee", "ann-lee-2"."""
    used: dict[str, int] = {}
    for figure in figures:
        base = "newsroom" if figure.kind == "newsroom" else slug(figure.name)
        number = used.get(base, 0) + 1
        while f"{base}-{number}" in used:
            number += 1
        used[base] = number
        chosen = base if number == 1 else f"{base}-{number}"
        used.setdefault(chosen, 1)
        yield chosen


def _actor(parse: Doc, figure: Figure, actor_id: str, places: tuple[Span, ...]) -> Actor:
    forms = [form for form, _ in figure.forms.most_common()]
    written = {form.upper() for form in forms if not form.isupper()}
    aliases = tuple(form for form in forms if form != figure.name and form not in written)
    return Actor(actor_id, figure.name, figure.kind, _description(parse, figure), aliases, places)


def _description(parse: Doc, figure: Figure) -> str | None:
    """The fullest title or apposition in the article's words, a clause only failing those.

    A mere "Mr." is none, nor is "one of them".
    """
    telling = [
        description
        for description in figure.descriptions
        if any(
            parse[index].pos_ in _TELLING_WORDS and plain(parse[index].text) not in COURTESIES for index in description
        )
    ]
    plainly = [description for description in telling if parse[description.start].lower_ != "who"]
    texts = [text_of(parse, each.start, each.stop) for each in (plainly or telling)[:_TELLING]]
    return max(texts, key=len, default=None)


def _statement(
    document: Document, number: int, attribution: Attribution, resolved: Resolved, ids: dict[Figure, str]
) -> Statement:
    quotations = [quoted for span in attribution.content for quoted in overlapping(document.quotations, span)]
    kind = quotation_kind(document.article.text, attribution.content, quotations)
    actors = tuple(ids[figure] for figure in resolved.figures)
    confidence = attribution.confidence * resolved.certainty
    return Statement(f"s{number}", actors, kind, attribution.source, attribution.cue, attribution.content, confidence)


def _notes(statements: Iterable[Statement]) -> Iterator[str]:
    lost = sum(not statement.actors for statement in statements)
    if lost:
        yield f"{lost} statement{'' if lost == 1 else 's'} could not be attributed"
