"""What the local Slack knows at a moment, and waiting for it to change."""

import time
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import count
from threading import Condition
from typing import Any, TypeVar

from tests.slack_model import JSON, Call, Channel, File, Message, ReplyUrl, Team, Token, Trigger, User, View

T = TypeVar("T")

SCOPES = (
    "app_mentions:read channels:history channels:join channels:read chat:write commands files:read files:write "
    "groups:history groups:read im:history im:read im:write team:read users:read"
).split()
"""What the bot may do unless a test says otherwise."""


class Late(AssertionError):
    """What was waited for did not come in time."""


class Refused(Exception):
    """Slack's answer to a request that it does not grant: the code, and what else stands in the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: JSON = {"ok": False, "error": error, **more}


class State:
    """All of it, to be read and changed while `changed` is held."""

    def __init__(self) -> None:
        self.changed = Condition()
        self.ahead = 0.0
        """Seconds by which the clock is ahead of the machine's."""
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Token] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.views: list[View] = []
        self.files: dict[str, File] = {}
        self.reply_urls: dict[str, ReplyUrl] = {}
        self.triggers: dict[str, Trigger] = {}
        self.codes: dict[str, Token] = {}
        self.tickets: set[str] = set()
        self.calls: list[Call] = []
        self.url = self.socket_url = ""
        """Where requests and connections go, each with a `/` at its end."""
        self.client = ("client-id", "client-secret")
        self._numbers = count(1)

    def now(self) -> float:
        return time.time() + self.ahead

    def ts(self) -> str:
        """A timestamp that no other message has, later ones being greater."""
        return f"{int(self.now())}.{next(self._numbers):06d}"

    def new_id(self, letter: str) -> str:
        return f"{letter}{next(self._numbers):08d}"

    def post(self, message: Message) -> Message:
        message.blocks = self.identified(message.blocks)
        self.messages.append(message)
        self.changed.notify_all()
        return message

    def identified(self, blocks: list[JSON]) -> list[JSON]:
        """Blocks with an id for each block and element that came without, as Slack gives them."""
        blocks = deepcopy(blocks)
        for block in blocks:
            block.setdefault("block_id", self.new_id("b"))
            for element in elements(block):
                if element["type"] not in {"image", "plain_text", "mrkdwn"}:
                    element.setdefault("action_id", self.new_id("a"))
        return blocks

    def direct(self, team: Team, user: str) -> Channel:
        """The conversation between the bot and somebody."""
        known = (each for each in self.channels.values() if each.person == user)
        if found := next(known, None):
            return found
        channel = Channel(self.new_id("D"), team.id, "", {user, team.bot}, private=True, person=user)
        self.channels[channel.id] = channel
        return channel

    def visible(self, channel: str) -> Iterator[Message]:
        """What stands in a channel or its threads for everybody there."""
        return (each for each in self.messages if each.channel == channel and not each.deleted and each.to is None)

    def find(self, channel: str, ts: str) -> Message | None:
        return next((each for each in self.visible(channel) if each.ts == ts), None)

    def usable_files(self) -> list[str]:
        """The ids and addresses of files that blocks may show."""
        done = [file.json() for file in self.files.values() if file.done]
        return [name for file in done for name in (file["id"], file["url_private"])]

    def wait(self, ready: Callable[[], T], seconds: float, awaited: str) -> T:
        """What `ready` gives as soon as it is true.

        Raises Late when it is not within the time.
        """
        with self.changed:
            if result := self.changed.wait_for(ready, seconds):
                return result
        raise Late(f"{awaited} did not come within {seconds} s")


def elements(block: JSON) -> Iterable[JSON]:
    """What a block has inside that somebody could use."""
    if block["type"] in {"actions", "context_actions"}:
        return block["elements"]  # type: ignore[no-any-return]
    return [block[key] for key in ("accessory", "element") if block.get(key)]
