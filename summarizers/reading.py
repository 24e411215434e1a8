"""The state of one reading of an article: whom each word stands for so far, and who is how much in mind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log1p

from spacy.tokens import Doc, Token

from summarizers.cast import Cast, Figure
from summarizers.folding import plain
from summarizers.mentions import Mention

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
LOOK_BACK = 60
"""Events that a reference looks back over."""

_WEIGHTS = {"nsubj": 1.0, "nsubjpass": 0.9, "dobj": 0.5, "pobj": 0.4, "poss": 0.4, "appos": 0.4, "compound": -0.6}
"""How much a grammatical place brings a figure to mind, after Lappin and Leass (1994).

This and the weights below were set by hand on development articles.
"""
_OTHER_PLACE = 0.2
_SPEAKING = 0.8
_INTRODUCED = 1.4
"""How much whoever an apposition brings in ("is that of Ann Lee, the secretary") comes to mind, wherever that is."""
_PARALLEL = 0.2
_KNOWN = 0.15
_QUOTED = 1.5
_REPORTED = 0.4
_SUBORDINATE = 0.8
_SUBORDINATE_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp"})
_PER_SENTENCE = 0.55
_FORGOTTEN = 12
"""Sentences after which a reference no longer reaches a figure."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that brings figures to mind; more than one for names joined by "and"."""

    index: int
    sentence: int
    figures: tuple[Figure, ...]
    weight: float
    quoted: bool
    reported: bool

    @property
    def several(self) -> bool:
        return len(self.figures) > 1


@dataclass(slots=True)
class Reading:
    """What one pass over the article knows so far.

    `speaking` are the head tokens of sources; `own_content` and `source_of` give a head's content and source stretches.
    `at` says whom a token stands for, `described` whose title or apposition it belongs to; `owned` where a kind of
    document was last said to be somebody's, and whose; `brought_up` the kinds of which one came up that is nobody's.
    """

    parse: Doc
    cast: Cast
    speaking: frozenset[int]
    own_content: dict[int, list[range]]
    source_of: dict[int, range]
    quoted: frozenset[int]
    reported: frozenset[int]
    at: dict[int, tuple[Figure, ...]] = field(default_factory=dict)
    described: dict[int, Figure] = field(default_factory=dict)
    opening: dict[int, Mention] = field(default_factory=dict)
    title_start: dict[int, int] = field(default_factory=dict)
    introduced: set[int] = field(default_factory=set)
    owned: dict[str, tuple[int, Figure]] = field(default_factory=dict)
    brought_up: set[str] = field(default_factory=set)
    unnamed: dict[str, Figure] = field(default_factory=dict)
    by_role: dict[str, dict[Figure, None]] = field(default_factory=dict)
    by_name: dict[str, dict[Figure, None]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    sentence: int = 0

    def __post_init__(self) -> None:
        """Notes where names begin, titles included, which words describe them, and who has what name and role."""
        for figure in self.cast.figures:
            for part in figure.name.split():
                self.by_name.setdefault(plain(part), {})[figure] = None
            if figure.kind == "person":
                self.give_roles(figure, figure.roles)
        for mention in self.cast.mentions:
            figure = self.cast.at[mention.start]
            first = mention.title.start if mention.title else mention.start
            self.opening[first] = mention
            self.title_start[mention.start] = first
            if mention.apposition and mention.start == figure.places[0][0]:
                self.introduced.update(range(mention.start, mention.end))
            if figure.kind == "person":
                self.described.update((index, figure) for index in (*mention.title, *mention.apposition))

    def give_roles(self, figure: Figure, words: Iterable[str]) -> None:
        """The words describe the figure from here on."""
        for word in [*words]:
            figure.roles.add(word)
            self.by_role.setdefault(word, {})[figure] = None

    def with_role(self, words: Iterable[str]) -> list[Figure]:
        """The persons whose title or apposition has one of the words."""
        return list({figure: None for word in sorted(words) for figure in self.by_role.get(word, ())})

    def with_name(self, words: Iterable[str]) -> list[Figure]:
        """The figures with one of the words in their name."""
        return list({figure: None for word in sorted(words) for figure in self.by_name.get(word, ())})

    def note(self, start: int, end: int, figures: tuple[Figure, ...]) -> None:
        """The tokens stand for the figures, who are in mind from here on."""
        for index in range(start, end):
            self.at[index] = figures
        head = self.parse[start:end].root
        self._bring_to_mind(head, figures)
        both = tuple(dict.fromkeys((*self._joined_to(head, start), *figures)))
        if len(both) > 1:
            self._bring_to_mind(head, both)

    def _joined_to(self, head: Token, start: int) -> tuple[Figure, ...]:
        """Whom "and" joins to these figures, by the parse or straight before their name and title."""
        if head.dep_ == "conj" and head.head.i < start and head.head.i in self.at:
            return self.at[head.head.i]
        before = self.title_start.get(start, start) - 1
        if before < 1 or self.parse[before].lower_ != "and":
            return ()
        before -= 1
        if self.parse[before].text == ")":
            before = max((i for i in range(max(0, before - 6), before) if self.parse[i].text == "("), default=1) - 1
        return self.at.get(before, ())

    def _bring_to_mind(self, head: Token, figures: tuple[Figure, ...]) -> None:
        weight = _WEIGHTS.get(_place(head), _OTHER_PLACE) + _SPEAKING * (head.i in self.speaking)
        if head.i in self.introduced:
            weight = max(weight, _INTRODUCED)
        weight -= _SUBORDINATE * (head.dep_ in SUBJECTS and head.head.dep_ in _SUBORDINATE_CLAUSES)
        self.events.append(
            Event(head.i, self.sentence, figures, weight, head.i in self.quoted, head.i in self.reported)
        )

    def candidates(self, token: Token) -> Iterator[tuple[Event, float]]:
        """What was brought to mind before a token, the latest first, with how strongly it still is."""
        contents = self.own_content.get(token.i, [])
        subject = token.dep_ in SUBJECTS
        governor = None if subject or token.dep_ == "poss" else _governor(token)
        unquoted, unreported = token.i not in self.quoted, token.i not in self.reported
        for event in reversed(self.events[-LOOK_BACK:]):
            distance = self.sentence - event.sentence
            if distance > _FORGOTTEN:
                return
            said = event.quoted and any(event.index in content for content in contents)
            place = self.parse[event.index]
            if said or (governor is not None and _governor(place) == governor):
                continue
            parallel = _PARALLEL if subject and place.dep_ in SUBJECTS else 0.0
            quoted = _QUOTED if event.quoted and unquoted else 0.0
            known = _KNOWN * log1p(len(event.figures[0].places))
            reported = _REPORTED if event.reported and unreported else 0.0
            yield event, event.weight + parallel + known - quoted - reported - _PER_SENTENCE * distance


def _governor(token: Token) -> int:
    """The word whose subject or object a token is, straight or behind a preposition."""
    return int(token.head.head.i if token.dep_ == "pobj" else token.head.i)


def _place(token: Token) -> str:
    """The grammatical place, for the later ones in a list, and for a name in apposition, that of the first noun."""
    while token.dep_ in {"appos", "conj"}:
        token = token.head
    return str(token.dep_)


def is_person(figure: Figure) -> bool:
    """A person, or an unnamed one known by a role."""
    return figure.kind == "person" or (figure.kind == "unnamed" and not figure.plural and figure.human)


def best(scores: dict[Figure, float]) -> tuple[Figure, ...]:
    """The figure with the highest score, if any."""
    return (max(scores, key=scores.__getitem__),) if scores else ()
