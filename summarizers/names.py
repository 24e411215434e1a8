"""Which names of an article are names of one and the same: full and short, spelled out and in initials."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein
from spacy.tokens import Doc

from summarizers.adornments import Words
from summarizers.briefing import ActorKind
from summarizers.folding import plain
from summarizers.given_names import is_given_name
from summarizers.mentions import Mention
from summarizers.titles import (
    BODIES,
    BODY_ENDINGS,
    FEMALE_NAMES,
    MALE_NAMES,
    NAME_SUFFIXES,
    NAMING_BODIES,
    NICKNAMES,
    PARTIES,
    ROLES,
)

_GIVEN_NAMES = MALE_NAMES | FEMALE_NAMES
_KIND_OF_LABEL: dict[str, ActorKind] = {
    "PERSON": "person", "GPE": "place", "LOC": "place", "NORP": "group", "ORG": "organization",
    "FAC": "organization", "PRODUCT": "organization", "WORK_OF_ART": "organization", "EVENT": "organization",
    "LAW": "organization",
}  # fmt: skip
_LITTLE = frozenset({"of", "the", "and", "for", "in", "on", "to", "&"})
_PREPOSITIONS = frozenset({"of", "for", "to", "on", "against"})
_SEATS = frozenset({("white", "house"), ("kremlin",), ("pentagon",), ("downing", "street"), ("capitol", "hill")})
_SAME_START = 2
_LONG_ENOUGH = 6
"""Letters a surname must have for another that differs in one letter to be its variant ("Zelensky")."""


@dataclass(slots=True, eq=False)
class Name:
    """A name in its fullest form, with the mentions that have just that form, and all forms that can stand for it."""

    words: Words
    kind: ActorKind
    own: list[Mention]
    forms: set[Words] = field(default_factory=set)


def join_names(parse: Doc, mentions: Iterable[Mention]) -> list[Name]:
    """The different names; a short form that fits several (a surname in a family) stands among the forms of each."""
    by_words: dict[Words, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_words[mention.words].append(mention)
    names = {words: Name(words, _kind(parse, words, found), found, {words}) for words, found in by_words.items()}
    for join in (_initials, _bracketed, _persons, _bodies, _variants):
        for short, long in list(join(parse, names)):
            _merge(names, short, long)
    return list({id(name): name for name in names.values() if name.words in names}.values())


def _merge(names: dict[Words, Name], short: Name, longs: list[Name]) -> None:
    """Lets the long names answer to all forms of the short one, which is then no name of its own."""
    longs = [long for long in longs if long is not short and long.words in names]
    if not longs or short.words not in names:
        return
    for long in longs:
        long.forms |= short.forms
        if len(longs) == 1 and are_one_name(short.words, long.words):
            long.own = [*long.own, *short.own]
    del names[short.words]


def _kind(parse: Doc, words: Words, mentions: list[Mention]) -> ActorKind:
    """By vote of the recogniser and of titles, given names, articles and the nouns of bodies."""
    votes: Counter[ActorKind] = Counter()
    for mention in mentions:
        if mention.label:
            votes[_KIND_OF_LABEL[mention.label]] += 2
        if mention.title:
            votes["person"] += 5
        if mention.start and parse[mention.start - 1].lower_ == "the" and not mention.title:
            votes["organization"] += 1
        if len(words) == 1 and _lies_there(parse, mention.start):
            votes["place"] += 3
        if mention.apposition or (len(words) > 1 and _follows_role(parse, mention)):
            votes["organization" if _is_measured(parse, mention) else "person"] += 3
        if "place" not in votes and any(kinds_of_body(parse, mention)):
            votes["organization"] += 5
    least = 2 * len(mentions)
    if len(words) == 1 and all(parse[mention.start].tag_ in {"NNPS", "NNS"} for mention in mentions):
        votes["group"] += least
    if words[0] in PARTIES and len(words) == 1:
        return "group"
    if (
        words in _SEATS
        or (words[-1] in BODY_ENDINGS and len(words) > 1)
        or words[-1] in NAMING_BODIES
        or _is_body(words)
        or "&" in words
    ):
        return "organization"
    if len(words) > 1:
        votes["person"] += 2 * least if words[0] in _GIVEN_NAMES else is_given_name(words[0])
    if len(words) == 1 and all(parse[mention.start].is_upper for mention in mentions):
        votes["organization"] += least
    return votes.most_common(1)[0][0] if votes else "person" if len(words) > 1 else "organization"


def _is_measured(parse: Doc, mention: Mention) -> bool:
    """Is it told of by its size: "Kettle, the country's second-largest brewer"?"""
    return any(parse[index].lower_ in {"largest", "biggest"} for index in mention.apposition)


def _lies_there(parse: Doc, start: int) -> bool:
    """Does something lie "near Holm", or a body in it ("the Bee Institute in Holm")?"""
    before = parse[start - 1].lower_ if start else ""
    return before in {"near", "outside"} or (before == "in" and start > 1 and parse[start - 2].pos_ == "PROPN")


def kinds_of_body(parse: Doc, mention: Mention) -> Iterator[str]:
    """What a body is called beside its name: "the firm Tessen Works", "Tessen Works, a ferry company"."""
    before = parse[mention.start - 1] if mention.start else None
    beside = (child for child in parse[mention.start : mention.end].root.rights if child.dep_ == "appos")
    for noun in (before, *beside):
        if noun is not None and noun.pos_ == "NOUN" and noun.is_lower and plain(noun.text) in BODIES:
            yield plain(noun.text)


def _follows_role(parse: Doc, mention: Mention) -> bool:
    """Is it in apposition: "the town's surveyor, Ann Lee, said"?"""
    before, behind = parse[max(mention.start - 2, 0) : mention.start], parse[mention.end : mention.end + 1]
    return before.text.endswith(",") and behind.text in {",", "."} and plain(before[0].text) in ROLES


def _is_body(words: Words) -> bool:
    """Is it named by what it is and does: "Alliance to Save Rivers", "Bank of America"?"""
    behind = next((place for place, word in enumerate(words) if word in _PREPOSITIONS), 0)
    return behind > 0 and words[behind - 1] in BODIES


def _bare(words: Words) -> Words:
    return words[:-1] if len(words) > 1 and words[-1] in NAME_SUFFIXES else words


def are_one_name(short: Words, long: Words) -> bool:
    """Can a name of at least two words be the same person's as another: "Ann Lee", "Ann M. Lee", "Annie"?"""
    short, long = _bare(short), _bare(long)
    if len(short) < 2 or len(long) < 2 or short[-1] != long[-1]:
        return False
    middles = ({*short[1:-1]}, {*long[1:-1]})
    if middles[0] and middles[1] and not middles[0] & middles[1]:
        return False
    one, other = short[0], long[0]
    initial = min(len(one), len(other)) == 1 and one[0] == other[0]
    return one == other or initial or NICKNAMES.get(one, one) == NICKNAMES.get(other, other)


def _persons(parse: Doc, names: dict[Words, Name]) -> Iterator[tuple[Name, list[Name]]]:
    """Persons by surname, by given name, and with or without middle names; the fullest form stays."""
    full = [name for name in names.values() if name.kind == "person" and len(name.words) > 1]
    full.sort(key=lambda name: (-len(name.words), name.own[0].start))
    by_last, by_first = _index(full, lambda name: _bare(name.words)[-1]), _index(full, lambda name: name.words[0])
    for name in sorted(names.values(), key=lambda name: -len(name.words)):
        words = _bare(name.words)
        same_last = [other for other in by_last.get(words[-1], ()) if other is not name]
        if len(words) == 1:
            longs = same_last or (by_first.get(words[0], []) if _is_given(name) else [])
            if longs and not _is_rather_a_place(parse, name) and "." not in parse[name.own[0].start].text[:-1]:
                yield name, [long for long in longs if long.words in names]
        else:
            longs = [o for o in same_last if _is_fuller(o, name) and _can_stand_for(name, o)]
            if longs and _suffix_fits(name, longs[0]):
                yield name, longs[:1]


def _is_given(name: Name) -> bool:
    """Can a single word be somebody's first word: a given name, or a family name that comes first ("Mr. Xi")?"""
    return name.words[0] in _GIVEN_NAMES or any(mention.title or mention.label == "PERSON" for mention in name.own)


def _can_stand_for(name: Name, full: Name) -> bool:
    """Whatever it was taken for, all that stands behind a given name is a surname ("Van der Meer")."""
    words = _bare(name.words)
    return _ends(full, words) or (name.kind == "person" and are_one_name(words, full.words))


def _index(names: list[Name], key: Callable[[Name], str]) -> dict[str, list[Name]]:
    index: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        index[key(name)].append(name)
    return index


def _is_fuller(one: Name, other: Name) -> bool:
    return (len(one.words), -one.own[0].start) > (len(other.words), -other.own[0].start)


def _ends(long: Name, words: Words) -> bool:
    return len(long.words) > len(words) and _bare(long.words)[-len(words) :] == words


def _suffix_fits(short: Name, long: Name) -> bool:
    """A "Jr." is left out once the full name has stood there; before that the bare name is the father's."""
    return long.words[-1] not in NAME_SUFFIXES or long.own[0].start < short.own[0].start


def _is_rather_a_place(parse: Doc, name: Name) -> bool:
    within = sum(mention.start > 0 and parse[mention.start - 1].lower_ == "in" for mention in name.own)
    return name.kind == "place" and 2 * within >= len(name.own)


def _bodies(parse: Doc, names: dict[Words, Name]) -> Iterator[tuple[Name, list[Name]]]:
    """Organisations by their last words behind an article ("the Times") or by their first ("Pew")."""
    full = sorted((n for n in names.values() if n.kind == "organization" and len(n.words) > 1), key=_rank)
    by_last, by_first = _index(full, lambda name: name.words[-1]), _index(full, lambda name: name.words[0])
    for name in list(names.values()):
        words = name.words
        if name.kind not in {"organization", "person"} or (len(words) > 1 and name.kind == "person"):
            continue
        tails = [o for o in by_last.get(words[-1], ()) if len(o.words) > len(words) and o.words[-len(words) :] == words]
        heads = [o for o in by_first.get(words[0], ()) if len(o.words) > len(words) and o.words[: len(words)] == words]
        if tails and (len(words) > 1 or words[0] in BODIES):
            yield name, tails[:1]
        elif len(heads) == 1 and _is_short_for(name, heads[0]):
            yield name, heads


def _is_short_for(name: Name, body: Name) -> bool:
    """Can a body be called by its first word: one that is taken for a body itself, or the family's of "Lee & Sons"?"""
    return body.words[-1] not in NAMING_BODIES and (name.kind == "organization" or "&" in body.words)


def _rank(name: Name) -> tuple[int, int]:
    return -len(name.own), name.own[0].start


def _initials(parse: Doc, names: dict[Words, Name]) -> Iterator[tuple[Name, list[Name]]]:
    """ "FBI" or "F.B.I." for the Federal Bureau of Investigation."""
    spelled: dict[str, Name] = {}
    for name in sorted(names.values(), key=_rank, reverse=True):
        parts = [word for word in name.words if word not in _LITTLE]
        if len(parts) > 1 and name.kind != "person":
            spelled["".join(word[0] for word in parts)] = name
            spelled["".join(word[0] for word in name.words)] = name
            if "of" in name.words[1:-2]:
                spelled["".join(word[0] for word in name.words[name.words.index("of") + 1 :])] = name
    for name in list(names.values()):
        if (
            len(name.words) == 1
            and name.words[0] in spelled
            and parse[name.own[0].start].text.replace(".", "").isupper()
        ):
            yield name, [spelled[name.words[0]]]


def _bracketed(parse: Doc, names: dict[Words, Name]) -> Iterator[tuple[Name, list[Name]]]:
    """A short form given in brackets behind the long one: "Russia Today (RT)"."""
    ends = {mention.end: name for name in names.values() for mention in name.own}
    for name in list(names.values()):
        for mention in name.own:
            long = ends.get(mention.start - 1) if mention.start and parse[mention.start - 1].text == "(" else None
            short = len(name.words) == 1 and len(name.words[0]) > 1 and parse[mention.start].is_upper
            if short and long is not None and len(long.words) > 1 and long.kind != "person":
                yield name, [long]


def _variants(parse: Doc, names: dict[Words, Name]) -> Iterator[tuple[Name, list[Name]]]:
    """Surnames that differ in a letter: "Zelensky" for Zelenskyy; the commoner form stays."""
    del parse
    by_start: dict[str, list[Name]] = defaultdict(list)
    for name in sorted((n for n in names.values() if n.kind == "person"), key=lambda n: (-len(n.words), *_rank(n))):
        last = _bare(name.words)[-1]
        for other in by_start[last[:_SAME_START]]:
            theirs = _bare(other.words)[-1]
            near = len(last) >= _LONG_ENOUGH and Levenshtein.distance(last, theirs, score_cutoff=1) == 1
            if near and not last.endswith("s") and not theirs.endswith("s") and _given_fits(name, other):
                yield name, [other]
                break
        by_start[last[:_SAME_START]].append(name)


def _given_fits(name: Name, other: Name) -> bool:
    mine, theirs = _bare(name.words), _bare(other.words)
    return len(mine) == 1 or len(theirs) == 1 or mine[0] == theirs[0]
