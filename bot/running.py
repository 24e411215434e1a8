"""The running bot: a clock that says when to refresh, to compose and to deliver, until somebody stops it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from bot.delivering import Courier, Platform
from bot.errors import OnRecordError
from bot.wiring import Bot

REFRESH_EVERY: Final = 60
DIGESTS_EVERY: Final = 20
DELIVER_EVERY: Final = 2
"""Seconds. Whether anything is due, the database says: the clock only has it looked for."""
FAILURES: Final = 5
"""In a row, after which a feed's followers are told."""
_COURIERS: Final = 4
"""Deliveries that are on their way side by side, each to another channel."""


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

    def deliver(self) -> None:
        """Sends what is due."""
        Courier(self.bot.outbox, self.bot.channels, self.platforms, self.clock, self.tell).deliver_due()

    def run(self, roles: frozenset[str], ready: Callable[[], None], stopped: Event) -> None:
        """Works until it is stopped; what is under way is ended, what is left over is in the database."""
        scheduler = BackgroundScheduler(timezone=UTC)
        if "worker" in roles:
            self._often(scheduler, self.refresh, REFRESH_EVERY, 1)
            self._often(scheduler, self.deliver, DELIVER_EVERY, _COURIERS)
        if "clock" in roles:
            self._often(scheduler, self.compose, DIGESTS_EVERY, 1)
        scheduler.start()
        try:
            ready()
            stopped.wait()
        finally:
            self.bot.refresher.stopping.set()
            self.bot.readers.close()
            scheduler.shutdown()

    def _often(self, scheduler: BackgroundScheduler, work: Callable[[], None], seconds: int, at_once: int) -> None:
        scheduler.add_job(
            self._guarded,
            "interval",
            (work,),
            seconds=seconds,
            max_instances=at_once,
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
