"""Whom each attribution's source names: the figures behind its words, and how sure that is."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile

from spacy.tokens import Doc, Token

from summarizers.briefing import Span
from summarizers.cast import Figure, gather_cast, text_of
from summarizers.coreference import DASHES, read
from summarizers.descriptions import describe, listed, unnamed_as
from summarizers.document import Attribution, Document
from summarizers.folding import plain
from summarizers.mentions import find_mentions
from summarizers.phrases import end_of_phrase, head_word
from summarizers.quotations import quotation_kind
from summarizers.reading import Reading
from summarizers.spans import overlapping
from summarizers.titles import PARTIES, QUANTIFIERS, ROLES
from summarizers.turns import Turn, turn_from

_FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_WRITERS = frozenset({"reporter", "author", "writer", "columnist", "correspondent", "newspaper"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_BEFORE_NOUN = frozenset({"det", "amod", "nummod", "advmod"})
_RESTRICTING = frozenset({"ADP", "VERB", "NUM"})
_JOINING = frozenset({"and", "as", "but", "or", "well"})
_BY_PRONOUN = 0.9
_BY_DESCRIPTION = 0.8
_CONTINUED = 0.7
"""How sure the figure behind a pronoun, a common noun and an unattributed quotation is, near the shares found right."""
_JUST_BEFORE = 200
"""Characters that may stand between a statement and a quotation that goes on with it: a short sentence."""
_NESTED = 50
"""Contents that begin before a source within which the one around it must be."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The figures behind one attribution, and how sure they are, 0 to 1."""

    figures: tuple[Figure, ...]
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """An attribution with the tokens of its source and the head word of each speaker in it."""

    attribution: Attribution
    tokens: tuple[Token, ...]
    heads: tuple[Token, ...]


def resolve_sources(document: Document, attributions: Sequence[Attribution]) -> tuple[Reading, list[Resolved]]:
    """The article as read, and for each attribution, in their order, who speaks; "I" may be of a later attribution."""
    sources = [_source(document.parse, attribution) for attribution in attributions]
    reading = _reading(document, sources)
    read(reading)
    resolver = _Resolver(document, sources, reading)
    for place, source in enumerate(sources):
        resolver.resolved.append(resolver.by_words(source))
        if not source.heads:
            resolver.resolved[place] = resolver.continued(place)
        resolver.resolved[place] = resolver.in_turn(source.attribution) or resolver.resolved[place]
    for place, source in enumerate(sources):
        if any(map(_is_first_person, source.heads)):
            resolver.resolved[place] = resolver.first_person(place)
    return reading, resolver.resolved


def _source(parse: Doc, attribution: Attribution) -> Source:
    """The source's tokens; the cue's where the two were marked the wrong way round ("said" [Ann Lee])."""
    tokens, cue = _without_dateline(_tokens(parse, attribution.source)), _tokens(parse, attribution.cue)
    verbal = tokens and all(token.pos_ in {"VERB", "AUX", "PUNCT"} for token in tokens)
    if verbal and any(token.pos_ in {"PROPN", "NOUN"} for token in cue):
        tokens = cue
    cut_off = _cut_off(tokens, {token.i for token in (*cue, *_tokens(parse, attribution.content))})
    if cut_off is not None:
        tokens = list(parse[tokens[0].i : max(end_of_phrase(cut_off), tokens[-1].i + 1)])
    return Source(attribution, tuple(tokens), tuple(_heads(tokens)))


def _cut_off(tokens: Sequence[Token], elsewhere: set[int]) -> Token | None:
    """The noun that was left out of a source of which only words before it were marked: "the", "her", "at least"."""
    noun = tokens[-1].head if tokens else None
    while noun is not None and noun.dep_ in _BEFORE_NOUN and noun.i < noun.head.i:
        noun = noun.head
    if noun is None or noun.pos_ not in _NOUNS or noun.i <= tokens[-1].i or noun.i in elsewhere:
        return None
    return noun if all(noun.is_ancestor(token) and _only_describes(token, noun) for token in tokens) else None


def _only_describes(token: Token, noun: Token) -> bool:
    """Does a word before a noun name nobody itself, as "Lee" or "their" may in "Lee campaign" and "their fears"?"""
    if token.dep_ == "poss":
        return token.pos_ == "PRON" and head_word(noun) in ROLES
    return token.dep_ in _BEFORE_NOUN or (token.dep_ == "compound" and plain(token.text) in ROLES)


def _without_dateline(tokens: list[Token]) -> list[Token]:
    """What stands behind "WASHINGTON --" at the start of a source."""
    dash = next((place for place, token in enumerate(tokens) if token.text in DASHES), 0)
    place_name = all(token.is_upper or token.text in {",", "."} for token in tokens[:dash])
    return tokens[dash + 1 :] if dash and place_name and dash + 1 < len(tokens) else tokens


def _tokens(parse: Doc, spans: Iterable[Span]) -> list[Token]:
    """The tokens at the spans, also those only touched."""
    found: list[Token] = []
    for start, end in spans:
        stretch = parse.char_span(start, end, alignment_mode="expand") if end > start else None
        found.extend(token for token in stretch or () if not token.is_space)
    return found


def _heads(tokens: Sequence[Token]) -> list[Token]:
    """The head word of each speaker: the top noun, and those joined to it by "and"."""
    inside = {token.i for token in tokens}
    tops = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    tops = [token for token in tops if not _leads_to_next(token)] or tops
    phrases = [token for token in tops if token.pos_ in _NOMINAL and (token.pos_ in _NOUNS or token.n_rights)]
    phrases = phrases or [token for token in tops if token.tag_ == "CD" and token.n_lefts]
    top = next((token for token in [*phrases, *_nouns_first(tokens)] if token.pos_ in _NOMINAL), None)
    if top is None:
        return list(tokens[:1])
    return [top, *(token for token in top.conjuncts if token.i in inside and not _is_same_person(top, token))]


def _leads_to_next(token: Token) -> bool:
    """Is it an owner ("Lee's") or the first part of a word ("ex-wife") that the parse has set beside the noun?"""
    following = token.nbor() if token.i + 1 < len(token.doc) else token
    return following.tag_ == "POS" or (token.lower_ == "ex" and following.text == "-") or token.text == "-"


def _is_first_person(head: Token) -> bool:
    """ "I", "we", and "this reporter"."""
    return head.lower_ in _FIRST_PERSON or (
        head.lower_ in _WRITERS and any(child.lower_ == "this" for child in head.lefts)
    )


def _without_article(name: str) -> str:
    """A publisher's name as compared: "The Gazette" is "Gazette"."""
    return " ".join(plain(word) for word in name.split()).removeprefix("the ")


def _gap(before: Attribution, content: Iterable[Span]) -> int:
    """Characters from the end of one attribution to the content of the next."""
    ends = [span.end for span in (*before.source, *before.cue, *before.content)]
    return min((span.start for span in content), default=0) - max(ends, default=0)


def _nouns_first(tokens: Sequence[Token]) -> list[Token]:
    return sorted(tokens, key=lambda token: token.pos_ not in _NOUNS)


def _is_same_person(top: Token, joined: Token) -> bool:
    """Is it a further role of one person: "the former first lady and senator"?"""
    common = top.tag_ == "NN" and joined.tag_ in {"NN", "NNP"} and joined.i > top.i
    return common and not any(child.dep_ in {"det", "poss"} for child in joined.lefts)


def _reading(document: Document, sources: Sequence[Source]) -> Reading:
    parse = document.parse
    contents: dict[int, list[range]] = {}
    source_of: dict[int, range] = {}
    for source in sources:
        stretches = [_tokens(parse, [span]) for span in source.attribution.content]
        ranges = [range(tokens[0].i, tokens[-1].i + 1) for tokens in stretches if tokens]
        for head in source.heads:
            contents.setdefault(head.i, []).extend(ranges)
            source_of[head.i] = range(source.tokens[0].i, source.tokens[-1].i + 1)
    reported = frozenset(index for ranges in contents.values() for stretch in ranges for index in stretch)
    quoted = frozenset(token.i for token in _tokens(parse, document.quotations))
    cast = gather_cast(parse, find_mentions(document), quoted)
    return Reading(parse, cast, frozenset(contents), contents, source_of, quoted, reported)


@dataclass(slots=True)
class _Resolver:
    """Resolves sources one after another, each from its words or from the statements around it."""

    document: Document
    sources: list[Source]
    reading: Reading
    resolved: list[Resolved] = field(default_factory=list)
    publisher: str = field(init=False)
    newsroom: Figure = field(init=False)
    contents: list[tuple[int, int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.publisher = _without_article(self.document.article.publisher or "")
        self.newsroom = self._publisher() or Figure("newsroom", self.document.article.publisher or "Newsroom")
        self.contents = sorted(
            (span.start, span.end, place)
            for place, source in enumerate(self.sources)
            for span in source.attribution.content
        )

    def _publisher(self) -> Figure | None:
        """The newsroom where the article calls it by its name."""
        for figure in self.reading.cast.figures if self.publisher else ():
            if self.publisher in map(_without_article, (figure.name, *figure.forms)):
                figure.kind = "newsroom"
                return figure
        return None

    def by_words(self, source: Source) -> Resolved:
        """The figures that the source's own words stand for."""
        if _without_article(" ".join(token.text for token in source.tokens)) == self.publisher != "":
            return Resolved((self.newsroom,))
        found: dict[Figure, None] = dict.fromkeys(listed(self.reading, source.tokens))
        for head in source.heads:
            if not _is_first_person(head):
                found.update(dict.fromkeys(self.reading.at.get(head.i) or describe(self.reading, head)))
        words = self._antecedent(source, found) or source.tokens
        figures = tuple(dict.fromkeys(self._unrestricted(figure, words) for figure in found))
        return Resolved(figures, self._certainty(source, figures))

    def _antecedent(self, source: Source, figures: Collection[Figure]) -> list[Token]:
        """The words before a lone "who" that stand for one of the figures."""
        for relative in source.heads if len(source.heads) == 1 and source.heads[0].tag_ == "WP" else ():
            for noun in relative.ancestors:
                if noun.i < relative.i and not set(figures).isdisjoint(self.reading.at.get(noun.i, ())):
                    words = (each for each in noun.subtree if each.i < relative.i and not each.is_punct)
                    return list(dropwhile(lambda each: each.lower_ in _JOINING, words))
        return []

    def _certainty(self, source: Source, figures: tuple[Figure, ...]) -> float:
        if any(head.pos_ == "PRON" for head in source.heads):
            return _BY_PRONOUN
        cast = self.reading.cast
        by_name = any(cast.at.get(token.i) in figures for token in source.tokens)
        return 1.0 if by_name or all(figure.kind == "unnamed" for figure in figures) else _BY_DESCRIPTION

    def _unrestricted(self, figure: Figure, tokens: Sequence[Token]) -> Figure:
        """A party as a whole, or the people with "the"; "many Democrats" and bare "Mexicans" are unnamed."""
        restricted = any(token.lower_ in QUANTIFIERS or token.pos_ in _RESTRICTING for token in tokens)
        people = figure.name not in PARTIES.values() and not any(token.lower_ == "the" for token in tokens)
        one = [token.lower_ for token in tokens] == ["it"]  # a club, which is no people
        if figure.kind != "group" or one or not (restricted or people):
            return figure
        name = text_of(self.document.parse, tokens[0].i, tokens[-1].i + 1)
        return unnamed_as(self.reading, name, plural=True)

    def in_turn(self, attribution: Attribution) -> Resolved | None:
        """Who speaks by the layout, unless the attribution names its source within the same turn."""
        turn = turn_from(self.document.turns, attribution.content)
        if turn is None or (turn.name and any(turn.name.overlaps(span) for span in attribution.source)):
            return None
        within = turn.holds(attribution.content) and not turn.holds(attribution.source)
        return Resolved(self._named_at(turn)) if within or turn.opens(attribution.content) else None

    def _named_at(self, turn: Turn) -> tuple[Figure, ...]:
        """The figure at the name of a turn, or one that the article calls so elsewhere, or else a new person."""
        if turn.name is None:
            return self._interviewed()
        name = self.document.article.text[slice(*turn.name)]
        at = self.reading.cast.at
        found = [at[token.i] for token in _tokens(self.document.parse, [turn.name]) if token.i in at]
        namesakes = self.reading.with_name({plain(name.split()[-1])})
        known = [figure for figure in (*found, *namesakes) if figure.kind == "person" or not turn.labelled]
        return tuple(known[:1]) or (self.reading.unnamed.setdefault(name.lower(), Figure("person", name)),)

    def _interviewed(self) -> tuple[Figure, ...]:
        """The person who is named most before the first answer, the reporter in a line of his own apart."""
        first = next(turn.words.start for turn in self.document.turns if turn.name is None)
        people = [figure for figure in self.reading.cast.figures if figure.kind == "person"]
        times = [sum(self._is_told_of(start, first) for start, _ in figure.places) for figure in people]
        most = max(times, default=0)
        return (people[times.index(most)],) if most else ()

    def _is_told_of(self, start: int, end: int) -> bool:
        """Is it a name before a place in the text, and not behind "By" at the beginning of a line?"""
        parse = self.document.parse
        by_line = start > 1 and parse[start - 1].text == "By" and "\n" in parse[start - 2].text
        return parse[start].idx < end and not by_line

    def first_person(self, place: int) -> Resolved:
        """The speaker of the words that "I" or "we" stands in, or who wrote the letter, or the newsroom."""
        source = self.sources[place].attribution.source[0]
        turn = turn_from(self.document.turns, [source])
        if turn is not None and turn.holds([source]):
            return Resolved(self._named_at(turn))
        last = bisect_right(self.contents, source.start, key=lambda content: content[0])
        for _, end, other in reversed(self.contents[max(0, last - _NESTED) : last]):
            if other != place and end >= source.end and self.resolved[other].figures:
                return self.resolved[other]
        if any(overlapping(self.document.quotations, source)):
            return self._as_before(place)
        letter = turn_from(self.document.letters, [source])
        return Resolved(self._named_at(letter) if letter and letter.holds([source]) else (self.newsroom,))

    def continued(self, place: int) -> Resolved:
        """A quotation without a source goes on with the speaker of the statement just before."""
        content = self.sources[place].attribution.content
        before = self.sources[place - 1].attribution if place else None
        if before is None or _gap(before, content) > _JUST_BEFORE:
            return Resolved(())
        quotations = [quotation for span in content for quotation in overlapping(self.document.quotations, span)]
        if content and quotation_kind(self.document.article.text, content, quotations) != "indirect":
            return self._as_before(place)
        return Resolved(())

    def _as_before(self, place: int) -> Resolved:
        return Resolved(self.resolved[place - 1].figures, _CONTINUED) if place else Resolved(())
