"""The stretches of text that may be names, before anything is trimmed from them."""

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from summarizers.folding import plain
from summarizers.titles import FEMALE_NAMES, MALE_NAMES, ROLES

_GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES
_NAMING_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_LINKS = frozenset({"de", "da", "del", "der", "van", "von", "bin", "al", "el", "la", "le", "di", "du", "ten"})
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
    yield from _joined(parse, sorted(found, key=lambda run: (run[0], -run[1])))


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


def _spelled_out(parse: Doc) -> Iterator[tuple[int, int]]:
    """The words before bracketed initials that they stand for, and these: "Alliance to Reclaim Our Schools (AROS)"."""
    for token in parse[1:-1] if len(parse) > 2 else ():
        letters = token.text.replace(".", "").lower()
        if token.is_upper and len(letters) > 1 and token.nbor(-1).text == "(" and token.nbor(1).text == ")":
            start = _start_of_words(parse, token.i - 1, letters)
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
    start: int | None = None
    for token in parse:
        inside = token.i not in taken and not token.ent_type_ and is_name_part(token)
        if start is None:
            start = token.i if inside else None
        elif not inside and (token.lower_ not in _LINKS or token.i in taken):
            yield from _if_short(start, token.i)
            start = None
    if start is not None:
        yield from _if_short(start, len(parse))


def _if_short(start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start <= _LONGEST_NAME:
        yield start, end
