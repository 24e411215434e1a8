"""Slack's windows: what they show, and what comes back from them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hostile import visible
from adapters.slack.blocks import lines_of, rendered
from adapters.slack.views import View, faulty, following, saying, sources, story, waiting, whole
from bot.model import Answer, ArticleRef, Heard, Provenance
from bot.provenance import provenance
from bot.reports import Suspect
from tests.bodies import made_of
from tests.examples import BRIDGE, DOSSIER, HERALD, STORY, hostile_texts
from tests.slack_checks import view_problems
from tests.slack_mrkdwn import seen_in
from tests.slack_shown import elements, options, paragraphs

LONG = replace(DOSSIER, statements=DOSSIER.statements * 40)


def pages(answer: Answer) -> list[View]:
    """The pages of a window, from the first on as long as there is a next one."""
    turned = [whole((answer,), "a1", 0)]
    while following_page := elements(turned[-1]["blocks"]).get("page1"):
        reference, _, page = following_page["value"].partition(":")
        turned.append(whole((answer,), reference, int(page)))
    return turned


def test_an_answer_that_fits_has_one_page_and_nothing_to_turn() -> None:
    (page,) = pages(BRIDGE)
    assert paragraphs(page["blocks"]) == paragraphs(rendered(BRIDGE, full=True)[0].blocks)
    assert not elements(page["blocks"])


def test_the_pages_of_a_long_answer_are_all_of_it() -> None:
    shown = [each for page in pages(LONG) for each in paragraphs(page["blocks"])]
    count = len(pages(LONG))
    lines = [str(each).removeprefix("• ") for each in lines_of(LONG, full=True)]
    assert [each for each in shown if not each.startswith("Page ")] == lines
    assert [each for each in shown if each.startswith("Page ")] == [f"Page {n} of {count}" for n in range(1, count + 1)]
    assert count > 2


def test_pages_turn_back_to_the_first() -> None:
    views = pages(LONG)
    back = [elements(view["blocks"]).get("page0", {}).get("value") for view in views]
    assert back == [None, *(f"a1:{number}" for number in range(len(views) - 1))]


@pytest.mark.parametrize(("page", "shown"), [(-3, 0), (99, -1)])
def test_a_page_that_is_no_more_is_the_nearest_one(page: int, shown: int) -> None:
    assert whole((LONG,), "a1", page) == pages(LONG)[shown]


def test_a_story_shows_its_beginning_and_leads_to_all_of_it() -> None:
    view = story(lines_of(STORY), "d5.0")
    assert paragraphs(view["blocks"]) == paragraphs(rendered(STORY)[0].blocks)
    assert elements(view["blocks"])["more"]["value"] == "d5.0"


def test_what_a_window_has_no_room_for_leaves_a_sign() -> None:
    assert paragraphs(story(lines_of(LONG, full=True), "d5.0")["blocks"])[-1] == "[…]"
    many = Provenance((replace(HERALD, title="Title " * 100),) * 60, ())
    assert paragraphs(sources(many)["blocks"])[-1] == "[…]"


def test_sources_are_the_articles_and_who_speaks_in_them() -> None:
    view = sources(provenance(BRIDGE))
    assert paragraphs(view["blocks"])[:5] == [
        "Articles",
        "Harrow closes its bridge · Harrow Herald · 23 Nov 2026",
        "Who speaks",
        "Tom Beck, chairs the traders' union (4 statements)",
        "Ana Ruiz, Mayor (3 statements)",
    ]
    assert [link.url for link in seen_in(view["blocks"]).links] == ["https://news.example/harrow/bridge"]


def test_whom_to_follow_is_told_by_the_place_among_all_who_speak() -> None:
    """Also where somebody without a name speaks in between."""
    behind = Provenance((), (Heard("Ann", None, 2), Heard("\u200b", None, 1), Heard("Bob", None, 1)))
    view = following(behind, "a1")
    assert options(elements(view["blocks"])["names"]) == [("Ann", "0"), ("Bob", "2")]
    assert view["private_metadata"] == "a1"


def test_where_nobody_with_a_name_speaks_that_is_said() -> None:
    view = following(Provenance((), (Heard("", None, 2),)), "a1")
    assert paragraphs(view["blocks"]) == ["Nobody with a name speaks in it."]
    assert "submit" not in view


def test_what_is_wrong_is_told_by_the_number_of_the_statement() -> None:
    view = faulty([Suspect(1, "s1", "Ann: it rains"), Suspect(1, "s2", "Bob: it does not")], "d5")
    found = elements(view["blocks"])
    assert options(found["suspect"]) == [("Ann: it rains", "0"), ("Bob: it does not", "1")]
    assert [value for _, value in options(found["fault"])] == ["speaker", "words", "dispute"]


def test_where_nothing_can_be_reported_that_is_said() -> None:
    assert paragraphs(faulty([], "d5")["blocks"]) == ["There is nothing in it that could be reported."]


def test_a_window_says_each_line() -> None:
    assert paragraphs(saying("Follow", "You follow Ann.", "You follow Bob.\nIt is late.")["blocks"]) == [
        "You follow Ann.",
        "You follow Bob.",
        "It is late.",
    ]


@given(hostile_texts() | st.sampled_from(["", "w" * 5_000]), st.sampled_from([None, "https://news.example/a", "x:y"]))
def test_slack_takes_every_window_whatever_comes_from_outside(text: str, url: str | None) -> None:
    behind = Provenance((ArticleRef(1, url, text, text, None),), (Heard(text, text, 2),) * 120)
    views = [
        saying("Follow", text),
        waiting("OnRecord"),
        sources(behind),
        following(behind, "a1"),
        faulty(suspects(text), "a1"),
    ]
    views += [whole((shown,), "a1", 0) for shown in made_of(text, url) if isinstance(shown, Answer)]
    for view in views:
        assert view_problems(view) == []
        assert not seen_in(view).mentions
        assert all(link.url.startswith("https://news.example/a") for link in seen_in(view).links)


def suspects(text: str) -> list[Suspect]:
    return [Suspect(number, "s1", text) for number in range(120)]


@given(hostile_texts())
def test_names_from_outside_stay_words(text: str) -> None:
    behind = Provenance((), (Heard(text, text, 1),))
    assert paragraphs(sources(behind)["blocks"])[-1] == f"{visible(text)}, {visible(text)}"
