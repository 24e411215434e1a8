"""The bot's home in Slack, and the forms in which it is changed."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.hostile import visible
from adapters.slack.home import asking, chosen, home, plan_form, planned, remove_form, stop_form, values_of
from adapters.slack.views import View, following
from bot.channels import Watch
from bot.commands import handle
from bot.model import Heard, Provenance, Request
from bot.overview import Overview
from bot.schedule import Schedule
from bot.schedule_words import parse_schedule
from tests.examples import hostile_texts
from tests.fakes import FakeService
from tests.overviews import BUSY, EMPTY, channel, feed, overviews
from tests.slack_checks import view_problems
from tests.slack_mrkdwn import seen_in
from tests.slack_screens import first_values
from tests.slack_shown import elements, options, paragraphs

TEXTS = hostile_texts(("<!channel>", "<@U1>", "<https://evil.example|trust>", "\x00")) | st.sampled_from(
    ["", "\u200b", "w" * 4_000]
)
URLS = st.sampled_from(["https://news.example/feed", "javascript:alert(1)", "https://news.example/" + "a" * 3_100])


def shown(view: View) -> list[str]:
    return paragraphs(view["blocks"])


def offered(view: View) -> dict[str, Any]:
    return elements(view["blocks"])


def between(lines: list[str], head: str, after: str) -> list[str]:
    return lines[lines.index(head) + 1 : lines.index(after)]


def sent(view: View, **filled: Any) -> dict[str, Any]:
    """The view as it comes back: with what stood in it at first, or was put into its fields."""
    values = first_values(view["blocks"])
    for name, value in filled.items():
        values[name][name] |= value
    return {**view, "state": {"values": values}}


def asked(*commands: str) -> list[tuple[str, str]]:
    """What the service is asked by chat commands."""
    service = FakeService()
    for text in commands:
        handle(Request(text), service)
    return [(name, argument) for name, argument, _ in service.asked]


def test_who_comes_first_is_told_how_to_begin() -> None:
    assert between(shown(home(EMPTY)), "Start here", "Digests")[0] == "Add a feed, or the address of a news site."
    assert "Start here" not in shown(home(BUSY))


def test_digests_are_listed_with_their_channels() -> None:
    at = "at 08:00 and 18:30 (Europe/Berlin), Monday to Friday"
    assert between(shown(home(BUSY)), "Digests", "Feeds") == [
        f"#C1: {at}",
        f"Direct messages with @U1: {at}",
        f"#C2: {at} — ⚠ paused: the bot was removed from it",
    ]


def test_feeds_are_listed_with_their_troubles_and_lead_to_their_addresses() -> None:
    view = home(BUSY)
    assert between(shown(view), "Feeds", "You follow") == [
        "Harrow Herald",
        "https://courier.example/rss",
        "Skarrow 4 — ⚠ the server answered 404 (not found)",
    ]
    assert {link.url for link in seen_in(view["blocks"]).links} == {each.url for each in BUSY.feeds}


def test_what_is_followed_can_be_stopped() -> None:
    view = home(BUSY)
    assert between(shown(view), "You follow", "In the next digest") == ["Tom Beck", "football (kept out)"]
    stops = [block["accessory"]["value"] for block in view["blocks"] if elements([block]).get("unwatch")]
    assert stops == ["Tom Beck", "football"]


def test_reports_say_what_was_found_wrong_by_whom() -> None:
    assert between(shown(home(BUSY)), "Found wrong by readers", "Who may change feeds and digests") == [
        "Somebody else said it: Ana Ruiz: “The bridge is not safe” (@U7, 24 Nov 2026)"
    ]


def test_only_those_who_manage_are_offered_to_change_feeds() -> None:
    assert {"add_feed", "remove_feed"} <= set(offered(home(BUSY)))
    assert not {"add_feed", "remove_feed"} & set(offered(home(EMPTY)))
    assert "Those who manage this workspace add and remove feeds." in shown(home(EMPTY))


@pytest.mark.parametrize(("members_manage", "value"), [(True, "off"), (False, "on")])
def test_who_decides_can_let_all_members_manage(members_manage: bool, value: str) -> None:
    switch = offered(home(replace(BUSY, members_manage=members_manage)))["members"]
    assert switch["value"] == value
    assert "members" not in offered(home(replace(BUSY, decides=False)))


def test_of_many_the_first_are_listed_and_the_others_counted() -> None:
    view = home(replace(BUSY, channels=(channel("C1"),) * 20, feeds=(feed("Herald"),) * 14))
    assert between(shown(view), "Digests", "Feeds")[12:] == ["And 8 more."]
    assert between(shown(view), "Feeds", "You follow")[12:] == ["And 2 more."]
    assert view_problems(view) == []


def test_feeds_with_much_to_tell_are_listed_all_the_same() -> None:
    told = between(
        shown(home(replace(BUSY, feeds=(feed("Herald", trouble="Word. " * 1_000),) * 5))), "Feeds", "You follow"
    )
    assert len(told) == 5


@given(overviews(TEXTS, URLS))
def test_slack_takes_every_home_and_nobody_is_called(seen: Overview) -> None:
    view = home(seen)
    assert view_problems(view) == []
    found = seen_in(view)
    assert set(found.mentions) <= {"#C1", "@U1", "@U7"}
    assert {link.url for link in found.links} <= {"https://news.example/feed"}
    for form in (plan_form(seen, "Europe/Berlin", "It is late."), remove_form(seen), stop_form("It is late.")):
        assert view_problems(form) == []


@given(hostile_texts(("<!channel>",)))
def test_titles_and_words_from_outside_stay_words(text: str) -> None:
    lines = shown(home(replace(BUSY, feeds=(feed(text),), watches=(Watch(text, muted=False),))))
    assert between(lines, "Feeds", "You follow") == [visible(text)]
    assert between(lines, "You follow", "In the next digest") == [visible(text)]


# Forms


def test_a_plan_as_it_stands_in_the_form_at_first() -> None:
    commands = planned(values_of(sent(plan_form(BUSY, "Europe/Berlin"))))
    assert asked(*commands) == [
        ("plan digests", "08:00 Europe/Berlin on daily"),
        ("stories", "7"),
        ("lay out", "thread"),
    ]


@pytest.mark.parametrize(
    ("days", "numbers"), [("Every day", range(7)), ("Weekdays", range(5)), ("Weekends", range(5, 7))]
)
def test_a_plan_for_days_that_were_chosen(days: str, numbers: range) -> None:
    view = plan_form(EMPTY, "UTC")
    option = next(each for each in offered(view)["days"]["options"] if each["text"]["text"] == days)
    back = sent(view, days={"selected_option": option}, time={"selected_time": "18:30"}, zone={"value": "Europe/Oslo"})
    ((_, words), *_) = asked(*planned(values_of(back)))
    assert parse_schedule(words, "UTC") == Schedule((time(18, 30),), frozenset(numbers), "Europe/Oslo")


def test_each_size_and_layout_that_is_offered_is_understood() -> None:
    found = offered(plan_form(BUSY, "UTC"))
    for _, number in options(found["stories"]):
        assert asked(f"digest stories {number}") == [("stories", number)]
    for _, layout in options(found["layout"]):
        assert asked(f"digest as {layout}") == [("lay out", layout)]


def test_digests_without_a_channel_are_those_of_who_asks() -> None:
    for view in (plan_form(BUSY, "UTC"), stop_form()):
        assert values_of(sent(view))["channel"] == ""
        assert values_of(sent(view, channel={"selected_conversation": "C1"}))["channel"] == "C1"


def test_a_feed_is_removed_by_its_address() -> None:
    """Numbers count other feeds where the operator brought some."""
    view = remove_form(BUSY)
    menu = offered(view)["remove_feed"]
    assert options(menu)[:2] == [
        ("Harrow Herald", "https://news.example/feed"),
        ("https://courier.example/rss", "https://courier.example/rss"),
    ]
    values = values_of(sent(view, remove_feed={"selected_option": menu["options"][0]}))
    assert asked(f"feeds remove {values['remove_feed']}") == [("remove feed", "https://news.example/feed")]


def test_no_feed_is_chosen_for_removal_before_somebody_does() -> None:
    assert values_of(sent(remove_form(BUSY))) == {"remove_feed": ""}


def test_where_no_feed_is_left_to_remove_that_is_said() -> None:
    assert shown(remove_form(EMPTY)) == ["No feed is followed."]


@given(TEXTS.map(lambda text: text[:3_000]), TEXTS)
def test_a_form_of_one_line_keeps_what_was_entered_and_says_what_is_wrong(entered: str, error: str) -> None:
    view = asking("Add a feed", "add_feed", "Address", "https://example.com/news", entered, error)
    assert view_problems(view) == []
    assert values_of(sent(view)) == {"add_feed": entered}
    assert view["submit"]["text"] == "Add"
    assert len(shown(view)) == bool(error)


def test_several_names_can_be_chosen() -> None:
    view = following(Provenance((), (Heard("Ann", None, 1), Heard("Bob", None, 1))), "a1")
    both = offered(view)["names"]["options"]
    assert chosen(sent(view, names={"selected_options": both}), "names") == ("0", "1")
    assert chosen(sent(view), "names") == ()
