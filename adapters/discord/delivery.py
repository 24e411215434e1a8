"""Brings what the bot has to say to Discord's channels: as messages, in threads, in forums, in direct messages."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any, Final

import aiohttp
import discord

from adapters import digest_wording
from adapters.discord.answering import sent
from adapters.discord.controls import below_message
from adapters.discord.views import Draft, drafts
from adapters.hostile import visible
from bot.errors import ChannelClosed, DeliveryDelayed, DeliveryError, DeliveryUncertain
from bot.model import Body, Digest
from bot.outbox import Delivery

_UNKNOWN_CHANNEL: Final = 10003
_NONCE: Final = 25
_MARKS: Final = 2**31 - 1
_LOOKED_AT: Final = 50
"""Of the latest messages, among which one is looked for that may have arrived."""
_THREAD_NAME: Final = 100
_LATER: Final = 1_800.0
"""Seconds until the bot tries again with a token that Discord refuses, or at a Discord that keeps it out."""
_REFUSED, _UNAUTHORIZED, _FORBIDDEN, _TOO_MANY, _BROKEN = 400, 401, 403, 429, 500

Place = discord.abc.Messageable


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a delivery stands: a channel, and its messages there; written as `CHANNEL:MESSAGE+MESSAGE`."""

    channel: int
    messages: tuple[int, ...]

    @classmethod
    def parse(cls, name: str) -> "Posted":
        channel, _, messages = name.partition(":")
        return cls(int(channel), tuple(map(int, messages.split("+"))))

    def __str__(self) -> str:
        return f"{self.channel}:{'+'.join(map(str, self.messages))}"


@dataclass(frozen=True, slots=True)
class Postman:
    """Posts and edits messages with a client that is logged in."""

    client: discord.Client

    async def deliver(self, delivery: Delivery) -> str:
        """Posts the delivery, or edits what it replaces; gives where it stands. Raises as `Platform.send` does."""
        try:
            return str(await self._deliver(delivery))
        except discord.RateLimited as error:
            raise DeliveryDelayed("Discord asks to wait", error.retry_after, code="http_429") from error
        except discord.HTTPException as error:
            raise self._meaning(error, delivery) from error
        except aiohttp.ClientConnectorError as error:
            raise DeliveryDelayed(f"Discord cannot be reached: {error}", code="unreachable") from error

    async def _deliver(self, delivery: Delivery) -> Posted:
        body = delivery.body
        messages = drafts(body, below_message(body, f"d{delivery.id}"))
        if delivery.edits is not None:
            return await self._edit(Posted.parse(delivery.edits), messages, delivery)
        if delivery.thread is not None:
            return await self._post_under(Posted.parse(delivery.thread), messages, delivery)
        place = await self._place(delivery.address.channel)
        if isinstance(place, discord.ForumChannel):
            return await self._open(place, messages, delivery)
        posted = await self._post(place, messages, delivery)
        if isinstance(body, Digest) and body.stories and not body.expandable and not _is_personal(delivery):
            with suppress(discord.HTTPException):  # its stories say what hinders them
                await self._start_thread(posted, delivery)
        return posted

    async def _place(self, address: str) -> Any:
        """The channel of an address: a person's own, or one of a server."""
        if address.startswith("@"):
            return await self.client.create_dm(discord.Object(int(address.removeprefix("@"))))
        known = self.client.get_channel(int(address))
        return known or await self.client.fetch_channel(int(address))

    async def _post(
        self,
        place: Place,
        messages: Sequence[Draft],
        delivery: Delivery,
        under: discord.PartialMessage | None = None,
        first: int = 0,
    ) -> Posted:
        """Posts messages that are not there yet: Discord knows a nonce again for minutes, and we a mark for ever."""
        known = await self._marked(place) if delivery.again else {}
        made: list[discord.Message] = []
        for number, draft in enumerate(messages, first):
            mark = _mark(delivery.key, number)
            about = {"nonce": _nonce(delivery.key, number), **({"reference": under} if under else {})}
            send: Callable[..., Awaitable[discord.Message]] = partial(place.send, **about)
            message = known.get(mark)
            made.append(message if message else await sent(send, replace(draft, mark=mark)))
        return Posted(made[0].channel.id, tuple(message.id for message in made))

    async def _marked(self, place: Place) -> dict[int, discord.Message]:
        """The bot's latest messages in a place by their marks; none where it may not look."""
        me = self.client.application_id
        try:
            latest = [message async for message in place.history(limit=_LOOKED_AT)]
        except discord.Forbidden:
            return {}
        ours = (message for message in latest if message.author.id == me and message.components)
        return {getattr(message.components[0], "id", None) or 0: message for message in ours}

    async def _post_under(self, head: Posted, messages: Sequence[Draft], delivery: Delivery) -> Posted:
        """Posts in the thread of a message, which has its id; where there can be none, below the message."""
        if _is_personal(delivery):
            return await self._post(self._at(head.channel, delivery), messages, delivery)
        thread = self._at(head.messages[0], delivery)
        try:
            return await self._post(thread, messages, delivery)
        except discord.NotFound as error:
            if error.code != _UNKNOWN_CHANNEL:
                raise
        try:
            await self._start_thread(head, delivery)
        except discord.HTTPException as error:
            if error.status not in (_REFUSED, _FORBIDDEN):
                raise
            channel = self._at(head.channel, delivery)
            under = channel.get_partial_message(head.messages[0])
            return await self._post(channel, messages, delivery, under)
        return await self._post(thread, messages, delivery)

    async def _start_thread(self, head: Posted, delivery: Delivery) -> None:
        message = self._at(head.channel, delivery).get_partial_message(head.messages[0])
        await message.create_thread(name=thread_name(delivery.body))

    def _at(self, channel: int, delivery: Delivery) -> discord.PartialMessageable:
        """A channel that is known to be there."""
        guild = None if _is_personal(delivery) else int(delivery.address.workspace)
        return self.client.get_partial_messageable(channel, guild_id=guild)

    async def _open(self, forum: discord.ForumChannel, messages: Sequence[Draft], delivery: Delivery) -> Posted:
        """Opens a post in a forum, in which everything else about it stands."""
        first, *others = messages
        name, mark = thread_name(delivery.body), _mark(delivery.key, 0)
        thread: discord.Thread | None = await self._opened(forum, mark) if delivery.again else None
        if thread is None:
            made = await sent(partial(forum.create_thread, name=name), replace(first, mark=mark))
            thread = made.thread
        more = (await self._post(thread, others, delivery, first=1)).messages if others else ()
        return Posted(thread.id, (thread.id, *more))

    async def _opened(self, forum: discord.ForumChannel, mark: int) -> discord.Thread | None:
        """The post that has the mark, if it is there."""
        for thread in await forum.guild.active_threads():
            if thread.parent_id == forum.id and mark in await self._marked(thread):
                return thread
        return None

    async def _edit(self, before: Posted, messages: Sequence[Draft], delivery: Delivery) -> Posted:
        """Puts the messages in the place of those that stand there, which may be more or fewer."""
        channel = self._at(before.channel, delivery)
        kept = list(zip(before.messages, messages, strict=False))
        for message_id, draft in kept:
            await sent(channel.get_partial_message(message_id).edit, draft)
        for message_id in before.messages[len(kept) :]:
            await channel.get_partial_message(message_id).delete()
        more = messages[len(kept) :]
        added = (await self._post(channel, more, delivery, first=len(kept))).messages if more else ()
        return Posted(before.channel, (*(message_id for message_id, _ in kept), *added))

    def _meaning(self, error: discord.HTTPException, delivery: Delivery) -> DeliveryError:
        """What a refusal means for the delivery."""
        where, code = self._named(delivery), str(error.code or f"http_{error.status}")
        match error.status:
            case _ if error.status == _UNAUTHORIZED:
                return DeliveryDelayed("Discord does not accept the bot's token any more", _LATER, code=code)
            case _ if error.status == _TOO_MANY:
                return DeliveryDelayed("Discord keeps this machine out for some time", _LATER, code=code)
            case _ if error.status == _FORBIDDEN:
                return ChannelClosed(f"the bot may not post in {where} ({error.text})", code=code)
            case _ if error.code == _UNKNOWN_CHANNEL:
                return ChannelClosed(f"{where} is not there any more", code=code)
            case _ if error.status >= _BROKEN:
                return DeliveryUncertain(f"Discord fails ({error.status})", code=code)
            case _:
                return DeliveryError(f"Discord refuses it: {error}", code=code)

    def _named(self, delivery: Delivery) -> str:
        address = delivery.address.channel
        if _is_personal(delivery):
            return "direct messages"
        known = self.client.get_channel(int(address)) if address.isdecimal() else None
        return f"#{visible(str(known))}" if known else f"channel {address}"


def thread_name(body: Body) -> str:
    """What stands above a thread."""
    name = digest_wording.title(body) if isinstance(body, Digest) else "OnRecord"
    return name[:_THREAD_NAME]


def _is_personal(delivery: Delivery) -> bool:
    return delivery.address.channel.startswith("@")


def _nonce(key: str, number: int) -> str:
    """The same for the same message of a delivery, however often it is sent."""
    return sha256(f"{key}:{number}".encode()).hexdigest()[:_NONCE]


def _mark(key: str, number: int) -> int:
    """As the nonce, a positive number of 32 bits."""
    return int(_nonce(key, number), 16) % _MARKS + 1
