import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.briefing import Briefing, QuotationKind, Span
from summarizers.excerpts import excerpt, sentence_ends, unmarked
from tests.examples import briefings, spans


def shown(text: str, room: int, *pieces: str) -> list[str]:
    return [text[start:end] for start, end in excerpt(text, spans(text, *pieces), room).spans]


def test_a_passage_that_fits_is_left_whole() -> None:
    text = "One is here. Two is here."
    whole = excerpt(text, (Span(0, len(text)),), 25)
    assert whole.spans == (Span(0, len(text)),)
    assert not whole.cut


def test_a_long_passage_ends_with_a_sentence_and_says_so() -> None:
    text = "One is here. Two is here. Three is here."
    part = excerpt(text, (Span(0, len(text)),), 30)
    assert text[slice(*part.spans[0])] == "One is here. Two is here."
    assert part.cut


def test_at_least_one_sentence_stays_however_small_the_room() -> None:
    text = "This is rather long. This as well."
    assert shown(text, 3, text) == ["This is rather long."]


def test_one_endless_sentence_is_not_cut() -> None:
    text = "so it goes on " * 100
    part = excerpt(text, (Span(0, len(text)),), 50)
    assert part.spans == (Span(0, len(text)),)
    assert not part.cut


@pytest.mark.parametrize(
    "text",
    ["the U.S. Army came in 1.5 days", "Dr. Ruth Lee left", "it was J. Smith", "on Feb. 3 he left", "what? she asked"],
)
def test_a_full_stop_within_a_sentence_does_not_end_it(text: str) -> None:
    assert list(sentence_ends(text, Span(0, len(text)))) == []


def test_closing_marks_belong_to_their_sentence() -> None:
    text = "“It is so.” He left. 中文。再见"
    assert [text[:end] for end in sentence_ends(text, Span(0, len(text)))] == [
        "“It is so.”",
        "“It is so.” He left.",
        "“It is so.” He left. 中文。",
    ]


def test_a_sentence_broken_by_its_speaker_is_not_cut_there() -> None:
    text = "“Peace,” he said, “is near. It will hold. It must hold.”"
    assert shown(text, 10, "“Peace,”", "“is near. It will hold. It must hold.”") == ["“Peace,”", "“is near."]


def test_a_quotation_may_be_cut_between_its_pieces_where_a_sentence_begins() -> None:
    text = "“Peace is near,” he said. “We have never been closer than we are.”"
    pieces = ("“Peace is near,”", "“We have never been closer than we are.”")
    assert shown(text, 20, *pieces) == ["“Peace is near,”"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("“It is so.”", "direct", "It is so."),
        ('"It is so." ', "direct", "It is so."),
        ("„Es ist so.“", "direct", "Es ist so."),
        ("‘It isn’t so’", "direct", "It isn’t so"),
        ("“He said ‘no’”", "direct", "He said ‘no’"),
        ("“It goes on", "direct", "It goes on"),
        ("the traders’", "direct", "the traders’"),
        ("“so”", "mixed", "“so”"),
        (" that it is “so” ", "mixed", "that it is “so”"),
    ],
)
def test_only_the_marks_around_direct_speech_are_taken_off(text: str, kind: QuotationKind, words: str) -> None:
    assert text[slice(*unmarked(text, Span(0, len(text)), kind))] == words


@given(briefings(), st.integers(0, 60))
def test_an_excerpt_is_a_beginning_of_its_passage(briefing: Briefing, room: int) -> None:
    for statement in briefing.statements:
        part = excerpt(briefing.article.text, statement.content, room)
        assert part.cut == (part.spans != statement.content)
        assert part.spans[:-1] == statement.content[: max(len(part.spans) - 1, 0)]
        for shown_span, span in zip(part.spans, statement.content, strict=False):
            assert shown_span.start == span.start
            assert shown_span.end <= span.end
            inner = unmarked(briefing.article.text, shown_span, statement.kind)
            assert shown_span.covers(inner) or inner.start >= inner.end
