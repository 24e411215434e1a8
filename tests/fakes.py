"""A chat platform that records what it is sent, and misbehaves when it is told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.outbox import Body, Delivery


@dataclass
class MovingClock:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it arrived."""

    channel: str
    body: Body
    thread: str | None
    edits: str | None
    key: str


@dataclass
class FakePlatform:
    """Keeps what arrives, and knows the key of each message when it is asked again."""

    posted: list[Posted] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    crashes: int = 0
    known: dict[str, str] = field(default_factory=dict)
    happens: list[Callable[[], object]] = field(default_factory=list)

    def meanwhile(self, happens: Callable[[], object]) -> None:
        """Something happens while the next message is on its way."""
        self.happens.append(happens)

    def refuses(self, *errors: Exception) -> None:
        """The next attempts end so."""
        self.refusals += errors

    def crashes_after_posting(self, times: int = 1) -> None:
        """The next messages arrive, but whoever sends them does not hear of it."""
        self.crashes += times

    def send(self, delivery: Delivery) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        if delivery.again and delivery.key in self.known:
            return self.known[delivery.key]
        message = self.known[delivery.key] = f"m{len(self.known) + 1}"
        address = delivery.address.channel
        while self.happens:
            self.happens.pop()()
        self.posted.append(Posted(address, delivery.body, delivery.thread, delivery.edits, delivery.key))
        if self.crashes:
            self.crashes -= 1
            raise RuntimeError("the line went dead")
        return message

    def texts(self, channel: str | None = None) -> list[str]:
        """The notices that arrived, in order."""
        return [str(getattr(each.body, "text", each.body)) for each in self.posted if channel in (None, each.channel)]
