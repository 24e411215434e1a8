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


def as_read(text: str, source: str, cue: str, *content: str) -> Attribution:
    """An attribution of these words, as a reader may give it."""
    return Attribution((place(text, source),), (place(text, cue),), tuple(place(text, each) for each in content), 0.9)


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
    found = complete(document, [as_read(text, "he", "said", "“I am sorry,”", "“This is a choice.”")])
    assert [roles(document, each) for each in found] == [
        ("he", "said", "“I am sorry,”"),
        ("Forsgate", "", "“This is a choice.”"),
    ]


@pytest.mark.parametrize("between", ["", "\n\n", "\n\nThe room fell silent. ", "\n\nWhy did he wait? "])
def test_a_quotation_that_nobody_else_is_brought_in_for_goes_on(pipeline: Language, between: str) -> None:
    text = f"{SORRY} {between}“I was born four streets from here.”"
    document = read(text, pipeline)
    whole = as_read(text, "he", "said", "“I am sorry,”", "“I was born four streets from here.”")
    assert len(complete(document, [whole])) == 1


def test_a_count_of_votes_is_nobody_but_a_number_of_people_is(pipeline: Language) -> None:
    for text, number, source in (
        ("By 8-3 the town council voted to close the pool.", "8", "the town council"),
        ("Of the 20 drivers, 12 voted to close the pool.", "12", "12"),
    ):
        document = read(text, pipeline)
        (found,) = complete(document, [as_read(text, number, "voted", "to close the pool")])
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
    (found,) = complete(document, [as_read(text, "Lee", cue, content)])
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
            "Lee disclosed that the old mill, which the council bought in May, has been sold.",
            ("Lee", "disclosed", "that the old mill"),
            ("Lee", "disclosed", "that the old mill, which the council bought in May, has been sold"),
            id="a clause has its verb",
        ),
        pytest.param(
            "The station on the pier recorded it at noon, said Ann Lee.",
            ("Ann Lee", "said", "it at noon"),
            ("Ann Lee", "said", "The station on the pier recorded it at noon"),
            id="so has one before its report",
        ),
        pytest.param(
            "“Too late for us,” said Ann Lee.",
            ("Ann Lee", "said", "“Too late for us,”"),
            ("Ann Lee", "said", "“Too late for us,”"),
            id="but a quotation is as it was spoken",
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
    (found, *_) = complete(document, [as_read(text, *given)])
    assert roles(document, found) == expected


def test_a_report_ends_with_its_paragraph_but_a_quotation_goes_on(pipeline: Language) -> None:
    text = "Lee said the vote was close.\n\nThe council decides on Monday.\n\n“It is a pity.”"
    document = read(text, pipeline)
    (found,) = complete(
        document, [as_read(text, "Lee", "said", "the vote was close", "The council", "“It is a pity.”")]
    )
    assert roles(document, found) == ("Lee", "said", "the vote was close|“It is a pity.”")


def test_a_quotation_before_a_sentence_is_not_of_whom_its_end_names(pipeline: Language) -> None:
    text = "“They should not pay for it.” The union had paid, as the Bay Post reported."
    document = read(text, pipeline)
    given = as_read(text, "the Bay Post", "reported", "“They should not pay for it.” The union had paid")
    quoted, reported = complete(document, [given])
    assert roles(document, quoted) == ("", "", "“They should not pay for it.”")
    assert roles(document, reported) == ("the Bay Post", "reported", "The union had paid")


def test_what_is_denied_beside_what_is_threatened_is_told_apart(pipeline: Language) -> None:
    text = "The agent, Bo Ray, denied this and threatened legal action."
    document = read(text, pipeline)
    given = as_read(text, "The agent, Bo Ray", "threatened", "this", "legal action")
    found = {roles(document, each) for each in complete(document, [given])}
    assert found == {
        ("The agent, Bo Ray", "threatened", "legal action"),
        ("The agent, Bo Ray", "denied", "this"),
    }


def test_the_time_that_a_line_opens_with_is_nobodys_word_and_no_name(pipeline: Language) -> None:
    text = "It rained.\n\n11:02 The mayor will come at noon, her office confirms.\n\n11:20 Ann Lee says that she left."
    document = read(text, pipeline)
    found = complete(
        document,
        [
            as_read(text, "her office", "confirms", "11:02 The mayor will come at noon"),
            as_read(text, "20 Ann Lee", "says", "that she left"),
        ],
    )
    assert [roles(document, each) for each in found] == [
        ("her office", "confirms", "The mayor will come at noon"),
        ("Ann Lee", "says", "that she left"),
    ]


def test_a_quotation_that_is_passed_on_is_of_whoever_said_it_too(pipeline: Language) -> None:
    text = "“Nobody did wrong,” she told workers, according to two people who were there. “It does not add up.”"
    document = read(text, pipeline)
    said = "“Nobody did wrong,” she told workers", "“It does not add up.”"
    found = complete(document, [as_read(text, "two people who were there", "according to", *said)])
    assert [roles(document, each) for each in found] == [
        ("two people who were there", "according to", "|".join(said)),
        ("she", "told", "“Nobody did wrong,”|“It does not add up.”"),
    ]
