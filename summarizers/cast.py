"""The cast of an article: its names joined to figures, each with kind, gender and roles."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc

from summarizers.briefing import ActorKind
from summarizers.folding import plain
from summarizers.given_names import Gender, gender_of_name
from summarizers.mentions import Mention
from summarizers.names import Name, join_names, kinds_of_body
from summarizers.phrases import SUBJECTS
from summarizers.titles import (
    FEMALE_NOUNS,
    FEMALE_TITLES,
    MALE_NOUNS,
    MALE_TITLES,
    PARTIES,
    ROLES,
)

_NICKNAME = re.compile(r" [“\"‘'](?:\w+ ?){1,2}[”\"’'] ")
"""Left out of a name, for which an article seldom gives one, so that it is the same name in all of them."""
_REACH = 30
"""Tokens behind a name within which a pronoun tells the gender of somebody whose name does not."""
_NEAR = 60
"""Tokens over which a namesake's last mention counts for a bare surname."""
BULLETS = "-–—>•*·"
"""Marks of a list that may stand straight before its first word."""
_AROUND = re.compile(rf"^[{BULLETS}‘“”\"`]+|(?:‘s)?[-–—‘“”\"`,;:]*$")
"""Marks around a name that are none of it ("-Donald Lee", "Lee‘s")."""


@dataclass(slots=True, eq=False)
class Figure:
    """Somebody in the article while it is being read; becomes an `Actor` once somebody speaks or acts as it.

    `human` tells the unnamed persons from unnamed bodies and documents.
    """

    kind: ActorKind
    name: str
    gender: Gender = "unknown"
    plural: bool = False
    human: bool = False
    forms: Counter[str] = field(default_factory=Counter)
    places: list[tuple[int, int]] = field(default_factory=list)
    descriptions: list[range] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Cast:
    """The named figures, and which of them each name stands for (by the index of any of its tokens)."""

    figures: tuple[Figure, ...]
    at: dict[int, Figure]
    mentions: tuple[Mention, ...]


def gather_cast(parse: Doc, mentions: tuple[Mention, ...], quoted: Collection[int]) -> Cast:
    """Joins the names and finds out who is who; `quoted` are the tokens in quotation marks."""
    names = join_names(parse, mentions)
    figures = {name: _figure(parse, name) for name in names}
    at: dict[int, Figure] = {}
    choices = _choices(names)
    last_seen: dict[Name, int] = {}
    aside = 0
    votes = _votes(parse, mentions, choices)
    titles = {name: {word for own in name.own for word in _words(parse, own.title)} for name in names}
    for mention in mentions:
        name = _choose(parse, mention, choices[mention.words], last_seen, votes, titles)
        if mention.start >= aside:
            last_seen[name] = mention.start
            aside = mention.apposition.stop
        _add(parse, figures[name], mention)
        at.update((index, figures[name]) for index in range(mention.start, mention.end))
    kept = tuple(figure for figure in figures.values() if figure.places)
    _learn_genders(parse, at, mentions, quoted)
    return Cast(kept, at, mentions)


def _choices(names: Iterable[Name]) -> dict[tuple[str, ...], list[Name]]:
    choices: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in names:
        for words in name.forms:
            choices[words].append(name)
    return choices


def _figure(parse: Doc, name: Name) -> Figure:
    longest = max(name.own, key=lambda mention: (len(mention.words), mention.end - mention.start))
    given = name.kind == "person" and len(name.words) > 1
    gender = gender_of_name(name.words[0]) if given else "unknown"
    shown = PARTIES.get(name.words[0]) if len(name.words) == 1 else None
    written = _NICKNAME.sub(" ", _written(parse, longest))
    return Figure(name.kind, shown or written, gender, name.kind == "group")


def _written(parse: Doc, mention: Mention) -> str:
    text = text_of(parse, mention.start, mention.end)
    return _AROUND.sub("", text) or text


def text_of(parse: Doc, start: int, end: int) -> str:
    """The article's own words from one token to another, on one line."""
    return " ".join(parse[start:end].text.split())


def _choose(
    parse: Doc,
    mention: Mention,
    names: list[Name],
    last_seen: dict[Name, int],
    votes: Counter[tuple[str, Gender]],
    titles: dict[Name, set[str]],
) -> Name:
    """The one of several namesakes that a bare surname stands for: by its title, then by how often and how lately.

    `votes` counts the pronouns behind the bare surname, by gender: an article mostly calls one and the same by it.
    `titles` has the words of the titles with which each is called by the full name.
    """
    if len(names) == 1:
        return names[0]
    title = {*_words(parse, mention.title)}
    wanted = _gender_of_words(title)
    fitting = [name for name in names if wanted in {"unknown", gender_of_name(name.words[0])}] or names
    titled = [name for name in fitting if title & titles[name]]

    def likeliness(name: Name) -> float:
        gender = gender_of_name(name.words[0])
        genders: tuple[Gender, ...] = ("male", "female") if gender == "unknown" else (gender,)
        said = max(votes[mention.words[-1], each] for each in genders)
        return said + _prominence(name, mention.start, last_seen.get(name))

    return max(titled or fitting, key=likeliness)


def _words(parse: Doc, indices: Iterable[int]) -> Iterator[str]:
    return (plain(parse[index].text) for index in indices)


def _votes(
    parse: Doc, mentions: Iterable[Mention], choices: dict[tuple[str, ...], list[Name]]
) -> Counter[tuple[str, Gender]]:
    """How often a pronoun of which gender follows, in its sentence, a subject that is a surname of several."""
    meant = {mention.start: choices[mention.words][0] for mention in mentions}
    votes: Counter[tuple[str, Gender]] = Counter()
    for mention in mentions:
        root = parse[mention.start : mention.end].root
        if len(choices[mention.words]) > 1 and root.dep_ in SUBJECTS:
            behind = (token.is_quote for token in parse[mention.end : root.sent.end])
            reach = next((place for place, ends in enumerate(behind) if ends), root.sent.end - mention.end)
            votes.update((mention.words[-1], gender) for gender in genders_from(parse, mention.end, meant, reach))
    return votes


def _prominence(name: Name, here: int, seen: int | None) -> float:
    near = max(0.0, 1 - (here - seen) / _NEAR) if seen is not None else 0.0
    return len(name.own) + 3 * near if seen is not None else len(name.own) / 2


def _add(parse: Doc, figure: Figure, mention: Mention) -> None:
    figure.forms[_written(parse, mention)] += 1
    figure.places.append((mention.start, mention.end))
    if figure.kind == "organization":
        figure.roles.update(kinds_of_body(parse, mention))
    if figure.kind != "person":
        return
    if figure.gender == "unknown":
        figure.gender = _gender_of_words(_presenting(parse, mention))
    for description in (mention.title, mention.apposition):
        words = own_words(parse, description)
        if words:
            figure.descriptions.append(description)
            figure.roles.update(words)
            told = _gender_of_words(words[-1:] if description is mention.title else words)
            if told != "unknown" and (figure.gender == "unknown" or description is mention.title):
                figure.gender = told


def _presenting(parse: Doc, mention: Mention) -> Iterator[str]:
    """The noun that brings a name in: "his mother, Ann Lee, wept"."""
    if (
        mention.start > 1
        and parse[mention.start - 1].text == ","
        and parse[mention.end : mention.end + 1].text in {",", "."}
    ):
        yield plain(parse[mention.start - 2].text)


def own_words(parse: Doc, description: range) -> list[str]:
    """The words that describe somebody, but for the roles of others: "a driver for the mayor", "the mayor's driver"."""
    found, of_another = [], False
    for index in description:
        word = plain(parse[index].text)
        of_another = of_another or parse[index].pos_ == "ADP"
        owns = index + 1 < len(parse) and parse[index + 1].tag_ == "POS"
        if word not in ROLES or not (of_another or owns):
            found.append(word)
    return found


def _gender_of_words(words: Iterable[str]) -> Gender:
    for word in words:
        male = word in MALE_TITLES or word in MALE_NOUNS
        female = word in FEMALE_TITLES or word in FEMALE_NOUNS
        if male != female:
            return "male" if male else "female"
    return "unknown"


def _learn_genders(parse: Doc, at: dict[int, Figure], mentions: tuple[Mention, ...], quoted: Collection[int]) -> None:
    """A person whose name tells no gender has that of the pronouns that follow the name most.

    What is quoted behind a name speaks of others.
    """
    votes: dict[Figure, Counter[Gender]] = defaultdict(Counter)
    for mention in mentions:
        figure = at[mention.start]
        if figure.kind == "person" and figure.gender == "unknown":
            of_others = () if mention.start in quoted else quoted
            votes[figure].update(genders_from(parse, mention.end, at, aside=of_others))
    for figure, genders in votes.items():
        figure.gender = genders.most_common(1)[0][0] if genders else "unknown"


def genders_from(
    parse: Doc, start: int, at: Mapping[int, Figure | Name], reach: int = _REACH, aside: Collection[int] = ()
) -> Iterator[Gender]:
    """The gender of the next pronoun, if one comes before the next person's name; tokens `aside` are passed over."""
    for token in parse[start : start + reach]:
        if token.i in aside:
            continue
        if token.i in at and at[token.i].kind == "person":
            return
        if token.lower_ in {"he", "him", "his", "himself"}:
            yield "male"
            return
        if token.lower_ in {"she", "her", "hers", "herself"}:
            yield "female"
            return
