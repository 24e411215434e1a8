"""How names are compared over many articles and alphabets: by what is left when spelling is folded away."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from anyascii import anyascii
from rapidfuzz import fuzz, process

from summarizers.titles import COURTESIES, NAME_SUFFIXES

_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_FOLDS: Final = (
    (re.compile(r"(?:sky|skyy|skiy|skyi|skij|skyj|skii|ski)$"), "ski"),
    (re.compile(r"^(?:ye|ie|je)"), "e"),
    (re.compile("ph"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("[yj]"), "i"),
)
"""Spellings of one sound in romanised names (Zelenskyy, Zelensky, Zelenskiy; Yevgeny, Evgeny)."""

_OFFICES: Final = frozenset(
    "president vice prime minister premier chancellor senator governor mayor secretary general chief chairman "
    "chairwoman chair judge justice captain colonel major sergeant lieutenant commissioner councillor councilman "
    "councilwoman king queen prince princess pope bishop archbishop cardinal ambassador congressman congresswoman "
    "representative deputy professor doctor former sen gov rep capt col gen lt sgt comrade officer detective "
    "director".split()
)
NEAR_ENOUGH: Final = 70.0
"""Likeness, from 0 to 100, from which a name is offered for one that is not known."""


def without_titles(name: str) -> str:
    """The name less offices and courtesies before it, an article, suffixes and a possessive behind it."""
    words = _POSSESSIVE.sub("", name.strip(" \t\n“”\"'‘’.,;:!?")).split()
    while len(words) > 1 and words[0].lower().strip(".") in _OFFICES | COURTESIES | {"the"}:
        words = words[1:]
    while len(words) > 1 and words[-1].lower().strip(".,") in NAME_SUFFIXES:
        words = words[:-1]
    return " ".join(words)


@lru_cache(maxsize=20_000)
def spelling_key(name: str) -> str:
    """What all spellings of a name share: ASCII letters, one letter for a sound, no titles."""
    ascii_name = anyascii(without_titles(name)).lower().replace("'", "").replace("`", "")
    return " ".join(_fold(word) for word in _NOT_IN_NAMES.split(ascii_name) if word)


def _fold(word: str) -> str:
    for pattern, replacement in _FOLDS:
        word = pattern.sub(replacement, word)
    return _DOUBLED.sub(r"\1", word)


def surname_key(key: str) -> str:
    """The last word of a spelling key."""
    return key.rpartition(" ")[2]


def nearest(key: str, known: Sequence[str], limit: int) -> list[int]:
    """The positions of the known keys that are most like one, best first; one word is like a name with a like word."""
    found = process.extract(key, known, scorer=fuzz.ratio, limit=limit, score_cutoff=NEAR_ENOUGH)
    if " " not in key:
        words = {position: surname_key(name) for position, name in enumerate(known)}
        found += process.extract(key, words, scorer=fuzz.ratio, limit=limit, score_cutoff=NEAR_ENOUGH)
    best = sorted(found, key=lambda each: -each[1])
    return list(dict.fromkeys(position for _, _, position in best))[:limit]
