"""Whom "he", "the senator", "the agency" and "who" stand for: one pass over the article, the nearest fitting figure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log1p

from spacy.tokens import Doc, Token

from summarizers.cast import Cast, Figure, Gender, text_of
from summarizers.mentions import Mention, plain
from summarizers.titles import (
    BODIES,
    CROWDS,
    DOCUMENTS,
    FEMALE_NOUNS,
    MALE_NOUNS,
    NAMING_BODIES,
    ROLES,
    STATEMENTS,
    SYNONYMS,
)

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "theirs", "both", "each"})
_IT = frozenset({"it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom"})
_DETERMINERS = frozenset({"the", "this", "that", "a", "an", "one", "another"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_PREDICATIVE = frozenset({"attr", "compound", "amod", "nmod", "oprd", "npadvmod", "appos"})
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
_UNNAMED = 0.4
_KNOWN = 0.15
_LOOK_BACK = 60
"""Events that a pronoun looks back over."""
_SAME_ROLE = 6.0
_SAME_DOCUMENT = 4
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
    opening: dict[int, Mention] = field(default_factory=dict)
    owned: dict[str, Figure] = field(default_factory=dict)
    sentence: int = 0


def read(reading: Reading) -> None:
    """Goes through the article once and notes for every referring token whom it stands for."""
    starts = {mention.start: mention for mention in reading.cast.mentions}
    reading.opening.update((m.title.start if m.title else m.start, m) for m in reading.cast.mentions)
    for mention in reading.cast.mentions:
        figure = reading.cast.at[mention.start]
        if figure.kind == "person":
            reading.described.update((index, figure) for index in (*mention.title, *mention.apposition))
    inside = -1
    for token in reading.parse:
        reading.sentence += bool(token.is_sent_start)
        if token.i in starts:
            inside = starts[token.i].end
            _note(reading, token.i, inside, (reading.cast.at[token.i],))
        elif token.i >= inside:
            _note_owner(reading, token)
            figures = _refer(reading, token)
            if figures:
                _note(reading, token.i, token.i + 1, figures)


def _note_owner(reading: Reading, noun: Token) -> None:
    """Remembers whose a document is from "Lee's book", for "the book" later."""
    if _head_word(noun) in DOCUMENTS:
        for owner in _owner(reading, noun):
            reading.owned[_head_word(noun)] = owner


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
    if token.pos_ in {"NOUN", "PROPN"} and (token.i in reading.speaking or _brings_in(token)):
        return describe(reading, token)
    return ()


def _brings_in(noun: Token) -> bool:
    """Does a role stand for somebody ("the mayor") rather than say what somebody is ("ran for mayor")?"""
    if _head_word(noun) not in ROLES or noun.dep_ in _PREDICATIVE:
        return False
    plural = noun.tag_ in {"NNS", "NNPS"}
    return plural or any(
        child.dep_ in {"poss", "nummod"} or child.lower_ in _DETERMINERS for child in noun.lefts if child.dep_ != "neg"
    )


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
        known = _KNOWN * log1p(len(event.figures[0].places))
        yield event, event.weight + parallel + known - quoted - _PER_SENTENCE * distance


def _antecedent(reading: Reading, token: Token, gender: Gender) -> tuple[Figure, ...]:
    scores: dict[Figure, float] = {}
    for event, score in _candidates(reading, token):
        if len(event.figures) > 1:
            continue
        figure = event.figures[0]
        if is_person(figure) and figure.gender in {gender, "unknown"}:
            score -= _UNKNOWN_GENDER * (figure.gender == "unknown") + _UNNAMED * (figure.kind == "unnamed")
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
    """What a relative clause hangs on: the person named straight before "who", else by the parse, else the nearest."""
    before = token.i - 1
    while before > 0 and reading.parse[before].text in {",", "--", "—", "-"}:
        before -= 1
    near = reading.at.get(before, ())
    if near and (is_person(near[0]) or near[0].plural) == (token.lower_ == "who"):
        return near
    noun = _modified_noun(token)
    figures = reading.at.get(noun.i) or tuple(f for f in [reading.described.get(noun.i)] if f)
    if not figures and noun.i != token.i and noun.pos_ in {"NOUN", "PROPN"}:
        figures = describe(reading, noun)
    if figures and (token.lower_ != "who" or figures[0].kind != "place"):
        return figures
    people = (e.figures for e in reversed(reading.events[-5:]) if token.lower_ != "who" or is_person(e.figures[0]))
    return next(people, ())


def _modified_noun(token: Token) -> Token:
    verb = token
    while verb.dep_ not in {"relcl", "ROOT"}:
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else token


def describe(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """Whom a phrase with a common noun for its head stands for; an unnamed figure where the article names nobody."""
    if noun.i in reading.described:
        return (reading.described[noun.i],)
    apposed = _apposed(reading, noun)
    if apposed:
        return apposed
    if noun.dep_ == "appos" and noun.head.i in reading.at:
        return reading.at[noun.head.i]
    word = _head_word(noun)
    plural = noun.tag_ in {"NNS", "NNPS"} or word in CROWDS
    found: tuple[Figure, ...] = ()
    if word in ROLES:
        found = _together(reading, noun) if plural else _role(reading, noun, word)
    elif word in NAMING_BODIES and _owner(reading, noun):
        found = _body_of(reading, noun, word)
    elif word in BODIES and not plural:
        found = _inner(reading, noun) if word in DOCUMENTS else ()
        found = found or (_body(reading, noun, word) if _is_definite(noun) else ())
    elif word in DOCUMENTS:
        found = _inner(reading, noun) or (_same_head(reading, noun, word) if _is_definite(noun) else ())
    elif not plural:
        found = _owner(reading, noun)
    return found or (unnamed(reading, noun, plural),)


def _together(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """ "The candidates": the people last named together."""
    if not any(child.lower_ in {"the", "these", "both"} for child in noun.lefts) or any(noun.rights):
        return ()
    for event in reversed(reading.events[-_LOOK_BACK:]):
        if len(event.figures) > 1 and all(is_person(figure) for figure in event.figures):
            return event.figures if reading.sentence - event.sentence < _SAME_DOCUMENT else ()
    return ()


def _head_word(noun: Token) -> str:
    word = plain(noun.text)
    singular = plain(noun.lemma_)
    return word if word in ROLES | BODIES | DOCUMENTS | CROWDS else singular


def _apposed(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """The name in apposition to a role: "a lawyer for the paper, Ann Lee,", "her guest, the actress Ann Lee"."""
    for child in noun.rights:
        if child.dep_ == "appos":
            for token in child.subtree:
                figure = reading.cast.at.get(token.i)
                if figure is not None and figure.kind == "person" and token.i > noun.i:
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
    if any(child.dep_ == "poss" for child in noun.lefts):
        return _relative(reading, noun, word)
    wanted, modifiers = _alike(word), _modifiers(noun)
    fitting = [f for f in reading.cast.figures if f.kind == "person" and wanted & f.roles and _gender_fits(f, word)]
    if not _is_definite(noun):
        exact = [f for f in fitting if modifiers <= f.roles]
        alone = next((found for found in (exact, fitting) if len(found) == 1), [])
        return tuple(alone) if noun.i < _LEDE else ()
    scores: dict[Figure, float] = {}
    for event, score in _candidates(reading, noun):
        figure = event.figures[0]
        if len(event.figures) > 1 or not is_person(figure) or not _gender_fits(figure, word):
            continue
        score += _SAME_ROLE * bool(wanted & figure.roles) + 0.7 * len(modifiers & figure.roles)
        scores[figure] = max(scores.get(figure, -99.0), score - 0.5 * len(modifiers - figure.roles))
    return _best(scores) or tuple(fitting[:1])


def _relative(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """ "His wife": of the same surname as he, and a woman."""
    owner = _owner(reading, noun)
    if not owner or word not in MALE_NOUNS | FEMALE_NOUNS:
        return ()
    surname = owner[0].name.split()[-1]
    family = [f for f in reading.cast.figures if f.kind == "person" and f.name.split()[-1] == surname]
    gender = "male" if word in MALE_NOUNS else "female"
    found = [figure for figure in family if figure is not owner[0] and figure.gender == gender]
    return tuple(found) if len(found) == 1 else ()


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
    wanted = {word, *_modifiers(noun)}
    for figure in reading.cast.figures if len(wanted) > 1 else ():
        if figure.kind == "organization" and len(wanted & {plain(part) for part in figure.name.split()}) > 1:
            return (figure,)
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
    """The issuer of the same document before: "the poll" after "a Pew poll"; else who spoke last."""
    for event in reversed(reading.events[-4 * _LOOK_BACK :]):
        token = reading.parse[event.index]
        if _head_word(token) == word and token.i in reading.speaking:
            return event.figures
    if word in reading.owned:
        return (reading.owned[word],)
    for event in reversed(reading.events[-_LOOK_BACK:] if word in STATEMENTS else []):
        spoke = event.index in reading.speaking and event.figures[0].kind not in {"unnamed", "group"}
        if spoke and reading.sentence - event.sentence < _SAME_DOCUMENT:
            return event.figures
    return ()


def listed(reading: Reading, tokens: list[Token]) -> tuple[Figure, ...]:
    """The figures of a source that is a list of names, whatever the parse says: "Bo Ray, Ann Lee and mayor Al"."""
    found: list[Figure] = []
    here, last = tokens[0].i if tokens else 0, tokens[-1].i if tokens else -1
    joined = False
    while here <= last and here in reading.opening and reading.parse[here].dep_ != "poss":
        mention = reading.opening[here]
        found.append(reading.cast.at[mention.start])
        here = mention.end
        while here <= last and reading.parse[here].lower_ in {",", "and", "&"}:
            joined = joined or reading.parse[here].lower_ != ","
            here += 1
    return tuple(found) if joined and here > last else ()


def unnamed(reading: Reading, noun: Token, plural: bool) -> Figure:
    """The unnamed figure in the words of the phrase; the same phrase is the same figure."""
    first = min((t.i for t in noun.subtree if t.i < noun.i and not t.is_punct), default=noun.i)
    figure = unnamed_as(reading, text_of(reading.parse, first, _end_of_phrase(noun)), plural)
    word = _head_word(noun)
    figure.gender = "male" if word in MALE_NOUNS else "female" if word in FEMALE_NOUNS else "unknown"
    figure.roles |= {word, *_modifiers(noun)} | ({"person"} if word in ROLES else set())
    return figure


def unnamed_as(reading: Reading, name: str, plural: bool) -> Figure:
    """The one unnamed figure of these words."""
    return reading.unnamed.setdefault(name.lower(), Figure("unnamed", name, plural=plural))


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
