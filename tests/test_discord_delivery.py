"""What the bot posts on Discord by itself, and what hinders it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.discord_asking import wait_for
from tests.discord_markdown import words
from tests.discord_newsroom import ANN, EDITOR, Connected, Newsroom, connecting
from tests.discord_world import FORUM


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
    planned = newsroom.discord.command("digest at", newsroom.news, ANN, time="08:00", private=True).answered()
    assert "08:00" in planned.text
    newsroom.discord.command("digest now", newsroom.news, ANN, private=True).answered()
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
    opened = newsroom.discord.press("Show all", story, ANN).answered()
    assert "Bob Ray" in opened.text


def test_without_the_right_to_start_threads_stories_stand_below_the_digest(newsroom: Newsroom) -> None:
    newsroom.news.grants(create_public_threads=False)
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
    assert answer.text == "I cannot post here; I need the permission to send messages."


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
    waits = newsroom.discord.channel("general")
    for _ in range(2):
        newsroom.discord.adds_bot(newsroom.discord.guild())
    newsroom.deliver()
    said = [message.text for channel in (newsroom.news, waits) for message in newsroom.discord.messages(channel)]
    assert len(said) <= 1
