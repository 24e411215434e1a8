"""Whom pronouns, relative clauses and descriptions stand for."""

import pytest
from spacy.language import Language

from summarizers.actors import resolve_actors
from tests.articles import attributed, named, speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Lee met Bo Ray. [1 She] said <1 it went well>.", "Ann Lee"),
        ("Ann Lee met Bo Ray. [1 He] said <1 it went well>.", "Bo Ray"),
        ("John Lee met Bob Ray. [1 He] said <1 it went well>.", "John Lee"),
        ("<1 “Bob Ray is wrong,”> said John Lee. <2 “He lies,”> [2 he] added.", "John Lee"),
        ("Senator Ann Lee and Mayor Bo Ray met. [1 The senator] said <1 it went well>.", "Ann Lee"),
        ("Senator Ann Lee and Mayor Bo Ray met. [1 The mayor] said <1 it went well>.", "Bo Ray"),
        ("Ann Lee met Bo Ray, [1 who] said <1 it went well>.", "Bo Ray"),
        ("Super PAC haul. Ann Lee pays Harbor Fund, a super PAC [1 that] says <1 it is fair>.", "Harbor Fund"),
        ("Bo Ray ran. John Lee spoke. Asked about Ray, [1 he] said <1 it went well>.", "John Lee"),
        ("Bo Ray ran. John Lee spoke. Pressed by Ray, [1 his] answer was <1 that it went well>.", "John Lee"),
        ("Bo Ray spoke. As someone [1 who] thinks <1 that rivers matter>, Ann Lee left.", "someone"),
        ("The critics are Democrats from Ohio [1 who] say <1 it helps>.", "Democrats from Ohio"),
        ("I heard it from my own brother, who grows beets near Holm. <1 “Go,”> [1 he] told me.", "my own brother"),
        (
            "Tomas Brandl, a biologist at the Institute for Animal Cognition in Holm who was not involved in it, left."
            " [1 She] said <1 it went well>.",
            "She",
        ),
        ("It will calm the Democrats, [1 who] say <1 it helps>.", "Democrats"),
        ("The Harbor Fund met Ann Lee. [1 It] said <1 it went well>.", "Harbor Fund"),
        ("Ann Lee left the Environment Agency. [1 The agency] said <1 that it was sorry>.", "Environment Agency"),
        ("Ann Lee wrote a book. [1 Her book] says <1 that rivers matter>.", "Ann Lee"),
        ("[1 A lawyer for the city, Bo Ray,] said <1 it was legal>.", "Bo Ray"),
        ("Ann Lee campaigned. The Lee campaign spent much. [1 Her campaign] said <1 it was fair>.", "Lee campaign"),
        ("A Harbor University poll came out. [1 A poll by Harbor University] found <1 a tie>.", "Harbor University"),
    ],
)
def test_a_reference_finds_its_figure(text: str, speaker: str, pipeline: Language) -> None:
    assert speakers(resolve_actors(attributed(text, pipeline)))[-1] == (speaker,)


def test_they_are_those_named_together(pipeline: Language) -> None:
    text = "Ann Lee and Bo Ray met on Monday. [1 They] said <1 it went well>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Ann Lee", "Bo Ray")]


def test_who_behind_unnamed_people_stays_unnamed(pipeline: Language) -> None:
    document = resolve_actors(attributed("Ann Lee met voters, [1 who] said <1 prices were high>.", pipeline))
    assert named(document, "voters").kind == "unnamed"


def test_a_campaign_that_is_not_named_is_unnamed(pipeline: Language) -> None:
    text = "Ann Lee spoke in Ohio. [1 Her campaign] said <1 it was fair>."
    document = resolve_actors(attributed(text, pipeline))
    assert [(name, named(document, name[0]).kind) for name in speakers(document)] == [(("Her campaign",), "unnamed")]


def test_the_same_unnamed_source_is_one_actor(pipeline: Language) -> None:
    text = "[1 A senior aide] said <1 yes>. It rained. [2 The aide] said <2 it was late>."
    first, second = speakers(resolve_actors(attributed(text, pipeline)))
    assert first == second


def test_a_definite_voter_is_not_the_person_most_in_mind(pipeline: Language) -> None:
    text = "Ann Lee spoke in Ohio. Lee was cheered. [1 The clever voter] knows <1 that prices rise>."
    document = resolve_actors(attributed(text, pipeline))
    assert named(document, speakers(document)[0][0]).kind == "unnamed"
