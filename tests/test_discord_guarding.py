"""What Discord keeps some people from, and what it vouches for no longer."""

from tests.discord_newsroom import ANN, connecting
from tests.discord_server import DiscordServer


def test_nobody_is_trusted_with_commands_that_discord_does_not_guard() -> None:
    with connecting() as connected:
        commands = connected.discord.world.commands

    def keeps_commands_of_old(discord: DiscordServer) -> None:
        discord.world.commands = [{**each, "default_member_permissions": None} for each in commands]
        discord.fails("PUT .*/commands", 403)

    with connecting(keeps_commands_of_old) as connected, connected.newsroom() as newsroom:
        refused = newsroom.discord.command("digest now", newsroom.news, ANN).answered()
        assert "Only those who manage" in refused.text
