"""Discord's REST interface as a bot uses it: what it answers, refuses, and remembers."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests import discord_callbacks as callbacks
from tests import discord_channels as channels
from tests.discord_rules import Payload, command_faults
from tests.discord_state import Refused, World
from tests.discord_world import DM, Channel, snowflake


def answer(world: World, method: str, path: str, body: Any) -> tuple[int, Any]:
    """The status and the body of an answer."""
    try:
        return _answer(world, method, path, body)
    except Refused as refused:
        return refused.status, refused.body


def _answer(world: World, method: str, path: str, body: Any) -> tuple[int, Any]:
    for verb, pattern, handler in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match and verb == method:
            status, answered = handler(world, body, *match.groups())
            return status, json.loads(json.dumps(answered))
    world.faults.append(f"{method} {path} is not known here")
    raise Refused(404, 0, "404: Not Found")


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
    ("GET", rf"/channels/{_ID}", channels.channel),
    ("PATCH", rf"/channels/{_ID}", channels.change_channel),
    ("POST", rf"/channels/{_ID}/typing", channels.typing),
    ("GET", _MESSAGES, channels.history),
    ("POST", _MESSAGES, channels.post),
    ("GET", rf"{_MESSAGES}/{_ID}", channels.fetch),
    ("PATCH", rf"{_MESSAGES}/{_ID}", channels.edit),
    ("DELETE", rf"{_MESSAGES}/{_ID}", channels.delete),
    ("POST", rf"{_MESSAGES}/{_ID}/threads", channels.thread_of),
    ("POST", rf"/channels/{_ID}/threads", channels.forum_post),
    ("POST", rf"/interactions/{_ID}/{_WORD}/callback", callbacks.callback),
    ("GET", rf"{_HOOK}/messages/@original", callbacks.original),
    ("PATCH", rf"{_HOOK}/messages/@original", callbacks.edit_original),
    ("DELETE", rf"{_HOOK}/messages/@original", callbacks.delete_original),
    ("PATCH", rf"{_HOOK}/messages/{_ID}", callbacks.edit_followup),
    ("POST", _HOOK, callbacks.follow_up),
    ("GET", rf"/applications/{_ID}/commands", _registered),
    ("PUT", rf"/applications/{_ID}/commands", _register),
]
