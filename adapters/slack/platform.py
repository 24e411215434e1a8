"""Slack as a platform to which messages are delivered."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from adapters.slack.actions import message_actions
from adapters.slack.blocks import rendered
from adapters.slack.text import Message
from adapters.slack.web import LONG, Directory, code_of, delivery_error
from bot.errors import DeliveryDelayed, DeliveryUncertain, SettingsError
from bot.outbox import Delivery

_EVENT: Final = "onrecord_delivery"
"""The type of a message's metadata, in which its key is."""
_LOOKED_AT: Final = 100
"""Of the latest messages, among which one is looked for that may have arrived."""
_GONE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_REFUSED_BLOCKS: Final = frozenset({"msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})


@dataclass(frozen=True, slots=True)
class Posted:
    """A delivery as Slack has it: a channel, and a message or several that follow one another."""

    channel: str
    stamps: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Posted":
        channel, _, stamps = text.partition(":")
        return cls(channel, tuple(stamps.split("+")))

    def __str__(self) -> str:
        return f"{self.channel}:{'+'.join(self.stamps)}"


@dataclass(frozen=True, slots=True)
class SlackPlatform:
    """Posts and edits messages; what is too long for one goes on in its thread."""

    client: Callable[[str], WebClient]
    """The client of a workspace, which does not ask again by itself: the outbox does."""
    directory: Directory

    def send(self, delivery: Delivery) -> str:
        """Posts a message, or edits the one that it replaces; gives its channel and the stamps of its parts."""
        workspace, name = delivery.address.workspace, delivery.address.channel
        try:
            channel = self.directory.conversation(workspace, name[1:]) if name.startswith("@") else name
            parts = _parts(delivery)
            if delivery.edits:
                return str(self._edit(self.client(workspace), Posted.parse(delivery.edits), parts))
            return str(self._post(self.client(workspace), delivery, channel, parts))
        except SlackApiError as error:
            called = name if name.startswith("@") else self.directory.place(workspace, name).name
            raise delivery_error(error, called) from error
        except SettingsError as error:
            raise DeliveryDelayed(str(error), LONG, code="no_token") from error
        except (URLError, HTTPException, OSError) as error:
            if isinstance(getattr(error, "reason", error), ConnectionRefusedError):
                raise DeliveryDelayed("Slack cannot be reached", code="unreachable") from error
            raise DeliveryUncertain("the line to Slack went dead", code="line_dead") from error

    def _post(self, client: WebClient, delivery: Delivery, channel: str, parts: Sequence[Message]) -> Posted:
        thread = Posted.parse(delivery.thread).stamps[0] if delivery.thread else None
        arrived = dict(_arrived(client, channel, thread)) if delivery.again else {}
        stamps: list[str] = []
        for number, part in enumerate(parts):
            key = f"{delivery.key}#{number}"
            below = thread or (stamps[0] if stamps else None)
            if delivery.again and number == 1 and thread is None:
                arrived |= dict(_arrived(client, channel, stamps[0]))
            stamps.append(arrived.get(key) or _post(client, channel, part, key, below))
        return Posted(channel, tuple(stamps))

    def _edit(self, client: WebClient, posted: Posted, parts: Sequence[Message]) -> Posted:
        """Puts the parts in the place of those that are there; what has no place any more is taken away."""
        stamps = list(posted.stamps)
        for number, part in enumerate(parts):
            if number < len(stamps):
                _update(client, posted.channel, stamps[number], part)
            else:
                stamps.append(_post(client, posted.channel, part, "", stamps[0]))
        for stamp in stamps[len(parts) :]:
            _delete(client, posted.channel, stamp)
        return Posted(posted.channel, tuple(stamps[: len(parts)]))


def _parts(delivery: Delivery) -> tuple[Message, ...]:
    """The messages, with the buttons below the first."""
    first, *others = rendered(delivery.body)
    buttons = message_actions(delivery.body, delivery.id)
    return (Message((*first.blocks, *buttons), first.text), *others)


def _post(client: WebClient, channel: str, part: Message, key: str, thread: str | None) -> str:
    """The stamp of the message."""
    metadata = {"event_type": _EVENT, "event_payload": {"key": key}}
    about: dict[str, Any] = {"thread_ts": thread, "unfurl_links": False, "unfurl_media": False, "metadata": metadata}
    try:
        told = client.chat_postMessage(channel=channel, text=part.text, blocks=list(part.blocks), **about)
    except SlackApiError as error:
        if code_of(error) not in _REFUSED_BLOCKS:
            raise
        told = client.chat_postMessage(channel=channel, text=part.text, **about)
    return str(told["ts"])


def _update(client: WebClient, channel: str, stamp: str, part: Message) -> None:
    with _gone_is_fine():
        client.chat_update(channel=channel, ts=stamp, text=part.text, blocks=list(part.blocks))


def _delete(client: WebClient, channel: str, stamp: str) -> None:
    with _gone_is_fine():
        client.chat_delete(channel=channel, ts=stamp)


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    """A message that somebody deleted stays so."""
    try:
        yield
    except SlackApiError as error:
        if code_of(error) not in _GONE:
            raise


def _arrived(client: WebClient, channel: str, thread: str | None) -> Iterator[tuple[str, str]]:
    """The keys of our messages that are there, and their stamps."""
    about: dict[str, Any] = {"channel": channel, "limit": _LOOKED_AT, "include_all_metadata": True}
    told = client.conversations_replies(ts=thread, **about) if thread else client.conversations_history(**about)
    messages: Any = told["messages"]
    for message in messages:
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") == _EVENT:
            yield str(metadata["event_payload"].get("key")), str(message["ts"])
