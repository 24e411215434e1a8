"""How the local Slack tells the bot what happens: over Socket Mode, or with signed requests to its address."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import nan
from typing import Literal
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from slack_sdk.signature import Clock, SignatureVerifier

from tests.slack_model import JSON
from tests.slack_state import Late, State
from tests.slack_wire import Wire

PATIENCE = 20.0
"""Seconds in which a bot acknowledges. Slack gives it three; a busy machine may take longer over them."""
Kind = Literal["slash_commands", "events_api", "interactive"]


class NotAcknowledged(AssertionError):
    """The bot was told of something and did not acknowledge it within 3 seconds, or said that it failed."""


@dataclass
class Delivery:
    """What the bot was told, and how it acknowledged it: `ack` is what it sent back, `seconds` the time it took.

    `status` is that of its HTTP answer; over Socket Mode it is 200.
    """

    kind: Kind
    payload: JSON
    ack: JSON = field(default_factory=dict)
    seconds: float = nan
    status: int = 0
    attempt: int = 0
    sent: tuple[bytes, dict[str, str]] = (b"", {})

    @property
    def errors(self) -> dict[str, str]:
        """What a modal was told to show beside its fields, by block id."""
        errors: dict[str, str] = self.ack.get("errors", {})
        return errors


class _Then(Clock):
    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        return self.at


@dataclass
class Courier:
    """Carries deliveries, to `request_url` if there is one and over a socket otherwise."""

    state: State
    wire: Wire
    secret: str = "signing-secret"
    request_url: str | None = None
    patience: float = PATIENCE
    delivered: list[Delivery] = field(default_factory=list)
    _held: list[Delivery] | None = None
    _forged: tuple[str, float] | None = None

    def carry(self, delivery: Delivery) -> Delivery:
        """Tells the bot, and waits until it acknowledges.

        Raises NotAcknowledged if it does not.
        """
        if self._held is not None and delivery.kind == "events_api":
            self._held.append(delivery)
            return delivery
        self.delivered.append(delivery)
        if self.request_url:
            delivery.sent = self._signed(delivery)
            return self.send_again(delivery)
        return self._over_socket(delivery)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keeps events back, and delivers the latest first at the end."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
        for delivery in reversed(held):
            self.carry(delivery)

    @contextmanager
    def forging(self, secret: str | None, age: float) -> Iterator[None]:
        """Signs with another secret, or a while ago."""
        self._forged = secret or self.secret, age
        try:
            yield
        finally:
            self._forged = None

    def _over_socket(self, delivery: Delivery) -> Delivery:
        envelope_id = str(uuid4())
        envelope: JSON = {"envelope_id": envelope_id, "type": delivery.kind, "payload": delivery.payload}
        envelope["accepts_response_payload"] = delivery.kind != "events_api"
        envelope |= {"retry_attempt": delivery.attempt, "retry_reason": "timeout"} if delivery.attempt else {}
        acknowledged = self.wire.acknowledged
        try:
            self.state.wait(lambda: self.wire.connections, self.patience, "a connection")
            started = time.monotonic()
            self.wire.send(envelope)
            self.state.wait(lambda: envelope_id in acknowledged, self.patience, "an acknowledgement")
        except Late as late:
            raise NotAcknowledged(f"{_told(delivery)}: {late}") from late
        delivery.seconds, delivery.status = time.monotonic() - started, 200
        delivery.ack = acknowledged.pop(envelope_id)
        return delivery

    def _signed(self, delivery: Delivery) -> tuple[bytes, dict[str, str]]:
        secret, age = self._forged or (self.secret, 0)
        kind, body = _body(delivery)
        at = self.state.now() - age
        signature = SignatureVerifier(secret, _Then(at)).generate_signature(timestamp=str(int(at)), body=body)
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": str(int(at)),
            "X-Slack-Signature": signature or "",
        }
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": "http_timeout"}
        return body.encode(), headers

    def send_again(self, delivery: Delivery) -> Delivery:
        """Sends the very bytes and headers of a delivery, as somebody might who has overheard it."""
        body, headers = delivery.sent
        started = time.monotonic()
        try:
            answered = httpx.post(self.request_url or "", content=body, headers=headers, timeout=self.patience)
        except httpx.HTTPError as failed:
            raise NotAcknowledged(f"{_told(delivery)}: {failed!r}") from failed
        delivery.seconds, delivery.status = time.monotonic() - started, answered.status_code
        if answered.status_code != 200 and not self._forged:
            raise NotAcknowledged(f"{_told(delivery)}: {answered.status_code} {answered.text[:200]}")
        delivery.ack = _parsed(answered)
        return delivery


def _body(delivery: Delivery) -> tuple[str, str]:
    """The content type and the content of a request."""
    if delivery.kind == "events_api":
        return "application/json", json.dumps(delivery.payload)
    inside = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return "application/x-www-form-urlencoded", urlencode(inside)


def _parsed(answered: httpx.Response) -> JSON:
    if answered.headers.get("Content-Type", "").startswith("application/json") and answered.content:
        parsed: JSON = answered.json()
        return parsed
    return {"text": answered.text} if answered.text.strip() else {}


def _told(delivery: Delivery) -> str:
    payload = delivery.payload
    what = payload.get("command") or payload.get("event", payload).get("type")
    return f"{what} was not acknowledged"
