"""Words in the forms in which they are compared and made into ids."""

import re
from functools import lru_cache

from anyascii import anyascii

_MARKS = re.compile(r"[^\w&+-]+|^-+(?=\w)")
_LEAST_ROOT = 4
"""Letters that a country has in common with who is of it ("Ukraine", "Ukrainian")."""


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """A word as compared with others: ASCII, lower case, no marks, no possessive ("Zelenskyy’s": "zelenskyy")."""
    folded = anyascii(word).lower().removesuffix("'s")
    return _MARKS.sub("", folded)


def slug(name: str) -> str:
    """The name in ASCII, lower case, words joined by hyphens; "actor" where nothing is left."""
    return "-".join(re.findall(r"[a-z0-9]+", anyascii(name).lower().replace("'", ""))) or "actor"


def are_kin(one: str, other: str) -> bool:
    """Are two words the same but for their endings, as a country and who is of it, "invite" and "invitation"?"""
    root = max(_LEAST_ROOT, min(len(one), len(other)) - 1)
    return one == other or one[:root] == other[:root]
