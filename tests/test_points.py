"""How a point between two outlets is worded, and when two disputes are one."""

import pytest

from bot.clashes import Rarity
from bot.points import Point, Stand, same_point, worded


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("that the “quay” is\nsafe.", "The quay is safe"),
        ("''The quay is ``safe'',''", "The quay is safe"),
        (
            "At least 12 people were injured when a passenger ferry struck the harbour wall at Tolmouth in high winds"
            " late on Saturday",
            "At least 12 people were injured",
        ),
        (
            "The mill was closed after the flood, before the owner had so much as thought of telling the council or"
            " any of the three unions",
            "The mill was closed after the flood",
        ),
        (
            "When the ferry struck the wall of the old harbour in the night the wind had by then dropped to some 74"
            " kilometres per hour",
            "When the ferry struck the wall of the old harbour in the night the wind had by then dropped to …",
        ),
    ],
)
def test_a_long_point_ends_where_its_main_clause_does(words: str, expected: str) -> None:
    assert worded(words) == expected


def test_what_says_nothing_of_anybody_is_no_point() -> None:
    long = "Islanders from the north before " + "so very " * 10 + "long a night"
    assert worded(long).endswith(" …")


def point(words: str, asserting: str, contesting: str) -> Point:
    return Point.of(words, Stand(frozenset({asserting})), Stand(frozenset({contesting})))


WARNED = point("The union warned the harbour office of cracks in the crane", "wim oss", "harbour office")


@pytest.mark.parametrize(
    ("other", "turned"),
    [
        pytest.param(
            point("Nobody warned it about the crane that fell at Lowmoor on Friday", "harbour office", "the post"),
            True,
            id="who denies that they were warned says that nobody did",
        ),
        pytest.param(
            point("Nobody warned it about the crane that fell at Lowmoor on Friday", "crane makers", "the post"),
            None,
            id="somebody else says that nobody warned them",
        ),
        pytest.param(
            point("Nobody warned it about the strike that begins at Lowmoor on Friday", "harbour office", "the post"),
            None,
            id="nobody warned of something else",
        ),
        pytest.param(
            point("It had warned the crane drivers at Lowmoor on Friday", "harbour office", "the post"),
            None,
            id="who denies the one asserts another, but not that it is not so",
        ),
    ],
)
def test_what_somebody_denies_in_one_article_and_says_is_not_so_in_another_is_one_point(
    other: Point, turned: bool | None
) -> None:
    rarity = Rarity((WARNED.claim, other.claim))
    assert same_point(WARNED, other, rarity) is turned
    assert same_point(other, WARNED, rarity) is turned
