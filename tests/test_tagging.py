"""Decoding of tags, against all taggings there are."""

from itertools import product

import numpy as np
import pytest

from summarizers.decoding import START, STEP, TAGS, Floats, Leads, Region, best_tags, marginals


def weighed(scores: Floats) -> tuple[list[tuple[int, ...]], Floats]:
    """All taggings of a few words, with the score of each."""
    taggings = list(product(range(len(TAGS)), repeat=len(scores)))
    tags = np.array(taggings)
    steps = STEP[tags[:, :-1], tags[:, 1:]].sum(1) + START[tags[:, 0]]
    return taggings, steps + scores[np.arange(len(scores)), tags].sum(1)


@pytest.mark.parametrize("words", [1, 2, 3, 4, 5, 6])
def test_tags_are_the_best_of_all_taggings_and_their_chances_those_over_all(words: int) -> None:
    scores = np.random.default_rng(words).normal(size=(words, len(TAGS))) * 3
    taggings, totals = weighed(scores)
    chances = np.exp(totals - totals.max())
    expected = np.zeros_like(scores)
    for place in range(words):
        expected[place] = np.bincount([tagging[place] for tagging in taggings], chances, len(TAGS)) / chances.sum()
    assert tuple(best_tags(scores)) == taggings[int(totals.argmax())]
    np.testing.assert_allclose(marginals(scores), expected, atol=1e-12)


def test_chances_of_a_long_text_do_not_vanish() -> None:
    scores = np.random.default_rng(0).normal(size=(20_000, len(TAGS))) * 9
    np.testing.assert_allclose(marginals(scores).sum(1), 1.0)


def test_a_link_leads_to_heads_by_what_they_are_and_how_far_they_stand() -> None:
    tails, heads = np.zeros((1, 3, 2)), np.zeros((1, 4, 2))
    tails[0, 2], heads[0, 1] = (4.0, 0.0), (2.0, 0.0)
    apart = np.zeros((1, 127))
    apart[0, 63 - 2] = 3.0
    leads = Leads(10, range(10, 13), np.array([0, 1, 2, 4]), tails, heads, apart)
    toward = leads.lead(0, Region("content", 12, 13)).toward([Region("cue", 10, 11), Region("cue", 11, 12)])
    whole = 1 + np.exp(8) + np.exp(3) + 1
    np.testing.assert_allclose(toward, [[1 / whole, np.exp(8) / whole, np.exp(3) / whole]])
