"""What the bot posts on Discord by itself, and what hinders it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import ChannelClosed, DeliveryDelayed, DeliveryError
from bot.model import Body, Notice
from bot.outbox import Delivery
from tests.discord_asking import wait_for
from tests.discord_markdown import words
from tests.discord_newsroom import ANN, EDITOR, Connected, Newsroom, connecting
from tests.discord_world import FORUM, TEXT, THREAD, Channel
from tests.examples import NOTICE
from tests.examples import STORY as BRIDGE_STORY


@pytest.fixture(scope="module")
def connected() -> Iterator[Connected]:
    with connecting() as connected:
        yield connected


@pytest.fixture
def newsroom(connected: Connected) -> Iterator[Newsroom]:
    with connected.newsroom() as newsroom:
        yield newsroom


def test_anybody_can_have_digests_of_the_server_in_direct_messages(newsroom: Newsroom) -> None:
    newsroom.knows()
    planned = newsroom.discord.command("mydigest at", newsroom.news, ANN, time="08:00").answered()
    assert "08:00" in planned.text
    newsroom.discord.command("mydigest now", newsroom.news, ANN).answered()
    newsroom.deliver()
    head, story = newsroom.discord.messages(newsroom.discord.dm(ANN))[-2:]
    assert words(head.text).startswith("News digest")
    assert words(story.text).startswith("About the bridge")


def test_a_digest_is_one_message_with_its_stories_in_a_thread(newsroom: Newsroom) -> None:
    (head,) = newsroom.digest()
    assert words(head.text).startswith("News digest")
    assert head.thread
    assert re.match(r"News digest, \w+day \d+ ", head.thread.name)
    (story,) = newsroom.discord.messages(head.thread)
    assert words(story.text).startswith("About the bridge")
    opened = newsroom.discord.press("More", story, ANN).answered()
    assert "Bob Ray" in opened.text


def test_without_the_right_to_start_threads_stories_stand_below_the_digest(newsroom: Newsroom) -> None:
    newsroom.news.grants(create_public_threads=False)
    head, story = newsroom.digest()
    assert int(story.sent["message_reference"]["message_id"]) == head.id


def test_in_a_thread_stories_stand_below_the_digest(newsroom: Newsroom) -> None:
    thread = Channel("planning", THREAD, newsroom.discord.guild(), newsroom.news)
    newsroom.discord.world.threads.append(thread)
    newsroom.news = thread
    head, story = newsroom.digest()
    assert int(story.sent["message_reference"]["message_id"]) == head.id


def test_in_a_forum_a_digest_is_a_post(newsroom: Newsroom) -> None:
    newsroom.news = newsroom.discord.channel("forum", FORUM)
    newsroom.digest()
    (post,) = [thread for thread in newsroom.discord.world.threads if thread.parent is newsroom.news]
    head, story = newsroom.discord.messages(post)
    assert words(head.text).startswith("News digest")
    assert words(story.text).startswith("About the bridge")


def test_stories_can_open_from_the_digest_itself(newsroom: Newsroom) -> None:
    newsroom.discord.command("digest as", newsroom.news, EDITOR, layout="expandable").answered()
    (head,) = newsroom.digest()
    assert head.thread is None
    opened = newsroom.discord.choose("About the bridge", head, ANN).answered()
    assert opened.ephemeral
    assert words(opened.text).startswith("About the bridge")


def test_a_channel_in_which_the_bot_may_not_write_is_told_of_before_it_is_planned(newsroom: Newsroom) -> None:
    newsroom.news.grants(send_messages=False)
    answer = newsroom.discord.command("digest at", newsroom.news, EDITOR, time="08:00").answered()
    assert answer.text == "I cannot post here: give me the permission to send messages."


def test_a_channel_that_takes_nothing_any_more_is_paused_and_its_editor_told(newsroom: Newsroom) -> None:
    newsroom.discord.command("digest at", newsroom.news, EDITOR, time="08:00").answered()
    newsroom.news.grants(send_messages=False)
    newsroom.composes()
    newsroom.deliver()
    found = newsroom.bot.channels.find(newsroom.address)
    assert found
    assert found.paused == "the bot may not post in #news (Missing Permissions)"
    assert "No more digests of yours are posted" in newsroom.discord.messages(newsroom.discord.dm(EDITOR))[-1].text


def test_a_deleted_channel_and_a_server_without_the_bot_are_paused_at_once(newsroom: Newsroom) -> None:
    for channel in (newsroom.news, newsroom.discord.channel("other")):
        newsroom.discord.command("digest at", channel, EDITOR, time="08:00").answered()
    newsroom.discord.removes_channel(newsroom.news)
    assert wait_for(lambda: pauses(newsroom) == {"the channel was deleted", None})
    newsroom.discord.removes_bot(newsroom.discord.guild())
    assert wait_for(lambda: "the bot was taken out of this server" in pauses(newsroom))
    newsroom.discord.adds_bot(newsroom.discord.guild())
    assert wait_for(lambda: pauses(newsroom) == {"the channel was deleted", None})
    newsroom.deliver()


def pauses(newsroom: Newsroom) -> set[str | None]:
    return {channel.paused for channel in newsroom.bot.channels.of("discord", str(newsroom.discord.guild().id))}


def test_a_message_whose_answer_got_lost_is_not_posted_twice(newsroom: Newsroom) -> None:
    newsroom.knows()
    newsroom.discord.command("digest now", newsroom.news, EDITOR).answered()
    newsroom.discord.fails(rf"POST /channels/{newsroom.news.id}/messages", status=0, works=True)
    newsroom.deliver()
    assert "may not have arrived" in newsroom.told[-1]
    delivery = newsroom.bot.outbox.claim(frozenset({"discord"}), datetime.max.replace(tzinfo=UTC, year=2100))
    assert delivery
    assert delivery.again
    assert newsroom.platform.send(delivery).startswith(f"{newsroom.news.id}:")
    assert len(newsroom.discord.messages(newsroom.news)) == 1


def test_a_server_error_and_a_short_limit_are_waited_out(newsroom: Newsroom) -> None:
    newsroom.discord.limits(rf"POST /channels/{newsroom.news.id}/messages", 0.05)
    newsroom.discord.fails(rf"POST /channels/{newsroom.news.id}/messages/.*", 502)
    (head,) = newsroom.digest()
    assert head.thread
    assert len(newsroom.discord.messages(head.thread)) == 1


def test_a_long_limit_is_left_to_the_outbox(newsroom: Newsroom) -> None:
    newsroom.knows()
    newsroom.discord.command("digest now", newsroom.news, EDITOR).answered()
    newsroom.discord.limits(rf"POST /channels/{newsroom.news.id}/messages", 3600)
    newsroom.deliver()
    assert newsroom.discord.messages(newsroom.news) == []
    assert newsroom.bot.outbox.claim(frozenset({"discord"}), newsroom.bot.service.clock()) is None


def test_a_bot_that_is_new_in_a_server_says_what_it_is_for_once(newsroom: Newsroom) -> None:
    for _ in range(2):
        newsroom.discord.adds_bot(newsroom.discord.guild())
    wait_for(lambda: newsroom.bot.channels.find(newsroom.address))
    (said,) = newsroom.delivered()
    assert "/feeds add" in said.text


LONG = Notice("\n".join(["Feeds:", *(f"{number}. {'word ' * 30}" for number in range(60))]))


def delivered(newsroom: Newsroom, body: Body, **about: Any) -> str:
    """Sends something to the channel; gives what the platform calls it."""
    delivery = Delivery(7, f"key of {body}", 1, newsroom.address, body, None, None, 0, False)
    return newsroom.platform.send(replace(delivery, **about))


def test_what_is_too_long_for_a_message_goes_on_in_others(newsroom: Newsroom) -> None:
    name = delivered(newsroom, LONG)
    posted = newsroom.discord.messages(newsroom.news)
    assert len(posted) > 2
    assert name == f"{newsroom.news.id}:{'+'.join(str(message.id) for message in posted)}"


def test_what_is_sent_again_adds_nothing(newsroom: Newsroom) -> None:
    assert delivered(newsroom, LONG) == delivered(newsroom, LONG, again=True)


@pytest.mark.parametrize("kind", [TEXT, FORUM])
def test_what_is_sent_again_much_later_is_found_by_its_mark(newsroom: Newsroom, kind: int) -> None:
    newsroom.news = newsroom.discord.channel("place", kind)
    before = delivered(newsroom, LONG)
    newsroom.discord.forgets_nonces()
    assert delivered(newsroom, LONG, again=True) == before


def test_what_arrived_in_part_is_completed(newsroom: Newsroom) -> None:
    delivered(newsroom, LONG)
    newsroom.discord.forgets_nonces()
    last = newsroom.discord.messages(newsroom.news)[-1]
    last.gone = True
    delivered(newsroom, LONG, again=True)
    assert newsroom.discord.messages(newsroom.news)[-1].text == last.text


def test_where_the_bot_may_not_look_back_there_is_the_nonce(newsroom: Newsroom) -> None:
    newsroom.news.grants(read_message_history=False)
    assert delivered(newsroom, LONG) == delivered(newsroom, LONG, again=True)


def test_an_edit_takes_the_place_of_a_message(newsroom: Newsroom) -> None:
    before = delivered(newsroom, Notice("What was said."))
    assert delivered(newsroom, Notice("What is said now."), edits=before) == before
    (message,) = newsroom.discord.messages(newsroom.news)
    assert message.text == "What is said now."


def test_an_edit_may_need_more_messages_or_fewer(newsroom: Newsroom) -> None:
    short = delivered(newsroom, Notice("Short."))
    grown = delivered(newsroom, LONG, edits=short)
    assert len(newsroom.discord.messages(newsroom.news)) > 2
    assert delivered(newsroom, Notice("Short again."), edits=grown) == short
    assert [message.text for message in newsroom.discord.messages(newsroom.news)] == ["Short again."]


def test_an_edit_of_what_somebody_deleted_is_given_up(newsroom: Newsroom) -> None:
    before = delivered(newsroom, Notice("What was said."))
    newsroom.discord.messages(newsroom.news)[0].gone = True
    with pytest.raises(DeliveryError, match="Unknown Message") as caught:
        delivered(newsroom, Notice("What is said now."), edits=before)
    assert not isinstance(caught.value, DeliveryDelayed | ChannelClosed)


def test_where_components_are_not_taken_there_is_an_embed(newsroom: Newsroom) -> None:
    newsroom.discord.takes_components(False)
    delivered(newsroom, BRIDGE_STORY)
    (message,) = newsroom.discord.messages(newsroom.news)
    assert words(message.sent["embeds"][0]["description"]).startswith("Harrow closes its bridge")
    assert [button.get("label") for button in message.buttons][:1] == ["More"]
    newsroom.discord.takes_components()


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, DeliveryDelayed),
        (429, DeliveryDelayed),
        (403, ChannelClosed),
        (400, DeliveryError),
    ],
)
def test_a_refusal_means_what_it_says_and_has_a_code(
    newsroom: Newsroom, status: int, error: type[DeliveryError]
) -> None:
    newsroom.discord.fails(rf"POST /channels/{newsroom.news.id}/messages", status, times=2)
    if status == 429:
        newsroom.discord.failures.clear()
        newsroom.discord.limits(rf"POST /channels/{newsroom.news.id}/messages", 3600)
    with pytest.raises(error) as caught:
        delivered(newsroom, NOTICE)
    assert type(caught.value) is error
    assert caught.value.code in (f"http_{status}", "50035", "50013")


def test_a_thread_that_was_deleted_is_opened_again(newsroom: Newsroom) -> None:
    (head,) = newsroom.digest()
    assert head.thread
    head.thread.gone, head.thread = True, None
    delivered(newsroom, BRIDGE_STORY, thread=f"{newsroom.news.id}:{head.id}")
    assert head.thread
    assert len(newsroom.discord.messages(head.thread)) == 1


def test_no_message_mentions_anybody(newsroom: Newsroom) -> None:
    delivered(newsroom, Notice("@everyone look at <@123456789012345678>"))
    sent = newsroom.discord.messages(newsroom.news)[0].sent
    assert sent["allowed_mentions"] == {"parse": []}
