"""Decoding of tags, against all taggings there are, and of links."""

from itertools import product

import numpy as np
import pytest

from summarizers.linking import Leads, linked
from summarizers.tagging import START, STEP, TAGS, Floats, Region, best_tags, marginals, regions


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


def test_spans_are_read_off_a_tagging() -> None:
    tags = [TAGS.index(tag) for tag in ("B-source", "I-source", "B-cue", "O", "B-content", "B-content", "I-content")]
    assert regions(tags) == [
        Region("source", 0, 2),
        Region("cue", 2, 3),
        Region("content", 4, 5),
        Region("content", 5, 7),
    ]
    assert regions([0, 0]) == []


def leads(start: int, own: range, strong: dict[tuple[int, int], float]) -> Leads:
    """A window of three words, some of which lead to the opening piece (0) or to a word (1 to 3) strongly."""
    tails, heads = np.eye(3)[None], np.zeros((1, 4, 3))
    for (word, target), strength in strong.items():
        heads[0, target, word] = strength
    apart = np.zeros((1, 127))
    apart[0, 63 - 2] = 3.0
    return Leads(start, own, np.array([0, 1, 2, 4]), tails, heads, apart)


def test_a_link_leads_to_heads_by_what_they_are_and_how_far_they_stand() -> None:
    window = leads(10, range(10, 13), {(2, 1): 8.0})
    whole = 1 + np.exp(8) + np.exp(3) + 1
    np.testing.assert_allclose(
        window.chances(0, np.array([12])), [[1 / whole, np.exp(8) / whole, np.exp(3) / whole, 1 / whole]]
    )


SPAN, CUES = Region("content", 12, 13), [Region("cue", 10, 11), Region("cue", 11, 12)]


@pytest.mark.parametrize(
    ("strong", "target", "tagged"),
    [
        ({(2, 1): 8.0}, CUES[0], True),
        ({(2, 2): 8.0}, CUES[1], True),
        ({(2, 3): 8.0}, Region("cue", 12, 13), False),
        ({(2, 0): 8.0}, None, True),
    ],
)
def test_a_span_is_linked_to_a_tagged_one_to_a_word_or_to_nothing(
    strong: dict[tuple[int, int], float], target: Region | None, tagged: bool
) -> None:
    (link,) = linked(0, "cue", [SPAN], CUES, [leads(10, range(10, 13), strong)])
    assert (link.target, link.tagged) == (target, tagged)
    assert link.chance > 0.9


def test_a_span_in_two_windows_is_drawn_by_the_words_of_both() -> None:
    """Two of its three words lead to the first cue, and the third to the second, which the other window alone has."""
    first = leads(10, range(10, 13), {(1, 1): 8.0, (2, 1): 8.0})
    second = leads(12, range(13, 15), {(1, 3): 8.0})
    span, cues = Region("content", 11, 14), [Region("cue", 10, 11), Region("cue", 14, 15)]
    (link,) = linked(0, "cue", [span], cues, [first, second])
    assert link.target == cues[0]
    np.testing.assert_allclose(np.log(link.chance), np.log(1e-6) / 3, atol=0.1)


def test_nothing_is_linked_where_there_is_nothing() -> None:
    assert linked(0, "cue", [], CUES, []) == []
