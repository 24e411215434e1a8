"""The stretches of text that may be names, before anything is trimmed from them."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from summarizers.folding import plain
from summarizers.given_names import is_given_name
from summarizers.titles import BODIES, CROWDS, FEMALE_NAMES, MALE_NAMES, ROLES

_GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES
_NAMING_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_LINKS = frozenset({"de", "da", "del", "der", "van", "von", "bin", "al", "el", "la", "le", "di", "du", "ten"})
_PERSON = 2
"""Tokens that a person's name has at least, and more than which stand behind it where it is an owner's."""
_SAINTS = frozenset({"st", "saint", "sts"})
_SHORT_WORD = 3
_LONGEST_NAME = 12
"""Tokens; a longer run of capitals is shouting."""


def name_runs(parse: Doc) -> Iterator[tuple[int, int, str]]:
    """The recogniser's entities, grown by the names they break off, and the capitalised runs that it passed over."""
    found = [(start, end, "ORG") for start, end in _spelled_out(parse)]
    spelled = {index for start, end, _ in found for index in range(start, end)}
    entities = [each for each in parse.ents if each.label_ in _NAMING_LABELS and not spelled & {*_indices(each)}]
    taken = spelled | {index for entity in entities for index in _indices(entity)}
    found += [(*_grown(parse, each.start, each.end, each.label_, taken), each.label_) for each in entities]
    taken.update(index for start, end, _ in found for index in range(start, end))
    found += [(start, end, "") for start, end in _capitalised(parse, taken)]
    runs = sorted(found, key=lambda run: (run[0], -run[1]))
    for run in _joined(parse, _with_nicknames(parse, runs)):
        yield from _owner_apart(parse, *run)


def _indices(stretch: Span) -> range:
    return range(stretch.start, stretch.end)


def _joined(parse: Doc, runs: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The runs without overlap; a given name and what comes straight behind it are one."""
    last: tuple[int, int, str] | None = None
    for start, end, label in runs:
        if last is not None and last[1] == start and plain(parse[start - 1].text) in _GIVEN_NAMES:
            last = (last[0], end, "PERSON")
        elif last is None or end > last[1]:
            if last is not None:
                yield last
            last = (max(start, last[1]) if last else start, end, label)
    if last is not None:
        yield last


def _with_nicknames(parse: Doc, runs: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The runs, and one for each name with a nickname in quotation marks: "John 'Jack' Lee"."""
    ends = {start: end for start, end, _ in runs}
    whole = [
        (start, ends[behind], "PERSON")
        for start, end, _ in runs
        for mark in range(start + 1, end + 1)
        if (behind := _behind_nickname(parse, mark)) in ends and is_name_part(parse[start])
    ]
    return sorted([*runs, *whole], key=lambda run: (run[0], -run[1]))


def _behind_nickname(parse: Doc, start: int) -> int:
    """The token behind one or two capitalised words in quotation marks; -1 where there are none."""
    if start + 2 >= len(parse) or not parse[start].is_quote:
        return -1
    close = next((i for i in (start + 2, start + 3) if i < len(parse) and parse[i].is_quote), -1)
    named = close > 0 and all(token.is_title for token in parse[start + 1 : close])
    return close + 1 if named else -1


def _owner_apart(parse: Doc, start: int, end: int, label: str) -> Iterator[tuple[int, int, str]]:
    """A body's name without that of the person whose it is said to be: "Ann Lee's Harvest Party".

    Those of saints, women and children stay in it ("National Women's Law Center").
    """
    mark = next((i for i in range(start + _PERSON, end - _PERSON) if parse[i].lower_ in {"'s", "’s"}), None)
    named_after = plain(parse[start].text) in _SAINTS or (mark is not None and parse[mark - 1].lower_ in CROWDS)
    if mark is None or named_after or label == "PERSON" or plain(parse[end - 1].text) not in BODIES:
        yield start, end, label
        return
    yield start, mark, ""
    yield mark + 1, end, label


def _spelled_out(parse: Doc) -> Iterator[tuple[int, int]]:
    """The words before bracketed initials that they stand for, and these: "Alliance to Reclaim Our Schools (AROS)"."""
    for token in parse[1:-1] if len(parse) > 2 else ():
        if token.is_upper and token.nbor(-1).text == "(" and token.nbor(1).text == ")":
            letters = token.text.replace(".", "").lower()
            start = _start_of_words(parse, token.i - 1, letters) if len(letters) > 1 else None
            if start is not None:
                yield start, token.i - 1
                yield token.i, token.i + 1


def _start_of_words(parse: Doc, end: int, letters: str) -> int | None:
    """Where the words with these initials begin, little words in between passed over."""
    at = end
    for letter in reversed(letters):
        at -= 1
        while at > 0 and parse[at].lower_[0] != letter and parse[at].is_lower and len(parse[at]) <= _SHORT_WORD:
            at -= 1
        if at < 0 or parse[at].lower_[0] != letter:
            return None
    return at if parse[at].text[0].isupper() else None


def _grown(parse: Doc, start: int, end: int, label: str, taken: set[int]) -> tuple[int, int]:
    """An entity with the proper nouns that belong to the same compound: "[Karoline] Leavitt", "Claire [McCaskill]"."""
    while end < len(parse) and end not in taken and is_name_part(parse[end]) and parse[end - 1].head.i >= end:
        end += 1
    while (
        label == "PERSON"
        and start > 0
        and start - 1 not in taken
        and is_name_part(parse[start - 1])
        and plain(parse[start - 1].text) not in ROLES
        and start <= parse[start - 1].head.i < end
    ):
        start -= 1
    return start, end


def is_name_part(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[0].isupper()


def _capitalised(parse: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    others = {index for entity in parse.ents if not _is_full_name(entity) for index in _indices(entity)}
    start: int | None = None
    for token in parse:
        inside = token.i not in taken and token.i not in others and is_name_part(token)
        if start is None:
            start = token.i if inside else None
        elif not inside and (token.lower_ not in _LINKS or token.i in taken):
            yield from _if_short(start, token.i)
            start = None
    if start is not None:
        yield from _if_short(start, len(parse))


def _is_full_name(entity: Span) -> bool:
    """Was a full name taken for a date or the like?"""
    return len(entity) > 1 and all(map(is_name_part, entity)) and is_given_name(plain(entity[0].text))


def _if_short(start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= _LONGEST_NAME:
        yield start, end
