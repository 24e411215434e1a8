"""Whom "he", "they", "it" and "who" stand for: one pass over the article, to the nearest fitting figure."""

from operator import itemgetter

from spacy.tokens import Doc, Token

from summarizers.cast import Figure, text_of
from summarizers.descriptions import describe, is_pair, note_owner, one_of, unnamed_as
from summarizers.given_names import Gender
from summarizers.phrases import end_of_phrase, head_word, is_definite, owns_claim
from summarizers.reading import SUBJECTS, Reading, best, is_person
from summarizers.titles import BODIES, DOCUMENTS, PARTIES, ROLES

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
THEY = frozenset({"they", "them", "their", "theirs", "both", "each"})
IT = frozenset({"it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whose", "whom"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_DETERMINERS = frozenset({"the", "this", "that", "a", "an", "one", "another"})
_PREDICATIVE = frozenset({"attr", "compound", "amod", "nmod", "oprd", "npadvmod", "appos"})
DASHES = frozenset({"-", "--", "–", "—"})
_DATELINE = 60
"""Tokens from the start of the article, with a heading, within which a dateline ends."""
_LONGEST_DATELINE = 14
_ANYBODY = frozenset({"anybody", "anyone", "everybody", "everyone", "nobody", "somebody", "someone"})
_UNKNOWN_GENDER = 0.2
_UNNAMED = 0.8
_NAMED_BELOW = 1.5
_BODY_AS_THEY = 0.8
_PLACE_AS_IT = 0.3
_LEAST = -5.0
"""Below this a plural pronoun refers to nobody; set by hand on development articles, like the weights above."""


def read(reading: Reading) -> None:
    """Goes through the article once and notes for every referring token whom it stands for.

    The end of a paragraph lets figures fade as much as a sentence does.
    """
    ends = {mention.start: mention.end for mention in reading.cast.mentions}
    inside, dateline = -1, _dateline(reading.parse)
    for token in reading.parse:
        if token.i not in reading.quoted:
            reading.sentence += bool(token.is_sent_start) + ("\n" in token.text)
        if token.i in ends:
            inside = ends[token.i]
            if token.i not in dateline:
                reading.note(token.i, inside, (_named(reading, token, inside),))
        elif token.i >= inside:
            if token.pos_ in _NOUNS:
                note_owner(reading, token)
            figures = _refer(reading, token)
            if figures:
                reading.note(token.i, token.i + 1, figures)


def _named(reading: Reading, token: Token, end: int) -> Figure:
    """Whom a name stands for; what "Democrats in Ohio" ask for is not the whole party's wish."""
    figure = reading.cast.at[token.i]
    if figure.name not in PARTIES.values():
        return figure
    noun = reading.parse[token.i : end].root
    last = end_of_phrase(noun)
    if not owns_claim(noun) or last <= end:
        return figure
    figure.places.remove((token.i, end))
    for index in range(token.i, end):
        del reading.cast.at[index]
    return unnamed_as(reading, text_of(reading.parse, token.i, last), plural=True)


def _dateline(parse: Doc) -> range:
    """The tokens of "TOLMOUTH, Nov 8 (Orlop) –", whose place and agency nothing in the article stands for."""
    spaced = (index for index in range(1, min(_DATELINE, len(parse))) if parse[index - 1].whitespace_)
    dash = next((index for index in spaced if parse[index].text in DASHES), 0)
    first = next((index + 1 for index in reversed(range(dash)) if "\n" in parse[index].text), 0)
    is_one = dash - first <= _LONGEST_DATELINE and len(parse[first]) > 1 and parse[first].is_upper if dash else False
    return range(first, dash) if is_one else range(0)


def _refer(reading: Reading, token: Token) -> tuple[Figure, ...]:
    """The figures that a pronoun or description stands for; none where the token refers to nobody."""
    word = token.lower_
    if word in HE or word in SHE:
        return _antecedent(reading, token, "male" if word in HE else "female")
    if token.i in reading.speaking:
        if word in THEY or _counts_them(token):
            return _plural_antecedent(reading, token)
        if word == "one":
            return one_of(reading, token)
        if word == "year" and reading.parse[token.i + 1 : token.i + 3].text == "-old":
            return _most_in_mind(reading, token) if is_definite(token.nbor(2)) else ()
        if word in IT:
            return _body_antecedent(reading, token)
        if word in _RELATIVE and token.tag_ in {"WP", "WDT", "WP$"}:
            return _relative_antecedent(reading, token)
    if token.pos_ in _NOUNS and (token.i in reading.speaking or _brings_in(token)):
        return describe(reading, token)
    return ()


def _counts_them(token: Token) -> bool:
    """ "The two", "the three"."""
    return (
        token.tag_ == "CD" and not any(token.rights) and any(child.lower_ in {"the", "these"} for child in token.lefts)
    )


def _brings_in(noun: Token) -> bool:
    """Does a role stand for somebody ("the mayor") rather than say what somebody is ("ran for mayor")?

    So does a body whose claim is spoken of ("the ministry's claim that").
    """
    if head_word(noun) in BODIES and owns_claim(noun):
        return True
    if not (head_word(noun) in ROLES or is_pair(noun)) or noun.dep_ in _PREDICATIVE:
        return False
    determined = any(child.dep_ in {"poss", "nummod"} or child.lower_ in _DETERMINERS for child in noun.lefts)
    return determined or noun.tag_ in {"NNS", "NNPS"}


def _antecedent(reading: Reading, token: Token, gender: Gender) -> tuple[Figure, ...]:
    scores: dict[Figure, float] = {}
    named_below = _named_below(reading, token)
    for event, score in reading.candidates(token):
        figure = event.figures[0]
        if not event.several and is_person(figure) and figure.gender in {gender, "unknown"}:
            score -= _NAMED_BELOW * (figure in named_below)
            score -= _UNKNOWN_GENDER * (figure.gender == "unknown") + _UNNAMED * (figure.kind == "unnamed")
            scores[figure] = max(scores.get(figure, score), score)
    return best(scores)


def _most_in_mind(reading: Reading, token: Token) -> tuple[Figure, ...]:
    """The person whom "the 29-year-old" is."""
    seen = [(event, score) for event, score in reading.candidates(token) if not event.several]
    persons = [(score, event.figures) for event, score in seen if is_person(event.figures[0])]
    return max(persons, key=itemgetter(0), default=(0.0, ()))[1]


def _named_below(reading: Reading, token: Token) -> set[Figure]:
    """Who is called by a name or noun in the clause of which a pronoun is the subject, or in what it is said to say.

    That is hardly the one it stands for: principle C of binding theory (Chomsky, 1981). Nor is whoever acts on the
    subject in front of it: "When pressed by Lee, he (or his answer) was".
    """
    subject = token.head if token.dep_ == "poss" else token
    if subject.dep_ not in SUBJECTS:
        return set()
    below = range(token.i + 1, token.head.right_edge.i + 1) if subject is token else range(0)
    said = (index for stretch in reading.own_content.get(token.i, ()) for index in stretch)
    acting = (word.i for clause in subject.head.lefts for word in _others_in(clause))
    called = {index: reading.at.get(index, (reading.cast.at.get(index),)) for index in (*below, *said, *acting)}
    return {
        each
        for index, figures in called.items()
        for each in figures
        if each is not None and reading.parse[index].pos_ != "PRON"
    }


def _others_in(clause: Token) -> list[Token]:
    """Whom or what a clause without a subject of its own names beside the subject that it shares."""
    if clause.dep_ != "advcl" or any(child.dep_ in SUBJECTS for child in clause.lefts):
        return []
    return [word for child in clause.rights for word in (child, *child.rights) if word.dep_ in {"dobj", "pobj"}]


def _plural_antecedent(reading: Reading, token: Token) -> tuple[Figure, ...]:
    found: tuple[Figure, ...] = ()
    highest = _LEAST
    for event, score in reading.candidates(token):
        if not event.several and not event.figures[0].plural:
            if not _may_be_body(event.figures[0]):
                continue
            score -= _BODY_AS_THEY
        if score > highest:
            found, highest = event.figures, score
    return found


def _body_antecedent(reading: Reading, token: Token) -> tuple[Figure, ...]:
    scores: dict[Figure, float] = {}
    named_below = _named_below(reading, token)
    for event, score in reading.candidates(token):
        figure = event.figures[0]
        unnamed_thing = figure.kind == "unnamed" and not is_person(figure)
        document = head_word(reading.parse[event.index]) in DOCUMENTS and event.index not in reading.cast.at
        club = figure.kind == "group" and reading.parse[event.index].tag_ == "NN"  # "Rovers", called "the club"
        thing = figure.kind == "place" or unnamed_thing or document or _may_be_body(figure)
        if not event.several and (club or (thing and not figure.plural)):
            score -= _PLACE_AS_IT * (figure.kind == "place") + _NAMED_BELOW * (figure in named_below)
            scores[figure] = max(scores.get(figure, score), score)
    return best(scores)


def _may_be_body(figure: Figure) -> bool:
    """An organisation, or what was taken for a person but is never called as one is.

    That is by one name without a title or gender ("Factcheck"), again and again by all of it ("Norrholm Line"), or by
    its beginning ("Lowland" for Lowland Water).
    """
    if figure.kind != "person" or figure.gender != "unknown":
        return figure.kind == "organization"
    one_name = not figure.descriptions and " " not in figure.name
    always_in_full = " " in figure.name and len(figure.forms) == 1 and len(figure.places) > 1
    words = figure.name.split()
    by_beginning = not figure.descriptions and figure.forms[words[0]] > max(1, figure.forms[words[-1]])
    return one_name or always_in_full or by_beginning


def _relative_antecedent(reading: Reading, token: Token) -> tuple[Figure, ...]:
    """What a relative clause hangs on: the name straight before it, else by the parse, else the latest that fits."""
    before = token.i - 1
    while before > 0 and reading.parse[before].text in {",", "--", "—", "-"}:
        before -= 1
    noun = reading.parse[before]
    if noun.lower_ in _ANYBODY:
        return (unnamed_as(reading, noun.text, plural=False),)
    near = reading.at.get(_described_by(noun).i) or reading.at.get(before, ())
    if near and _can_be(token, near):
        return near
    figures = _by_parse(reading, token)
    if figures and _can_be(token, figures):
        return figures
    return next((event.figures for event in reversed(reading.events[-5:]) if _can_be(token, event.figures)), figures)


def _described_by(noun: Token) -> Token:
    """What a noun says something of: the name in "Harbour 45, a super PAC that", though "PAC" may be a name too."""
    indefinite = any(child.lower_ in {"a", "an"} for child in noun.lefts)
    return noun.head if noun.dep_ == "appos" and indefinite else noun


def _can_be(relative: Token, figures: tuple[Figure, ...]) -> bool:
    people = is_person(figures[0]) or figures[0].plural or figures[0].kind == "group"
    return relative.lower_ == "that" or people == (relative.lower_ in {"who", "whom"})


def _by_parse(reading: Reading, token: Token) -> tuple[Figure, ...]:
    """The noun that the relative clause modifies, or for "who" the one that a place behind it belongs to."""
    verb = token
    while verb.dep_ not in {"relcl", "ROOT"}:
        verb = verb.head
    noun = verb.head
    figures: tuple[Figure, ...] = ()
    while verb.dep_ == "relcl" and noun.i < token.i:
        figures = reading.at.get(noun.i) or (describe(reading, noun) if noun.pos_ in _NOUNS else ())
        bare = noun.tag_ == "NN" and not any(noun.lefts)
        if noun.dep_ != "pobj" or (figures and _can_be(token, figures) and not bare):
            break
        noun = noun.head.head
    return figures
