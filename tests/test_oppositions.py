"""From scored pairs of stands to disputes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from summarizers.oppositions import MOST_DISPUTES, Opposition, oppositions


def grouped(pairs: list[list[float]], actors: str, sentences: list[int]) -> list[Opposition]:
    """The disputes among stands of actors named by a letter each."""
    scores = np.array(pairs).reshape(len(pairs), len(pairs))
    return list(oppositions(scores, list(actors), sentences, least=0.2, share=0.5, named=0.7))


def test_the_likeliest_pair_gathers_the_stands_that_go_with_it() -> None:
    pairs = [[0.0, 0.8, 0.6, 0.1], [0.0] * 4, [0.0] * 4, [0.0, 0.5, 0.0, 0.0]]
    assert grouped(pairs, "abcd", [0, 1, 2, 3]) == [Opposition((0, 3), (1, 2), 0.8, (1, 2))]


def test_stands_far_less_likely_are_left_for_a_dispute_of_their_own() -> None:
    pairs = [[0.0, 0.9, 0.0, 0.0], [0.0] * 4, [0.0, 0.0, 0.0, 0.3], [0.0] * 4]
    assert grouped(pairs, "abcd", [0, 1, 2, 3]) == [
        Opposition((0,), (1,), 0.9, (1, 1)),
        Opposition((2,), (3,), 0.3, (1, 1)),
    ]


def test_nobody_contests_himself() -> None:
    assert grouped([[0.0, 0.9], [0.0, 0.0]], "aa", [0, 1]) == []


def test_who_would_stand_on_both_sides_stands_on_the_likelier_one() -> None:
    pairs = [[0.0, 0.8, 0.7], [0.0, 0.0, 0.0], [0.0, 0.5, 0.0]]
    assert grouped(pairs, "abc", [0, 1, 2]) == [Opposition((0,), (1, 2), 0.8, (1, 2))]


def test_a_dispute_in_one_sentence_is_told_once() -> None:
    pairs = [[0.0, 0.8], [0.7, 0.0]]
    assert grouped(pairs, "ab", [4, 4]) == [Opposition((0,), (1,), 0.8, (1, 1))]


@given(
    st.integers(0, 9).flatmap(
        lambda count: st.tuples(
            st.lists(st.lists(st.floats(0, 1), min_size=count, max_size=count), min_size=count, max_size=count),
            st.text("abc", min_size=count, max_size=count),
            st.lists(st.integers(0, 5), min_size=count, max_size=count),
        )
    )
)
def test_any_scores_give_few_disputes_of_different_actors_the_likeliest_first(
    given_: tuple[list[list[float]], str, list[int]],
) -> None:
    found = grouped(*given_)
    actors = given_[1]
    assert len(found) <= MOST_DISPUTES
    assert [each.strength for each in found] == sorted((each.strength for each in found), reverse=True)
    for each in found:
        claimants, contesters = ({actors[place] for place in places} for places in (each.claims, each.answers))
        assert claimants
        assert contesters
        assert not claimants & contesters
        assert each.strength >= 0.2
        assert 0 < each.sure[0] <= len(each.claims)
        assert 0 < each.sure[1] <= len(each.answers)
