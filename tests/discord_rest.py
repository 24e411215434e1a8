"""Discord's REST interface as a bot uses it: what it answers, refuses, and remembers."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.discord_asking import (
    FIRST_ANSWER,
    LATER,
    LATER_UPDATE,
    MESSAGE,
    SHOW_MODAL,
    SUGGESTIONS,
    UPDATE,
    Asked,
)
from tests.discord_rules import (
    COMPONENTS_V2,
    EPHEMERAL,
    Payload,
    choice_faults,
    command_faults,
    message_faults,
    modal_faults,
)
from tests.discord_world import DM, FORUM, THREAD, Channel, Guild, Message, bot_user, snowflake

VIEW, SEND, READ_HISTORY, SEND_IN_THREADS, CREATE_THREADS = 1 << 10, 1 << 11, 1 << 16, 1 << 38, 1 << 35


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

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """The status and the body of an answer."""
        try:
            return self._answer(method, path, body)
        except Refused as refused:
            return refused.status, refused.body

    def _answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        for verb, pattern, handler in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match and verb == method:
                status, answered = handler(self, body, *match.groups())
                return status, json.loads(json.dumps(answered))
        self.faults.append(f"{method} {path} is not known here")
        raise Refused(404, 0, "404: Not Found")

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

    def check(self, faults: Any) -> None:
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


def _needs(channel: Channel, permission: int) -> None:
    granted = (channel.parent or channel).permissions
    if not granted & VIEW:
        raise Refused(403, 50001, "Missing Access")
    if not granted & permission:
        raise Refused(403, 50013, "Missing Permissions")


def _post(world: World, body: Payload, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    if channel.kind == FORUM:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    if channel.kind != DM:
        _needs(channel, SEND_IN_THREADS if channel.kind == THREAD else SEND)
    nonce = body.get("nonce")
    if nonce and body.get("enforce_nonce") and (channel.id, nonce) in world.nonces:
        return 200, world.nonces[channel.id, nonce].payload()
    message = world.post(channel, body)
    if nonce:
        world.nonces[channel.id, nonce] = message
    return 200, message.payload()


def _edit(world: World, body: Payload, channel_id: str, message_id: str) -> tuple[int, Any]:
    message = world.message(world.channel(channel_id), message_id)
    if message.author["id"] != world.bot["id"]:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    return 200, world.edit(message, body).payload()


def _delete(world: World, body: Any, channel_id: str, message_id: str) -> tuple[int, Any]:
    world.message(world.channel(channel_id), message_id).gone = True
    return 204, None


def _fetch(world: World, body: Any, channel_id: str, message_id: str) -> tuple[int, Any]:
    return 200, world.message(world.channel(channel_id), message_id).payload()


def _history(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    _needs(channel, READ_HISTORY)
    return 200, [each.payload() for each in reversed(channel.messages) if not each.gone]


def _thread_of(world: World, body: Payload, channel_id: str, message_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    _needs(channel, CREATE_THREADS)
    message = world.message(channel, message_id)
    if message.thread is not None:
        raise Refused(400, 160004, "A thread has already been created for this message")
    message.thread = _thread(world, channel, body, message.id)
    return 201, message.thread.payload()


def _thread(world: World, channel: Channel, body: Payload, thread_id: int) -> Channel:
    if not 1 <= len(body["name"]) <= 100 or body.get("auto_archive_duration", 60) not in (60, 1440, 4320, 10080):
        world.check(["a thread has a name of up to 100 characters, and is archived after 60 to 10080 minutes"])
    thread = Channel(body["name"], THREAD, channel.guild, channel, id=thread_id)
    world.threads.append(thread)
    return thread


def _forum_post(world: World, body: Payload, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    if channel.kind != FORUM:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    _needs(channel, SEND)
    thread = _thread(world, channel, body, snowflake())
    message = world.post(thread, body["message"])
    message.id = thread.id
    return 201, {**thread.payload(), "message": message.payload()}


def _typing(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    world.channel(channel_id)
    return 204, None


def _channel(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    if channel.kind != DM:
        _needs(channel, VIEW)
    return 200, channel.payload()


def _change_channel(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    return 200, world.channel(channel_id).payload()


def _callback(world: World, body: Payload, interaction_id: str, token: str) -> tuple[int, Any]:
    asked = next((each for each in world.asked if each.token == token and str(each.id) == interaction_id), None)
    if asked is None or (asked.answer is None and asked.age > FIRST_ANSWER):
        raise Refused(404, 10062, "Unknown interaction")
    if asked.answer is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    data, kind = body.get("data") or {}, body["type"]
    _respond(world, asked, kind, data)
    asked.answer, asked.acknowledged = kind, time.monotonic() - asked.begun
    told = {"id": interaction_id, "type": asked.kind, "response_message_loading": kind == LATER}
    told |= {"response_message_ephemeral": asked.ephemeral}
    made = {"type": kind, **({"message": asked.original.payload()} if asked.original and kind in (4, 5, 7) else {})}
    return 200, {"interaction": told, "resource": made}


def _respond(world: World, asked: Asked, kind: int, data: Payload) -> None:
    match kind:
        case _ if kind == MESSAGE:
            asked.original = world.post(asked.channel, data, listed=not int(data.get("flags") or 0) & EPHEMERAL)
        case _ if kind == LATER:
            if int(data.get("flags") or 0) & ~EPHEMERAL:
                world.check(["only EPHEMERAL may be set while the answer is awaited"])
            asked.waiting = True
            asked.original = Message(asked.channel, world.bot, {}, int(data.get("flags") or 0))
        case _ if kind == LATER_UPDATE:
            asked.original = asked.message
        case _ if kind == UPDATE and asked.message:
            asked.original = world.edit(asked.message, data)
        case _ if kind == SUGGESTIONS:
            world.check(choice_faults(data["choices"]))
            asked.suggestions = data["choices"]
        case _ if kind == SHOW_MODAL:
            world.check(modal_faults(data))
            asked.modal = data
        case _:
            raise Refused(400, 50035, f"Invalid Form Body: no answer of type {kind}")


def _edit_original(world: World, body: Payload, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.original is None:
        raise Refused(404, 10015, "Unknown Webhook")
    _edit_answer(world, asked, asked.original, body)
    return 200, asked.original.payload()


def _edit_answer(world: World, asked: Asked, message: Message, body: Payload) -> None:
    first = asked.waiting and message is asked.original
    world.edit(message, body)
    if first:
        asked.waiting = False
        if not message.ephemeral:
            message.channel.messages.append(message)


def _original(world: World, body: Any, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.original is None:
        raise Refused(404, 10008, "Unknown Message")
    return 200, asked.original.payload()


def _delete_original(world: World, body: Any, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.original is None:
        raise Refused(404, 10008, "Unknown Message")
    asked.original.gone, asked.waiting = True, False
    return 204, None


def _edit_followup(world: World, body: Payload, app_id: str, token: str, message_id: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    own = [each for each in (asked.original, *asked.followed) if each]
    for message in (*own, *asked.channel.messages):
        if str(message.id) == message_id:
            _edit_answer(world, asked, message, body)
            return 200, message.payload()
    raise Refused(404, 10008, "Unknown Message")


def _follow_up(world: World, body: Payload, app_id: str, token: str) -> tuple[int, Any]:
    asked = world.interaction(token)
    if asked.answer is None:
        raise Refused(404, 10015, "Unknown Webhook")
    if asked.waiting and asked.original:
        _edit_answer(world, asked, asked.original, {**body, "flags": int(body.get("flags") or 0) & COMPONENTS_V2})
        return 200, asked.original.payload()
    message = world.post(asked.channel, body, listed=not int(body.get("flags") or 0) & EPHEMERAL)
    asked.followed.append(message)
    return 200, message.payload()


def _register(world: World, body: list[Payload], app_id: str, guild_id: str = "") -> tuple[int, Any]:
    world.check(command_faults(body))
    added = {"application_id": app_id, "version": "1", "description": "", "nsfw": False}
    world.commands = [{**added, "id": str(snowflake()), **each} for each in body]
    return 200, world.commands


def _registered(world: World, body: Any, app_id: str, guild_id: str = "") -> tuple[int, Any]:
    return 200, world.commands


def _me(world: World, body: Any) -> tuple[int, Any]:
    return 200, world.bot


def _application(world: World, body: Any) -> tuple[int, Any]:
    about = {"id": str(world.app_id), "name": "OnRecord", "description": "", "icon": None, "flags": 0, "bot": world.bot}
    owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
    return 200, {**about, "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "owner": owner}


def _guild(world: World, body: Any, guild_id: str) -> tuple[int, Any]:
    for guild in world.guilds:
        if str(guild.id) == guild_id and guild.has_bot:
            return 200, guild.payload(world.bot)
    raise Refused(404, 10004, "Unknown Guild")


def _active_threads(world: World, body: Any, guild_id: str) -> tuple[int, Any]:
    active = [thread for thread in world.threads if thread.guild and str(thread.guild.id) == guild_id]
    return 200, {"threads": [thread.payload() for thread in active if not thread.gone], "members": []}


def _guilds(world: World, body: Any) -> tuple[int, Any]:
    return 200, [{"id": str(guild.id), "name": guild.name} for guild in world.guilds if guild.has_bot]


def _open_dm(world: World, body: Payload) -> tuple[int, Any]:
    for dm in world.dms:
        if dm.name == str(body["recipient_id"]):
            return 200, dm.payload()
    world.dms.append(Channel(str(body["recipient_id"]), DM))
    return 200, world.dms[-1].payload()


_ID, _WORD = r"(\d+)", r"([^/]+)"
_HOOK = rf"/webhooks/{_ID}/{_WORD}"
_MESSAGES = rf"/channels/{_ID}/messages"
_ROUTES: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
    ("GET", "/users/@me", _me),
    ("GET", "/oauth2/applications/@me", _application),
    ("GET", "/applications/@me", _application),
    ("GET", "/users/@me/guilds", _guilds),
    ("POST", "/users/@me/channels", _open_dm),
    ("GET", rf"/guilds/{_ID}", _guild),
    ("GET", rf"/guilds/{_ID}/threads/active", _active_threads),
    ("GET", rf"/channels/{_ID}", _channel),
    ("PATCH", rf"/channels/{_ID}", _change_channel),
    ("POST", rf"/channels/{_ID}/typing", _typing),
    ("GET", _MESSAGES, _history),
    ("POST", _MESSAGES, _post),
    ("GET", rf"{_MESSAGES}/{_ID}", _fetch),
    ("PATCH", rf"{_MESSAGES}/{_ID}", _edit),
    ("DELETE", rf"{_MESSAGES}/{_ID}", _delete),
    ("POST", rf"{_MESSAGES}/{_ID}/threads", _thread_of),
    ("POST", rf"/channels/{_ID}/threads", _forum_post),
    ("POST", rf"/interactions/{_ID}/{_WORD}/callback", _callback),
    ("GET", rf"{_HOOK}/messages/@original", _original),
    ("PATCH", rf"{_HOOK}/messages/@original", _edit_original),
    ("DELETE", rf"{_HOOK}/messages/@original", _delete_original),
    ("PATCH", rf"{_HOOK}/messages/{_ID}", _edit_followup),
    ("POST", _HOOK, _follow_up),
    ("GET", rf"/applications/{_ID}/commands", _registered),
    ("PUT", rf"/applications/{_ID}/commands", _register),
]
