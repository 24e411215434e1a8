"""Writes the given names that one gender alone bears: python -m training.given_names > summarizers/given_names.txt.

They are those that Faker (MIT licence) has for languages written in Latin letters.
"""

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import fill

import faker.providers.person

from summarizers.folding import plain

HEADING = (
    "# Given names that one gender alone bears, men's and then women's: by training/given_names.py, from Faker (MIT)."
)


def languages() -> Iterator[object]:
    """What Faker knows of each language's names."""
    for folder in sorted(Path(faker.providers.person.__file__).parent.iterdir()):
        if folder.is_dir() and not folder.name.startswith("_"):
            yield import_module(f"faker.providers.person.{folder.name}").Provider


def names(provider: object, gender: str) -> set[str]:
    """The first words of a language's given names, in ASCII; none where it has other letters."""
    given: Iterable[str] = getattr(provider, f"first_names_{gender}", ())
    return {plain(name.split()[0]) for name in given if name.split() and ord(max(name)) < 0x250}


def main() -> None:
    """Prints them."""
    both = [(names(each, "male"), names(each, "female")) for each in languages()]
    male, female = (set[str]().union(*each) for each in zip(*both, strict=True))
    print(HEADING)
    for mine, others in ((male, female), (female, male)):
        alone = (name for name in mine - others if name.isalpha() and len(name) > 1)
        print(os.linesep + fill(" ".join(sorted(alone)), 120))


if __name__ == "__main__":
    main()
