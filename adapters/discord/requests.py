"""What somebody asks on Discord, as a request: in which workspace, in which channel, and with which rights."""

import re
from collections.abc import Iterable
from typing import Any, Final

import discord
from discord import app_commands

from bot.channels import personal
from bot.model import Request

PLATFORM: Final = "discord"
_ADDRESS: Final = re.compile(r"https?://[^\s<>|\])]+")

Interaction = discord.Interaction[Any]


def asked(text: str, interaction: Interaction, vouched: bool = False, privately: bool = False) -> Request:
    """What is asked with an interaction; `vouched` where Discord has judged that the person may change settings.

    What is asked `privately` is about the person's own channel rather than this one.
    Where no server has the bot, its workspace is the person's own: nobody else sees what is brought there.
    """
    user, in_thread = str(interaction.user.id), isinstance(interaction.channel, discord.Thread)
    if not in_server(interaction):
        return Request(text, personal(user), user, PLATFORM, personal(user), manages=True, direct=True)
    return Request(
        text,
        str(interaction.guild_id),
        user,
        PLATFORM,
        str(interaction.channel_id),
        manages=vouched or interaction.permissions.manage_guild,
        direct=privately,
        shut_out=_shut_out(interaction.app_permissions, in_thread) or _silenced(interaction.permissions, in_thread),
    )


def is_guarded(interaction: Interaction) -> bool:
    """Does Discord offer the command only to those who manage the server, or to whom they chose?"""
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return False
    return (command.root_parent or command).default_permissions is not None


def in_server(interaction: Interaction) -> bool:
    """Is it asked in a server that has the bot?"""
    if interaction.guild_id is None:
        return False
    return interaction.is_guild_integration() or not interaction.is_user_integration()


def written(text: str, message: discord.Message) -> Request:
    """What is asked in a message."""
    user = str(message.author.id)
    if message.guild is None:
        return Request(text, personal(user), user, PLATFORM, personal(user), manages=True, direct=True)
    manages = isinstance(message.author, discord.Member) and message.author.guild_permissions.manage_guild
    mine = message.channel.permissions_for(message.guild.me)
    return Request(
        text,
        str(message.guild.id),
        user,
        PLATFORM,
        str(message.channel.id),
        manages=manages,
        shut_out=_shut_out(mine, isinstance(message.channel, discord.Thread)),
    )


def words_of(message: discord.Message, bot: discord.abc.Snowflake) -> str:
    """What a message says, without the bot's name."""
    return re.sub(rf"<@!?{bot.id}>", " ", message.content).strip()


def links_in(message: discord.Message) -> tuple[str, ...]:
    """The addresses in a message and in its previews, each once."""
    texts: Iterable[str] = (message.content, *(embed.url or "" for embed in message.embeds))
    return tuple(dict.fromkeys(address for text in texts for address in _ADDRESS.findall(text)))


def _shut_out(mine: discord.Permissions, in_thread: bool) -> str:
    """Why the bot cannot post in a channel, and what to do; nothing where Discord does not tell what it may."""
    needed = {"view the channel": mine.view_channel, "send messages": _may_send(mine, in_thread)}
    lacking = [name for name, given in needed.items() if mine.value and not given]
    return f"I cannot post here: give me the permission to {' and to '.join(lacking)}." if lacking else ""


def _silenced(theirs: discord.Permissions, in_thread: bool) -> str:
    """Why the bot posts nothing here for somebody who may not either; those who manage the server could."""
    silenced = theirs.value and not (theirs.manage_guild or _may_send(theirs, in_thread))
    return "You may not post here yourself, so I post nothing here for you." if silenced else ""


def _may_send(permissions: discord.Permissions, in_thread: bool) -> bool:
    return permissions.send_messages_in_threads if in_thread else permissions.send_messages
