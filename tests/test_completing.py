"""What rules mend in what was read, on attributions as a reader may give them."""

import pytest
from spacy.language import Language

from summarizers.briefing import Article, Span
from summarizers.completing import complete
from summarizers.document import Attribution, Document
from summarizers.parsing import parse


def read(text: str, pipeline: Language) -> Document:
    return parse(Article(None, None, None, None, "en", text), pipeline)


def place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def roles(document: Document, attribution: Attribution) -> tuple[str, str, str]:
    """The words of source, cue and content, the spans of each joined by a bar."""
    source, cue, content = (
        "|".join(document.article.words(role)) for role in (attribution.source, attribution.cue, attribution.content)
    )
    return source, cue, content


SORRY = "“I am sorry,” he said."


def test_whoever_a_later_paragraph_brings_in_says_the_quotation_behind(pipeline: Language) -> None:
    text = f"{SORRY}\n\nEconomy Minister Annelie Forsgate was blunt. “This is a choice.”"
    document = read(text, pipeline)
    both = (place(text, "“I am sorry,”"), place(text, "“This is a choice.”"))
    found = complete(document, [Attribution((place(text, "he"),), (place(text, "said"),), both, 0.9)])
    assert [roles(document, each) for each in found] == [
        ("he", "said", "“I am sorry,”"),
        ("Forsgate", "", "“This is a choice.”"),
    ]


@pytest.mark.parametrize("between", ["", "\n\n", "\n\nThe room fell silent. ", "\n\nWhy did he wait? "])
def test_a_quotation_that_nobody_else_is_brought_in_for_goes_on(pipeline: Language, between: str) -> None:
    text = f"{SORRY} {between}“I was born four streets from here.”"
    document = read(text, pipeline)
    whole = Attribution(
        (place(text, "he"),),
        (place(text, "said"),),
        (place(text, "“I am sorry,”"), place(text, "“I was born four streets from here.”")),
        0.9,
    )
    assert len(complete(document, [whole])) == 1


def test_a_count_of_votes_is_nobody_but_a_number_of_people_is(pipeline: Language) -> None:
    for text, number, source in (
        ("By 8-3 the town council voted to close the pool.", "8", "the town council"),
        ("Of the 20 drivers, 12 voted to close the pool.", "12", "12"),
    ):
        document = read(text, pipeline)
        roles_read = (place(text, number),), (place(text, "voted"),), (place(text, "to close the pool"),)
        (found,) = complete(document, [Attribution(*roles_read, 0.9)])
        assert roles(document, found) == (source, "voted", "to close the pool")


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        (
            "Lee has often expressed admiration for Ray.",
            "has often expressed admiration for",
            "Ray",
            ("has often expressed", "admiration for Ray"),
        ),
        (
            "Lee voiced deep concern about Bo Ray.",
            "voiced deep concern about",
            "Bo Ray",
            ("voiced", "deep concern about Bo Ray"),
        ),
        (
            "Lee voiced concern about the bridge.",
            "voiced concern about",
            "the bridge",
            ("voiced concern about", "the bridge"),
        ),
        ("Lee spoke about Ray.", "spoke about", "Ray", ("spoke about", "Ray")),
    ],
)
def test_a_bare_name_is_no_content(
    pipeline: Language, text: str, cue: str, content: str, expected: tuple[str, str]
) -> None:
    document = read(text, pipeline)
    given = Attribution((place(text, "Lee"),), (place(text, cue),), (place(text, content),), 0.9)
    (found,) = complete(document, [given])
    assert roles(document, found)[1:] == expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        pytest.param(
            "A slide, which Ann Lee held up at the gate, lists “phase two”.",
            ("Ann Lee", "lists", "“phase two”"),
            ("A slide, which Ann Lee held up at the gate", "lists", "“phase two”"),
            id="who is told of in passing is not who says it",
        ),
        pytest.param(
            "Not all dockers support the strike.",
            ("all dockers", "support", "the strike"),
            ("Not all dockers", "support", "the strike"),
            id="not all are not all",
        ),
        pytest.param(
            "Only 52 percent of voters agreed that the tram was late.",
            ("Only", "agreed", "that the tram was late"),
            ("Only 52 percent of voters", "agreed", "that the tram was late"),
            id="a source that breaks off before its noun",
        ),
        pytest.param(
            "His aides said that the tram was late.",
            ("His", "said", "that the tram was late"),
            ("His", "said", "that the tram was late"),
            id="an owner may be the source",
        ),
        pytest.param(
            "Two of those, she added, lasted less than ten minutes.",
            ("she", "added", "Two of those"),
            ("she", "added", "Two of those|lasted less than ten minutes"),
            id="the predicate behind a report in parenthesis",
        ),
        pytest.param(
            "Lee hit back on Thursday, describing the figures as a fantasy.",
            ("Lee", "hit back", "the figures as a fantasy"),
            ("Lee", "describing", "the figures as a fantasy"),
            id="the verb that the content hangs on",
        ),
        pytest.param(
            "The police decided not to recommend charges.",
            ("The police", "decided", "charges"),
            ("The police", "decided", "charges"),
            id="an infinitive says no more than its verb",
        ),
    ],
)
def test_the_grammar_of_a_report_is_believed(
    text: str, given: tuple[str, str, str], expected: tuple[str, str, str], pipeline: Language
) -> None:
    document = read(text, pipeline)
    source, cue, content = ((place(text, words),) for words in given)
    (found, *_) = complete(document, [Attribution(source, cue, content, 0.9)])
    assert roles(document, found) == expected


def test_a_report_ends_with_its_paragraph_but_a_quotation_goes_on(pipeline: Language) -> None:
    text = "Lee said the vote was close.\n\nThe council decides on Monday.\n\n“It is a pity.”"
    document = read(text, pipeline)
    content = tuple(place(text, words) for words in ("the vote was close", "The council", "“It is a pity.”"))
    (found,) = complete(document, [Attribution((place(text, "Lee"),), (place(text, "said"),), content, 0.9)])
    assert roles(document, found) == ("Lee", "said", "the vote was close|“It is a pity.”")


def test_a_quotation_before_a_sentence_is_not_of_whom_its_end_names(pipeline: Language) -> None:
    text = "“They should not pay for it.” The union had paid, as the Bay Post reported."
    document = read(text, pipeline)
    content = (place(text, "“They should not pay for it.” The union had paid"),)
    read_as = Attribution((place(text, "the Bay Post"),), (place(text, "reported"),), content, 0.9)
    quoted, reported = complete(document, [read_as])
    assert roles(document, quoted) == ("", "", "“They should not pay for it.”")
    assert roles(document, reported) == ("the Bay Post", "reported", "The union had paid")


def test_what_is_denied_beside_what_is_threatened_is_told_apart(pipeline: Language) -> None:
    text = "The agent, Bo Ray, denied this and threatened legal action."
    document = read(text, pipeline)
    content = (place(text, "this"), place(text, "legal action"))
    read_as = Attribution((place(text, "The agent, Bo Ray"),), (place(text, "threatened"),), content, 0.9)
    found = {roles(document, each) for each in complete(document, [read_as])}
    assert found == {
        ("The agent, Bo Ray", "threatened", "legal action"),
        ("The agent, Bo Ray", "denied", "this"),
    }
