"""What stands around a name and says who it is: a title before it, an apposition or clause behind it."""

from itertools import takewhile

from spacy.tokens import Doc, Span, Token

from summarizers.folding import plain
from summarizers.phrases import FINITE
from summarizers.titles import COURTESIES, ROLES

_LINKS = frozenset({"of", "for", "'s", "’s", "-", "&"})
_BEHIND_ROLE = frozenset({"of", "for"})
_TITLE_PARTS = frozenset({"NOUN", "PROPN", "ADJ"})
_LONGEST_TITLE = 12
"""Tokens; a longer run before a name is a list or a headline."""
_LONGEST_APPOSITION = 40


def title_before(parse: Doc, start: int) -> range:
    """The tokens of a title or role straight before the name: "White House press secretary", "Secretary of State"."""
    first = start
    while first > 0 and start - first < _LONGEST_TITLE and _goes_on_left(parse, first - 1, start):
        first -= 1
    role = next((i for i in range(start - 1, first - 1, -1) if plain(parse[i].text) in ROLES), None)
    if role is None or not (role == start - 1 or parse[role + 1].lower_ in _BEHIND_ROLE):
        return range(start, start)
    if plain(parse[role].text) in COURTESIES:
        return range(role, start)
    while role > first and parse[role - 1].lower_ not in _BEHIND_ROLE:
        role -= 1
    while parse[role].lower_ in _LINKS:
        role += 1
    return range(role, start)


def _goes_on_left(parse: Doc, index: int, start: int) -> bool:
    token = parse[index]
    if token.pos_ in _TITLE_PARTS or plain(token.text) in ROLES:
        return "\n" not in token.text
    before = parse[index - 1] if index else token
    joins = (token.lower_ == "and" and plain(before.text) in ROLES) or (
        token.lower_ == "the" and before.lower_ in _BEHIND_ROLE
    )
    return index + 1 < start and (token.lower_ in _LINKS or joins)


def apposition_after(parse: Doc, end: int) -> range:
    """The tokens of "a senior director at the Fund" behind "Bo Ray,"; also of "who led the Fund"."""
    first = end
    if first + 1 < len(parse) and parse[first].text == "(":
        first = next((i + 1 for i in range(first, min(first + 8, len(parse))) if parse[i].text == ")"), first)
    if first + 2 >= len(parse) or parse[first].text != ",":
        return range(end, end)
    first += 1
    if parse[first].like_num and parse[first + 1].text == ",":
        first += 2
    last = _end_of_apposition(parse, first)
    is_one = _is_apposition(parse[first:last]) and not _describes_next(parse[first:last])
    return range(first, last) if is_one else range(end, end)


def _describes_next(stretch: Span) -> bool:
    """Is it rather of the name behind it ("told the Gazette, the mayor, Bo Ray, said")?"""
    subjects = (token for token in stretch if token.dep_ == "nsubj" and token.head.i >= stretch.end)
    return any(child.dep_ == "appos" and child.pos_ == "PROPN" for noun in subjects for child in noun.rights)


def _is_apposition(stretch: Span) -> bool:
    """Does it name a role before anything else, and is it no clause of its own?"""
    if not stretch or stretch[0].lower_ == "who":
        return len(stretch) > 1
    phrase = list(takewhile(lambda token: token.pos_ not in {"ADP", "VERB", "AUX", "SCONJ"}, stretch))
    has_role = any(plain(token.text) in ROLES for token in phrase)
    own_verb = any(token.tag_ in FINITE and not _is_in_relative(token) for token in stretch)
    return (
        has_role
        and not own_verb
        and not _is_title(phrase)
        and stretch[0].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "PRON", "ADV"}
    )


def _is_title(phrase: list[Token]) -> bool:
    """Is it rather the title of the next one's name ("said Bo Ray, former senator Ann Lee and")?"""
    named = [*takewhile(lambda token: token.pos_ == "PROPN" and plain(token.text) not in ROLES, reversed(phrase))]
    return 0 < len(named) < len(phrase) and plain(phrase[-1 - len(named)].text) in ROLES


def _is_in_relative(verb: Token) -> bool:
    return verb.dep_ in {"relcl", "acl"} or any(token.dep_ == "relcl" for token in verb.ancestors)


def _end_of_apposition(parse: Doc, first: int) -> int:
    """The next comma or other mark outside of parentheses, or the verb that the apposition cannot hold."""
    last = first
    while last < len(parse) and last - first < _LONGEST_APPOSITION:
        token = parse[last]
        if token.text in {",", ";", ":", ".", "—", "--", "“", "”", '"', "("} or "\n" in token.text:
            break
        last += 1
    return last
