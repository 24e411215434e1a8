"""How central a sentence is to its article, as sumy rates it.

sumy is given our sentences and our words: its own tokenizer wants data of NLTK's that is fetched over the network.
It is imported when first used, and never stems: that would bring in all of NLTK.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np

Words = tuple[str, ...]

DEFAULT_SUMMARIZER = "lex-rank"
EDMUNDSON = "edmundson"

SUMMARIZERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "lex-rank": ("summarizers.lex_rank", "LexRank"),
        "lsa": ("sumy.summarizers.lsa", "LsaSummarizer"),
        "text-rank": ("sumy.summarizers.text_rank", "TextRankSummarizer"),
        "luhn": ("sumy.summarizers.luhn", "LuhnSummarizer"),
        EDMUNDSON: ("sumy.summarizers.edmundson", "EdmundsonSummarizer"),
        "kl": ("sumy.summarizers.kl", "KLSummarizer"),
        "sum-basic": ("sumy.summarizers.sum_basic", "SumBasicSummarizer"),
    }
)
"""Module and class, of sumy or made quicker, by the name a user knows."""

STIGMA_WORDS = frozenset({"advertisement", "cookie", "copyright", "newsletter", "photo", "photograph", "subscribe"})
"""Edmundson's words that speak against a sentence: they belong to the page, not to the news."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DIGITS = 6
"""Decimals that count: LSA sums in an order that changes from run to run."""


class UnknownSummarizer(ValueError):
    """There is no summarizer of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no summarizer is called {name!r}; there are {', '.join(SUMMARIZERS)}")


@lru_cache(maxsize=32)
def stop_words(language: str) -> frozenset[str]:
    """sumy's stop words of a language (an ISO 639 code such as "de" or "pt-BR"); none where it has no list."""
    code = _LANGUAGE.match(language.lower())
    if code is None:
        return frozenset()
    utils = import_module("sumy.utils")
    if code[0] == "en":  # what the list is called is known, so sumy need not load the world's 7,900 languages to tell
        return frozenset(utils.read_stop_words(utils.expand_resource_path("stopwords/english.txt")))
    try:
        return frozenset(utils.get_stop_words(code[0]))
    except LookupError:
        return frozenset()


def rank(
    paragraphs: Sequence[Sequence[Words]], heading: Words, bonus: Iterable[str], summarizer: str
) -> tuple[float, ...]:
    """For each sentence the share of the others (0 to 1) that sumy rates lower; zeros where it can say nothing.

    A sentence is its content words. The heading and the bonus words matter to Edmundson's method alone.
    Raises `UnknownSummarizer`.
    """
    rate = _make(summarizer, bonus)
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph]
    ratings = [0.0] * len(sentences)
    # With fewer words than sentences the text says the same again and again, which LSA answers with a warning.
    if len({word for sentence in sentences for word in sentence}) >= max(len(sentences), 1):

        def keep(rated: Any) -> Any:
            for sentence in rated:
                ratings[sentence.order] = _rounded(sentence.rating)
            return rated

        with np.errstate(all="ignore"):  # LexRank divides by zero where no two sentences share a word
            rate(_model(paragraphs, heading), keep)
    return _standings(ratings)


def _make(name: str, bonus: Iterable[str]) -> Any:
    if name not in SUMMARIZERS:
        raise UnknownSummarizer(name)
    module, class_name = SUMMARIZERS[name]
    summarizer = getattr(import_module(module), class_name)(str.lower)
    if name == EDMUNDSON:  # refuses empty lists; our words hold no stop words, so its null words have nothing to do
        summarizer.bonus_words = {*bonus, ""}
        summarizer.stigma_words = STIGMA_WORDS
        summarizer.null_words = {""}
    return summarizer


class _Blanks:
    """Stands in for sumy's tokenizer: a sentence is handed over as its words with blanks between."""

    def to_words(self, sentence: str) -> Words:
        return tuple(sentence.split())


def _model(paragraphs: Sequence[Sequence[Words]], heading: Words) -> Any:
    dom, tokenizer = import_module("sumy.models.dom"), _Blanks()
    title = dom.Paragraph([dom.Sentence(" ".join(heading), tokenizer, is_heading=True)])
    body = [dom.Paragraph([dom.Sentence(" ".join(words), tokenizer) for words in each]) for each in paragraphs]
    # The heading goes to the end: Edmundson favours the first paragraph, which has to be the lead.
    return dom.ObjectDocumentModel([*body, title])


def _rounded(rating: float) -> float:
    return round(float(rating), _DIGITS) if isfinite(rating) else 0.0


def _standings(ratings: Sequence[float]) -> tuple[float, ...]:
    ordered = sorted(ratings)
    return tuple(bisect_left(ordered, rating) / max(len(ratings) - 1, 1) for rating in ratings)
