"""Whom a common noun stands for: "the senator", "her campaign", "a Pew poll"; or else an unnamed source."""

from collections.abc import Sequence
from itertools import takewhile
from math import log1p

from spacy.tokens import Doc, Token

from summarizers.cast import BULLETS, Figure, genders_from, own_words, text_of
from summarizers.folding import plain
from summarizers.given_names import Gender
from summarizers.issuers import AHEAD, LEDE, RECENT, issuer_of, publisher_of, same_document
from summarizers.mentions import Mention
from summarizers.phrases import alike, end_of_phrase, head_word, is_definite, lefts_of, modifiers_of, start_of_phrase
from summarizers.reading import LOOK_BACK, SUBJECTS, Reading, best, is_person
from summarizers.titles import (
    AUDIENCE,
    BODIES,
    BODILY_ROLES,
    CROWDS,
    DOCUMENTS,
    FEMALE_NOUNS,
    KINDS_OF_BODIES,
    MALE_NOUNS,
    NAMING_BODIES,
    PAIRED,
    PASSING,
    ROLES,
)

_NO_PERSON = BODIES | CROWDS | DOCUMENTS
_SEATS = frozenset({"country", "state", "city", "nation", "government"})
_ONLY_NAMED_SO = frozenset({"campaign", "camp", "team", "administration"})
_OFFICIAL = frozenset(
    "army authority board bureau cabinet commission committee congress council court department embassy force "
    "government legislature military ministry navy opposition panel parliament police senate service union".split()
)
"""What a body is called whose name says so or is short for it; no company or charity is meant by "the ministry"."""
_SORTS = frozenset("college foundation hospital institute museum society trust university".split())
"""What a body is called that has it in its name, too, and no other does."""
_OTHERWISE = {"place": _SEATS, "group": frozenset({"club", "side", "squad", "team"})}
"""What else a body may be that is called so: "Rovers" for a club."""
_ACRONYM = 6
"""Letters that the short name of a body has at most, such as UNESCO."""
_PAIR = 2
_SAME_ROLE = 6.0
_OTHER_ROLE = 1.5
_SAME_WORD = 1.5
_SAME_MODIFIER = 0.7
_OTHER_MODIFIER = 0.5
_OTHER_GENDER = 1.5
_VICE = "vice"
_HINT = 12
"""Tokens behind a role within which "his" or "her" tells whom it is."""
_JOINING = frozenset({"ADP", "CCONJ", "DET", "PUNCT"})
_NAMED_SO = 3.0
_FAMILIAR = 0.5


def describe(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """Whom a phrase with a common noun for its head stands for; an unnamed figure where the article names nobody."""
    found = _by_apposition(reading, noun)
    if found:
        return found
    word = head_word(noun)
    plural = noun.tag_ in {"NNS", "NNPS"} or word in CROWDS
    found = _several(reading, noun, word) if plural else _one(reading, noun, word)
    return found or (unnamed(reading, noun, plural),)


def one_of(reading: Reading, number: Token) -> tuple[Figure, ...]:
    """ "One of their lawyers, Ann Lee", "one of the firms, Harbour Line": the one name beside it, described by it."""
    role = next(
        (child for of in number.rights if of.lower_ == "of" for child in of.rights if child.dep_ == "pobj"), None
    )
    if role is None:
        return ()
    name = next((child for each in (number, role) for child in each.rights if child.dep_ == "appos"), None)
    figure = reading.cast.at.get(name.i) if name is not None and not any(name.conjuncts) else None
    if figure is None or not (figure.kind == "person" or plain(role.lemma_) in BODIES):
        return ()
    _note_description(reading, figure, range(number.i, end_of_phrase(role)))
    return (figure,)


def _note_description(reading: Reading, figure: Figure, description: range) -> None:
    reading.give_roles(figure, own_words(reading.parse, description))
    figure.descriptions.append(description)


def note_owner(reading: Reading, noun: Token) -> None:
    """Remembers whose a document is from "Lee's book" or "Lee wrote a book", for "the book" later."""
    word = head_word(noun)
    if word in DOCUMENTS:
        owners = _owner(reading, noun) or publisher_of(reading, noun) or issuer_of(reading, noun)
        for owner in owners:
            reading.owned[word] = (noun.i, owner)
        if not owners and noun.dep_ in SUBJECTS and not is_definite(noun):
            reading.brought_up.add(word)


def _several(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    if word in DOCUMENTS:
        return issuer_of(reading, noun) or same_document(reading, noun, word)
    if word in ROLES or is_pair(noun):
        return _together(reading, noun, plain(noun.lemma_))
    owner = () if word in CROWDS else _owner(reading, noun)
    return owner if owner and is_person(owner[0]) else ()


def _one(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    if word in ROLES:
        return _role(reading, noun, word)
    if word in NAMING_BODIES and _owner(reading, noun):
        return _body_of(reading, noun, word)
    if word in DOCUMENTS:
        found = issuer_of(reading, noun) or same_document(reading, noun, word)
        if found or word not in BODIES:
            return found
    return _body(reading, noun, word) if word in BODIES else _owner(reading, noun)


def _by_apposition(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """The name beside the noun: "mayor Ann Lee", "a lawyer for the paper, Ann Lee,", "Fund, a charity that"."""
    if noun.i in reading.described:
        return (reading.described[noun.i],)
    figure = _named_behind(reading, noun)
    if figure is not None:
        _note_description(reading, figure, range(start_of_phrase(noun), end_of_phrase(noun)))
        return _list_from(reading, figure, noun) if noun.tag_ == "NNS" else (figure,)
    name = reading.opening.get(noun.i + 1)  # "the consumer group Fairwheel"
    if name is not None and head_word(noun) in BODIES and _is_apposed(reading.parse[name.start : name.end].root, noun):
        return (reading.cast.at[name.start],)
    apposed = reading.at.get(noun.head.i, ()) if noun.dep_ == "appos" and noun.i not in reading.quoted else ()
    return apposed if apposed and apposed[0].kind != "place" and noun.head.i not in reading.quoted else ()


def _is_apposed(name: Token, noun: Token) -> bool:
    return name.dep_ == "appos" and name.head == noun


def _named_behind(reading: Reading, noun: Token) -> Figure | None:
    """Who stands in apposition to a role, by the parse or where the phrase is followed by a comma and the name."""
    for child in noun.rights:
        phrase = takewhile(lambda token: token.pos_ not in {"ADP", "VERB", "AUX"}, child.subtree)
        for token in phrase if child.dep_ == "appos" and head_word(noun) in ROLES else ():
            figure = reading.cast.at.get(token.i)
            if figure is not None and _may_be(figure, head_word(noun)):
                return figure
    comma = end_of_phrase(noun)
    mention = reading.opening.get(comma + 1)
    belongs = noun.dep_ == "pobj" and head_word(noun.head.head) in ROLES  # "a driver for the mayor, Bo Ray,"
    if belongs or mention is None or reading.parse[comma].text != ",":
        return None
    if head_word(noun) not in ROLES and not (comma == noun.i + 1 and _presents(reading, noun, mention)):
        return None
    figure = reading.cast.at[mention.start]
    closed = mention.end >= len(reading.parse) or reading.parse[mention.end].text in {",", "."}
    return figure if closed and _may_be(figure, head_word(noun)) else None


def _presents(reading: Reading, noun: Token, mention: Mention) -> bool:
    """Does a noun that no list of roles has say who somebody is: "Its whip, Ann Lee, said"?"""
    person = mention.label == "PERSON" and len(mention.words) > 1
    return person and noun.i in reading.speaking and noun.tag_ == "NN" and head_word(noun) not in _NO_PERSON


def _may_be(figure: Figure, role: str) -> bool:
    return figure.kind == "person" or (figure.kind == "organization" and role in BODILY_ROLES)


def _owner(reading: Reading, noun: Token) -> tuple[Figure, ...]:
    """Whose it is: "his", "Lee's", "the agency's"."""
    for child in lefts_of(noun):
        if child.dep_ == "poss":
            body = child.pos_ == "NOUN" and head_word(child) in BODIES and is_definite(child)
            return reading.at.get(child.i) or (_body(reading, child, head_word(child)) if body else ())
    return ()


def _together(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """ "The candidates": the people last named together, or the only two of that role."""
    if not any(child.lower_ in {"the", "these", "both"} for child in noun.lefts) or any(noun.rights):
        return ()
    wanted, gender = alike(word), _gender_of(word) if is_pair(noun) else None
    of_role: dict[Figure, None] = {}
    for event in reversed(reading.events[-LOOK_BACK:]):
        if reading.sentence - event.sentence >= 2 * RECENT:
            break
        called_so = word in PAIRED and event.several
        fit = [f for f in event.figures if is_person(f) and (wanted & f.roles or called_so or f.gender == gender)]
        if event.several and len(fit) == len(event.figures):
            return event.figures
        of_role.update(dict.fromkeys(figure for figure in fit if figure.kind == "person"))
    return tuple(of_role) if len(of_role) == _PAIR else ()


def is_pair(noun: Token) -> bool:
    """ "The two women", "both men"."""
    counted = {child.lower_ for child in noun.lefts}
    return _gender_of(plain(noun.lemma_)) != "unknown" and ("both" in counted or {"the", "two"} <= counted)


def _gender_of(word: str) -> Gender:
    """The gender of whom a noun stands for ("spokesman")."""
    return "male" if word in MALE_NOUNS else "female" if word in FEMALE_NOUNS else "unknown"


def _role(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """A person by role: one whose title or apposition has it, the nearest; else the one most in mind."""
    modifiers = modifiers_of(noun)
    wanted = frozenset({word}) if reading.with_role({word}) else alike(word)
    of_role = (figure for figure in reading.with_role(wanted) if not _only_vice(figure, word, modifiers))
    fitting = [figure for figure in of_role if _gender_fits(figure, word)]
    if any(child.dep_ == "poss" for child in lefts_of(noun)):
        return _relative(reading, noun, word) or _employed(reading, noun, fitting)
    if not is_definite(noun):
        return _announced(noun, fitting)
    vague = word in AUDIENCE or any(_restricts(child) for child in noun.rights)
    scores: dict[Figure, float] = {}
    hint: Gender = next(genders_from(reading.parse, noun.i + 1, reading.cast.at, _HINT), "unknown")
    for event, score in reading.candidates(noun):
        figure = event.figures[0]
        fits = _gender_fits(figure, word) and not _only_vice(figure, word, modifiers)
        if event.several or not is_person(figure) or not fits:
            continue
        if not vague or wanted & figure.roles:
            score += _FAMILIAR * log1p(len(figure.places))
            score += _SAME_ROLE * bool(wanted & figure.roles) + _SAME_WORD * (word in figure.roles)
            score += _SAME_MODIFIER * len(modifiers & figure.roles)
            score -= _OTHER_MODIFIER * len(modifiers - figure.roles)
            score -= _OTHER_ROLE * bool(figure.roles & ROLES - PASSING and not wanted & figure.roles)
            score -= _OTHER_GENDER * _contradicts(figure, hint)
            scores[figure] = max(scores.get(figure, score), score)
    return best(scores) or tuple(fitting[:1])


def _only_vice(figure: Figure, word: str, modifiers: set[str]) -> bool:
    """Is it a vice president, who is not meant by "the president"?"""
    return word == "president" and _VICE in figure.roles and _VICE not in modifiers


def _contradicts(figure: Figure, gender: Gender) -> bool:
    return "unknown" not in {figure.gender, gender} and figure.gender != gender


def _restricts(child: Token) -> bool:
    """Does it single somebody out ("the man from Ohio", "the man who left") rather than go with the role?"""
    return child.dep_ == "relcl" or (child.dep_ == "prep" and child.lower_ != "for")


def _announced(noun: Token, fitting: list[Figure]) -> tuple[Figure, ...]:
    """The figure whom a headline or first sentence describes before its name comes: "A New York judge"."""
    if noun.i >= LEDE:
        return ()
    soon = [f for f in fitting if 0 < f.places[0][0] - noun.i < AHEAD]
    return tuple(sorted(soon, key=lambda figure: figure.places[0])[:1])


def _relative(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """ "His wife": of the same surname as he, and a woman."""
    owner, gender = _owner(reading, noun), _gender_of(word)
    if not owner or gender == "unknown":
        return ()
    family = reading.with_name({plain(owner[0].name.split()[-1])})
    found = [f for f in family if f.kind == "person" and f is not owner[0] and f.gender == gender]
    return tuple(found) if len(found) == 1 else ()


def _employed(reading: Reading, noun: Token, fitting: list[Figure]) -> tuple[Figure, ...]:
    """ "Lee's lawyer": the one described as a lawyer of Lee."""
    for owner in _owner(reading, noun):
        surname = plain(owner.name.split()[-1])
        return tuple(figure for figure in fitting if surname in figure.roles)[:1]
    return ()


def _gender_fits(figure: Figure, word: str) -> bool:
    return not _contradicts(figure, _gender_of(word))


def _body_of(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """ "Her campaign": the "Lee campaign" where the article has such a name."""
    surname = plain(_owner(reading, noun)[0].name.split()[-1])
    return tuple(figure for figure in reading.with_name({word}) if surname in _name(figure))[:1]


def _body(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """An organisation by its kind: one with these words in its name first, else the one most in mind."""
    wanted, modifiers = alike(word), modifiers_of(noun)
    full = [f for f in reading.with_name(wanted) if f.kind == "organization" and modifiers & _name(f)]
    owned = any(child.dep_ == "poss" for child in noun.lefts)
    if not is_definite(noun):
        called_so = [f for f in reading.with_name(wanted) if f.kind == "organization"]
        return _announced(noun, full) or _announced(noun, called_so)
    if full or owned:
        return tuple(full[:1])
    if word in _OFFICIAL | _SORTS and (only := _only_one(reading, noun, word)):
        return only
    is_brought_in = any(child.dep_ == "relcl" and child.left_edge.lower_ == "which" for child in noun.rights)
    scores: dict[Figure, float] = {}
    for event, score in reading.candidates(noun):
        figure = event.figures[0]
        is_body = figure.kind == "organization" or word in _OTHERWISE.get(figure.kind, ())
        if not event.several and is_body:
            named_so = bool(wanted & figure.roles) or any(
                wanted & {plain(part) for part in form.split()} for form in figure.forms
            )
            if (word in _ONLY_NAMED_SO and not named_so) or _is_other_body(figure, word):
                continue
            official = word in _OFFICIAL and figure.kind == "organization"
            if not named_so and (is_brought_in or (official and not _may_be_official(figure, word))):
                continue
            score += _NAMED_SO * named_so + _FAMILIAR * log1p(len(figure.places))
            scores[figure] = max(scores.get(figure, score), score)
    return best(scores) or _only_one(reading, noun, word)


def _only_one(reading: Reading, noun: Token, word: str) -> tuple[Figure, ...]:
    """The one organisation named so, however far back ("the university" for the University of Valdane)."""
    called_so = [f for f in reading.with_name({word}) if f.kind == "organization" and " " in f.name]
    bare = not any(noun.rights) and not modifiers_of(noun)
    return tuple(called_so) if len(called_so) == 1 and bare and word not in _SEATS | _ONLY_NAMED_SO else ()


def _is_other_body(figure: Figure, word: str) -> bool:
    """Is it called something else, as "Gazette" says that it is no network, or a charity no company?"""
    called = {plain(figure.name.split()[-1]), *figure.roles} & BODIES
    return bool(called) and not called & _kin_of(word)


def _may_be_official(figure: Figure, word: str) -> bool:
    """Has its name a word of that kind ("the agency": a bureau), or may it be short for it ("the commission": FEC)?"""
    words = {plain(part) for form in figure.forms for part in form.split()}
    acronyms = (form for form in figure.forms if form.isupper() and len(form) <= _ACRONYM)  # no dateline
    return bool(words & _kin_of(word)) or any(word[0].upper() in form for form in acronyms)


def _kin_of(word: str) -> frozenset[str]:
    """What else a body may be called that is called so."""
    return frozenset({word}).union(*(kind for kind in KINDS_OF_BODIES if word in kind))


def _name(figure: Figure) -> set[str]:
    return {plain(part) for part in figure.name.split()}


def listed(reading: Reading, tokens: Sequence[Token]) -> tuple[Figure, ...]:
    """The figures of a source that is a list of names, whatever the parse says: "Bo Ray, Ann Lee and mayor Al"."""
    if not tokens:
        return ()
    found, joined, end = _walk_list(reading, tokens[0].i, tokens[-1].i)
    return tuple(found) if joined and end > tokens[-1].i else ()


def _list_from(reading: Reading, figure: Figure, noun: Token) -> tuple[Figure, ...]:
    """All names of a list in apposition: "two lawyers, Bo Ray and Ann Lee"."""
    start = next((start for start, _ in figure.places if start > noun.i), noun.i)
    found, joined, _ = _walk_list(reading, start, len(reading.parse) - 1)
    return tuple(found) if joined else (figure,)


def _walk_list(reading: Reading, here: int, last: int) -> tuple[list[Figure], bool, int]:
    """The figures named one after another, whether by "and", and the token behind them."""
    found: list[Figure] = []
    joined = False
    while here <= last and here in reading.opening and reading.parse[here].dep_ != "poss":
        mention = reading.opening[here]
        found.append(reading.cast.at[mention.start])
        here = mention.end
        here = _behind_bracket(reading.parse, here, last)
        while here <= last and reading.parse[here].lower_ in {",", "and", "&"}:
            joined = joined or reading.parse[here].lower_ != ","
            here += 1
    return found, joined, here


def _behind_bracket(parse: Doc, here: int, last: int) -> int:
    """Behind what stands in brackets ("Sen. Ann Lee (D-Ore.)"), if they open here."""
    if here > last or parse[here].text != "(":
        return here
    return next((place + 1 for place in range(here, last + 1) if parse[place].text == ")"), here)


def unnamed(reading: Reading, noun: Token, plural: bool) -> Figure:
    """The unnamed figure in the words of the phrase; the same phrase is the same figure."""
    first, last = start_of_phrase(noun), end_of_phrase(noun)
    source = reading.source_of.get(noun.i, range(first, last))
    stop = min(last, source.stop)
    while stop > noun.i + 1 and reading.parse[stop - 1].pos_ in _JOINING:
        stop -= 1
    name = text_of(reading.parse, max(first, source.start), stop).lstrip(f"{BULLETS} ")
    figure = unnamed_as(reading, name, plural)
    word = head_word(noun)
    figure.gender = _gender_of(word)
    figure.roles |= {word, *modifiers_of(noun)}
    figure.human = word in ROLES
    return figure


def unnamed_as(reading: Reading, name: str, plural: bool) -> Figure:
    """The one unnamed figure of these words."""
    return reading.unnamed.setdefault(name.lower(), Figure("unnamed", name, plural=plural))
