"""What Discord's REST interface does with channels, messages and threads."""

from typing import Any

from tests.discord_rules import Payload
from tests.discord_state import Refused, World
from tests.discord_world import DM, FORUM, THREAD, Channel, snowflake

VIEW, SEND, READ_HISTORY, SEND_IN_THREADS, CREATE_THREADS = 1 << 10, 1 << 11, 1 << 16, 1 << 38, 1 << 35


def _needs(channel: Channel, permission: int) -> None:
    granted = (channel.parent or channel).permissions
    if not granted & VIEW:
        raise Refused(403, 50001, "Missing Access")
    if not granted & permission:
        raise Refused(403, 50013, "Missing Permissions")


def post(world: World, body: Payload, channel_id: str) -> tuple[int, Any]:
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


def edit(world: World, body: Payload, channel_id: str, message_id: str) -> tuple[int, Any]:
    message = world.message(world.channel(channel_id), message_id)
    if message.author["id"] != world.bot["id"]:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    return 200, world.edit(message, body).payload()


def delete(world: World, body: Any, channel_id: str, message_id: str) -> tuple[int, Any]:
    world.message(world.channel(channel_id), message_id).gone = True
    return 204, None


def fetch(world: World, body: Any, channel_id: str, message_id: str) -> tuple[int, Any]:
    return 200, world.message(world.channel(channel_id), message_id).payload()


def history(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    _needs(channel, READ_HISTORY)
    return 200, [each.payload() for each in reversed(channel.messages) if not each.gone]


def thread_of(world: World, body: Payload, channel_id: str, message_id: str) -> tuple[int, Any]:
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


def forum_post(world: World, body: Payload, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    if channel.kind != FORUM:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    _needs(channel, SEND)
    thread = _thread(world, channel, body, snowflake())
    message = world.post(thread, body["message"])
    message.id = thread.id
    return 201, {**thread.payload(), "message": message.payload()}


def typing(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    world.channel(channel_id)
    return 204, None


def channel(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    channel = world.channel(channel_id)
    if channel.kind != DM:
        _needs(channel, VIEW)
    return 200, channel.payload()


def change_channel(world: World, body: Any, channel_id: str) -> tuple[int, Any]:
    return 200, world.channel(channel_id).payload()
