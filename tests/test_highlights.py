from dataclasses import replace

import pytest
from hypothesis import given

from summarizers.briefing import (
    SCHEMA,
    SHOWN,
    Actor,
    Article,
    Briefing,
    Dispute,
    GistSentence,
    Marking,
    Side,
    Span,
    Statement,
)
from summarizers.highlights import BUDGET, Doubt, Highlights, doubt_about, highlights
from tests.examples import BARE, BRIDGE, briefings


def many(count: int, words: str = "It is so and so it stays.") -> Briefing:
    """A briefing of `count` direct statements by three actors in turn."""
    text = " ".join(f"“{words}”" for _ in range(count))
    step = len(words) + 3
    statements = tuple(
        Statement(f"s{n}", (f"a{n % 3}",), "direct", (), (), (Span(n * step, n * step + step - 1),), 0.9)
        for n in range(count)
    )
    actors = tuple(Actor(f"a{n}", f"Actor {n}", "person") for n in range(3))
    return Briefing(SCHEMA, "many", Article(None, None, None, None, None, text), (), actors, statements)


def dispute(marking: Marking, confidence: float, *statements: str) -> Dispute:
    sides = (Side(("a0",), "asserts", statements, (Span(0, 20),)), Side(("a1",), "denies", (), (Span(28, 50),)))
    return Dispute(f"d-{marking}-{confidence}", "It is so", "fact", marking, confidence, sides)


def shown_ids(shown: Highlights) -> list[str]:
    return [each.statement.id for voice in shown.voices for each in voice.statements]


def size(shown: Highlights) -> int:
    contents = sum(len(each.content) for voice in shown.voices for each in voice.statements)
    return sum(len(sentence.text) for sentence in shown.gist) + contents + sum(map(len, shown.disputes))


def test_a_short_briefing_keeps_to_its_budget_and_counts_the_rest() -> None:
    shown = highlights(many(300))
    assert BUDGET / 2 < size(shown) <= BUDGET
    assert len(shown_ids(shown)) + shown.more_statements == 300


def test_full_shows_everything_uncut() -> None:
    shown = highlights(BRIDGE, full=True)
    assert sorted(shown_ids(shown)) == sorted(statement.id for statement in BRIDGE.statements)
    assert not any(each.content.cut for voice in shown.voices for each in voice.statements)
    assert [each.dispute for each in shown.disputes] == list(BRIDGE.disputes)
    assert (shown.more_statements, shown.more_disputes) == (0, 0)


def test_disputed_statements_are_shown_first() -> None:
    briefing = replace(many(300), disputes=(dispute("explicit", 0.9, "s297"),))
    assert "s297" in shown_ids(highlights(briefing))


def test_leading_actors_come_before_others() -> None:
    briefing = many(9)
    spoken_of = replace(briefing.actors[2], mentions=(Span(0, 1), Span(5, 6)))
    led = highlights(replace(briefing, actors=(*briefing.actors[:2], spoken_of)))
    assert led.voices[0].actor == spoken_of


def test_no_actor_crowds_out_the_others() -> None:
    shown = highlights(many(300))
    assert {len(voice.statements) > 1 for voice in shown.voices} == {True}
    assert len(shown.voices) == 3


def test_own_words_come_before_reported_ones() -> None:
    briefing = many(120)
    reported = [replace(statement, kind="indirect") for statement in briefing.statements[:-1]]
    shown = highlights(replace(briefing, statements=(*reported, briefing.statements[-1])))
    assert briefing.statements[-1].id in shown_ids(shown)


def test_uncertain_statements_come_last() -> None:
    briefing = many(300)
    doubtful = tuple(replace(statement, confidence=0.2) for statement in briefing.statements[:150])
    shown = highlights(replace(briefing, statements=(*doubtful, *briefing.statements[150:])))
    assert all(int(each[1:]) >= 150 for each in shown_ids(shown))


@pytest.mark.parametrize(
    ("source", "cue", "doubt"),
    [
        ("", "said", "source"),
        ("He", "said", "pronoun"),
        ("Ann Lee", "", "cue"),
        ("Ann Lee", "said", "edges"),
    ],
)
def test_what_is_uncertain_about_a_statement_is_told_by_what_it_lacks(source: str, cue: str, doubt: Doubt) -> None:
    text = f"{source} {cue} the bridge is safe."
    sources = (Span(0, len(source)),) if source else ()
    cues = (Span(len(source) + 1, len(source) + 1 + len(cue)),) if cue else ()
    statement = Statement("s1", ("lee",), "indirect", sources, cues, (Span(text.index("the"), len(text)),), 0.3)
    article = Article(None, None, None, None, "en", text)
    assert doubt_about(article, statement) == doubt
    assert doubt_about(article, replace(statement, confidence=0.8)) == "none"


def test_a_statement_without_actor_is_kept_apart_at_the_end() -> None:
    briefing = many(4)
    nobody = replace(briefing.statements[0], actors=())
    shown = highlights(replace(briefing, statements=(nobody, *briefing.statements[1:])))
    assert shown.voices[-1].actor is None
    assert [each.statement for each in shown.voices[-1].statements] == [nobody]


def test_a_question_that_nobody_is_said_to_have_asked_is_left_to_the_full_form() -> None:
    text = "Asked whether she would go, she said no."
    asked, answered = (
        Statement("s0", (), "indirect", (), (Span(0, 5),), (Span(6, 26),), 0.9),
        Statement("s1", ("a0",), "indirect", (Span(28, 31),), (Span(32, 36),), (Span(37, 39),), 0.9),
    )
    article = Article(None, None, None, None, None, text)
    briefing = Briefing(SCHEMA, "one", article, (), (Actor("a0", "Ann Lee", "person"),), (asked, answered))
    assert "s0" not in shown_ids(highlights(briefing))
    assert "s0" in shown_ids(highlights(briefing, full=True))


def test_a_statement_inside_another_is_left_to_the_full_form() -> None:
    briefing = many(2)
    inner = Statement("inner", ("a2",), "indirect", (), (), (Span(3, 12),), 0.9)
    nested = replace(briefing, statements=(*briefing.statements, inner))
    assert "inner" not in shown_ids(highlights(nested))
    assert "inner" in shown_ids(highlights(nested, full=True))


def test_a_statement_of_several_is_shown_under_the_first_with_the_others() -> None:
    shown = [each for voice in highlights(BRIDGE).voices for each in voice.statements if each.shared_with]
    assert [(each.statement.id, [actor.name for actor in each.shared_with]) for each in shown] == [("s7", ["Tom Beck"])]


def test_every_sure_explicit_dispute_is_shown_however_many() -> None:
    explicit = tuple(replace(dispute("explicit", 0.9), id=f"d{n}") for n in range(40))
    assert len(highlights(replace(many(9), disputes=explicit)).disputes) == 40


def test_an_unsure_dispute_is_shown_only_among_everything() -> None:
    briefing = replace(many(9), disputes=(dispute("explicit", SHOWN - 0.01),))
    assert highlights(briefing).disputes == ()
    assert highlights(briefing).more_disputes == 1
    assert len(highlights(briefing, full=True).disputes) == 1


def test_a_doubtful_implicit_dispute_is_counted_rather_than_shown() -> None:
    briefing = replace(many(9), disputes=(dispute("implicit", 0.9), dispute("implicit", 0.3)))
    shown = highlights(briefing)
    assert [each.dispute.confidence for each in shown.disputes] == [0.9]
    assert shown.more_disputes == 1


def test_of_a_side_the_surest_actor_is_named() -> None:
    sides = (Side(("a0", "a2"), "asserts", (), (Span(0, 20),)), Side(("a1",), "denies", (), (Span(28, 50),)))
    briefing = replace(many(9), disputes=(replace(dispute("explicit", 0.9), sides=sides),))
    shown, full = (highlights(briefing, full=full).disputes[0].sides[0] for full in (False, True))
    assert [actor.id for actor in shown.actors] == ["a0"]
    assert [actor.id for actor in full.actors] == ["a0", "a2"]


def test_of_an_unsure_dispute_the_surest_is_told_even_among_everything() -> None:
    sides = (
        Side(("a0", "a2"), "asserts", (), (Span(0, 20), Span(21, 27))),
        Side(("a1",), "denies", (), (Span(28, 50),)),
    )
    unsure, sure = (
        highlights(replace(many(9), disputes=(replace(dispute("explicit", confidence), sides=sides),)), full=True)
        for confidence in (SHOWN - 0.01, SHOWN)
    )
    told = [(len(each.actors), len(each.evidence)) for shown in (unsure, sure) for each in shown.disputes[0].sides]
    assert told == [(1, 1), (1, 1), (2, 2), (1, 1)]


def test_evidence_shared_by_both_sides_is_shown_once() -> None:
    shared = (Span(0, 20),)
    sides = (Side(("a0",), "asserts", (), shared), Side(("a1",), "denies", (), shared))
    contested = Dispute("d", "It is so", "fact", "explicit", 0.9, sides)
    one, other = highlights(replace(many(9), disputes=(contested,))).disputes[0].sides
    assert (one.evidence[0].spans, other.evidence) == (shared, ())


def test_a_third_sentence_of_the_gist_needs_room() -> None:
    def gist(length: int) -> int:
        return len(highlights(replace(BARE, gist=(GistSentence("x" * length, Span(0, 1)),) * 4)).gist)

    assert (gist(100), gist(400)) == (3, 2)


def test_nothing_said_makes_nothing_to_show() -> None:
    assert highlights(BARE) == Highlights((), (), ())


@given(briefings())
def test_what_is_shown_and_what_is_not_make_the_whole(briefing: Briefing) -> None:
    shown, everything = highlights(briefing), highlights(briefing, full=True)
    assert len(shown_ids(shown)) + shown.more_statements == len(shown_ids(everything))
    assert len(shown.disputes) + shown.more_disputes == len(briefing.disputes)
    assert len({voice.actor for voice in shown.voices}) == len(shown.voices)
    assert {each.dispute for each in everything.disputes} == set(briefing.disputes)
