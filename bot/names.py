"""How names are compared: by a key that the usual spellings of a name share, by surname, and by likeness."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from anyascii import anyascii
from rapidfuzz import process
from rapidfuzz.distance import OSA

from summarizers.titles import HONORIFICS, NAME_SUFFIXES

_LONGEST_KEY: Final = 200
"""Characters of a key: more than any name has, and less than PostgreSQL can hold in an index."""
_NEAR: Final = 0.7
"""Likeness, from 0 to 1, from which one spelling may be meant for another: "Putn" has 0.8 of "Putin"."""
_SHORT: Final = 3
"""Letters up to which a word keeps its doubled ones: "Lee" is not "Le", but "Phillip" is "Philip"."""

_TITLES: Final = HONORIFICS - {"st"} | {"head", "spokesman", "spokeswoman", "spokesperson", "leader", "lawmaker"}
_BEFORE_TITLES: Final = frozenset("former ex acting interim incoming outgoing prime foreign first elect us".split())
_PARTICLES: Final = frozenset("von van der den de del della di da dos du la le el bin ibn ter ten zu zur".split())
_LEFT_OUT: Final = frozenset("von van der den de al el".split())
"""Particles that are often left out of a surname: "Leyen", "Assad"."""

_POSSESSIVE: Final = re.compile(r"['’]s\b|['’](?=\s|$)", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z0-9]+")
_DOUBLED: Final = re.compile(r"([a-z])\1+")
_ROMAN: Final = re.compile(r"[ivx]+")
_INITIALS: Final = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.)+")


@lru_cache(maxsize=20_000)  # an archive is asked for the same names again and again
def spelling_key(name: str) -> str:
    """What all usual spellings of a name have in common; empty for what holds no letter or digit.

    Letters of any script become Latin ones; case, accents, spaces, hyphens, full stops and a possessive do not count;
    nor do doubled letters, "ph" for "f", "x" for "ks", and "y", "i" or "j" within a word, so that -skyy, -skiy and -sky
    are one. It is made for comparing, not for reading: "Volodymyr Zelenskyy" is `volodimirzelenski`.
    """
    plain = anyascii(_POSSESSIVE.sub("", name[: 2 * _LONGEST_KEY])).lower().replace("'", "")
    return "".join(map(_folded, _WORD.findall(plain)))[:_LONGEST_KEY]


def _folded(word: str) -> str:
    """Numerals and initials stay; the first letter of a word tells a Yulia (or Julia) from an Ian."""
    if len(word) == 1 or _ROMAN.fullmatch(word):
        return word
    word = word.replace("ph", "f").replace("x", "ks")
    word = word[:1].replace("y", "j") + word[1:].replace("y", "i").replace("j", "i")
    return _DOUBLED.sub(r"\1", word) if len(word) > _SHORT else word


def without_titles(name: str) -> str:
    """A person's name without what stands before it: "former Vice President Al Gore" is "Al Gore".

    At least one word is left. The names of bodies may begin like titles ("General Motors"), so this is for persons.
    """
    words = name.split()
    end = 0
    for index, word in enumerate(words[:-1], start=1):
        parts = _parts(word)
        if not parts or not parts <= _TITLES | _BEFORE_TITLES:
            break
        if parts & _TITLES:
            end = index
    return " ".join(_without_realm(words, end) if end else words)


def _parts(word: str) -> set[str]:
    return set(filter(None, word.lower().replace(".", "").strip(",").split("-")))


def _without_realm(words: list[str], end: int) -> list[str]:
    """Leaves out "of State" behind "Secretary", unless nothing is left then."""
    if words[end].lower() != "of":
        return words[end:]
    skipped = end + (3 if words[end + 1 : end + 2] == ["the"] else 2)
    return words[skipped:] or words[end - 1 :]


def without_article(name: str) -> str:
    """The name of a body without "the"."""
    words = name.split()
    return " ".join(words[1:] if len(words) > 1 and words[0].lower() == "the" else words)


def surname(name: str) -> str:
    """The last name of a person, with its particles: "von der Leyen". Family names that come first are not known."""
    words = without_titles(name).split()
    while len(words) > 1 and _parts(words[-1]) <= NAME_SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 0 and _is_particle(words[start - 1]):
        start -= 1
    return " ".join(words[start:]).rstrip(",")


def _is_particle(word: str) -> bool:
    """ "Al" with a capital is rather a given name."""
    return word == "al" or word.lower() in _PARTICLES


def short_surname(name: str) -> str:
    """The surname without the particles that are often left out: "Leyen", "Assad" of "al-Assad"."""
    words = surname(name).split()
    while len(words) > 1 and words[0].lower() in _LEFT_OUT:
        words = words[1:]
    first, _, rest = words[0].partition("-") if words else ("", "", "")
    return " ".join([rest, *words[1:]]) if rest and first.lower() in _LEFT_OUT else " ".join(words)


def without_initials(name: str) -> str:
    """A person's name without titles and the initials in its middle: "Donald Trump" of "Donald J. Trump"."""
    words = without_titles(name).split()
    middle = [word for word in words[1:-1] if not _INITIALS.fullmatch(word)]
    return " ".join([*words[:1], *middle, *words[1:][-1:]])


def is_full(name: str) -> bool:
    """Does a person's name have more than a surname?"""
    return without_titles(name) != surname(name)


def is_acronym(name: str) -> bool:
    """Is the name of a body one of initials: "UN", "F.B.I."?"""
    letters = name.replace(".", "")
    return len(letters) > 1 and letters.isupper() and letters.isalnum()


def nearest(key: str, keys: Iterable[str], limit: int) -> tuple[str, ...]:
    """Those of the spelling keys that are most like the key, the nearest first; none that are unlike it."""
    found = process.extract(key, keys, scorer=OSA.normalized_similarity, score_cutoff=_NEAR, limit=limit)
    return tuple(each[0] for each in found)
