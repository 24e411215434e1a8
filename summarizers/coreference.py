"""Whom "he", "the senator", "the agency" and "who" stand for: one pass over the article, the nearest fitting figure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from summarizers.cast import Cast, Figure, Gender, text_of
from summarizers.mentions import plain
from summarizers.titles import (
    BODIES,
    CROWDS,
    DOCUMENTS,
    FEMALE_NOUNS,
    MALE_NOUNS,
    NAMING_BODIES,
    OUTLETS,
    ROLES,
    SYNONYMS,
)

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "both", "each"})
_IT = frozenset({"it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_WEIGHT_OF_PLACE = {
    "nsubj": 1.0,
    "nsubjpass": 0.9,
    "dobj": 0.5,
    "pobj": 0.4,
    "poss": 0.4,
    "appos": 0.4,
    "compound": -0.6,
}
"""How much a grammatical place brings a figure to mind, after Lappin and Leass (1994), set on development articles."""
_SPEAKING = 0.8
_PER_SENTENCE = 0.55
_QUOTED = 1.5
_UNKNOWN_GENDER = 0.4
_LOOK_BACK = 60
"""Events that a pronoun looks back over."""
_FORGOTTEN = 12
"""Sentences after which a pronoun no longer reaches a figure."""
_LEDE = 80
"""Tokens of a headline and first sentence, which describe people before naming them ("A New York judge")."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that brings figures to mind; more than one for names joined by "and"."""

    index: int
    sentence: int
    figures: tuple[Figure, ...]
    weight: float
    quoted: bool


@dataclass(slots=True)
class Reading:
    """The state of the one pass: what each token stands for so far, and what was brought to mind."""

    parse: Doc
    cast: Cast
    speaking: frozenset[int]
    own_content: dict[int, list[range]]
    quoted: frozenset[int]
    at: dict[int, tuple[Figure, ...]] = field(default_factory=dict)
    described: dict[int, Figure] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    unnamed: dict[str, Figure] = field(default_factory=dict)
    sentence: int = 0


def read(reading: Reading) -> None:
    """Goes through the article once and notes for every referring token whom it stands for."""
    starts = {mention.start: mention for mention in reading.cast.mentions}
    for mention in reading.cast.mentions:
        figure = reading.cast.at[mention.start]
        reading.described.update((index, figure) for index in (*mention.title, *mention.apposition))
    inside = -1
    for token in reading.parse:
        reading.sentence += bool(token.is_sent_start)
        if token.i in starts:
            inside = starts[token.i].end
            _note(reading, token.i, inside, (reading.cast.at[token.i],))
        elif token.i >= inside:
            figures = _refer(reading, token)
            if figures:
                _note(reading, token.i, token.i + 1, figures)


def _note(reading: Reading, start: int, end: int, figures: tuple[Figure, ...]) -> None:
    for index in range(start, end):
        reading.at[index] = figures
    head = reading.parse[start:end].root
    weight = _WEIGHT_OF_PLACE.get(_place(head), 0.2)
    weight += _SPEAKING * any(index in reading.speaking for index in range(start, end))
    quoted = head.i in reading.quoted
    reading.events.append(Event(head.i, reading.sentence, figures, weight, quoted))
    if head.dep_ == "conj" and head.head.i in reading.at and head.head.i < start:
        both = (*reading.at[head.head.i], *figures)
        if len({*both}) > 1:
            reading.events.append(Event(head.i, reading.sentence, both, weight, quoted))


def _place(token: Token) -> str:
    while token.dep_ == "conj":
        token = token.head
    return str(token.dep_)


def _refer(reading: Reading, token: Token) -> tuple[Figure, ...]:
    """The figures that a pronoun or description stands for; none where the token refers to nobody."""
    word = token.lower_
    if word in _HE or word in _SHE:
        return _antecedent(reading, token, "male" if word in _HE else "female")
    if token.i in reading.speaking:
        if word in _THEY:
            return _plural_antecedent(reading, token)
        if word in _IT:
            return _body_antecedent(reading, token)
        if word in _RELATIVE and token.tag_ in {"WP", "WDT", "WP$"}:
            return _relative_antecedent(reading, token)
    if token.pos_ in {"NOUN", "PROPN"} and (plain(token.text) in ROLES or token.i in reading.speaking):
        return describe(reading, token)
    return ()


def _candidates(reading: Reading, token: Token) -> Iterator[tuple[Event, float]]:
    """What was brought to mind before a token, nearest first, with how strongly it still is."""
    contents = reading.own_content.get(token.i, [])
    subject = token.dep_ in _SUBJECTS
    for event in reversed(reading.events[-_LOOK_BACK:]):
        distance = reading.sentence - event.sentence
        if distance > _FORGOTTEN:
            return
        if any(event.index in content for content in contents) and event.quoted:
            continue
        if not subject and token.dep_ != "poss" and reading.parse[event.index].head.i == token.head.i and not distance:
            continue
        parallel = 0.2 if subject and reading.parse[event.index].dep_ in _SUBJECTS else 0.0
        quoted = _QUOTED if event.quoted and token.i not in reading.quoted else 0.0
        yield event, event.weight + parallel - quoted - _PER_SENTENCE * distance


def _antecedent(reading: Reading, token: Token, gender: Gender) -> tuple[Figure, ...]:
    scores: dict[Figure, float] = {}
    for event, score in _candidates(reading, token):
        if len(event.figures) > 1:
            continue
        figure = event.figures[0]
        if is_person(figure) and figure.gender in {gender, "unknown"}:
            score -= _UNKNOWN_GENDER * (figure.gender == "unknown")
            scores[figure] = max(scores.get(figure, -9.0), score) + 0.05
    return _best(scores)


def is_person(figure: Figure) -> bool:
    return figure.kind == "person" or (figure.kind == "unnamed" and not figure.plural and "person" in figure.roles)


def _best(scores: dict[Figure, float]) -> tuple[Figure, ...]:
    return (max(scores, key=scores.__getitem__),) if scores else ()


def _plural_antecedent(reading: Reading, token: Token) -> tuple[Figure, ...]:
    best: tuple[Figure, ...] = ()
    best_score = -9.0
    for event, score in _candidates(reading, token):
        several = len(event.figures) > 1 or event.figures[0].plural
        body = len(event.figures) == 1 and event.figures[0].kind == "organization"
        score -= 0.0 if several else 0.8 if body else 9.0
        if score > best_score and score > -5:
            best, best_score = event.figures, score
    return best


def _body_antecedent(reading: Reading, token: Token) -> tuple[Figure, ...]:
    scores: dict[Figure, float] = {}
    for event, score in _candidates(reading, token):
        figure = event.figures[0]
        bodily = figure.kind in {"organization", "place"} or (figure.kind == "unnamed" and not is_person(figure))
        if len(event.figures) == 1 and bodily and not figure.plural:
            scores[figure] = max(scores.get(figure, -9.0), score - 0.3 * (figure.kind == "place")) + 0.05
    return _best(scores)


def _relative_antecedent(reading: Reading, token: Token) -> tuple[Figure, ...]:
    """What a relative clause hangs on; failing that the nearest figure that was named."""
    verb = token
    while verb.dep_ not in {"relcl", "ROOT"}:
        verb = verb.head
    noun = verb.head if verb.dep_ == "relcl" else token
    if noun.i in reading.at:
        return reading.at[noun.i]
    if noun.i in reading.described:
        return (reading.described[noun.i],)
    if noun.i != token.i and noun.pos_ in {"NOUN", "PROPN"}:
        return describe(reading, noun)
    return reading.events[-1].figures if reading.events else ()


def describe(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """Whom a phrase with a common noun for its head stands for; an unnamed figure where the article names nobody."""
    if noun.i in reading.described:
        return (reading.described[noun.i],)
    apposed = _apposed(reading, noun)
    if apposed:
        return apposed
    word = _head_word(noun)
    plural = noun.tag_ in {"NNS", "NNPS"} or word in CROWDS
    found: tuple[Figure, ...] = ()
    if word in ROLES:
        found = () if plural else _role(reading, noun, word)
    elif word in NAMING_BODIES and _owner(reading, noun):
        found = _body_of(reading, noun, word)
    elif word in BODIES and not plural:
        found = _inner(reading, noun) if word in DOCUMENTS else ()
        found = found or (_body(reading, noun, word) if _is_definite(noun) else ())
    elif word in DOCUMENTS or not plural:
        found = _inner(reading, noun) or (_same_head(reading, noun, word) if _is_definite(noun) else ())
    return found or (unnamed(reading, noun, plural),)


def _head_word(noun: Token) -> str:
    word = plain(noun.text)
    singular = plain(noun.lemma_)
    return word if word in ROLES | BODIES | DOCUMENTS | CROWDS else singular


def _apposed(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """The name in apposition to a role: "a lawyer for the paper, Ann Lee,"."""
    for child in noun.rights:
        figure = reading.cast.at.get(child.i)
        if child.dep_ == "appos" and figure is not None and figure.kind == "person":
            return (figure,)
    return ()


def _is_definite(noun: Token) -> bool:
    return any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in noun.lefts)


def _owner(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    for child in noun.lefts:
        if child.dep_ == "poss":
            return reading.at.get(child.i, ())
    return ()


def _modifiers(noun: Token) -> set[str]:
    return {plain(t.text) for t in noun.subtree if t.i < noun.i and t.pos_ in {"ADJ", "NOUN", "PROPN"}}


def _alike(word: str) -> frozenset[str]:
    return frozenset({word}).union(*(group for group in SYNONYMS if word in group))


def _role(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """A person by role: one whose title or apposition has it, the nearest; else the one most in mind."""
    definite = _is_definite(noun)
    if not definite and noun.i > _LEDE:
        return ()
    if any(child.dep_ == "poss" for child in noun.lefts):
        return ()
    wanted, modifiers = _alike(word), _modifiers(noun)
    fitting = [f for f in reading.cast.figures if f.kind == "person" and wanted & f.roles and _gender_fits(f, word)]
    if not definite:
        exact = [f for f in fitting if modifiers <= f.roles]
        return (fitting[0],) if len(fitting) == 1 else (exact[0],) if len(exact) == 1 else ()
    scores: dict[Figure, float] = {}
    for event, score in _candidates(reading, noun):
        figure = event.figures[0]
        if len(event.figures) > 1 or not is_person(figure) or not _gender_fits(figure, word):
            continue
        score += (
            3.0 * bool(wanted & figure.roles)
            + 0.7 * len(modifiers & figure.roles)
            - 0.7 * len(modifiers - figure.roles)
        )
        scores[figure] = max(scores.get(figure, -9.0), score)
    return _best(scores) or tuple(fitting[:1])


def _gender_fits(figure: Figure, word: str) -> bool:
    if word in MALE_NOUNS:
        return figure.gender != "female"
    return word not in FEMALE_NOUNS or figure.gender != "male"


def _body_of(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """ "Her campaign": the "Lee campaign" where the article has such a name."""
    owner = _owner(reading, noun)[0]
    surname = plain(owner.name.split()[-1])
    for figure in reading.cast.figures:
        words = [plain(part) for part in figure.name.split()]
        if words[-1] == word and surname in words:
            return (figure,)
    return ()


def _body(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """An organisation by its kind: one with the noun in its name first, else the one most in mind."""
    scores: dict[Figure, float] = {}
    for event, score in _candidates(reading, noun):
        figure = event.figures[0]
        if len(event.figures) > 1 or figure.kind not in {"organization", "place"}:
            continue
        named_so = any(plain(part) == word for form in figure.forms for part in form.split())
        score += 3.0 * named_so - 1.0 * (figure.kind == "place") * (
            word not in {"country", "state", "city", "nation", "government"}
        )
        scores[figure] = max(scores.get(figure, -9.0), score)
    return _best(scores)


def _inner(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """The author or issuer named inside the phrase: "Lee's letter", "a Pew poll", "a study by Bo Ray"."""
    for child in noun.lefts:
        if child.dep_ in {"poss", "compound", "nmod", "amod"} and child.i in reading.at:
            return reading.at[child.i]
    for child in noun.rights:
        for inner in _inside(child):
            figure = reading.cast.at.get(inner.i)
            if figure is not None and figure.kind != "place":
                return (figure,)
    return ()


def _inside(child: Token) -> Iterable[Token]:
    """What stands behind "by", "from" or "of", straight or in a participle ("released by the agency")."""
    if child.dep_ == "prep" and child.lower_ in {"by", "from", "of"}:
        yield from (t for t in child.children if t.dep_ == "pobj")
    if child.dep_ == "acl":
        for agent in child.children:
            if agent.dep_ in {"agent", "prep"} and agent.lower_ in {"by", "from"}:
                yield from (t for t in agent.children if t.dep_ == "pobj")


def _same_head(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """A document named before: "the poll" after "a Pew poll"; else the outlet most in mind for an article."""
    for event in reversed(reading.events[-4 * _LOOK_BACK :]):
        token = reading.parse[event.index]
        if _head_word(token) == word and token.i in reading.speaking:
            return event.figures
    if word in {"article", "piece", "report", "story"} | OUTLETS:
        return _body(reading, noun, word)
    return ()


def unnamed(reading: Reading, noun: Token, plural: bool) -> Figure:
    """The unnamed figure in the words of the phrase; the same phrase is the same figure."""
    first = min((t.i for t in noun.subtree if t.i < noun.i and t.is_punct is False), default=noun.i)
    last = _end_of_phrase(noun)
    name = text_of(reading.parse, first, last)
    figure = reading.unnamed.get(name.lower())
    if figure is None:
        word = _head_word(noun)
        figure = Figure(
            "unnamed", name, "male" if word in MALE_NOUNS else "female" if word in FEMALE_NOUNS else "unknown", plural
        )
        figure.roles = {word, *_modifiers(noun)} | ({"person"} if word in ROLES else set())
        reading.unnamed[name.lower()] = figure
    return figure


def _end_of_phrase(noun: Token) -> int:
    """Behind the noun and its prepositional phrases, before a clause or a mark."""
    last = noun.i + 1
    for child in noun.rights:
        if child.i != last or child.dep_ not in {"prep"}:
            break
        inside = list(child.subtree)
        stop = next((t.i for t in inside if t.is_punct or t.dep_ in {"relcl", "acl"}), inside[-1].i + 1)
        last = stop
        if stop <= inside[-1].i:
            break
    return last
