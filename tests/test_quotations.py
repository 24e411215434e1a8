import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.briefing import Span
from summarizers.parsing import find_paragraphs
from summarizers.quotations import find_quotations, quotation_kind


def quotations(text: str) -> list[str]:
    return [text[start:end] for start, end in find_quotations(text, tuple(find_paragraphs(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It rains,” she said.", ["“It rains,”"]),
        ('"It rains," she said. "A lot."', ['"It rains,"', '"A lot."']),
        ("''It rains,'' she said.", ["''It rains,''"]),
        ("``It rains,'' she said.", ["``It rains,''"]),
        ("She said: «It rains».", ["«It rains»"]),
        ("Sie sagte: „Es regnet.“", ["„Es regnet.“"]),
        ("‘It rains a lot,’ she said.", ["‘It rains a lot,’"]),
        ("The dogs’ owner and ‘Ann’ left.", []),
        ("It rained in the ’90s, O’Neil’s deputy said.", []),
    ],
)
def test_marks_of_every_make_are_found(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


def test_a_quotation_inside_a_quotation_does_not_end_it() -> None:
    assert quotations('“He told me ‘never’ and then "no" again,” she said.') == [
        '“He told me ‘never’ and then "no" again,”'
    ]


def test_a_mark_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "“It rains, she said.\n\nThen “the sun” came out."
    assert quotations(text) == ["“It rains, she said.", "“the sun”"]


def test_each_paragraph_of_a_long_quotation_is_a_stretch_of_its_own() -> None:
    text = "“We waited.\n\n“We waited again.\n\n“Then we left,” she said."
    assert quotations(text) == ["“We waited.", "“We waited again.", "“Then we left,”"]


def test_an_inch_mark_behind_a_figure_opens_nothing() -> None:
    assert quotations('The pipe is 12" wide, she said.') == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [("“It rains,”", "direct"), ("that it rains", "indirect"), ("that it “pours” here", "mixed")],
)
def test_kind_follows_from_the_marks(content: str, kind: str) -> None:
    text = f"Ann Lee says {content}."
    start = text.index(content)
    found = find_quotations(text, tuple(find_paragraphs(text)))
    assert quotation_kind(text, [Span(start, start + len(content))], found) == kind


@given(st.text(alphabet="ab .,\n“”\"'‘’„«»`", max_size=80))
def test_stretches_lie_in_their_paragraphs_in_order(text: str) -> None:
    paragraphs = tuple(find_paragraphs(text))
    found = find_quotations(text, paragraphs)
    assert list(found) == sorted(found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all(any(paragraph.covers(span) for paragraph in paragraphs) for span in found)
