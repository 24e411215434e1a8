"""The running bot: a clock that says when to refresh, to compose and to deliver, until somebody stops it.

With SQLite it does so itself. With PostgreSQL the clock puts what is due into a queue, and workers do it, of this or of
other processes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from bot.delivering import Courier, Platform
from bot.errors import OnRecordError
from bot.following import FAILURES
from bot.wiring import READERS, Bot

REFRESH_EVERY: Final = 60
DIGESTS_EVERY: Final = 20
DELIVER_EVERY: Final = 2
"""Seconds. Whether anything is due, the database says: the clock only has it looked for."""
_COURIERS: Final = 16
"""Workspaces of a platform that a process sends something to side by side."""
_COMPOSERS: Final = 4
"""Digests that a worker composes side by side."""
_AT_SITES: Final = 8
"""Sites that a worker asks side by side."""

_PEOPLE: Final = frozenset({"slack", "discord"})


def readers_of(roles: frozenset[str]) -> int:
    """How many processes read for a process of these roles: for a worker one, so that there is one worker a core."""
    return READERS if roles & _PEOPLE else 1


@dataclass(frozen=True, slots=True)
class Round:
    """Work that is done every so many seconds, at most so often side by side."""

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
        """Looks at feeds, reads what is new, and tells what it means for what was posted."""
        refresh = self.bot.refresher.refresh()
        if refresh.fresh or refresh.read:
            self.tell(f"{refresh.feeds} feeds looked at, {refresh.fresh} new entries, {refresh.read} articles read")
        self.bot.revisiter.revisit()
        self.bot.digests.post_contests(self.clock())
        self.bot.feeds.announce(FAILURES, self.clock())

    def compose(self) -> None:
        """Composes the digests that are due."""
        now = self.clock()
        self.bot.digests.post_due(self.bot.channels.due(now), now)

    def courier(self) -> Courier:
        """Who sends what is due."""
        stopping = self.bot.refresher.stopping
        return Courier(self.bot.outbox, self.bot.channels, self.platforms, self.clock, self.tell, stopping)

    def rounds(self, roles: frozenset[str]) -> list[Round]:
        """What a process of these roles does by itself."""
        rounds = []
        if "worker" in roles:
            rounds += [Round(self.refresh, REFRESH_EVERY), Round(self.courier().serve_all, DELIVER_EVERY, _COURIERS)]
        if "clock" in roles:
            rounds += [Round(self.compose, DIGESTS_EVERY)]
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
                Round(lambda: jobs.add_due(queue), DELIVER_EVERY),
                Round(lambda: jobs.add_telling(queue), REFRESH_EVERY),
            ]
            is_worker = "worker" in roles
            url = self.bot.archive.engine.url
            stopping = self.bot.refresher.stopping
            with working(url, jobs.kinds(), crews, stopping, self.tell) if is_worker else nullcontext():
                yield rounds if "clock" in roles else []

    def run(self, roles: frozenset[str], ready: Callable[[], None], stopped: Event) -> None:
        """Works until it is stopped; what is under way is ended, what is left over is in the database."""
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
            (due.work,),
            seconds=due.every,
            max_instances=due.at_once,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )

    def _guarded(self, work: Callable[[], None]) -> None:
        """What goes wrong is told, and the work is done again next time."""
        try:
            work()
        except OnRecordError as error:
            self.tell(str(error))
