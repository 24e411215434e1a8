"""Numbers in digits and in words, by their value."""

import re
from typing import Final

_SMALL: Final = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS: Final = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_SCALES: Final = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_WORDS: Final = "|".join([*_SMALL, *_TENS])

NUMERAL: Final = (
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<spelled>\b(?:{_WORDS})(?:[- ](?:{_WORDS}))?\b))"
    rf"(?:[\s-](?P<scale>{'|'.join(_SCALES)})\b)?"
)
"""The pattern of a number, whatever the case of its letters."""
_NUMERAL: Final = re.compile(NUMERAL, re.IGNORECASE)


def value_of(match: re.Match[str]) -> float:
    """The value of a number that the pattern, or one with it inside, has matched."""
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1
    if match["digits"]:
        return float(match["digits"].replace(",", "")) * scale
    return sum(_SMALL.get(word, _TENS.get(word, 0)) for word in re.split("[- ]", match["spelled"].lower())) * scale


def values_in(text: str) -> frozenset[float]:
    """The values of the numbers in a text."""
    return frozenset(map(value_of, _NUMERAL.finditer(text)))
