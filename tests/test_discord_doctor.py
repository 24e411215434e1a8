"""What the doctor says of Discord."""

from collections.abc import Iterator

import pytest
from discord import Permissions

from adapters.discord.doctor import PERMISSIONS, check_discord
from bot.settings import Settings
from tests.discord_server import DiscordServer, serving


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    with serving() as discord:
        discord.opens_server("Newsroom")
        yield discord


def said(discord: DiscordServer, **given: str) -> list[tuple[bool, str]]:
    settings = Settings.from_environment({**discord.settings, **given})
    return [(finding.ok, finding.says) for finding in check_discord(settings)]


def test_all_is_well_where_discord_takes_the_token(discord: DiscordServer) -> None:
    (well, taken), (_, invited) = said(discord)
    assert well
    assert taken == "Discord takes DISCORD_TOKEN: OnRecord, in 1 server"
    assert f"client_id={discord.world.app_id}&scope=bot+applications.commands&permissions=" in invited


def test_the_bot_asks_for_what_it_needs_alone() -> None:
    asked = Permissions(sum(PERMISSIONS.values()))
    names = {name for name, given in asked if given}
    assert names == {
        "read_messages",
        "send_messages",
        "embed_links",
        "attach_files",
        "read_message_history",
        "create_public_threads",
        "send_messages_in_threads",
    }


def test_without_a_token_discord_is_not_set_up(discord: DiscordServer) -> None:
    assert said(discord, DISCORD_TOKEN="") == [(True, "Discord is not set up; it needs DISCORD_TOKEN")]


@pytest.mark.parametrize(("status", "advice"), [(401, "reset it on the page"), (503, "(HTTP 503); try again later")])
def test_a_refusal_comes_with_advice(discord: DiscordServer, status: int, advice: str) -> None:
    discord.fails("GET .*", status)
    ((well, told),) = said(discord)
    assert not well
    assert advice in told


def test_a_discord_that_is_not_there_is_told(discord: DiscordServer) -> None:
    ((well, told),) = said(discord, DISCORD_API_URL="http://127.0.0.1:9/api/v10")
    assert not well
    assert "cannot be reached at http://127.0.0.1:9" in told
