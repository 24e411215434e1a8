"""What a bot of several processes does as jobs: what is due, and how each of it is done.

A job is done at least once: what it finds done already, it leaves. Whether something is still to be done, the rows say.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final, Literal

from bot.delivering import Courier, Platform
from bot.digests import awake
from bot.following import FAILURES
from bot.happenings import JobDone
from bot.queueing import Job, Kind, Queue
from bot.refreshing import AT_A_TIME, LOOKED_AT, T, next_ones, site_of
from bot.revisiting import MOST
from bot.wiring import Bot

DELIVER: Final = Kind("deliver", 50)
COMPOSE: Final = Kind("compose", 40)
TELL: Final = Kind("tell", 30)
FETCH: Final = Kind("fetch", 20)
READ: Final = Kind("read", 10)
REVISIT: Final = Kind("revisit", 0)
DIGESTS: Final = "digests"
SITES: Final = "sites"
_FOR_A_CREW: Final = 8
_DIGESTS_FOR_A_CREW: Final = 50
"""Jobs of a kind that are in the queue for each crew of the workers: they do fewer between two looks of the clock."""
DIGESTS_AT_A_TIME: Final = 100
"""Digests that are in the queue at the least, where so many are due."""


def deliveries_to(platform: str) -> str:
    """The queue of what is sent over a platform: only those that have it can."""
    return f"deliver-{platform}"


@dataclass(frozen=True, slots=True)
class Jobs:
    """The work of a bot, with the platforms over which this process can deliver."""

    bot: Bot
    platforms: Mapping[str, Platform]
    clock: Callable[[], datetime]
    tell: Callable[[str], None]

    def add_due(self, queue: Queue) -> None:
        """Has everything done that is due."""
        now, held, crews = self.clock(), queue.held(), queue.crews()
        digests = self._digests(now, held, max(DIGESTS_AT_A_TIME, _DIGESTS_FOR_A_CREW * crews))
        sites = self._sites(now, held, max(AT_A_TIME, _FOR_A_CREW * crews))
        queue.add([*self._deliveries(now), *digests, *sites])

    def add_telling(self, queue: Queue) -> None:
        """Has what was posted looked through once more."""
        queue.add([Job(TELL, 0, "what was posted", DIGESTS, "tell")])

    def queues(self) -> tuple[str, ...]:
        """The queues of what is sent, as far as this process can."""
        return tuple(map(deliveries_to, sorted(self.platforms)))

    def kinds(self) -> dict[Kind, Callable[[int], object]]:
        """How each kind of job is done, by the number of its row."""
        works: dict[Kind, Callable[[int], object]] = {
            DELIVER: self._deliver,
            COMPOSE: self._compose,
            TELL: self._tell,
            FETCH: self.bot.refresher.fetch_feed,
            READ: self.bot.refresher.read_entry,
            REVISIT: self.bot.revisiter.revisit,
        }
        return {kind: self._observed(kind, work) for kind, work in works.items()}

    def _observed(self, kind: Kind, work: Callable[[int], object]) -> Callable[[int], object]:
        def do(row: int) -> None:
            started, done = time.monotonic(), False
            try:
                work(row)
                done = True
            finally:
                outcome: Literal["done", "failed"] = "done" if done else "failed"
                self.bot.observe(JobDone(kind.name, row, outcome, time.monotonic() - started))

        return do

    def _deliveries(self, now: datetime) -> Iterator[Job]:
        """One for each workspace, as platforms limit what is sent to one in all."""
        for to in self.bot.outbox.receivers(now):
            name = f"{to.platform} {to.workspace}".strip()
            yield Job(DELIVER, to.id, name, deliveries_to(to.platform), f"deliver {name}")

    def _digests(self, now: datetime, held: Collection[str], most: int) -> Iterator[Job]:
        due = (each for each in self.bot.channels.overdue(now) if COMPOSE.key(each.id) not in held)
        for channel in islice(awake(due, now), most):
            name = f"{channel.address.platform} {channel.address.channel}".strip()
            yield Job(COMPOSE, channel.id, name, DIGESTS, f"channel {channel.id}")

    def _sites(self, now: datetime, held: Collection[str], most: int) -> Iterator[Job]:
        """The next ones: the queue stays short, as who came first in it is served first, whosever it is."""
        feeds = self.bot.feeds
        yield from _at_sites(FETCH, feeds.due(now, LOOKED_AT), held, most)
        yield from _at_sites(READ, feeds.waiting(now, LOOKED_AT), held, most)
        yield from _at_sites(REVISIT, feeds.to_revisit(now, MOST), held, most)

    def _deliver(self, channel_id: int) -> None:
        stopping = self.bot.refresher.stopping
        outbox, channels, observe = self.bot.outbox, self.bot.channels, self.bot.observe
        courier = Courier(outbox, channels, self.platforms, self.clock, self.tell, stopping, observe)
        receiver = outbox.receiver(channel_id)
        if receiver is not None:
            courier.serve(receiver)

    def _compose(self, channel_id: int) -> None:
        now = self.clock()
        self.bot.digests.post_due(self.bot.channels.due(now, channel_id), now)

    def _tell(self, row: int) -> None:
        """Tells what came to be contested, and which feeds cannot be read."""
        self.bot.digests.post_contests(self.clock())
        self.bot.feeds.announce(FAILURES, self.clock())


def _at_sites(kind: Kind, items: Iterable[T], held: Collection[str], most: int) -> Iterator[Job]:
    """One thing at a time for each site; what is held takes the place of nothing else."""
    for item in next_ones((each for each in items if kind.key(each.id) not in held), most):
        site = site_of(item.url)
        yield Job(kind, item.id, f"{item.id} of {site}", SITES, f"site {site}")
