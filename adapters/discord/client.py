"""The bot on Discord's gateway: what happens there, and what is done about it."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import discord
from discord import app_commands

from adapters.discord.answering import Answering, Pools
from adapters.discord.commands import commands_of
from adapters.discord.pacing import Pace, paced
from adapters.discord.requests import PLATFORM, Interaction
from bot.channels import Address
from bot.errors import OnRecordError
from bot.notices import welcome
from bot.wiring import Bot

_PATIENCE: Final = 30.0
"""Seconds that a request waits where Discord asks to wait; for longer the outbox does."""
_IN_ANSWER: Final = frozenset({"id", "version", "application_id", "guild_id", "dm_permission", "handler"})
"""What Discord adds to a command that was registered."""


class Client(discord.AutoShardedClient):
    """OnRecord as one of Discord's bots; it needs no privileged intent."""

    def __init__(
        self,
        bot: Bot,
        pools: Pools,
        tell: Callable[[str], None],
        up: Callable[[], None],
        listens: bool,
        shards: int | None,
    ) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=intents,
            shard_count=shards,
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=_PATIENCE,
            http_trace=paced(Pace()),
        )
        self.bot, self.tell, self.up, self.listens = bot, tell, up, listens
        self.closed = asyncio.Event()
        self.answering = Answering(bot, pools, tell)
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        for command in commands_of(self.answering):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Registers the commands where Discord has others: it allows few changes a day."""
        if not self.listens:
            return
        try:
            known = await self.http.get_global_commands(self.application_id or 0)
            ours = [command.to_dict(self.tree) for command in self.tree.get_commands(type=None)]
            if _shapes(known) != _shapes(ours):
                await self.tree.sync()
            self.answering.guarded = True
        except discord.HTTPException as error:
            self.tell(f"the commands could not be registered on Discord: {error}")

    async def close(self) -> None:
        await super().close()
        self.closed.set()

    async def on_ready(self) -> None:
        """Says that it is there; servers may have taken it in or out while it was not."""
        self.up()
        await self._noted(self._present, frozenset(str(guild.id) for guild in self.guilds))

    def _present(self, workspaces: frozenset[str]) -> None:
        self.bot.departures.see(PLATFORM, workspaces, self.bot.service.clock())

    async def on_interaction(self, interaction: Interaction) -> None:
        """Commands go to the tree by themselves."""
        if interaction.type is discord.InteractionType.component:
            await self.answering.pressed(interaction)

    async def on_message(self, message: discord.Message) -> None:
        me = self.user
        if me is None or message.author.bot:
            return
        named = f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content
        if named or (message.guild is None and message.content):
            await self.answering.mentioned(message, me)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Says once what it is for, where everybody can read it and it may write."""
        likely = [guild.system_channel, *guild.text_channels]
        mine = (channel for channel in likely if channel and channel.permissions_for(guild.me).send_messages)
        channel = next(mine, None)
        if channel is not None:
            await self._noted(self._welcome, Address(PLATFORM, str(guild.id), str(channel.id)))

    def _welcome(self, address: Address) -> None:
        """Where the bot has been before, its channels go on."""
        self.bot.departures.back(PLATFORM, address.workspace)
        now = self.bot.service.clock()
        channel = self.bot.channels.at(address, now)
        self.bot.outbox.post(channel.id, f"welcome:{address.workspace}", welcome(), now)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._noted(self._left, str(guild.id))

    def _left(self, workspace: str) -> None:
        self.bot.departures.left(PLATFORM, workspace, self.bot.service.clock())

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._noted(self._gone, Address(PLATFORM, str(channel.guild.id), str(channel.id)))

    def _gone(self, address: Address) -> None:
        channel = self.bot.channels.find(address)
        if channel is not None:
            self.bot.channels.pause(channel.id, "the channel was deleted")

    async def _noted(self, work: Callable[[Any], None], about: object) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self.answering.pools.quick, work, about)
        except OnRecordError as error:
            self.tell(str(error))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        self.tell(f"Discord, {event_method}: {_current()}")


def _current() -> str:
    error = sys.exception()
    return f"{type(error).__name__}: {error}"


def _shapes(commands: Iterable[Mapping[str, Any]]) -> list[object]:
    """What commands are, apart from how they were written down."""
    return sorted((_shape(dict(command)) for command in commands), key=repr)


def _shape(value: object) -> object:
    match value:
        case dict():
            kept = {name: _shape(each) for name, each in value.items() if name not in _IN_ANSWER}
            return {name: each for name, each in sorted(kept.items()) if each not in (None, False, [], {}, "")}
        case list():
            return [_shape(each) for each in value]
        case _:
            return value
