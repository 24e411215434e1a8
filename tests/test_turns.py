"""Who speaks where the layout tells: transcripts, quotations and letters signed by whom they are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from summarizers.actors import resolve_actors
from summarizers.briefing import Span
from summarizers.parsing import find_paragraphs
from summarizers.turns import find_letters, find_turns
from tests.articles import attributed, speakers

TRANSCRIPT = """Mayor Ann Lee met the reporter Bo Ray.

RAY: <1 Will the bridge open?>

LEE: {}

RAY: It is late.
"""


@pytest.mark.parametrize(
    ("answer", "speaker"),
    [
        ("<2 It will open on Monday.>", "Ann Lee"),
        ("Well, [2 I] hope <2 that it will open>.", "Ann Lee"),
        ("Well, [2 Carla Diaz] hopes <2 that it will open>.", "Carla Diaz"),
    ],
)
def test_a_label_tells_who_speaks_in_a_transcript(answer: str, speaker: str, pipeline: Language) -> None:
    document = resolve_actors(attributed(TRANSCRIPT.format(answer), pipeline))
    assert speakers(document) == [("Bo Ray",), (speaker,)]


def test_a_single_label_is_a_heading(pipeline: Language) -> None:
    text = "Ann Lee left.\n\nCORRECTION: An earlier version said <1 that she had stayed>."
    assert speakers(resolve_actors(attributed(text, pipeline))) == [()]


@pytest.mark.parametrize("end", ["― Ann Lee", " — Ann Lee, Harbour Street", "\n\n― Ann Lee"])
def test_a_signed_quotation_is_of_whom_it_names_rather_than_of_the_one_before(end: str, pipeline: Language) -> None:
    text = f"<1 “The bridge is not safe.”> ― [1 Bo Ray]\n\n<2 “Nobody asked us who live here.”>{end}\n"
    assert speakers(resolve_actors(attributed(text, pipeline))) == [("Bo Ray",), ("Ann Lee",)]


def test_prose_behind_a_quotation_signs_nothing() -> None:
    text = "“The bridge is not safe” — a phrase of Ann Lee's that he liked."
    assert find_turns(text, [Span(0, len(text))]) == ()


INTERVIEW = """The bridge stays open: an interview with Carla Diaz

By Radu Petrescu

Carla Diaz builds bridges. Ann Lee does not.

Q: Will it open?

A: {}

Nobody asked us.

Q: When?

A. <3 On Monday.>

[4 Diaz] said later <4 that it would be Tuesday>.
"""


@pytest.mark.parametrize(
    ("answer", "speaker"),
    [("<1 It will.>", "Carla Diaz"), ("[1 I] hope <1 that it will>.", "Carla Diaz")],
)
def test_answers_are_of_whom_an_interview_is_with(answer: str, speaker: str, pipeline: Language) -> None:
    document = resolve_actors(attributed(INTERVIEW.format(answer), pipeline))
    assert speakers(document) == [(speaker,), ("Carla Diaz",), ("Carla Diaz",)]


def test_answers_go_on_down_to_the_next_question() -> None:
    text = INTERVIEW.format("It will.")
    turns = find_turns(text, [*find_paragraphs(text)])
    assert [text[slice(*turn.words)] for turn in turns] == ["It will.", "Nobody asked us.", "<3 On Monday.>"]


@pytest.mark.parametrize(
    "text", ["A: It will.\n\nQ: Will it?", "Plan A: wait.\n\nQ3 was good.", "Q: Why?\n\nNobody knows."]
)
def test_answers_without_a_question_before_them_are_none(text: str) -> None:
    assert find_turns(text, [*find_paragraphs(text)]) == ()


LETTERS = """The bridge divides readers.

LETTERS.

[1 I] doubt <1 that it will hold>. My daughter says [2 she] hopes <2 that it will>.

[3 We] fear <3 the worst>.

Ann Lee.

Tolmouth, Mass.

POSTS.

[4 We] asked <4 what readers want>.

[5 I] want <5 a ferry>.

@bo_ray.
"""


def test_who_signs_a_letter_is_its_i_and_the_newsroom_that_of_the_rest(pipeline: Language) -> None:
    document = resolve_actors(attributed(LETTERS, pipeline))
    assert speakers(document) == [("Ann Lee",), ("My daughter",), ("Ann Lee",), ("Newsroom",), ("@bo_ray",)]


SIGNED = ["It is late.", "Ann Lee", "Tolmouth"]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (SIGNED, ["Ann Lee"]),
        ([*SIGNED, "We met.", "Carla van der Diaz-Ruiz."], ["Ann Lee", "Carla van der Diaz-Ruiz"]),
        (["We met.", "@ann_lee."], ["@ann_lee"]),
        (["ANN LEE", "It is late.", "Bo Ray"], []),
        ([*SIGNED, "The bridge stays shut, said the mayor."], []),
        (["It is late.", "The Harbour Gazette", "Tolmouth"], []),
        (["Ann Lee", "Tolmouth"], []),
        ([], []),
    ],
)
def test_a_page_of_letters_is_told_by_signatures_with_places_and_handles(lines: list[str], names: list[str]) -> None:
    text = "\n\n".join(lines)
    letters = find_letters(text, [*find_paragraphs(text)])
    assert [text[slice(*letter.name)] for letter in letters if letter.name] == names


@given(st.text(alphabet='ABQ:\n"”― ab@.', max_size=60))
def test_turns_lie_inside_any_text(text: str) -> None:
    paragraphs = [Span(start, start + len(line)) for start, line in _lines(text) if line.strip()]
    for turn in (*find_turns(text, paragraphs), *find_letters(text, paragraphs)):
        assert turn.name is None or text[slice(*turn.name)].strip()
        assert 0 <= turn.words.start <= turn.words.end <= len(text)


def _lines(text: str) -> list[tuple[int, str]]:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    return lines
