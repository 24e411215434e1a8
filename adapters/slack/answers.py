"""The ways in which an answer reaches whoever asked in Slack."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from adapters.slack.text import Message, line, messages

_READING: Final = "Reading it…"
_FOLLOWS: Final = "Reading it; the answer follows."
_OK: Final = 200


class Surface(Protocol):
    """Where an answer goes."""

    private: bool

    def wait(self) -> None:
        """Shows that it takes a while."""
        ...

    def answer(self, parts: Sequence[Message]) -> None:
        """Shows the answer, in the place of what was shown before."""
        ...


@dataclass(slots=True)
class Private:
    """An answer that one person sees: over the address that came with the question, for as long as Slack takes it."""

    client: WebClient
    response_url: str
    channel: str
    user: str
    replaces: bool = False
    """Does it take the place of the message that the question came from?"""
    private: bool = field(default=True, init=False)

    def wait(self) -> None:
        """Slack lets nothing take the place of what it was told on a command, so this stays above the answer."""
        self._respond(_said(_FOLLOWS))

    def answer(self, parts: Sequence[Message]) -> None:
        for part in parts:
            if not self._respond(part):
                self._show(part)
            self.replaces = False

    def _respond(self, part: Message) -> bool:
        """Whether Slack took it: it takes five, within half an hour."""
        hook = WebhookClient(self.response_url, timeout=10)
        try:
            told: WebhookResponse = hook.send(
                text=part.text,
                blocks=list(part.blocks),
                response_type="ephemeral",
                replace_original=self.replaces,
                unfurl_links=False,
                unfurl_media=False,
            )
        except OSError:
            return False
        return told.status_code == _OK

    def _show(self, part: Message) -> None:
        """Shows it all the same: in the channel, to this person alone, or else in a direct message."""
        about: dict[str, Any] = {"text": part.text, "blocks": list(part.blocks)}
        try:
            self.client.chat_postEphemeral(channel=self.channel, user=self.user, **about)
        except SlackApiError:
            self.client.chat_postMessage(channel=self.user, unfurl_links=False, unfurl_media=False, **about)


@dataclass(slots=True)
class Open:
    """An answer that all see: in a thread, or among direct messages."""

    client: WebClient
    channel: str
    thread: str | None
    stamp: str | None = None
    private: bool = field(default=False, init=False)

    def wait(self) -> None:
        self.stamp = self._post(_said(_READING), self.thread)

    def answer(self, parts: Sequence[Message]) -> None:
        for number, part in enumerate(parts):
            if number == 0 and self.stamp is not None:
                self.client.chat_update(channel=self.channel, ts=self.stamp, text=part.text, blocks=list(part.blocks))
            elif number == 0:
                self.stamp = self._post(part, self.thread)
            else:
                self._post(part, self.thread or self.stamp)

    def _post(self, part: Message, thread: str | None) -> str:
        about: dict[str, Any] = {"thread_ts": thread, "unfurl_links": False, "unfurl_media": False}
        told = self.client.chat_postMessage(channel=self.channel, text=part.text, blocks=list(part.blocks), **about)
        return str(told["ts"])


def _said(text: str) -> Message:
    return messages([line("plain", text)])[0]
