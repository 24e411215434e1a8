"""A bot that is connected to a Discord of tests, and a server in it for each test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.discord.platform import DiscordPlatform
from bot.archive import open_archive
from bot.channels import Address
from bot.delivering import Courier
from bot.settings import Settings
from bot.wiring import Bot
from tests.archives import archive_at
from tests.bots import bot_over
from tests.briefings import briefing
from tests.discord_asking import wait_for
from tests.discord_server import DiscordServer, serving
from tests.discord_world import Channel, Message, Person

URL = "https://bay.example/bridge"
BRIDGE = briefing("Ann Lee", "Bob Ray", url=URL, published=datetime.now(UTC))
ANN, EDITOR = Person("ann"), Person("editor", admin=True)


@dataclass
class Newsroom:
    """A server with a channel, and the bot in it, which has one article to read."""

    discord: DiscordServer
    bot: Bot
    platform: DiscordPlatform
    told: list[str]
    news: Channel

    @property
    def address(self) -> Address:
        return Address("discord", str(self.discord.guild().id), str(self.news.id))

    def deliver(self) -> None:
        """Brings what waits in the outbox to Discord."""
        tell, clock = self.told.append, self.bot.service.clock
        Courier(self.bot.outbox, self.bot.channels, {"discord": self.platform}, clock, tell).deliver_due()

    def delivered(self) -> list[Message]:
        """What is in the channel, once something is."""

        def arrived() -> list[Message]:
            self.deliver()
            return self.discord.messages(self.news)

        found: list[Message] = wait_for(arrived)
        return found

    def knows(self) -> None:
        """The article is in the archive of the server."""
        self.bot.archive.keep(BRIDGE, str(self.discord.guild().id), self.bot.service.clock())

    def brief(self, user: Person = ANN) -> Message:
        """The answer to a question for the article."""
        return self.discord.command("brief", self.news, user, url=URL).answered()

    def composes(self) -> None:
        """Has a digest of the article wait for the channel."""
        self.knows()
        now = self.bot.service.clock()
        self.bot.digests.post(self.bot.channels.at(self.address, now), now)

    def digest(self) -> list[Message]:
        """Posts a digest in the channel, with one story in its thread."""
        self.composes()
        self.deliver()
        return self.discord.messages(self.news)


@dataclass
class Connected:
    """A bot that is connected once for many tests."""

    discord: DiscordServer
    bot: Bot
    platform: DiscordPlatform
    told: list[str] = field(default_factory=list)

    @contextmanager
    def newsroom(self) -> Iterator[Newsroom]:
        """A server of its own for a test, after which nothing may have been sent that Discord does not take."""
        self.discord.opens_server(f"Newsroom {len(self.discord.world.guilds)}")
        self.told.clear()
        self.discord.world.faults.clear()
        yield Newsroom(self.discord, self.bot, self.platform, self.told, self.discord.channel("news"))
        assert self.discord.world.faults == []
        self.discord.failures.clear()


@contextmanager
def connecting(before: Callable[[DiscordServer], None] = lambda discord: None) -> Iterator[Connected]:
    """A bot that is connected for as long as the context lasts; `before` it comes, something may happen on Discord."""
    told: list[str] = []
    with TemporaryDirectory() as folder, serving() as discord:
        discord.opens_server("The first")
        before(discord)
        with open_archive(archive_at(Path(folder) / "archive.db")) as archive:
            bot = bot_over(archive, {URL: BRIDGE})
            platform = DiscordPlatform(bot, Settings.from_environment(discord.settings), told.append)
            platform.start()
            assert platform.ready.wait(60)
            assert platform.failure is None, told
            yield Connected(discord, bot, platform, told)
            platform.stop()
