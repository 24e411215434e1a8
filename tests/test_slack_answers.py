"""Answers reach whoever asked, also where Slack does not take them the usual way any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from adapters.slack.answers import Open, Private
from adapters.slack.text import Message, line, messages
from tests.briefings import briefing
from tests.slack_bot import SlackBot, running
from tests.slack_server import Slack


def said(*words: str) -> list[Message]:
    """A message for each."""
    return [messages([line("plain", each)])[0] for each in words]


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[SlackBot]:
    with Slack() as slack, running(slack, tmp_path) as bot:
        bot.keeps(briefing("Ann Lee", url="https://bay.example/1"))
        yield bot


def private(acme: SlackBot, channel: str = "C1") -> Private:
    """The way to who typed a command, whose own answer has come already."""
    typed = acme.slack.command("/help", channel=channel).payload
    acme.slack.wait_for_ephemeral()
    client = WebClient(acme.slack.bot_token, base_url=acme.slack.api_url)
    return Private(client, typed["response_url"], channel, "U1")


def test_what_takes_long_is_announced_and_then_answered(acme: SlackBot) -> None:
    way = private(acme)
    way.wait()
    way.answer(said("One", "Two"))
    assert [each.text for each in acme.slack.ephemerals()][1:] == ["Reading it; the answer follows.", "One", "Two"]


def test_an_answer_for_all_takes_the_place_of_its_announcement(acme: SlackBot) -> None:
    way = Open(WebClient(acme.slack.bot_token, base_url=acme.slack.api_url), "C1", None)
    way.wait()
    (shown,) = acme.slack.messages()
    way.answer(said("One"))
    assert (shown.text, acme.slack.messages()) == ("One", [shown])


@pytest.mark.parametrize("trouble", ["late", "used up", "down"])
def test_an_answer_comes_in_the_channel_where_its_address_works_no_more(acme: SlackBot, trouble: str) -> None:
    way = private(acme)
    if trouble == "late":
        acme.slack.passes(1801)
    elif trouble == "used up":
        way.answer(said(*map(str, range(4))))
    else:
        acme.slack.fails("response_url")
    way.answer(said("At last"))
    assert acme.slack.ephemerals()[-1].text == "At last"
    assert acme.slack.calls("chat.postEphemeral")


def test_an_answer_comes_in_a_direct_message_where_the_bot_is_not_in_the_channel(acme: SlackBot) -> None:
    acme.slack.channel("C2", "secret", bot=False, private=True)
    way = private(acme, "C2")
    acme.slack.passes(1801)
    way.answer(said("At last"))
    assert [each.text for each in acme.slack.everything(acme.slack.dm_channel("U1"))] == ["At last"]


def test_an_answer_for_all_goes_on_in_its_thread(acme: SlackBot) -> None:
    client = WebClient(acme.slack.bot_token, base_url=acme.slack.api_url)
    Open(client, "C1", None).answer(said("One", "Two"))
    (first,) = acme.slack.messages()
    assert first.text == "One"
    assert [each.text for each in acme.slack.thread("C1", first.ts)] == ["Two"]


def test_a_window_for_which_slack_waited_too_long_is_asked_for_again(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee")
    answer = acme.slack.wait_for_ephemeral()
    acme.slack.refuses("views.open", "expired_trigger_id")
    acme.slack.press(answer, "More")
    assert "press it again" in acme.slack.wait_for_ephemeral().text


def test_a_window_that_was_closed_in_the_meantime_stays_so(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee")
    answer = acme.slack.wait_for_ephemeral()
    acme.slack.refuses("views.update", "not_found")
    acme.slack.press(answer, "More")
    acme.slack.wait_for_call("views.update")
    acme.slack.command("/help")
    assert "What you can ask" in acme.slack.wait_for_ephemeral().text


def test_a_button_that_is_too_old_says_so(acme: SlackBot) -> None:
    acme.slack.command("/who", "ann lee")
    answer = acme.slack.wait_for_ephemeral()
    for block in answer.blocks:
        for element in block.get("elements", []):
            if element.get("value") == "a1":
                element["value"] = "a99"
    acme.slack.press(answer, "More")
    window = acme.slack.wait_for_view()
    acme.slack.wait(lambda: "too old" in str(window.blocks))
    acme.slack.press(answer, "Share")
    assert "too old" in acme.slack.wait_for_ephemeral().text


def test_events_that_come_in_another_order_are_each_answered(acme: SlackBot) -> None:
    with acme.slack.out_of_order():
        acme.slack.mention("help")
        acme.slack.mention("who ann lee")
    texts = {acme.slack.wait_for_message().text.splitlines()[0] for _ in range(2)}
    assert len(texts) == 2


def test_a_bot_that_fails_says_so_rather_than_nothing(acme: SlackBot) -> None:
    acme.bot.archive.close()
    (database,) = Path(acme.settings.database_url.removeprefix("sqlite:///")).parent.glob("onrecord.db")
    database.write_bytes(b"no database at all")
    for left in database.parent.glob("onrecord.db-*"):
        left.unlink()
    acme.slack.command("/who", "ann lee")
    assert acme.slack.wait_for_ephemeral().text
