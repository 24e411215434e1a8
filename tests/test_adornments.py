"""What stands in front of a name and is none of it."""

import pytest
from spacy.language import Language

from summarizers.adornments import adornment

KNOWN = {("ann", "lee"), ("lee",), ("tarek", "orlop"), ("orlop",)}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("crooked ann lee", "ann lee"),
        ("universe ann lee", "ann lee"),
        ("pro - lee", "lee"),
        ("absent lee", "lee"),
        ("citing lee", "lee"),
        ("endorsed lee", "lee"),
        ("conservatives rebuking lee", "lee"),
        ("beyond lee", "lee"),
        ("ghazala lee", "ghazala lee"),
        ("crooked tarek", "tarek"),
        ("will lee", "will lee"),
        ("k lee", "k lee"),
        ("universe lee", "universe lee"),
        ("mary ann lee", "mary ann lee"),
        ("crooked bo ray", "crooked bo ray"),
        ("lee", "lee"),
        ("pro -", "pro -"),
    ],
)
def test_words_are_no_part_of_the_name_behind_them(name: str, bare: str, pipeline: Language) -> None:
    words = tuple(name.split())
    assert words[adornment(words, KNOWN, {"lee", "orlop", "tarek"}, pipeline.vocab) :] == tuple(bare.split())
