"""How a story is told from several articles."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.model import BEHIND_PAYWALL, ArticleRef, Wording
from bot.telling import BUDGET, tell_story
from summarizers.briefing import Briefing
from tests.test_changes import Sentence, article

QUOTED: Sentence = ("Ann Lee", "said", "“The bridge is quite safe for every bus in town”", "direct")
CUT: Sentence = ("Ann Lee", "said", "“quite safe for every bus in town”", "direct")
OTHERWISE: Sentence = ("Ann Lee", "said", "“The bridge is really safe for every bus in the town”", "direct")
ELSE: Sentence = ("Ann Lee", "said", "“We have not closed a single school this year”", "direct")
REPORTED: Sentence = ("Bob Ray", "said", "that the bridge has to be closed", "indirect")


def ref(number: int, outlet: str) -> ArticleRef:
    return ArticleRef(number, f"https://{outlet}.example", outlet, outlet, datetime(2026, 11, 24, number, tzinfo=UTC))


HERALD, COURIER, ECHO = ref(1, "Herald"), ref(2, "Courier"), ref(3, "Echo")


def test_one_quotation_in_several_outlets_is_told_once_with_the_outlets() -> None:
    story = tell_story([(HERALD, article(QUOTED)), (COURIER, article(QUOTED)), (ECHO, article(CUT))], ())
    (voice,) = story.voices
    (report,) = voice.reports
    assert voice.name == "Ann Lee"
    assert report.articles == (HERALD, COURIER, ECHO)
    assert report.statement.words == (QUOTED[2],)
    assert story.more_statements == 0


def test_other_words_of_one_quotation_are_shown_as_such() -> None:
    story = tell_story([(HERALD, article(QUOTED)), (COURIER, article(OTHERWISE))], ())
    (report,) = story.voices[0].reports
    assert report.wordings == (Wording((OTHERWISE[2],), COURIER),)


def test_different_quotations_stay_apart() -> None:
    story = tell_story([(HERALD, article(QUOTED)), (COURIER, article(ELSE))], ())
    assert [report.articles for report in story.voices[0].reports] == [(HERALD,), (COURIER,)]


def test_the_same_words_of_two_people_stay_apart() -> None:
    other: Sentence = ("Cy Poe", *QUOTED[1:])
    story = tell_story([(HERALD, article(QUOTED)), (COURIER, article(other))], ())
    assert {voice.name for voice in story.voices} == {"Ann Lee", "Cy Poe"}


def test_what_most_outlets_have_comes_first() -> None:
    both = [(HERALD, article(REPORTED, QUOTED)), (COURIER, article(QUOTED))]
    assert [voice.name for voice in tell_story(both, ()).voices] == ["Ann Lee", "Bob Ray"]


def test_the_article_that_says_most_leads() -> None:
    story = tell_story([(HERALD, article(QUOTED)), (COURIER, article(QUOTED, REPORTED))], ())
    assert story.articles == (COURIER, HERALD)


def test_a_story_keeps_to_its_budget_and_tells_how_much_more_there_is() -> None:
    many: list[Sentence] = [
        (f"Ann Lee{letter}", "said", f"“{letter * 9} is quite safe, whatever they say about {letter * 90}”", "direct")
        for letter in "abcdefghijklmnop"
    ]
    story = tell_story([(HERALD, article(*many))], ())
    reports = [report for voice in story.voices for report in voice.reports]
    assert sum(len(words) for report in reports for words in report.statement.words) <= BUDGET
    assert len(reports) + story.more_statements == len(many)
    assert story.more_statements > 0


def test_an_article_in_which_nobody_speaks_is_told_by_its_gist_alone() -> None:
    silent: Briefing = replace(article(QUOTED), statements=(), actors=())
    story = tell_story([(HERALD, silent)], ())
    assert story.voices == ()
    assert story.articles == (HERALD,)


def test_a_story_of_which_there_is_only_an_excerpt_says_so() -> None:
    excerpt = replace(article(QUOTED), notes=(BEHIND_PAYWALL, "1 statement could not be attributed"))
    assert tell_story([(HERALD, excerpt)], ()).notes == (BEHIND_PAYWALL,)
    assert tell_story([(HERALD, article(QUOTED))], ()).notes == ()
