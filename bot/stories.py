"""Which articles tell one story: by the names, numbers and rare words that they share, close in time.

Words of titles alone do not do: two outlets share between an eighth and a half of them on one event.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from math import log
from typing import Final, Literal

from bot.names import spelling_key
from bot.terms import WORD, is_content, lowered, runs, starts_sentence, stem, words_of
from summarizers.briefing import Article

Relation = Literal["repost", "story", "related"]

WINDOW: Final = timedelta(days=5)
"""How far apart in time two articles of a story may be."""
_MOST_NAMES: Final = 30
_MOST_FIGURES: Final = 8
_MOST_WORDS: Final = 30
"""Features of an article that are compared: so many of each kind."""

USUAL: Final = 200
"""Articles from which a feature is usual rather than rare."""
_RARE: Final = 3
"""Articles up to which it is as rare as can be: those of one story."""
_STORY: Final = 0.5
_RELATED: Final = 0.25
"""Likeness, from 0 to 2, from which two articles tell one story, or are of one matter."""
_STORY_NAMES: Final = 2.0
_STORY_EVENT: Final = 4.0
"""Names, and words and numbers, that two articles of a story share at the least, each counted by its rarity."""
_REPOST: Final = 0.5
"""Share of the runs of words in two articles, from which one is a repost of the other."""

_RUN: Final = 5
_SKETCH: Final = 64
"""Hashes that stand for all runs of words in an article; the smallest, so that two articles keep the same ones."""
_EVERYDAY_WEIGHT: Final = 0.25
_EVERYDAY: Final = frozenset(
    map(
        stem,
        "mayor council councillor minister ministry government president party company director chief executive head "
        "leader chairman chairwoman secretary spokesman spokeswoman spokesperson member official officer office police "
        "court judge lawyer law town city village country county state nation region world street house home family "
        "vote election campaign candidate voter union worker work job staff crown dollar euro pound money percent "
        "number figure report reporter news paper statement letter word name question answer call meet meeting talk "
        "decision decide plan want start begin end open close lead follow bring give find think know see look show "
        "hold keep leave turn stay stand sit wait hope expect help need use try move run live life old new young great "
        "good big small long high little full former chance public national general local service group body case "
        "point part place side room door hand head face man woman child friend mother father son daughter wife "
        "husband building school hospital road car water money price cost pay save spend sell buy industry business "
        "economy bank market opposition support supporter republican democrat democratic senator governor congress "
        "senate house white presidential political politics policy issue attack change problem fact story interview "
        "debate poll state united american america".split(),
    )
)
"""Words that stand in news of all kinds, and so say little of which event it is."""
_NUMBER: Final = re.compile(r"(?<![\w.,])\d[\d.,]*\d(?!\w)|(?<![\w.,-])\d{1,2}-\d{1,2}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Features:
    """What an article is compared by: `n:`ames, `f:`igures and `w:`ords, and a sketch of its runs of words."""

    terms: frozenset[str]
    sketch: frozenset[int]


def features_of(article: Article) -> Features:
    """The features of an article, of each kind those that it has most often; the first ones where several tie."""
    text = f"{article.title or ''}\n{article.text}"
    names, words = _names_and_words(text)
    years = {str(year) for year in range(1900, 2100)}
    figures = Counter(each for each in _NUMBER.findall(text) if each not in years)
    chosen = (
        *(f"n:{name}" for name, _ in names.most_common(_MOST_NAMES)),
        *(f"f:{figure}" for figure, _ in figures.most_common(_MOST_FIGURES)),
        *(f"w:{word}" for word, _ in words.most_common(_MOST_WORDS)),
    )
    return Features(frozenset(chosen), _sketch(article.text))


def _names_and_words(text: str) -> tuple[Counter[str], Counter[str]]:
    """Words with a capital where none is needed, and the others by their stems."""
    names: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for match in WORD.finditer(text):
        word = lowered(match[0])
        if not is_content(word):
            continue
        if match[0][0].isupper() and not starts_sentence(text, match.start()):
            names[spelling_key(word)] += 1
        else:
            words[stem(word)] += 1
    for word in [word for word in words if spelling_key(word) in names]:
        del words[word]
    names.pop("", None)
    return names, words


def _sketch(text: str) -> frozenset[int]:
    words = words_of(text)
    found = runs(words, _RUN) or {" ".join(words)}
    return frozenset(sorted(map(_hashed, found))[:_SKETCH])


def _hashed(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(errors="replace"), digest_size=6).digest(), "big")


class Weights(dict[str, float]):
    """How much it says that two articles share a feature: from 1 for what is rare to 0 for what is usual.

    It is made of the number of articles of the time in which each feature stands.
    """

    def __init__(self, usual: Mapping[str, int]) -> None:
        super().__init__()
        self._usual = usual

    def __missing__(self, term: str) -> float:
        rare = 1 - log(max(_RARE, self._usual.get(term, 0)) / _RARE) / log(USUAL / _RARE)
        self[term] = max(0.0, rare) * (_EVERYDAY_WEIGHT if term[2:] in _EVERYDAY else 1)
        return self[term]


def relation(one: Features, other: Features, apart: timedelta, weights: Weights) -> Relation | None:
    """What two articles have to do with each other; None for nothing that is known.

    The answer is the same in whichever order the two are given.
    """
    if _overlap(one.sketch, other.sketch) >= _REPOST:
        return "repost"
    names, cast = _shared(one, other, "n", weights)
    event, matter = _shared(one, other, "fw", weights)
    if apart <= WINDOW and names >= _STORY_NAMES and event >= _STORY_EVENT and cast + matter >= _STORY:
        return "story"
    return "related" if names >= 1 and cast + matter >= _RELATED else None


def _shared(one: Features, other: Features, kinds: str, weights: Weights) -> tuple[float, float]:
    """How much is shared of some kinds of features, by rarity, and which share that is of what both have."""
    mine = {term for term in one.terms if term[0] in kinds}
    theirs = {term for term in other.terms if term[0] in kinds}
    common = sum(weights[term] for term in mine & theirs)
    total = sum(weights[term] for term in mine) + sum(weights[term] for term in theirs)
    return common, 2 * common / total if total else 0.0


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """The Jaccard index of the runs of words, estimated from the smallest hashes of both."""
    smallest = sorted(one | other)[:_SKETCH]
    return sum(1 for each in smallest if each in one and each in other) / len(smallest) if smallest else 0.0
