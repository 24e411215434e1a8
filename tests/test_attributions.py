"""Each case is a sentence with its attributions as (source, cue, content), the pieces of a role joined by " … "."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from summarizers.attributions import find_attributions
from summarizers.briefing import Article, Span
from summarizers.document import Document
from summarizers.parsing import parse

Found = tuple[str, str, str]


def read(text: str, pipeline: Language) -> Document:
    return find_attributions(parse(Article(None, None, None, None, "en", text), pipeline))


def attributions(text: str, pipeline: Language) -> list[Found]:
    def words(spans: tuple[Span, ...]) -> str:
        return " … ".join(text[start:end] for start, end in spans)

    return [(words(a.source), words(a.cue), words(a.content)) for a in read(text, pipeline).attributions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mayor Ann Lee said on Monday that the bridge would close.",
            ("Mayor Ann Lee", "said", "that the bridge would close"),
        ),
        (
            "The bridge, Ann Lee said, would close in May.",
            ("Ann Lee", "said", "The bridge … would close in May"),
        ),
        (
            "According to the harbour police, two boats collided near the pier.",
            ("the harbour police", "According to", "two boats collided near the pier"),
        ),
        (
            "Two boats collided near the pier, according to the harbour police.",
            ("the harbour police", "according to", "Two boats collided near the pier"),
        ),
        (
            "Ann Lee has repeatedly expressed concern about the cost of the bridge.",
            ("Ann Lee", "has repeatedly expressed concern", "about the cost of the bridge"),
        ),
        (
            "Ann Lee is confident that the bridge will hold.",
            ("Ann Lee", "is confident", "that the bridge will hold"),
        ),
        (
            "Ann Lee vowed to close the bridge.",
            ("Ann Lee", "vowed", "to close the bridge"),
        ),
        (
            "The union called for an inquiry into the fire.",
            ("The union", "called", "for an inquiry into the fire"),
        ),
        (
            "The company accused the union of sabotage.",
            ("The company", "accused", "the union of sabotage"),
        ),
    ],
)
def test_reported_clauses(text: str, expected: Found, pipeline: Language) -> None:
    assert expected in attributions(text, pipeline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The bridge is safe,” Ann Lee said. “We checked it twice.”",
            ("Ann Lee", "said", "“The bridge is safe,” … “We checked it twice.”"),
        ),
        (
            '"The bridge is safe," said Ann Lee, who leads the council, on Monday. "We checked it twice."',
            ("Ann Lee, who leads the council", "said", '"The bridge is safe," … "We checked it twice."'),
        ),
        (
            "Ann Lee was blunt. “Nobody asked the people who live by the river.”",
            ("Ann Lee", "", "“Nobody asked the people who live by the river.”"),
        ),
        (
            "Ann Lee called the plan “a gift to the rich” on Monday.",
            ("Ann Lee", "called", "the plan “a gift to the rich”"),
        ),
        (
            "Ann Lee said the plan was “a gift to the rich. Nothing more.”",
            ("Ann Lee", "said", "the plan was “a gift to the rich. Nothing more.”"),
        ),
    ],
)
def test_quotations(text: str, expected: Found, pipeline: Language) -> None:
    assert expected in attributions(text, pipeline)


def test_a_quotation_over_several_paragraphs_is_one_attribution(pipeline: Language) -> None:
    text = "“We waited for an hour,” Ann Lee said. “Nobody came.\n\n“Then we left and went home.”"
    assert attributions(text, pipeline) == [
        ("Ann Lee", "said", "“We waited for an hour,” … “Nobody came. … “Then we left and went home.”")
    ]


def test_what_is_reported_inside_a_report_is_not_marked_again(pipeline: Language) -> None:
    text = "Ann Lee said that the union believes the fire was no accident."
    assert [source for source, _, _ in attributions(text, pipeline)] == ["Ann Lee"]


def test_a_remark_of_the_writer_is_not_put_into_a_mouth(pipeline: Language) -> None:
    text = "Ann Lee claimed that the bridge was safe, despite warnings from two engineers."
    assert ("Ann Lee", "claimed", "that the bridge was safe") in attributions(text, pipeline)


def test_each_of_two_verbs_has_the_subject_that_is_said_once(pipeline: Language) -> None:
    text = "Ann Lee acknowledged the delay but rejected the claim that the money was gone."
    assert [(source, cue) for source, cue, _ in attributions(text, pipeline)] == [
        ("Ann Lee", "acknowledged"),
        ("Ann Lee", "rejected"),
    ]


def test_a_scare_quote_is_nobodys_statement(pipeline: Language) -> None:
    assert attributions("The “Blue Door” opens at nine.", pipeline) == []


@given(
    words=st.lists(
        st.sampled_from(
            [
                "She",
                "said",
                "“",
                "”",
                '"',
                "that",
                ",",
                ".",
                "he",
                "denied",
                "it",
                "’s",
                "according",
                "to",
                "the",
                "mayor",
                "\n\n",
                "told",
            ]
        )
    )
)
def test_no_text_raises_and_roles_lie_in_it(words: list[str], pipeline: Language) -> None:
    text = " ".join(words)
    document = read(text, pipeline)
    for attribution in document.attributions:
        spans = (*attribution.source, *attribution.cue, *attribution.content)
        assert attribution.content
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert 0 < attribution.confidence <= 1
    contents = sorted(span for attribution in document.attributions for span in attribution.content)
    assert all(left.end <= right.start for left, right in itertools.pairwise(contents))
    assert read(text, pipeline).attributions == document.attributions
