"""Two processes that listen on Discord, which tells both of everything: people have one answer."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from adapters.discord.platform import DiscordPlatform
from bot.archive import open_archive
from bot.settings import Settings
from tests.bots import bot_over
from tests.discord_asking import wait_for
from tests.discord_newsroom import ANN, URL, Newsroom
from tests.discord_server import serving
from tests.examples import BRIDGE


@pytest.fixture
def newsroom(archive_url: str) -> Iterator[Newsroom]:
    """A server in which two processes of the bot listen."""
    told: list[str] = []
    with ExitStack() as stack:
        discord = stack.enter_context(serving())
        news = discord.channel("news")
        for _ in range(2):
            bot = bot_over(stack.enter_context(open_archive(archive_url)), {URL: BRIDGE})
            platform = DiscordPlatform(bot, Settings.from_environment(discord.settings), told.append)
            platform.start()
            stack.callback(platform.stop)
            assert platform.ready.wait(60)
        yield Newsroom(discord, bot, platform, told, news)
        assert told == []


def test_a_command_is_answered_by_one_of_them(newsroom: Newsroom) -> None:
    asked = newsroom.discord.context_menu(
        "Brief this link", newsroom.discord.says(f"{URL} {URL}2", newsroom.news, ANN), ANN
    )
    asked.answered()
    wait_for(lambda: asked.followed)
    newsroom.discord.command("help", newsroom.news, ANN).answered()
    assert len(asked.followed) == 1
    assert len(newsroom.discord.calls("PATCH .*/messages/@original")) == 2


def test_a_mention_is_answered_by_one_of_them(newsroom: Newsroom) -> None:
    newsroom.discord.mention("help", newsroom.news, ANN)
    newsroom.discord.wait_for_messages(newsroom.news, 1)
    newsroom.discord.command("help", newsroom.news, ANN).answered()
    assert len(newsroom.discord.calls("POST .*/channels/.*/messages")) == 1
