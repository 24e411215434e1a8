"""What a given name tells of its bearer's gender."""

from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from summarizers.titles import FEMALE_NAMES, MALE_NAMES

Gender = Literal["male", "female", "unknown"]

_LIST: Final = "given_names.txt"


def gender_of_name(name: str) -> Gender:
    """The gender that alone bears a given name, in ASCII and lower case; unknown where both do, or it is not listed."""
    male, female = _names()
    if (name in male) == (name in female):
        return "unknown"
    return "male" if name in male else "female"


def is_given_name(name: str) -> bool:
    """Is it listed as a given name, in ASCII and lower case?"""
    return any(name in names for names in _names())


@lru_cache(maxsize=1)
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Men's and women's, those of American news before those of the world."""
    _, male, female = (files("summarizers") / _LIST).read_text(encoding="utf-8").split("\n\n")
    return MALE_NAMES | ({*male.split()} - FEMALE_NAMES), FEMALE_NAMES | ({*female.split()} - MALE_NAMES)
