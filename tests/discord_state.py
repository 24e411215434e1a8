"""All that a Discord of tests knows, and what it refuses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.discord_asking import Asked
from tests.discord_rules import COMPONENTS_V2, Payload, message_faults
from tests.discord_world import Channel, Guild, Message, bot_user, snowflake


class Refused(Exception):
    """Discord says no."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.body = status, {"code": code, "message": message}


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot, and the status with which it was answered."""

    method: str
    path: str
    body: Any
    status: int
    at: float


@dataclass
class World:
    """All that a Discord of tests knows."""

    app_id: int = field(default_factory=snowflake)
    guilds: list[Guild] = field(default_factory=list)
    dms: list[Channel] = field(default_factory=list)
    threads: list[Channel] = field(default_factory=list)
    commands: list[Payload] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    nonces: dict[tuple[int, str], Message] = field(default_factory=dict)
    takes_components: bool = True

    @property
    def bot(self) -> dict[str, Any]:
        return bot_user(self.app_id)

    def channel(self, channel_id: str) -> Channel:
        everything = [*self.dms, *self.threads, *(each for guild in self.guilds for each in guild.channels)]
        for channel in everything:
            if str(channel.id) == channel_id and not channel.gone:
                if channel.guild and not channel.guild.has_bot:
                    raise Refused(403, 50001, "Missing Access")
                return channel
        raise Refused(404, 10003, "Unknown Channel")

    def message(self, channel: Channel, message_id: str) -> Message:
        for message in channel.messages:
            if str(message.id) == message_id and not message.gone:
                return message
        raise Refused(404, 10008, "Unknown Message")

    def check(self, faults: Iterable[str]) -> None:
        found = list(faults)
        self.faults += found
        if found:
            raise Refused(400, 50035, f"Invalid Form Body: {found[0]}")

    def post(self, channel: Channel, body: Payload, listed: bool = True) -> Message:
        flags = int(body.get("flags") or 0)
        if flags & COMPONENTS_V2 and not self.takes_components:
            raise Refused(400, 50035, "Invalid Form Body: these components are not known")
        self.check(message_faults(body, flags))
        message = Message(channel, self.bot, body, flags)
        if listed:
            channel.messages.append(message)
        return message

    def edit(self, message: Message, body: Payload) -> Message:
        flags = int(body.get("flags") or 0) | message.flags
        self.check(message_faults({**message.now, **body}, flags))
        message.flags = flags
        message.edits.append(body)
        return message

    def interaction(self, token: str) -> Asked:
        for asked in self.asked:
            if asked.token == token and asked.age < asked.lifetime:
                return asked
        raise Refused(401, 50027, "Invalid Webhook Token")
