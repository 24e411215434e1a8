"""What is told of an article that changed after it was posted."""

from bot.changes import changes_between
from bot.model import Change
from summarizers.briefing import SCHEMA, Actor, Article, Briefing, QuotationKind, Span, Statement

Sentence = tuple[str, str, str, QuotationKind]


def article(*sentences: Sentence) -> Briefing:
    """An article of sentences (who, how, what, kind of quotation)."""
    text, statements = "", []
    actors = {who: Actor(who.lower().replace(" ", "-"), who, "person") for who, _, _, _ in sentences}
    for number, (who, how, what, kind) in enumerate(sentences):
        start = len(text)
        text += f"{who} {how} {what}. "
        cue = Span(start + len(who) + 1, start + len(who) + 1 + len(how))
        content = Span(cue.end + 1, cue.end + 1 + len(what))
        source = Span(start, start + len(who))
        statements.append(Statement(f"s{number}", (actors[who].id,), kind, (source,), (cue,), (content,), 0.9))
    return Briefing(
        SCHEMA, "a", Article(None, None, None, None, "en", text), (), tuple(actors.values()), tuple(statements)
    )


SAFE: Sentence = ("Ann Lee", "said", "“The bridge is quite safe for every bus in town”", "direct")
CLOSED: Sentence = ("Bob Ray", "said", "that the bridge has to be closed on Monday for 12 days", "indirect")


def test_an_article_that_did_not_change_has_no_changes() -> None:
    assert changes_between(article(SAFE, CLOSED), article(SAFE, CLOSED)) == ()


def test_the_order_of_statements_is_no_change() -> None:
    assert changes_between(article(SAFE, CLOSED), article(CLOSED, SAFE)) == ()


def test_a_quotation_that_was_taken_out_is_told() -> None:
    assert changes_between(article(SAFE, CLOSED), article(CLOSED)) == (
        Change(True, "removed", ("Ann Lee",), ("“The bridge is quite safe for every bus in town”",), ()),
    )


def test_a_quotation_that_somebody_else_said_after_all_is_told() -> None:
    other: Sentence = ("Cy Poe", *SAFE[1:])
    assert changes_between(article(SAFE), article(other)) == (
        Change(True, "attributed", ("Cy Poe",), ("Ann Lee",), (SAFE[2],)),
    )


def test_a_figure_that_was_corrected_is_told() -> None:
    corrected: Sentence = ("Bob Ray", "said", CLOSED[2].replace("12", "21"), "indirect")
    assert changes_between(article(CLOSED), article(corrected)) == (
        Change(False, "corrected", ("Bob Ray",), (CLOSED[2],), (corrected[2],)),
    )


def test_a_denial_that_was_added_is_told_as_such() -> None:
    denied: Sentence = ("Cy Poe", "denied", "that anybody had looked at the piers", "indirect")
    assert [change.kind for change in changes_between(article(SAFE), article(SAFE, denied))] == ["denied"]


def test_reported_speech_in_other_words_is_no_change() -> None:
    reworded: Sentence = ("Bob Ray", "says", "that on Monday the bridge has to be closed for 12 days", "indirect")
    assert changes_between(article(CLOSED), article(reworded)) == ()


def test_a_quotation_in_other_words_is_told() -> None:
    reworded: Sentence = ("Ann Lee", "said", "“The bridge is safe enough for every bus in town”", "direct")
    assert [change.kind for change in changes_between(article(SAFE), article(reworded))] == ["reworded"]


def test_what_matters_most_comes_first() -> None:
    denied: Sentence = ("Cy Poe", "denied", "that anybody had looked at the piers", "indirect")
    changes = changes_between(article(SAFE, CLOSED), article(denied, CLOSED))
    assert [change.kind for change in changes] == ["removed", "denied"]
