"""Who speaks in a document: its author or issuer, named with it, before it, or for a headline behind it."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from summarizers.cast import Figure
from summarizers.phrases import alike, head_word, is_definite
from summarizers.reading import LOOK_BACK, SUBJECTS, Reading
from summarizers.titles import PUBLISHING, RECEIVING, STATEMENTS

_AGAIN = frozenset({"another", "one", "second", "third"})
RECENT = 4
"""Sentences over which "the candidates" and "the statement" reach back."""
LEDE = 80
"""Tokens of a headline and first sentence, which describe before they name ("A New York judge", "A new poll")."""
AHEAD = 150
"""Tokens behind such a description within which the name must come."""


def issuer_of(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """The author or issuer named inside the phrase: "Lee's letter", "a Pew poll", "a study by Bo Ray"."""
    for child in noun.lefts:
        for token in child.subtree if child.dep_ in {"poss", "compound", "nmod", "amod"} else ():
            named = token.i in reading.at or token.i in reading.cast.at
            if named and reading.parse[max(token.i - 1, 0)].text != "-":  # an "anti-Lee poster" is not of Lee
                return reading.at.get(token.i) or (reading.cast.at[token.i],)
    for child in noun.rights:
        for token in _givers(child):
            figure = reading.cast.at.get(token.i)
            if figure is not None and figure.kind not in {"place", "group"}:
                return (figure,)
    for index in reading.source_of.get(noun.i, range(0)):
        figure = reading.cast.at.get(index)
        if figure is not None and index > noun.i and figure.kind in {"person", "organization"}:
            return (figure,)
    return ()


def publisher_of(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """Who ran, wrote or released it: "the Gazette ran a feature"."""
    verb = noun.head
    if noun.dep_ != "dobj" or verb.lemma_.lower() not in PUBLISHING:
        return ()
    subject = next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)
    return reading.at.get(subject.i, ())[:1] if subject is not None else ()


def _givers(child: Token) -> Iterator[Token]:
    """What stands behind "by", "from" or "of", straight or in a clause ("released by the agency", not "seen by")."""
    if child.dep_ == "prep" and child.lower_ in {"by", "from", "of"}:
        yield from _objects(child)
    clause = child.dep_ in {"acl", "relcl"} and child.lemma_.lower() not in RECEIVING
    for agent in child.children if clause else ():
        if agent.dep_ in {"agent", "prep"} and agent.lower_ in {"by", "from"}:
            yield from _objects(agent)


def _objects(preposition: Token) -> Iterable[Token]:
    return (token for token in preposition.children if token.dep_ == "pobj")


def same_document(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """The issuer of a document already read of, or in a headline to be read of; else of a statement who spoke last."""
    again = any(child.lower_ in _AGAIN for child in noun.lefts)
    if not is_definite(noun) and not again:
        return _announced_document(reading, noun, word)
    if any(child.lower_ == "by" for child in noun.rights):
        return ()
    wanted = alike(word)
    told, owner = max((reading.owned[each] for each in wanted if each in reading.owned), default=(-1, None), key=_where)
    for event in reversed(reading.events[-4 * LOOK_BACK :]):
        if event.index < told:
            break
        if event.index in reading.speaking and head_word(reading.parse[event.index]) in wanted:
            return event.figures
    if owner is not None:
        return (owner,)
    return _last_to_speak(reading, word) if is_definite(noun) and not wanted & reading.brought_up else ()


def _where(told: tuple[int, Figure | None]) -> int:
    return told[0]


def _last_to_speak(reading: Reading, word: str) -> tuple[Figure, ...]:
    """Whose a statement is, where nothing tells."""
    for event in reversed(reading.events[-LOOK_BACK:] if word in STATEMENTS else []):
        if event.index in reading.speaking and reading.sentence - event.sentence < RECENT:
            return event.figures
    return ()


def _announced_document(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    if noun.i < LEDE:
        for token in reading.parse[noun.i + 1 : noun.i + AHEAD]:
            if head_word(token) == word:
                issuer = issuer_of(reading, token)
                if issuer:
                    return issuer
    return ()
