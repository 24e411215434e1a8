"""Discord as a platform: its client runs in a thread and a loop of its own, so that nothing else has to wait."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as TooLate
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final

import aiohttp
import discord
import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.answering import Pools, open_pools
from adapters.discord.client import Client
from adapters.discord.delivery import Postman
from bot.errors import DeliveryDelayed, SettingsError, in_words
from bot.outbox import Delivery
from bot.settings import Settings
from bot.wiring import Bot

_logger: Final = logging.getLogger("onrecord.discord")
_DELIVERY: Final = 90.0
"""Seconds that a delivery may take, within those for which it is claimed."""
_PATIENCE: Final = 30.0
"""Seconds for which other parts of the bot wait for Discord."""
_FINISHING: Final = 4.0
_CLOSING: Final = 3.0
"""Seconds: the bot has ten in all to stop."""
_AGAIN: Final = (1, 5, 15, 60)
"""Seconds between attempts to reach Discord, the last again and again."""


@dataclass(slots=True)
class DiscordPlatform:
    """Takes what people ask on Discord to a bot, and what the bot has to say to Discord."""

    bot: Bot
    settings: Settings
    tell: Callable[[str], None]
    listens: bool = True
    """Is it on the gateway as well, to be asked, or does it post alone?"""
    ready: Event = field(default_factory=Event)
    failure: Exception | None = None
    _stopping: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _client: Client | None = None

    def start(self) -> None:
        """Connects, in the background; `ready` is set when that is done, or when it cannot be (`failure`)."""
        _go_to(self.settings)
        _tell_warnings(self.tell)
        self._thread = Thread(target=self._run, name="discord", daemon=True)
        self._thread.start()

    def send(self, delivery: Delivery) -> str:
        """Posts a message, or edits the one that it replaces; see `bot.delivering.Platform`."""
        client = self._client
        if client is None or not self.ready.is_set():
            raise DeliveryDelayed("Discord is not connected", 10, code="not_connected")
        work = asyncio.run_coroutine_threadsafe(Postman(client).deliver(delivery), client.loop)
        try:
            return work.result(_DELIVERY)
        except TooLate:
            work.cancel()
            raise

    def stop(self) -> None:
        """Gives answers that are under way a few seconds, and disconnects."""
        self._stopping.set()
        client = self._client
        if client is not None and self._thread is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(_close(client), client.loop)
            self._thread.join(_FINISHING + _CLOSING)

    def _run(self) -> None:
        try:
            with open_pools() as pools:
                asyncio.run(self._stay(pools))
        except Exception as error:
            self.failure = error
            self.tell(f"Discord: {in_words(error)}")
        finally:
            self.ready.set()

    async def _stay(self, pools: Pools) -> None:
        """Is there until it is stopped; where Discord cannot be reached, again and again."""
        failures = 0
        while not self._stopping.is_set():
            shards = 1 if self.settings.discord_gateway_url else None  # a gateway of one's own is one
            async with Client(self.bot, pools, self.tell, self.ready.set, self.listens, shards) as client:
                self._client = client
                try:
                    await self._connect(client)
                except discord.LoginFailure:
                    raise SettingsError(
                        "Discord does not accept DISCORD_TOKEN; copy it again from its portal"
                    ) from None
                except (OSError, aiohttp.ClientError, discord.GatewayNotFound, discord.HTTPException) as error:
                    wait = _AGAIN[min(failures, len(_AGAIN) - 1)]
                    failures += 1
                    self.tell(f"Discord cannot be reached ({error}); again in {wait} seconds")
                    await asyncio.sleep(wait)

    async def _connect(self, client: Client) -> None:
        """Is connected until it is stopped."""
        token = self.settings.discord_token or ""
        if self.listens:
            await client.start(token)
        else:
            await client.login(token)
            self.ready.set()
            await client.closed.wait()


async def _close(client: Client) -> None:
    await client.answering.finish(_FINISHING)
    await client.close()


@contextmanager
def open_discord(settings: Settings, bot: Bot, listens: bool) -> Iterator[DiscordPlatform]:
    """Discord, connected; where it cannot be reached for now, it is connected as soon as it can be.

    Raises SettingsError where Discord refuses the token.
    """
    platform = DiscordPlatform(bot, settings, _logger.warning, listens)
    platform.start()
    try:
        platform.ready.wait(_PATIENCE)
        if isinstance(platform.failure, SettingsError):
            raise platform.failure
        yield platform
    finally:
        platform.stop()


def _go_to(settings: Settings) -> None:
    """Has discord.py use the addresses of the settings; it has no other way to be told."""
    Route.BASE = settings.discord_api_url.rstrip("/")
    Asset.BASE = settings.discord_cdn_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)


class _Told(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.say = tell

    def emit(self, record: logging.LogRecord) -> None:
        self.say(f"Discord: {record.getMessage()}")


def _tell_warnings(tell: Callable[[str], None]) -> None:
    """What discord.py has to say goes where everything else goes, a line each."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nothing is spoken
    log = logging.getLogger("discord")
    log.handlers = [_Told(tell)]
    log.propagate = False
