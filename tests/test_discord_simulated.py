"""The bot in a Discord that others have modelled: what it registers, shows and sends is judged by their rules."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import simcord

from adapters.discord.answering import open_pools
from adapters.discord.client import Client
from adapters.discord.delivery import Postman
from bot.archive import open_archive
from bot.channels import Address
from bot.delivering import Courier
from bot.outbox import Delivery
from bot.wiring import Bot
from tests.archives import archive_at
from tests.bots import bot_over
from tests.discord_markdown import words
from tests.discord_newsroom import BRIDGE, URL


@dataclass(frozen=True, slots=True)
class Simulated:
    """A server with a channel, somebody in it, and the bot."""

    env: simcord.Env
    bot: Bot
    client: Client
    guild: simcord.GuildHandle
    news: simcord.ChannelHandle
    ann: simcord.MemberActor


def simulated(folder: Path, scenario: Callable[[Simulated], Awaitable[None]]) -> None:
    """Runs what happens; nothing may have gone wrong in the bot meanwhile."""
    told: list[str] = []

    async def run() -> None:
        with open_archive(archive_at(folder / "archive.db")) as archive, open_pools() as pools:
            bot = bot_over(archive, {URL: BRIDGE})
            client = Client(bot, pools, told.append, lambda: None, listens=True, shards=1)
            async with simcord.run(client) as env:
                guild = env.create_guild()
                news = guild.create_text_channel("news")
                bot.archive.keep(BRIDGE, str(guild.id), bot.service.clock())
                await scenario(Simulated(env, bot, client, guild, news, guild.add_member(env.create_user("ann"))))

    asyncio.run(run())
    assert told == []


@dataclass(frozen=True, slots=True)
class Posting:
    """Discord for a courier, from a thread of its own."""

    client: Client
    loop: asyncio.AbstractEventLoop

    def send(self, delivery: Delivery) -> str:
        return asyncio.run_coroutine_threadsafe(Postman(self.client).deliver(delivery), self.loop).result(20)


async def deliver(here: Simulated) -> None:
    """Brings what waits in the outbox to Discord."""
    platforms = {"discord": Posting(here.client, asyncio.get_running_loop())}
    courier = Courier(here.bot.outbox, here.bot.channels, platforms, here.bot.service.clock, here.client.tell)
    await asyncio.to_thread(courier.deliver_due)


def texts(components: list[dict[str, Any]]) -> str:
    """All the words of a message."""
    below = (texts(each.get("components", [])) for each in components)
    return "\n".join([*(each["content"] for each in components if "content" in each), *below]).strip()


def options(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What can be chosen from the menus of a message."""
    below = (options(each.get("components", [])) for each in components)
    return [option for each in components for option in each.get("options", [])] + [
        each for found in below for each in found
    ]


def test_people_are_offered_what_they_may_use(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        offered = here.ann.available_commands(here.news)
        assert {"who", "brief", "disputes", "help", "mydigest at"} <= set(offered)
        assert not {"digest at", "feeds add", "watch add", "reports"} & set(offered)
        editors = here.guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
        editor = here.guild.add_member(here.env.create_user("editor"), roles=[editors])
        assert {"digest at", "feeds add", "watch add", "reports"} <= set(editor.available_commands(here.news))

    simulated(tmp_path, scenario)


def test_whom_a_server_offers_a_command_may_use_it(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        (digest,) = [each for each in await here.client.tree.fetch_commands() if each.name == "digest"]
        here.guild.set_command_permissions(digest, {here.ann: True})
        answered = await here.ann.slash(here.news, "digest at", time="08:00", zone="Europe/Berlin")
        assert answered.response
        assert "08:00 (Europe/Berlin)" in texts(answered.response.components)

    simulated(tmp_path, scenario)


def test_a_link_is_briefed_to_the_person_alone(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        answered = await here.ann.slash(here.news, "brief", url=URL)
        assert answered.acknowledged
        assert answered.response
        assert answered.response.ephemeral
        assert words(texts(answered.response.components)).startswith("About the bridge")
        opened = await here.ann.click(answered.response, label="More")
        assert opened.response
        assert "Bob Ray" in texts(opened.response.components)

    simulated(tmp_path, scenario)


def test_names_are_suggested_as_they_are_typed(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        offered = await here.ann.autocomplete(here.news, "who", "name", "an")
        assert [each["name"] for each in offered] == ["Ann Lee"]

    simulated(tmp_path, scenario)


def test_what_is_shared_stands_in_the_channel_and_calls_nobody(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        answered = await here.ann.slash(here.news, "brief", url=URL)
        assert answered.response
        await here.ann.click(answered.response, label="Share")
        await deliver(here)
        shared = here.news.last_message
        assert shared
        posted = [each.json for each in here.env.http_requests if each.path.endswith(f"/{here.news.id}/messages")]
        assert [each["allowed_mentions"] for each in posted if each] == [{"parse": []}]
        opened = await here.ann.click(shared, label="More")
        assert opened.ephemeral

    simulated(tmp_path, scenario)


def test_a_digest_has_its_stories_in_a_thread(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        now = here.bot.service.clock()
        address = Address("discord", str(here.guild.id), str(here.news.id))
        here.bot.digests.post(here.bot.channels.at(address, now), now)
        await deliver(here)
        assert here.news.last_message
        (thread,) = here.news.threads
        assert thread.last_message

    simulated(tmp_path, scenario)


def test_somebody_is_followed_from_a_menu(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        answered = await here.ann.slash(here.news, "brief", url=URL)
        assert answered.response
        menu = await here.ann.click(answered.response, label="Follow…")
        assert menu.response
        (followed,) = [each for each in options(menu.response.components) if each["label"] == "Bob Ray"]
        done = await here.ann.select(menu.response, [followed["value"]])
        assert done.acknowledged

    simulated(tmp_path, scenario)


def test_the_links_of_a_message_are_briefed_from_its_menu(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        message = await here.ann.send(here.news, f"look: {URL}")
        answered = await here.ann.context_menu(here.news, "Brief this link", message)
        assert answered.response
        assert "Bob Ray" in texts(answered.response.components)

    simulated(tmp_path, scenario)


def test_a_timeline_is_attached_with_words_for_those_who_do_not_see_it(tmp_path: Path) -> None:
    async def scenario(here: Simulated) -> None:
        dossier = await here.ann.slash(here.news, "who", name="Ann Lee")
        assert dossier.response
        drawn = await here.ann.click(dossier.response, label="Timeline")
        assert drawn.response
        (picture,) = drawn.response.attachments
        assert picture.description
        assert picture.description.startswith("Timeline")

    simulated(tmp_path, scenario)
