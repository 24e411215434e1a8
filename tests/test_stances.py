"""How a side stands to a disputed point, in words."""

import pytest

from adapters.stances import stance_words
from summarizers.briefing import DisputeKind, Marking, Stance
from summarizers.plurals import is_several


@pytest.mark.parametrize(
    ("words", "stance", "kind", "marking"),
    [
        ("says so|say so", "asserts", "fact", "explicit"),
        ("denies it|deny it", "denies", "blame", "explicit"),
        ("says otherwise|say otherwise", "denies", "fact", "implicit"),
        ("doubts it|doubt it", "doubts", "prospect", "implicit"),
        ("is for it|are for it", "asserts", "policy", "explicit"),
        ("is against it|are against it", "denies", "policy", "implicit"),
        ("opposes it|oppose it", "opposes", "policy", "explicit"),
    ],
)
def test_the_words_go_with_the_point_and_the_number(
    words: str, stance: Stance, kind: DisputeKind, marking: Marking
) -> None:
    assert [stance_words(stance, kind, marking, several) for several in (False, True)] == words.split("|")


def test_an_outlet_reports() -> None:
    assert stance_words("asserts", "policy", "explicit", several=False, outlet=True) == "reports so"
    assert stance_words("denies", "fact", "implicit", several=False, outlet=True) == "reports otherwise"


@pytest.mark.parametrize(
    ("name", "several"),
    [
        ("Ukrainian officials", True),
        ("others in the community", True),
        ("Two of the seven", True),
        ("people close to the talks", True),
        ("critics of the plan", True),
        ("Democrats in Ohio", True),
        ("95 retired generals", True),
        ("the leader of the unions", False),
        ("a group of officials", False),
        ("one of the drivers", False),
        ("United Nations", False),
        ("the press", False),
        ("", False),
    ],
)
def test_a_verb_in_the_plural_goes_with_names_of_several(name: str, several: bool) -> None:
    assert is_several(name) is several
