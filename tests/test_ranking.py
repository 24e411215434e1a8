from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer

from summarizers.lex_rank import LexRank

WORDS = st.lists(st.sampled_from("dam mud rain mine valley search council vote".split()), max_size=6)


class Blanks:
    def to_words(self, sentence: str) -> list[str]:
        return sentence.split()


def ratings(summarizer: Any, sentences: list[list[str]]) -> list[float]:
    model = ObjectDocumentModel([Paragraph([Sentence(" ".join(words), Blanks()) for words in sentences])])
    found: dict[int, float] = {}

    def keep(rated: Any) -> tuple[()]:
        found.update({each.order: float(each.rating) for each in rated})
        return ()

    with np.errstate(all="ignore"):
        summarizer(model, keep)
    return [found[order] for order in sorted(found)]


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_lex_rank_rates_sentences_as_sumy_does(sentences: list[list[str]]) -> None:
    expected = ratings(LexRankSummarizer(), sentences)
    assert ratings(LexRank(), sentences) == pytest.approx(expected, nan_ok=True)
