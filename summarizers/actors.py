"""Who the sources are: from attributions to statements with their actors."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from anyascii import anyascii
from spacy.tokens import Doc, Token

from summarizers.briefing import Actor, Span, Statement
from summarizers.cast import Figure, gather_cast, text_of
from summarizers.coreference import read
from summarizers.descriptions import describe, listed, unnamed_as
from summarizers.document import Attribution, Document
from summarizers.mentions import find_mentions, plain
from summarizers.quotations import quotation_kind
from summarizers.reading import Reading
from summarizers.titles import COURTESIES, PARTIES, QUANTIFIERS

_FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_GUESS = 0.7
"""By how much a statement's confidence falls where its actor is a guess."""
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """The figures behind one attribution and how far they are to be trusted, 0 to 1."""

    figures: tuple[Figure, ...]
    certainty: float = 1.0


def resolve_actors(document: Document) -> Document:
    """The document with actors and statements for its attributions, and a note of those with no actor."""
    attributions = sorted(document.attributions, key=_first_position)
    sources = [_source(document.parse, attribution) for attribution in attributions]
    heads = [_heads(tokens) for tokens in sources]
    reading = _reading(document, attributions, sources, heads)
    read(reading)
    newsroom = Figure("newsroom", document.article.publisher or "Newsroom")
    resolved = _Sources(document, attributions, sources, heads, reading, newsroom).resolve()
    return _with_actors(document, attributions, resolved, reading)


def _first_position(attribution: Attribution) -> int:
    spans = [*attribution.content, *attribution.cue] or [*attribution.source]
    return min((span.start for span in spans), default=0)


def _tokens(parse: Doc, spans: Iterable[Span]) -> list[Token]:
    """The tokens at the spans, also those only touched."""
    found: list[Token] = []
    for start, end in spans:
        stretch = parse.char_span(start, end, alignment_mode="expand") if end > start else None
        found.extend(token for token in stretch or () if not token.is_space)
    return found


def _heads(tokens: Sequence[Token]) -> list[Token]:
    """The head word of each speaker in a source: the top noun, and those joined to it by "and"."""
    inside = {token.i for token in tokens}
    tops = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    top = next((t for t in tops if t.pos_ in _NOMINAL), None) or next((t for t in tokens if t.pos_ in _NOMINAL), None)
    if top is None:
        return list(tokens[:1])
    joined = [token for token in top.conjuncts if token.i in inside and not _is_more_of(top, token)]
    return [top, *joined]


def _is_more_of(top: Token, joined: Token) -> bool:
    """Is it a further role of the same person: "the former first lady and senator"?"""
    common = top.tag_ == "NN" and joined.tag_ in {"NN", "NNP"} and joined.i > top.i
    return common and not any(child.dep_ in {"det", "poss"} for child in joined.lefts)


def _source(parse: Doc, attribution: Attribution) -> list[Token]:
    """The tokens of the source; of the cue where the two were marked the wrong way round ("said" [Ann Lee])."""
    source, cue = _tokens(parse, attribution.source), _tokens(parse, attribution.cue)
    swapped = (
        source
        and all(t.pos_ in {"VERB", "AUX", "PUNCT"} for t in source)
        and any(t.pos_ in {"PROPN", "NOUN"} for t in cue)
    )
    return cue if swapped else source


def _reading(
    document: Document, attributions: list[Attribution], sources: list[list[Token]], heads: list[list[Token]]
) -> Reading:
    parse = document.parse
    contents: dict[int, list[range]] = {}
    source_of: dict[int, range] = {}
    for attribution, tokens, its_heads in zip(attributions, sources, heads, strict=True):
        ranges = [range(t[0].i, t[-1].i + 1) for span in attribution.content if (t := _tokens(parse, [span]))]
        for head in its_heads:
            contents.setdefault(head.i, []).extend(ranges)
            source_of[head.i] = range(tokens[0].i, tokens[-1].i + 1)
    quoted = frozenset(t.i for span in document.quotations for t in _tokens(parse, [span]))
    cast = gather_cast(parse, find_mentions(document))
    reported = frozenset(index for ranges in contents.values() for stretch in ranges for index in stretch)
    return Reading(parse, cast, frozenset(contents), contents, source_of, quoted, reported)


@dataclass(slots=True)
class _Sources:
    """Resolves every attribution once, the outer one first where a source stands inside another's content."""

    document: Document
    attributions: list[Attribution]
    tokens: list[list[Token]]
    heads: list[list[Token]]
    reading: Reading
    newsroom: Figure

    def resolve(self) -> list[Resolved]:
        resolved: list[Resolved] = [
            Resolved(self._figures(tokens, heads)) for tokens, heads in zip(self.tokens, self.heads, strict=True)
        ]
        for place, heads in enumerate(self.heads):
            if any(head.lower_ in _FIRST_PERSON for head in heads):
                resolved[place] = self._first_person(place, resolved)
            elif not heads:
                resolved[place] = self._continued(place, resolved)
        return resolved

    def _figures(self, tokens: list[Token], heads: list[Token]) -> tuple[Figure, ...]:
        found: dict[Figure, None] = dict.fromkeys(listed(self.reading, tokens))
        for head in heads:
            if head.lower_ not in _FIRST_PERSON:
                found.update(dict.fromkeys(self.reading.at.get(head.i) or describe(self.reading, head)))
        return tuple(self._whole(figure, tokens) for figure in found)

    def _whole(self, figure: Figure, tokens: list[Token]) -> Figure:
        """A named group only where nothing restricts it: "many Democrats" are unnamed, and so are bare "Mexicans"."""
        restricted = any(t.lower_ in QUANTIFIERS or t.pos_ in {"ADP", "VERB", "NUM"} for t in tokens)
        people = figure.name not in PARTIES.values() and not any(t.lower_ == "the" for t in tokens)
        if figure.kind != "group" or not (restricted or people):
            return figure
        return unnamed_as(self.reading, text_of(self.document.parse, tokens[0].i, tokens[-1].i + 1), plural=True)

    def _first_person(self, place: int, resolved: list[Resolved]) -> Resolved:
        """The speaker of the quotation that "I" or "we" stands in; outside of quotations the newsroom."""
        at = self.attributions[place].source[0]
        outer = [
            other
            for other, attribution in enumerate(self.attributions)
            if other != place and resolved[other].figures and any(span.covers(at) for span in attribution.content)
        ]
        if outer:
            return resolved[outer[-1]]
        if not any(quotation.covers(at) for quotation in self.document.quotations):
            return Resolved((self.newsroom,))
        return self._before(place, resolved)

    def _continued(self, place: int, resolved: list[Resolved]) -> Resolved:
        """A quotation without a source goes on with the speaker of the statement before."""
        content = self.attributions[place].content
        if content and quotation_kind(self.document.article.text, content, self.document.quotations) != "indirect":
            return self._before(place, resolved)
        return Resolved(())

    def _before(self, place: int, resolved: list[Resolved]) -> Resolved:
        return replace(resolved[place - 1], certainty=_GUESS) if place else Resolved(())


def _with_actors(
    document: Document, attributions: list[Attribution], resolved: list[Resolved], reading: Reading
) -> Document:
    speakers = {figure for each in resolved for figure in each.figures}
    places = _places(document.parse, reading)
    figures = [figure for figure in _in_order(reading, resolved) if figure in speakers or figure.kind == "person"]
    ids = dict(zip(figures, _slugs(figures), strict=True))
    actors = tuple(_actor(document.parse, figure, ids[figure], places.get(figure, ())) for figure in figures)
    statements = tuple(
        _statement(document, number, attribution, each, ids)
        for number, (attribution, each) in enumerate(zip(attributions, resolved, strict=True), start=1)
    )
    lost = sum(not statement.actors for statement in statements)
    noun = "statement" if lost == 1 else "statements"
    notes = (*document.notes, f"{lost} {noun} could not be attributed") if lost else document.notes
    return replace(document, actors=actors, statements=statements, notes=notes)


def _in_order(reading: Reading, resolved: list[Resolved]) -> list[Figure]:
    return list(dict.fromkeys([*reading.cast.figures, *(f for each in resolved for f in each.figures)]))


def _places(parse: Doc, reading: Reading) -> dict[Figure, tuple[Span, ...]]:
    """Where each figure is mentioned: names whole, pronouns and descriptions by their head words."""
    places: dict[Figure, set[Span]] = {}
    for figure in reading.cast.figures:
        places[figure] = {Span(*_chars(parse, start, end)) for start, end in figure.places}
    for index, figures in reading.at.items():
        if index not in reading.cast.at:
            for figure in figures:
                places.setdefault(figure, set()).add(Span(*_chars(parse, index, index + 1)))
    return {figure: tuple(sorted(spans)) for figure, spans in places.items()}


def _chars(parse: Doc, start: int, end: int) -> tuple[int, int]:
    last = parse[end - 1]
    return parse[start].idx, last.idx + len(last.text)


def _slugs(figures: Iterable[Figure]) -> Iterator[str]:
    """Ids from the names, each but once: "ann-lee", "ann-lee-2"."""
    used: dict[str, int] = {}
    taken: set[str] = set()
    for figure in figures:
        base = "newsroom" if figure.kind == "newsroom" else slug(figure.name)
        number = used.get(base, 0) + 1
        while (candidate := base if number == 1 else f"{base}-{number}") in taken:
            number += 1
        used[base] = number
        taken.add(candidate)
        yield candidate


def slug(name: str) -> str:
    """The name in ASCII, lower case, words joined by hyphens; "actor" where nothing is left."""
    return "-".join(re.findall(r"[a-z0-9]+", anyascii(name).lower().replace("'", ""))) or "actor"


def _actor(parse: Doc, figure: Figure, actor_id: str, places: tuple[Span, ...]) -> Actor:
    aliases = tuple(form for form, _ in figure.forms.most_common() if form != figure.name)
    return Actor(actor_id, figure.name, figure.kind, _description(parse, figure), aliases, places)


def _description(parse: Doc, figure: Figure) -> str | None:
    """The fullest title or apposition in the article's words; a mere "Mr." is none."""
    plainly = [r for r in figure.descriptions if parse[r.start].lower_ != "who"]
    texts = [
        text_of(parse, description.start, description.stop)
        for description in plainly or figure.descriptions
        if not all(plain(parse[index].text) in COURTESIES for index in description)
    ]
    return max(texts[:5], key=len, default=None)


def _statement(
    document: Document, number: int, attribution: Attribution, resolved: Resolved, ids: dict[Figure, str]
) -> Statement:
    kind = quotation_kind(document.article.text, attribution.content, document.quotations)
    actors = tuple(ids[figure] for figure in resolved.figures)
    confidence = attribution.confidence * resolved.certainty
    return Statement(f"s{number}", actors, kind, attribution.source, attribution.cue, attribution.content, confidence)
