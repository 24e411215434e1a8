"""How a point between two outlets is worded."""

import pytest

from bot.points import worded


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("that the “quay” is\nsafe.", "The quay is safe"),
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
