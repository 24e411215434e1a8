"""What a Discord of tests consists of: servers with channels, people, messages, and what a bot was asked."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from discord import Permissions

from tests.discord_rules import EPHEMERAL, Payload, walk

EPOCH = 1_420_070_400_000
"""Milliseconds, of Discord's first second."""
TEXT, DM, THREAD, FORUM = 0, 1, 11, 15
EVERYTHING = (
    Permissions.text() | Permissions(view_channel=True, send_messages=True, send_messages_in_threads=True)
).value

_numbers = count()


def snowflake() -> int:
    """An id, which tells when it was made."""
    return (int(time.time() * 1000) - EPOCH) << 22 | next(_numbers) % (1 << 22)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; an `admin` manages every server that they are in."""

    name: str
    admin: bool = False
    id: int = field(default_factory=snowflake)

    def payload(self) -> dict[str, Any]:
        return _user(self.id, self.name, bot=False)


def _user(user_id: int, name: str, bot: bool) -> dict[str, Any]:
    return {"id": str(user_id), "username": name, "discriminator": "0", "avatar": None, "bot": bot, "flags": 0}


@dataclass
class Channel:
    """A channel, a thread (`parent`), a forum, or the talk with one person; `permissions` are the bot's."""

    name: str
    kind: int = TEXT
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    permissions: int = EVERYTHING
    id: int = field(default_factory=snowflake)
    messages: list["Message"] = field(default_factory=list)
    gone: bool = False

    def payload(self) -> dict[str, Any]:
        basis: dict[str, Any] = {"id": str(self.id), "type": self.kind, "name": self.name, "position": 0, "flags": 0}
        basis |= {"parent_id": str(self.parent.id) if self.parent else None, "permission_overwrites": []}
        if self.guild:
            basis["guild_id"] = str(self.guild.id)
        if self.kind == THREAD:
            moment = datetime.now(UTC).isoformat()
            about = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": moment, "locked": False}
            basis |= {"thread_metadata": about, "owner_id": "1", "message_count": 0, "member_count": 1}
        if self.kind == FORUM:
            basis |= {"available_tags": [], "default_sort_order": None, "default_forum_layout": 0}
        if self.kind == DM:
            basis |= {"recipients": []}
        return basis

    def grants(self, **permissions: bool) -> None:
        """Gives the bot permissions here, or takes them."""
        mine = Permissions(self.permissions)
        mine.update(**permissions)
        self.permissions = mine.value


@dataclass
class Guild:
    """A server, as people call it."""

    name: str
    channels: list[Channel] = field(default_factory=list)
    id: int = field(default_factory=snowflake)
    has_bot: bool = True
    offered: dict[str, set[int]] = field(default_factory=dict)
    """The people to whom a command is offered besides those who have the permissions that it needs."""

    def channel(self, name: str, kind: int = TEXT) -> Channel:
        """The channel of a name, which is made if need be."""
        for channel in self.channels:
            if channel.name == name:
                return channel
        self.channels.append(Channel(name, kind, self))
        return self.channels[-1]

    def payload(self, bot: Mapping[str, Any]) -> dict[str, Any]:
        everyone = {"id": str(self.id), "name": "@everyone", "permissions": str(EVERYTHING), "position": 0, "color": 0}
        everyone |= {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": "1",
            "roles": [everyone],
            "channels": [each.payload() for each in self.channels if each.kind != THREAD and not each.gone],
            "threads": [],
            "members": [{"user": bot, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}],
            "member_count": 2,
            "emojis": [],
            "stickers": [],
            "features": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "preferred_locale": "en-GB",
            "premium_tier": 0,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_id": str(self.channels[0].id) if self.channels else None,
            "system_channel_flags": 0,
            "afk_timeout": 60,
            "premium_progress_bar_enabled": False,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
        }


@dataclass
class Message:
    """A message as it is now, whoever sent it; `sent` is the request that brought it, `edits` those that changed it."""

    channel: Channel
    author: Mapping[str, Any]
    sent: Payload
    flags: int = 0
    id: int = field(default_factory=snowflake)
    edits: list[Payload] = field(default_factory=list)
    gone: bool = False
    thread: Channel | None = None

    @property
    def now(self) -> dict[str, Any]:
        """What it says."""
        said = dict(self.sent)
        for edit in self.edits:
            said |= edit
        return said

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """All its words, as they were sent."""
        said = self.now
        texts = [said.get("content") or ""]
        texts += [each["content"] for each in self.parts if each["type"] == 10]
        texts += [embed.get("description") or "" for embed in said.get("embeds") or []]
        return "\n".join(text for text in texts if text)

    @property
    def parts(self) -> list[Payload]:
        """All its components."""
        return list(walk(self.now.get("components") or []))

    @property
    def buttons(self) -> list[Payload]:
        """Its buttons and menus."""
        return [each for each in self.parts if each["type"] in (2, 3)]

    def button(self, label: str) -> Payload:
        """The button on which this stands."""
        found = [each for each in self.buttons if each.get("label") == label]
        if len(found) != 1:
            raise LookupError(f"no button {label!r} among {[each.get('label') for each in self.buttons]}")
        return found[0]

    def relabels(self, label: str, custom_id: str) -> None:
        """Makes a button come from another time, or from somebody who forges."""
        text = json.dumps(self.now).replace(json.dumps(self.button(label)["custom_id"]), json.dumps(custom_id))
        self.edits.append(json.loads(text))

    def payload(self) -> dict[str, Any]:
        said = self.now
        return {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": dict(self.author),
            "content": said.get("content") or "",
            "embeds": said.get("embeds") or [],
            "components": said.get("components") or [],
            "flags": self.flags,
            "timestamp": datetime.fromtimestamp(((self.id >> 22) + EPOCH) / 1000, UTC).isoformat(),
            "edited_timestamp": datetime.now(UTC).isoformat() if self.edits else None,
            "nonce": said.get("nonce"),
            "tts": False,
            "mention_everyone": False,
            "mentions": said.get("mentions", []),
            "mention_roles": [],
            "attachments": [],
            "pinned": False,
            "type": 0,
            **({"thread": self.thread.payload()} if self.thread else {}),
        }


def bot_user(user_id: int) -> dict[str, Any]:
    """The bot's account."""
    return _user(user_id, "OnRecord", bot=True)
