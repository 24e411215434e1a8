"""Where the article names somebody, and with what title before or apposition behind the name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from anyascii import anyascii
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Stretch

from summarizers.briefing import Span
from summarizers.document import Document
from summarizers.titles import (
    BODIES,
    COURTESIES,
    FEMALE_NAMES,
    HONORIFICS,
    MALE_NAMES,
    NAMING_BODIES,
    PARTIES,
    ROLES,
    STATES,
)

_GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES
_NAMING_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_LINKS_IN_NAME = frozenset({"de", "da", "del", "der", "van", "von", "bin", "al", "el", "la", "le", "di", "du", "ten"})
_LINKS_IN_TITLE = frozenset({"of", "for", "'s", "’s", "-", "&"})
_BEHIND_ROLE = frozenset({"of", "for"})
_TITLE_PARTS = frozenset({"NOUN", "PROPN", "ADJ"})
_NOT_A_NAME = frozenset({"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "st", "monday", "tuesday", "wednesday",
                         "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june",
                         "july", "august", "september", "october", "november", "december"})  # fmt: skip
_LONGEST_TITLE = 12
"""Tokens; a longer run before a name is a list or a headline."""
_LONGEST_APPOSITION = 40
_SHORT_WORD = 3
_LEAST_WORDS = 4
_CAPITALISED = 0.75
"""Share of words with a capital from which on a short paragraph is a headline."""
_MARKS = re.compile(r"[^\w&+-]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at tokens `start` to `end` of the parse, with the tokens of its title and apposition (empty if none).

    `words` is its form for comparison: ASCII, lower case, without marks, possessive and article.
    """

    start: int
    end: int
    words: tuple[str, ...]
    label: str
    title: range
    apposition: range

    @property
    def last(self) -> int:
        return self.end - 1


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """A word as compared with others: ASCII, lower case, no marks, no possessive ("Zelenskyy’s": "zelenskyy")."""
    folded = anyascii(word).lower().removesuffix("'s")
    return _MARKS.sub("", folded)


def find_mentions(document: Document) -> tuple[Mention, ...]:
    """Every name in text order; names do not overlap."""
    parse = document.parse
    found = [mention for start, end, label in _runs(parse) for mention in _mention(parse, start, end, label)]
    found.extend(list(_overlooked(parse, found)))
    headlines = frozenset(index for paragraph in document.paragraphs for index in _headline(parse, paragraph))
    known = {mention.words for mention in found if mention.start not in headlines}
    common = {token.lower_ for token in parse if token.is_lower}
    checked = (_in_headline(parse, m, known, common) if m.start in headlines else m for m in found)
    return tuple(sorted((mention for mention in checked if mention), key=lambda mention: mention.start))


def _headline(parse: Doc, paragraph: Span) -> Iterator[int]:
    """The tokens of a paragraph where nearly every longer word has a capital, which then tells nothing of names."""
    tokens = parse.char_span(*paragraph, alignment_mode="expand") if paragraph.end - paragraph.start < 300 else None
    words = [token for token in tokens or () if token.is_alpha and len(token) > _SHORT_WORD]
    if len(words) >= _LEAST_WORDS and sum(token.text[0].isupper() for token in words) > _CAPITALISED * len(words):
        yield from (token.i for token in tokens or ())


def _in_headline(parse: Doc, mention: Mention, known: set[tuple[str, ...]], common: set[str]) -> Mention | None:
    """The longest part of the mention that is a name elsewhere; all of it if no word of it is a common one."""
    size = len(mention.words)
    if mention.end - mention.start == size and mention.words not in known:
        for length in range(size, 0, -1):
            for first in range(size - length + 1):
                words = mention.words[first : first + length]
                rest = {*mention.words[:first], *mention.words[first + length :]}
                if words in known and rest <= common:
                    start = mention.start + first
                    title = mention.title if first == 0 else range(start, start)
                    return replace(mention, start=start, end=start + length, words=words, title=title)
    unsure = not mention.label or any(word in common for word in mention.words)
    return None if unsure and mention.words not in known else mention


def _overlooked(parse: Doc, found: list[Mention]) -> Iterator[Mention]:
    """Capitalised words that are the last word of a name elsewhere, where neither entity nor proper noun was seen."""
    taken = {index for mention in found for index in range(mention.start, mention.end)}
    surnames = {mention.words[-1] for mention in found if len(mention.words) > 1 and mention.label == "PERSON"}
    for token in parse:
        word = plain(token.text) if token.i not in taken and token.text[0].isupper() else ""
        if word in surnames and word not in ROLES and not token.is_stop:
            yield from _mention(parse, token.i, token.i + 1, "")


def _runs(parse: Doc) -> Iterator[tuple[int, int, str]]:
    """The recogniser's entities, grown by the names they break off, and the capitalised runs that it passed over."""
    taken = {
        index for entity in parse.ents if entity.label_ in _NAMING_LABELS for index in range(entity.start, entity.end)
    }
    found = [(*stretch, "ORG") for stretch in _spelled_out(parse)]
    taken.update(index for start, end, _ in found for index in range(start, end))
    found += [
        (*_grown(parse, entity.start, entity.end, entity.label_, taken), entity.label_)
        for entity in parse.ents
        if entity.label_ in _NAMING_LABELS
    ]
    taken.update(index for start, end, _ in found for index in range(start, end))
    found += [(start, end, "") for start, end in _capitalised(parse, taken)]
    yield from _joined(parse, sorted(found, key=lambda run: (run[0], -run[1])))


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
    """The words before bracketed initials that they stand for: "Alliance to Reclaim Our Schools (AROS)"."""
    for token in parse[1:-1] if len(parse) > 2 else ():
        letters = token.text.replace(".", "").lower()
        if token.is_upper and len(letters) > 1 and token.nbor(-1).text == "(" and token.nbor(1).text == ")":
            start = _start_of_words(parse, token.i - 1, letters)
            if start is not None:
                yield start, token.i - 1


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
    while end < len(parse) and end not in taken and _is_name_part(parse[end]) and parse[end - 1].head.i >= end:
        end += 1
    while (
        label == "PERSON"
        and start > 0
        and start - 1 not in taken
        and _is_name_part(parse[start - 1])
        and plain(parse[start - 1].text) not in ROLES
        and start <= parse[start - 1].head.i < end
    ):
        start -= 1
    return start, end


def _is_name_part(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[0].isupper()


def _capitalised(parse: Doc, taken: set[int]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for token in parse:
        inside = token.i not in taken and not token.ent_type_ and _is_name_part(token)
        if inside and start is None:
            start = token.i
        elif start is not None and not inside and not (token.lower_ in _LINKS_IN_NAME and token.i not in taken):
            yield start, token.i
            start = None
    if start is not None:
        yield start, len(parse)


def _mention(parse: Doc, start: int, end: int, label: str) -> Iterator[Mention]:
    """The trimmed name with what is around it; nothing where no name is left."""
    start, end = _without_role(parse, *_trimmed(parse, start, end))
    bare = _without_honorific(parse, start, end, label)
    end = _with_body(parse, bare, end, label)
    words = tuple(word for token in parse[bare:end] if (word := plain(token.text)))
    words = (PARTIES[words[0]].lower(),) if len(words) == 1 and words[0] in PARTIES else words
    if words and not _is_no_name(parse[bare:end], words, label):
        title = _title_before(parse, bare)
        yield Mention(bare, end, words, label, title, _apposition_after(parse, end))


def _is_no_name(stretch: Stretch, words: tuple[str, ...], label: str) -> bool:
    """A day, a bare role ("President") or an adjective of a people or party ("Ukrainian officials")."""
    if label == "NORP" or words[0].title() in PARTIES.values():
        singular_role = words[-1] in ROLES
        return singular_role or stretch.root.dep_ in {"amod", "compound", "nmod"} or stretch.root.pos_ == "ADJ"
    if len(words) > 1:
        return False
    state = words[0] in STATES and stretch[0].text.endswith(".")
    role = words[0] in ROLES or plain(stretch[0].lemma_) in ROLES or words[0].removesuffix("s") in ROLES
    return state or role or words[0] in _NOT_A_NAME or words[0].isdigit()


def _trimmed(parse: Doc, start: int, end: int) -> tuple[int, int]:
    for index in range(start, end):
        if "\n" in parse[index].text:
            end = index if index > start else end
            break
    while start < end and (parse[start].pos_ in {"DET", "PUNCT", "SPACE", "PART"} or not plain(parse[start].text)):
        start += 1
    while end > start and (parse[end - 1].lower_ in {"'s", "’s", "'", "’"} or not plain(parse[end - 1].text)):
        end -= 1
    return start, end


def _without_role(parse: Doc, start: int, end: int) -> tuple[int, int]:
    """The body in "PolitiFact Executive Director" where the name of the person follows."""
    if end < len(parse) and _is_name_part(parse[end]):
        role = next((i for i in range(start, end) if plain(parse[i].text) in ROLES), end)
        while start < role < end and parse[role - 1].pos_ == "ADJ":
            role -= 1
        return start, max(role, start)
    return start, end


def _without_honorific(parse: Doc, start: int, end: int, label: str) -> int:
    """Where the name begins behind titles ("Sen. Ann Lee"); "Justice Department" and the like stay whole."""
    last = plain(parse[end - 1].text) if end > start else ""
    if label not in {"PERSON", ""} and (
        plain(parse[start].text) in {"general", "justice", "attorney", "state"}
        or last in BODIES
        or last in HONORIFICS
        or parse[end - 1].is_lower
    ):
        return start
    while start < end - 1 and plain(parse[start].text) in HONORIFICS and last not in BODIES:
        start += 1
    return start


def _with_body(parse: Doc, start: int, end: int, label: str) -> int:
    """The end of a name that goes on with the noun of a body: "Lee campaign", "Ukrainian government"."""
    at = end
    if at < len(parse) and parse[at].lower_ in {"foreign", "defense", "interior", "finance", "health", "state"}:
        at += 1
    if at < len(parse) and start < end and parse[at].lower_ in NAMING_BODIES and parse[at].head.i != end - 1:
        following = parse[at + 1].lower_ if at + 1 < len(parse) else ""
        return end if parse[at].dep_ == "compound" or following in ROLES else at + 1
    return end


def _title_before(parse: Doc, start: int) -> range:
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
    while parse[role].lower_ in _LINKS_IN_TITLE:
        role += 1
    return range(role, start)


def _goes_on_left(parse: Doc, index: int, start: int) -> bool:
    token = parse[index]
    if token.pos_ in _TITLE_PARTS or plain(token.text) in ROLES:
        return "\n" not in token.text
    joins_roles = token.lower_ == "and" and plain(parse[index - 1].text) in ROLES
    return index + 1 < start and (token.lower_ in _LINKS_IN_TITLE or joins_roles)


def _apposition_after(parse: Doc, end: int) -> range:
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
    return range(first, last) if _is_apposition(parse[first:last]) else range(end, end)


def _is_apposition(stretch: Stretch) -> bool:
    """Does it name a role before anything else, and is it no clause of its own?"""
    if not stretch or stretch[0].lower_ == "who":
        return len(stretch) > 1
    phrase = list(takewhile(lambda token: token.pos_ not in {"ADP", "VERB", "AUX", "SCONJ"}, stretch))
    has_role = any(plain(token.text) in ROLES for token in phrase)
    own_verb = any(token.tag_ in {"VBD", "VBZ", "VBP", "MD"} and not _is_in_relative(token) for token in stretch)
    return has_role and not own_verb and stretch[0].pos_ in {"DET", "ADJ", "NOUN", "PROPN", "PRON", "ADV"}


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
