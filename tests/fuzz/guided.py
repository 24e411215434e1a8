"""One target under Atheris, which learns from the branches that are taken: `python -m tests.fuzz.guided TARGET ...`."""

import sys

import atheris

with atheris.instrument_imports(include=["bot", "adapters", "protego"]):
    from tests.fuzz.targets import TARGETS


def main(program: str, target: str, *arguments: str) -> None:
    atheris.Setup([program, *arguments], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv)
