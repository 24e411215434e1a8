"""The commands as Discord lists them: described, with suggestions, and each nothing but words for `handle`."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final, Literal

import discord
from discord import app_commands
from discord.app_commands import Choice, Group, Range

from adapters.discord.answering import Answering
from adapters.discord.controls import MOST
from adapters.discord.requests import Interaction, asked
from adapters.hostile import visible
from bot.following import Feed
from bot.zones import zones_like

Command = app_commands.Command[Any, ..., Any] | Group | app_commands.ContextMenu
Suggest = Callable[[Interaction, str], Coroutine[Any, Any, list[Choice[str]]]]
Days = Literal["every day", "weekdays", "weekends", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays"]
Words = Range[str, 1, 300]

_MANAGERS: Final = discord.Permissions(manage_guild=True)
_LONGEST_CHOICE: Final = 100


def commands_of(answering: Answering) -> list[Command]:
    """All commands, each answered by `answering`."""
    return [
        _who(answering),
        _brief(answering),
        _disputes(answering),
        _digest(answering),
        _my_digest(answering),
        _feeds(answering),
        _watch(answering),
        _reports(answering),
        _help(answering),
        _brief_this_link(answering),
    ]


def _who(answering: Answering) -> Command:
    @app_commands.command(description="Who somebody is, what they said last, and what they dispute")
    @app_commands.describe(name="A name, in any spelling")
    @app_commands.autocomplete(name=_names(answering))
    async def who(interaction: Interaction, name: Words) -> None:
        await answering.command(interaction, f"who {name}")

    return who


def _brief(answering: Answering) -> Command:
    @app_commands.command(description="Who said what in an article, and what is disputed")
    @app_commands.describe(url="The address of an article")
    async def brief(interaction: Interaction, url: Range[str, 1, 2000]) -> None:
        await answering.command(interaction, f"brief {url}")

    return brief


def _disputes(answering: Answering) -> Command:
    @app_commands.command(description="What is disputed: everything, or what concerns somebody or something")
    @app_commands.describe(words="A name, or words of what is disputed")
    @app_commands.autocomplete(words=_names(answering))
    async def disputes(interaction: Interaction, words: Words = "") -> None:
        await answering.command(interaction, f"disputes {words}")

    return disputes


def _digest(answering: Answering) -> Command:
    group = _digests(answering, "digest", "What is new, here, now or every day at a time", False, _MANAGERS)

    @group.command(description="How many stories a digest has at the most")
    @app_commands.describe(number="From 1 to 20")
    async def stories(interaction: Interaction, number: Range[int, 1, 20]) -> None:
        await answering.command(interaction, f"digest stories {number}")

    @group.command(name="as", description="Where the stories of a digest stand")
    @app_commands.describe(layout="In its thread, or behind a menu of its one message")
    async def lay_out(interaction: Interaction, layout: Literal["thread", "expandable"]) -> None:
        await answering.command(interaction, f"digest as {layout}")

    @group.command(description="What happens where nothing is new")
    @app_commands.describe(what="Say so, or post nothing")
    async def empty(interaction: Interaction, what: Literal["say", "skip"]) -> None:
        await answering.command(interaction, f"digest empty {what}")

    return group


def _my_digest(answering: Answering) -> Command:
    return _digests(answering, "mydigest", "What is new, for you alone, in direct messages", True, None)


def _digests(
    answering: Answering, name: str, description: str, privately: bool, needed: discord.Permissions | None
) -> Group:
    """What the digests of a channel and those of a person have in common."""
    group = Group(name=name, description=description, default_permissions=needed)

    @group.command(description="What is new now")
    async def now(interaction: Interaction) -> None:
        await answering.command(interaction, "digest now", privately)

    @group.command(description="What is new, every day at a time")
    @app_commands.describe(
        time="Such as 08:00, or 8am and 18:30",
        zone="A place, such as Europe/Berlin",
        days="On which days",
        quiet="Hours in which nothing is posted, such as 22:00-07:00",
    )
    @app_commands.autocomplete(zone=_zones)
    async def at(
        interaction: Interaction, time: Words, zone: Words = "", days: Days = "every day", quiet: Words = ""
    ) -> None:
        on = "" if days == "every day" else f"on {days}"
        words = f"digest at {time} {zone} {on}" + (f" quiet {quiet}" if quiet else "")
        await answering.command(interaction, words, privately)

    @group.command(description="No more digests")
    async def off(interaction: Interaction) -> None:
        await answering.command(interaction, "digest off", privately)

    @group.command(description="When digests come, and of what")
    async def status(interaction: Interaction) -> None:
        await answering.command(interaction, "digest status", privately)

    return group


def _feeds(answering: Answering) -> Command:
    group = Group(name="feeds", description="Where the news comes from", default_permissions=_MANAGERS)

    @group.command(description="Follow the feed of a site")
    @app_commands.describe(url="The address of a feed, or of a page that has one")
    async def add(interaction: Interaction, url: Range[str, 1, 2000]) -> None:
        await answering.command(interaction, f"feeds add {url}")

    @group.command(description="Stop following a feed")
    @app_commands.describe(feed="Its name, its address, or its number in the list")
    @app_commands.autocomplete(feed=_followed(answering))
    async def remove(interaction: Interaction, feed: Words) -> None:
        await answering.command(interaction, f"feeds remove {feed}")

    @group.command(name="list", description="The feeds that are followed")
    async def list_all(interaction: Interaction) -> None:
        await answering.command(interaction, "feeds list")

    @group.command(description="Look at all feeds now, and say how each of them is")
    async def check(interaction: Interaction) -> None:
        await answering.command(interaction, "feeds check")

    return group


def _watch(answering: Answering) -> Command:
    group = Group(
        name="watch", description="What comes first in digests, or is kept out of them", default_permissions=_MANAGERS
    )

    @group.command(description="Put somebody or something first in digests")
    @app_commands.describe(name="A name, or words")
    @app_commands.autocomplete(name=_names(answering))
    async def add(interaction: Interaction, name: Words) -> None:
        await answering.command(interaction, f"watch {name}")

    @group.command(description="Keep somebody or something out of digests")
    @app_commands.describe(name="A name, or words")
    @app_commands.autocomplete(name=_names(answering))
    async def mute(interaction: Interaction, name: Words) -> None:
        await answering.command(interaction, f"watch mute {name}")

    @group.command(description="Watch or mute somebody or something no longer")
    @app_commands.describe(name="A name, or words")
    async def stop(interaction: Interaction, name: Words) -> None:
        await answering.command(interaction, f"watch stop {name}")

    @group.command(name="list", description="What is watched and muted here")
    async def list_all(interaction: Interaction) -> None:
        await answering.command(interaction, "watch list")

    return group


def _reports(answering: Answering) -> Command:
    @app_commands.command(description="What readers found wrong in briefings")
    @app_commands.default_permissions(_MANAGERS)
    async def reports(interaction: Interaction) -> None:
        await answering.command(interaction, "reports")

    return reports


def _help(answering: Answering) -> Command:
    @app_commands.command(name="help", description="What you can ask")
    async def help_me(interaction: Interaction) -> None:
        await answering.command(interaction, "help")

    return help_me


def _brief_this_link(answering: Answering) -> Command:
    @app_commands.context_menu(name="Brief this link")
    async def brief_this_link(interaction: Interaction, message: discord.Message) -> None:
        await answering.links(interaction, message)

    return brief_this_link


def _names(answering: Answering) -> Suggest:
    async def suggest(interaction: Interaction, beginning: str) -> list[Choice[str]]:
        return _choices(await answering.names(asked("", interaction), beginning))

    return suggest


def _followed(answering: Answering) -> Suggest:
    async def suggest(interaction: Interaction, beginning: str) -> list[Choice[str]]:
        return _feed_choices(await answering.feeds(asked("", interaction), beginning))

    return suggest


async def _zones(interaction: Interaction, beginning: str) -> list[Choice[str]]:
    return _choices(zones_like(beginning, MOST))


def _feed_choices(feeds: Iterable[Feed]) -> list[Choice[str]]:
    """Each by its name, but chosen by its address where that is short enough: a feed may call itself like another."""
    shown = ((visible(feed.name)[:_LONGEST_CHOICE], feed) for feed in feeds)
    values = ((name, feed.url if len(feed.url) <= _LONGEST_CHOICE else name) for name, feed in shown)
    return [Choice(name=name, value=value) for name, value in values if name][:MOST]


def _choices(names: Iterable[str]) -> list[Choice[str]]:
    shown = (visible(name) for name in names)
    return [Choice(name=name, value=name) for name in dict.fromkeys(shown) if 1 <= len(name) <= _LONGEST_CHOICE][:MOST]
