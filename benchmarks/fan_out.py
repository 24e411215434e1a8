"""Digests of 10,000 channels due at one moment, where platforms allow what Slack and Discord do: when is the last sent?

usage: uv run --group check benchmarks/fan_out.py [--channels 10000] [--workers 2] [--only slack|discord]

A PostgreSQL of its own, a clock and the workers are processes of this machine. Half of the channels are Slack's, ten to
a workspace, half Discord's, ten to a server; each gets three messages. The platforms answer after 0.2 s, and count
what all processes ask together: Slack allows a channel a message a second and a workspace 300 a minute, Discord a bot
50 requests a second and a channel five in five seconds. Time is real, since it is processes that wait for each other.
"""

import argparse
import fcntl
import math
import mmap
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Lock
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import Engine as Database
from sqlalchemy import func, select

from adapters.discord.pacing import Pace
from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.database import reading
from bot.errors import DeliveryDelayed
from bot.model import SHARED, Digest
from bot.outbox import Delivery
from bot.running import Engine
from bot.schedule_words import parse_schedule
from bot.settings import Settings
from bot.tables import channels, deliveries
from bot.wiring import open_bot
from tests.briefings import briefing
from tests.postgres import postgres_server

DUE = datetime(2026, 11, 24, 8, tzinfo=UTC)
NEWS = {"Ann Lee": "bridge", "Bob Ray": "harvest"}
MESSAGES = len(NEWS) + 1
TOGETHER = 10
"""Channels of a workspace."""
ANSWERED = 0.2
"""Seconds from a request to its answer."""
LONGEST = 3_600.0


@dataclass(frozen=True)
class Limit:
    """Requests that are allowed at once, and the seconds until there is one more."""

    burst: int
    every: float


SLACK_CHANNEL, SLACK_WORKSPACE = Limit(2, 1.0), Limit(10, 0.2)
DISCORD_CHANNEL, DISCORD_BOT = Limit(5, 1.0), Limit(50, 0.02)


@dataclass
class Counter:
    """How far each limit is used up, in a file that all processes share: eight bytes for each number."""

    file: Path
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.open = self.file.open("r+b")
        self.cells = memoryview(mmap.mmap(self.open.fileno(), 0)).cast("d")

    def refuses(self, *asked: tuple[int, Limit]) -> float:
        """The seconds to wait where one of the limits is used up; else 0, and each is used."""
        with self.lock:
            fcntl.lockf(self.open, fcntl.LOCK_EX)
            try:
                now = time.time()
                wait = max(self.cells[each] - now - (limit.burst - 1) * limit.every for each, limit in asked)
                self.cells[0] += wait > 0
                if wait <= 0:
                    for each, limit in asked:
                        self.cells[each] = max(self.cells[each], now) + limit.every
                return max(0.0, wait)
            finally:
                fcntl.lockf(self.open, fcntl.LOCK_UN)


@dataclass
class Slack:
    counter: Counter

    def send(self, delivery: Delivery) -> str:
        time.sleep(ANSWERED)
        workspace, channel = int(delivery.address.workspace[1:]), int(delivery.address.channel[1:])
        wait = self.counter.refuses(
            (2 + channel, SLACK_CHANNEL), (2 + len(self.counter.cells) // 2 + workspace, SLACK_WORKSPACE)
        )
        if wait:
            raise DeliveryDelayed("ratelimited", math.ceil(wait))
        return delivery.key


@dataclass
class Discord:
    """Waits as our client does."""

    counter: Counter
    pace: Pace = field(default_factory=Pace)
    lock: Lock = field(default_factory=Lock)

    def send(self, delivery: Delivery) -> str:
        for _ in range(2 if isinstance(delivery.body, Digest) else 1):  # a thread is opened besides
            self.ask(2 + int(delivery.address.channel[1:]))
        return delivery.key

    def ask(self, channel: int) -> None:
        while True:
            with self.lock:
                turn = self.pace.turn(time.monotonic())
            time.sleep(turn + ANSWERED)
            wait = self.counter.refuses((1, DISCORD_BOT), (channel, DISCORD_CHANNEL))
            with self.lock:
                if not wait:
                    self.pace.accepted()
                    return
                self.pace.refused(time.monotonic())
            time.sleep(wait)


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--channels", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", choices=["slack", "discord"])
    options = parser.parse_args()
    platforms = [options.only] if options.only else ["slack", "discord"]
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server() as server,
        open_archive(server.new_database()) as archive,
    ):
        url = archive.engine.url.render_as_string(hide_password=False)
        counted = Path(folder) / "counted"
        counted.write_bytes(bytes(8 * 4 * (options.channels + 2)))
        prepare(url, options.channels, platforms)
        total = options.channels * MESSAGES
        with processes(url, counted, platforms, options.workers):
            deadline = time.monotonic() + LONGEST
            while sent(archive.engine) < total and time.monotonic() < deadline:
                time.sleep(0.5)
        report(archive.engine, options.channels, platforms, Counter(counted).cells[0])


def prepare(url: str, number: int, platforms: list[str]) -> None:
    """Has the digest of every channel fall due at one moment, and articles to tell in it."""
    with open_archive(url) as archive:
        for who, what in NEWS.items():
            archive.keep(briefing(who, about=what), SHARED, DUE)
        known = Channels(archive.engine)
        for each in range(number):
            platform = platforms[each // TOGETHER % len(platforms)]
            channel = known.at(Address(platform, f"W{each // TOGETHER}", f"c{each}"), DUE)
            known.plan(channel, parse_schedule("08:00", "UTC"), DUE - timedelta(days=1))


@contextmanager
def processes(url: str, counted: Path, platforms: list[str], workers: int) -> Iterator[None]:
    """A clock and workers; the moment at which digests are due comes when all of them are ready."""
    context = get_context("spawn")
    due, ready = context.Value("d", math.inf), context.Semaphore(0)
    roles = ["clock", *["worker"] * workers]
    started = [context.Process(target=live, args=(url, counted, platforms, role, due, ready)) for role in roles]
    for each in started:
        each.start()
    try:
        for _ in roles:
            ready.acquire()
        due.value = time.time()
        yield
    finally:
        for each in started:
            each.kill()
            each.join()


def live(url: str, counted: Path, platforms: list[str], role: str, due: Any, ready: Any) -> None:
    """A clock or a worker, until it is killed; its day is the one of the digests."""

    def now() -> datetime:
        return DUE + timedelta(seconds=max(-60.0, time.time() - due.value))

    counter = Counter(counted)
    made = {"slack": Slack, "discord": Discord}
    with open_bot(Settings(database_url=url), now) as bot:
        there = {name: made[name](counter) for name in platforms}
        Engine(bot, there, now, print).run(frozenset({role}), ready.release, Event())


def sent(database: Database) -> int:
    with reading(database) as connection:
        return connection.execute(select(func.count()).where(deliveries.c.state == "sent")).scalar_one()


def report(database: Database, number: int, platforms: list[str], refused: float) -> None:
    """Prints when the last message was sent, beside the least that the limits allow."""
    last = func.max(deliveries.c.sent_at)
    query = select(channels.c.platform, last, func.count()).join(deliveries).group_by(channels.c.platform)
    each = number // len(platforms)
    least = {
        "slack": max(MESSAGES - 1, (TOGETHER * MESSAGES - SLACK_WORKSPACE.burst) * SLACK_WORKSPACE.every),
        "discord": (each * (MESSAGES + 1) - DISCORD_BOT.burst) * DISCORD_BOT.every,
    }
    with reading(database) as connection:
        for platform, at, messages in connection.execute(query):
            took = (at - DUE).total_seconds()
            print(f"{platform}: {messages} messages, the last after {took:.0f} s; the least is {least[platform]:.0f} s")
        composed = connection.execute(select(func.max(channels.c.digest_at))).scalar_one()
    print(f"the last digest was composed after {(composed - DUE).total_seconds():.0f} s")
    print(f"{refused:.0f} requests were refused", flush=True)


if __name__ == "__main__":
    main()
