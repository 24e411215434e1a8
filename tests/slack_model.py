"""What there is in the local Slack, each with the shape in which Slack tells of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

JSON = dict[str, Any]


@dataclass(slots=True)
class Team:
    """A workspace with the app in it."""

    id: str
    name: str
    bot: str
    """The bot's user id."""
    bot_id: str


@dataclass(slots=True)
class Token:
    """Who may ask, and for what; `refusal` is what is said once it is worth nothing."""

    value: str
    team: str
    scopes: set[str]
    kind: str = "bot"
    refusal: str | None = None
    expires: float | None = None


@dataclass(slots=True)
class User:
    id: str
    team: str
    name: str
    admin: bool = False
    tz: str = "Europe/London"
    locale: str = "en-GB"
    bot: bool = False
    deleted: bool = False

    def json(self) -> JSON:
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
        named = {"real_name": self.name.title(), "display_name": self.name}
        flags = {"is_admin": self.admin, "is_owner": False, "is_bot": self.bot, "deleted": self.deleted}
        zone = {"tz": self.tz, "tz_offset": int(offset.total_seconds()) if offset else 0}
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.name.title(),
            "profile": named,
            **flags,
            **zone,
        }


@dataclass(slots=True)
class Channel:
    id: str
    team: str
    name: str
    members: set[str]
    private: bool = False
    archived: bool = False
    person: str | None = None
    """Whom a direct message with the bot is with."""

    @property
    def kind(self) -> str:
        return "im" if self.person else "private_channel" if self.private else "public_channel"

    def json(self, bot: str) -> JSON:
        if self.person:
            return {"id": self.id, "is_im": True, "user": self.person, "is_archived": self.archived}
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_im": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": bot in self.members,
            "num_members": len(self.members),
            "context_team_id": self.team,
        }


@dataclass
class Message:
    """A message as it stands now; `to` is the only one who sees it, if it is ephemeral."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[JSON] = field(default_factory=list)
    thread_ts: str | None = None
    to: str | None = None
    asked: JSON = field(default_factory=dict)
    """The arguments it was posted with, or last edited with."""
    edits: int = 0
    deleted: bool = False
    broadcast: bool = False
    files: list[JSON] = field(default_factory=list)

    def json(self, team: Team) -> JSON:
        by = {"bot_id": team.bot_id, "app_id": "A1"} if self.user == team.bot else {"client_msg_id": f"msg-{self.ts}"}
        said: JSON = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": team.id, **by}
        said |= {"blocks": self.blocks} if self.blocks else {}
        said |= {"files": self.files} if self.files else {}
        said |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        said |= {"edited": {"user": self.user, "ts": self.ts}} if self.edits else {}
        return said


@dataclass
class View:
    """A modal or a home as it stands now; `values` is what the person has entered or chosen in it."""

    id: str
    user: str
    team: str
    given: JSON
    root: str
    previous: str | None = None
    hash: str = ""
    open: bool = True
    values: JSON = field(default_factory=dict)

    @property
    def blocks(self) -> list[JSON]:
        blocks: list[JSON] = self.given["blocks"]
        return blocks

    def json(self, team: Team) -> JSON:
        blank: JSON = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
        blank |= {"close": None, "clear_on_close": False, "notify_on_close": False}
        place = {"id": self.id, "team_id": self.team, "root_view_id": self.root, "previous_view_id": self.previous}
        app = {"app_id": "A1", "bot_id": team.bot_id, "app_installed_team_id": self.team}
        return {**blank, **self.given, **place, **app, "hash": self.hash, "state": {"values": self.values}}


@dataclass
class File:
    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""
    done: bool = False

    def json(self) -> JSON:
        link = f"https://files.slack.test/{self.id}/{self.name}"
        named = {"name": self.name, "title": self.title or self.name, "size": self.length}
        return {
            "id": self.id,
            **named,
            "url_private": link,
            "permalink": link,
            "filetype": self.name.rpartition(".")[2],
        }


@dataclass
class ReplyUrl:
    """A `response_url`: who may be answered there, and about which message."""

    team: str
    channel: str
    user: str
    made: float
    original: Message | None = None
    uses: int = 0


@dataclass
class Trigger:
    user: str
    made: float
    view: str | None = None
    used: bool = False


@dataclass
class Call:
    """A request of the bot and what it was told."""

    method: str
    args: JSON
    at: float
    answer: JSON = field(default_factory=dict)
    status: int = 200

    @property
    def error(self) -> str | None:
        return self.answer.get("error")
