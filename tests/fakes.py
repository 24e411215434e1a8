"""A clock, a service and a chat platform that record what they are asked, and misbehave when they are told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.channels import Layout
from bot.errors import ArchiveLocked
from bot.model import Body, Notice, Reply, Request
from bot.outbox import Delivery


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
        message = self.known[delivery.key] = delivery.edits or f"m{len(self.known) + 1}"
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


@dataclass
class FakeService:
    """Remembers what it was asked, and answers with a notice of it; refuses the workspace "locked"."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def admit(self, request: Request) -> None:
        """Lets everybody ask."""

    def who(self, name: str, request: Request) -> Reply:
        return self._answer("who", name, request)

    def brief(self, url: str, request: Request) -> Reply:
        return self._answer("brief", url, request)

    def disputes(self, words: str, request: Request) -> Reply:
        return self._answer("disputes", words, request)

    def add_feed(self, url: str, request: Request) -> Reply:
        return self._answer("add feed", url, request)

    def list_feeds(self, request: Request) -> Reply:
        return self._answer("list feeds", "", request)

    def remove_feed(self, which: str, request: Request) -> Reply:
        return self._answer("remove feed", which, request)

    def check_feeds(self, request: Request) -> Reply:
        return self._answer("check feeds", "", request)

    def digest_now(self, request: Request) -> Reply:
        return self._answer("digest now", "", request)

    def plan_digests(self, words: str, request: Request) -> Reply:
        return self._answer("plan digests", words, request)

    def stop_digests(self, request: Request) -> Reply:
        return self._answer("stop digests", "", request)

    def digest_status(self, request: Request) -> Reply:
        return self._answer("digest status", "", request)

    def set_stories(self, number: str, request: Request) -> Reply:
        return self._answer("stories", number, request)

    def say_nothing_new(self, says: bool, request: Request) -> Reply:
        return self._answer("say nothing new", str(says), request)

    def watch(self, words: str, muted: bool, request: Request) -> Reply:
        return self._answer("mute" if muted else "watch", words, request)

    def stop_watching(self, words: str, request: Request) -> Reply:
        return self._answer("stop watching", words, request)

    def list_watches(self, request: Request) -> Reply:
        return self._answer("list watches", "", request)

    def lay_out(self, layout: Layout, request: Request) -> Reply:
        return self._answer("lay out", layout, request)

    def show_reports(self, request: Request) -> Reply:
        return self._answer("show reports", "", request)

    def show_settings(self, request: Request) -> Reply:
        return self._answer("show settings", "", request)

    def let_members_manage(self, may: bool, request: Request) -> Reply:
        return self._answer("let members manage", str(may), request)

    def _answer(self, command: str, argument: str, request: Request) -> Reply:
        if request.workspace == "locked":
            raise ArchiveLocked
        self.asked.append((command, argument, request.workspace))
        return Notice(f"{command}: {argument}")
