"""The trained reader on texts of every make, and what rules complete."""

from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from summarizers.briefing import Article, Span
from summarizers.document import Attribution, Document
from summarizers.parsing import parse
from summarizers.reader import load_reader, read_attributions

Found = tuple[str, str, str]


def words(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(text[start:end] for start, end in spans)


def found(text: str, attributions: tuple[Attribution, ...]) -> list[Found]:
    return [(words(text, each.source), words(text, each.cue), words(text, each.content)) for each in attributions]


def read(text: str, pipeline: Language) -> Document:
    return read_attributions(parse(Article(None, None, None, None, "en", text), pipeline))


def test_a_quotation_with_its_cue_in_the_middle_is_one_attribution(pipeline: Language) -> None:
    text = "“The bridge is not safe,” Mayor Ann Lee said on Monday. “We have looked at it twice.”"
    assert found(text, read(text, pipeline).attributions) == [
        ("Mayor Ann Lee", "said", "“The bridge is not safe,” … “We have looked at it twice.”")
    ]


def test_reports_without_a_verb_of_saying_are_found(pipeline: Language) -> None:
    text = "The union supports a new inspection of the bridge. Traders fear that the road will stay closed for months."
    sources = [source for source, _, _ in found(text, read(text, pipeline).attributions)]
    assert sources == ["The union", "Traders"]


def test_a_contradiction_is_cut_off_the_report_before_it(pipeline: Language) -> None:
    text = "Mayor Ann Lee claimed that the storm had caused the fire, despite denials from the fire service."
    assert ("Mayor Ann Lee", "claimed", "that the storm had caused the fire") in found(
        text, read(text, pipeline).attributions
    )


def test_a_long_article_is_read_in_windows_without_gaps(pipeline: Language) -> None:
    people = ["Ann Lee", "Bo Ray", "Cy Dunn", "Dee Park", "Eve Holm", "Flo Marsh", "Gus Thorne"]
    places = ["bridge", "harbour", "market", "station", "tunnel"]
    text = "".join(
        f"“The {places[number % 5]} is not safe,” {people[number % 7]} said on Monday. The council will meet again.\n\n"
        for number in range(70)
    )
    attributions = read(text, pipeline).attributions
    covered = {start for each in attributions for start, _ in each.content}
    assert {place for place, mark in enumerate(text) if mark == "“"} <= covered
    assert {words(text, each.source) for each in attributions} == set(people)


@given(st.text(max_size=400))
def test_any_text_gives_roles_that_lie_in_it_and_the_same_ones_twice(text: str) -> None:
    attributions = load_reader().read(text).attributions
    for each in attributions:
        spans = (*each.source, *each.cue, *each.content)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert 0 < each.confidence < 1
    assert load_reader().read(text).attributions == attributions
