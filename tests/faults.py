"""A bot of several processes over one PostgreSQL, which are killed, as is the database, while digests are due."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event
from typing import Final

from sqlalchemy import func, select

from bot.archive import open_archive
from bot.channels import Address, Channels
from bot.database import reading
from bot.errors import OnRecordError
from bot.jobs import DIGESTS, Jobs
from bot.model import SHARED
from bot.outbox import Delivery
from bot.queueing import open_queue
from bot.schedule_words import parse_schedule
from bot.settings import Settings
from bot.tables import channels, deliveries
from bot.wiring import open_bot
from bot.working import Crew, Pace, working
from tests.briefings import briefing
from tests.paper import Line, Paper
from tests.polling import until
from tests.postgres import PostgresServer

DUE: Final = datetime(2026, 11, 24, 8, tzinfo=UTC)
SPEED: Final = 20
"""Seconds of the bot's clock in one of ours, so that what a dead worker claimed is free again soon."""
PACE: Final = Pace(heartbeat=1.0, stalled=4.0, poll=0.5)
_NEWS: Final = {"Ann Lee": "bridge", "Bob Ray": "harvest"}
"""Who speaks about what, in an article each."""
_MESSAGES: Final = len(_NEWS) + 1
_WORKSPACES: Final = 20
_TICK: Final = 0.2
_SENDING: Final = 0.02
"""Seconds from a message's being posted to the platform's saying so."""
_PRELOADED: Final = ["bot.jobs", "bot.working", "bot.wiring", "bot.schedule_words", "pydantic", "psycopg"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens: digests of so many channels, by so many workers; how many of these are killed, and how often the
    database goes down at once and comes back."""

    channels: int
    workers: int
    kills: int
    outages: int
    seed: int
    seconds: float
    """Within which all of it has to be over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the seconds it took, the messages that each channel had, in order, and those it should have."""

    seconds: float
    had: dict[str, list[Line]]
    wanted: dict[str, list[Line]]
    states: frozenset[str]


class SlowPaper(Paper):
    """Paper that takes a moment to say that it has a message."""

    def send(self, delivery: Delivery) -> str:
        key = super().send(delivery)
        time.sleep(_SENDING)
        return key


def tell(path: Path, line: str) -> None:
    """Keeps what a process says beside the paper."""
    with path.with_suffix(".log").open("a") as log:
        log.write(f"{line}\n")


def live(url: str, path: Path, begun: float, role: str) -> None:
    """A clock or a worker, until it is killed."""

    def now() -> datetime:
        return DUE + timedelta(seconds=(time.time() - begun) * SPEED)

    with ExitStack() as stack:
        bot = stack.enter_context(open_bot(Settings(database_url=url), now))
        queue = stack.enter_context(open_queue(bot.archive.engine))
        jobs = Jobs(bot, {"paper": SlowPaper(path)}, now, partial(tell, path))
        if role == "worker":
            crews = [Crew((DIGESTS, *jobs.queues()), 3)]
            stack.enter_context(working(bot.archive.engine.url, jobs.kinds(), crews, Event(), jobs.tell, PACE))
        while True:
            if role == "clock":
                with suppress(OnRecordError):
                    jobs.add_due(queue)
            Event().wait(_TICK)


@dataclass(slots=True)
class Bots:
    """Starts clocks and workers, and kills them."""

    url: str
    path: Path
    begun: float

    def start(self, role: str) -> BaseProcess:
        context = get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        process = context.Process(target=live, args=(self.url, self.path, self.begun, role), daemon=True)
        process.start()
        return process


@contextmanager
def _running(bots: Bots, workers: int) -> Iterator[list[BaseProcess]]:
    """Clocks, which are left alone, and workers."""
    clocks = [bots.start("clock") for _ in range(2)]
    at_work = [bots.start("worker") for _ in range(workers)]
    try:
        yield at_work
    finally:
        for each in (*clocks, *at_work):
            each.kill()
            each.join()


def suffer(server: PostgresServer, folder: Path, plan: Plan) -> Outcome:
    """Carries a plan out."""
    url, paper, chance = server.new_database(), Paper(folder / "paper"), random.Random(plan.seed)
    prepare(url, plan.channels)
    bots = Bots(url, paper.path, time.time())
    faults = ["kill"] * plan.kills + ["outage"] * plan.outages
    chance.shuffle(faults)
    begun, total = time.monotonic(), plan.channels * _MESSAGES
    with _running(bots, plan.workers) as workers:
        for number, fault in enumerate(faults, 1):
            until(partial(has, paper, total * number // (len(faults) + 1)), plan.seconds)
            time.sleep(chance.uniform(0.0, 2 * _SENDING))
            if fault == "kill":
                victim = workers.pop(0)
                victim.kill()
                victim.join()
                workers.append(bots.start("worker"))
            else:
                server.stop(signal.SIGQUIT)
                server.start()
        until(lambda: is_done(url, total), plan.seconds)
    had = {f"c{each}": [line for line in paper.lines() if line.channel == f"c{each}"] for each in range(plan.channels)}
    return Outcome(time.monotonic() - begun, had, *wanted(url, plan.channels))


def prepare(url: str, number: int) -> None:
    """Has the digest of every channel fall due at one moment, and articles to tell in it."""
    with open_archive(url) as archive:
        for who, what in _NEWS.items():
            archive.keep(briefing(who, about=what), SHARED, DUE)
        channels = Channels(archive.engine)
        for each in range(number):
            channel = channels.at(Address("paper", f"W{each % _WORKSPACES}", f"c{each}"), DUE)
            channels.plan(channel, parse_schedule("08:00", "UTC"), DUE - timedelta(days=1))


def has(paper: Paper, number: int) -> bool:
    """Whether so many messages were posted."""
    return len(paper.lines()) >= number


def is_done(url: str, total: int) -> bool:
    """Whether all was sent, as far as the database knows."""
    with open_archive(url) as archive, reading(archive.engine) as connection:
        sent = connection.scalar(select(func.count()).where(deliveries.c.state == "sent"))
    return sent == total


def wanted(url: str, number: int) -> tuple[dict[str, list[Line]], frozenset[str]]:
    """What each channel is to have had by what the database holds, and the states of all messages."""
    heads = deliveries.alias()
    query = (
        select(channels.c.address, deliveries.c.key, heads.c.key, deliveries.c.state)
        .select_from(deliveries.join(channels).outerjoin(heads, heads.c.id == deliveries.c.thread_id))
        .order_by(deliveries.c.id)
    )
    with open_archive(url) as archive, reading(archive.engine) as connection:
        rows = connection.execute(query).all()
    lines: dict[str, list[Line]] = {f"c{each}": [] for each in range(number)}
    for name, key, head, _ in rows:
        lines[name].append(Line(name, key, head or ""))
    return lines, frozenset(state for *_, state in rows)
