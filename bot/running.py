"""The running bot: a clock that says when to refresh, to compose and to deliver, until somebody stops it.

With SQLite it does so itself. With PostgreSQL the clock puts what is due into a queue, and workers do it, of this or of
other processes.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Final, Literal

from apscheduler.schedulers.background import BackgroundScheduler

from bot.delivering import Courier, Platform
from bot.errors import OnRecordError
from bot.following import FAILURES
from bot.happenings import RoundDone
from bot.wiring import READERS, Bot

REFRESH_EVERY: Final = 60
DIGESTS_EVERY: Final = 20
DELIVER_EVERY: Final = 2
FORGET_EVERY: Final = 3600
"""Seconds. Whether anything is due, the database says: the clock only has it looked for."""
_COURIERS: Final = 16
"""Workspaces of a platform that a process sends something to side by side."""
_COMPOSERS: Final = 4
"""Digests that a worker composes side by side."""
_AT_SITES: Final = 8
"""Sites that a worker asks side by side."""
_PEOPLE: Final = frozenset({"slack", "discord"})
_logger: Final = logging.getLogger("onrecord")


def readers_of(roles: frozenset[str]) -> int:
    """How many processes read for a process of these roles: for a worker one, so that there is one worker a core."""
    return READERS if roles & _PEOPLE else 1


@dataclass(frozen=True, slots=True)
class Round:
    """Work that is done every so many seconds, at most so often side by side."""

    name: str
    work: Callable[[], None]
    every: int
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Engine:
    """Has the parts of a bot do their work, each again and again."""

    bot: Bot
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    tell: Callable[[str], None]

    def refresh(self) -> None:
        """Looks at feeds, reads what is new, and looks again at what was posted."""
        about = "%d feeds looked at, %d new entries, %d articles read"
        for done in self.bot.refresher.rounds():
            if done.fresh or done.read:
                _logger.info(about, done.feeds, done.fresh, done.read)
            if not self.bot.refresher.stopping.is_set():
                self.bot.revisiter.revisit()

    def announce(self) -> None:
        """Tells what the news means for what was posted, and which feeds cannot be read."""
        self.bot.digests.post_contests(self.clock())
        self.bot.feeds.announce(FAILURES, self.clock())

    def compose(self) -> None:
        """Composes the digests that are due."""
        now = self.clock()
        self.bot.digests.post_due(self.bot.channels.due(now), now)

    def courier(self) -> Courier:
        """Who sends what is due."""
        outbox, channels = self.bot.outbox, self.bot.channels
        stopping, observe = self.bot.refresher.stopping, self.bot.observe
        return Courier(outbox, channels, self.platforms, self.clock, self.tell, stopping, observe)

    def forget(self) -> None:
        """Deletes what workspaces had that left long ago."""
        forgotten = self.bot.departures.forget(self.clock())
        if forgotten:
            _logger.info("%d workspaces that left are forgotten", forgotten)

    def rounds(self, roles: frozenset[str]) -> list[Round]:
        """What a process of these roles does by itself."""
        rounds = []
        if "worker" in roles:
            rounds += [
                Round("refresh", self.refresh, REFRESH_EVERY),
                Round("announce", self.announce, REFRESH_EVERY),
                Round("deliver", self.courier().serve_all, DELIVER_EVERY, _COURIERS),
            ]
        if "clock" in roles:
            rounds += [Round("compose", self.compose, DIGESTS_EVERY), Round("forget", self.forget, FORGET_EVERY)]
        return rounds

    @contextmanager
    def at_work(self, roles: frozenset[str]) -> Iterator[Sequence[Round]]:
        """The rounds of a process of these roles; where there is a queue, its jobs are done meanwhile."""
        if self.bot.archive.engine.name == "sqlite" or roles.isdisjoint({"clock", "worker"}):
            yield self.rounds(roles)
            return
        from bot.jobs import DIGESTS, SITES, Jobs  # brings procrastinate, which SQLite does not need
        from bot.queueing import open_queue
        from bot.working import Crew, working

        jobs = Jobs(self.bot, self.platforms, self.clock, self.tell)
        couriers = (Crew((queue,), _COURIERS) for queue in jobs.queues())
        crews = (*couriers, Crew((DIGESTS,), _COMPOSERS), Crew((SITES,), _AT_SITES))
        with open_queue(self.bot.archive.engine) as queue:
            rounds = [
                Round("queue", lambda: jobs.add_due(queue), DELIVER_EVERY),
                Round("tell", lambda: jobs.add_telling(queue), REFRESH_EVERY),
                Round("forget", self.forget, FORGET_EVERY),
            ]
            is_worker = "worker" in roles
            url = self.bot.archive.engine.url
            stopping = self.bot.refresher.stopping
            with working(url, jobs.kinds(), crews, stopping, self.tell) if is_worker else nullcontext():
                yield rounds if "clock" in roles else []

    def run(self, roles: frozenset[str], ready: Callable[[], None], stopped: Event) -> None:
        """Works until it is stopped; what is under way is ended, what is left over is in the database."""
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # that a round lasts longer is no warning
        scheduler = BackgroundScheduler(timezone=UTC)
        with self.at_work(roles) as rounds:
            for each in rounds:
                self._often(scheduler, each)
            scheduler.start()
            try:
                ready()
                stopped.wait()
            finally:
                self.bot.refresher.stopping.set()
                self.bot.readers.close()
                scheduler.shutdown()

    def _often(self, scheduler: BackgroundScheduler, due: Round) -> None:
        scheduler.add_job(
            self._guarded,
            "interval",
            (due,),
            seconds=due.every,
            max_instances=due.at_once,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )

    def _guarded(self, due: Round) -> None:
        """What goes wrong is told, and the work is done again next time."""
        started = time.monotonic()
        outcome: Literal["done", "failed"] = "failed"
        try:
            due.work()
            outcome = "done"
        except OnRecordError as error:
            self.tell(str(error))
        except Exception:
            _logger.exception("the round %r went wrong", due.name)
        self.bot.observe(RoundDone(due.name, outcome, time.monotonic() - started))
